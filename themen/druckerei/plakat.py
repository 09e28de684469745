"""Posters of the groups for the wall, A3 across: Ist beside Soll, ideas and measures. Nobody is named on them."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count
from django.template.loader import render_to_string
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _

from konferenz import texte
from konferenz.models import Konferenz
from konferenz.pdf import Ablage, Druck, Stapel
from themen.druckerei.daten import Kopf
from themen.druckerei.sammeln import collect_kopf
from themen.gruppentitel import kurztitel, untertitel
from themen.massnahmen import MassnahmeZeile, collect_massnahmen
from themen.models import Befund, BefundBezug, Kleingruppe
from themen.protokoll import saetze
from themen.protokoll.ausgabe import Ausgabe
from themen.protokoll.daten import Buendel, Idee
from themen.protokoll.karten import bundle_cards

# Sizes of the text in points, as classes of plakat.css; what does not fit at 16 takes a second sheet.
STUFEN = ("s22", "s20", "s18-5", "s17", "s16", "zwei")
JE_DATEI = 20
LANGER_TITEL = 45  # characters, from which the title is set smaller
Art = Befund.Art


@dataclass(frozen=True)
class Plakat:
    nummer: int
    titel: str
    unter: str
    besetzung: str
    buendel: tuple[Buendel, ...]
    ideen: tuple[Idee, ...]
    massnahmen: tuple[MassnahmeZeile, ...]

    @property
    def is_lang(self) -> bool:
        return len(self.titel) > LANGER_TITEL


def collect_plakate(konferenz: Konferenz, nummer: int | None = None) -> tuple[Plakat, ...]:
    """The posters of all groups or of one, in a fixed number of queries."""
    gruppen = konferenz.kleingruppen.for_list()
    gruppen = list(gruppen if nummer is None else gruppen.filter(nummer=nummer))
    karten = defaultdict(lambda: {art: [] for art in Art})
    rows = Befund.objects.vorhanden().filter(kleingruppe__in=gruppen).order_by("position", "nummer", "pk")
    for karte in rows:
        karten[karte.kleingruppe_id][Art(karte.art)].append(karte)
    bezuege = list(
        BefundBezug.objects.filter(quelle__kleingruppe__in=gruppen).order_by("pk").values_list("quelle_id", "ziel_id")
    )
    besetzung = _staffing(konferenz)
    massnahmen = defaultdict(list)
    for zeile in collect_massnahmen(konferenz, intern=False):
        if zeile.is_vereinbart:
            massnahmen[zeile.gruppe].append(zeile)
    return tuple(
        _poster(gruppe, karten[gruppe.pk], bezuege, besetzung.get(gruppe.pk, ""), massnahmen[gruppe.nummer])
        for gruppe in gruppen
    )


def _staffing(konferenz: Konferenz) -> dict[int, str]:
    """How many people from how many institutions are in each group."""
    rows = (
        Kleingruppe.objects.filter(konferenz=konferenz, zuordnungen__bis__isnull=True)
        .annotate(
            personen=Count("zuordnungen"), einrichtungen=Count("zuordnungen__anmeldung__einrichtung", distinct=True)
        )
        .values_list("pk", "personen", "einrichtungen")
    )
    return {pk: saetze.personen_aus(personen, einrichtungen) for pk, personen, einrichtungen in rows if personen}


def _poster(gruppe: Kleingruppe, karten, bezuege, besetzung: str, massnahmen) -> Plakat:
    buendel, ideen = bundle_cards(karten, bezuege)
    return Plakat(
        nummer=gruppe.nummer,
        titel=kurztitel(gruppe.titel),
        unter=untertitel(gruppe.titel, gruppe.beschreibung),
        besetzung=besetzung,
        buendel=buendel,
        ideen=ideen,
        massnahmen=tuple(massnahmen),
    )


def druck_plakate(kopf: Kopf, plakate: tuple[Plakat, ...]) -> Druck:
    """One document for each poster, so that each finds its own size."""
    seiten = [render_to_string("themen/druck/plakat.html", _context(kopf, plakat)) for plakat in plakate]
    return Druck(seiten[0], weitere=seiten[1:], stufen=STUFEN)


def _context(kopf: Kopf, plakat: Plakat) -> dict:
    motto = f"„{kopf.motto}“" if kopf.motto else ""
    return {
        "kopf": kopf,
        "absender": kopf.absender,
        "plakat": plakat,
        "ideen": [{"idee": idee, "bezug": saetze.idee_bezug(idee).strip("()")} for idee in plakat.ideen],
        "massnahmen": [{"zeile": zeile, "wer": zeile.wer_mit} for zeile in plakat.massnahmen],
        "fuss_links": " · ".join(part for part in (kopf.titel, motto, texte.datum(kopf.datum)) if part),
        "kopf_rechts": plakat.besetzung,
    }


def print_plakat(konferenz: Konferenz, nummer: int) -> Ausgabe | None:
    """The poster of one group, None when there is no such group."""
    plakate = collect_plakate(konferenz, nummer)
    if not plakate:
        return None
    kopf = collect_kopf(konferenz)
    ablage = Ablage(
        veranstalter=konferenz.veranstalter,
        ort=f"druck-{konferenz.pk}-plakat{nummer}",
        stand=repr((kopf, plakate)),
        name=_file_name(_("Plakat Gruppe %(nummer)s") % {"nummer": nummer}, konferenz),
    )
    return Ausgabe(ablage, lambda: druck_plakate(kopf, plakate))


def make_stapel(konferenz: Konferenz, parameter: dict) -> Stapel:
    """All posters as a large print in the background (settings.DRUCKARTEN)."""
    plakate, kopf = collect_plakate(konferenz), collect_kopf(konferenz)
    return Stapel(
        zahl=len(plakate),
        je_datei=JE_DATEI,
        stand=repr((kopf, plakate)),
        make=lambda ab, bis: druck_plakate(kopf, plakate[ab:bis]),
        name=lambda ab, bis: _file_name(_("Plakate %(ab)s bis %(bis)s") % {"ab": ab + 1, "bis": bis}, konferenz),
    )


def _file_name(titel: str, konferenz: Konferenz) -> str:
    return f"{get_valid_filename(f'{titel} {konferenz.titel[:80]}')}.pdf"
