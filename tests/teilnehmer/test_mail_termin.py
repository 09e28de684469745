"""The calendar file on its whole way: marked in the database, built when the letter leaves, read by another parser."""

import datetime

import pytest
import vobject
from post_office.models import Email

from konferenz import jobs
from konferenz.akteur import Rolle
from konferenz.models.aussendung import Anlass
from konferenz.services.absage import cancel_konferenz, postpone_konferenz
from teilnehmer.services.aussendung import release_aussendung
from teilnehmer.services.nachricht import queue_nachricht
from tests.factories import make_anmeldung, make_einladung, make_konferenz, make_mitglied, make_veranstalter
from tests.smtp_senke import smtp_senke

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def mailserver(settings):
    """Settings of an installation that sends through the SMTP server given to it."""

    def use(port: int) -> None:
        settings.ADRESSE = "https://netzwerkstatt.example"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_USE_TLS = False
        settings.DEFAULT_FROM_EMAIL = "post@netzwerkstatt.example"

    return use


@pytest.fixture
def anmeldung():
    konferenz = make_konferenz(veranstalter=make_veranstalter(name="Gemeinde Übersee"), titel="Größe zeigen")
    return make_anmeldung(konferenz, email="jonas@kita.example")


def confirm(anmeldung, anlass=Anlass.BESTAETIGUNG):
    return queue_nachricht(
        konferenz=anmeldung.konferenz,
        anmeldung=anmeldung,
        anlass=anlass,
        empfaenger=anmeldung.email,
        betreff="Sie sind angemeldet",
        text="Guten Tag,\n\nbis bald.",
    )


def calendars(brief) -> list:
    """The files of a received letter, with the method of the part and of the file."""
    parts = [part for part in brief.walk() if part.get_content_type() == "text/calendar"]
    return [(part.get_param("method"), part.get_filename(), vobject.readOne(part.get_content())) for part in parts]


def test_confirmation_move_and_cancellation_change_one_entry_in_the_calendar(anmeldung, mailserver):
    konferenz = anmeldung.konferenz
    by = make_mitglied(konferenz.veranstalter, Rolle.PLANUNG).akteur
    later = konferenz.datum + datetime.timedelta(days=30)
    with smtp_senke() as senke:
        mailserver(senke.port)
        confirm(anmeldung)
        jobs.send_mail()
        draft = postpone_konferenz(
            konferenz=konferenz,
            datum=later,
            beginn=datetime.time(9),
            ende=datetime.time(12),
            anmeldeschluss=None,
            grund="Der Saal ist belegt.",
            by=by,
        )
        release_aussendung(aussendung=draft, erwartet=1, by=by)
        jobs.send_mail()
        draft = cancel_konferenz(konferenz=konferenz, grund="Die Heizung ist kaputt.", by=by)
        assert jobs.send_mail() == 0  # nothing leaves before a person released it
        release_aussendung(aussendung=draft, erwartet=1, by=by)
        jobs.send_mail()

    briefe = [brief for _sender, _to, brief in senke.briefe]
    files = [calendars(brief) for brief in briefe]
    assert [len(found) for found in files] == [1, 1, 1]
    seen = [(method, name, c.method.value, c.vevent.status.value) for [(method, name, c)] in files]
    assert seen == [
        ("PUBLISH", "termin.ics", "PUBLISH", "CONFIRMED"),
        ("PUBLISH", "termin.ics", "PUBLISH", "CONFIRMED"),
        ("CANCEL", "termin.ics", "CANCEL", "CANCELLED"),
    ]
    events = [c.vevent for [(_method, _name, c)] in files]
    assert len({event.uid.value for event in events}) == 1
    assert [int(event.sequence.value) for event in events] == [1, 2, 3]
    assert [event.dtstart.value.replace(tzinfo=None) for event in events] == [
        datetime.datetime.combine(konferenz.datum, konferenz.beginn),
        datetime.datetime.combine(later, datetime.time(9)),
        datetime.datetime.combine(later, datetime.time(9)),
    ]
    assert "Größe zeigen" in events[0].summary.value
    for brief in briefe:
        assert brief["X-Netzwerkstatt-Termin"] is None
        assert brief.get_body(("plain",)).get_content().startswith("Guten Tag")
    assert "Die Heizung ist kaputt." in briefe[2].get_body(("plain",)).get_content()
    assert [email.headers["X-Netzwerkstatt-Termin"] for email in Email.objects.all()] == [str(konferenz.pk)] * 3


def test_only_who_comes_gets_a_date(anmeldung, mailserver):
    konferenz = anmeldung.konferenz
    wartend = make_anmeldung(konferenz, email="wartet@kita.example", status="warteliste")
    zusage, absage = (make_einladung(konferenz, antwort=antwort) for antwort in ("zugesagt", "abgesagt"))
    with smtp_senke() as senke:
        mailserver(senke.port)
        confirm(wartend)
        confirm(anmeldung, Anlass.PASS)
        confirm(anmeldung, Anlass.NACHRUECKEN)
        for n, einladung in enumerate((zusage, absage)):
            queue_nachricht(
                konferenz=konferenz,
                einladung=einladung,
                anlass=Anlass.BESTAETIGUNG,
                empfaenger=f"leitung{n}@kita.example",
                betreff="Ihre Antwort",
                text="Guten Tag",
            )
        jobs.send_mail()

    assert [(to[0], len(calendars(brief))) for _sender, to, brief in senke.briefe] == [
        ("wartet@kita.example", 0),
        ("jonas@kita.example", 0),
        ("jonas@kita.example", 1),
        ("leitung0@kita.example", 1),
        ("leitung1@kita.example", 0),
    ]


def test_the_file_tells_the_date_as_it_is_when_the_letter_leaves(anmeldung, mailserver):
    with smtp_senke() as senke:
        mailserver(senke.port)
        confirm(anmeldung)
        type(anmeldung.konferenz).objects.filter(pk=anmeldung.konferenz_id).update(beginn=datetime.time(9), fassung=7)
        jobs.send_mail()
    [(_method, _name, calendar)] = calendars(senke.briefe[0][2])
    assert calendar.vevent.dtstart.value.hour == 9
    assert calendar.vevent.sequence.value == "7"
