"""What the published page shows, as plain data collected in a fixed number of queries. No names of persons.

Everything that the public minutes say comes from them: from the released version as soon as there is one, so that
nothing changes in public unseen, before that from the draft. So what is not meant for everybody by the sections of
the minutes does not appear here either. Live are the Bericht, because whoever publishes wrote it, who was there,
measures, because their state is news, and which photos may still be shown.
"""

import datetime
import hashlib
from dataclasses import dataclass, field

from django.db.models import Count, F, Max, OuterRef, Subquery

from konferenz.models import Konferenz, Phasenwechsel
from teilnehmer.beteiligung import Zeile, collect_beteiligung
from themen.fotos import FotoBild, collect_fotos
from themen.massnahmen import MassnahmeZeile, collect_massnahmen
from themen.protokoll.bloecke import Absatz, Liste, parse
from themen.protokoll.dateien import collect_groessen
from themen.protokoll.daten import EigenerText, Gruppe, Protokoll, SpeicherZeile, Variante
from themen.protokoll.sammeln import collect_protokoll
from themen.protokoll.stand import load_freigegeben
from themen.rueckmeldung_bild import Bilanz

# What the page says of itself while nobody wrote a text for it: the sections of the minutes with their data.
ANGABEN = {"anlass": ("anlass", "ziel"), "stimmen": ("resonanz",), "ausblick": ("ausblick",), "dank": ("dank",)}
# Sections that the page shows as data; own text stands behind the data, or alone.
MIT_DATEN = ("beteiligung", "leitfragen", "massnahmen", "themenspeicher", "rueckmeldung")
KOPF = ("titel", "motto", "kurzbeschreibung", "datum", "beginn", "ende", "raum", "ort", "anschrift")


@dataclass(frozen=True)
class ErgebnisSpalte:
    art: str
    karten: tuple[str, ...]


@dataclass(frozen=True)
class ErgebnisGruppe:
    """A group with its cards in three columns, or with what was written by hand instead."""

    nummer: int
    titel: str
    beschreibung: str
    farbe: int
    offen: str
    spalten: tuple[ErgebnisSpalte, ...]
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
class Ergebnisse:
    """Everything that becomes public; what is not part of that has no place in the fingerprint."""

    # title, place and time, which stand above and in the data for search engines
    kopf: tuple[str, ...]
    bericht: str
    angaben: dict[str, str]
    leitfragen: tuple[str, ...]
    gruppen: tuple[ErgebnisGruppe, ...]
    beteiligung: tuple[Zeile, ...]
    personen: int
    einrichtungen: int
    # the minutes that all this was taken from, a draft while no version is released
    protokoll: Protokoll = field(repr=False)
    # written by hand for sections with data, by their keys
    eigene: tuple[EigenerText, ...] = ()
    massnahmen: tuple[MassnahmeZeile, ...] = ()
    speicher: tuple[SpeicherZeile, ...] = ()
    rueckmeldung: Bilanz | None = None
    fotos: tuple[FotoBild, ...] = ()
    protokoll_fassung: int = 0
    protokoll_am: datetime.date | None = None
    veroeffentlicht_am: datetime.datetime | None = field(default=None, repr=False)
    # also while the size is not known because the file goes out as a copy
    has_pdf: bool = field(default=False, repr=False)
    pdf_groesse: str = field(default="", repr=False)

    @property
    def bloecke(self) -> tuple[Absatz | Liste, ...]:
        return parse(self.bericht)

    @property
    def eigene_bloecke(self) -> dict[str, tuple[Absatz | Liste, ...]]:
        return {eigen.schluessel: parse(eigen.text) for eigen in self.eigene}

    @property
    def karten(self) -> int:
        return sum(sum(gruppe.zahlen.values()) for gruppe in self.gruppen)

    @property
    def fingerprint(self) -> str:
        """Whether what is published is what was shown."""
        return hashlib.sha256(repr(self).encode()).hexdigest()


def collect_ergebnisse(konferenz: Konferenz) -> Ergebnisse:
    """All of the page in a fixed number of queries, however large the conference was."""
    kopf = _head(konferenz)
    protokoll = load_freigegeben(konferenz, Variante.OEFFENTLICH) or collect_protokoll(konferenz, Variante.OEFFENTLICH)
    groessen = collect_groessen(konferenz, protokoll.fassung) if protokoll.is_freigegeben else {}
    zeilen, personen = who_came(konferenz)
    bericht = kopf["text"] or ""
    gruppen = _collect_gruppen(konferenz, protokoll, groessen)
    return Ergebnisse(
        kopf=tuple(str(getattr(konferenz, feld)) for feld in KOPF),
        bericht=bericht,
        angaben={} if bericht else _details(protokoll),
        leitfragen=() if bericht else protokoll.leitfragen,
        gruppen=gruppen,
        beteiligung=tuple(zeilen) if _shows_data(protokoll, "beteiligung") else (),
        personen=personen,
        einrichtungen=kopf["einrichtungen"],
        eigene=tuple(
            eigen
            for eigen in protokoll.eigene
            if eigen.schluessel in MIT_DATEN and not (bericht and eigen.schluessel == "leitfragen")
        ),
        massnahmen=_collect_massnahmen(konferenz, protokoll),
        speicher=protokoll.themenspeicher,
        rueckmeldung=protokoll.rueckmeldung,
        fotos=_collect_fotos(konferenz, protokoll),
        protokoll_fassung=protokoll.fassung,
        protokoll_am=protokoll.freigegeben_am,
        protokoll=protokoll,
        veroeffentlicht_am=kopf["am"],
        has_pdf=0 in groessen,
        pdf_groesse=_size(protokoll, groessen, 0),
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


def _details(protokoll: Protokoll) -> dict[str, str]:
    """What the conference says about itself, for a page whose text nobody wrote: data and own text of the sections."""
    found = {}
    for schluessel, felder in ANGABEN.items():
        found |= {feld: getattr(protokoll, feld) for feld in felder}
        if eigen := protokoll.eigener_text(schluessel):
            found[felder[-1]] = "\n\n".join(filter(None, (found[felder[-1]], eigen.text)))
    return {feld: text for feld, text in found.items() if text}


def _collect_gruppen(
    konferenz: Konferenz, protokoll: Protokoll, groessen: dict[int, str]
) -> tuple[ErgebnisGruppe, ...]:
    farben = dict(konferenz.kleingruppen.for_list().values_list("nummer", "farbe"))
    return tuple(
        _group(gruppe, farben.get(gruppe.nummer, 0), _size(protokoll, groessen, gruppe.nummer))
        for gruppe in protokoll.gruppen
    )


def _size(protokoll: Protokoll, groessen: dict[int, str], gruppe: int) -> str:
    """Of the file that is kept, 0 for the whole; "" where a copy of another size goes out."""
    return "" if gruppe in protokoll.abschriften else groessen.get(gruppe, "")


def _group(gruppe: Gruppe, farbe: int, pdf_groesse: str) -> ErgebnisGruppe:
    """A group of the minutes; its cards in the order of their numbers."""
    karten = {
        "ist": [karte for zeile in gruppe.buendel for karte in zeile.ist],
        "soll": [karte for zeile in gruppe.buendel for karte in zeile.soll],
        "idee": list(gruppe.ideen),
    }
    spalten = tuple(
        ErgebnisSpalte(art, tuple(karte.text for karte in sorted(some, key=lambda karte: karte.nummer)))
        for art, some in karten.items()
    )
    return ErgebnisGruppe(
        nummer=gruppe.nummer,
        titel=gruppe.titel,
        beschreibung=gruppe.beschreibung,
        farbe=farbe,
        offen=gruppe.offen,
        spalten=() if gruppe.is_ersetzt else spalten,
        eigener_text=gruppe.eigener_text,
        is_ersetzt=gruppe.is_ersetzt,
        pdf_groesse=pdf_groesse,
    )


def _shows_data(protokoll: Protokoll, schluessel: str) -> bool:
    """For what is live on the page: the section appears, and own text does not stand instead of its data."""
    eigen = protokoll.eigener_text(schluessel)
    return schluessel in protokoll.abschnitte and not (eigen and eigen.is_allein)


def _collect_massnahmen(konferenz: Konferenz, protokoll: Protokoll) -> tuple[MassnahmeZeile, ...]:
    """The agreed measures of the groups that are shown, as they stand today."""
    if not _shows_data(protokoll, "massnahmen"):
        return ()
    nummern = {gruppe.nummer for gruppe in protokoll.gruppen}
    rows = collect_massnahmen(konferenz, intern=False)
    return tuple(row for row in rows if row.is_vereinbart and row.gruppe in nummern)


def _collect_fotos(konferenz: Konferenz, protokoll: Protokoll) -> tuple[FotoBild, ...]:
    """The photos of the released minutes that are still allowed."""
    if not protokoll.is_freigegeben or not protokoll.fotos:
        return ()
    frei = {foto.kennung for foto in protokoll.fotos}
    return tuple(foto for foto in collect_fotos(konferenz) if foto.kennung in frei)
