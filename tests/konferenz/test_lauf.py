"""Planned, real and expected times of one afternoon that begins at 14:30."""

import datetime

import pytest
from django.utils import timezone

from konferenz.lauf import collect_lauf
from konferenz.models import Konferenz, Programmpunkt
from konferenz.texte import uhrzeit
from tests.factories import make_konferenz_heute, make_programmpunkt

pytestmark = pytest.mark.django_db


def at(stunde: int, minute: int, sekunde: int = 0) -> datetime.datetime:
    return timezone.localtime().replace(hour=stunde, minute=minute, second=sekunde, microsecond=0)


@pytest.fixture
def punkte() -> list[Programmpunkt]:
    konferenz = make_konferenz_heute()
    return [make_programmpunkt(konferenz, titel=titel, dauer=20) for titel in ("A", "B", "C")]


def lauf_at(jetzt, *changes):
    """The state after these changes: (item, field values)."""
    for punkt, fields in changes:
        Programmpunkt.objects.filter(pk=punkt.pk).update(**fields)
    return collect_lauf(Konferenz.objects.get(), jetzt)


def expected(lauf) -> list[str]:
    return [f"{punkt.titel} {uhrzeit(punkt.erwartet)}" for punkt in lauf.danach]


def test_lateness_is_carried_on_to_all_that_follows(punkte):
    lauf = lauf_at(at(14, 40), (punkte[0], {"begonnen_am": at(14, 33)}))
    assert (lauf.punkt.titel, lauf.rest, lauf.rest_sekunden, lauf.vergangen) == ("A", 13, 780, 420)
    assert (lauf.spaeter, lauf.verspaetung) == (3, "3 Minuten später")
    assert expected(lauf) == ["B 14:53", "C 15:13"]
    assert (lauf.naechster.titel, lauf.endet_am) == ("B", at(14, 53))


def test_minutes_given_and_taken_count(punkte):
    laenger = lauf_at(at(14, 40), (punkte[0], {"begonnen_am": at(14, 33), "zugabe": 5}))
    assert (laenger.rest, laenger.spaeter, expected(laenger)) == (18, 8, ["B 14:58", "C 15:18"])
    kuerzer = lauf_at(at(14, 40), (punkte[0], {"zugabe": -5}))
    assert (kuerzer.rest, kuerzer.spaeter, kuerzer.verspaetung) == (8, -2, "2 Minuten früher")


def test_while_held_the_clock_stands_and_what_follows_moves(punkte):
    held = (punkte[0], {"begonnen_am": at(14, 30), "angehalten_am": at(14, 35)})
    frueh, spaet = lauf_at(at(14, 36), held), lauf_at(at(14, 45), held)
    assert (frueh.rest_sekunden, spaet.rest_sekunden, spaet.angehalten) == (900, 900, True)
    assert (expected(frueh)[0], expected(spaet)[0], spaet.spaeter) == ("B 14:51", "B 15:00", 10)
    fields = {"angehalten_am": None, "angehalten_sekunden": 600}
    assert lauf_at(at(14, 46), (punkte[0], fields)).rest_sekunden == 840


def test_what_runs_over_pushes_the_next_ones(punkte):
    lauf = lauf_at(at(14, 54), (punkte[0], {"begonnen_am": at(14, 30)}))
    assert (lauf.rest, lauf.rest_sekunden, lauf.rest_worte, lauf.vergangen) == (0, -240, "−4", 1200)
    assert (lauf.spaeter, expected(lauf)) == (4, ["B 14:54", "C 15:14"])


def test_as_planned_shows_planned_times_although_seconds_differ(punkte):
    lauf = lauf_at(at(14, 31), (punkte[0], {"begonnen_am": at(14, 29, 50)}))
    assert (lauf.verspaetung, expected(lauf)) == ("wie geplant", ["B 14:50", "C 15:10"])


def test_between_two_items_the_next_one_is_not_expected_in_the_past(punkte):
    lauf = lauf_at(at(15, 0), (punkte[0], {"begonnen_am": at(14, 30), "beendet_am": at(14, 40)}))
    assert (lauf.punkt, lauf.naechster.titel, lauf.spaeter) == (None, "B", 10)
    assert expected(lauf) == ["B 15:00", "C 15:20"]
    assert expected(lauf_at(at(14, 41))) == ["B 14:50", "C 15:10"]


def test_hours_from_the_plan_there_is_no_lateness(punkte):
    assert expected(lauf_at(at(20, 0))) == ["A 14:30", "B 14:50", "C 15:10"]
    assert lauf_at(at(20, 0), (punkte[0], {"begonnen_am": at(20, 0)})).verspaetung == ""


def test_a_wrong_click_can_be_taken_back_for_two_minutes(punkte):
    changes = (
        (punkte[0], {"begonnen_am": at(14, 30), "beendet_am": at(14, 50)}),
        (punkte[1], {"begonnen_am": at(14, 50)}),
    )
    frueh, spaet = lauf_at(at(14, 51), *changes), lauf_at(at(14, 53))
    assert (frueh.zurueck.titel, frueh.is_zuruecknehmbar) == ("A", True)
    assert (spaet.zurueck, spaet.is_zuruecknehmbar) == (None, False)


def test_at_the_end_nothing_follows(punkte):
    fields = {"begonnen_am": at(15, 10), "beendet_am": at(15, 30)}
    lauf = lauf_at(at(15, 40), *((punkt, fields) for punkt in punkte))
    assert (lauf.naechster, lauf.danach, lauf.endet_am, lauf.endet_ms) == (None, [], None, None)
