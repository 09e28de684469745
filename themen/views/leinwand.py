"""The projector: one page that follows the day by itself. It holds nothing personal and nothing to press."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from konferenz import live
from konferenz.models import Zugang
from konferenz.zugriff import personal_link
from themen.leinwand.stand import render_leinwand_of


def _strom(zugang: Zugang) -> str:
    return live.url(zugang.konferenz.live_kanal, "leinwand")


@require_safe
@personal_link(Zugang.Zweck.LEINWAND)
def leinwand(request, zugang):
    return render(
        request,
        "themen/leinwand/seite.html",
        {
            "konferenz": zugang.konferenz,
            "vertraulich": True,
            "darstellung": "light",  # a hall in June: light, whatever the machine prefers
            "stand": render_leinwand_of(zugang.konferenz),
            "jetzt_ms": round(timezone.now().timestamp() * 1000),
            "live_url": _strom(zugang),
            "stand_url": f"{zugang.pfad}stand/",
        },
    )


@require_safe
@personal_link(Zugang.Zweck.LEINWAND)
def stand(request, zugang):
    """The picture alone, for when the stream is cut; a fresh address of the stream, since one lasts only a day."""
    return HttpResponse(
        render_leinwand_of(zugang.konferenz),
        headers={"Nw-Strom": _strom(zugang), "Nw-Jetzt": str(round(timezone.now().timestamp() * 1000))},
    )
