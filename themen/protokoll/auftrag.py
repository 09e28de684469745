"""Long minutes as a print in the background (settings.DRUCKARTEN), kept where the next download finds them."""

from django.utils.translation import gettext as _

from konferenz import pdf
from konferenz.akteur import Akteur
from konferenz.models import Druckauftrag, Konferenz
from konferenz.pdf import Stapel
from konferenz.services.druckauftrag import request_druckauftrag
from themen.protokoll.ausgabe import Ausgabe, print_gruppen, print_protokoll
from themen.protokoll.daten import Variante
from themen.protokoll.stand import load_protokoll

ART = "protokoll"
TEILE = {"ganz": print_protokoll, "gruppen": print_gruppen}


def make_stapel(konferenz: Konferenz, parameter: dict) -> Stapel:
    """One file with everything; what the worker finds is printed, also when it changed since it was ordered."""
    ausgabe = _output(konferenz, Variante(parameter["variante"]), parameter["teil"])
    if ausgabe is None:
        raise pdf.PdfFehler("the groups are gone")
    return Stapel(
        zahl=1,
        je_datei=1,
        stand=ausgabe.ablage.schluessel,
        make=lambda _ab, _bis: ausgabe.make(),
        name=lambda _ab, _bis: ausgabe.name,
        keep=lambda _ab, _name, inhalt: pdf.keep(ausgabe.ablage, inhalt),
    )


def order_protokoll(
    *, konferenz: Konferenz, variante: Variante, teil: str, zurueck: str, by: Akteur
) -> Druckauftrag | None:
    """Order it; None when there is nothing to print. Raises NichtErlaubt."""
    ausgabe = _output(konferenz, variante, teil)
    if ausgabe is None:
        return None
    return request_druckauftrag(
        konferenz=konferenz,
        art=ART,
        parameter={"variante": variante.value, "teil": teil},
        stand=ausgabe.ablage.schluessel,
        titel=_("Protokoll") if teil == "ganz" else _("Seiten aller Gruppen"),
        zahl=1,
        zurueck=zurueck,
        by=by,
    )


def _output(konferenz: Konferenz, variante: Variante, teil: str) -> Ausgabe | None:
    return TEILE[teil](konferenz, load_protokoll(konferenz, variante))
