"""Mails that follow an answer: once for each address, again only when something else is true."""

import uuid

import pytest

from konferenz.akteur import Akteur, Rolle
from konferenz.mail import mark
from teilnehmer.models import Nachricht
from teilnehmer.services.antwort import Person, answer_einladung, change_person
from teilnehmer.services.bestaetigung import MOST_JE_EINLADUNG, MOST_JE_PERSON, queue_bestaetigung
from tests.factories import make_anmeldung, make_ansprechperson, make_einladung, make_konferenz, make_mitglied

pytestmark = pytest.mark.django_db


@pytest.fixture
def einladung():
    konferenz = make_konferenz(
        titel="Erste Sozialraumkonferenz",
        anschrift="Adolf-Grimme-Ring 10",
        barrierefreiheit="stufenlos erreichbar",
        kontakt_telefon="033203 1",
    )
    einladung = make_einladung(konferenz)
    make_ansprechperson(einladung.einrichtung, email="kita@example.org")
    return einladung


def say(einladung, *personen, **rest):
    by = rest.pop("by", Akteur(Rolle.EINRICHTUNG, einladung.pk))
    return answer_einladung(einladung, zusage=bool(personen), personen=list(personen), by=by, **rest)


def to_persons() -> list[str]:
    return list(Nachricht.objects.filter(einladung=None).order_by("pk").values_list("empfaenger", flat=True))


def to_institution() -> list[Nachricht]:
    return list(Nachricht.objects.exclude(einladung=None).order_by("pk"))


class TestPerson:
    def test_the_mail_says_when_where_from_whom_and_how_to_cancel(self, einladung):
        say(einladung, Person(vorname="Miriam", nachname="Albers", email="m@example.org"))
        nachricht = Nachricht.objects.get(einladung=None)
        anmeldung = einladung.anmeldungen.get()
        assert (nachricht.anlass, nachricht.betreff) == (
            "bestaetigung",
            "Sie sind angemeldet: Erste Sozialraumkonferenz",
        )
        for words in (
            "Guten Tag Miriam Albers,",
            "14:30 bis 18:00 Uhr",
            "Wo: Bürgersaal, Rathaus, Adolf-Grimme-Ring 10",
            "Barrierefreiheit: stufenlos erreichbar",
            f"Ihre Angaben haben wir von: {einladung.einrichtung.name}.",
            mark(anmeldung.zugang),
            "unter „Meine Daten“ ab",
            "Fragen? Rufen Sie uns an: 033203 1.",
        ):
            assert words in nachricht.text

    def test_without_an_address_nobody_is_written_to(self, einladung):
        say(einladung, Person(nachname="Albers"))
        assert to_persons() == []

    def test_an_unchanged_person_hears_nothing_again_and_a_new_address_does(self, einladung):
        say(einladung, Person(nachname="Albers", email="m@example.org"))
        kennung = einladung.anmeldungen.get().kennung
        say(einladung, Person(kennung=kennung, nachname="Albers-Reuter", email="m@example.org"))
        assert to_persons() == ["m@example.org"]
        say(einladung, Person(kennung=kennung, nachname="Albers", email="neu@example.org"))
        say(einladung, Person(kennung=kennung, nachname="Albers", email="m@example.org"))
        assert to_persons() == ["m@example.org", "neu@example.org"]

    def test_an_address_that_comes_later_is_confirmed_then(self, einladung):
        say(einladung, Person(nachname="Albers"))
        anmeldung = einladung.anmeldungen.get()
        by = Akteur(Rolle.EINRICHTUNG, einladung.pk)
        change_person(anmeldung, person=Person(nachname="Albers", email="m@example.org"), fassung=1, by=by)
        assert to_persons() == ["m@example.org"]

    def test_the_waiting_list_is_called_by_its_name(self, einladung):
        anmeldung = make_anmeldung(einladung.konferenz, status="warteliste", email="m@example.org")
        nachricht = queue_bestaetigung(anmeldung, by=Akteur(Rolle.SYSTEM))
        assert nachricht.betreff == "Sie stehen auf der Warteliste: Erste Sozialraumkonferenz"
        assert "Wir melden uns, sobald es klappt." in nachricht.text

    @pytest.mark.parametrize("status", ["abgesagt", "angefragt"])
    def test_who_does_not_come_yet_gets_none(self, einladung, status):
        anmeldung = make_anmeldung(einladung.konferenz, email="m@example.org")
        anmeldung.status = status
        assert queue_bestaetigung(anmeldung, by=Akteur(Rolle.SYSTEM)) is None

    def test_a_sperrvermerk_keeps_the_name_out_of_the_mail(self, einladung):
        anmeldung = make_anmeldung(einladung.konferenz, nachname="Geheim", email="m@example.org", gesperrt=True)
        assert "Geheim" not in queue_bestaetigung(anmeldung, by=Akteur(Rolle.SYSTEM)).text

    def test_a_link_typed_as_a_name_stays_text(self, einladung):
        fremd = make_anmeldung()
        say(einladung, Person(nachname=mark(fremd.zugang), email="m@example.org"))
        assert all(mark(fremd.zugang) not in nachricht.text for nachricht in Nachricht.objects.all())

    def test_one_person_is_no_way_to_write_to_anybody(self, einladung):
        say(einladung, Person(nachname="Albers", email="m0@example.org"))
        kennung = einladung.anmeldungen.get().kennung
        for n in range(1, MOST_JE_PERSON + 3):
            say(einladung, Person(kennung=kennung, nachname="Albers", email=f"m{n}@example.org"))
        assert len(to_persons()) == MOST_JE_PERSON

    def test_nor_is_one_invitation(self, einladung):
        for n in range(4):
            say(einladung, *(Person(nachname="A", email=f"p{n}x{m}@example.org") for m in range(20)))
        assert len(to_persons()) == MOST_JE_EINLADUNG


class TestInstitution:
    def test_the_contacts_get_what_is_stored(self, einladung):
        make_ansprechperson(einladung.einrichtung, email="zwei@example.org")
        make_ansprechperson(einladung.einrichtung, email="nie@example.org", erhaelt_einladungen=False)
        say(einladung, Person(vorname="Miriam", nachname="Albers"), Person())
        nachrichten = to_institution()
        assert sorted(n.empfaenger for n in nachrichten) == ["kita@example.org", "zwei@example.org"]
        for words in (
            "2 Personen sind angemeldet.\n– Miriam Albers\n– Name folgt",
            mark(einladung.zugang),
            "Wo: Bürgersaal, Rathaus, Adolf-Grimme-Ring 10",
        ):
            assert words in nachrichten[0].text

    def test_nobody_with_a_sperrvermerk_is_named(self, einladung):
        say(einladung, Person(nachname="Albers"), Person(nachname="Geheim"))
        einladung.anmeldungen.filter(nachname="Geheim").update(gesperrt=True)
        albers = einladung.anmeldungen.get(nachname="Albers")
        say(einladung, Person(kennung=albers.kennung, vorname="Miriam", nachname="Albers"))
        text = to_institution()[-1].text
        assert "Geheim" not in text
        assert "2 Personen sind angemeldet.\n– Miriam Albers\n\n" in text

    def test_the_same_answer_again_is_no_news(self, einladung):
        say(einladung, Person(nachname="Albers"))
        kennung = einladung.anmeldungen.get().kennung
        say(einladung, Person(kennung=kennung, nachname="Albers"))
        assert len(to_institution()) == 1
        say(einladung)
        assert "kommt nicht zu „Erste Sozialraumkonferenz“" in to_institution()[-1].text
        say(einladung, Person(nachname="Albers"))
        assert len(to_institution()) == 3

    def test_the_form_sent_twice_writes_once(self, einladung):
        vorgang = uuid.uuid4()
        for _ in range(2):
            say(einladung, Person(nachname="Albers", email="m@example.org"), vorgang=vorgang, fassung=1)
        assert (len(to_institution()), to_persons()) == (1, ["m@example.org"])

    def test_an_answer_by_phone_says_who_typed_it(self, einladung):
        planung = make_mitglied(einladung.konferenz.veranstalter).akteur
        say(einladung, Person(nachname="Albers"), by=planung, kanal="telefon")
        assert "Die Verwaltung hat diese Antwort für Sie eingetragen." in to_institution()[0].text

    def test_the_officer_may_leave_the_mails_out(self, einladung):
        planung = make_mitglied(einladung.konferenz.veranstalter).akteur
        say(einladung, Person(nachname="Albers", email="m@example.org"), by=planung, bestaetigen=False)
        assert Nachricht.objects.count() == 0

    def test_who_waits_is_counted_apart(self, einladung):
        einladung.konferenz.plaetze = 1
        einladung.konferenz.save()
        say(einladung, Person(nachname="Albers"), Person(nachname="Reuter"))
        assert (
            "1 Person ist angemeldet.\n1 Person steht auf der Warteliste.\n– Albers\n– Reuter (Warteliste)"
            in to_institution()[0].text
        )
