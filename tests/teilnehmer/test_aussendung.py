"""Letters to many: released once, one letter each, links only on the wire."""

import pytest
from django_q.models import OrmQ, Schedule
from post_office.models import Email

from konferenz import jobs
from konferenz.akteur import Rolle
from konferenz.mail import mark
from konferenz.models import Aussendung, Verlauf
from konferenz.services.fehler import NichtErlaubt
from teilnehmer import briefe
from teilnehmer.kreis import collect_kreis
from teilnehmer.models import Einladung, Nachricht
from teilnehmer.services import aussendung as service
from teilnehmer.services import einladung as einladungen
from teilnehmer.services.nachricht import queue_nachricht, send_liegende
from tests.factories import (
    make_akteur,
    make_anmeldung,
    make_ansprechperson,
    make_einladung,
    make_einrichtung,
    make_konferenz,
    make_mitglied,
    make_veranstalter,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def mailserver(settings):
    settings.EMAIL_HOST, settings.DEFAULT_FROM_EMAIL = "mail.example.org", "netzwerkstatt@stadt.example.org"


def make_by(konferenz):
    return make_mitglied(konferenz.veranstalter, Rolle.PLANUNG).akteur


def write(konferenz, anlass="einladung", **more):
    betreff, text = briefe.vorlage(anlass)
    return service.create_aussendung(
        konferenz=konferenz, anlass=anlass, by=make_by(konferenz), **{"betreff": betreff, "text": text} | more
    )


def release(aussendung, **more):
    return service.release_aussendung(aussendung=aussendung, by=make_by(aussendung.konferenz), **more)


def invite(konferenz, *emails, **einrichtung):
    row = make_einrichtung(konferenz.veranstalter, **einrichtung)
    for email in emails:
        make_ansprechperson(row, email=email)
    return make_einladung(konferenz, row)


def test_one_letter_per_invitation_and_address_however_often_one_clicks():
    konferenz = make_konferenz()
    first = invite(konferenz, "a@example.org", "b@example.org", "A@example.org")
    paper = invite(konferenz, "")
    make_ansprechperson(first.einrichtung, email="nein@example.org", erhaelt_einladungen=False)
    gesperrt = invite(konferenz, "gesperrt@example.org")
    einladungen.revoke_einladung(einladung=gesperrt, by=make_by(konferenz))
    kreis = collect_kreis(konferenz, Aussendung(anlass="einladung"))
    assert [(e.einladung.pk, e.adresse) for e in kreis.mails] == [
        (first.pk, "a@example.org"),
        (first.pk, "b@example.org"),
    ]
    assert kreis.briefe == [paper]
    aussendung = write(konferenz)
    release(aussendung)
    release(aussendung)
    assert sorted(Nachricht.objects.values_list("empfaenger", flat=True)) == ["a@example.org", "b@example.org"]
    first.refresh_from_db()
    paper.refresh_from_db()
    assert first.versandt_am is not None
    assert paper.versandt_am is None
    assert Verlauf.objects.filter(satz="Einladung freigegeben: 2 Nachrichten.").count() == 1
    # A second letter has nobody left, so nobody is written to twice.
    with pytest.raises(NichtErlaubt, match="Niemand im Kreis"):
        release(write(konferenz))


def test_the_letter_is_filled_in_and_holds_a_mark_instead_of_the_link():
    konferenz = make_konferenz(titel="{link} Konferenz", kontakt_name="Kim Kontakt", kontakt_telefon="033203 1")
    einladung = invite(konferenz, "a@example.org", name="Kita Blau")
    release(write(konferenz))
    nachricht = Nachricht.objects.get()
    assert mark(einladung.zugang) in nachricht.text
    assert einladung.zugang.token not in nachricht.text
    assert "herzlich laden wir Kita Blau ein: {link} Konferenz." in nachricht.text
    assert einladung.kurzcode_lesbar in nachricht.text
    assert "Kim Kontakt" in nachricht.text
    assert nachricht.text.count("[[zugang:") == 1
    assert nachricht.betreff.startswith("Einladung: {link} Konferenz am ")


@pytest.mark.parametrize("anlass", service.ANLAESSE)
def test_the_texts_we_propose_have_no_fault(anlass):
    betreff, text = briefe.vorlage(anlass)
    assert (briefe.find_fehler(betreff, betreff=True), briefe.find_fehler(text)) == ([], [])


@pytest.mark.parametrize(
    ("text", "fehler"),
    [
        ("{anrede} {link}", []),
        ("{name}", ["Den Platzhalter {name} gibt es hier nicht. Bitte prüfen Sie ihn."]),
        ("{link", ["Eine geschweifte Klammer steht allein. Bitte schließen oder löschen Sie sie."]),
        ("{% now %}", ["Den Platzhalter {% now %} gibt es hier nicht. Bitte prüfen Sie ihn."]),
    ],
)
def test_placeholders_are_checked(text, fehler):
    assert briefe.find_fehler(text) == fehler


def test_reminders_go_to_those_without_an_answer_and_again_only_with_a_new_release():
    konferenz = make_konferenz()
    offen, zugesagt = invite(konferenz, "offen@example.org"), invite(konferenz, "ja@example.org")
    release(write(konferenz))
    Einladung.objects.filter(pk=zugesagt.pk).update(antwort="zugesagt", beantwortet_am=offen.angelegt_am)
    for _round in range(2):
        release(write(konferenz, "erinnerung"))
    letters = Nachricht.objects.filter(anlass="erinnerung").order_by("generation")
    assert [(n.empfaenger, n.generation) for n in letters] == [("offen@example.org", 1), ("offen@example.org", 2)]


def test_a_renewed_link_is_sent_again():
    konferenz = make_konferenz()
    einladung = invite(konferenz, "a@example.org")
    release(write(konferenz))
    code = einladung.kurzcode
    neu = einladungen.renew_einladung(einladung=einladung, by=make_by(konferenz))
    assert neu.kurzcode != code
    release(write(konferenz))
    assert sorted(Nachricht.objects.values_list("generation", flat=True)) == [1, 2]


def test_a_circle_that_changed_is_shown_again_before_anything_leaves():
    konferenz = make_konferenz()
    invite(konferenz, "a@example.org")
    with pytest.raises(NichtErlaubt, match="Der Kreis hat sich geändert"):
        release(write(konferenz), erwartet=2)
    assert not Nachricht.objects.exists()


@pytest.mark.parametrize("phase", ["entwurf", "nachbereitung", "veroeffentlicht", "archiviert"])
def test_nothing_is_released_outside_the_phases_of_inviting(phase):
    konferenz = make_konferenz()
    invite(konferenz, "a@example.org")
    aussendung = write(konferenz)
    konferenz.phase = phase
    konferenz.save()
    with pytest.raises(NichtErlaubt):
        release(aussendung)
    assert not Nachricht.objects.exists()


@pytest.mark.parametrize("rolle", [Rolle.LESEND, Rolle.MODERATION, Rolle.EINRICHTUNG])
def test_only_planners_release(rolle):
    konferenz = make_konferenz()
    invite(konferenz, "a@example.org")
    with pytest.raises(NichtErlaubt):
        service.release_aussendung(aussendung=write(konferenz), by=make_akteur(rolle))


def test_releasing_takes_the_same_number_of_queries_for_any_number(mailserver, django_assert_num_queries):
    for number in (1, 3):
        konferenz = make_konferenz()
        for n in range(number):
            invite(konferenz, f"a{n}@example.org")
        aussendung, by = write(konferenz), make_by(konferenz)
        with django_assert_num_queries(14):
            service.release_aussendung(aussendung=aussendung, by=by)


def test_with_a_server_each_letter_waits_in_post_office_and_one_task_sends_all(mailserver):
    konferenz = make_konferenz(
        veranstalter=make_veranstalter(name='Gemeinde "Klein"', email="amt@klein.example.org"), kontakt_email=""
    )
    for n in range(3):
        invite(konferenz, f"a{n}@example.org")
    release(write(konferenz, betreff="Hallo {einrichtung}"))
    mails = list(Email.objects.order_by("pk"))
    assert len(mails) == 3
    assert OrmQ.objects.count() == 1
    assert mails[0].from_email == '"Gemeinde Klein" <netzwerkstatt@stadt.example.org>'
    assert mails[0].headers["Reply-To"] == "amt@klein.example.org"
    assert mails[0].headers["Auto-Submitted"] == "auto-generated"
    assert {n.zustand for n in Nachricht.objects.select_related("post")} == {"wartet"}


def test_a_text_that_looks_like_a_template_is_only_text(mailserver):
    konferenz = make_konferenz()
    anmeldung = make_anmeldung(konferenz)
    nachricht = queue_nachricht(
        konferenz=konferenz,
        anlass="pass",
        empfaenger="a@example.org",
        betreff="{% x\nBcc: y",
        text="{{ settings }} {% load",
        anmeldung=anmeldung,
    )
    assert (nachricht.post.subject, nachricht.post.message) == ("{% x Bcc: y", "{{ settings }} {% load")


def test_a_single_letter_is_queued_once(mailserver):
    konferenz = make_konferenz()
    anmeldung = make_anmeldung(konferenz)
    letter = {"konferenz": konferenz, "anlass": "pass", "empfaenger": "a@example.org", "betreff": "B", "text": "T"}
    first = queue_nachricht(**letter, anmeldung=anmeldung)
    assert queue_nachricht(**letter, anmeldung=anmeldung) == first
    assert queue_nachricht(**letter, anmeldung=anmeldung, generation=2) != first
    assert Email.objects.count() == 2


def test_what_lies_here_leaves_once_there_is_a_server(settings):
    konferenz = make_konferenz()
    invite(konferenz, "a@example.org")
    release(write(konferenz))
    assert Nachricht.objects.get().zustand == "liegt hier, kein Mailserver"
    by = make_by(konferenz)
    assert send_liegende(veranstalter=konferenz.veranstalter, by=by) == 0
    settings.EMAIL_HOST = "mail.example.org"
    assert send_liegende(veranstalter=konferenz.veranstalter, by=by) == 1
    assert send_liegende(veranstalter=konferenz.veranstalter, by=by) == 0
    assert Nachricht.objects.select_related("post").get().zustand == "wartet"


def test_the_worker_looks_every_minute():
    for _start in range(2):
        jobs.ensure_schedule()
    schedule = Schedule.objects.get(name="mail")
    assert (schedule.func, schedule.minutes, schedule.repeats) == ("konferenz.jobs.send_mail", 1, -1)


def test_without_a_server_the_job_does_nothing():
    assert jobs.send_mail() == 0


def test_a_draft_that_was_deleted_meanwhile_is_a_sentence():
    konferenz = make_konferenz()
    aussendung = write(konferenz)
    service.delete_aussendung(aussendung=Aussendung.objects.get(pk=aussendung.pk), by=make_by(konferenz))
    with pytest.raises(NichtErlaubt, match="inzwischen gelöscht"):
        service.release_aussendung(aussendung=aussendung, by=make_by(konferenz))
