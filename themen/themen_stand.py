"""Shared fragment of the topic list: how many join, the same HTML for every phone in the hall."""

from django.db.models import Count, Sum
from django.template.loader import render_to_string

from themen.models import Themenvorschlag
from themen.themenliste import with_zahlen


def version_of(konferenz_id: int) -> str:
    """Changes when topics come, go or get another text or group: then the list is worth loading again."""
    rows = Themenvorschlag.objects.filter(konferenz=konferenz_id).sichtbar().order_by()
    stand = rows.aggregate(zahl=Count("pk"), fassungen=Sum("fassung"))
    return f"{stand['zahl']}.{stand['fassungen'] or 0}"


def render_stand(konferenz_id: int) -> str:
    """Registered as the live fragment `themen`."""
    themen = Themenvorschlag.objects.filter(konferenz=konferenz_id).sichtbar().only("kennung").order_by("pk")
    context = {"themen": with_zahlen(list(themen)), "version": version_of(konferenz_id)}
    return render_to_string("themen/_themen_stand.html", context)
