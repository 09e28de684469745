"""What people need on the day, for those who prepare it: totals for all, remarks and names for those who plan."""

from django.db.models import Count
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from konferenz.zugriff import verwaltung
from teilnehmer.models import Anmeldung, Bedarf


def _context(dienst, **more) -> dict:
    return dienst.context("anmeldungen", **more)


def _bedarfe(dienst):
    return Bedarf.objects.filter(anmeldung__konferenz=dienst.konferenz, anmeldung__status=Anmeldung.Status.ANGEMELDET)


@require_safe
@verwaltung()
def bedarfe(request, dienst):
    """Totals per kind. The remarks without names: what has to be ordered, not who needs it."""
    zahlen = dict(_bedarfe(dienst).values_list("art").annotate(zahl=Count("pk")).order_by())
    angaben = (
        _bedarfe(dienst).select_related("anmeldung").order_by("art", "angabe", "pk") if dienst.darf_schreiben else []
    )
    return render(
        request,
        "teilnehmer/bedarfe.html",
        _context(
            dienst,
            zahlen=[{"art": art.label, "zahl": zahlen.get(art.value, 0)} for art in Bedarf.Art],
            angaben=list(angaben),
        ),
    )


@require_safe
@verwaltung(schreibend=True)
def bedarf_person(request, dienst, kennung):
    """Whom to ask about a need. Somebody with a Sperrvermerk has no such page."""
    rows = dienst.konferenz.anmeldungen.nennbar().select_related("einrichtung").prefetch_related("bedarfe")
    person = rows.filter(kennung=kennung, status=Anmeldung.Status.ANGEMELDET).first()
    if person is None or not person.bedarfe.all():
        raise Http404
    return render(request, "teilnehmer/bedarf_person.html", _context(dienst, person=person))
