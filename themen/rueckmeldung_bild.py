"""What a conference's feedback says in figures, and the bar that shows them. Only reads."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from konferenz.models import Konferenz
from konferenz.texte import NBSP
from teilnehmer.models.einladung import Kanal

# As at school: 1 is the best.
NOTEN = {
    1: gettext_lazy("sehr gut"),
    2: gettext_lazy("gut"),
    3: gettext_lazy("teils, teils"),
    4: gettext_lazy("eher schlecht"),
    5: gettext_lazy("schlecht"),
}


@dataclass(frozen=True)
class Stueck:
    """A part of the bar, in tenths of a percent of its length; `note` chooses the fill."""

    note: int
    wort: str
    zahl: int
    x: int
    breite: int

    @property
    def druck_x(self) -> str:
        """In points of a bar 400 pt long."""
        return f"{self.x * 0.4:.1f}"

    @property
    def druck_breite(self) -> str:
        return f"{self.breite * 0.4:.1f}"

    @property
    def links(self) -> str:
        return f"{self.x / 10:.1f}%"

    @property
    def weite(self) -> str:
        return f"{self.breite / 10:.1f}%"

    @property
    def anteil(self) -> str:
        """In whole percent, for the table."""
        return f"{(self.breite + 5) // 10} %"


@dataclass(frozen=True)
class Bilanz:
    """How many answered, the ratings from 1 to 5, and the quotes chosen for the minutes."""

    antworten: int
    personen: int
    papier: int
    noten: tuple[int, ...]
    gut: tuple[str, ...] = ()
    naechstes_mal: tuple[str, ...] = ()

    @property
    def bewertet(self) -> int:
        return sum(self.noten)

    @property
    def mittel(self) -> str:
        """1,4; empty while nobody gave a rating."""
        if not self.bewertet:
            return ""
        zehntel = (20 * sum(note * zahl for note, zahl in enumerate(self.noten, 1)) + self.bewertet) // (
            2 * self.bewertet
        )
        return f"{zehntel // 10},{zehntel % 10}"

    @property
    def stuecke(self) -> list[Stueck]:
        """Parts of the bar from the best rating on, together exactly 1000; who gave no rating is not in it."""
        found, vorher = [], 0
        for (note, wort), zahl in zip(NOTEN.items(), self.noten, strict=True):
            von, bis = (round(1000 * n / (self.bewertet or 1)) for n in (vorher, vorher + zahl))
            found.append(Stueck(note, str(wort), zahl, von, bis - von))
            vorher += zahl
        return found

    @property
    def satz(self) -> str:
        """38 von 45 Anwesenden haben geantwortet. Im Mittel gaben sie die Note 1,4 (1 = sehr gut, 5 = schlecht)."""
        if self.antworten <= self.personen:
            satz = ngettext(
                "%(zahl)s von %(von)s Anwesenden hat geantwortet.",
                "%(zahl)s von %(von)s Anwesenden haben geantwortet.",
                self.antworten,
            ) % {"zahl": self.antworten, "von": self.personen}
        else:
            satz = ngettext(
                "%(zahl)s Rückmeldung ist eingegangen.", "%(zahl)s Rückmeldungen sind eingegangen.", self.antworten
            ) % {"zahl": self.antworten}
        if not self.bewertet:
            return satz
        note = _("Die Note ist im Mittel %(note)s (1 = sehr gut, 5 = schlecht).") % {"note": self.mittel}
        return f"{satz} {note.replace(' = ', f'{NBSP}={NBSP}')}"

    @property
    def bewertung_kurz(self) -> str:
        """36 von 38, beside the bar: not everybody gave a rating."""
        return _("%(zahl)s von %(von)s") % {"zahl": self.bewertet, "von": self.antworten}

    @property
    def in_worten(self) -> str:
        """sehr gut 25, gut 10, teils, teils 3, eher schlecht 0, schlecht 0"""
        return "; ".join(f"{stueck.wort}: {stueck.zahl}" for stueck in self.stuecke)


def collect_bilanz(konferenz: Konferenz, personen: int | None = None) -> Bilanz | None:
    """The figures in one query, None before the first answer; `personen` who were there, counted if not given."""
    rows = list(
        konferenz.rueckmeldungen.order_by("pk").values_list(
            "note", "kanal", "gut", "zitat_gut", "naechstes_mal", "zitat_naechstes_mal"
        )
    )
    return make_bilanz(rows, konferenz.anmeldungen.anwesend().count() if personen is None else personen)


def make_bilanz(rows: Sequence[tuple], personen: int) -> Bilanz | None:
    if not rows:
        return None
    noten = [row[0] for row in rows]
    return Bilanz(
        antworten=len(rows),
        personen=personen,
        papier=sum(row[1] == Kanal.PAPIER for row in rows),
        noten=tuple(noten.count(note) for note in NOTEN),
        gut=tuple(gut for _n, _k, gut, zitat, _m, _z in rows if gut and zitat),
        naechstes_mal=tuple(mal for _n, _k, _g, _zg, mal, zitat in rows if mal and zitat),
    )
