from django.db.models import Prefetch, Q
from django.http import Http404, HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from konferenz.models import Konferenz, Veranstalter
from konferenz.permissions import PUBLIZIERT

MAX_KOMMEND = 50
MAX_VERGANGEN = 50
MAX_ERGEBNISSE = 10


@require_safe
def start(request):
    """What Netzwerkstatt is, what is announced, and what came out of the last conferences."""
    bekannt = Konferenz.objects.oeffentlich().select_related("veranstalter")
    kommend = bekannt.filter(datum__gte=timezone.localdate()).exclude(phase__in=PUBLIZIERT)
    kommend = kommend.order_by("veranstalter__sortierschluessel", "datum", "beginn")[:MAX_KOMMEND]
    ergebnisse = bekannt.filter(phase__in=PUBLIZIERT).order_by("-datum", "-beginn", "pk")[:MAX_ERGEBNISSE]
    veranstalter = {}
    for konferenz in kommend:
        veranstalter.setdefault(konferenz.veranstalter, []).append(konferenz)
    context = {"angekuendigt": list(veranstalter.items()), "ergebnisse": ergebnisse}
    return render(request, "konferenz/start.html", context)


@require_safe
def veranstalter(request, v):
    """An organiser's announced and past conferences."""
    vorbei = Q(datum__lt=timezone.localdate()) | Q(phase__in=PUBLIZIERT)
    bekannt = Konferenz.objects.oeffentlich()
    found = get_object_or_404(
        Veranstalter.objects.prefetch_related(
            Prefetch("konferenzen", bekannt.exclude(vorbei).order_by("datum", "beginn")[:MAX_KOMMEND], "kommend"),
            Prefetch(
                "konferenzen",
                bekannt.filter(vorbei).order_by("-datum", "-beginn")[:MAX_VERGANGEN],
                "vergangen",
            ),
        ),
        slug=v,
    )
    # webcal: asks phones and desktops to subscribe instead of loading a file once.
    abo = f"webcal://{request.get_host()}{reverse('konferenz:termine', args=[found.slug])}"
    context = {"veranstalter": found, "seite": "veranstalter", "termine_abo": abo}
    return render(request, "konferenz/veranstalter.html", context)


@require_safe
def wappen(request, v):
    """The coat of arms, re-encoded by us; browsers keep it and ask whether it is still the same."""
    datei = get_object_or_404(Veranstalter.objects.select_related("wappen").defer("wappen__inhalt"), slug=v).wappen
    if datei is None:
        raise Http404
    etag = f'"{datei.sha256}"'
    headers = {"ETag": etag, "Cache-Control": "public, max-age=600", "X-Content-Type-Options": "nosniff"}
    if request.headers.get("If-None-Match") == etag:
        return HttpResponseNotModified(headers=headers)
    return HttpResponse(bytes(datei.inhalt), content_type=datei.typ, headers=headers)
