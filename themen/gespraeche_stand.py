"""Shared fragment of the short talks: says only that something changed. Each phone then fetches its own part."""

from django.template.loader import render_to_string

from konferenz.models import Konferenz
from teilnehmer.kurzgespraech_karte import stand_of


def render_stand(konferenz_id: int) -> str:
    """Registered as the live fragment `gespraeche`."""
    return render_stand_of(Konferenz(pk=konferenz_id))


def render_stand_of(konferenz: Konferenz) -> str:
    runden = konferenz.gespraechsrunden.order_by("nummer")
    return render_to_string("themen/_gespraeche_stand.html", {"stand": stand_of(runden)})
