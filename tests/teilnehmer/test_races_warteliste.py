"""Moving up under load: real connections in real threads."""

import threading

import pytest
from django.utils import timezone

from konferenz.akteur import Akteur, Rolle
from konferenz.models import Konferenz
from konferenz.services.fehler import NichtErlaubt
from teilnehmer.models import Anmeldung, Einladung, Nachricht
from teilnehmer.services.anfrage import Anfrage, request_platz
from teilnehmer.services.antwort import Person, answer_einladung, cancel_anmeldung
from teilnehmer.services.warteliste import cancel_seat, confirm_platz, promote, release_lapsed
from tests.factories import make_akteur, make_anmeldung, make_einladung, make_konferenz
from tests.gleichzeitig import all_succeed_at_once, at_once

pytestmark = pytest.mark.django_db(transaction=True)
PLANUNG = make_akteur(Rolle.PLANUNG)


def full_hall(sitze=5, wartende=5) -> tuple[Konferenz, list[Anmeldung]]:
    konferenz = make_konferenz(plaetze=sitze)
    gaeste = [make_anmeldung(konferenz) for _ in range(sitze)]
    for n in range(wartende):
        make_anmeldung(konferenz, status="warteliste", email=f"w{n}@example.org")
    return konferenz, gaeste


def test_three_leave_at_once_and_exactly_three_move_up():
    konferenz, gaeste = full_hall()
    all_succeed_at_once([lambda g=g: cancel_anmeldung(g, by=PLANUNG) for g in gaeste[:3]])
    assert Anmeldung.objects.angemeldet().count() == 5
    assert Anmeldung.objects.filter(nachgerueckt_am__isnull=False).count() == 3
    assert konferenz.anmeldungen.warteliste().count() == 2
    assert Nachricht.objects.filter(anlass="nachruecken").count() == 3


def test_negative_control_moving_up_without_the_lock_gives_one_seat_away_twice():
    konferenz, gaeste = full_hall()
    all_have_looked = threading.Barrier(3)

    def naive(gast):
        cancel_seat(gast)
        erste = konferenz.anmeldungen.warteliste().first()
        all_have_looked.wait(30)
        Anmeldung.objects.filter(pk=erste.pk).update(status="angemeldet", nachgerueckt_am=timezone.now())

    all_succeed_at_once([lambda g=g: naive(g) for g in gaeste[:3]])
    assert Anmeldung.objects.filter(nachgerueckt_am__isnull=False).count() < 3


def test_the_same_person_moves_up_once_however_many_jobs_run():
    konferenz, _gaeste = full_hall()
    Konferenz.objects.update(plaetze=7)
    all_succeed_at_once([lambda: promote(konferenz.pk)] * 4 + [release_lapsed] * 4)
    assert Anmeldung.objects.angemeldet().count() == 7
    assert Nachricht.objects.filter(anlass="nachruecken").count() == 2


def test_confirming_while_the_time_runs_out_never_leaves_two_on_one_seat():
    konferenz, gaeste = full_hall(sitze=1, wartende=1)
    Anmeldung.objects.filter(pk=gaeste[0].pk).update(bestaetigen_bis=timezone.now(), nachgerueckt_am=timezone.now())
    confirmed, _job = at_once(
        [lambda: confirm_platz(gaeste[0], by=Akteur(Rolle.TEILNAHME, gaeste[0].pk)), release_lapsed]
    )
    assert Anmeldung.objects.angemeldet().count() == 1
    gaeste[0].refresh_from_db()
    assert (gaeste[0].status == "abgesagt") == isinstance(confirmed, NichtErlaubt)
    assert konferenz.anmeldungen.warteliste().count() == (0 if isinstance(confirmed, NichtErlaubt) else 1)


def test_answers_and_leaving_at_once_keep_every_seat_taken_and_nobody_lost():
    konferenz, gaeste = full_hall(sitze=4, wartende=2)
    einladungen = [make_einladung(konferenz) for _ in range(6)]

    def come(einladung):
        by = Akteur(Rolle.EINRICHTUNG, einladung.pk)
        return answer_einladung(einladung, zusage=True, personen=[Person(), Person()], by=by)

    works = [lambda e=e: come(e) for e in einladungen]
    works += [lambda g=g: cancel_anmeldung(g, by=PLANUNG) for g in gaeste]
    all_succeed_at_once(works)
    assert Einladung.objects.filter(antwort="zugesagt").count() == 6
    assert Anmeldung.objects.angemeldet().count() == 4
    assert Anmeldung.objects.warteliste().count() == 2 + 12 - 4
    # Whoever waited before has a seat: nobody new overtook them.
    assert konferenz.anmeldungen.warteliste().filter(email__startswith="w").count() == 0


def test_one_address_sent_many_times_is_one_request():
    konferenz = make_konferenz(offene_anmeldung=True)
    anfrage = Anfrage(vorname="Kim", nachname="Öz", email="kim@example.org")
    all_succeed_at_once([lambda: request_platz(konferenz, anfrage=anfrage)] * 8)
    assert Anmeldung.objects.count() == 1
