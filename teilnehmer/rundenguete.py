"""Plans of short talks without the machine that makes them: who sits where, how good it is, the plain round-robin.

Pure computing, no database and no library, so that every page can say how good a plan is.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Gast:
    """One person present. `fest`: stays at one table all afternoon."""

    id: int
    einrichtung: Hashable = None
    art: str = ""
    interessen: frozenset = frozenset()
    fest: bool = False


Tisch = tuple[int, ...]
Runde = dict[int, Tisch]  # number of the table → who sits there
Paar = frozenset[int]


@dataclass(frozen=True)
class Guete:
    """How good a plan is; what is worse comes first, so that two plans compare."""

    unerreichbar: int  # two who both keep their table
    wiedersehen: int
    selbe_einrichtung: int
    bekannt: int
    dreier: int  # the most often that one person sits at a table that is too large
    gemeinsam: int
    gespraeche: int

    @property
    def gemeinsam_je_gespraech(self) -> float:
        return self.gemeinsam / self.gespraeche if self.gespraeche else 0.0

    @property
    def is_makellos(self) -> bool:
        hart = self.unerreichbar or self.wiedersehen or self.selbe_einrichtung or self.bekannt
        return not hart and self.dreier <= 1

    @property
    def rang(self) -> tuple:
        return (
            self.unerreichbar,
            self.wiedersehen,
            self.selbe_einrichtung + self.bekannt,
            self.dreier,
            -self.gemeinsam,
        )


def plain_round_robin(gaeste: Sequence[Gast], *, runden: int, groesse: int = 2) -> list[Runde]:
    """What is done without a computer: in the order of the list, everybody moves on. For comparison."""
    ids = [gast.id for gast in sorted(gaeste, key=lambda gast: gast.id)]
    if len(ids) < 2:
        return [{1: tuple(ids)} if ids else {} for _ in range(runden)]
    if groesse == 2:
        plan = [circle_round(len(ids), n) for n in range(runden)]
        for sitze in plan:
            if len(sitze[-1]) == 1:
                sitze[0] += sitze.pop()
    else:
        zahl = count_tables(len(ids), groesse)
        plan = [
            [[i for i in range(len(ids)) if (i % zahl + i // zahl * n) % zahl == t] for t in range(zahl)]
            for n in range(runden)
        ]
    return [unnumbered([tuple(ids[i] for i in tisch) for tisch in sitze if tisch]) for sitze in plan]


def measure(
    gaeste: Sequence[Gast], plan: Iterable[Runde], *, groesse: int = 2, getroffen: Iterable[Paar] = ()
) -> Guete:
    """Counts what a plan does to people; only those in `gaeste`, since of others nothing is known any more."""
    wer = {gast.id: gast for gast in gaeste}
    getroffen = set(getroffen)
    treffen: Counter[Paar] = Counter()
    dreier: Counter[int] = Counter()
    for runde in plan:
        for tisch in runde.values():
            da = [i for i in tisch if i in wer]
            treffen.update(frozenset((a, b)) for n, a in enumerate(da) for b in da[n + 1 :])
            if len(tisch) > groesse:
                dreier.update(da)
    paare = [(wer[a], wer[b], mal) for (a, b), mal in ((tuple(paar), mal) for paar, mal in treffen.items())]
    return Guete(
        unerreichbar=sum(mal for a, b, mal in paare if a.fest and b.fest),
        wiedersehen=sum(mal - 1 for mal in treffen.values()),
        selbe_einrichtung=sum(mal for a, b, mal in paare if a.einrichtung and a.einrichtung == b.einrichtung),
        bekannt=sum(1 for paar in treffen if paar in getroffen),
        dreier=max(dreier.values(), default=0),
        gemeinsam=sum(mal * len(a.interessen & b.interessen) for a, b, mal in paare),
        gespraeche=sum(treffen.values()),
    )


def unnumbered(tische: Sequence[Tisch]) -> Runde:
    return dict(enumerate(tische, start=1))


def circle_round(anzahl: int, runde: int) -> list[list[int]]:
    """One round of the circle method; with an odd number the last table holds the one who is left over."""
    alle = list(range(anzahl + anzahl % 2))
    mal = runde % (len(alle) - 1)
    reihe = [alle[0], *alle[len(alle) - mal :], *alle[1 : len(alle) - mal]]
    paare = [[reihe[i], reihe[-1 - i]] for i in range(len(alle) // 2)]
    tische = [[n for n in paar if n < anzahl] for paar in paare]
    return sorted(tische, key=lambda tisch: len(tisch) == 1)


def count_tables(anzahl: int, groesse: int) -> int:
    """So many that tables are as near to `groesse` as can be, and nobody sits alone."""
    return max(1, min((anzahl + groesse // 2) // groesse, anzahl // 2))
