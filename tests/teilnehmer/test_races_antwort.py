"""The last place in the hall and the double tap: real connections in real threads."""

import threading
import uuid

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from konferenz.akteur import Akteur, Rolle
from konferenz.models import Konferenz, Verlauf, Vorgang
from konferenz.services.fehler import NichtErlaubt, Veraltet
from teilnehmer.models import Anmeldung, Einladung
from teilnehmer.services.antwort import Person, answer_einladung, cancel_anmeldung, create_anmeldung
from tests.factories import make_anmeldung, make_einladung, make_konferenz
from tests.gleichzeitig import at_once

pytestmark = pytest.mark.django_db(transaction=True)
VIELE = 16


def who(einladung) -> Akteur:
    return Akteur(Rolle.EINRICHTUNG, einladung.pk)


def say_yes(einladung, personen=1, **more):
    return answer_einladung(einladung, zusage=True, personen=[Person()] * personen, by=who(einladung), **more)


def say_yes_without_lock(einladung, pause):
    """What a naive service does: count, then insert. Only here, to prove that the race test catches it."""
    konferenz = einladung.konferenz
    is_frei = Anmeldung.objects.filter(konferenz=konferenz).angemeldet().count() < konferenz.plaetze
    pause()
    if not is_frei:
        raise ValidationError("voll")
    return create_anmeldung(konferenz, einladung=einladung, person=Person())


def race_for_the_last_place(answer) -> list:
    konferenz = make_konferenz(plaetze=3)
    for _ in range(2):
        make_anmeldung(konferenz)
    einladungen = [make_einladung(konferenz) for _ in range(VIELE)]
    return at_once([lambda e=einladung: answer(e) for einladung in einladungen])


def test_the_last_place_in_the_hall_goes_to_exactly_one_institution_and_the_others_wait():
    results = race_for_the_last_place(say_yes)
    assert [type(r) for r in results] == [Einladung] * VIELE
    assert Anmeldung.objects.angemeldet().count() == 3
    assert Anmeldung.objects.warteliste().count() == VIELE - 1
    assert Einladung.objects.filter(antwort="zugesagt").count() == VIELE


def test_negative_control_without_the_lock_the_hall_is_overbooked():
    everybody_has_counted = threading.Barrier(VIELE)
    race_for_the_last_place(lambda e: say_yes_without_lock(e, lambda: everybody_has_counted.wait(30)))
    assert Anmeldung.objects.angemeldet().count() == 2 + VIELE


def test_places_are_taken_up_to_the_last_while_others_leave():
    konferenz = make_konferenz(plaetze=6)
    bleibt = make_einladung(konferenz)
    gaeste = [make_anmeldung(konferenz, einladung=bleibt) for _ in range(6)]
    einladungen = [make_einladung(konferenz) for _ in range(8)]
    works = [lambda g=g: cancel_anmeldung(g, by=who(bleibt)) for g in gaeste[:3]]
    works += [lambda e=e: say_yes(e) for e in einladungen]
    results = at_once(works)
    assert [r for r in results if isinstance(r, Exception)] == []
    assert Anmeldung.objects.angemeldet().count() == 6
    assert Anmeldung.objects.warteliste().count() == 5
    assert Anmeldung.objects.count() == 6 + 8


def test_one_form_sent_by_many_taps_is_one_answer():
    einladung = make_einladung()
    schluessel = uuid.uuid4()
    results = at_once([lambda: say_yes(einladung, 2, fassung=1, vorgang=schluessel) for _ in range(8)])
    assert [r.antwort for r in results] == ["zugesagt"] * 8
    assert Anmeldung.objects.count() == 2
    assert Verlauf.objects.count() == 1
    assert Vorgang.objects.count() == 1


def test_two_colleagues_who_answer_at_once_do_not_overwrite_each_other_unseen():
    einladung = make_einladung()
    results = at_once([lambda n=n: say_yes(einladung, n, fassung=1) for n in (1, 2, 3)])
    assert sum(isinstance(r, Veraltet) for r in results) == 2
    winner = next(r for r in results if isinstance(r, Einladung))
    assert Anmeldung.objects.angemeldet().count() == 1 + results.index(winner)


def test_the_last_place_through_http():
    konferenz = make_konferenz(plaetze=1)
    einladungen = [make_einladung(konferenz) for _ in range(8)]

    def post(einladung):
        daten = {"antwort": "ja", "anzahl": "1", "fassung": "1", "vorgang": str(uuid.uuid4())}
        return Client().post(f"{einladung.zugang.pfad}antwort/", daten)

    responses = at_once([lambda e=e: post(e) for e in einladungen])
    assert [r.status_code for r in responses] == [302] * 8
    assert Anmeldung.objects.angemeldet().count() == Konferenz.objects.get().plaetze
    wartend = Anmeldung.objects.warteliste().first().einladung
    text = Client().get(wartend.zugang.pfad).content.decode()
    assert "Noch ist niemand angemeldet, 1 steht auf der Warteliste, Platz 1." in text


def test_an_answer_on_a_page_opened_before_the_gate_closed_is_refused():
    einladung = make_einladung()
    Konferenz.objects.update(tor_anmeldung="geschlossen")
    with pytest.raises(NichtErlaubt) as error:
        say_yes(einladung)
    assert error.value.satz == "Die Anmeldung ist geschlossen. Möchten Sie noch kommen? Fragen Sie die Verwaltung."
    assert Anmeldung.objects.count() == 0


def test_nobody_is_cancelled_from_a_page_opened_before_the_conference_ended():
    anmeldung = make_anmeldung()
    Konferenz.objects.update(phase="nachbereitung")
    with pytest.raises(NichtErlaubt):
        cancel_anmeldung(anmeldung, by=Akteur(Rolle.PLANUNG))
    anmeldung.refresh_from_db()
    assert anmeldung.status == "angemeldet"
