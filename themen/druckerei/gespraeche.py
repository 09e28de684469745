"""The short talks on paper: by name, to find one's tables, and by table, to see who comes. For the wall of the hall."""

from collections import defaultdict
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _

from konferenz.models import Konferenz
from konferenz.pdf import Ablage, Druck
from teilnehmer.models import Anmeldung, Gespraechsrunde, Kurzgespraech
from themen.druckerei.sammeln import collect_kopf
from themen.protokoll.ausgabe import Ausgabe

MOST_WITH_HAUS = 8  # rounds, beside which a column for the institution has room


@dataclass(frozen=True)
class Zeile:
    """One person and the number of the table in each round; empty where they were not there yet."""

    name: str
    einrichtung: str
    tische: tuple[int | str, ...]


@dataclass(frozen=True)
class Tisch:
    """`ohne_namen` sit there too and are not named."""

    nummer: int
    leute: tuple[tuple[str, str], ...]
    ohne_namen: int


@dataclass(frozen=True)
class Gespraechsplan:
    runden: tuple[int, ...]
    zeilen: tuple[Zeile, ...]
    tische: tuple[tuple[int, tuple[Tisch, ...]], ...]


def collect_gespraechsplan(konferenz: Konferenz) -> Gespraechsplan | None:
    """Three queries, None while there is no plan. Names come from nennbar(): a Sperrvermerk leaves a seat unnamed."""
    runden = list(Gespraechsrunde.objects.filter(konferenz=konferenz).values_list("pk", "nummer"))
    if not runden:
        return None
    plaetze = list(
        Kurzgespraech.objects.filter(runde__konferenz=konferenz)
        .order_by("tisch", "pk")
        .values_list("runde", "tisch", "anmeldung")
    )
    personen = {
        row.pk: row
        for row in Anmeldung.objects.nennbar()
        .filter(konferenz=konferenz, pk__in={pk for _runde, _tisch, pk in plaetze})
        .select_related("einrichtung")
        .order_by("sortierschluessel", "pk")
    }
    sitzt = {(runde, pk): tisch for runde, tisch, pk in plaetze}
    gedeckt: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for runde, tisch, pk in plaetze:
        gedeckt[runde][tisch].append(pk)
    return Gespraechsplan(
        runden=tuple(nummer for _pk, nummer in runden),
        zeilen=tuple(
            Zeile(_name(row), row.einrichtung_name, tuple(sitzt.get((runde, pk), "") for runde, _nummer in runden))
            for pk, row in personen.items()
        ),
        tische=tuple(
            (nummer, tuple(_tisch(tisch, leute, personen) for tisch, leute in gedeckt[runde].items()))
            for runde, nummer in runden
        ),
    )


def _tisch(nummer: int, leute: list[int], personen: dict[int, Anmeldung]) -> Tisch:
    bekannt = [personen[pk] for pk in leute if pk in personen]
    return Tisch(
        nummer,
        tuple((f"{row.vorname} {row.nachname}".strip(), row.einrichtung_name) for row in bekannt),
        len(leute) - len(bekannt),
    )


def _name(row: Anmeldung) -> str:
    return ", ".join(part for part in (row.nachname, row.vorname) if part)


def print_nach_namen(konferenz: Konferenz) -> Ausgabe | None:
    return _print(konferenz, "namen", "themen/druck/gespraeche_namen.html", _("Kurzgespräche nach Namen"))


def print_nach_tischen(konferenz: Konferenz) -> Ausgabe | None:
    return _print(konferenz, "tische", "themen/druck/gespraeche_tische.html", _("Kurzgespräche nach Tischen"))


def _print(konferenz: Konferenz, art: str, template: str, titel: str) -> Ausgabe | None:
    plan = collect_gespraechsplan(konferenz)
    if plan is None:
        return None
    kopf = collect_kopf(konferenz)

    def make() -> Druck:
        context = {
            "kopf": kopf,
            "absender": kopf.absender,
            "plan": plan,
            "mit_haus": len(plan.runden) <= MOST_WITH_HAUS,
            "fuss_links": _("Zweck: Kurzgespräche dieser Konferenz.\nBitte nach der Konferenz vernichten."),
        }
        return Druck(render_to_string(template, context))

    ablage = Ablage(
        veranstalter=konferenz.veranstalter,
        ort=f"druck-{konferenz.pk}-gespraeche-{art}",
        stand=repr((kopf, plan)),
        name=f"{get_valid_filename(f'{titel} {konferenz.titel[:80]}')}.pdf",
    )
    return Ausgabe(ablage, make)
