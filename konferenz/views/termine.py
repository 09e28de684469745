import datetime
import hashlib

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from konferenz.kalender import build_feed, last_change, with_geaendert_am
from konferenz.models import Konferenz, Veranstalter

MAX_TERMINE = 100
RUECKBLICK = datetime.timedelta(days=2 * 365)


@require_safe
def termine(request, v):
    """An organiser's public conferences to subscribe to: coming ones and those of the last two years."""
    veranstalter = get_object_or_404(Veranstalter, slug=v)
    rows = with_geaendert_am(Konferenz.objects.oeffentlich()).filter(
        veranstalter=veranstalter, datum__gte=timezone.localdate() - RUECKBLICK
    )
    konferenzen = list(rows.order_by("-datum", "-beginn", "pk")[:MAX_TERMINE])
    for konferenz in konferenzen:
        konferenz.veranstalter = veranstalter
    adresse = settings.ADRESSE + reverse("konferenz:veranstalter", args=[veranstalter.slug])
    inhalt = build_feed(veranstalter, konferenzen, adresse)
    etag = f'"{hashlib.sha256(inhalt).hexdigest()[:32]}"'
    headers = {
        "Content-Disposition": f'inline; filename="{veranstalter.slug}.ics"',
        "Cache-Control": "public, max-age=900",
        "ETag": etag,
    }
    stamp = None
    if konferenzen:
        stamp = int(max(last_change(konferenz) for konferenz in konferenzen).timestamp())
        headers["Last-Modified"] = http_date(stamp)
    response = HttpResponse(inhalt, content_type="text/calendar; charset=utf-8", headers=headers)
    return get_conditional_response(request, etag, stamp, response)
