"""A large print on its way: how far it is, its files, and once more when it failed. Only for those who may write."""

from csp.decorators import csp_exempt
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from konferenz.models import Druckauftrag
from konferenz.services import druckauftrag as service
from konferenz.services.fehler import NichtErlaubt
from konferenz.zugriff import verwaltung

LANGSAM = 60  # seconds


def to_druckauftrag(row: Druckauftrag):
    """Where one goes after ordering a print."""
    konferenz = row.konferenz
    return redirect("konferenz:druckauftrag", konferenz.veranstalter.slug, konferenz.slug, row.kennung)


def _auftrag(dienst, kennung: str) -> Druckauftrag:
    row = get_object_or_404(Druckauftrag, konferenz=dienst.konferenz, kennung=kennung)
    row.konferenz = dienst.konferenz
    return row


@require_safe
@verwaltung(schreibend=True)
def druckauftrag(request, dienst, kennung):
    """How many pieces are done; the page asks again by itself while there is something to wait for."""
    row = _auftrag(dienst, kennung)
    wartet = row.zustand == Druckauftrag.Zustand.WARTET
    context = dienst.context(
        "druck",
        auftrag=row,
        teile=list(row.teile.select_related("datei").defer("datei__inhalt")),
        wartet_lange=wartet and (timezone.now() - row.angelegt_am).total_seconds() > LANGSAM,
    )
    return render(request, "konferenz/druckauftrag.html", context)


@csp_exempt()
@require_safe
@verwaltung(schreibend=True)
def datei(request, dienst, kennung, nummer):
    """One file. Personal links stand in it, so no cache keeps it."""
    teil = get_object_or_404(_auftrag(dienst, kennung).teile.select_related("datei"), nummer=nummer)
    response = HttpResponse(bytes(teil.datei.inhalt), content_type=teil.datei.typ)
    response["Content-Disposition"] = content_disposition_header(False, teil.datei.name)
    response["Cache-Control"] = "no-store, private"
    return response


@require_POST
@verwaltung()
def nochmal(request, dienst, kennung):
    row = _auftrag(dienst, kennung)
    try:
        service.retry_druckauftrag(auftrag=row, by=dienst.by)
    except NichtErlaubt as error:
        messages.error(request, error.satz)
    else:
        messages.success(request, _("Der Druck beginnt noch einmal."))
    return to_druckauftrag(row)
