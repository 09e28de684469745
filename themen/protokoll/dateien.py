"""The files of a released version as a print in the background: made once, kept byte for byte (Protokolldatei).

The whole minutes for each audience, and for everybody the sheet of each group.
"""

from dataclasses import dataclass

from django.template.defaultfilters import filesizeformat

from konferenz.models import Datei, Druckauftrag, Konferenz
from konferenz.pdf import PDF_TYP, Stapel
from themen.models import Protokolldatei, Protokollfassung
from themen.protokoll.ausgabe import Ausgabe, print_gruppe, print_protokoll
from themen.protokoll.daten import Variante
from themen.protokoll.fassung import load_variante

ART = "protokollfassung"
ENDUNG = "pdf"
# What everybody waits for comes first.
REIHE = (Variante.OEFFENTLICH, Variante.NETZWERK, Variante.INTERN)


@dataclass(frozen=True)
class Stueck:
    """One file of a version: the whole minutes, or the sheet of group number `gruppe`."""

    variante: Variante
    gruppe: int = 0

    @property
    def wer(self) -> dict:
        """The row that keeps it."""
        return {"publikum": self.variante.value, "gruppe": self.gruppe, "endung": ENDUNG}


@dataclass(frozen=True)
class Dateienstand:
    """How far the worker is: the files that are there, without bytes, those that are not, and the last order."""

    dateien: dict[Stueck, Datei]
    fehlt: tuple[Stueck, ...]
    auftrag: Druckauftrag | None

    @property
    def fertig(self) -> int:
        return len(self.dateien)

    @property
    def zahl(self) -> int:
        return len(self.dateien) + len(self.fehlt)

    @property
    def gruppen(self) -> list[tuple[int, Datei]]:
        """The sheets of groups, by number."""
        return [(stueck.gruppe, datei) for stueck, datei in self.dateien.items() if stueck.gruppe]

    @property
    def is_unterwegs(self) -> bool:
        return bool(self.fehlt) and self.auftrag is not None and self.auftrag.is_offen

    @property
    def fehler(self) -> str:
        """The sentence of an order that failed, or ""."""
        is_gescheitert = self.auftrag is not None and self.auftrag.zustand == Druckauftrag.Zustand.GESCHEITERT
        return self.auftrag.fehler if self.fehlt and is_gescheitert else ""


def files_of(fassung: Protokollfassung) -> tuple[Stueck, ...]:
    """All that belong to a version, in the order in which they are made."""
    gruppen = fassung.inhalt[Variante.OEFFENTLICH.value]["gruppen"]
    return (
        *(Stueck(variante) for variante in REIHE),
        *(Stueck(Variante.OEFFENTLICH, gruppe["nummer"]) for gruppe in gruppen),
    )


def make_stapel(konferenz: Konferenz, parameter: dict) -> Stapel:
    """settings.DRUCKARTEN names it; one file for each audience, then one for each group."""
    fassung = Protokollfassung.objects.select_related("konferenz__veranstalter").get(
        konferenz=konferenz, pk=parameter["fassung"]
    )
    stuecke = files_of(fassung)
    return Stapel(
        zahl=len(stuecke),
        je_datei=1,
        stand=fassung.sha256,
        make=lambda ab, _bis: _output(fassung, stuecke[ab]).make(),
        name=lambda ab, _bis: _output(fassung, stuecke[ab]).name,
        keep=lambda ab, name, inhalt: _keep(fassung, stuecke[ab], name, inhalt),
    )


def _output(fassung: Protokollfassung, stueck: Stueck) -> Ausgabe:
    """As the version may be read in this minute.

    What is taken back before the worker came is missing in the file for good, also when it is given back later: never
    more than may be shown, and the page beside it shows the photo again.
    """
    protokoll = load_variante(fassung, stueck.variante)
    if stueck.gruppe:
        return print_gruppe(fassung.konferenz, protokoll, stueck.gruppe)
    return print_protokoll(fassung.konferenz, protokoll)


def _keep(fassung: Protokollfassung, stueck: Stueck, name: str, inhalt: bytes) -> None:
    """The first one stays, whatever is printed later."""
    wer = {"protokollfassung": fassung, **stueck.wer}
    if not Protokolldatei.objects.filter(**wer).exists():
        veranstalter = fassung.konferenz.veranstalter
        datei = Datei.objects.store(veranstalter=veranstalter, name=name, typ=PDF_TYP, inhalt=inhalt)
        Protokolldatei.objects.create(**wer, datei=datei)


def find_datei(fassung: Protokollfassung, variante: Variante, gruppe: int = 0) -> Datei | None:
    """With its bytes; None while it is still being made. Whether it may be handed out says `find_abschrift`."""
    wer = {f"protokolldatei__{feld}": wert for feld, wert in Stueck(variante, gruppe).wer.items()}
    return Datei.objects.filter(protokolldatei__protokollfassung=fassung, **wer).first()


def find_abschrift(fassung: Protokollfassung, variante: Variante, gruppe: int = 0) -> Ausgabe | None:
    """What is handed out instead of the file because something was taken back since the release; None: the file.

    Only short queries while nothing was.
    """
    if not _is_touched(fassung, variante):
        return None
    reading = load_variante(fassung, variante)
    if gruppe not in reading.abschriften:
        return None
    return print_gruppe(fassung.konferenz, reading, gruppe) if gruppe else print_protokoll(fassung.konferenz, reading)


def _is_touched(fassung: Protokollfassung, variante: Variante) -> bool:
    """Whether anything could be missing by now, without reading the minutes."""
    konferenz = fassung.konferenz
    fotos = Protokollfassung.objects.values_list(f"inhalt__{variante.value}__fotos", flat=True).get(pk=fassung.pk)
    kennungen = {foto["kennung"] for foto in fotos or ()}
    if kennungen and konferenz.fotos.druckbar().filter(kennung__in=kennungen).count() < len(kennungen):
        return True
    return konferenz.anmeldungen.filter(gesperrt=True).exists()


def is_gruppe_of(fassung: Protokollfassung, nummer: int) -> bool:
    """Whether everybody may read the sheet of this group. One query."""
    muster = {"inhalt__oeffentlich__gruppen__contains": [{"nummer": nummer}]}
    return Protokollfassung.objects.filter(pk=fassung.pk, **muster).exists()


def collect_stand(fassung: Protokollfassung) -> Dateienstand:
    """Which files of a version are there. Two queries while some are missing, else one."""
    rows = fassung.dateien.select_related("datei").defer("datei__inhalt").filter(endung=ENDUNG)
    da = {Stueck(Variante(row.publikum), row.gruppe): row.datei for row in rows}
    stuecke = files_of(fassung)
    fehlt = tuple(stueck for stueck in stuecke if stueck not in da)
    return Dateienstand(
        {stueck: da[stueck] for stueck in stuecke if stueck in da}, fehlt, find_auftrag(fassung) if fehlt else None
    )


def find_auftrag(fassung: Protokollfassung) -> Druckauftrag | None:
    """What was ordered last."""
    rows = Druckauftrag.objects.filter(konferenz=fassung.konferenz_id, art=ART, parameter={"fassung": fassung.pk})
    return rows.order_by("-pk").first()


def collect_groessen(konferenz: Konferenz, nummer: int) -> dict[int, str]:
    """How large the public files of version `nummer` are: 0 is the whole, else a group; what is not made has none."""
    rows = Protokolldatei.objects.filter(
        protokollfassung__konferenz=konferenz,
        protokollfassung__nummer=nummer,
        publikum=Variante.OEFFENTLICH,
        endung=ENDUNG,
    )
    return {gruppe: filesizeformat(groesse) for gruppe, groesse in rows.values_list("gruppe", "datei__groesse")}
