"""Real connections in real threads: the last seat, swapping, rebuilding, all at once."""

import threading
from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.db.models import Count, F, Q
from django.test import Client

from konferenz.akteur import Akteur, Rolle
from konferenz.services.fehler import Veraltet
from teilnehmer.models import Anmeldung
from teilnehmer.services.vor_ort import register_walk_in
from tests.factories import make_anmeldung, make_kleingruppe, make_konferenz_heute
from tests.gleichzeitig import at_once
from themen.models import Kleingruppe, Umbau, Zuordnung
from themen.services.kleingruppe import change_kleingruppe, form_kleingruppe
from themen.services.umbau import merge_kleingruppen, undo_umbau
from themen.services.zuordnung import PlatzVergeben, assign_kleingruppe, choose_kleingruppe, try_again

pytestmark = pytest.mark.django_db(transaction=True)
MODERATION = Akteur(Rolle.MODERATION, 1)
VIELE = 60


def who(anmeldung) -> Akteur:
    return Akteur(Rolle.TEILNAHME, anmeldung.pk)


def assert_books_are_right():
    """`belegt` of every group is the number of its open rows, and nobody has two."""
    personen = Count("zuordnungen", filter=Q(zuordnungen__bis__isnull=True))
    assert not Kleingruppe.objects.annotate(personen=personen).exclude(personen=F("belegt")).exists()
    assert not Kleingruppe.objects.filter(hart=True, belegt__gt=F("plaetze")).exists()
    doppelt = Zuordnung.objects.filter(bis=None).values("anmeldung").annotate(n=Count("pk")).filter(n__gt=1)
    assert not doppelt.exists()


def choose_without_lock(anmeldung, gruppe, pause):
    """What a naive service does: count, then insert. Only here, to prove that the race test catches it."""
    is_frei = Zuordnung.objects.filter(kleingruppe=gruppe, bis=None).count() < gruppe.plaetze
    pause()
    if not is_frei:
        raise PlatzVergeben("voll")
    return Zuordnung.objects.create(
        konferenz_id=gruppe.konferenz_id, anmeldung=anmeldung, kleingruppe=gruppe, durch=Rolle.TEILNAHME
    )


def race_for_the_last_seat(choose) -> list:
    konferenz = make_konferenz_heute()
    gruppe = make_kleingruppe(konferenz, plaetze=1)
    make_kleingruppe(konferenz, plaetze=VIELE)
    leute = [make_anmeldung(konferenz) for _ in range(VIELE)]
    return at_once([lambda p=person: choose(p, gruppe) for person in leute])


def test_the_last_seat_is_taken_exactly_once_by_sixty():
    results = race_for_the_last_seat(lambda p, gruppe: choose_kleingruppe(p, gruppe.nummer, by=who(p)))
    refused = [r for r in results if isinstance(r, PlatzVergeben)]
    assert (len(results) - len(refused), len(refused)) == (1, VIELE - 1)
    assert {r.messages[0] for r in refused} == {"Dieser Platz war gerade vergeben. Noch frei: Gruppe 2."}
    assert Zuordnung.objects.filter(bis=None).count() == 1
    assert_books_are_right()


def test_negative_control_without_the_lock_the_seat_is_taken_more_than_once():
    everybody_has_counted = threading.Barrier(VIELE)
    results = race_for_the_last_seat(
        lambda p, gruppe: choose_without_lock(p, gruppe, lambda: everybody_has_counted.wait(30))
    )
    assert sum(isinstance(r, Zuordnung) for r in results) == VIELE


def test_the_last_seat_through_http():
    konferenz = make_konferenz_heute()
    make_kleingruppe(konferenz, plaetze=1)
    make_kleingruppe(konferenz, plaetze=VIELE)
    leute = [make_anmeldung(konferenz) for _ in range(20)]
    pfade = [f"{person.zugang.pfad}gruppen/" for person in leute]

    results = at_once([lambda pfad=pfad: Client().post(pfad, {"gruppe": "1"}) for pfad in pfade])

    codes = sorted(response.status_code for response in results)
    assert codes == [302] + [409] * 19
    lost = next(r for r in results if r.status_code == 409)
    assert "Dieser Platz war gerade vergeben. Noch frei: Gruppe 2." in lost.content.decode()
    assert_books_are_right()


def test_swapping_in_opposite_directions_never_deadlocks():
    konferenz = make_konferenz_heute()
    eins, zwei = make_kleingruppe(konferenz, plaetze=40), make_kleingruppe(konferenz, plaetze=40)
    leute = [make_anmeldung(konferenz) for _ in range(12)]
    for i, person in enumerate(leute):
        assign_kleingruppe(person, (eins, zwei)[i % 2], by=MODERATION)

    def swap(person, i):
        for step in range(6):
            choose_kleingruppe(person, (2, 1)[(i + step) % 2], by=who(person))

    results = at_once([lambda p=p, i=i: swap(p, i) for i, p in enumerate(leute)])
    assert results == [None] * 12
    assert Zuordnung.objects.filter(bis=None).count() == 12
    assert_books_are_right()


def test_one_person_in_many_groups_at_once_ends_in_one():
    konferenz = make_konferenz_heute()
    gruppen = [make_kleingruppe(konferenz, plaetze=3) for _ in range(8)]
    person = make_anmeldung(konferenz)
    results = at_once([lambda nr=g.nummer: choose_kleingruppe(person, nr, by=who(person)) for g in gruppen])
    assert set(results) == set(gruppen)  # everyone got through, one after the other
    assert Zuordnung.objects.filter(bis=None).count() == 1
    assert Zuordnung.objects.count() == 8
    assert_books_are_right()


def test_lowering_the_seats_while_people_join_never_overbooks():
    konferenz = make_konferenz_heute()
    gruppe = make_kleingruppe(konferenz, plaetze=20)
    leute = [make_anmeldung(konferenz) for _ in range(20)]
    works = [lambda p=p: choose_kleingruppe(p, 1, by=who(p)) for p in leute]
    works.insert(5, lambda: change_kleingruppe(gruppe, fassung=1, plaetze=8, by=MODERATION))
    results = at_once(works)
    gruppe.refresh_from_db()
    lowered = not isinstance(results[5], ValidationError)
    assert (gruppe.plaetze, gruppe.belegt) == ((8, 8) if lowered else (20, 20))
    assert not [r for r in results if isinstance(r, Exception) and not isinstance(r, ValidationError | Veraltet)]
    assert_books_are_right()


def test_merging_and_undoing_while_people_move_loses_nobody():
    konferenz = make_konferenz_heute()
    eins, zwei, _drei = (make_kleingruppe(konferenz) for _ in range(3))
    leute = [make_anmeldung(konferenz) for _ in range(12)]
    for i, person in enumerate(leute):
        choose_kleingruppe(person, i % 3 + 1, by=who(person))

    def wander(person, i):
        for step in range(6):
            try:
                choose_kleingruppe(person, (i + step) % 3 + 1, by=who(person))
            except ValidationError as error:
                assert error.messages == ["Gruppe 2 ist jetzt Teil von Gruppe 1."]

    def rebuild():
        for _ in range(4):
            umbau = merge_kleingruppen(zwei, eins, by=MODERATION)
            undo_umbau(umbau, by=MODERATION)

    results = at_once([*(lambda p=p, i=i: wander(p, i) for i, p in enumerate(leute)), rebuild])
    assert results == [None] * 13
    assert Zuordnung.objects.filter(bis=None).count() == 12
    assert Umbau.objects.filter(rueckgaengig_am__isnull=False).count() == 4
    assert_books_are_right()


def test_groups_formed_at_once_get_numbers_without_gap_or_double():
    konferenz = make_konferenz_heute()
    at_once([lambda: form_kleingruppe(konferenz, titel="Neu", by=MODERATION) for _ in range(10)])
    assert list(Kleingruppe.objects.order_by("nummer").values_list("nummer", flat=True)) == list(range(1, 11))


def test_a_real_deadlock_is_tried_again_and_both_get_through():
    """Our services keep one order and never get here; this is what happens if a future one does not."""
    konferenz = make_konferenz_heute()
    eins, zwei = make_kleingruppe(konferenz), make_kleingruppe(konferenz)
    both_hold_one = threading.Barrier(2)
    attempts = []

    def lock_in_order(first, second):
        @try_again
        def work():
            attempts.append(first)
            Kleingruppe.objects.filter(pk=first.pk).update(raum=F("raum"))
            if len(attempts) <= 2:
                both_hold_one.wait(10)
            Kleingruppe.objects.filter(pk=second.pk).update(raum=F("raum"))

        return work

    assert at_once([lock_in_order(eins, zwei), lock_in_order(zwei, eins)]) == [None, None]
    assert len(attempts) >= 3  # on a busy machine the same two may meet once more


def test_the_last_place_in_the_hall_is_given_once_by_many_helpers():
    konferenz = make_konferenz_heute(plaetze=1)
    enter = partial(register_walk_in, konferenz, vorname="Ali", nachname="Demir", by=Akteur(Rolle.HILFE, 1))
    results = at_once([enter] * 8)
    assert sum(isinstance(r, Anmeldung) for r in results) == 1
    assert {r.messages[0] for r in results if isinstance(r, ValidationError)} == {
        "Der Saal ist voll: 1 Person ist schon da."
    }
