"""What search engines read in the public page: schema.org Event as microdata, found by parsing the HTML."""

import datetime
from html.parser import HTMLParser

import pytest
from django.utils import timezone

from tests.factories import make_konferenz, make_veranstalter

pytestmark = pytest.mark.django_db
VOID = {"meta", "link", "input", "br", "img", "hr", "source"}


class Microdata(HTMLParser):
    """Items of a page as dicts of property and text or item, by HTML's rules for itemscope, itemprop and `meta`."""

    def __init__(self):
        super().__init__()
        self.items, self.stack = [], []

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        item = next((open_item for _tag, open_item in reversed(self.stack) if open_item is not None), None)
        new = None
        if "itemscope" in attrs:
            new = {"@type": attrs["itemtype"].removeprefix("https://schema.org/")}
        if "itemprop" in attrs:
            assert item is not None, "itemprop outside of an item"
            item[attrs["itemprop"]] = new if new is not None else attrs["content"]
        elif new is not None:
            self.items.append(new)
        if tag not in VOID:
            self.stack.append((tag, new))

    def handle_endtag(self, tag):
        while self.stack and self.stack.pop()[0] != tag:
            pass


def event(client, konferenz) -> dict:
    parser = Microdata()
    parser.feed(client.get(f"/{konferenz.veranstalter.slug}/{konferenz.slug}/").content.decode())
    [found] = parser.items
    return found


@pytest.mark.parametrize(
    ("tag", "offset"), [(datetime.date(2035, 1, 18), "+01:00"), (datetime.date(2035, 6, 14), "+02:00")]
)
def test_a_conference_is_an_event_with_time_place_and_organiser(client, tag, offset):
    konferenz = make_konferenz(
        veranstalter=make_veranstalter(name="Gemeinde „Übersee“ & Co"),
        titel='Wer "kommt"?',
        kurzbeschreibung="Ein Nachmittag.",
        datum=tag,
        anschrift="Am Markt 1, 14532 Ort",
    )
    assert event(client, konferenz) == {
        "@type": "Event",
        "name": 'Wer "kommt"?',
        "description": "Ein Nachmittag.",
        "startDate": f"{tag}T14:30:00{offset}",
        "endDate": f"{tag}T18:00:00{offset}",
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "location": {"@type": "Place", "name": "Bürgersaal, Rathaus", "address": "Am Markt 1, 14532 Ort"},
        "organizer": {"@type": "GovernmentOrganization", "name": "Gemeinde „Übersee“ & Co"},
    }


def test_a_cancelled_one_keeps_its_date_and_a_postponed_one_names_the_old_one(client):
    cancelled = event(client, make_konferenz(abgesagt_am=timezone.now(), verschoben_von=datetime.date(2035, 5, 12)))
    assert cancelled["eventStatus"] == "https://schema.org/EventCancelled"
    assert "previousStartDate" not in cancelled
    moved = event(client, make_konferenz(verschoben_von=datetime.date(2035, 5, 12)))
    assert moved["eventStatus"] == "https://schema.org/EventRescheduled"
    assert moved["previousStartDate"] == "2035-05-12"


def test_what_is_unknown_is_left_out(client):
    found = event(client, make_konferenz(motto="", ort="", raum=""))
    assert "location" not in found
    assert "description" not in found
