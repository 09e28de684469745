"""Posters of the groups: each at once, all together in the background."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from konferenz.permissions import Handlung, erlaubt
from konferenz.services.druckauftrag import request_druckauftrag
from konferenz.services.fehler import NichtErlaubt
from konferenz.views.druckauftrag import to_druckauftrag
from konferenz.zugriff import verwaltung
from themen.druckerei import plakat
from themen.views.pdf_antwort import pdf_response
from themen.views.stelle import Stelle


@require_safe
def plakat_pdf(request, stelle: Stelle, nr: int):
    """The poster of one group."""
    if not erlaubt(stelle.konferenz, Handlung.PROTOKOLL_INTERN, stelle.by):
        raise PermissionDenied
    return pdf_response(request, plakat.print_plakat(stelle.konferenz, nr))


@require_POST
@verwaltung()
def plakate(request, dienst):
    """All of them: on to the page that says how far the worker is."""
    stapel = plakat.make_stapel(dienst.konferenz, {})
    zurueck = reverse("themen:druck", args=[dienst.veranstalter.slug, dienst.konferenz.slug])
    if not stapel.zahl:
        messages.error(request, _("Noch gibt es keine Gruppen."))
        return redirect(zurueck)
    try:
        auftrag = request_druckauftrag(
            konferenz=dienst.konferenz,
            art="plakate",
            parameter={},
            stand=stapel.stand,
            titel=ngettext("%(zahl)s Plakat", "%(zahl)s Plakate", stapel.zahl) % {"zahl": stapel.zahl},
            zahl=stapel.zahl,
            zurueck=zurueck,
            by=dienst.by,
        )
    except NichtErlaubt as error:
        messages.error(request, error.satz)
        return redirect(zurueck)
    return to_druckauftrag(auftrag)
