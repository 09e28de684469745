from django.shortcuts import render
from django.views.decorators.http import require_safe

from konferenz import live
from konferenz.models import Konferenz
from konferenz.permissions import AB_TAG, Handlung, erlaubt
from konferenz.zugriff import verwaltung
from themen.uebersicht.stand import collect_uebersicht


@require_safe
@verwaltung()
def uebersicht(request, dienst):
    """What is due, what is open, where we stand, who takes part."""
    laeuft = dienst.konferenz.phase == Konferenz.Phase.DURCHFUEHRUNG
    return render(
        request,
        "themen/uebersicht.html",
        dienst.context(
            "uebersicht",
            darf_tore=erlaubt(dienst.konferenz, Handlung.TORE_STELLEN, dienst.by),
            u=collect_uebersicht(dienst.konferenz),
            zeigt_da=dienst.konferenz.phase in AB_TAG,
            live_url=live.url(dienst.konferenz.live_kanal, "anwesenheit") if laeuft else "",
        ),
    )
