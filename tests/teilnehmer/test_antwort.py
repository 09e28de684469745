"""The answer of an institution as a service: who stays, who leaves, who does not fit any more."""

import datetime
import threading
import uuid

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from konferenz.akteur import Akteur, Rolle
from konferenz.models import Konferenz, Verlauf, Vorgang
from konferenz.services.fehler import NichtErlaubt, Veraltet
from teilnehmer.models import Anmeldung, Einwilligung
from teilnehmer.services.antwort import Person, answer_einladung, cancel_anmeldung, change_person
from tests.factories import make_anmeldung, make_einladung, make_konferenz, make_mitglied
from tests.gleichzeitig import at_once

pytestmark = pytest.mark.django_db


def who(einladung) -> Akteur:
    return Akteur(Rolle.EINRICHTUNG, einladung.pk)


def say_yes(einladung, *personen, **rest):
    return answer_einladung(
        einladung, zusage=True, personen=list(personen or [Person()]), by=rest.pop("by", who(einladung)), **rest
    )


def names(einladung) -> list[str]:
    return [a.name for a in einladung.anmeldungen.for_antwort()]


def test_yes_with_two_persons_one_name_follows():
    einladung = make_einladung()
    say_yes(einladung, Person(vorname="Miriam", nachname="Albers", funktion="Leitung"), Person())
    einladung.refresh_from_db()
    assert (einladung.antwort, einladung.kanal, einladung.fassung) == ("zugesagt", "link", 2)
    assert names(einladung) == ["Miriam Albers", "Name folgt"]
    assert len({a.zugang.token for a in einladung.anmeldungen.all()}) == 2
    assert Verlauf.objects.get().satz == "Eine Einrichtung hat zugesagt: 2 Personen."


def test_changing_keeps_those_named_and_cancels_those_missing():
    einladung = make_einladung()
    say_yes(einladung, Person(nachname="Albers"), Person(nachname="Reuter"))
    albers = einladung.anmeldungen.get(nachname="Albers")
    say_yes(einladung, Person(kennung=albers.kennung, vorname="Miriam", nachname="Albers"), Person(nachname="Öztürk"))
    assert names(einladung) == ["Miriam Albers", "Öztürk"]
    albers.refresh_from_db()
    assert (albers.vorname, albers.fassung) == ("Miriam", 2)
    reuter = einladung.anmeldungen.get(nachname="Reuter")
    assert (reuter.status, reuter.abgesagt_am is None) == (Anmeldung.Status.ABGESAGT, False)


def test_no_cancels_everybody_and_yes_brings_new_seats():
    einladung = make_einladung()
    say_yes(einladung, Person(nachname="Albers"))
    answer_einladung(einladung, zusage=False, personen=[], nachricht="Leider krank", by=who(einladung))
    einladung.refresh_from_db()
    assert (einladung.antwort, einladung.nachricht, names(einladung)) == ("abgesagt", "Leider krank", [])
    say_yes(einladung, Person(nachname="Reuter"))
    assert names(einladung) == ["Reuter"]
    assert einladung.anmeldungen.count() == 2


def test_kennung_of_another_institution_takes_nobody_over():
    einladung, andere = make_einladung(), make_einladung()
    say_yes(andere, Person(nachname="Fremd"))
    fremd = andere.anmeldungen.get()
    with pytest.raises(Veraltet):
        say_yes(einladung, Person(kennung=fremd.kennung, nachname="Neu"))
    fremd.refresh_from_db()
    assert (fremd.nachname, fremd.einladung_id, names(einladung)) == ("Fremd", andere.pk, [])


def test_a_form_opened_before_somebody_was_cancelled_does_not_bring_them_back():
    einladung = make_einladung()
    say_yes(einladung, Person(nachname="Albers"), Person(nachname="Reuter"))
    reuter = einladung.anmeldungen.get(nachname="Reuter")
    albers = einladung.anmeldungen.get(nachname="Albers")
    cancel_anmeldung(reuter, by=who(einladung))
    with pytest.raises(Veraltet):
        say_yes(einladung, Person(kennung=albers.kennung), Person(kennung=reuter.kennung, nachname="Reuter"))
    assert names(einladung) == ["Albers"]


def test_a_form_opened_before_a_name_was_entered_does_not_bring_the_old_one_back():
    einladung = make_einladung()
    einladung = say_yes(einladung, Person())
    anmeldung = einladung.anmeldungen.get()
    anmeldung.konferenz = einladung.konferenz
    change_person(anmeldung, person=Person(nachname="Albers"), fassung=1, by=who(einladung))
    with pytest.raises(Veraltet):
        say_yes(einladung, Person(kennung=anmeldung.kennung), fassung=einladung.fassung)
    assert names(einladung) == ["Albers"]


def test_after_the_last_day_nobody_joins_but_everybody_may_leave():
    heute = timezone.localdate()
    konferenz = make_konferenz(anmeldeschluss=heute, kontakt_telefon="033203 1", datum=heute)
    einladung = make_einladung(konferenz)
    say_yes(einladung, Person(nachname="Albers"), Person(nachname="Reuter"))
    Konferenz.objects.update(anmeldeschluss=heute - datetime.timedelta(days=1))
    konferenz.refresh_from_db()
    albers = einladung.anmeldungen.get(nachname="Albers")
    with pytest.raises(NichtErlaubt, match="Rufen Sie uns an: 033203 1"):
        say_yes(einladung, Person(kennung=albers.kennung, nachname="Albers"), Person(nachname="Neu"))
    assert names(einladung) == ["Albers", "Reuter"]
    say_yes(einladung, Person(kennung=albers.kennung, nachname="Albers"))
    assert names(einladung) == ["Albers"]


def test_staff_may_still_enter_an_answer_by_phone():
    konferenz = make_konferenz(tor_anmeldung="geschlossen")
    einladung = make_einladung(konferenz)
    planung = make_mitglied(konferenz.veranstalter).akteur
    say_yes(einladung, Person(nachname="Albers"), by=planung, kanal="telefon")
    einladung.refresh_from_db()
    assert (einladung.kanal, einladung.anmeldungen.get().kanal) == ("telefon", "telefon")


def stati(einladung) -> list[str]:
    return [a.status for a in einladung.anmeldungen.for_antwort()]


def test_the_first_get_the_seats_and_the_others_wait():
    konferenz = make_konferenz(plaetze=3)
    make_anmeldung(konferenz)
    einladung = make_einladung(konferenz)
    say_yes(einladung, Person(nachname="Eins"), Person(nachname="Zwei"), Person(nachname="Drei"))
    einladung.refresh_from_db()
    assert einladung.antwort == "zugesagt"
    assert list(zip(names(einladung), stati(einladung), strict=True)) == [
        ("Eins", "angemeldet"),
        ("Zwei", "angemeldet"),
        ("Drei", "warteliste"),
    ]
    spaet = say_yes(make_einladung(konferenz))
    assert stati(spaet) == ["warteliste"]


def test_beyond_the_seats_of_an_institution_people_wait_beside_a_free_hall():
    konferenz = make_konferenz(plaetze=10, plaetze_je_einrichtung=2)
    einladung, andere = make_einladung(konferenz), make_einladung(konferenz)
    say_yes(einladung, Person(), Person(), Person())
    say_yes(andere, Person(), Person())
    assert stati(einladung) == ["angemeldet", "angemeldet", "warteliste"]
    assert stati(andere) == ["angemeldet", "angemeldet"]


def test_without_limits_nobody_waits():
    einladung = make_einladung()
    say_yes(einladung, *[Person()] * 5)
    assert stati(einladung) == ["angemeldet"] * 5


def test_who_takes_the_place_of_a_colleague_keeps_the_seat_before_those_who_wait():
    konferenz = make_konferenz(plaetze=1)
    einladung = make_einladung(konferenz)
    say_yes(einladung, Person(nachname="Albers"))
    andere = say_yes(make_einladung(konferenz), Person(nachname="Wartet"))
    say_yes(einladung, Person(nachname="Reuter"), Person(nachname="Neu"))
    assert list(zip(names(einladung), stati(einladung), strict=True)) == [
        ("Reuter", "angemeldet"),
        ("Neu", "warteliste"),
    ]
    assert stati(andere) == ["warteliste"]


def test_replacing_a_person_in_a_full_hall_works():
    konferenz = make_konferenz(plaetze=1)
    einladung = make_einladung(konferenz)
    say_yes(einladung, Person(nachname="Albers"))
    say_yes(einladung, Person(nachname="Reuter"))
    assert names(einladung) == ["Reuter"]


def test_the_same_form_sent_twice_is_one_answer():
    einladung, vorgang = make_einladung(), uuid.uuid4()
    for _ in range(2):
        say_yes(einladung, Person(nachname="Albers"), vorgang=vorgang, fassung=1)
    assert names(einladung) == ["Albers"]
    assert Vorgang.objects.count() == 1


def test_two_colleagues_answering_at_once_the_second_sees_it():
    einladung = make_einladung()
    say_yes(einladung, Person(nachname="Albers"), fassung=1)
    with pytest.raises(Veraltet):
        answer_einladung(einladung, zusage=False, personen=[], fassung=1, by=who(einladung))
    assert names(einladung) == ["Albers"]


def test_somebody_who_is_here_cannot_be_cancelled_by_a_click():
    konferenz = make_konferenz(phase="durchfuehrung")
    einladung = make_einladung(konferenz, antwort="zugesagt")
    make_anmeldung(konferenz, einladung=einladung, vorname="Jonas", nachname="Reuter", anwesend_am=timezone.now())
    with pytest.raises(NichtErlaubt, match="Jonas Reuter ist schon da"):
        answer_einladung(einladung, zusage=False, personen=[], by=who(einladung))


def test_a_person_with_sperrvermerk_is_neither_shown_nor_lost():
    einladung = make_einladung()
    say_yes(einladung, Person(nachname="Albers"), Person(nachname="Geheim"))
    Anmeldung.objects.filter(nachname="Geheim").update(gesperrt=True)
    albers = einladung.anmeldungen.get(nachname="Albers")
    assert names(einladung) == ["Albers"]
    say_yes(einladung, Person(kennung=albers.kennung, nachname="Albers"))
    assert Anmeldung.objects.get(nachname="Geheim").status == "angemeldet"
    answer_einladung(einladung, zusage=False, personen=[], by=who(einladung))
    assert Anmeldung.objects.get(nachname="Geheim").status == "abgesagt"


def test_cancelling_the_last_person_is_a_refusal():
    einladung = make_einladung()
    say_yes(einladung, Person(nachname="Albers"), Person(nachname="Reuter"))
    for name, antwort in (("Albers", "zugesagt"), ("Reuter", "abgesagt")):
        cancel_anmeldung(einladung.anmeldungen.get(nachname=name), by=who(einladung))
        einladung.refresh_from_db()
        assert einladung.antwort == antwort


def test_consent_is_kept_with_its_wording_and_revoked_by_its_own_tick():
    einladung = make_einladung()
    say_yes(einladung, Person(nachname="Albers", email="m@example.org", protokoll=True))
    anmeldung = einladung.anmeldungen.get()
    given = Einwilligung.objects.get()
    assert given.wortlaut == (
        "Bitte senden Sie das Protokoll an diese E-Mail-Adresse. Ich kann das jederzeit widerrufen."
    )
    person = Person(vorname="Miriam", nachname="Albers", email="m@example.org", protokoll=True)
    anmeldung = change_person(anmeldung, person=person, fassung=1, by=who(einladung))
    assert Einwilligung.objects.filter(widerrufen_am=None).count() == 1
    anmeldung.konferenz = einladung.konferenz
    change_person(anmeldung, person=Person(nachname="Albers"), fassung=2, by=who(einladung))
    assert Einwilligung.objects.get().widerrufen_am is not None


def test_too_long_names_are_refused_and_nothing_is_half_saved():
    einladung = make_einladung()
    with pytest.raises(ValidationError):
        say_yes(einladung, Person(nachname="Albers"), Person(nachname="x" * 81))
    assert Anmeldung.objects.count() == 0


@pytest.mark.django_db(transaction=True)
class TestLastSeat:
    """Twenty institutions, one seat left in the hall."""

    def race(self, answer) -> list:
        konferenz = make_konferenz(plaetze=2)
        make_anmeldung(konferenz)
        einladungen = [make_einladung(konferenz) for _ in range(20)]
        return at_once([lambda e=einladung: answer(e) for einladung in einladungen])

    def test_it_is_taken_exactly_once_and_nobody_is_lost(self):
        assert [type(r).__name__ for r in self.race(say_yes)] == ["Einladung"] * 20
        assert Anmeldung.objects.angemeldet().count() == 2
        assert Anmeldung.objects.warteliste().count() == 19

    def test_negative_control_counting_without_the_lock_overbooks(self):
        all_have_counted = threading.Barrier(20)

        def naive(einladung):
            frei = einladung.konferenz.plaetze - Anmeldung.objects.angemeldet().count()
            all_have_counted.wait(30)
            if frei > 0:
                make_anmeldung(einladung.konferenz)

        self.race(naive)
        assert Anmeldung.objects.angemeldet().count() == 21
