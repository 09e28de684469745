"""What a plan of short talks is made of: who is here, what they share, and who met already. Reads in eight queries."""

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations

from konferenz.felder import sort_key
from konferenz.models import Konferenz
from teilnehmer.models import Anmeldung, Gespraechsrunde, Kurzgespraech
from teilnehmer.rundenguete import Gast, Runde


@dataclass(frozen=True)
class Lage:
    """Two that are equal give the same plan."""

    gaeste: tuple[Gast, ...]
    bisher: tuple[Runde, ...]
    getroffen: frozenset


def collect_lage(konferenz: Konferenz, runden: list[Gespraechsrunde]) -> Lage:
    """As it stands now; `runden` are all rounds of the conference."""
    begonnen = [runde for runde in runden if runde.begonnen_am]
    plaetze = collect_sitzplaene(begonnen)
    return Lage(
        gaeste=_people(konferenz),
        bisher=tuple(plaetze[runde.pk] for runde in begonnen),
        getroffen=_known_pairs(konferenz),
    )


def collect_sitzplaene(runden: list[Gespraechsrunde]) -> dict[int, Runde]:
    """Round → number of the table → who sits there. One query."""
    tische: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    rows = Kurzgespraech.objects.filter(runde__in=[runde.pk for runde in runden]).order_by("tisch", "anmeldung")
    for runde, tisch, anmeldung in rows.values_list("runde", "tisch", "anmeldung"):
        tische[runde][tisch].append(anmeldung)
    return {runde.pk: {nr: tuple(leute) for nr, leute in tische[runde.pk].items()} for runde in runden}


def _people(konferenz: Konferenz) -> tuple[Gast, ...]:
    rows = list(
        Anmeldung.objects.filter(konferenz=konferenz)
        .anwesend()
        .order_by("pk")
        .values_list("pk", "einrichtung", "einrichtung__art", "einrichtung_angabe", "fester_platz")
    )
    interessen = _interests(konferenz)
    return tuple(
        Gast(pk, haus or sort_key(angabe), art or "", frozenset(interessen[pk]), fest)
        for pk, haus, art, angabe, fest in rows
    )


def _interests(konferenz: Konferenz) -> dict[int, set]:
    """Topics that somebody or their institution proposed or that they joined, and the fields of work of these."""
    hier = Anmeldung.objects.filter(konferenz=konferenz).anwesend()
    ways = (
        (hier.filter(mitstreiter__bis__isnull=True, mitstreiter__isnull=False), "mitstreiter__thema"),
        (hier.filter(themenvorschlaege__isnull=False), "themenvorschlaege"),
        (hier.filter(einladung__themenvorschlaege__isnull=False), "einladung__themenvorschlaege"),
    )
    found: dict[int, set] = defaultdict(set)
    for rows, thema in ways:
        for pk, kennung, feld, status in rows.values_list(
            "pk", f"{thema}__pk", f"{thema}__handlungsfeld", f"{thema}__status"
        ):
            if status != "zurueckgezogen":
                found[pk] |= {f"thema {kennung}", *([f"feld {feld}"] if feld else [])}
    return found


def _known_pairs(konferenz: Konferenz) -> frozenset:
    """Who sat at one table at the conference before this one: the same Ansprechperson, or name and institution."""
    vorige = konferenz.find_vorige()
    if vorige is None:
        return frozenset()
    heute: dict[object, set[int]] = defaultdict(set)
    rows = Anmeldung.objects.filter(konferenz=konferenz).anwesend()
    for pk, *merkmale in rows.values_list("pk", "ansprechperson", "sortierschluessel", "einrichtung"):
        for merkmal in _marks(*merkmale):
            heute[merkmal].add(pk)
    tische: dict[tuple, list[set[int]]] = defaultdict(list)
    damals = Kurzgespraech.objects.filter(runde__konferenz=vorige, runde__begonnen_am__isnull=False)
    for runde, tisch, *merkmale in damals.values_list(
        "runde",
        "tisch",
        "anmeldung__ansprechperson",
        "anmeldung__sortierschluessel",
        "anmeldung__einrichtung",
    ):
        tische[runde, tisch].append(set().union(*(heute.get(merkmal, ()) for merkmal in _marks(*merkmale))))
    return frozenset(
        frozenset((a, b))
        for leute in tische.values()
        for einer, andere in combinations(leute, 2)
        for a in einer
        for b in andere
        if a != b
    )


def _marks(ansprechperson: int | None, name: str, einrichtung: int | None) -> list[tuple]:
    """By what somebody is known again."""
    marks: list[tuple] = [("person", ansprechperson)] if ansprechperson else []
    return [*marks, ("name", name, einrichtung)] if name.strip() and einrichtung else marks


def count_gesperrte(konferenz: Konferenz) -> int:
    """Who sits at a table but stands on no list."""
    return Anmeldung.objects.filter(konferenz=konferenz, gesperrt=True).anwesend().count()
