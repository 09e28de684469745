"""Real connections: two who press at once, and the remark that comes while the minutes are submitted."""

import threading

import pytest
from django.utils import timezone

from konferenz.akteur import Akteur, Rolle
from konferenz.models import Konferenz
from konferenz.services.fehler import NichtErlaubt
from tests.factories import make_mitglied
from tests.gleichzeitig import at_once
from tests.themen.protokoll_daten import make_protokoll_konferenz
from themen.models import Protokollanmerkung, Protokollfassung, Protokollstand
from themen.protokoll.fassung import collect_varianten, content_sum
from themen.protokoll.stand import load_stand
from themen.services import protokollfreigabe as service
from themen.services.protokollanmerkung import add_anmerkung

pytestmark = pytest.mark.django_db(transaction=True)
VIELE = 4
Z = Protokollstand.Zustand


def make_submitted():
    konferenz = make_protokoll_konferenz(gruppen=1, karten=1, personen=1)
    leute = [make_mitglied(konferenz.veranstalter, Rolle.LEITUNG).akteur for _ in range(VIELE)]
    service.submit_protokoll(konferenz=konferenz, by=leute[0])
    konferenz = Konferenz.objects.select_related("veranstalter").get(pk=konferenz.pk)
    return konferenz, leute, content_sum(collect_varianten(konferenz))


def test_of_four_who_release_at_once_one_does_and_the_others_read_where_it_stands():
    konferenz, leute, gelesen = make_submitted()
    results = at_once(
        [lambda p=p: service.release_protokoll(konferenz=konferenz, gelesen=gelesen, by=p) for p in leute]
    )
    refused = [r for r in results if isinstance(r, NichtErlaubt)]
    assert len(refused) == VIELE - 1
    assert {r.satz for r in refused} == {
        "Das Protokoll steht inzwischen auf „freigegeben“. Es wurde nichts geändert. Bitte sehen Sie nach."
    }
    assert [f.nummer for f in Protokollfassung.objects.all()] == [1]


def test_negative_control_looking_at_the_state_before_writing_is_not_enough():
    konferenz, leute, _gelesen = make_submitted()
    everybody_has_looked = threading.Barrier(VIELE)

    def release_without_lock(_person):
        is_vorgelegt = load_stand(konferenz).zustand == Z.VORGELEGT
        everybody_has_looked.wait(30)
        return is_vorgelegt

    assert at_once([lambda p=p: release_without_lock(p) for p in leute]) == [True] * VIELE


def test_releasing_and_taking_back_at_once_ends_in_one_of_both():
    konferenz, leute, gelesen = make_submitted()
    results = at_once(
        [
            lambda: service.release_protokoll(konferenz=konferenz, gelesen=gelesen, by=leute[0]),
            lambda: service.withdraw_protokoll(konferenz=konferenz, by=leute[1]),
        ]
    )
    assert len([r for r in results if isinstance(r, NichtErlaubt)]) == 1
    zustand = load_stand(konferenz).zustand
    assert (zustand, Protokollfassung.objects.count()) in ((Z.FREIGEGEBEN, 1), (Z.ENTWURF, 0))


def test_a_remark_is_either_refused_or_settled_before_the_minutes_are_submitted():
    konferenz = make_protokoll_konferenz(gruppen=1, karten=1, personen=1)
    planung = make_mitglied(konferenz.veranstalter, Rolle.PLANUNG).akteur
    service.start_rueckmeldung(konferenz=konferenz, frist=timezone.localdate(), by=planung)
    person = konferenz.anmeldungen.anwesend().first()
    teilnahme = Akteur(Rolle.TEILNAHME, person.pk)
    results = at_once(
        [
            lambda: add_anmerkung(anmeldung=person, abschnitt="dank", text="Fehlt.", by=teilnahme),
            lambda: service.submit_protokoll(konferenz=konferenz, trotz_frist=True, by=planung),
        ]
    )
    assert len([r for r in results if isinstance(r, NichtErlaubt)]) == 1
    vorgelegt = load_stand(konferenz).zustand == Z.VORGELEGT
    assert Protokollanmerkung.objects.count() == (0 if vorgelegt else 1)
