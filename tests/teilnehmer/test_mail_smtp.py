"""A letter on its whole way: queued in our database, carried by post-office, taken by a real SMTP server."""

import datetime

import pytest
from django.utils import timezone
from django_q.models import OrmQ
from post_office.models import STATUS, Email

from konferenz import jobs
from konferenz.mail import mark
from konferenz.models.aussendung import Anlass
from teilnehmer.models import Nachricht
from teilnehmer.services.nachricht import queue_nachricht
from tests.conftest import free_port
from tests.factories import make_einladung, make_konferenz, make_veranstalter
from tests.smtp_senke import smtp_senke

pytestmark = pytest.mark.django_db(transaction=True)
ADRESSE = "https://netzwerkstatt.example"


@pytest.fixture
def mailserver(settings):
    """Settings of an installation that sends through the SMTP server given to it."""

    def use(port: int) -> None:
        settings.ADRESSE = ADRESSE
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_USE_TLS = False
        settings.DEFAULT_FROM_EMAIL = "post@netzwerkstatt.example"

    return use


@pytest.fixture
def einladung():
    veranstalter = make_veranstalter(name="Gemeinde Übersee", email="soziales@uebersee.example")
    return make_einladung(make_konferenz(veranstalter=veranstalter))


def queue(einladung, empfaenger="leitung@kita.example", anlass=Anlass.EINLADUNG):
    return queue_nachricht(
        konferenz=einladung.konferenz,
        einladung=einladung,
        anlass=anlass,
        empfaenger=empfaenger,
        betreff="Einladung: Grüße aus der Werkstatt",
        text=f"Guten Tag,\n\nbitte antworten Sie hier:\n{mark(einladung.zugang)}\n.\nViele Grüße {{{{ titel }}}}",
    )


def test_the_recipient_gets_the_real_link_while_the_database_holds_only_the_mark(einladung, mailserver):
    with smtp_senke() as senke:
        mailserver(senke.port)
        nachricht = queue(einladung)
        assert jobs.send_mail() == 1

    [(sender, recipients, brief)] = senke.briefe
    assert (sender, recipients) == ("post@netzwerkstatt.example", ["leitung@kita.example"])
    lines = brief.get_content().splitlines()
    assert lines[3] == f"{ADRESSE}/einladung/{einladung.zugang.token}/"
    assert lines[4:6] == [".", "Viele Grüße {{ titel }}"]  # the text is no template
    for stored in (Email.objects.get().message, Nachricht.objects.get().text):
        assert mark(einladung.zugang) in stored
        assert einladung.zugang.token not in stored
    assert Email.objects.get().logs.filter(message__contains=einladung.zugang.token).count() == 0
    nachricht.refresh_from_db()
    assert nachricht.zustand == "versandt"


def test_the_letter_says_who_wrote_it_and_who_answers(einladung, mailserver):
    with smtp_senke() as senke:
        mailserver(senke.port)
        queue(einladung)
        jobs.send_mail()

    brief = senke.briefe[0][2]
    assert brief["Subject"] == "Einladung: Grüße aus der Werkstatt"
    assert brief["From"].addresses[0].display_name == "Gemeinde Übersee"
    assert brief["From"].addresses[0].addr_spec == "post@netzwerkstatt.example"
    assert brief["Reply-To"] == "soziales@uebersee.example"
    assert brief["Auto-Submitted"] == "auto-generated"
    slug, v = einladung.konferenz.slug, einladung.konferenz.veranstalter.slug
    assert brief["List-Id"] == f"<{slug}.{v}.netzwerkstatt.example>"
    assert brief["List-Unsubscribe"] == "<mailto:soziales@uebersee.example?subject=Abmelden>"
    assert brief["Message-ID"].strip().endswith("@netzwerkstatt.example>")


def test_a_letter_queued_twice_goes_out_once_and_wakes_the_worker_once(einladung, mailserver):
    with smtp_senke() as senke:
        mailserver(senke.port)
        assert queue(einladung) == queue(einladung)
        assert OrmQ.objects.count() == 1
        assert (jobs.send_mail(), jobs.send_mail()) == (1, 0)
    assert len(senke.briefe) == 1


def test_a_mail_server_that_is_down_loses_nothing(einladung, mailserver, caplog):
    port = free_port()
    mailserver(port)
    nachricht = queue(einladung)
    assert jobs.send_mail() == 0
    caplog.clear()
    nachricht.refresh_from_db()
    assert nachricht.zustand == "wartet"

    # The retry is due five minutes later; the clock of the row is turned, not the machine's.
    Email.objects.update(scheduled_time=timezone.now() - datetime.timedelta(minutes=1))
    with smtp_senke(port) as senke:
        assert jobs.send_mail() == 1
    assert [to for _, to, _ in senke.briefe] == [["leitung@kita.example"]]
    assert Nachricht.objects.get().zustand == "versandt"


def test_one_refused_address_does_not_keep_the_others_waiting(einladung, mailserver, caplog):
    with smtp_senke() as senke:
        senke.refuses.add("weg@kita.example")
        mailserver(senke.port)
        queue(einladung, "weg@kita.example")
        queue(einladung, "da@kita.example")
        assert jobs.send_mail() == 1
    caplog.clear()
    assert [to for _, to, _ in senke.briefe] == [["da@kita.example"]]
    assert Email.objects.exclude(status=STATUS.sent).get().to == ["weg@kita.example"]


def test_a_revoked_link_leaves_as_a_sentence(einladung, mailserver):
    with smtp_senke() as senke:
        mailserver(senke.port)
        queue(einladung)
        einladung.zugang.widerrufen_am = timezone.now()
        einladung.zugang.save()
        jobs.send_mail()
    text = senke.briefe[0][2].get_content()
    assert einladung.zugang.token not in text
    assert "(dieser Link gilt nicht mehr)" in text


def test_without_a_mail_server_the_letter_stays_and_nothing_breaks(einladung, settings):
    settings.EMAIL_HOST = ""
    nachricht = queue(einladung)
    assert jobs.send_mail() == 0
    assert nachricht.zustand == "liegt hier, kein Mailserver"
    assert (Email.objects.count(), OrmQ.objects.count()) == (0, 0)
