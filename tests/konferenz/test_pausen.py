"""How long an item stood still after a given moment, whatever stood still before it."""

import datetime

import pytest
from django.utils import timezone

from konferenz.akteur import Akteur, Rolle
from konferenz.models import Konferenz, Verlauf
from konferenz.pausen import gehalten_seit
from konferenz.services.ablauf import begin_programmpunkt, hold_programmpunkt, resume_programmpunkt
from konferenz.services.gemeinsam import record
from tests.factories import make_konferenz_heute, make_programmpunkt

pytestmark = pytest.mark.django_db
MODERATION = Akteur(Rolle.MODERATION, 1)
START = timezone.now().replace(microsecond=0) - datetime.timedelta(hours=1)


def at(minute: float) -> datetime.datetime:
    return START + datetime.timedelta(minutes=minute)


@pytest.fixture
def uhrzeit(monkeypatch):
    """Set the hall's clock to so many minutes after the start."""

    def set_to(minute: float) -> datetime.datetime:
        monkeypatch.setattr(timezone, "now", lambda: at(minute))
        monkeypatch.setattr(Verlauf._meta.get_field("am"), "_get_default", lambda: at(minute))
        return at(minute)

    return set_to


@pytest.fixture
def punkt(uhrzeit):
    """Begun at minute 0, held from 2 to 5 and from 10 to 11."""
    punkt = make_programmpunkt(make_konferenz_heute(), dauer=60)
    for minute, do in (
        (0, begin_programmpunkt), (2, hold_programmpunkt), (5, resume_programmpunkt),
        (10, hold_programmpunkt), (11, resume_programmpunkt),
    ):  # fmt: skip
        uhrzeit(minute)
        do(punkt=punkt, by=MODERATION)
    return fresh(punkt)


def fresh(punkt):
    return Konferenz.objects.get(pk=punkt.konferenz_id).punkte[0]


def minutes(span: datetime.timedelta) -> float:
    return round(span.total_seconds() / 60, 2)


@pytest.mark.parametrize(("ab", "erwartet"), [(0, 4), (2, 4), (3, 3), (5, 1), (7, 1), (10.5, 0.5), (11, 0), (15, 0)])
def test_only_what_stood_still_afterwards_counts(punkt, ab, erwartet):
    assert punkt.angehalten_sekunden == 240
    assert minutes(gehalten_seit(punkt, at(ab), at(20))) == erwartet


def test_a_hold_that_lasts_counts_as_far_as_it_is(punkt, uhrzeit):
    uhrzeit(21)
    hold_programmpunkt(punkt=punkt, by=MODERATION)
    punkt = fresh(punkt)
    assert minutes(gehalten_seit(punkt, at(7), at(24))) == 4
    assert minutes(gehalten_seit(punkt, at(23), at(24))) == 1  # what began while it stood still


def test_other_sentences_and_other_items_are_no_hold(punkt, uhrzeit):
    uhrzeit(12)
    andere = make_programmpunkt(punkt.konferenz, position=2)
    for objekt in (f"Programmpunkt {andere.pk}", f"Programmpunkt {punkt.pk}"):
        record("Dauer geändert: jetzt 65 Minuten.", by=MODERATION, konferenz=punkt.konferenz, objekt=objekt)
    record("Programmpunkt angehalten: Pause.", by=MODERATION, konferenz=punkt.konferenz, objekt="Programmpunkt 0")
    assert Verlauf.objects.filter(konferenz=punkt.konferenz).count() == 8
    assert minutes(gehalten_seit(punkt, at(0), at(20))) == 4


def test_without_a_hold_nothing_is_asked(django_assert_num_queries):
    punkt = make_programmpunkt(make_konferenz_heute(), begonnen_am=at(0))
    with django_assert_num_queries(0):
        assert gehalten_seit(punkt, at(0), at(9)) == datetime.timedelta()
        assert gehalten_seit(None, at(0), at(9)) == datetime.timedelta()
