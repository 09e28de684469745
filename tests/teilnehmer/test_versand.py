"""What happens to letters when the mail server is down, slow, or refuses, and when the worker is killed."""

import datetime
import os
import signal
import time
from email.header import decode_header, make_header

import pytest
from django.utils import timezone
from post_office.models import STATUS, Email

from konferenz import jobs, versand
from konferenz.models.aussendung import Anlass
from teilnehmer.models import Nachricht
from teilnehmer.services.nachricht import queue_nachricht
from teilnehmer.zustellung import explain
from tests.conftest import Stack, free_port
from tests.factories import make_ansprechperson, make_einladung, make_einrichtung, make_konferenz, make_veranstalter
from tests.smtp_senke import smtp_senke

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def mailserver(settings):
    def use(port: int) -> None:
        settings.ADRESSE = "https://netzwerkstatt.example"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 1
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_USE_TLS = False
        settings.DEFAULT_FROM_EMAIL = "post@netzwerkstatt.example"

    return use


@pytest.fixture
def konferenz():
    return make_konferenz(veranstalter=make_veranstalter(name="Gemeinde Übersee", email="amt@uebersee.example"))


def queue(konferenz, *adressen, anlass=Anlass.EINLADUNG):
    einladung = make_einladung(konferenz)
    for adresse in adressen:
        queue_nachricht(
            konferenz=konferenz,
            einladung=einladung,
            anlass=anlass,
            empfaenger=adresse,
            betreff="Einladung",
            text="Guten Tag",
        )


def turn_clock() -> None:
    """What was put off is due now; the rows' clock is turned, not the machine's."""
    Email.objects.exclude(scheduled_time=None).update(scheduled_time=timezone.now() - datetime.timedelta(seconds=1))


def recipients(senke) -> list[str]:
    return [to for _, [to], _ in senke.briefe]


def state(adresse) -> tuple[str, str | None]:
    nachricht = Nachricht.objects.for_list().get(empfaenger=adresse)
    return nachricht.zustand, nachricht.fehler


def test_a_recipient_refused_for_good_is_marked_at_once_with_the_servers_words(konferenz, mailserver):
    with smtp_senke() as senke:
        senke.answers["weg@kita.example"] = "550 5.1.1 Benutzer unbekannt"
        mailserver(senke.port)
        queue(konferenz, "weg@kita.example", "da@kita.example")
        assert jobs.send_mail() == 1
    assert recipients(senke) == ["da@kita.example"]
    assert state("weg@kita.example") == ("nicht zustellbar", "550 5.1.1 Benutzer unbekannt")
    assert state("da@kita.example") == ("versandt", None)


def test_a_recipient_refused_for_now_waits_and_leaves_later(konferenz, mailserver):
    with smtp_senke() as senke:
        senke.answers["voll@kita.example"] = "450 4.2.0 Bitte später"
        mailserver(senke.port)
        queue(konferenz, "voll@kita.example", "da@kita.example")
        assert jobs.send_mail() == 1
        assert state("voll@kita.example") == ("wartet", "450 4.2.0 Bitte später")
        assert jobs.send_mail() == 0  # not before its time
        senke.answers.clear()
        turn_clock()
        assert jobs.send_mail() == 1
    assert recipients(senke) == ["da@kita.example", "voll@kita.example"]
    assert state("voll@kita.example")[0] == "versandt"


def test_the_pauses_grow_and_after_two_days_the_officer_decides(konferenz, mailserver):
    queue_port = free_port()
    mailserver(queue_port)
    queue(konferenz, "a@kita.example")
    pauses = []
    for _attempt in range(versand.VERSUCHE):
        before = timezone.now()
        jobs.send_mail()
        email = Email.objects.get()
        if email.status == STATUS.requeued:
            pauses.append(round((email.scheduled_time - before).total_seconds() / 60))
        turn_clock()
    assert pauses == [1, 5, 30, 120] + [360] * 7
    assert state("a@kita.example") == ("nicht zustellbar", "ConnectionRefusedError")


def test_a_server_that_is_down_keeps_everybody_waiting_and_loses_nobody(konferenz, mailserver):
    port = free_port()
    mailserver(port)
    adressen = [f"a{n}@kita.example" for n in range(5)]
    queue(konferenz, *adressen)
    assert jobs.send_mail() == 0
    assert {state(adresse) for adresse in adressen} == {("wartet", "ConnectionRefusedError")}
    assert not versand.waiting().exists()
    turn_clock()
    with smtp_senke(port) as senke:
        assert jobs.send_mail() == 5
    assert sorted(recipients(senke)) == adressen


def test_a_letter_that_gets_no_answer_does_not_hold_up_the_others(konferenz, mailserver):
    with smtp_senke() as senke:
        senke.silent.add("stumm@kita.example")
        mailserver(senke.port)
        queue(konferenz, "stumm@kita.example", "a@kita.example", "b@kita.example")
        assert jobs.send_mail() == 2
    assert recipients(senke) == ["a@kita.example", "b@kita.example"]
    assert state("stumm@kita.example") == ("wartet", "SMTPServerDisconnected")


def test_a_server_that_answers_nobody_is_left_alone_after_three(konferenz, mailserver):
    adressen = [f"a{n}@kita.example" for n in range(6)]
    with smtp_senke() as senke:
        senke.silent.update(adressen)
        mailserver(senke.port)
        queue(konferenz, *adressen)
        before = time.monotonic()
        assert jobs.send_mail() == 0
        assert time.monotonic() - before < 5  # three seconds of waiting, not six
    assert {state(adresse)[0] for adresse in adressen} == {"wartet"}
    assert not versand.waiting().exists()


def test_a_letter_that_nobody_can_build_does_not_hold_up_the_others(konferenz, mailserver):
    with smtp_senke() as senke:
        mailserver(senke.port)
        queue(konferenz, "a@kita.example", "b@kita.example")
        Email.objects.filter(to="a@kita.example").update(from_email="böse\nzeile")
        assert jobs.send_mail() == 1
    assert recipients(senke) == ["b@kita.example"]
    assert state("a@kita.example")[0] == "nicht zustellbar"


def test_a_single_letter_overtakes_those_to_many(konferenz, mailserver):
    with smtp_senke() as senke:
        mailserver(senke.port)
        queue(konferenz, "viele@kita.example")
        queue(konferenz, "eine@kita.example", anlass=Anlass.PASS)
        jobs.send_mail()
    assert recipients(senke) == ["eine@kita.example", "viele@kita.example"]


def test_when_time_is_up_the_rest_is_handed_to_the_next_job(konferenz, mailserver, monkeypatch):
    with smtp_senke() as senke:
        mailserver(senke.port)
        senke.pause = 0.2
        monkeypatch.setattr(versand, "SEKUNDEN", 0.3)
        queue(konferenz, *(f"a{n}@kita.example" for n in range(4)))
        first = jobs.send_mail()
        assert 0 < first < 4
        while jobs.send_mail():
            pass
    assert sorted(recipients(senke)) == [f"a{n}@kita.example" for n in range(4)]


def test_one_address_at_five_institutions_gets_five_letters(konferenz, mailserver):
    with smtp_senke() as senke:
        mailserver(senke.port)
        for _n in range(5):
            haus = make_einrichtung(konferenz.veranstalter)
            make_ansprechperson(haus, email="sekretariat@traeger.example")
            einladung = make_einladung(konferenz, haus)
            queue_nachricht(
                konferenz=konferenz,
                einladung=einladung,
                anlass=Anlass.EINLADUNG,
                empfaenger="sekretariat@traeger.example",
                betreff=haus.name,
                text=f"[[zugang:{einladung.zugang.kennung}]]",
            )
        assert jobs.send_mail() == 5
    links = {brief.get_content().strip() for _, _, brief in senke.briefe}
    assert len(links) == 5
    assert len({brief["Message-ID"] for _, _, brief in senke.briefe}) == 5


def test_headers_survive_a_long_name_with_umlauts(mailserver):
    name = "Große Kreisstadt Übersee an der Müggelach, Fachbereich für Ämter, Bürgerinnen und Bürger und Öffentlichkeit"
    konferenz = make_konferenz(
        veranstalter=make_veranstalter(name=name, email="amt@uebersee.example"), kontakt_email="frau.ä@uebersee.example"
    )
    with smtp_senke() as senke:
        mailserver(senke.port)
        queue(konferenz, "a@kita.example")
        assert jobs.send_mail() == 1
    brief = senke.briefe[0][2]
    # By RFC 2047 itself: Python's parser of addresses puts blanks where one encoded word follows another.
    assert str(make_header(decode_header(dict(brief.raw_items())["From"]))) == f"{name} <post@netzwerkstatt.example>"
    assert brief["From"].addresses[0].addr_spec == "post@netzwerkstatt.example"
    assert brief["Date"].datetime.tzinfo is not None
    assert brief["Auto-Submitted"] == "auto-generated"
    assert brief["Message-ID"].strip().endswith("@netzwerkstatt.example>")


def _start_worker(tmp_path, port):
    """The real job in a process of its own, so that it can be killed."""
    stack = Stack(tmp_path)
    stack.environment |= {
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": str(port),
        "EMAIL_FROM": "post@netzwerkstatt.example",
    }
    code = "import django; django.setup(); from konferenz import jobs; jobs.send_mail()"
    stack.environment["DJANGO_SETTINGS_MODULE"] = "konferenz.settings"
    return stack.start("-c", code)


@pytest.mark.parametrize("pause", [0.0, 0.2])
def test_a_killed_worker_loses_nothing_and_doubles_at_most_the_letter_in_its_hands(
    konferenz, mailserver, tmp_path, pause
):
    adressen = sorted(f"a{n:02}@kita.example" for n in range(20))
    with smtp_senke() as senke:
        senke.pause = pause
        mailserver(senke.port)
        queue(konferenz, *adressen)
        worker = _start_worker(tmp_path, senke.port)
        deadline = time.monotonic() + 60
        while len(senke.briefe) < 5:
            assert time.monotonic() < deadline, "the worker sends nothing"
            time.sleep(0.005)
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
        at_kill = len(senke.briefe)
        assert at_kill < 20, "killed too late to show anything"
        senke.pause = 0
        deadline = time.monotonic() + 20
        while versand.waiting().exists() and time.monotonic() < deadline:
            jobs.send_mail()  # 0 as long as the database still believes in the dead worker's lock
    assert sorted(set(recipients(senke))) == adressen
    doubles = len(senke.briefe) - 20
    assert doubles <= 1
    # A copy carries the same Message-ID.
    assert len({brief["Message-ID"] for _, _, brief in senke.briefe}) == 20
    assert set(Email.objects.values_list("status", flat=True)) == {STATUS.sent}


@pytest.mark.parametrize(
    ("worte", "satz"),
    [
        ("550 5.1.1 User unknown", "Diese Adresse gibt es dort nicht."),
        ("550 unbekannt", "Diese Adresse gibt es dort nicht."),
        ("552 5.2.2 Mailbox full", "Das Postfach ist voll."),
        ("550-5.7.1 policy", "Der Mailserver hat die Nachricht abgelehnt."),
        ("554 rejected", "Der Mailserver hat die Nachricht abgelehnt."),
        ("450 4.2.0 greylisted", "Der Server der Empfängerin oder des Empfängers hat um Geduld gebeten."),
        ("ConnectionRefusedError", "Der Mailserver hat nicht geantwortet."),
    ],
)
def test_the_servers_words_become_a_german_sentence(worte, satz):
    grund = explain(worte)
    assert (grund.satz, grund.worte) == (satz, worte)
    assert explain(None) is None
