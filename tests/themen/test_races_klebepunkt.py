"""One person, many taps and two devices at once: never more dots than there are."""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db.models import Sum

from tests.factories import make_befund, make_kleingruppe
from tests.gleichzeitig import at_once
from tests.themen.test_klebepunkt import IDEE, make_person, make_punktezeit, stick
from themen.models import Klebepunkt

pytestmark = pytest.mark.django_db(transaction=True)
VIELE = 12


def make_wall():
    konferenz = make_punktezeit()
    gruppe = make_kleingruppe(konferenz)
    return make_person(konferenz), [make_befund(gruppe, IDEE) for _ in range(VIELE)]


def test_twelve_taps_at_once_stick_exactly_the_three_dots_there_are():
    person, ideen = make_wall()
    results = at_once([lambda i=idee: stick(person, i, 1) for idee in ideen])
    refused = [result for result in results if isinstance(result, ValidationError)]
    assert sorted(map(type, results), key=str).count(type(None)) == 3
    assert len(refused) == VIELE - 3
    assert Klebepunkt.objects.aggregate(alle=Sum("anzahl")) == {"alle": 3}


def test_the_same_tap_twelve_times_counts_once():
    person, ideen = make_wall()
    assert at_once([lambda: stick(person, ideen[0], 2)] * VIELE) == [None] * VIELE
    assert Klebepunkt.objects.get().anzahl == 2


def test_negative_control_looking_before_sticking_is_not_enough():
    person, ideen = make_wall()
    everybody_has_looked = threading.Barrier(VIELE)

    def stick_without_lock(idee):
        geklebt = Klebepunkt.objects.filter(anmeldung=person).aggregate(alle=Sum("anzahl"))["alle"] or 0
        everybody_has_looked.wait(30)
        if geklebt < 3:
            Klebepunkt.objects.create(konferenz=person.konferenz, befund=idee, anmeldung=person)

    at_once([lambda i=idee: stick_without_lock(i) for idee in ideen])
    assert Klebepunkt.objects.count() == VIELE
