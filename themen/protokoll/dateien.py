"""The files of a released version as a print in the background: made once, kept byte for byte (Protokolldatei)."""

from konferenz.models import Datei, Konferenz
from konferenz.pdf import PDF_TYP, Stapel
from themen.models import Protokolldatei, Protokollfassung
from themen.protokoll.ausgabe import print_protokoll
from themen.protokoll.daten import Variante
from themen.protokoll.fassung import load_variante

ART = "protokollfassung"
ENDUNG = "pdf"
# What everybody waits for comes first.
REIHE = (Variante.OEFFENTLICH, Variante.NETZWERK, Variante.INTERN)


def make_stapel(konferenz: Konferenz, parameter: dict) -> Stapel:
    """settings.DRUCKARTEN names it; one file for each audience."""
    fassung = Protokollfassung.objects.get(konferenz=konferenz, pk=parameter["fassung"])

    def output(ab: int):
        return print_protokoll(konferenz, load_variante(fassung, REIHE[ab]))

    return Stapel(
        zahl=len(REIHE),
        je_datei=1,
        stand=fassung.sha256,
        make=lambda ab, _bis: output(ab).make(),
        name=lambda ab, _bis: output(ab).name,
        keep=lambda ab, name, inhalt: _keep(fassung, REIHE[ab], name, inhalt),
    )


def _keep(fassung: Protokollfassung, variante: Variante, name: str, inhalt: bytes) -> None:
    """The first one stays, whatever is printed later."""
    wer = {"protokollfassung": fassung, "publikum": variante.value, "endung": ENDUNG}
    if not Protokolldatei.objects.filter(**wer).exists():
        veranstalter = fassung.konferenz.veranstalter
        datei = Datei.objects.store(veranstalter=veranstalter, name=name, typ=PDF_TYP, inhalt=inhalt)
        Protokolldatei.objects.create(**wer, datei=datei)


def find_datei(fassung: Protokollfassung, variante: Variante) -> Datei | None:
    """With its bytes; None while it is still being made."""
    return Datei.objects.filter(
        protokolldatei__protokollfassung=fassung, protokolldatei__publikum=variante, protokolldatei__endung=ENDUNG
    ).first()
