from django.shortcuts import render
from django.views.decorators.http import require_safe

from konferenz.permissions import Handlung, erlaubt
from konferenz.zugriff import verwaltung
from themen.services.uebersicht import collect_uebersicht


@require_safe
@verwaltung()
def uebersicht(request, dienst):
    """What is due, what is open, where we stand, who takes part."""
    return render(
        request,
        "themen/uebersicht.html",
        {
            "dienst": dienst,
            "konferenz": dienst.konferenz,
            "veranstalter": dienst.veranstalter,
            "bereich": "konferenzen",
            "seite": "uebersicht",
            "darf_tore": erlaubt(dienst.konferenz, Handlung.TORE_STELLEN, dienst.by),
            "u": collect_uebersicht(dienst.konferenz),
        },
    )
