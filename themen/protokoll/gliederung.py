"""The outline of the minutes: the sections that have something to say, numbered without gaps, and the groups."""

import dataclasses
from dataclasses import dataclass

from django.utils.translation import gettext as _

from themen.protokoll import saetze
from themen.protokoll.abschnitte import ARTEN, NACH_SCHLUESSEL, Art, title_of
from themen.protokoll.bloecke import Absatz, Block, Rueckmeldebild, Tabelle, Zwischentitel
from themen.protokoll.daten import Protokoll
from themen.protokoll.satz import set_section

# Parts that head their own pieces, or go on where the section before them stopped.
OHNE_KOPF = {"begruessung", "gruppen"}
# Annexes of a few lines, which go on on the page of the one before.
KURZE_ANLAGEN = {"praesentationen", "abkuerzungen", "datenschutz"}


@dataclass(frozen=True)
class Abschnitt:
    """A section with a heading of its own; behind `mit_gruppen` come the pages of the groups."""

    nummer: str
    anker: str
    titel: str
    bloecke: tuple[Block, ...]
    mit_gruppen: bool = False
    is_anhang: bool = False

    @property
    def ueberschrift(self) -> str:
        """3 Leitfragen · Anlage A: Anwesende"""
        if self.is_anhang:
            return _("Anlage %(buchstabe)s: %(titel)s") % {"buchstabe": self.nummer, "titel": self.titel}
        return f"{self.nummer} {self.titel}"

    @property
    def is_neue_seite(self) -> bool:
        """Whether it begins a page in the print."""
        return self.is_anhang and (self.nummer == "A" or self.anker not in KURZE_ANLAGEN)


def gliederung(protokoll: Protokoll) -> dict[str, Abschnitt]:
    """The sections that have something to say, in their order; tables are numbered through, annexes are A and B."""
    abschnitte: dict[str, Abschnitt] = {}
    for art in ARTEN:
        bloecke = set_section(protokoll, art)
        if not bloecke:
            continue
        if art.eltern in abschnitte:
            eltern = abschnitte[art.eltern]
            eigen = protokoll.eigener_text(art.schluessel)
            ohne_kopf = art.schluessel in OHNE_KOPF and not (eigen and eigen.is_allein)
            kopf = () if ohne_kopf else (Zwischentitel(title_of(art, protokoll), art.schluessel),)
            abschnitte[art.eltern] = dataclasses.replace(eltern, bloecke=(*eltern.bloecke, *kopf, *bloecke))
        else:
            abschnitte[art.schluessel] = Abschnitt(
                "", art.schluessel, _title(protokoll, art), bloecke, is_anhang=art.is_anhang
            )
    if protokoll.gruppen:
        _place_groups(abschnitte)
    return _numbered(abschnitte)


def _title(protokoll: Protokoll, art: Art) -> str:
    """As it is printed: an annex without the word, because its letter brings it along."""
    match art.schluessel:
        case "stimmen":
            return _("Stimmen der %(wer)s") % {"wer": saetze.genitiv(protokoll.pluralform)}
        case "anlage":
            return _("Anwesende") if protokoll.is_intern else _("Vertretene Einrichtungen")
    return title_of(art, protokoll).removeprefix(_("Anlage: "))


def _place_groups(abschnitte: dict[str, Abschnitt]) -> None:
    """Behind the section that leads to them; without one they get a heading of their own."""
    for anker in ("ergebnisse", "gruppen", "themen"):
        if anker in abschnitte:
            abschnitte[anker] = dataclasses.replace(abschnitte[anker], mit_gruppen=True)
            return
    art = NACH_SCHLUESSEL["ergebnisse"]
    satz = Absatz((_("Jede Gruppe hat eine eigene Seite."),))
    neu = Abschnitt("", art.schluessel, str(art.titel), (satz,), mit_gruppen=True)
    reihe = [one.schluessel for one in ARTEN]
    alle = sorted([*abschnitte.items(), (art.schluessel, neu)], key=lambda item: reihe.index(item[0]))
    abschnitte.clear()
    abschnitte.update(alle)


def _numbered(abschnitte: dict[str, Abschnitt]) -> dict[str, Abschnitt]:
    zahl, buchstabe, tabelle = 0, 0, 0
    for anker, abschnitt in abschnitte.items():
        if abschnitt.is_anhang:
            nummer, buchstabe = chr(ord("A") + buchstabe), buchstabe + 1
        else:
            zahl += 1
            nummer = str(zahl)
        bloecke = []
        for block in abschnitt.bloecke:
            if isinstance(block, Tabelle) or (isinstance(block, Rueckmeldebild) and block.bilanz.bewertet):
                tabelle += not abschnitt.is_anhang
                marke = _("Tabelle %(nummer)s") % {"nummer": nummer if abschnitt.is_anhang else tabelle}
                bloecke.append(dataclasses.replace(block, nummer=marke))
            else:
                bloecke.append(block)
        abschnitte[anker] = dataclasses.replace(abschnitt, nummer=nummer, bloecke=tuple(bloecke))
    return abschnitte
