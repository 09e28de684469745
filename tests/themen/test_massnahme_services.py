"""Measures: numbers, who may be responsible, the Themenspeicher, optimistic lock, undo, status."""

import datetime
import uuid

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from konferenz.akteur import Akteur, Rolle
from konferenz.models import Konferenz, Verlauf
from konferenz.services.fehler import NichtErlaubt, Veraltet
from tests.factories import (
    make_akteur,
    make_anmeldung,
    make_befund,
    make_einrichtung,
    make_kleingruppe,
    make_konferenz_heute,
    make_massnahme,
)
from themen.brett import collect_brett
from themen.massnahmen import collect_liste, collect_massnahmen, measure_fortschritt
from themen.models import Befund, Massnahme, Zuordnung
from themen.services.kleingruppe import dissolve_kleingruppe
from themen.services.massnahme import (
    FELDER,
    change_massnahme,
    delete_massnahme,
    offerable,
    restore_massnahme,
    set_status,
    write_massnahme,
)
from themen.services.umbau import merge_kleingruppen, undo_umbau

pytestmark = pytest.mark.django_db
SOLL, IDEE = Befund.Art.SOLL, Befund.Art.IDEE
MODERATION = make_akteur(Rolle.MODERATION)
PLANUNG = make_akteur(Rolle.PLANUNG)
BIS = datetime.date(2026, 12, 31)


def make_person(gruppe, **overrides):
    """Somebody who sits in the group."""
    anmeldung = make_anmeldung(gruppe.konferenz, anwesend_am=timezone.now(), **overrides)
    Zuordnung.objects.create(konferenz=gruppe.konferenz, anmeldung=anmeldung, kleingruppe=gruppe, durch=Rolle.TEILNAHME)
    return anmeldung


def change(massnahme, by=MODERATION, **more):
    """All fields as they are, except these."""
    angaben = {name: getattr(massnahme, name) for name in FELDER}
    angaben |= {"verantwortlich": massnahme.verantwortlich, "einrichtung": massnahme.einrichtung}
    angaben |= {"fassung": massnahme.fassung, "befunde": massnahme.befunde.all()} | more
    return change_massnahme(massnahme, by=by, **angaben)


def test_a_measure_takes_the_next_number_and_the_institution_of_its_person():
    gruppe = make_kleingruppe()
    kita = make_einrichtung(gruppe.konferenz.veranstalter)
    person = make_person(gruppe, einrichtung=kita, nachname="Unverwechselbar")
    soll = make_befund(gruppe, SOLL)
    make_massnahme(gruppe)

    row = write_massnahme(gruppe, was="Liste anlegen", befunde=[soll], verantwortlich=person, bis=BIS, by=MODERATION)

    assert (row.nummer, row.einrichtung, row.is_vereinbart) == (2, kita, True)
    assert list(row.befunde.all()) == [soll]
    satz = Verlauf.objects.get(objekt=f"massnahme:{row.kennung}").satz
    assert satz == f"Maßnahme {gruppe.nummer}.2 geschrieben."


def test_without_person_or_date_it_stands_in_the_themenspeicher():
    gruppe = make_kleingruppe()
    person = make_person(gruppe)
    rows = [
        write_massnahme(gruppe, was="Eins", by=MODERATION),
        write_massnahme(gruppe, was="Zwei", verantwortlich=person, by=MODERATION),
        write_massnahme(gruppe, was="Drei", bis=BIS, by=MODERATION),
        write_massnahme(gruppe, was="Vier", verantwortlich=person, bis=BIS, by=MODERATION),
    ]
    assert list(Massnahme.objects.vereinbart()) == [rows[3]]
    assert [zeile.fehlt for zeile in sorted(collect_liste(gruppe.konferenz), key=lambda z: z.nummer)] == [
        "Noch ohne Verantwortliche und ohne Datum: steht im Themenspeicher",
        "Noch ohne Datum: steht im Themenspeicher",
        "Noch ohne Verantwortliche: steht im Themenspeicher",
        "",
    ]


def test_the_same_key_writes_once():
    gruppe = make_kleingruppe()
    key = uuid.uuid4()
    rows = [write_massnahme(gruppe, was="Einmal", by=MODERATION, vorgang=key) for _ in range(2)]
    assert rows[0] == rows[1]
    assert gruppe.massnahmen.count() == 1


def test_a_participant_names_people_of_the_own_group_the_moderation_everybody_present():
    gruppe = make_kleingruppe()
    andere = make_kleingruppe(gruppe.konferenz)
    ich, nachbar, fremd = make_person(gruppe), make_person(gruppe), make_person(andere)
    make_person(gruppe, gesperrt=True)
    make_anmeldung(gruppe.konferenz)  # never came
    make_person(make_kleingruppe())  # another conference

    assert set(offerable(gruppe, Akteur(Rolle.TEILNAHME, ich.pk))) == {ich, nachbar}
    assert set(offerable(gruppe, MODERATION)) == {ich, nachbar, fremd}


@pytest.mark.parametrize("wer", ["gesperrt", "nicht da", "andere Konferenz"])
def test_nobody_else_can_be_made_responsible(wer):
    gruppe = make_kleingruppe()
    person = {
        "gesperrt": lambda: make_person(gruppe, gesperrt=True),
        "nicht da": lambda: make_anmeldung(gruppe.konferenz),
        "andere Konferenz": lambda: make_person(make_kleingruppe()),
    }[wer]()
    with pytest.raises(ValidationError) as error:
        write_massnahme(gruppe, was="Etwas", verantwortlich=person, by=MODERATION)
    assert error.value.message_dict == {"person": ["Diese Person war nicht da. Bitte wählen Sie eine andere."]}
    assert gruppe.massnahmen.count() == 0


def test_only_an_institution_that_was_there_and_belongs_to_the_person():
    gruppe = make_kleingruppe()
    veranstalter = gruppe.konferenz.veranstalter
    hier, dort, fern = (make_einrichtung(veranstalter) for _ in range(3))
    person = make_person(gruppe, einrichtung=hier)
    make_person(gruppe, einrichtung=dort)

    assert write_massnahme(gruppe, was="Etwas", einrichtung=dort, by=MODERATION).einrichtung == dort
    with pytest.raises(ValidationError) as error:
        write_massnahme(gruppe, was="Etwas", einrichtung=fern, by=MODERATION)
    assert error.value.message_dict["haus"] == ["Von dieser Einrichtung war niemand da. Bitte wählen Sie eine andere."]
    with pytest.raises(ValidationError) as error:
        write_massnahme(gruppe, was="Etwas", verantwortlich=person, einrichtung=dort, by=MODERATION)
    assert error.value.message_dict["haus"] == [
        "Die gewählte Person kommt von einer anderen Einrichtung. Lassen Sie dieses Feld leer."
    ]


def test_from_comes_before_until():
    gruppe = make_kleingruppe()
    with pytest.raises(ValidationError) as error:
        write_massnahme(gruppe, was="Etwas", ab=BIS, bis=BIS - datetime.timedelta(days=1), by=MODERATION)
    assert error.value.message_dict == {"bis": ["„Bis“ liegt vor „ab“. Bitte prüfen Sie die beiden Tage."]}


def test_cards_of_another_group_cannot_be_served():
    gruppe = make_kleingruppe()
    fremd = make_befund(make_kleingruppe(gruppe.konferenz), SOLL)
    with pytest.raises(ValidationError):
        write_massnahme(gruppe, was="Etwas", befunde=[fremd], by=MODERATION)


def test_a_change_counts_the_version_and_the_same_form_twice_changes_once():
    massnahme = make_massnahme(was="Alt")
    row = change(massnahme, was="Neu")
    assert (row.was, row.fassung) == ("Neu", 2)
    again = change(massnahme, was="Neu", fassung=1)
    assert again.fassung == 2


def test_who_was_slower_is_told_and_nothing_is_written():
    massnahme = make_massnahme(was="Alt")
    change(massnahme, was="Von anderen")
    with pytest.raises(Veraltet) as error:
        change(massnahme, was="Von mir", fassung=1)
    assert error.value.aktuell.was == "Von anderen"
    massnahme.refresh_from_db()
    assert massnahme.was == "Von anderen"


def test_a_person_who_stands_there_may_stay_with_a_sperrvermerk():
    gruppe = make_kleingruppe()
    person = make_person(gruppe, einrichtung=make_einrichtung(gruppe.konferenz.veranstalter, name="Kita Kiefernweg"))
    massnahme = write_massnahme(gruppe, was="Etwas", verantwortlich=person, bis=BIS, by=MODERATION)
    person.gesperrt = True
    person.save()

    row = change(massnahme, was="Etwas anderes", einrichtung=None)

    assert row.verantwortlich == person
    assert row.einrichtung == person.einrichtung


@pytest.mark.parametrize("intern", [True, False])
def test_the_institution_does_not_tell_who_a_person_with_a_sperrvermerk_is(intern):
    gruppe = make_kleingruppe()
    kita, hort = (make_einrichtung(gruppe.konferenz.veranstalter, name=name) for name in ("Kita Kiefernweg", "Hort"))
    make_person(gruppe, einrichtung=hort)
    angaben = {"einrichtung": kita, "funktion": "Leitung", "gesperrt": True}
    person = make_person(gruppe, **angaben)
    ohne = make_person(gruppe, einrichtung_angabe="Ein kleines Büro", funktion="Inhaberin", gesperrt=True)
    make_massnahme(gruppe, verantwortlich=person, einrichtung=kita, bis=BIS)
    make_massnahme(gruppe, verantwortlich=ohne, bis=BIS)
    make_massnahme(gruppe, verantwortlich=ohne, einrichtung=hort, bis=BIS)
    make_massnahme(gruppe, einrichtung=kita, bis=BIS)

    zeilen = collect_massnahmen(gruppe.konferenz, intern=intern)

    wer = ["eine Person, die dabei war", "eine Person, die dabei war", "Hort", "Kita Kiefernweg"]
    assert [zeile.wer for zeile in zeilen] == wer
    assert [(zeile.verantwortlich, zeile.funktion) for zeile in zeilen] == [("", "")] * 4
    assert [zeile.wer for zeile in collect_brett(gruppe).massnahmen] == wer
    assert [z.wer for z in sorted(collect_liste(gruppe.konferenz), key=lambda z: z.nummer)] == wer


def test_who_answers_for_a_measure_is_said_in_the_same_words_everywhere():
    gruppe = make_kleingruppe()
    kita = make_einrichtung(gruppe.konferenz.veranstalter, name="Kita Kiefernweg")
    personen = [
        make_person(gruppe, vorname="Ada", nachname="Lang", einrichtung=kita, funktion="Leitung"),
        make_person(gruppe, vorname="Bo", nachname="Blau", einrichtung_angabe="Nachbarschaftstreff"),
        make_person(gruppe, vorname="Cem", nachname="Grün", funktion="Elternbeirat"),
        make_person(gruppe, vorname="Dina", nachname="Rot"),
    ]
    for person in personen:
        make_massnahme(gruppe, verantwortlich=person, einrichtung=person.einrichtung, bis=BIS, mit="Hort Nord")

    offen = ["Kita Kiefernweg", "Nachbarschaftstreff", "Elternbeirat", "eine Person, die dabei war"]
    namen = ["Ada Lang, Kita Kiefernweg", "Bo Blau, Nachbarschaftstreff", "Cem Grün, Elternbeirat", "Dina Rot"]
    assert [z.wer for z in collect_massnahmen(gruppe.konferenz, intern=False)] == offen
    assert [z.wer for z in collect_massnahmen(gruppe.konferenz, intern=True)] == namen
    assert [z.wer for z in collect_brett(gruppe).massnahmen] == offen
    assert [z.wer for z in sorted(collect_liste(gruppe.konferenz), key=lambda z: z.nummer)] == namen
    assert [z.wer_mit for z in collect_massnahmen(gruppe.konferenz, intern=False)] == [
        f"{wer} mit Hort Nord" for wer in offen
    ]
    with pytest.raises(AttributeError):
        _ = make_massnahme(gruppe).einrichtung_name  # without with_wer() nothing is shown by mistake


def test_delete_and_restore_keep_number_and_links():
    gruppe = make_kleingruppe()
    soll = make_befund(gruppe, SOLL)
    massnahme = make_massnahme(gruppe, befunde=[soll])
    delete_massnahme(massnahme, by=MODERATION)
    assert collect_massnahmen(gruppe.konferenz, intern=True) == ()
    assert write_massnahme(gruppe, was="Neu", by=MODERATION).nummer == 2
    row = restore_massnahme(massnahme, by=MODERATION)
    assert (row.nummer, list(row.befunde.all()), row.geloescht_von) == (1, [soll], "")


@pytest.mark.parametrize("was", ["write", "change", "delete", "restore"])
def test_a_participant_of_another_group_and_a_closed_gate_are_refused(was):
    gruppe = make_kleingruppe()
    massnahme = make_massnahme(gruppe)
    fremd = make_person(make_kleingruppe(gruppe.konferenz))
    drin = make_person(gruppe)
    do = {
        "write": lambda by: write_massnahme(gruppe, was="Etwas", by=by),
        "change": lambda by: change(massnahme, was="Etwas", by=by),
        "delete": lambda by: delete_massnahme(massnahme, by=by),
        "restore": lambda by: restore_massnahme(massnahme, by=by),
    }[was]
    with pytest.raises(NichtErlaubt):
        do(Akteur(Rolle.TEILNAHME, fremd.pk))
    gruppe.konferenz.tor_karten = "geschlossen"
    gruppe.konferenz.save()
    with pytest.raises(NichtErlaubt):
        do(Akteur(Rolle.TEILNAHME, drin.pk))
    do(MODERATION)


def in_phase(massnahme, phase):
    konferenz = massnahme.kleingruppe.konferenz
    konferenz.phase = phase
    return massnahme


def test_status_goes_on_after_publication_until_the_archive():
    massnahme = make_massnahme()
    with pytest.raises(NichtErlaubt):
        set_status(massnahme, status="erledigt", fassung=1, by=PLANUNG)
    for phase, status in ((Konferenz.Phase.NACHBEREITUNG, "in_arbeit"), (Konferenz.Phase.VEROEFFENTLICHT, "erledigt")):
        massnahme = set_status(in_phase(massnahme, phase), status=status, fassung=massnahme.fassung, by=PLANUNG)
        assert massnahme.status == status
    with pytest.raises(NichtErlaubt):
        set_status(in_phase(massnahme, Konferenz.Phase.ARCHIVIERT), status="offen", fassung=3, by=PLANUNG)
    with pytest.raises(NichtErlaubt):
        set_status(in_phase(massnahme, Konferenz.Phase.VEROEFFENTLICHT), status="offen", fassung=3, by=MODERATION)


def test_not_possible_needs_a_reason_which_goes_with_it():
    massnahme = in_phase(make_massnahme(), Konferenz.Phase.NACHBEREITUNG)
    with pytest.raises(ValidationError) as error:
        set_status(massnahme, status="nicht_umsetzbar", grund=" ", fassung=1, by=PLANUNG)
    assert list(error.value.message_dict) == ["grund"]
    row = set_status(massnahme, status="nicht_umsetzbar", grund="Kein Geld.", fassung=1, by=PLANUNG)
    assert (row.status, row.grund) == ("nicht_umsetzbar", "Kein Geld.")
    assert set_status(massnahme, status="offen", grund="Kein Geld.", fassung=2, by=PLANUNG).grund == ""
    with pytest.raises(Veraltet):
        set_status(massnahme, status="erledigt", fassung=2, by=PLANUNG)


@pytest.mark.parametrize("zahl", [1, 3])
def test_the_lines_are_collected_in_two_queries_and_names_in_a_third(django_assert_num_queries, zahl):
    konferenz = make_konferenz_heute()
    for _n in range(zahl):
        gruppe = make_kleingruppe(konferenz)
        person = make_person(gruppe, vorname="Ada", nachname="Lang", funktion="Leitung")
        soll = make_befund(gruppe, SOLL)
        idee = make_befund(gruppe, IDEE)
        make_massnahme(gruppe, verantwortlich=person, bis=BIS, befunde=[soll, idee])
    for intern, queries in ((True, 3), (False, 2)):
        with django_assert_num_queries(queries):
            zeilen = collect_massnahmen(konferenz, intern=intern)
        assert [z.nummer for z in zeilen] == [f"{n}.1" for n in range(1, zahl + 1)]
        assert {(z.verantwortlich, z.funktion, z.ziel) for z in zeilen} == {
            ("Ada Lang" if intern else "", "Leitung", ("Soll 1",))
        }


def test_what_is_due_stands_first_and_only_what_is_agreed_counts():
    gruppe = make_kleingruppe()
    person = make_person(gruppe)
    heute = timezone.localdate()
    make_massnahme(gruppe, verantwortlich=person, bis=heute, status="erledigt")
    make_massnahme(gruppe)
    make_massnahme(gruppe, verantwortlich=person, bis=heute + datetime.timedelta(days=9), status="in_arbeit")
    make_massnahme(gruppe, verantwortlich=person, bis=heute - datetime.timedelta(days=1))
    liste = collect_liste(gruppe.konferenz)
    assert [z.massnahme.nummer for z in liste] == [4, 3, 2, 1]
    fortschritt = measure_fortschritt(z.massnahme for z in liste)
    assert (fortschritt.zahlen, fortschritt.im_speicher, fortschritt.ueberfaellig) == ((1, 1, 1, 0), 1, 1)
    assert fortschritt.in_worten == "erledigt: 1, in Arbeit: 1, offen: 1, nicht umsetzbar: 0"
    assert fortschritt.satz == "1 von 3 Maßnahmen sind erledigt."
    assert sum(teil.breite for teil in fortschritt.teile) == 1000


def test_a_merge_takes_measures_along_and_undo_brings_them_back():
    ziel = make_kleingruppe()
    quelle = make_kleingruppe(ziel.konferenz)
    bleibt = make_massnahme(ziel, befunde=[make_befund(ziel, SOLL)])
    zieht = make_massnahme(quelle, befunde=[make_befund(quelle, SOLL)])

    umbau = merge_kleingruppen(quelle, ziel, by=PLANUNG)

    assert [(z.nummer, z.ziel) for z in collect_massnahmen(ziel.konferenz, intern=True)] == [
        (f"{ziel.nummer}.1", ("Soll 1",)),
        (f"{ziel.nummer}.2", ("Soll 2",)),
    ]
    bleibt.befunde.add(zieht.befunde.get())
    undo_umbau(umbau, by=PLANUNG)
    assert [(z.nummer, z.ziel) for z in collect_massnahmen(ziel.konferenz, intern=True)] == [
        (f"{ziel.nummer}.1", ("Soll 1",)),
        (f"{quelle.nummer}.1", ("Soll 1",)),
    ]


def test_a_group_with_a_measure_is_not_dissolved():
    gruppe = make_kleingruppe()
    make_massnahme(gruppe)
    with pytest.raises(ValidationError):
        dissolve_kleingruppe(gruppe, by=PLANUNG)
