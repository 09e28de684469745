"""Signs and table cards: few words, as large as they fit. Sizes in points, measures in millimetres."""

from collections.abc import Sequence
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from konferenz import texte
from konferenz.felder import sort_key
from themen.druckerei.daten import Gruppe, Karte, Kopf, Tuerschild
from themen.druckerei.schrift import Satz, fit, printable

RAUM_STUFEN = ((110, 112), (84, 88), (66, 70), (50, 54), (40, 44), (28, 32), (20, 24))
TITEL_STUFEN = ((60, 64), (50, 54), (40, 44), (34, 38), (28, 32), (22, 26), (16, 20))
SCHILD_NUMMER = ((230, 230), (150, 150), (100, 100), (66, 70))
KARTE_NUMMER = ((150, 150), (100, 100), (66, 70))
KARTE_STUFEN = ((40, 44), (34, 38), (28, 32), (22, 26), (16, 20))
PFEILE = {"links": gettext_lazy("nach links"), "rechts": gettext_lazy("nach rechts"), "oben": gettext_lazy("geradeaus")}
MOST_GROUPS = 4  # on one door sign


def make_tuerschilder(kopf: Kopf, gruppen: Sequence[Gruppe], *, mit_pfeil: bool) -> list[Tuerschild]:
    """One for the hall, and one for each room in which groups meet; tables get cards instead."""
    saal, saal_zusatz = (kopf.raum, kopf.ort) if kopf.raum else (kopf.ort or kopf.titel, "")
    schilder = [_tuerschild(saal, saal_zusatz, (), mit_pfeil)]
    in_rooms = [g for g in gruppen if g.raum and not is_tisch(g.raum) and sort_key(g.raum) != sort_key(saal)]
    in_rooms.sort(key=lambda g: (sort_key(g.raum), g.nummer))
    for _key, together in groupby(in_rooms, key=lambda g: sort_key(g.raum)):
        found = tuple(together)
        for i in range(0, len(found), MOST_GROUPS):
            schilder.append(_tuerschild(found[0].raum, found[0].wegweiser, found[i : i + MOST_GROUPS], mit_pfeil))
    return schilder


def _tuerschild(raum: str, zusatz: str, gruppen: tuple[Gruppe, ...], mit_pfeil: bool) -> Tuerschild:
    satz = _fit(raum, RAUM_STUFEN, breite=185 if mit_pfeil else 257, hoehe=48 if gruppen else 90)
    return Tuerschild(satz, zusatz, gruppen)


def is_tisch(raum: str) -> bool:
    return sort_key(raum).startswith("tisch")


def make_gruppenschilder(gruppen: Sequence[Gruppe]) -> list[Karte]:
    """One a group for A4 across."""
    return [
        Karte(
            wort=_("Gruppe"),
            nummer=_fit(str(g.nummer), SCHILD_NUMMER, breite=98, hoehe=90),
            titel=_fit(g.titel, TITEL_STUFEN, breite=142, hoehe=118),
            ort=_place(g),
            is_gruppe=True,
        )
        for g in gruppen
    ]


def make_tischkarten_gruppen(gruppen: Sequence[Gruppe]) -> list[Karte]:
    """One a group for half a sheet."""
    return [
        Karte(
            wort=_("Gruppe"),
            nummer=_fit(str(g.nummer), KARTE_NUMMER, breite=64, hoehe=56),
            titel=_fit(g.titel, KARTE_STUFEN, breite=104, hoehe=92),
            ort=_place(g),
            is_gruppe=True,
        )
        for g in gruppen
    ]


def make_tischkarten_nummern(zahl: int) -> list[Karte]:
    """Table 1 to n for the short talks; without the tile, which means a group everywhere."""
    return [
        Karte(wort=_("Tisch"), nummer=Satz("g150", (str(n),)), titel=None, ort="", is_gruppe=False)
        for n in range(1, zahl + 1)
    ]


def _place(gruppe: Gruppe) -> str:
    return ", ".join(part for part in (gruppe.raum, gruppe.wegweiser) if part)


def _fit(text: str, stufen, *, breite: float, hoehe: float) -> Satz:
    return fit(printable([texte.trennbar(texte.typografie(text))]), stufen, breite=breite, hoehe=hoehe)
