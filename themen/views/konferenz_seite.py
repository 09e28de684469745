"""The public page of a conference: before the event the announcement, after publication the results."""

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from konferenz.akteur import OEFFENTLICH
from konferenz.models import Konferenz
from konferenz.permissions import AB_TAG, Handlung, erlaubt
from konferenz.services.offene_anmeldung import public_path
from konferenz.zugriff import get_oeffentliche_konferenz, verwaltung
from themen.themenliste import with_zahlen
from themen.views.ergebnisse import render_ergebnisse

THEMEN_AUF_DER_SEITE = 5


@require_safe
@conditional_page
@cache_control(no_cache=True)
def konferenz(request, v, k):
    konf = get_oeffentliche_konferenz(v, k)
    if erlaubt(konf, Handlung.ERGEBNISSE_SEHEN, OEFFENTLICH):
        return render_ergebnisse(request, konf)
    return render_ankuendigung(request, konf)


@require_safe
def gruppen(request, v, k):
    konf = get_oeffentliche_konferenz(v, k)
    if konf.phase not in AB_TAG:
        raise Http404
    return render(
        request,
        "themen/gruppen.html",
        {
            "konferenz": konf,
            "veranstalter": konf.veranstalter,
            "seite": "gruppen",
            "gruppen": list(konf.kleingruppen.for_list()),
            "is_vorbei": konf.phase != Konferenz.Phase.DURCHFUEHRUNG,
        },
    )


@require_safe
@verwaltung()
def vorschau(request, dienst):
    """The announcement as the public will see it, whatever the phase."""
    return render_ankuendigung(request, dienst.konferenz, is_vorschau=True)


def render_ankuendigung(request, konf: Konferenz, *, is_vorschau: bool = False):
    themen = konf.themenvorschlaege.sichtbar()
    return render(
        request,
        "themen/konferenz.html",
        {
            "konferenz": konf,
            "veranstalter": konf.veranstalter,
            "seite": "konferenz",
            "leitfragen": list(konf.leitfragen.order_by("position")),
            "themen": with_zahlen(list(themen.order_by("eingereicht_am", "pk")[:THEMEN_AUF_DER_SEITE])),
            "anzahl_themen": themen.count(),
            "anmelden_url": public_path(konf),
            "is_vorschau": is_vorschau,
        },
    )
