"""The calendar file, read again by a small parser of our own."""

import datetime

import pytest
from django.utils import timezone

from tests.factories import make_konferenz

pytestmark = pytest.mark.django_db


def read(client, konferenz) -> tuple[str, dict[str, dict[str, str]]]:
    """The raw text, and for each component its properties by name (RFC 5545: unfold, then split at the colon)."""
    response = client.get(f"/{konferenz.veranstalter.slug}/{konferenz.slug}/termin.ics")
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    raw = response.content.decode()
    assert raw.replace("\r\n", "").count("\n") == 0
    components: dict[str, dict[str, str]] = {}
    stack = []
    for line in raw.replace("\r\n ", "").split("\r\n"):
        name, _, value = line.partition(":")
        if name == "BEGIN":
            stack.append(value)
            components.setdefault(value, {})
        elif name == "END":
            assert stack.pop() == value
        elif name:
            components[stack[-1]][name] = value
    assert not stack
    return raw, components


@pytest.mark.parametrize("tag", [datetime.date(2035, 1, 18), datetime.date(2035, 6, 14)])
def test_the_hour_is_local_in_winter_and_in_summer(client, tag):
    konferenz = make_konferenz(datum=tag)
    _, parts = read(client, konferenz)
    assert parts["VEVENT"]["DTSTART;TZID=Europe/Berlin"] == f"{tag:%Y%m%d}T143000"
    assert parts["VEVENT"]["DTEND;TZID=Europe/Berlin"] == f"{tag:%Y%m%d}T180000"


def test_the_time_zone_is_written_out_with_both_rules(client):
    _, parts = read(client, make_konferenz())
    assert parts["VTIMEZONE"] == {"TZID": "Europe/Berlin"}
    assert parts["DAYLIGHT"] == {
        "DTSTART": "19960331T020000",
        "RRULE": "FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3",
        "TZNAME": "CEST",
        "TZOFFSETFROM": "+0100",
        "TZOFFSETTO": "+0200",
    }
    assert parts["STANDARD"] == {
        "DTSTART": "19961027T030000",
        "RRULE": "FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10",
        "TZNAME": "CET",
        "TZOFFSETFROM": "+0200",
        "TZOFFSETTO": "+0100",
    }


def test_a_change_keeps_the_uid_and_raises_the_sequence(client):
    konferenz = make_konferenz()
    _, before = read(client, konferenz)
    konferenz.fassung, konferenz.slug = 2, "anders"
    konferenz.save()
    _, after = read(client, konferenz)
    assert before["VEVENT"]["UID"] == after["VEVENT"]["UID"]
    assert (before["VEVENT"]["SEQUENCE"], after["VEVENT"]["SEQUENCE"]) == ("1", "2")
    assert after["VEVENT"]["STATUS"] == "CONFIRMED"
    assert after["VCALENDAR"]["METHOD"] == "PUBLISH"


def test_a_cancelled_conference_takes_the_date_back(client):
    _, parts = read(client, make_konferenz(abgesagt_am=timezone.now()))
    assert parts["VCALENDAR"]["METHOD"] == "CANCEL"
    assert parts["VEVENT"]["STATUS"] == "CANCELLED"


def test_text_cannot_smuggle_in_a_line(client):
    konferenz = make_konferenz(titel="Treffen\r\nATTENDEE:mailto:boese@example.org", raum="Saal; 1, links")
    raw, parts = read(client, konferenz)
    assert "\r\nATTENDEE" not in raw
    assert "ATTENDEE" not in parts["VEVENT"]
    assert parts["VEVENT"]["LOCATION"] == r"Saal\; 1\, links\, Rathaus"
