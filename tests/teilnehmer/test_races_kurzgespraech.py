"""Two people run the short talks at once, on real connections."""

import threading

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from konferenz.akteur import Akteur, Rolle
from teilnehmer.kurzgespraech_karte import count_kontakte
from teilnehmer.models import Anmeldung, Gespraechsrunde, Kontaktwunsch, Kurzgespraech
from teilnehmer.services.kurzgespraech import (
    begin_runde,
    plan_runden,
    replan_runden,
    set_fester_platz,
    wish_kontakt,
)
from tests.factories import make_anmeldung, make_gespraechsrunde, make_konferenz_heute
from tests.gleichzeitig import all_succeed_at_once, at_once

pytestmark = pytest.mark.django_db(transaction=True)
MODERATION = Akteur(Rolle.MODERATION, 1)


def make_saal(anzahl=9):
    konferenz = make_konferenz_heute()
    return konferenz, [make_anmeldung(konferenz, anwesend_am=timezone.now()) for _ in range(anzahl)]


def assert_everybody_sits_once_a_round(konferenz, leute, runden):
    assert list(konferenz.gespraechsrunden.values_list("nummer", flat=True)) == list(range(1, runden + 1))
    for runde in konferenz.gespraechsrunden.all():
        assert sorted(runde.plaetze.values_list("anmeldung", flat=True)) == sorted(a.pk for a in leute)


def plan_without_lock(konferenz, pause):
    """What a naive service does: look for rounds, then insert. Only here, to prove that the race test catches it."""
    is_leer = not Gespraechsrunde.objects.filter(konferenz=konferenz).exists()
    pause()
    with transaction.atomic():
        if is_leer:
            Gespraechsrunde.objects.create(konferenz=konferenz, nummer=1)


def test_two_plans_at_once_end_in_one_whole_plan():
    konferenz, leute = make_saal()
    all_succeed_at_once(
        [lambda: plan_runden(konferenz, runden=4, groesse=2, minuten=5, by=MODERATION) for _ in range(4)]
    )
    assert_everybody_sits_once_a_round(konferenz, leute, 4)
    assert Kurzgespraech.objects.count() == 36


def test_negative_control_without_the_lock_two_plans_collide():
    konferenz, _leute = make_saal(2)
    both_have_looked = threading.Barrier(2)
    results = at_once([lambda: plan_without_lock(konferenz, lambda: both_have_looked.wait(30)) for _ in range(2)])
    assert sum(isinstance(r, IntegrityError) for r in results) == 1


def test_a_round_that_begins_while_others_plan_stays_as_it_began():
    konferenz, leute = make_saal()
    plan_runden(konferenz, runden=4, groesse=2, minuten=5, by=MODERATION)
    works = [lambda: replan_runden(konferenz, by=MODERATION) for _ in range(3)]
    works += [lambda: begin_runde(konferenz, 1, by=MODERATION) for _ in range(3)]
    works += [lambda a=a: set_fester_platz(a, fest=True, by=MODERATION) for a in leute[:2]]
    all_succeed_at_once(works)
    assert_everybody_sits_once_a_round(konferenz, leute, 4)
    assert konferenz.gespraechsrunden.filter(begonnen_am__isnull=False).count() == 1
    assert Anmeldung.objects.filter(fester_platz=True).count() == 2


def test_who_arrives_while_a_plan_is_computed_is_in_it_or_counted_as_new():
    konferenz, leute = make_saal()
    spaete = [make_anmeldung(konferenz) for _ in range(4)]

    def arrive(anmeldung):
        Anmeldung.objects.filter(pk=anmeldung.pk).update(anwesend_am=timezone.now())

    all_succeed_at_once(
        [
            *(lambda a=a: arrive(a) for a in spaete),
            lambda: plan_runden(konferenz, runden=3, groesse=2, minuten=5, by=MODERATION),
        ]
    )
    begin_runde(konferenz, 1, by=MODERATION)
    assert_everybody_sits_once_a_round(konferenz, [*leute, *spaete], 3)


def test_many_taps_of_both_make_one_pair():
    konferenz, (ada, bo, *_rest) = make_saal(3)
    make_gespraechsrunde(konferenz, tische=[[ada, bo]], begonnen_am=timezone.now())
    taps = [
        lambda von=von, an=an: wish_kontakt(von, an.kennung, by=Akteur(Rolle.TEILNAHME, von.pk))
        for von, an in ((ada, bo), (bo, ada)) * 5
    ]
    all_succeed_at_once(taps)
    assert Kontaktwunsch.objects.count() == 2
    assert count_kontakte(konferenz) == 1
