"""Conferences as calendar files that phones, Outlook and Google read alike (RFC 5545, RFC 5546).

METHOD is PUBLISH, and CANCEL for a cancelled date: a REQUEST would have to name everybody as an ATTENDEE.
The same conference always gives the same bytes, so a feed can be compared and kept.
"""

import datetime
from collections.abc import Iterable

from django.conf import settings
from django.db.models import Max, OuterRef, QuerySet, Subquery
from django.urls import reverse
from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vCalAddress, vText, vUri
from icalendar.prop import vRecur

from konferenz.models import Konferenz, Veranstalter, Verlauf

_WINTER, _SOMMER = datetime.timedelta(hours=1), datetime.timedelta(hours=2)
# Verlauf rows with this `objekt` say that something about the date was changed.
OBJEKT = "konferenz"
HOLEN = datetime.timedelta(hours=6)


def method_of(konferenz: Konferenz) -> str:
    return "CANCEL" if konferenz.is_abgesagt else "PUBLISH"


def with_geaendert_am(konferenzen: QuerySet) -> QuerySet:
    """Annotates when the date was last changed, in the same query; build_feed needs it."""
    last = Verlauf.objects.filter(konferenz=OuterRef("pk"), objekt=OBJEKT).order_by("-am").values("am")[:1]
    return konferenzen.annotate(geaendert_am=Subquery(last))


def last_change(konferenz: Konferenz) -> datetime.datetime:
    """When the date last changed, whole seconds; one query unless `with_geaendert_am` brought it along."""
    if not hasattr(konferenz, "geaendert_am"):
        konferenz.geaendert_am = konferenz.verlauf.filter(objekt=OBJEKT).aggregate(am=Max("am"))["am"]
    moments = [konferenz.angelegt_am, konferenz.geaendert_am, konferenz.abgesagt_am]
    return max(moment for moment in moments if moment).astimezone(datetime.UTC).replace(microsecond=0)


def build_termin(konferenz: Konferenz) -> bytes:
    """One VEVENT with its time zone written out: a bare abbreviation shifts the date by an hour in Outlook."""
    kalender = _kalender(method_of(konferenz))
    kalender.add_component(_event(konferenz))
    return kalender.to_ical()


def build_feed(veranstalter: Veranstalter, konferenzen: Iterable[Konferenz], adresse: str) -> bytes:
    """All public dates of an organiser to subscribe to; a cancelled one stays, marked as such."""
    kalender = _kalender("PUBLISH")
    name = f"{veranstalter.name}: Konferenzen"
    kalender.add("name", name)
    kalender.add("x-wr-calname", name)
    kalender.add("x-wr-timezone", "Europe/Berlin")
    kalender.add("url", vUri(adresse))
    kalender.add("refresh-interval", HOLEN, parameters={"VALUE": "DURATION"})
    kalender.add("x-published-ttl", HOLEN)
    for konferenz in konferenzen:
        kalender.add_component(_event(konferenz))
    return kalender.to_ical()


def _kalender(method: str) -> Calendar:
    kalender = Calendar()
    kalender.add("prodid", "-//Netzwerkstatt//DE")
    kalender.add("version", "2.0")
    kalender.add("method", method)
    kalender.add_component(_zone())
    return kalender


def _event(konferenz: Konferenz) -> Event:
    adresse = settings.ADRESSE + reverse("themen:konferenz", args=[konferenz.veranstalter.slug, konferenz.slug])
    geaendert = last_change(konferenz)
    event = Event()
    # The address may change with the slug, the UID may not: calendars find the event again by it.
    event.add("uid", f"konferenz-{konferenz.pk}-{konferenz.angelegt_am:%Y%m%d%H%M%S}@netzwerkstatt")
    # Every service that changes, cancels or moves the conference raises `fassung`.
    event.add("sequence", konferenz.fassung)
    event.add("dtstamp", geaendert)
    event.add("last-modified", geaendert)
    event.add("created", konferenz.angelegt_am.astimezone(datetime.UTC).replace(microsecond=0))
    event.add("dtstart", konferenz.beginn_am)
    event.add("dtend", konferenz.ende_am)
    event.add("summary", f"Abgesagt: {konferenz.titel}" if konferenz.is_abgesagt else konferenz.titel)
    event.add("status", "CANCELLED" if konferenz.is_abgesagt else "CONFIRMED")
    if ort := ort_of(konferenz):
        event.add("location", ort)
    event.add("description", "\n".join(part for part in (konferenz.motto, konferenz.absage_text, adresse) if part))
    event.add("url", adresse)
    if email := konferenz.kontakt_email or konferenz.veranstalter.email:
        organizer = vCalAddress(f"mailto:{email}")
        organizer.params["CN"] = vText(konferenz.veranstalter.name)
        event.add("organizer", organizer)
    return event


def ort_of(konferenz: Konferenz) -> str:
    return ", ".join(part for part in (konferenz.raum, konferenz.ort, konferenz.anschrift) if part)


def _zone() -> Timezone:
    zone = Timezone()
    zone.add("tzid", "Europe/Berlin")
    for part, name, month, day, before, after in (
        (TimezoneDaylight(), "CEST", 3, 31, _WINTER, _SOMMER),
        (TimezoneStandard(), "CET", 10, 27, _SOMMER, _WINTER),
    ):
        hour = 2 if month == 3 else 3
        part.add("dtstart", datetime.datetime(1996, month, day, hour))  # noqa: DTZ001 - local by definition
        part.add("rrule", vRecur(freq="yearly", bymonth=month, byday="-1su"))
        part.add("tzoffsetfrom", before)
        part.add("tzoffsetto", after)
        part.add("tzname", name)
        zone.add_component(part)
    return zone
