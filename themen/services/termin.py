"""The conference as a calendar file that phones and Outlook read alike."""

import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard
from icalendar.prop import vRecur

from konferenz.models import Konferenz

BERLIN = ZoneInfo("Europe/Berlin")
_WINTER, _SOMMER = datetime.timedelta(hours=1), datetime.timedelta(hours=2)


def build_termin(konferenz: Konferenz) -> bytes:
    """One VEVENT with its time zone written out: a bare abbreviation shifts the date by an hour in Outlook."""
    kalender = Calendar()
    kalender.add("prodid", "-//Netzwerkstatt//DE")
    kalender.add("version", "2.0")
    kalender.add("method", "CANCEL" if konferenz.is_abgesagt else "PUBLISH")
    kalender.add_component(_zone())
    kalender.add_component(_event(konferenz))
    return kalender.to_ical()


def _event(konferenz: Konferenz) -> Event:
    adresse = settings.ADRESSE + reverse("themen:konferenz", args=[konferenz.veranstalter.slug, konferenz.slug])
    event = Event()
    # The address may change with the slug, the UID may not: calendars find the event again by it.
    event.add("uid", f"konferenz-{konferenz.pk}-{konferenz.angelegt_am:%Y%m%d%H%M%S}@netzwerkstatt")
    event.add("sequence", konferenz.fassung)
    event.add("dtstamp", timezone.now().astimezone(datetime.UTC))
    event.add("dtstart", datetime.datetime.combine(konferenz.datum, konferenz.beginn, BERLIN))
    event.add("dtend", datetime.datetime.combine(konferenz.datum, konferenz.ende, BERLIN))
    event.add("summary", konferenz.titel)
    event.add("status", "CANCELLED" if konferenz.is_abgesagt else "CONFIRMED")
    ort = ", ".join(part for part in (konferenz.raum, konferenz.ort, konferenz.anschrift) if part)
    if ort:
        event.add("location", ort)
    event.add("description", "\n".join(part for part in (konferenz.motto, adresse) if part))
    event.add("url", adresse)
    return event


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
