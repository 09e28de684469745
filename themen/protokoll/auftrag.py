"""Long minutes as a print in the background (settings.DRUCKARTEN), kept where the next download finds them."""

from django.utils.translation import gettext as _

from konferenz import pdf
from konferenz.models import Konferenz
from konferenz.pdf import PdfFehler, Stapel
from themen.protokoll.ausgabe import print_gruppen, print_protokoll
from themen.protokoll.daten import Variante
from themen.protokoll.stand import load_protokoll

ART = "protokoll"
TEILE = {"ganz": print_protokoll, "gruppen": print_gruppen}


def make_stapel(konferenz: Konferenz, parameter: dict) -> Stapel:
    """One file with everything, as it is when the worker comes to it; raises PdfFehler when there is nothing."""
    protokoll = load_protokoll(konferenz, Variante(parameter["variante"]))
    ausgabe = TEILE[parameter["teil"]](konferenz, protokoll)
    if ausgabe is None:
        raise PdfFehler(_("Noch gibt es keine Gruppen."))
    return Stapel(
        zahl=1,
        je_datei=1,
        stand=ausgabe.ablage.schluessel,
        make=lambda _ab, _bis: ausgabe.make(),
        name=lambda _ab, _bis: ausgabe.name,
        keep=lambda _ab, _name, inhalt: pdf.keep(ausgabe.ablage, inhalt),
    )
