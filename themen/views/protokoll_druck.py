"""Minutes too long to wait for: ordered by whoever may write, made in the background."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from konferenz.akteur import Akteur, Rolle
from konferenz.pdf import PdfFehler
from konferenz.permissions import Handlung, erlaubt
from konferenz.services.druckauftrag import request_druckauftrag
from konferenz.services.fehler import NichtErlaubt
from konferenz.views.druckauftrag import to_druckauftrag
from konferenz.zugriff import verwaltung
from themen.protokoll.auftrag import ART, make_stapel
from themen.protokoll.daten import Variante


@require_POST
@verwaltung()
def bestellen(request, dienst, variante: Variante, teil: str):
    """On to the page that says how far the worker is."""
    konferenz = dienst.konferenz
    if not erlaubt(konferenz, Handlung.PROTOKOLL_INTERN, dienst.by):
        raise PermissionDenied
    zurueck = reverse("themen:protokoll", args=[dienst.veranstalter.slug, konferenz.slug])
    parameter = {"variante": variante.value, "teil": teil}
    try:
        stapel = make_stapel(konferenz, parameter)
        auftrag = request_druckauftrag(
            konferenz=konferenz,
            art=ART,
            parameter=parameter,
            stand=stapel.stand,
            titel=_("Protokoll") if teil == "ganz" else _("Seiten aller Gruppen"),
            zahl=stapel.zahl,
            zurueck=zurueck,
            by=dienst.by,
        )
    except (PdfFehler, NichtErlaubt) as error:
        messages.error(request, str(error))
        return redirect(zurueck)
    return to_druckauftrag(auftrag)


def order_path(konferenz, by: Akteur, variante: Variante, teil: str) -> str:
    """Where this actor can order a long print; "" for those who wait for it."""
    if by.rolle not in (Rolle.LEITUNG, Rolle.PLANUNG):
        return ""
    return reverse(f"themen:druck_{teil}_bestellen", args=[konferenz.veranstalter.slug, konferenz.slug, variante])
