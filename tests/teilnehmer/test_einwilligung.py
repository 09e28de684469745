"""Consents: one purpose each, only by their own form, and every one of them stays provable."""

import pytest
from django.core.exceptions import ValidationError

from konferenz.akteur import Akteur, Rolle
from konferenz.models import Verlauf
from konferenz.services.fehler import NichtErlaubt
from teilnehmer.models import Einwilligung, Nachricht
from teilnehmer.services.antwort import Person, answer_einladung, change_person
from teilnehmer.services.einwilligung import WORTLAUT, change_einwilligungen, give, withdraw
from tests.factories import make_anmeldung, make_einladung, make_konferenz

pytestmark = pytest.mark.django_db
Zweck = Einwilligung.Zweck


def myself(anmeldung) -> Akteur:
    return Akteur(Rolle.TEILNAHME, anmeldung.pk)


def change(anmeldung, *zwecke, email="m@example.org"):
    return change_einwilligungen(anmeldung, zwecke=zwecke, email=email, by=myself(anmeldung))


def state(anmeldung) -> list[tuple[str, bool]]:
    """Every consent there ever was: purpose and whether it is valid."""
    rows = anmeldung.einwilligungen.order_by("zweck", "pk")
    return [(row.zweck, row.widerrufen_am is None) for row in rows]


def test_each_purpose_is_given_and_withdrawn_alone_and_the_history_stays():
    anmeldung = make_anmeldung()
    change(anmeldung, Zweck.PROTOKOLL, Zweck.FOTO)
    change(anmeldung, Zweck.FOTO)
    change(anmeldung, Zweck.PROTOKOLL, Zweck.FOTO)
    assert state(anmeldung) == [("foto", True), ("protokoll", False), ("protokoll", True)]
    assert {row.wortlaut for row in anmeldung.einwilligungen.filter(zweck="foto")} == {WORTLAUT[Zweck.FOTO]}


def test_the_verlauf_says_that_something_changed_but_not_what():
    change(make_anmeldung(), Zweck.PROTOKOLL)
    assert Verlauf.objects.get().satz == "Eine Person hat ihre Einwilligungen geändert."


def test_the_address_is_needed_for_what_comes_by_mail_only():
    anmeldung = make_anmeldung()
    for zweck in (Zweck.PROTOKOLL, Zweck.KONTAKT):
        with pytest.raises(ValidationError, match="Dafür brauchen wir eine E-Mail-Adresse"):
            change(anmeldung, zweck, email="")
    change(anmeldung, Zweck.FOTO, email="")
    assert state(anmeldung) == [("foto", True)]


def test_a_new_address_is_kept_and_asked_to_confirm_and_old_consents_to_the_old_one_end():
    anmeldung = make_anmeldung(email="alt@example.org")
    change(anmeldung, Zweck.PROTOKOLL, Zweck.FOTO, email="alt@example.org")
    Nachricht.objects.all().delete()
    change(anmeldung, Zweck.PROTOKOLL, Zweck.FOTO, email="neu@example.org")
    anmeldung.refresh_from_db()
    assert anmeldung.email == "neu@example.org"
    assert state(anmeldung) == [("foto", True), ("protokoll", False), ("protokoll", True)]
    assert [n.empfaenger for n in Nachricht.objects.all()] == ["neu@example.org"]


def test_who_cancelled_may_still_withdraw_but_not_consent_anew():
    anmeldung = make_anmeldung(email="m@example.org")
    change(anmeldung, Zweck.PROTOKOLL)
    anmeldung.status, anmeldung.abgesagt_am = "abgesagt", anmeldung.angemeldet_am
    anmeldung.save()
    with pytest.raises(NichtErlaubt, match="Widerrufen können Sie noch"):
        change(anmeldung, Zweck.PROTOKOLL, Zweck.KONTAKT)
    change(anmeldung)
    assert state(anmeldung) == [("protokoll", False)]


@pytest.mark.parametrize("phase", ["nachbereitung", "veroeffentlicht", "archiviert"])
def test_withdrawing_works_in_every_phase(phase):
    anmeldung = make_anmeldung(make_konferenz(phase=phase))
    give(anmeldung, Zweck.FOTO, WORTLAUT[Zweck.FOTO])
    change(anmeldung)
    assert state(anmeldung) == [("foto", False)]


@pytest.mark.parametrize("rolle", [Rolle.EINRICHTUNG, Rolle.LEITUNG, Rolle.MODERATION, Rolle.OEFFENTLICH])
def test_nobody_else_changes_the_consents_of_a_person(rolle):
    anmeldung = make_anmeldung()
    for by in (Akteur(rolle, anmeldung.pk), Akteur(Rolle.TEILNAHME, anmeldung.pk + 1)):
        with pytest.raises(NichtErlaubt):
            change_einwilligungen(anmeldung, zwecke=[Zweck.FOTO], email="", by=by)
    assert state(anmeldung) == []


def test_the_same_words_twice_are_one_consent():
    anmeldung = make_anmeldung()
    give(anmeldung, Zweck.FOTO, "Ja.")
    give(anmeldung, Zweck.FOTO, "Ja.")
    assert state(anmeldung) == [("foto", True)]
    give(anmeldung, Zweck.FOTO, "Ja, auch im Netz.")
    assert state(anmeldung) == [("foto", False), ("foto", True)]
    assert withdraw(anmeldung, [Zweck.FOTO]) == 1


class TestByTheInstitution:
    @pytest.fixture
    def einladung(self):
        return make_einladung()

    def say_yes(self, einladung, *personen):
        by = Akteur(Rolle.EINRICHTUNG, einladung.pk)
        answer_einladung(einladung, zusage=True, personen=list(personen), by=by)
        return einladung.anmeldungen.get()

    def rename(self, anmeldung, **person):
        anmeldung.refresh_from_db()
        by = Akteur(Rolle.EINRICHTUNG, anmeldung.einladung_id)
        change_person(anmeldung, person=Person(**person), fassung=anmeldung.fassung, by=by)

    def test_saving_name_and_function_clears_no_consent(self, einladung):
        anmeldung = self.say_yes(einladung, Person(nachname="Albers", email="m@example.org", protokoll=True))
        change(anmeldung, Zweck.PROTOKOLL, Zweck.KONTAKT, Zweck.FOTO)
        self.rename(anmeldung, vorname="Miriam", nachname="Albers", funktion="Leitung", email="m@example.org")
        person = Person(kennung=anmeldung.kennung, nachname="Albers-Reuter", email="M@example.org")
        self.say_yes(einladung, person)
        assert state(anmeldung) == [("foto", True), ("kontakt", True), ("protokoll", True)]

    def test_another_address_ends_what_was_said_about_the_old_one(self, einladung):
        anmeldung = self.say_yes(einladung, Person(nachname="Albers", email="m@example.org", protokoll=True))
        change(anmeldung, Zweck.PROTOKOLL, Zweck.FOTO)
        self.rename(anmeldung, nachname="Reuter", email="r@example.org")
        assert state(anmeldung) == [("foto", True), ("protokoll", False)]

    def test_there_is_no_consent_to_the_minutes_without_an_address(self, einladung):
        assert state(self.say_yes(einladung, Person(nachname="Albers", protokoll=True))) == []
