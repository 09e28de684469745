"""What the published page shows, collected in a fixed number of queries. No names of persons."""

import datetime
from collections import defaultdict
from dataclasses import dataclass, field

from konferenz.models import Datei, Konferenz
from teilnehmer.beteiligung import collect_beteiligung
from themen.models import Befund, Kleingruppe, Themenvorschlag
from themen.rueckmeldung_bild import Bilanz, collect_bilanz


@dataclass(frozen=True)
class Spalte:
    art: str
    karten: list[str]


@dataclass(frozen=True)
class Gruppe:
    """A group with its cards in three columns."""

    gruppe: Kleingruppe
    spalten: list[Spalte]
    pdf_groesse: str = ""

    @property
    def zahlen(self) -> dict[str, int]:
        return {spalte.art: len(spalte.karten) for spalte in self.spalten}

    @property
    def has_karten(self) -> bool:
        return any(spalte.karten for spalte in self.spalten)


@dataclass(frozen=True)
class Ergebnisse:
    gruppen: list[Gruppe]
    beteiligung: list
    personen: int
    einrichtungen: int
    freigegeben_am: datetime.datetime | None
    fassung: int
    pdf_groesse: str = ""
    speicher: list[Themenvorschlag] = field(default_factory=list)
    rueckmeldung: Bilanz | None = None


def collect_ergebnisse(konferenz: Konferenz) -> Ergebnisse:
    """Groups with cards, who came by kind of institution, the Themenspeicher, and when it was published."""
    anwesend = konferenz.anmeldungen.anwesend()
    einrichtungen = anwesend.values("einrichtung").exclude(einrichtung=None).distinct().count()
    freigaben = list(
        konferenz.phasenwechsel.filter(nach=Konferenz.Phase.VEROEFFENTLICHT).order_by("am").values_list("am", flat=True)
    )
    zeilen, personen = who_came(konferenz)
    groessen = _collect_groessen(konferenz)
    return Ergebnisse(
        gruppen=_collect_gruppen(konferenz, groessen),
        beteiligung=zeilen,
        personen=personen,
        einrichtungen=einrichtungen,
        freigegeben_am=freigaben[-1] if freigaben else None,
        fassung=len(freigaben),
        pdf_groesse=groessen.get("ganz", ""),
        rueckmeldung=collect_bilanz(konferenz, personen),
        speicher=list(konferenz.themenvorschlaege.ohne_gruppe().order_by("sortierschluessel", "pk")),
    )


def who_came(konferenz: Konferenz) -> tuple[list, int]:
    """Rows of the kinds that were there, and how many persons together."""
    zeilen = collect_beteiligung(konferenz)
    return [zeile for zeile in zeilen if zeile.anwesend and zeile.art], sum(
        zeile.anwesend for zeile in zeilen if zeile.art
    )


def _collect_groessen(konferenz: Konferenz) -> dict[str, str]:
    """Size of each public print that is kept, by its part: ganz, gruppe1 …; what was never asked for has none."""
    ort = f"protokoll-{konferenz.pk}-oeffentlich-"
    rows = Datei.objects.filter(schluessel__startswith=ort).values_list("schluessel", "groesse")
    return {key.removeprefix(ort).partition(":")[0]: f"{max(1, round(size / 1000))} kB" for key, size in rows}


def _collect_gruppen(konferenz: Konferenz, groessen: dict[str, str]) -> list[Gruppe]:
    gruppen = list(konferenz.kleingruppen.for_list())
    texte: dict = defaultdict(list)
    befunde = Befund.objects.vorhanden().filter(kleingruppe__in=[gruppe.pk for gruppe in gruppen])
    for gruppe_id, art, text in befunde.order_by("position", "nummer").values_list("kleingruppe", "art", "text"):
        texte[gruppe_id, art].append(text)
    return [
        Gruppe(
            gruppe,
            [Spalte(art.value, texte[gruppe.pk, art.value]) for art in Befund.Art],
            groessen.get(f"gruppe{gruppe.nummer}", ""),
        )
        for gruppe in gruppen
    ]
