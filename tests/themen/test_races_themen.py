"""Two taps at once: real connections, real threads."""

import threading
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client

from konferenz.akteur import Akteur, Rolle
from konferenz.models import Verlauf
from konferenz.services.fehler import Veraltet
from tests.factories import make_anmeldung, make_einladung, make_themenvorschlag
from themen.models import Mitstreiter, Themenvorschlag
from themen.services.mitstreiter import join_thema
from themen.services.themenvorschlag import change_themenvorschlag

pytestmark = pytest.mark.django_db(transaction=True)
THREADS = 8


def at_once(work) -> list:
    """Results of work(n), started in all threads at the same moment."""
    start = threading.Barrier(THREADS)

    def run(n):
        start.wait()
        try:
            return work(n)
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(run, range(THREADS)))


def test_many_taps_on_join_make_one_commitment():
    anmeldung = make_anmeldung()
    thema = make_themenvorschlag(anmeldung.konferenz)
    at_once(lambda n: join_thema(thema, anmeldung=anmeldung, by=Akteur(Rolle.TEILNAHME, anmeldung.pk)))
    assert Mitstreiter.objects.count() == 1


def test_a_form_sent_many_times_makes_one_topic():
    einladung = make_einladung()
    data = {"titel": "Räume teilen", "vorgang": str(uuid.uuid4())}
    url = f"{einladung.zugang.pfad}themen/neu/"
    assert at_once(lambda n: Client().post(url, data).status_code) == [302] * THREADS
    assert Themenvorschlag.objects.count() == 1
    assert Verlauf.objects.count() == 1


def test_of_many_editors_one_saves_and_the_others_are_told():
    thema = make_themenvorschlag(titel="Alt")

    def change(n):
        try:
            return change_themenvorschlag(thema, titel=f"Text {n}", fassung=1, by=Akteur(Rolle.PLANUNG, n)).titel
        except Veraltet as error:
            return error

    results = at_once(change)
    saved = [result for result in results if isinstance(result, str)]
    thema.refresh_from_db()
    assert saved == [thema.titel]
    assert thema.fassung == 2
    assert all(error.aktuell.titel == thema.titel for error in results if isinstance(error, Veraltet))
