"""Who talks to whom: rounds of short talks in which nobody meets anybody twice.

Pure computing, no database. Pairs come round by round from a maximum-weight matching; tables of more than two are dealt
by institution and get better by exchanging two people as long as that helps. Import it only where a plan is made:
numpy and rustworkx weigh more than the rest of a web process.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

import numpy
import rustworkx

from teilnehmer.rundenguete import (
    Gast,
    Paar,
    Runde,
    Tisch,
    circle_round,
    count_tables,
    measure,
    unnumbered,
)

# What sitting together costs. Each step outweighs all smaller ones of a whole round together.
BEIDE_FEST = 10**13  # neither can walk to the other
WIEDERSEHEN = 10**9
SELBE_EINRICHTUNG = 10**5
BEKANNT = 10**5  # met at the conference before this one
SELBE_ART = 3
GEMEINSAM = -2  # each shared interest; more than MOST_GEMEINSAM count no more
MOST_GEMEINSAM = 3
ZU_GROSS = 2_000  # each time that somebody sat at a table that is too large, when they would again
MOST_ZU_GROSS = 10
# Below this it is only a matter of taste.
HART = SELBE_EINRICHTUNG // 2

MOST_STARTS = 24
MOST_DRITTE = 8  # people tried as the one who joins a pair
UNRUHE = 12  # by how much another start may mistake what somebody costs


Sitze = list[list[int]]


def plan_runden(
    gaeste: Sequence[Gast],
    *,
    runden: int,
    groesse: int = 2,
    bisher: Iterable[Runde] = (),
    getroffen: Iterable[Paar] = (),
) -> list[Runde]:
    """That many further rounds at tables of `groesse`; `bisher` were played, `getroffen` met at the last conference.

    Whoever is left over makes one table larger (with pairs: a trio), each time somebody else. People who came later
    or left are simply in or not in `gaeste`; what was played stays as it was. The same input gives the same plan.
    """
    gaeste = sorted(gaeste, key=lambda gast: gast.id)
    bisher = list(bisher)
    if len(gaeste) < 2:
        return [number_tables(gaeste, [[gast.id] for gast in gaeste], bisher) for _ in range(runden)]
    anfang = _Stand(gaeste, groesse, bisher, getroffen)
    beste, beste_guete = None, None
    for versuch in _tries(anfang, runden):
        plan = [[tuple(gaeste[n].id for n in tisch) for tisch in sitze] for sitze in versuch()]
        guete = measure(gaeste, [*bisher, *map(unnumbered, plan)], groesse=groesse, getroffen=getroffen)
        if beste_guete is None or guete.rang < beste_guete.rang:
            beste, beste_guete = plan, guete
        if guete.is_makellos:
            break
    fertig = list(bisher)
    for tische in beste:
        fertig.append(number_tables(gaeste, tische, fertig))
    return fertig[len(bisher) :]


def number_tables(gaeste: Sequence[Gast], tische: Sequence[Sequence[int]], bisher: Sequence[Runde]) -> Runde:
    """Who keeps a seat keeps the number of the table; the others fill the numbers that are left."""
    letzter: dict[int, int] = {}
    fest = {gast.id for gast in gaeste if gast.fest}
    for runde in bisher:
        letzter |= {i: nummer for nummer, tisch in runde.items() for i in tisch if i in fest}
    nummern: dict[int, Tisch] = {}
    offen = []
    for tisch in sorted(tuple(sorted(tisch)) for tisch in tische):
        nummer = next((letzter[i] for i in tisch if i in letzter), None)
        if nummer is None or nummer in nummern:
            offen.append(tisch)
        else:
            nummern[nummer] = tisch
    # Somebody who stays somewhere else keeps that number, so nobody new takes it for good.
    frei = (n for n in range(1, len(tische) + len(nummern) + 1) if n not in nummern)
    for tisch in sorted(offen, key=lambda tisch: not fest & set(tisch)):
        nummern[next(frei)] = tisch
    return dict(sorted(nummern.items()))


class _Stand:
    """What each two cost now, and who was how often at a table that is too large; grows with every round."""

    def __init__(self, gaeste: Sequence[Gast], groesse: int, bisher: Iterable[Runde], getroffen: Iterable[Paar]):
        self.gaeste, self.groesse = gaeste, groesse
        platz = {gast.id: n for n, gast in enumerate(gaeste)}
        self.kosten = _costs(gaeste)
        self.zu_gross: Counter[int] = Counter()
        for paar in getroffen:
            self._meet([platz[i] for i in paar if i in platz], BEKANNT)
        for runde in bisher:
            for tisch in runde.values():
                self.sit([platz[i] for i in tisch if i in platz], is_gross=len(tisch) > groesse)

    def copy(self) -> "_Stand":
        neu = object.__new__(_Stand)
        neu.gaeste, neu.groesse = self.gaeste, self.groesse
        neu.kosten, neu.zu_gross = self.kosten.copy(), self.zu_gross.copy()
        return neu

    def sit(self, sitze: Sequence[int], *, is_gross: bool) -> None:
        self._meet(sitze, WIEDERSEHEN)
        if is_gross:
            self.zu_gross.update(sitze)

    def _meet(self, sitze: Sequence[int], preis: int) -> None:
        for n, a in enumerate(sitze):
            for b in sitze[n + 1 :]:
                self.kosten[a, b] += preis
                self.kosten[b, a] += preis


def _tries(anfang: _Stand, runden: int) -> Iterable[Callable[[], list[Sitze]]]:
    """Ways to make a plan, the best first. How many depends on the number of people alone, so the time does too."""
    anzahl = len(anfang.gaeste)
    yield lambda: _round_by_round(anfang, runden, None)
    if anfang.groesse == 2:
        yield lambda: _best_of_circle(anfang, runden)
    for keim in range(1, min(MOST_STARTS, 600 // anzahl)):
        yield lambda keim=keim: _round_by_round(anfang, runden, numpy.random.default_rng(keim))


def _round_by_round(anfang: _Stand, runden: int, zufall: numpy.random.Generator | None) -> list[Sitze]:
    stand, plan = anfang.copy(), []
    if zufall is not None:
        unruhe = numpy.triu(zufall.integers(0, UNRUHE, stand.kosten.shape), 1)
        stand.kosten += unruhe + unruhe.T
    for _ in range(runden):
        sitze = _pairs(stand) if stand.groesse == 2 else _tables(stand, zufall)
        for tisch in sitze:
            stand.sit(tisch, is_gross=len(tisch) > stand.groesse)
        plan.append(sitze)
    return plan


def _best_of_circle(anfang: _Stand, runden: int) -> list[Sitze]:
    """Of the round-robin's rounds the cheapest: never a repeat while there are rounds left."""
    stand, plan = anfang.copy(), []
    vorrat = [circle_round(len(anfang.gaeste), n) for n in range(len(anfang.gaeste) - 1 + len(anfang.gaeste) % 2)]
    for _ in range(runden):
        runde = min(vorrat, key=lambda sitze: sum(int(stand.kosten[t[0], t[1]]) for t in sitze if len(t) == 2))
        sitze = [list(tisch) for tisch in runde if len(tisch) == 2]
        for tisch in runde:
            if len(tisch) == 1:
                _join(stand, sitze, tisch[0])
        for tisch in sitze:
            stand.sit(tisch, is_gross=len(tisch) > 2)
        plan.append(sitze)
    return plan


def _costs(gaeste: Sequence[Gast]) -> numpy.ndarray:
    """Symmetric matrix of what each two cost who sit together; zero on the diagonal."""

    def same(values: list) -> numpy.ndarray:
        codes = {value: n for n, value in enumerate(dict.fromkeys(value for value in values if value))}
        row = numpy.array([codes.get(value, -1 - n) for n, value in enumerate(values)])
        return row[:, None] == row[None, :]

    interessen = {name: n for n, name in enumerate(sorted({i for gast in gaeste for i in gast.interessen}, key=str))}
    has = numpy.zeros((len(gaeste), max(len(interessen), 1)), dtype=numpy.int64)
    for n, gast in enumerate(gaeste):
        has[n, [interessen[i] for i in gast.interessen]] = 1
    fest = numpy.array([gast.fest for gast in gaeste])
    kosten = SELBE_EINRICHTUNG * same([gast.einrichtung for gast in gaeste]).astype(numpy.int64)
    kosten += SELBE_ART * same([gast.art for gast in gaeste])
    kosten += GEMEINSAM * numpy.minimum(has @ has.T, MOST_GEMEINSAM)
    kosten += BEIDE_FEST * (fest[:, None] & fest[None, :])
    numpy.fill_diagonal(kosten, 0)
    return kosten


def _pairs(stand: _Stand) -> Sitze:
    """Everybody in a pair, at the lowest cost of all; with an odd number somebody joins a pair."""
    alle = list(range(len(stand.gaeste)))
    if len(alle) % 2 == 0:
        return _match(stand.kosten, alle)
    # Nobody who keeps a table is the one who joins others; who was least at a large table comes first.
    dritte = sorted(alle, key=lambda n: (stand.gaeste[n].fest, stand.zu_gross[n], int(stand.kosten[n].sum()), n))
    beste, beste_hart = None, None
    for dritter in dritte[:MOST_DRITTE]:
        sitze = _match(stand.kosten, [n for n in alle if n != dritter])
        _join(stand, sitze, dritter)
        hart = _total(stand.kosten, sitze) // HART
        if beste_hart is None or hart < beste_hart:
            beste, beste_hart = sitze, hart
        if hart <= 0:
            break
    return beste


def _match(kosten: numpy.ndarray, alle: Sequence[int]) -> Sitze:
    graph = rustworkx.PyGraph(multigraph=False)
    graph.add_nodes_from(alle)
    top = int(kosten.max()) + 1
    graph.extend_from_weighted_edge_list(
        [(i, j, top - int(kosten[a, b])) for i, a in enumerate(alle) for j, b in enumerate(alle[:i])]
    )
    found = rustworkx.max_weight_matching(graph, max_cardinality=True, weight_fn=int, verify_optimum=False)
    return sorted(sorted((alle[i], alle[j])) for i, j in found)


def _join(stand: _Stand, sitze: Sitze, dritter: int) -> None:
    """Into the pair where nobody meets again or is of the same institution; then where least were in a trio."""

    def price(paar: list[int]) -> tuple:
        kosten = int(stand.kosten[dritter, paar].sum())
        return (max(kosten, 0) // HART, sum(stand.zu_gross[n] for n in paar), kosten, paar)

    if sitze:
        min(sitze, key=price).append(dritter)
    else:
        sitze.append([dritter])


def _total(kosten: numpy.ndarray, sitze: Sitze) -> int:
    return sum(int(kosten[a, b]) for tisch in sitze for n, a in enumerate(tisch) for b in tisch[n + 1 :])


def _tables(stand: _Stand, zufall: numpy.random.Generator | None) -> Sitze:
    anzahl = len(stand.gaeste)
    zahl = count_tables(anzahl, stand.groesse)
    # Deal like cards, so that people who cost each other much come apart at once.
    reihe = sorted(range(anzahl), key=lambda n: (int(stand.kosten[n].sum()), n))
    if zufall is not None:
        reihe = [int(n) for n in zufall.permutation(reihe)]
    tisch = numpy.empty(anzahl, dtype=numpy.int64)
    tisch[reihe] = numpy.arange(anzahl) % zahl
    _swap_while_it_helps(stand.kosten, tisch, zahl, _price_of_seats(stand, tisch, zahl))
    return [list(map(int, numpy.flatnonzero(tisch == t))) for t in range(zahl)]


def _price_of_seats(stand: _Stand, tisch: numpy.ndarray, zahl: int) -> numpy.ndarray:
    """Person × table: a table that is too large costs those more who were at one before. Exchanges keep the sizes."""
    mal = numpy.minimum([stand.zu_gross[n] for n in range(len(tisch))], MOST_ZU_GROSS)
    is_gross = numpy.bincount(tisch, minlength=zahl) > stand.groesse
    return ZU_GROSS * numpy.outer(mal, is_gross).astype(numpy.int64)


def _swap_while_it_helps(kosten: numpy.ndarray, tisch: numpy.ndarray, zahl: int, plaetze: numpy.ndarray) -> None:
    """Exchange the two people whose exchange saves most, again and again; changes `tisch` in place.

    `plaetze` is what each person costs at each table whoever sits there.
    """
    anzahl = len(tisch)
    index = numpy.arange(anzahl)
    for _ in range(50 * anzahl):
        sitzt = numpy.zeros((anzahl, zahl), dtype=numpy.int64)
        sitzt[index, tisch] = 1
        bei = kosten @ sitzt + plaetze  # what each person costs at each table
        jetzt = bei[index, tisch]
        dort = bei[:, tisch]  # i at the table of j
        gewinn = jetzt[:, None] + jetzt[None, :] - dort - dort.T + 2 * kosten
        gewinn[tisch[:, None] == tisch[None, :]] = 0
        # Many exchanges a step, as long as no table is touched twice.
        beste = gewinn.max(axis=1)
        touched: set[int] = set()
        for i in numpy.argsort(-beste, kind="stable"):
            if beste[i] <= 0:
                break
            j = int(gewinn[i].argmax())
            if tisch[i] in touched or tisch[j] in touched:
                continue
            touched |= {int(tisch[i]), int(tisch[j])}
            tisch[i], tisch[j] = tisch[j], tisch[i]
        if not touched:
            return
