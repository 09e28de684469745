"""Large prints in the background: ordered once, made file by file, taken up again, gone after a day."""

import datetime
import os
import signal
import time

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_q.models import OrmQ, Schedule

from konferenz import jobs
from konferenz.akteur import Rolle
from konferenz.models import Aussendung, Datei, Druckauftrag, Verlauf
from konferenz.pdf import Druck, Stapel
from konferenz.services import druckauftrag as service
from konferenz.services.fehler import NichtErlaubt
from teilnehmer import briefe
from tests import pdfua
from tests.factories import (
    make_akteur,
    make_druckauftrag,
    make_einladung,
    make_einrichtung,
    make_konferenz,
    make_mitglied,
)
from tests.gleichzeitig import all_succeed_at_once

pytestmark = pytest.mark.django_db
HTML = '<!DOCTYPE html><html lang="de"><head><title>Probe</title></head><body><h1>Blatt {}</h1></body></html>'


def make_stapel(konferenz, parameter) -> Stapel:
    """A print of our own for these tests (settings.DRUCKARTEN)."""
    if parameter.get("bricht"):
        raise RuntimeError("kein Strom")

    def make(ab, bis):
        return Druck(HTML.format(ab), weitere=[HTML.format(n) for n in range(ab + 1, bis)])

    return Stapel(
        zahl=parameter["zahl"],
        je_datei=parameter.get("je_datei", 2),
        stand=parameter.get("stand", "a"),
        make=make,
        name=lambda ab, bis: f"Blatt_{ab + 1}_bis_{bis}.pdf",
    )


@pytest.fixture(autouse=True)
def druckarten(settings):
    settings.DRUCKARTEN = {"probe": "tests.konferenz.test_druckauftrag.make_stapel"}


@pytest.fixture
def konferenz():
    return make_konferenz()


def order(konferenz, by=None, **parameter) -> Druckauftrag:
    parameter = {"zahl": 3} | parameter
    return service.request_druckauftrag(
        konferenz=konferenz,
        art="probe",
        parameter=parameter,
        stand=parameter.get("stand", "a"),
        titel="3 Blätter",
        zahl=parameter["zahl"],
        zurueck="/verwaltung/",
        by=by or make_mitglied(konferenz.veranstalter).akteur,
    )


def address(auftrag, name="druckauftrag", *more) -> str:
    konferenz = auftrag.konferenz
    return reverse(f"konferenz:{name}", args=[konferenz.veranstalter.slug, konferenz.slug, auftrag.kennung, *more])


def signed_in(konferenz, rolle=Rolle.PLANUNG) -> Client:
    client = Client()
    client.force_login(make_mitglied(konferenz.veranstalter, rolle).konto)
    return client


def test_the_same_request_while_it_waits_runs_or_is_kept_returns_the_same(konferenz):
    first = order(konferenz)
    assert order(konferenz) == first
    assert OrmQ.objects.count() == 1
    assert service.run_druckauftrag(first.pk) == "fertig"
    assert order(konferenz) == first
    assert OrmQ.objects.count() == 1
    assert order(konferenz, stand="b") != first
    assert Verlauf.objects.filter(satz="Druck angefordert: 3 Blätter.").count() == 2


def test_the_worker_makes_all_files_and_says_how_far_it_is(konferenz):
    auftrag = order(konferenz)
    assert service.run_druckauftrag(auftrag.pk) == "fertig"
    auftrag.refresh_from_db()
    assert (auftrag.zustand, auftrag.erledigt, auftrag.versuche) == ("fertig", 3, 1)
    teile = list(auftrag.teile.select_related("datei"))
    assert [(t.nummer, t.ab, t.zahl, t.datei.name) for t in teile] == [
        (1, 0, 2, "Blatt_1_bis_2.pdf"),
        (2, 2, 1, "Blatt_3_bis_3.pdf"),
    ]
    assert pdfua.page_texts(bytes(teile[1].datei.inhalt)) == ["Blatt 2"]
    assert service.run_druckauftrag(auftrag.pk) == "nichts zu tun"
    assert auftrag.teile.count() == 2


def test_what_a_killed_worker_made_is_kept_and_the_rest_is_made_later(konferenz):
    auftrag = order(konferenz)
    service.run_druckauftrag(auftrag.pk)
    auftrag.teile.filter(nummer__gt=1).delete()
    kept = auftrag.teile.get().datei_id
    Druckauftrag.objects.filter(pk=auftrag.pk).update(zustand="laeuft", erledigt=2, fertig_am=None)
    assert service.run_druckauftrag(auftrag.pk) == "fertig"
    assert [(t.nummer, t.ab) for t in auftrag.teile.all()] == [(1, 0), (2, 2)]
    assert auftrag.teile.first().datei_id == kept


def test_a_file_too_large_is_made_with_half_the_pieces(konferenz, monkeypatch):
    one, two = (len(service.render(make_stapel(konferenz, {"zahl": 2}).make(0, n))) for n in (1, 2))
    monkeypatch.setattr(service, "MAX_BYTES", (one + two) // 2)
    auftrag = order(konferenz, zahl=2)
    assert service.run_druckauftrag(auftrag.pk) == "fertig"
    assert [(t.ab, t.zahl) for t in auftrag.teile.all()] == [(0, 1), (1, 1)]
    monkeypatch.setattr(service, "MAX_BYTES", one // 2)
    auftrag = order(konferenz, stand="b", zahl=1)
    assert service.run_druckauftrag(auftrag.pk) == "gescheitert"


def test_what_changed_since_it_was_asked_for_is_printed_as_it_is_now(konferenz):
    auftrag = order(konferenz)
    Druckauftrag.objects.filter(pk=auftrag.pk).update(parameter={"zahl": 1, "stand": "neu"})
    assert service.run_druckauftrag(auftrag.pk) == "fertig"
    auftrag.refresh_from_db()
    assert (auftrag.zahl, auftrag.erledigt) == (1, 1)
    assert auftrag.schluessel == service.hash_of(konferenz, "probe", "neu")


def test_a_print_that_cannot_be_made_says_so_and_can_be_tried_again(konferenz, monkeypatch):
    monkeypatch.setattr(service, "SPEICHER", 64 * 1024**2)
    auftrag = order(konferenz)
    assert service.run_druckauftrag(auftrag.pk) == "gescheitert"
    client = signed_in(konferenz)
    assert "Das PDF ließ sich nicht erstellen. Ihre Daten sind sicher." in client.get(address(auftrag)).content.decode()
    monkeypatch.undo()
    assert client.post(address(auftrag, "druckauftrag_nochmal")).status_code == 302
    assert OrmQ.objects.count() == 2
    assert service.run_druckauftrag(auftrag.pk) == "fertig"


def test_a_job_that_breaks_again_and_again_is_given_up(konferenz):
    auftrag = order(konferenz, bricht=True)
    for _attempt in range(service.VERSUCHE):
        with pytest.raises(RuntimeError):
            service.run_druckauftrag(auftrag.pk)
    assert service.run_druckauftrag(auftrag.pk) == "gescheitert"
    auftrag.refresh_from_db()
    assert auftrag.fehler == "Der Druck ist mehrmals abgebrochen. Ihre Daten sind sicher."
    assert order(konferenz, bricht=True) == auftrag
    auftrag.refresh_from_db()
    assert (auftrag.zustand, auftrag.versuche) == ("wartet", 0)


def test_every_minute_what_lies_is_taken_up_and_what_is_old_goes(konferenz):
    jobs.ensure_schedule()
    schedule = Schedule.objects.get(name="druck")
    assert (schedule.func, schedule.minutes) == ("konferenz.services.druckauftrag.resume_druckauftraege", 1)
    liegt = order(konferenz)
    assert service.resume_druckauftraege() == 0
    Druckauftrag.objects.filter(pk=liegt.pk).update(angelegt_am=timezone.now() - datetime.timedelta(minutes=1))
    assert service.resume_druckauftraege() == 1
    assert OrmQ.objects.count() == 2
    alt = make_druckauftrag(konferenz, fertig_am=timezone.now() - datetime.timedelta(hours=25))
    frisch = make_druckauftrag(konferenz, fertig_am=timezone.now() - datetime.timedelta(hours=23))
    service.resume_druckauftraege()
    assert set(Druckauftrag.objects.values_list("pk", flat=True)) == {liegt.pk, frisch.pk}
    assert list(Datei.objects.values_list("druckteil__auftrag", flat=True)) == [frisch.pk]
    assert not Druckauftrag.objects.filter(pk=alt.pk).exists()


@pytest.mark.parametrize("rolle", [Rolle.LESEND, Rolle.MODERATION, Rolle.EINRICHTUNG])
def test_only_those_who_may_write_order_a_print(konferenz, rolle):
    with pytest.raises(NichtErlaubt):
        order(konferenz, by=make_akteur(rolle))
    assert not Druckauftrag.objects.exists()


def test_the_page_waits_then_gives_the_files(konferenz):
    auftrag = order(konferenz)
    client = signed_in(konferenz)
    page = client.get(address(auftrag)).content.decode()
    assert "Der Druck beginnt gleich." in page
    assert 'hx-trigger="every 2s"' in page
    Druckauftrag.objects.filter(pk=auftrag.pk).update(zustand="laeuft", erledigt=2)
    assert "2 von 3 sind gedruckt." in client.get(address(auftrag)).content.decode()
    service.run_druckauftrag(auftrag.pk)
    page = client.get(address(auftrag)).content.decode()
    assert "Der Druck ist fertig. Er besteht aus 2 Dateien." in page
    assert "hx-trigger" not in page
    answer = client.get(address(auftrag, "druckauftrag_datei", 2))
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Cache-Control"] == "no-store, private"
    assert 'filename="Blatt_3_bis_3.pdf"' in answer["Content-Disposition"]
    assert client.get(address(auftrag, "druckauftrag_datei", 9)).status_code == 404


def test_an_order_that_waits_long_says_whom_to_ask(konferenz):
    auftrag = order(konferenz)
    Druckauftrag.objects.update(angelegt_am=timezone.now() - datetime.timedelta(minutes=2))
    assert "Der Druck wartet schon länger." in signed_in(konferenz).get(address(auftrag)).content.decode()


def test_only_writers_of_this_organiser_get_the_files(konferenz):
    auftrag = make_druckauftrag(konferenz)
    for name, more in (("druckauftrag", ()), ("druckauftrag_datei", (1,))):
        assert signed_in(konferenz).get(address(auftrag, name, *more)).status_code == 200
        assert signed_in(konferenz, Rolle.LESEND).get(address(auftrag, name, *more)).status_code == 403
        assert signed_in(make_konferenz()).get(address(auftrag, name, *more)).status_code == 404
        assert signed_in(konferenz).post(address(auftrag, name, *more)).status_code == 405
        assert Client().get(address(auftrag, name, *more)).status_code == 302
    assert signed_in(konferenz, Rolle.LESEND).post(address(auftrag, "druckauftrag_nochmal")).status_code == 403
    assert signed_in(konferenz).get(address(auftrag, "druckauftrag_nochmal")).status_code == 405


@pytest.mark.django_db(transaction=True)
def test_many_orders_at_once_are_one(konferenz):
    by = make_mitglied(konferenz.veranstalter).akteur
    found = all_succeed_at_once([lambda: order(konferenz, by=by).pk for _click in range(6)])
    assert len(set(found)) == 1
    assert OrmQ.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_print_an_order_once(konferenz):
    auftrag = order(konferenz)
    found = all_succeed_at_once([lambda: service.run_druckauftrag(auftrag.pk) for _worker in range(3)])
    assert found.count("fertig") == 1
    assert auftrag.teile.count() == 2


@pytest.mark.django_db(transaction=True)
def test_while_one_works_nobody_else_begins_and_a_closed_connection_frees_it(konferenz):
    auftrag = order(konferenz)
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [service.LOCK, auftrag.pk])
    try:
        assert service.run_druckauftrag(auftrag.pk) == "laeuft schon"
    finally:
        other.close()
    deadline = time.monotonic() + 20
    while (found := service.run_druckauftrag(auftrag.pk)) == "laeuft schon" and time.monotonic() < deadline:
        time.sleep(0.1)
    assert found == "fertig"


@pytest.mark.lang
@pytest.mark.django_db(transaction=True)
def test_the_real_worker_finishes_what_a_killed_one_began(konferenz, browser_server, settings):
    settings.DRUCKARTEN = {"serienbrief": "teilnehmer.serienbrief.auftrag.make_stapel"}
    for n in range(30):
        make_einladung(konferenz, make_einrichtung(konferenz.veranstalter, name=f"Kita {n:02}"))
    betreff, text = briefe.vorlage("einladung")
    aussendung = Aussendung.objects.create(konferenz=konferenz, anlass="einladung", betreff=betreff, text=text)
    client = signed_in(konferenz)
    names = [konferenz.veranstalter.slug, konferenz.slug, aussendung.pk]
    client.post(reverse("teilnehmer:serienbrief_drucken", args=names), {"wer": "alle"})
    auftrag = Druckauftrag.objects.get()

    def wait_for(zustand, seconds):
        deadline = time.monotonic() + seconds
        while Druckauftrag.objects.get().zustand != zustand:
            assert time.monotonic() < deadline, Druckauftrag.objects.get().zustand
            time.sleep(0.1)

    killed = browser_server.start("manage.py", "qcluster")
    wait_for("laeuft", 60)
    os.killpg(killed.pid, signal.SIGKILL)
    killed.wait()
    browser_server.processes.remove(killed)
    assert Druckauftrag.objects.get().zustand == "laeuft"
    # What the schedule does every minute; the killed one's task itself comes again after three minutes.
    Druckauftrag.objects.update(angelegt_am=timezone.now() - datetime.timedelta(minutes=1))
    deadline = time.monotonic() + 30
    while not OrmQ.objects.filter(lock__lte=timezone.now()).exists():
        assert time.monotonic() < deadline
        service.resume_druckauftraege()
        time.sleep(0.2)
    worker = browser_server.start("manage.py", "qcluster")
    try:
        wait_for("fertig", 120)
    finally:
        browser_server.processes.remove(worker)
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
    teil = auftrag.teile.select_related("datei").get()
    assert (teil.ab, teil.zahl) == (0, 30)
    assert len(pdfua.page_texts(bytes(teil.datei.inhalt))) == 60
