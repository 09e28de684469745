"""Calendar files, read by vobject: a parser that shares nothing with the library that writes them."""

import datetime

import pytest
import vobject
from django.utils import timezone

from konferenz.akteur import Rolle
from konferenz.kalender import build_feed, build_termin, with_geaendert_am
from konferenz.models import Konferenz
from konferenz.services.absage import cancel_konferenz, postpone_konferenz, restore_konferenz
from konferenz.services.konferenz import update_konferenz
from tests.factories import make_konferenz, make_mitglied, make_veranstalter

pytestmark = pytest.mark.django_db


def read(konferenz):
    return vobject.readOne(build_termin(Konferenz.objects.get(pk=konferenz.pk)).decode())


@pytest.mark.parametrize(
    ("tag", "offset"),
    [
        (datetime.date(2035, 1, 18), 1),
        (datetime.date(2035, 6, 14), 2),
        (datetime.date(2035, 3, 24), 1),  # the day before summer time begins
        (datetime.date(2035, 3, 25), 2),
        (datetime.date(2035, 10, 27), 2),
        (datetime.date(2035, 10, 28), 1),
    ],
)
def test_another_parser_finds_the_hour_by_our_own_time_zone(tag, offset):
    calendar = read(make_konferenz(datum=tag))
    # vobject computes the offset from the rules of our VTIMEZONE; it knows no Europe/Berlin of its own here.
    start, end = calendar.vevent.dtstart.value, calendar.vevent.dtend.value
    assert calendar.vevent.dtstart.params["X-VOBJ-ORIGINAL-TZID"] == ["Europe/Berlin"]
    assert start.replace(tzinfo=None) == datetime.datetime.combine(tag, datetime.time(14, 30))
    assert start.utcoffset() == datetime.timedelta(hours=offset)
    assert end.astimezone(datetime.UTC) == datetime.datetime.combine(
        tag, datetime.time(18 - offset), tzinfo=datetime.UTC
    )


def test_another_parser_finds_what_and_where():
    veranstalter = make_veranstalter(name="Gemeinde Übersee; Amt, 1", email="amt@example.org")
    konferenz = make_konferenz(
        veranstalter=veranstalter,
        titel="Größe; Fläche, und „mehr“ " * 4,
        motto="Netzwerkstatt",
        anschrift="Am Markt 1, 14532 Ort",
    )
    event = read(konferenz).vevent
    assert event.summary.value == konferenz.titel
    assert event.location.value == "Bürgersaal, Rathaus, Am Markt 1, 14532 Ort"
    address = f"http://127.0.0.1:8000/{veranstalter.slug}/{konferenz.slug}/"
    assert event.url.value.endswith(f"/{veranstalter.slug}/{konferenz.slug}/")
    assert event.description.value.split("\n")[0] == "Netzwerkstatt"
    assert event.description.value.split("\n")[1].split("/", 3)[3] == address.split("/", 3)[3]
    assert event.organizer.value == "mailto:amt@example.org"
    assert event.organizer.params["CN"] == ["Gemeinde Übersee; Amt, 1"]
    assert not hasattr(event, "geo")
    assert not hasattr(event, "attendee")


def test_every_change_that_matters_keeps_the_uid_and_raises_the_sequence():
    konferenz = make_konferenz(anmeldeschluss=None)
    by = make_mitglied(konferenz.veranstalter, Rolle.PLANUNG).akteur
    when = {"beginn": datetime.time(10), "ende": datetime.time(12), "anmeldeschluss": None}
    later = konferenz.datum + datetime.timedelta(days=30)

    def change(**daten):
        update_konferenz(konferenz=konferenz, daten=daten, fassung=None, by=by)

    steps = [
        lambda: None,
        lambda: change(titel="Anders"),
        lambda: change(ort="Schule"),
        lambda: change(beginn=datetime.time(15)),
        lambda: change(datum=konferenz.datum + datetime.timedelta(days=1)),
        lambda: cancel_konferenz(konferenz=konferenz, grund="Heizung", by=by),
        lambda: restore_konferenz(konferenz=konferenz, by=by),
        lambda: postpone_konferenz(konferenz=konferenz, datum=later, grund="Heizung", by=by, **when),
    ]
    seen = []
    for step in steps:
        step()
        calendar = read(konferenz)
        event = calendar.vevent
        seen.append((calendar.method.value, event.status.value, int(event.sequence.value), event.uid.value))
    assert [row[:3] for row in seen] == [
        ("PUBLISH", "CONFIRMED", 1),
        ("PUBLISH", "CONFIRMED", 2),
        ("PUBLISH", "CONFIRMED", 3),
        ("PUBLISH", "CONFIRMED", 4),
        ("PUBLISH", "CONFIRMED", 5),
        ("CANCEL", "CANCELLED", 6),
        ("PUBLISH", "CONFIRMED", 7),
        ("PUBLISH", "CONFIRMED", 8),
    ]
    assert len({row[3] for row in seen}) == 1
    assert event.dtstart.value.date() == later


def test_a_cancelled_date_says_so_in_its_title_and_why():
    event = read(
        make_konferenz(titel="Treffen", abgesagt_am=timezone.now(), absage_text="Die Heizung ist kaputt.")
    ).vevent
    assert event.summary.value == "Abgesagt: Treffen"
    assert "Die Heizung ist kaputt." in event.description.value


def test_the_stamps_are_those_of_the_last_change():
    konferenz = make_konferenz(angelegt_am=datetime.datetime(2024, 1, 2, 3, 4, 5, tzinfo=datetime.UTC))
    event = read(konferenz).vevent
    assert event.dtstamp.value == event.last_modified.value == event.created.value == konferenz.angelegt_am
    before = timezone.now().replace(microsecond=0)
    by = make_mitglied(konferenz.veranstalter, Rolle.PLANUNG).akteur
    update_konferenz(konferenz=konferenz, daten={"titel": "Neu"}, fassung=None, by=by)
    event = read(konferenz).vevent
    assert before <= event.last_modified.value <= timezone.now()
    assert event.dtstamp.value == event.last_modified.value
    assert event.created.value == konferenz.angelegt_am


def test_the_same_conference_gives_the_same_bytes():
    konferenz = make_konferenz()
    assert build_termin(konferenz) == build_termin(Konferenz.objects.get(pk=konferenz.pk))


def test_a_feed_holds_every_date_and_marks_the_cancelled_one():
    veranstalter = make_veranstalter(name="Gemeinde Übersee")
    for n in range(2):
        make_konferenz(veranstalter=veranstalter, titel=f"Treffen {n}", datum=datetime.date(2035, 1 + 5 * n, 1))
    make_konferenz(veranstalter=veranstalter, titel="Fällt aus", abgesagt_am=timezone.now())
    rows = with_geaendert_am(Konferenz.objects.select_related("veranstalter")).order_by("pk")
    calendar = vobject.readOne(build_feed(veranstalter, rows, "https://example.org/x/").decode())
    assert calendar.method.value == "PUBLISH"
    assert [(e.summary.value, e.status.value) for e in calendar.vevent_list] == [
        ("Treffen 0", "CONFIRMED"),
        ("Treffen 1", "CONFIRMED"),
        ("Abgesagt: Fällt aus", "CANCELLED"),
    ]
    assert [e.dtstart.value.utcoffset().seconds // 3600 for e in calendar.vevent_list[:2]] == [1, 2]
    assert len(calendar.vtimezone_list) == 1
    assert calendar.contents["x-wr-calname"][0].value == "Gemeinde Übersee: Konferenzen"
    assert calendar.contents["refresh-interval"][0].value == "PT6H"
    assert calendar.contents["refresh-interval"][0].params == {"VALUE": ["DURATION"]}
