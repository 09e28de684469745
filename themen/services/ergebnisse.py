"""What the published page shows, as plain data collected in a fixed number of queries. No names of persons.

The text is the Bericht, live, because whoever publishes wrote it. Cards of the groups come from the released minutes
as soon as there are any, so that nothing changes in public unseen; measures are live, because their state is news.
What is not meant for everybody by the sections of the minutes does not appear here either.
"""

import datetime
import hashlib
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db.models import Count, F, Max, OuterRef, Subquery

from konferenz.models import Datei, Konferenz, Phasenwechsel
from teilnehmer.beteiligung import Zeile, collect_beteiligung
from themen.bericht import report_blocks
from themen.fotos import FotoBild, collect_fotos
from themen.massnahmen import MassnahmeZeile, collect_massnahmen
from themen.models import Befund, Kleingruppe
from themen.protokoll import daten
from themen.protokoll.abschnitte import gruppen_nummer, gruppen_schluessel
from themen.protokoll.bloecke import Absatz, Liste, parse
from themen.protokoll.daten import Protokoll, Variante
from themen.protokoll.stand import load_freigegeben
from themen.rueckmeldung_bild import Bilanz, collect_bilanz

ANGABEN = {"anlass": "anlass", "ziel": "anlass", "resonanz": "stimmen", "ausblick": "ausblick", "dank": "dank"}


@dataclass(frozen=True)
class Spalte:
    art: str
    karten: tuple[str, ...]


@dataclass(frozen=True)
class Gruppe:
    """A group with its cards in three columns, or with what was written by hand instead."""

    nummer: int
    titel: str
    beschreibung: str
    farbe: int
    offen: str
    spalten: tuple[Spalte, ...]
    eigener_text: str = ""
    is_ersetzt: bool = False
    pdf_groesse: str = field(default="", repr=False)

    @property
    def zahlen(self) -> dict[str, int]:
        return {spalte.art: len(spalte.karten) for spalte in self.spalten}

    @property
    def has_karten(self) -> bool:
        return any(spalte.karten for spalte in self.spalten)

    @property
    def bloecke(self) -> tuple[Absatz | Liste, ...]:
        return parse(self.eigener_text)


@dataclass(frozen=True)
class SpeicherZeile:
    titel: str
    zusatz: str = ""
    gruppe: int | None = None


@dataclass(frozen=True)
class Ergebnisse:
    """Everything that becomes public; what is not part of that has no place in the fingerprint."""

    bericht: str
    angaben: dict[str, str]
    leitfragen: tuple[str, ...]
    gruppen: tuple[Gruppe, ...]
    beteiligung: tuple[Zeile, ...]
    personen: int
    einrichtungen: int
    massnahmen: tuple[MassnahmeZeile, ...] = ()
    speicher: tuple[SpeicherZeile, ...] = ()
    rueckmeldung: Bilanz | None = None
    fotos: tuple[FotoBild, ...] = ()
    protokoll_fassung: int = 0
    protokoll_am: datetime.date | None = None
    veroeffentlicht_am: datetime.datetime | None = field(default=None, repr=False)
    pdf_groesse: str = field(default="", repr=False)

    @property
    def bloecke(self) -> tuple[Absatz | Liste, ...]:
        return report_blocks(self.bericht)

    @property
    def karten(self) -> int:
        return sum(sum(gruppe.zahlen.values()) for gruppe in self.gruppen)

    @property
    def fingerprint(self) -> str:
        """Whether what is published is what was shown."""
        return hashlib.sha256(repr(self).encode()).hexdigest()


def collect_ergebnisse(konferenz: Konferenz) -> Ergebnisse:
    """All of the page in at most fifteen queries, however large the conference was."""
    kopf = _head(konferenz)
    protokoll = load_freigegeben(konferenz, Variante.OEFFENTLICH)
    shows = _decisions(konferenz, protokoll)
    zeilen, personen = who_came(konferenz)
    groessen = _collect_groessen(konferenz) if protokoll else {}
    bericht = kopf["text"] or ""
    massnahmen = collect_massnahmen(konferenz, intern=False)
    gruppen = _collect_gruppen(konferenz, protokoll, shows, groessen)
    nummern = {gruppe.nummer for gruppe in gruppen}
    fotos = _collect_fotos(konferenz, protokoll)
    return Ergebnisse(
        bericht=bericht,
        angaben={} if bericht else _details(konferenz, shows),
        leitfragen=() if bericht or not shows("leitfragen") else _questions(konferenz),
        gruppen=gruppen,
        beteiligung=tuple(zeilen) if shows("beteiligung") else (),
        personen=personen,
        einrichtungen=kopf["einrichtungen"],
        massnahmen=tuple(m for m in massnahmen if m.is_vereinbart and m.gruppe in nummern and shows("massnahmen")),
        speicher=_collect_speicher(konferenz, massnahmen, nummern) if shows("themenspeicher") else (),
        rueckmeldung=collect_bilanz(konferenz, personen) if shows("rueckmeldung") else None,
        fotos=fotos,
        protokoll_fassung=protokoll.fassung if protokoll else 0,
        protokoll_am=protokoll.freigegeben_am if protokoll else None,
        veroeffentlicht_am=kopf["am"],
        pdf_groesse=groessen.get("ganz", ""),
    )


def who_came(konferenz: Konferenz) -> tuple[list[Zeile], int]:
    """Rows of the kinds that were there, and how many persons together."""
    zeilen = collect_beteiligung(konferenz)
    return [zeile for zeile in zeilen if zeile.anwesend and zeile.art], sum(
        zeile.anwesend for zeile in zeilen if zeile.art
    )


def _head(konferenz: Konferenz) -> dict:
    """The text, when it was published last, and how many institutions came: one query."""
    am = Phasenwechsel.objects.filter(konferenz=OuterRef("pk"), nach=Konferenz.Phase.VEROEFFENTLICHT)
    zahl = (
        konferenz.anmeldungen.model.objects.filter(konferenz=OuterRef("pk"))
        .anwesend()
        .order_by()
        .values("konferenz")
        .annotate(zahl=Count("einrichtung", distinct=True))
        .values("zahl")
    )
    row = (
        Konferenz.objects.filter(pk=konferenz.pk)
        .annotate(
            text=F("bericht__text"),
            am=Subquery(am.order_by().values("konferenz").annotate(am=Max("am")).values("am")),
            einrichtungen=Subquery(zahl),
        )
        .values("text", "am", "einrichtungen")
        .get()
    )
    return row | {"einrichtungen": row["einrichtungen"] or 0}


def _decisions(konferenz: Konferenz, protokoll: Protokoll | None) -> Callable[[str], bool]:
    """Whether a section (or the page of a group) is for everybody: as released, without a release as it is set now."""
    if protokoll is not None:
        gruppen = {gruppen_schluessel(gruppe.nummer) for gruppe in protokoll.gruppen}
        erlaubt = gruppen.union(protokoll.abschnitte)
        return lambda schluessel: schluessel in erlaubt
    rows = konferenz.protokollabschnitte.values_list("schluessel", "modus", "publikum")
    versteckt = {
        schluessel for schluessel, modus, publikum in rows if modus == "aus" or not Variante.OEFFENTLICH.shows(publikum)
    }
    if "ergebnisse" in versteckt:
        return lambda schluessel: schluessel not in versteckt and not gruppen_nummer(schluessel)
    return lambda schluessel: schluessel not in versteckt


def _details(konferenz: Konferenz, shows: Callable[[str], bool]) -> dict[str, str]:
    """What the conference says about itself, for a page whose text nobody wrote."""
    return {
        name: text for name, schluessel in ANGABEN.items() if shows(schluessel) and (text := getattr(konferenz, name))
    }


def _questions(konferenz: Konferenz) -> tuple[str, ...]:
    return tuple(konferenz.leitfragen.order_by("position").values_list("text", flat=True))


def _collect_groessen(konferenz: Konferenz) -> dict[str, str]:
    """Size of each public print that is kept, by its part: ganz, gruppe1 …; what was never asked for has none."""
    ort = f"protokoll-{konferenz.pk}-oeffentlich-"
    rows = Datei.objects.filter(schluessel__startswith=ort).values_list("schluessel", "groesse")
    return {key.removeprefix(ort).partition(":")[0]: f"{max(1, round(size / 1000))} kB" for key, size in rows}


def _collect_gruppen(
    konferenz: Konferenz, protokoll: Protokoll | None, shows: Callable[[str], bool], groessen: dict[str, str]
) -> tuple[Gruppe, ...]:
    rows = list(konferenz.kleingruppen.for_list())
    if protokoll is not None:
        farben = {row.nummer: row.farbe for row in rows}
        return tuple(
            _frozen(gruppe, farben.get(gruppe.nummer, 0), groessen.get(f"gruppe{gruppe.nummer}", ""))
            for gruppe in protokoll.gruppen
        )
    rows = [row for row in rows if shows(gruppen_schluessel(row.nummer))]
    eigene = {
        gruppen_nummer(schluessel): (text, modus == "ersetzt")
        for schluessel, text, modus in konferenz.protokollabschnitte.filter(
            modus__in=("ergaenzt", "ersetzt"), schluessel__startswith="gruppe-"
        ).values_list("schluessel", "text", "modus")
    }
    texte: dict = defaultdict(list)
    befunde = Befund.objects.vorhanden().filter(kleingruppe__in=[row.pk for row in rows])
    for gruppe_id, art, text in befunde.order_by("position", "nummer").values_list("kleingruppe", "art", "text"):
        texte[gruppe_id, art].append(text)
    return tuple(_live(row, texte, *eigene.get(row.nummer, ("", False))) for row in rows)


def _live(row: Kleingruppe, texte: dict, eigener_text: str, is_ersetzt: bool) -> Gruppe:
    return Gruppe(
        row.nummer,
        row.titel,
        row.beschreibung,
        row.farbe,
        "" if is_ersetzt else row.offen,
        () if is_ersetzt else tuple(Spalte(art.value, tuple(texte[row.pk, art.value])) for art in Befund.Art),
        eigener_text,
        is_ersetzt,
    )


def _frozen(gruppe: daten.Gruppe, farbe: int, pdf_groesse: str) -> Gruppe:
    """A group of the released minutes; its cards in the order of their numbers."""
    karten = {
        "ist": [karte for zeile in gruppe.buendel for karte in zeile.ist],
        "soll": [karte for zeile in gruppe.buendel for karte in zeile.soll],
        "idee": list(gruppe.ideen),
    }
    return Gruppe(
        gruppe.nummer,
        gruppe.titel,
        gruppe.beschreibung,
        farbe,
        gruppe.offen,
        ()
        if gruppe.is_ersetzt
        else tuple(
            Spalte(art, tuple(karte.text for karte in sorted(some, key=lambda karte: karte.nummer)))
            for art, some in karten.items()
        ),
        gruppe.eigener_text,
        gruppe.is_ersetzt,
        pdf_groesse,
    )


def _collect_speicher(
    konferenz: Konferenz, massnahmen: tuple[MassnahmeZeile, ...], nummern: set[int]
) -> tuple[SpeicherZeile, ...]:
    """Topics without a group, and what nobody answers for yet."""
    themen = konferenz.themenvorschlaege.ohne_gruppe().order_by("sortierschluessel", "pk")
    return (
        *(SpeicherZeile(titel, zusatz) for titel, zusatz in themen.values_list("titel", "beschreibung")),
        *(SpeicherZeile(m.was, gruppe=m.gruppe) for m in massnahmen if not m.is_vereinbart and m.gruppe in nummern),
    )


def _collect_fotos(konferenz: Konferenz, protokoll: Protokoll | None) -> tuple[FotoBild, ...]:
    """The photos of the released minutes that are still allowed."""
    if protokoll is None or not protokoll.fotos:
        return ()
    frei = {foto.kennung for foto in protokoll.fotos}
    return tuple(foto for foto in collect_fotos(konferenz) if foto.kennung in frei)
