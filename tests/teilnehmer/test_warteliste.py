"""The Warteliste: one rule through every path, held seats with a deadline, what lapses and what does not."""

import datetime

import pytest
from django.utils import timezone
from django.utils.module_loading import import_string
from django_q.models import OrmQ, Schedule

from konferenz.akteur import Akteur, Rolle
from konferenz.jobs import ensure_schedule
from konferenz.models import Konferenz, Verlauf
from konferenz.services.fehler import NichtErlaubt
from konferenz.services.konferenz import update_konferenz
from teilnehmer.models import Anmeldung, Nachricht
from teilnehmer.services.anmeldung import set_sperrvermerk
from teilnehmer.services.antwort import Person, answer_einladung, cancel_anmeldung
from teilnehmer.services.plaetze import frei_satz, positions
from teilnehmer.services.vor_ort import register_walk_in
from teilnehmer.services.warteliste import (
    confirm_platz,
    extend_frist,
    frist,
    promote,
    release_lapsed,
    set_places,
    stand_satz,
)
from tests.factories import (
    make_akteur,
    make_anmeldung,
    make_ansprechperson,
    make_einladung,
    make_konferenz,
    make_konferenz_heute,
)
from themen.services.pass_seite import cancel_teilnahme

pytestmark = pytest.mark.django_db
PLANUNG = make_akteur(Rolle.PLANUNG)
STUNDE = datetime.timedelta(hours=1)


def make_wartende(konferenz, zahl=3, **overrides) -> list[Anmeldung]:
    """People on the Warteliste, in this order."""
    now = timezone.now()
    return [
        make_anmeldung(
            konferenz,
            nachname=f"Wartet {n}",
            **{"status": "warteliste", "angemeldet_am": now + n * datetime.timedelta(seconds=1)} | overrides,
        )
        for n in range(1, zahl + 1)
    ]


def names(anmeldungen) -> list[str]:
    return [row.nachname for row in anmeldungen]


def wartende(konferenz) -> list[str]:
    return names(konferenz.anmeldungen.warteliste())


def run_jobs() -> None:
    """What the worker would do now with promotions."""
    for task in OrmQ.objects.all():
        if task.func() == "teilnehmer.services.warteliste.promote":
            promote(*task.args())


# One seat becomes free: every path ends in the same state.


def by_institution_saying_no(gast):
    answer_einladung(
        gast.einladung, zusage=False, personen=[], by=Akteur(Rolle.EINRICHTUNG, gast.einladung_id), bestaetigen=False
    )


def by_institution_changing_its_answer(gast):
    neu = make_anmeldung(gast.konferenz, einladung=gast.einladung, einrichtung=gast.einrichtung, nachname="Bleibt")
    Konferenz.objects.filter(pk=gast.konferenz_id).update(plaetze=gast.konferenz.plaetze + 1)
    answer_einladung(
        gast.einladung,
        zusage=True,
        personen=[Person(kennung=neu.kennung, nachname="Bleibt")],
        by=Akteur(Rolle.EINRICHTUNG, gast.einladung_id),
        bestaetigen=False,
    )


def by_institution_cancelling_one(gast):
    cancel_anmeldung(gast, by=Akteur(Rolle.EINRICHTUNG, gast.einladung_id))


def by_person_through_the_pass(gast):
    cancel_teilnahme(gast, by=Akteur(Rolle.TEILNAHME, gast.pk))


def by_officer_cancelling(gast):
    cancel_anmeldung(gast, by=PLANUNG)


def by_officer_raising_the_seats(gast):
    update_konferenz(konferenz=gast.konferenz, daten={"plaetze": 3}, fassung=None, by=PLANUNG)
    run_jobs()


def by_officer_raising_the_seats_of_each_institution(gast):
    gast.konferenz.anmeldungen.warteliste().update(einrichtung=gast.einrichtung)
    Konferenz.objects.filter(pk=gast.konferenz_id).update(plaetze=10, plaetze_je_einrichtung=1)
    update_konferenz(konferenz=gast.konferenz, daten={"plaetze_je_einrichtung": 2}, fassung=None, by=PLANUNG)
    run_jobs()


def by_a_seat_that_lapsed(gast):
    Anmeldung.objects.filter(pk=gast.pk).update(bestaetigen_bis=timezone.now() - STUNDE)
    release_lapsed()


WEGE = [
    by_institution_saying_no,
    by_institution_changing_its_answer,
    by_institution_cancelling_one,
    by_person_through_the_pass,
    by_officer_cancelling,
    by_officer_raising_the_seats,
    by_officer_raising_the_seats_of_each_institution,
    by_a_seat_that_lapsed,
]


@pytest.mark.parametrize("way", WEGE, ids=lambda way: way.__name__)
def test_every_path_moves_the_same_person_up(way):
    konferenz = make_konferenz(plaetze=2)
    make_anmeldung(konferenz, nachname="Sitzt")
    einladung = make_einladung(konferenz, antwort="zugesagt")
    gast = make_anmeldung(konferenz, einladung=einladung, einrichtung=einladung.einrichtung, nachname="Gast")
    make_wartende(konferenz, email="w@example.org")
    vorher = timezone.now()
    way(gast)
    eins = Anmeldung.objects.get(nachname="Wartet 1")
    assert (eins.status, eins.nachgerueckt_am >= vorher) == ("angemeldet", True)
    assert abs(eins.bestaetigen_bis - vorher - 48 * STUNDE) < STUNDE
    assert wartende(konferenz) == ["Wartet 2", "Wartet 3"]
    assert [n.anmeldung_id for n in Nachricht.objects.filter(anlass="nachruecken")] == [eins.pk]
    assert Verlauf.objects.filter(satz="1 Person ist von der Warteliste nachgerückt.", rolle="system").count() == 1


@pytest.mark.parametrize(
    "way",
    [w for w in WEGE if w not in (by_officer_raising_the_seats, by_officer_raising_the_seats_of_each_institution)],
)
def test_negative_control_nobody_moves_up_in_a_cancelled_conference(way):
    konferenz = make_konferenz(plaetze=2, abgesagt_am=timezone.now())
    make_anmeldung(konferenz)
    einladung = make_einladung(konferenz, antwort="zugesagt")
    gast = make_anmeldung(konferenz, einladung=einladung, einrichtung=einladung.einrichtung)
    make_wartende(konferenz)
    way(gast)
    assert wartende(konferenz) == ["Wartet 1", "Wartet 2", "Wartet 3"]


def test_a_sperrvermerk_frees_no_seat_and_moves_up_like_everybody():
    konferenz = make_konferenz(plaetze=1)
    gast = make_anmeldung(konferenz)
    geheim, zweite = make_wartende(konferenz, 2)
    set_sperrvermerk(anmeldung=gast, gesperrt=True, by=PLANUNG)
    set_sperrvermerk(anmeldung=geheim, gesperrt=True, by=PLANUNG)
    assert wartende(konferenz) == ["Wartet 1", "Wartet 2"]
    cancel_anmeldung(gast, by=PLANUNG)
    geheim.refresh_from_db()
    assert (geheim.status, geheim.bestaetigen_bis) == ("angemeldet", None)  # nobody can be asked about this name
    assert wartende(konferenz) == [zweite.nachname]


def test_on_the_day_nobody_moves_up_on_their_own():
    konferenz = make_konferenz_heute(plaetze=2, tor_anmeldung="offen")
    gast = make_anmeldung(konferenz)
    make_anmeldung(konferenz)
    make_wartende(konferenz)
    cancel_anmeldung(gast, by=PLANUNG)
    register_walk_in(konferenz, vorname="Kim", nachname="Vor Ort", by=PLANUNG)
    release_lapsed()
    assert len(wartende(konferenz)) == 3


def test_after_the_anmeldeschluss_people_still_move_up():
    heute = timezone.localdate()
    konferenz = make_konferenz(plaetze=1, anmeldeschluss=heute - datetime.timedelta(days=1))
    gast = make_anmeldung(konferenz)
    make_wartende(konferenz)
    cancel_anmeldung(gast, by=PLANUNG)
    assert wartende(konferenz) == ["Wartet 2", "Wartet 3"]


def test_whose_institution_has_all_its_seats_is_passed_over_and_keeps_the_place():
    konferenz = make_konferenz(plaetze=3, plaetze_je_einrichtung=1)
    haus, anderes = make_einladung(konferenz), make_einladung(konferenz)
    make_anmeldung(konferenz, einladung=haus, einrichtung=haus.einrichtung, nachname="Haus")
    gast = make_anmeldung(konferenz, nachname="Gast")
    make_anmeldung(konferenz)
    uebergangen = make_wartende(konferenz, 1, einladung=haus, einrichtung=haus.einrichtung)[0]
    make_anmeldung(
        konferenz,
        nachname="Dran",
        status="warteliste",
        angemeldet_am=timezone.now() + STUNDE,
        einladung=anderes,
        einrichtung=anderes.einrichtung,
    )
    cancel_anmeldung(gast, by=PLANUNG)
    assert Anmeldung.objects.get(nachname="Dran").status == "angemeldet"
    assert wartende(konferenz) == ["Wartet 1"]
    cancel_anmeldung(Anmeldung.objects.get(nachname="Haus"), by=PLANUNG)
    uebergangen.refresh_from_db()
    assert uebergangen.status == "angemeldet"


def test_taking_the_limit_of_seats_away_moves_everybody_up():
    konferenz = make_konferenz(plaetze=1)
    make_anmeldung(konferenz)
    make_wartende(konferenz)
    update_konferenz(konferenz=konferenz, daten={"plaetze": None}, fassung=None, by=PLANUNG)
    run_jobs()
    assert wartende(konferenz) == []
    assert Anmeldung.objects.angemeldet().count() == 4


def test_another_change_of_the_conference_wakes_no_worker():
    konferenz = make_konferenz(plaetze=1)
    update_konferenz(konferenz=konferenz, daten={"motto": "Neu"}, fassung=None, by=PLANUNG)
    assert OrmQ.objects.count() == 0


# The deadline


def at(konferenz, hours_before: float) -> datetime.datetime:
    beginn = timezone.make_aware(datetime.datetime.combine(konferenz.datum, konferenz.beginn))
    return beginn - hours_before * STUNDE


@pytest.mark.parametrize(
    ("hours_before", "hours_left"),
    [(200, 48), (72.1, 48), (60, 36), (36, 12), (35.9, None), (25, None), (1, None)],
)
def test_48_hours_but_never_later_than_a_day_before_the_beginning(hours_before, hours_left):
    konferenz = make_konferenz()
    now = at(konferenz, hours_before)
    bis = frist(konferenz, now)
    assert bis == (None if hours_left is None else now + hours_left * STUNDE)


def test_a_seat_shortly_before_the_day_is_firm_at_once_and_the_letter_says_so():
    konferenz = make_konferenz(plaetze=1, datum=timezone.localdate() + datetime.timedelta(days=1))
    gast = make_anmeldung(konferenz)
    (eins,) = make_wartende(konferenz, 1, email="eins@example.org")
    cancel_anmeldung(gast, by=PLANUNG)
    eins.refresh_from_db()
    assert (eins.status, eins.bestaetigen_bis) == ("angemeldet", None)
    assert "Der Platz ist sicher" in Nachricht.objects.get(anlass="nachruecken").text


def hold(konferenz, *, seit=STUNDE, **overrides) -> Anmeldung:
    """Somebody who moved up and has let the time pass."""
    fields = {"nachname": "Gehalten", "nachgerueckt_am": timezone.now(), "bestaetigen_bis": timezone.now() - seit}
    return make_anmeldung(konferenz, **fields | overrides)


def test_nobody_loses_a_seat_that_nobody_else_wants():
    konferenz = make_konferenz(plaetze=1)
    row = hold(konferenz)
    assert release_lapsed() == 0
    row.refresh_from_db()
    assert row.status == "angemeldet"
    confirm_platz(row, by=Akteur(Rolle.TEILNAHME, row.pk))
    row.refresh_from_db()
    assert row.bestaetigen_bis is None


def test_a_seat_whose_time_still_runs_does_not_lapse():
    konferenz = make_konferenz(plaetze=1)
    hold(konferenz, seit=-STUNDE)
    make_wartende(konferenz)
    assert release_lapsed() == 0
    assert len(wartende(konferenz)) == 3


def test_a_lapsed_seat_is_kept_if_those_who_wait_could_not_use_it():
    konferenz = make_konferenz(plaetze=2, plaetze_je_einrichtung=1)
    haus = make_einladung(konferenz)
    make_anmeldung(konferenz, einladung=haus, einrichtung=haus.einrichtung)
    row = hold(konferenz)
    make_wartende(konferenz, 1, einladung=haus, einrichtung=haus.einrichtung)
    assert release_lapsed() == 0
    row.refresh_from_db()
    assert row.status == "angemeldet"


def test_as_many_seats_lapse_as_people_wait_the_oldest_first():
    konferenz = make_konferenz(plaetze=3)
    for n in (1, 2, 3):
        hold(konferenz, nachname=f"Gehalten {n}", seit=(4 - n) * STUNDE)
    make_wartende(konferenz, 2)
    assert release_lapsed() == 2
    assert release_lapsed() == 0
    assert names(konferenz.anmeldungen.angemeldet().order_by("nachname")) == ["Gehalten 3", "Wartet 1", "Wartet 2"]
    assert Verlauf.objects.filter(satz="Ein Platz ist verfallen: Er wurde nicht rechtzeitig bestätigt.").count() == 2


def test_the_last_person_of_an_institution_that_lapses_makes_its_answer_a_refusal():
    konferenz = make_konferenz(plaetze=1)
    einladung = make_einladung(konferenz, antwort="zugesagt")
    hold(konferenz, einladung=einladung, einrichtung=einladung.einrichtung)
    make_wartende(konferenz, 1)
    assert release_lapsed() == 1
    einladung.refresh_from_db()
    assert einladung.antwort == "abgesagt"


def test_the_job_also_moves_up_whom_a_path_forgot():
    konferenz = make_konferenz(plaetze=2)
    make_wartende(konferenz)
    release_lapsed()
    assert wartende(konferenz) == ["Wartet 3"]


def test_confirming_twice_is_no_error_and_after_the_seat_went_on_it_says_so():
    konferenz = make_konferenz(plaetze=1)
    row = hold(konferenz, seit=-STUNDE)
    by = Akteur(Rolle.TEILNAHME, row.pk)
    for _ in range(2):
        assert confirm_platz(row, by=by).bestaetigen_bis is None
    assert Verlauf.objects.filter(satz="Ein nachgerückter Platz wurde bestätigt.").count() == 1
    cancel_anmeldung(row, by=by)
    with pytest.raises(NichtErlaubt, match="schon weitergegeben"):
        confirm_platz(row, by=by)


@pytest.mark.parametrize("rolle", [Rolle.TEILNAHME, Rolle.EINRICHTUNG, Rolle.LESEND, Rolle.MODERATION, Rolle.HILFE])
def test_nobody_confirms_the_seat_of_somebody_else(rolle):
    row = hold(make_konferenz())
    with pytest.raises(NichtErlaubt):
        confirm_platz(row, by=Akteur(rolle, 0))
    row.refresh_from_db()
    assert row.bestaetigen_bis is not None


def test_extending_gives_48_hours_more_but_never_beyond_the_day_before():
    konferenz = make_konferenz()
    row = hold(konferenz)
    extended = extend_frist(row, by=PLANUNG)
    assert abs(extended.bestaetigen_bis - timezone.now() - 48 * STUNDE) < STUNDE
    spaet = hold(make_konferenz(datum=timezone.localdate() + datetime.timedelta(days=1)), seit=-12 * STUNDE)
    with pytest.raises(NichtErlaubt, match="Länger geht es nicht"):
        extend_frist(spaet, by=PLANUNG)
    with pytest.raises(NichtErlaubt):
        extend_frist(row, by=Akteur(Rolle.EINRICHTUNG, row.einladung_id))


def test_the_worker_looks_every_ten_minutes():
    ensure_schedule()
    schedule = Schedule.objects.get(name="warteliste")
    assert (schedule.minutes, schedule.repeats) == (10, -1)
    assert import_string(schedule.func) is release_lapsed


# The letters


def test_the_letter_goes_to_the_person_with_their_own_link():
    konferenz = make_konferenz(plaetze=1)
    gast = make_anmeldung(konferenz)
    (eins,) = make_wartende(konferenz, 1, vorname="Miriam", email="miriam@example.org")
    cancel_anmeldung(gast, by=PLANUNG)
    nachricht = Nachricht.objects.get(anlass="nachruecken")
    assert (nachricht.empfaenger, nachricht.anmeldung_id) == ("miriam@example.org", eins.pk)
    assert nachricht.text.startswith("Guten Tag Miriam Wartet 1,")
    assert f"[[zugang:{eins.zugang.kennung}]]" in nachricht.text
    assert "Bitte bestätigen Sie den Platz bis" in nachricht.text


def test_without_an_address_the_contacts_of_the_institution_are_asked():
    konferenz = make_konferenz(plaetze=1)
    gast = make_anmeldung(konferenz)
    einladung = make_einladung(konferenz, antwort="zugesagt")
    for adresse in ("a@example.org", "b@example.org"):
        make_ansprechperson(einladung.einrichtung, email=adresse)
    make_wartende(konferenz, 1, vorname="", einladung=einladung, einrichtung=einladung.einrichtung)
    cancel_anmeldung(gast, by=PLANUNG)
    nachrichten = Nachricht.objects.filter(anlass="nachruecken").order_by("empfaenger")
    assert [n.empfaenger for n in nachrichten] == ["a@example.org", "b@example.org"]
    assert "Er gehört jetzt Wartet 1." in nachrichten[0].text
    assert f"[[zugang:{einladung.zugang.kennung}]]" in nachrichten[0].text


def test_the_contacts_hear_nothing_of_a_sperrvermerk():
    konferenz = make_konferenz(plaetze=1)
    gast = make_anmeldung(konferenz)
    einladung = make_einladung(konferenz, antwort="zugesagt")
    make_ansprechperson(einladung.einrichtung)
    make_wartende(konferenz, 1, einladung=einladung, einrichtung=einladung.einrichtung, gesperrt=True)
    cancel_anmeldung(gast, by=PLANUNG)
    assert Nachricht.objects.count() == 0


def test_typed_marks_become_no_link_in_the_letter():
    konferenz = make_konferenz(plaetze=1)
    fremd = make_anmeldung(konferenz)
    make_wartende(konferenz, 1, vorname=f"[[zugang:{fremd.zugang.kennung}]]", email="x@example.org")
    cancel_anmeldung(fremd, by=PLANUNG)
    assert f"[[zugang:{fremd.zugang.kennung}]]" not in Nachricht.objects.get(anlass="nachruecken").text


# What is said


def test_the_sentence_after_answering():
    konferenz = make_konferenz(plaetze=2)
    make_wartende(make_konferenz())  # of another conference
    einladung = make_einladung(konferenz)
    make_wartende(konferenz, 2)
    konferenz.anmeldungen.update(angemeldet_am=timezone.now() - STUNDE)
    Konferenz.objects.filter(pk=konferenz.pk).update(plaetze=4)
    answer_einladung(
        einladung, zusage=True, personen=[Person()] * 3, by=Akteur(Rolle.EINRICHTUNG, einladung.pk), bestaetigen=False
    )
    personen = list(einladung.anmeldungen.for_antwort())
    set_places(konferenz, personen)
    assert stand_satz(personen) == "2 Personen sind angemeldet, 1 steht auf der Warteliste, Platz 1."


def test_several_places_are_named():
    konferenz = make_konferenz(plaetze=1)
    make_anmeldung(konferenz)
    make_wartende(konferenz, 2)
    personen = make_wartende(konferenz, 2, angemeldet_am=timezone.now() + STUNDE)
    set_places(konferenz, personen)
    assert stand_satz(personen) == "Noch ist niemand angemeldet, 2 stehen auf der Warteliste, Platz 3 und 4."
    assert stand_satz([]) == ""


def test_places_count_everybody_who_waits():
    konferenz = make_konferenz(plaetze=1)
    rows = make_wartende(konferenz, 3)
    Anmeldung.objects.filter(pk=rows[0].pk).update(gesperrt=True)
    assert positions(konferenz) == {rows[0].pk: 1, rows[1].pk: 2, rows[2].pk: 3}


@pytest.mark.parametrize(
    ("plaetze", "je", "eigene", "satz"),
    [
        (None, None, 0, ""),
        (5, None, 1, "Noch 4 Plätze sind frei. Weitere Personen kommen auf die Warteliste."),
        (2, None, 1, "Noch 1 Platz ist frei. Weitere Personen kommen auf die Warteliste."),
        (1, None, 1, "Der Saal ist voll. Wer neu dazukommt, steht zuerst auf der Warteliste."),
        (9, 2, 1, "Noch 1 Platz ist frei. Weitere Personen kommen auf die Warteliste."),
        (9, 2, 2, "Die Einrichtung hat schon alle 2 Plätze. Weitere Personen kommen auf die Warteliste."),
        (None, 2, 0, "Noch 2 Plätze sind frei. Weitere Personen kommen auf die Warteliste."),
    ],
)
def test_how_many_can_still_come_is_said_before(plaetze, je, eigene, satz):
    konferenz = make_konferenz(plaetze=plaetze, plaetze_je_einrichtung=je)
    einladung = make_einladung(konferenz)
    for _ in range(eigene):
        make_anmeldung(konferenz, einladung=einladung, einrichtung=einladung.einrichtung)
    make_anmeldung(konferenz, status="angefragt")
    assert frei_satz(konferenz, einladung.einrichtung_id) == satz
