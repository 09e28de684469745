from django.http import HttpResponse
from django.views.decorators.http import require_safe

from konferenz.kalender import build_termin
from konferenz.zugriff import get_oeffentliche_konferenz


@require_safe
def termin(request, v, k):
    """The date for one's own calendar."""
    konferenz = get_oeffentliche_konferenz(v, k)
    return HttpResponse(
        build_termin(konferenz),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{konferenz.slug}.ics"'},
    )
