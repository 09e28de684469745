"""What got the most dots; only reads."""

from django.db.models import Sum

from konferenz.models import Konferenz
from themen.models import Befund


def collect_rangliste(konferenz: Konferenz) -> tuple[tuple[int, str, str, int], ...]:
    """Group, card ("Idee 2"), text and dots of every card that got one, the most first. One query, nobody is named."""
    rows = (
        Befund.objects.filter(konferenz=konferenz)
        .vorhanden()
        .annotate(punkte=Sum("klebepunkte__anzahl"))
        .filter(punkte__gt=0)
        .select_related("kleingruppe")
        .order_by("-punkte", "kleingruppe__nummer", "art", "nummer")
    )
    return tuple((befund.kleingruppe.nummer, str(befund), befund.text, befund.punkte) for befund in rows)
