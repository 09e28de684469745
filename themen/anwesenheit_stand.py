"""How many are here: the shared fragment of the door and of the officer's radar. Numbers only, no name."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.template.loader import render_to_string

from teilnehmer.beteiligung import OHNE
from teilnehmer.models import Anmeldung, Einrichtung


@dataclass(frozen=True)
class Stand:
    """Present and registered, together and by kind of institution (art → present)."""

    da: int
    von: int
    je_art: dict[str, int]


def count_stand(konferenz_id: int) -> Stand:
    """In one query. People with a Sperrvermerk have a seat like everybody and count."""
    rows = list(
        Anmeldung.objects.filter(konferenz=konferenz_id)
        .angemeldet()
        .order_by()
        .values_list("einrichtung__art")
        .annotate(da=Count("pk", filter=Q(anwesend_am__isnull=False)), von=Count("pk"))
    )
    return Stand(
        da=sum(da for _art, da, _von in rows),
        von=sum(von for _art, _da, von in rows),
        je_art={art or OHNE: da for art, da, _von in rows},
    )


def render_stand(konferenz_id: int) -> str:
    """Registered as the live fragment `anwesenheit`."""
    stand = count_stand(konferenz_id)
    arten = [(art, stand.je_art.get(art, 0)) for art in [*Einrichtung.Art.values, OHNE]]
    return render_to_string("themen/_anwesenheit_stand.html", {"stand": stand, "arten": arten})
