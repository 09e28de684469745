"""Planned reminders: released by a person, sent by the worker, once, to those who have not answered by then."""

import datetime
import time
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone
from django_q.models import Schedule
from pytest_django.asserts import assertContains, assertNotContains

from konferenz import jobs
from konferenz.akteur import SYSTEM, Rolle
from konferenz.models import Konferenz, Verlauf
from konferenz.services.fehler import NichtErlaubt
from teilnehmer import briefe, erinnerung
from teilnehmer.models import Einladung, Nachricht
from teilnehmer.services import aussendung as service
from teilnehmer.services import erinnerung as module
from teilnehmer.services.erinnerung import execute_erinnerung, send_faellige
from tests.factories import make_ansprechperson, make_einladung, make_einrichtung, make_konferenz, make_mitglied
from tests.gleichzeitig import all_succeed_at_once

BERLIN = ZoneInfo("Europe/Berlin")


def days(number: int) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=number)


def invited(konferenz, email="a@example.org", **overrides):
    haus = make_einrichtung(konferenz.veranstalter)
    make_ansprechperson(haus, email=email)
    versandt = timezone.now() - datetime.timedelta(days=9)
    return make_einladung(konferenz, haus, **{"versandt_am": versandt} | overrides)


def planned(konferenz, tage=5):
    """A reminder released for that many days before the Anmeldeschluss."""
    by = make_mitglied(konferenz.veranstalter).akteur
    betreff, text = briefe.vorlage("erinnerung")
    row = service.create_aussendung(konferenz=konferenz, anlass="erinnerung", betreff=betreff, text=text, by=by)
    return service.release_aussendung(aussendung=row, tage_vorher=tage, by=by)


def move(konferenz, anmeldeschluss) -> None:
    Konferenz.objects.filter(pk=konferenz.pk).update(anmeldeschluss=anmeldeschluss)


@pytest.fixture
def konferenz(db):
    return make_konferenz(anmeldeschluss=days(12))


def test_a_released_reminder_waits_and_then_leaves_once(konferenz):
    offen, ja = invited(konferenz, "offen@example.org"), invited(konferenz, "ja@example.org")
    row = planned(konferenz)
    assert (row.is_freigegeben, row.ausgefuehrt_am, Nachricht.objects.count()) == (True, None, 0)
    assert send_faellige() == 0
    # One answers, one comes on the list, and the day comes.
    Einladung.objects.filter(pk=ja.pk).update(antwort="abgesagt", beantwortet_am=timezone.now())
    invited(konferenz, "neu@example.org")
    move(konferenz, days(4))
    assert (send_faellige(), send_faellige()) == (1, 0)
    row.refresh_from_db()
    assert row.ausgefuehrt_am is not None
    assert sorted(Nachricht.objects.values_list("empfaenger", flat=True)) == ["neu@example.org", "offen@example.org"]
    assert Nachricht.objects.filter(einladung=offen).get().aussendung == row
    entry = Verlauf.objects.get(satz="Erinnerung versandt: 2 Nachrichten.")
    assert (entry.rolle, entry.akteur_id) == (Rolle.SYSTEM, None)


def test_a_missed_day_is_made_up_for_until_the_anmeldeschluss_has_passed(konferenz):
    invited(konferenz)
    first, second = planned(konferenz, 5), planned(konferenz, 3)
    move(konferenz, days(0))  # both days are over, the last day still counts
    assert send_faellige() == 2
    assert list(Nachricht.objects.order_by("generation").values_list("aussendung", "generation")) == [
        (first.pk, 1),
        (second.pk, 2),
    ]


def test_after_the_anmeldeschluss_it_lapses_visibly(konferenz, client):
    invited(konferenz)
    row = planned(konferenz)
    move(konferenz, days(-1))
    assert send_faellige() == 0
    konferenz.refresh_from_db()
    assert erinnerung.is_verfallen(konferenz, row)
    client.force_login(make_mitglied(konferenz.veranstalter).konto)
    args = [konferenz.veranstalter.slug, konferenz.slug]
    page = client.get(reverse("teilnehmer:aussendung", args=[*args, row.pk]))
    assertContains(page, "Diese Erinnerung ist nicht hinausgegangen")
    assertContains(client.get(reverse("teilnehmer:einladungen", args=args)), "nicht hinausgegangen")
    assert not Nachricht.objects.exists()


@pytest.mark.parametrize(
    "change",
    [{"abgesagt_am": timezone.now()}, {"phase": "entwurf"}, {"phase": "durchfuehrung"}, {"phase": "archiviert"}],
)
def test_a_conference_that_no_longer_invites_reminds_nobody(konferenz, change):
    invited(konferenz)
    row = planned(konferenz)
    Konferenz.objects.filter(pk=konferenz.pk).update(anmeldeschluss=days(4), **change)
    assert send_faellige() == 0
    assert execute_erinnerung(aussendung=row, by=SYSTEM) is False
    assert not Nachricht.objects.exists()


def test_it_can_be_taken_back_until_it_has_left(konferenz):
    invited(konferenz)
    by = make_mitglied(konferenz.veranstalter).akteur
    row = planned(konferenz)
    zurueck = service.take_back_aussendung(aussendung=row, by=by)
    assert (zurueck.freigegeben_am, zurueck.freigegeben_von) == (None, None)
    move(konferenz, days(4))
    assert send_faellige() == 0
    service.release_aussendung(aussendung=row, by=by)
    with pytest.raises(NichtErlaubt, match="schon hinausgegangen"):
        service.take_back_aussendung(aussendung=row, by=by)
    assert Nachricht.objects.count() == 1


def test_one_by_hand_does_not_use_up_the_planned_one(konferenz):
    invited(konferenz)
    geplant = planned(konferenz)
    by = make_mitglied(konferenz.veranstalter).akteur
    von_hand = service.create_aussendung(konferenz=konferenz, anlass="erinnerung", betreff="B", text="{link}", by=by)
    service.release_aussendung(aussendung=von_hand, by=by)
    move(konferenz, days(4))
    assert send_faellige() == 1
    assert list(Nachricht.objects.order_by("generation").values_list("aussendung", flat=True)) == [
        von_hand.pk,
        geplant.pk,
    ]


def test_when_everybody_has_answered_it_is_done_without_a_letter(konferenz):
    einladung = invited(konferenz)
    planned(konferenz)
    Einladung.objects.filter(pk=einladung.pk).update(antwort="zugesagt", beantwortet_am=timezone.now())
    move(konferenz, days(4))
    assert (send_faellige(), send_faellige()) == (1, 0)
    assert not Nachricht.objects.exists()
    assert Verlauf.objects.filter(satz="Die Erinnerung war fällig. Alle haben schon geantwortet.").exists()


def test_a_time_that_has_passed_and_other_letters_cannot_wait(konferenz):
    invited(konferenz)
    with pytest.raises(NichtErlaubt, match="schon vorbei"):
        planned(konferenz, 13)
    by = make_mitglied(konferenz.veranstalter).akteur
    row = service.create_aussendung(konferenz=konferenz, anlass="einladung", betreff="B", text="{link}", by=by)
    with pytest.raises(NichtErlaubt, match="Nur eine Erinnerung"):
        service.release_aussendung(aussendung=row, tage_vorher=3, by=by)


@pytest.mark.parametrize(
    ("schluss", "tage", "utc"),
    [
        # The clocks change on 25 October 2026: eight o'clock in the hall is another hour in UTC.
        (datetime.date(2026, 10, 29), 5, "2026-10-24T06:00+00:00"),
        (datetime.date(2026, 10, 30), 5, "2026-10-25T07:00+00:00"),
        (datetime.date(2026, 6, 16), 4, "2026-06-12T06:00+00:00"),
        (datetime.date(2026, 3, 30), 1, "2026-03-29T06:00+00:00"),
    ],
)
def test_it_leaves_at_eight_by_the_clock_of_the_hall(schluss, tage, utc):
    due = erinnerung.due_time(Konferenz(datum=schluss, anmeldeschluss=schluss), tage)
    assert due == datetime.datetime.fromisoformat(utc)
    assert due.astimezone(BERLIN).hour == 8
    assert erinnerung.due_time(Konferenz(datum=schluss), tage) == due  # without an Anmeldeschluss the day itself


@pytest.mark.django_db
def test_the_worker_looks_every_ten_minutes():
    for _start in range(2):
        jobs.ensure_schedule()
    row = Schedule.objects.get(name="erinnerungen")
    assert (row.func, row.minutes, row.repeats) == ("teilnehmer.services.erinnerung.send_faellige", 10, -1)


def test_the_page_offers_days_shows_the_plan_and_takes_it_back(konferenz, client):
    invited(konferenz)
    client.force_login(make_mitglied(konferenz.veranstalter).konto)
    args = [konferenz.veranstalter.slug, konferenz.slug]
    by = make_mitglied(konferenz.veranstalter).akteur
    row = service.create_aussendung(konferenz=konferenz, anlass="erinnerung", betreff="B", text="{link}", by=by)
    url = reverse("teilnehmer:aussendung", args=[*args, row.pk])
    page = client.get(url)
    assertContains(page, "Heute geht sie an 1 Ansprechperson.")
    assertContains(page, "5 Tage vor dem Anmeldeschluss, am ")
    assertNotContains(page, "14 Tage vor dem Anmeldeschluss")
    assertContains(client.post(url, {"erwartet": "1", "wann": "14"}, follow=True), "Bitte wählen Sie einen Zeitpunkt")
    answer = client.post(url, {"erwartet": "2", "wann": "5"}, follow=True)
    assertContains(answer, "Der Kreis hat sich geändert.")
    answer = client.post(url, {"erwartet": "1", "wann": "5"}, follow=True)
    assertContains(answer, "Freigegeben. Die Erinnerung wartet auf ihren Tag.")
    assertContains(answer, "Heute wäre es 1 Ansprechperson.")
    assert not Nachricht.objects.exists()
    zurueck = reverse("teilnehmer:aussendung_zuruecknehmen", args=[*args, row.pk])
    assert client.get(zurueck).status_code == 405
    assertContains(client.post(zurueck, follow=True), "Die Erinnerung ist wieder ein Entwurf.")
    assertContains(client.get(url), "Erinnerung freigeben")


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_it_once():
    konferenz = make_konferenz(anmeldeschluss=days(12))
    for n in range(3):
        invited(konferenz, f"a{n}@example.org")
    row = planned(konferenz)
    move(konferenz, days(4))
    results = all_succeed_at_once([lambda: execute_erinnerung(aussendung=row, by=SYSTEM)] * 4)
    assert sorted(results) == [False, False, False, True]
    assert Nachricht.objects.count() == 3
    assert Verlauf.objects.filter(satz="Erinnerung versandt: 3 Nachrichten.").count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_two_workers_would_both_send_it(monkeypatch):
    """Negative control: the same race with rows that are read instead of locked."""
    konferenz = make_konferenz(anmeldeschluss=days(12))
    invited(konferenz)
    row = planned(konferenz)
    move(konferenz, days(4))
    monkeypatch.setattr("teilnehmer.services.erinnerung.lock", lambda rows, pk: rows.get(pk=pk))
    collect = module.collect_kreis

    def slowly(*args):
        time.sleep(0.3)  # both have read before one has written
        return collect(*args)

    monkeypatch.setattr(module, "collect_kreis", slowly)
    monkeypatch.setattr(module, "write_nachrichten", lambda *args: 1)
    results = all_succeed_at_once([lambda: execute_erinnerung(aussendung=row, by=SYSTEM)] * 2)
    assert results == [True, True]


@pytest.mark.django_db(transaction=True)
def test_taking_back_and_sending_at_once_have_one_winner():
    konferenz = make_konferenz(anmeldeschluss=days(12))
    invited(konferenz)
    row = planned(konferenz)
    by = make_mitglied(konferenz.veranstalter).akteur
    move(konferenz, days(4))

    def take_back():
        try:
            service.take_back_aussendung(aussendung=row, by=by)
        except NichtErlaubt:
            return False
        return True

    taken, sent = all_succeed_at_once([take_back, lambda: execute_erinnerung(aussendung=row, by=SYSTEM)])
    assert taken is not sent
    assert Nachricht.objects.count() == int(sent)
