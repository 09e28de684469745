"""Reading lists of topics: a page of fixed size costs the same among 20 topics and among 2,000."""

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Prefetch, QuerySet
from django.utils.translation import ngettext

from themen.mitstreiten import arten_worte, count_arten
from themen.models import Herkunft, Themenvorschlag

JE_SEITE = 50


@dataclass(frozen=True)
class Themenliste:
    """Topics in order, each with `anzahl_mitstreiter`, and the page they are on."""

    themen: list[Themenvorschlag]
    seite: Page


def with_zahlen(themen: list[Themenvorschlag]) -> list[Themenvorschlag]:
    """Each topic with `anzahl_mitstreiter`, counted for these rows only, in words as `machen_mit` and by kind."""
    zahlen = count_arten(themen)
    for thema in themen:
        arten = zahlen.get(thema.pk, {})
        thema.anzahl_mitstreiter = zahl = sum(arten.values())
        thema.machen_mit_worte = arten_worte(arten)
        thema.machen_mit = ngettext("%(zahl)s macht mit", "%(zahl)s machen mit", zahl) % {"zahl": zahl}
    return themen


def load_themenliste(themen: QuerySet, nummer: str | None) -> Themenliste:
    """One page of these topics; a page number that does not exist gives the nearest one."""
    seite = Paginator(themen, JE_SEITE).get_page(nummer)
    return Themenliste(with_zahlen(list(seite.object_list)), seite)


def sichtbare(konferenz) -> QuerySet:
    """The topics of a conference in German order."""
    return konferenz.themenvorschlaege.sichtbar().order_by("sortierschluessel", "pk")


def open_herkunft() -> Prefetch:
    """Prefetch of the groups a topic is in now, as `thema.in_gruppen`."""
    herkunft = Herkunft.objects.filter(bis__isnull=True, kleingruppe__aufgeloest_am__isnull=True)
    return Prefetch("herkunft", herkunft.select_related("kleingruppe").order_by("kleingruppe__nummer"), "in_gruppen")
