"""Real connections in real threads: many taps on one role, and leaving the group at the same moment."""

import threading

import pytest
from django.core.exceptions import ValidationError

from konferenz.akteur import Akteur, Rolle
from tests.factories import make_anmeldung, make_kleingruppe, make_konferenz_heute
from tests.gleichzeitig import at_once
from themen.models import Gruppenrolle, Zuordnung
from themen.services.gruppenrolle import claim_rolle
from themen.services.zuordnung import assign_kleingruppe, choose_kleingruppe

pytestmark = pytest.mark.django_db(transaction=True)
MODERATION = Akteur(Rolle.MODERATION, 1)
VIELE = 12


def make_full_group():
    gruppe = make_kleingruppe(make_konferenz_heute())
    leute = [make_anmeldung(gruppe.konferenz) for _ in range(VIELE)]
    for person in leute:
        assign_kleingruppe(person, gruppe, by=MODERATION)
    return gruppe, leute


def who(anmeldung) -> Akteur:
    return Akteur(Rolle.TEILNAHME, anmeldung.pk)


def test_a_role_goes_to_exactly_one_of_twelve_and_the_others_read_a_sentence():
    gruppe, leute = make_full_group()
    results = at_once([lambda p=p: claim_rolle(gruppe, "zeit", anmeldung=p, by=who(p)) for p in leute])
    refused = [r for r in results if isinstance(r, ValidationError)]
    assert len(refused) == VIELE - 1
    assert {r.messages[0] for r in refused} == {"Diese Aufgabe hat schon jemand übernommen. Es wurde nichts geändert."}
    assert Gruppenrolle.objects.filter(bis=None).count() == 1


def test_negative_control_looking_before_writing_is_not_enough():
    gruppe, leute = make_full_group()
    everybody_has_looked = threading.Barrier(VIELE)

    def claim_without_lock(person):
        is_frei = not gruppe.rollen.filter(art="zeit", bis=None).exists()
        everybody_has_looked.wait(30)
        return is_frei

    assert at_once([lambda p=p: claim_without_lock(p) for p in leute]) == [True] * VIELE


def test_claiming_while_leaving_never_leaves_a_role_with_somebody_elsewhere():
    gruppe, leute = make_full_group()
    make_kleingruppe(gruppe.konferenz)
    works = []
    for person, art in zip(leute, ("moderation", "protokoll", "zeit") * 4, strict=True):
        works.append(lambda p=person, a=art: claim_rolle(gruppe, a, anmeldung=p, by=who(p)))
        works.append(lambda p=person: choose_kleingruppe(p, 2, by=who(p)))
    results = at_once(works)
    assert not [r for r in results if isinstance(r, Exception) and not isinstance(r, ValidationError)]
    assert Zuordnung.objects.filter(bis=None, kleingruppe__nummer=2).count() == VIELE
    assert not Gruppenrolle.objects.filter(bis=None).exists()
