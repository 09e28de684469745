"""Who works together in the groups: how many institutions of which kind, without a name. One query for all groups."""

from django.db.models import Count

from konferenz.abfrage import Abfrage
from konferenz.models import Konferenz
from teilnehmer.models import Einrichtung
from themen.models import Zuordnung
from themen.protokoll.saetze import art_gezaehlt

ARTEN = list(Einrichtung.Art.values)
_JE_ART = Abfrage(
    lambda konferenz: (
        Zuordnung.objects.filter(konferenz=konferenz, bis__isnull=True, anmeldung__einrichtung__isnull=False)
        .order_by()
        .values_list("kleingruppe", "anmeldung__einrichtung__art")
        .annotate(zahl=Count("anmeldung__einrichtung", distinct=True))
    )
)


def mischung_by_gruppe(konferenz: Konferenz | int) -> dict[int, str]:
    """5 Kitas, 2 Schulen, Sport: in words, by key of the group; nothing for a group without institutions."""
    gefunden: dict[int, dict[str, int]] = {}
    for gruppe, art, zahl in _JE_ART.tuples(getattr(konferenz, "pk", konferenz)):
        gefunden.setdefault(gruppe, {})[art] = zahl
    return {gruppe: mischung_worte(zahlen) for gruppe, zahlen in gefunden.items()}


def mischung_worte(zahlen: dict[str, int]) -> str:
    return ", ".join(art_gezaehlt(art, zahlen[art]) for art in ARTEN if zahlen.get(art))
