"""Carrying an import out, and taking it back."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_q.models import OrmQ, Schedule

from konferenz.akteur import Rolle
from konferenz.models import Verlauf
from konferenz.services.fehler import NichtErlaubt
from teilnehmer.models import Angebot, Ansprechperson, Einrichtung, Traeger, Verzeichnisimport
from teilnehmer.services import verzeichnisimport as service
from teilnehmer.services.verzeichnisruecknahme import take_back_import
from tests.factories import (
    make_akteur,
    make_anmeldung,
    make_ansprechperson,
    make_einladung,
    make_einrichtung,
    make_konferenz,
    make_traeger,
    make_veranstalter,
)
from tests.teilnehmer.verzeichnis_dateien import KOPF, carry_out, dreihundert, taken_over, uploaded

pytestmark = pytest.mark.django_db
BY = make_akteur(Rolle.PLANUNG)


@pytest.fixture
def v():
    return make_veranstalter()


def state(v) -> list:
    """Everything in the directory but version numbers and ids."""
    rows = []
    for row in Einrichtung.objects.filter(veranstalter=v).select_related("traeger").order_by("name", "ort"):
        felder = ("kennung", "name", "art", "strasse", "plz", "ort", "telefon", "webseite", "tags", "aktiv")
        personen = row.ansprechpersonen.order_by("nachname", "pk").values_list(
            "anrede", "titel", "vorname", "nachname", "funktion", "email", "telefon", "erhaelt_einladungen"
        )
        rows.append([*(getattr(row, feld) for feld in felder), row.traeger and row.traeger.name, list(personen)])
    return [rows, list(Traeger.objects.filter(veranstalter=v).order_by("name").values_list("name", "art"))]


def test_300_institutions_with_40_faults_are_taken_over(v):
    zeilen, fehler = dreihundert()
    row = taken_over(v, *zeilen)
    assert row.status == "uebernommen"
    assert (v.einrichtungen.count(), Ansprechperson.objects.count(), v.traeger.count()) == (260, 260, 3)
    assert row.zahlen == {
        "alle": 300,
        "neu": 260,
        "fehlerhaft": fehler,
        "traeger_neu": 3,
        "einrichtungen_neu": 260,
        "einrichtungen_geaendert": 0,
        "personen_neu": 260,
        "personen_geaendert": 0,
    }
    neu = v.einrichtungen.get(name="Kindertagesstätte Ahorn Nord")
    assert (neu.art, neu.plz, neu.ort, neu.traeger.art) == ("kita", "14532", "Kleinmachnow", "kommunal")
    assert len(row.tabelle["zeilen"]) == len(row.plan) == fehler
    assert list(Verlauf.objects.order_by("pk").values_list("satz", flat=True)) == [
        "Datei für das Verzeichnis hochgeladen.",
        "Import freigegeben.",
        "Verzeichnis importiert: 260 Einrichtungen neu, 0 geändert.",
    ]


def test_changed_rows_get_new_values_and_a_new_version(v):
    einrichtung = make_einrichtung(v, name="Kita Blau", telefon="1", tags=["alt"])
    person = make_ansprechperson(einrichtung, vorname="Kim", nachname="Albers", email="k@example.org")
    taken_over(
        v,
        ["Name", "Telefon", "Tags", "aktiv", "Träger", "Vorname", "Nachname", "Funktion", "Durchwahl", "Verteiler"],
        ["Kita Blau", "2", "neu, Sprache", "nein", "Nordlicht e. V.", "Kim", "Albers", "Leitung", "3", "nein"],
    )
    einrichtung.refresh_from_db()
    person.refresh_from_db()
    assert (einrichtung.telefon, einrichtung.tags, einrichtung.aktiv, einrichtung.fassung) == (
        "2",
        ["neu", "Sprache"],
        False,
        2,
    )
    assert (einrichtung.traeger.name, einrichtung.traeger.art) == ("Nordlicht e. V.", "frei")
    assert (person.funktion, person.telefon, person.erhaelt_einladungen, person.fassung) == ("Leitung", "3", False, 2)


def test_one_new_carrier_for_many_institutions_however_it_is_written(v):
    taken_over(
        v,
        ["Name", "Art", "Träger", "Trägerart"],
        ["Kita Eins", "Kita", "Nordlicht e. V.", "frei"],
        ["Hort Zwei", "Hort", "NORDLICHT e. V.", "frei"],
    )
    assert [t.name for t in v.traeger.all()] == ["Nordlicht e. V."]
    assert v.einrichtungen.filter(traeger__name="Nordlicht e. V.").count() == 2


def test_starting_twice_and_doing_the_job_twice_takes_over_once(v):
    row = uploaded(v, ["Name", "Art", "Nachname"], ["Kita Blau", "Kita", "Albers"])
    for _n in range(2):
        service.start_import(verzeichnisimport=row, fassung=1, by=BY)
    assert OrmQ.objects.count() == 1
    for _n in range(3):
        service.run_import(pk=row.pk, rolle="planung", akteur=None)
    assert (v.einrichtungen.count(), Ansprechperson.objects.count()) == (1, 1)


def test_what_the_person_did_not_see_is_not_taken_over(v):
    row = uploaded(v, ["Name", "Art"], ["Kita Blau", "Kita"])
    service.decide_duplicates(verzeichnisimport=row, entscheidungen={}, by=BY)
    with pytest.raises(NichtErlaubt, match="Die Vorschau hat sich geändert"):
        service.start_import(verzeichnisimport=row, fassung=1, by=BY)
    for rolle in (Rolle.LESEND, Rolle.MODERATION):
        with pytest.raises(NichtErlaubt):
            service.start_import(verzeichnisimport=row, fassung=2, by=make_akteur(rolle))


def test_a_file_with_nothing_new_cannot_be_started(v):
    make_einrichtung(v, name="Kita Blau")
    row = uploaded(v, ["Name", "Art"], ["Kita Blau", "Kita"], ["", "Kita"])
    with pytest.raises(NichtErlaubt, match="nichts, was übernommen werden kann"):
        service.start_import(verzeichnisimport=row, fassung=1, by=BY)


def test_what_changed_since_the_preview_is_left_out_and_named(v):
    blau, rot, gelb = (make_einrichtung(v, name=f"Kita {name}", telefon="1") for name in ("Blau", "Rot", "Gelb"))
    row = uploaded(
        v,
        ["Name", "Art", "Telefon"],
        ["Kita Blau", "Kita", "2"],
        ["Kita Rot", "Kita", "2"],
        ["Kita Gelb", "Kita", "2"],
        ["Hort Neu", "Hort", "2"],
        ["Chor Neu", "Kultur", "2"],
    )
    Einrichtung.objects.filter(pk=blau.pk).update(telefon="99", fassung=2)  # the same field
    Einrichtung.objects.filter(pk=rot.pk).update(strasse="Weg 1", fassung=2)  # another one
    gelb.delete()
    make_einrichtung(v, name="Hort Neu", art="hort", telefon="5")
    row = carry_out(row)
    telefone = dict(v.einrichtungen.values_list("name", "telefon"))
    assert telefone == {"Kita Blau": "99", "Kita Rot": "2", "Hort Neu": "5", "Chor Neu": "2"}
    assert v.einrichtungen.get(name="Kita Rot").strasse == "Weg 1"
    assert {zeile["nr"]: zeile["art"] for zeile in row.plan} == {2: "veraltet", 4: "veraltet", 5: "veraltet"}
    assert row.zahlen["veraltet"] == 3


def test_undecided_and_skipped_rows_stay_outside(v):
    make_einrichtung(v, name="Kita Sonnenblume", ort="A")
    row = uploaded(
        v,
        ["Name", "Art", "Ort"],
        ["Kita Sonnenblume", "Kita", "B"],
        ["Kita Sonnenblume", "Kita", "C"],
        ["Chor", "Kultur"],
    )
    row = service.decide_duplicates(verzeichnisimport=row, entscheidungen={"3": "ueberspringen"}, by=BY)
    assert row.zahlen == {"alle": 3, "entscheiden": 1, "uebersprungen": 1, "neu": 1}
    carry_out(row)
    assert v.einrichtungen.count() == 2


def test_all_open_doubts_can_be_answered_at_once(v):
    make_einrichtung(v, name="Kita Sonnenblume", ort="A")
    row = uploaded(v, ["Name", "Art", "Ort"], *(["Kita Sonnenblume", "Kita", ort] for ort in "BCD"))
    row = service.decide_duplicates(verzeichnisimport=row, entscheidungen={"2": "ueberspringen"}, alle_neu=True, by=BY)
    assert row.zahlen == {"alle": 3, "uebersprungen": 1, "neu": 2}


def test_a_job_that_breaks_changes_nothing_and_says_so(v, caplog):
    row = uploaded(v, ["Name", "Art"], ["Kita Blau", "Kita"])
    service.start_import(verzeichnisimport=row, fassung=1, by=BY)
    with connection.cursor() as cursor:  # the database refuses, as it would for a full disk
        cursor.execute("ALTER TABLE teilnehmer_einrichtung ADD CONSTRAINT zu CHECK (name <> 'Kita Blau') NOT VALID")
    service.run_import(pk=row.pk, rolle="planung", akteur=None)
    assert "IntegrityError" in caplog.text
    assert "Kita Blau" not in caplog.text
    caplog.clear()
    row.refresh_from_db()
    assert (row.status, row.fehler) == (
        "vorschau",
        "Die Übernahme ist abgebrochen. Im Verzeichnis wurde nichts geändert.",
    )
    assert v.einrichtungen.count() == 0
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE teilnehmer_einrichtung DROP CONSTRAINT zu")
    assert carry_out(row).status == "uebernommen"


def queries_for(v, zahl: int) -> int:
    alt = [make_einrichtung(v, name=f"Kita Alt {zahl} {n}", ort=f"{n}") for n in range(zahl)]
    for row in alt:
        make_ansprechperson(row, nachname="Albers")
    row = uploaded(
        v,
        ["Name", "Ort", "Art", "Telefon", "Nachname", "Funktion"],
        *([row.name, row.ort, "Kita", "5", "Albers", "Leitung"] for row in alt),
        *([f"Hort Neu {zahl} {n}", f"{n}", "Hort", "5", "Neu", ""] for n in range(zahl)),
    )
    row = service.decide_duplicates(verzeichnisimport=row, entscheidungen={}, alle_neu=True, by=BY)
    service.start_import(verzeichnisimport=row, fassung=row.fassung, by=BY)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        service.run_import(pk=row.pk, rolle="planung", akteur=None)
    row.refresh_from_db()
    assert (row.zahlen["einrichtungen_neu"], row.zahlen["personen_geaendert"]) == (zahl, zahl)
    return len(queries)


def test_the_number_of_queries_does_not_grow_with_the_rows(v):
    assert queries_for(v, 1) == queries_for(v, 40) == 16


def test_taking_back_restores_exactly_what_was(v):
    traeger = make_traeger(v, name="Gemeinde")
    blau = make_einrichtung(v, name="Kita Blau", telefon="1", tags=["alt"], traeger=traeger)
    make_ansprechperson(blau, vorname="Kim", nachname="Albers", email="k@example.org", funktion="Leitung")
    vorher = state(v)
    row = taken_over(
        v,
        ["Name", "Art", "Telefon", "Tags", "Träger", "Vorname", "Nachname", "Funktion"],
        ["Kita Blau", "Kita", "2", "neu", "Nordlicht e. V.", "Kim", "Albers", "Vertretung"],
        ["Kita Blau", "Kita", "2", "neu", "Nordlicht e. V.", "Jan", "Neu", ""],
        ["Hort Neu", "Hort", "3", "", "Nordlicht e. V.", "Ute", "Groß", ""],
    )
    assert (v.einrichtungen.count(), Ansprechperson.objects.count(), v.traeger.count()) == (2, 3, 2)
    row = take_back_import(verzeichnisimport=row, by=BY)
    assert state(v) == vorher
    assert (row.status, row.bericht, row.spuren, row.tabelle) == ("zurueck", [], [], {})
    assert take_back_import(verzeichnisimport=row, by=BY).status == "zurueck"
    assert Verlauf.objects.filter(satz="Import zurückgenommen. 0 Einträge sind geblieben.").count() == 1


def test_taking_back_leaves_and_names_what_was_changed_or_used_since(v):
    geaendert = make_einrichtung(v, name="Kita Geändert", telefon="1")
    row = taken_over(
        v,
        ["Name", "Art", "Telefon", "Träger", "Nachname"],
        ["Kita Geändert", "Kita", "2", "", ""],
        ["Hort Eingeladen", "Hort", "2", "Nordlicht e. V.", "Albers"],
        ["Chor Bearbeitet", "Kultur", "2", "", "Berg"],
        ["Verein mit Angebot", "Sport", "2", "", "Chan"],
        ["Amt mit Person", "Amt", "2", "", "Dorn"],
        ["Bücherei Unberührt", "Bücherei", "2", "", "Ernst"],
    )
    Einrichtung.objects.filter(pk=geaendert.pk).update(telefon="9", fassung=3)
    konferenz = make_konferenz(veranstalter=v)
    make_einladung(konferenz, v.einrichtungen.get(name="Hort Eingeladen"))
    v.einrichtungen.filter(name="Chor Bearbeitet").update(telefon="7", fassung=2)
    Angebot.objects.create(einrichtung=v.einrichtungen.get(name="Verein mit Angebot"), titel="Turnen")
    make_ansprechperson(v.einrichtungen.get(name="Amt mit Person"), nachname="Später")
    row = take_back_import(verzeichnisimport=row, by=BY)
    assert sorted(v.einrichtungen.values_list("name", "telefon")) == [
        ("Amt mit Person", "2"),
        ("Chor Bearbeitet", "7"),
        ("Hort Eingeladen", "2"),
        ("Kita Geändert", "9"),
        ("Verein mit Angebot", "2"),
    ]
    assert sorted(Ansprechperson.objects.values_list("nachname", flat=True)) == [
        "Albers",
        "Berg",
        "Chan",
        "Dorn",
        "Später",
    ]
    assert sorted((eintrag["name"], eintrag["grund"]) for eintrag in row.bericht) == [
        ("Amt mit Person", "seit dem Import geändert"),
        ("Chor Bearbeitet", "seit dem Import geändert"),
        ("Hort Eingeladen", "schon benutzt, zum Beispiel eingeladen"),
        ("Kita Geändert", "seit dem Import geändert"),
        ("Nordlicht e. V.", "Träger von Einrichtungen, die bleiben"),
        ("Verein mit Angebot", "schon benutzt, zum Beispiel eingeladen"),
    ]


def test_two_imports_can_be_taken_back_one_after_the_other(v):
    vorher = state(v)
    erster = taken_over(v, ["Name", "Art", "Nachname"], ["Kita Blau", "Kita", "Albers"])
    zweiter = taken_over(v, ["Name", "Telefon", "Nachname", "Funktion"], ["Kita Blau", "2", "Albers", "Leitung"])
    take_back_import(verzeichnisimport=zweiter, by=BY)
    erster.refresh_from_db()
    assert take_back_import(verzeichnisimport=erster, by=BY).bericht == []
    assert state(v) == vorher


def test_the_first_of_two_imports_taken_back_alone_leaves_what_the_second_changed(v):
    erster = taken_over(v, ["Name", "Art", "Nachname"], ["Kita Blau", "Kita", "Albers"])
    taken_over(v, ["Name", "Telefon"], ["Kita Blau", "2"])
    row = take_back_import(verzeichnisimport=erster, by=BY)
    assert row.bericht == [{"name": "Kita Blau", "grund": "seit dem Import geändert"}]
    assert v.einrichtungen.get().telefon == "2"


def test_a_contact_who_registered_or_was_written_to_stays(v):
    einrichtung = make_einrichtung(v, name="Kita Blau")
    row = taken_over(
        v, ["Name", "Nachname", "E-Mail"], *(["Kita Blau", n, f"{n}@example.org"] for n in ("albers", "berg", "chan"))
    )
    konferenz = make_konferenz(veranstalter=v)
    einladung = make_einladung(konferenz, einrichtung)
    make_anmeldung(konferenz, ansprechperson=Ansprechperson.objects.get(nachname="albers"))
    einladung.nachrichten.create(
        konferenz=konferenz, anlass="einladung", empfaenger="berg@example.org", betreff="x", text="x"
    )
    row = take_back_import(verzeichnisimport=row, by=BY)
    assert sorted(einrichtung.ansprechpersonen.values_list("nachname", flat=True)) == ["albers", "berg"]
    assert [eintrag["name"] for eintrag in row.bericht] == ["albers", "berg"]


def test_files_and_the_way_back_are_kept_for_a_time_only(v):
    offen = uploaded(v, ["Name", "Art"], ["Kita Blau", "Kita"])
    fertig = taken_over(v, ["Name", "Art"], ["Hort Neu", "Hort"], ["", "Kita"])
    assert Schedule.objects.filter(func="teilnehmer.services.verzeichnisimport.purge").count() == 4
    assert service.purge() == 0
    Verzeichnisimport.objects.update(angelegt_am=timezone.now() - datetime.timedelta(days=8))
    assert service.purge() == 1
    assert not Verzeichnisimport.objects.filter(pk=offen.pk).exists()
    Verzeichnisimport.objects.update(uebernommen_am=timezone.now() - datetime.timedelta(days=8))
    service.purge()
    fertig.refresh_from_db()
    assert (fertig.tabelle, fertig.plan, fertig.is_ruecknehmbar) == ({}, [], True)
    Verzeichnisimport.objects.update(uebernommen_am=timezone.now() - datetime.timedelta(days=31))
    service.purge()
    fertig.refresh_from_db()
    assert (fertig.spuren, fertig.is_ruecknehmbar) == ([], False)
    with pytest.raises(NichtErlaubt, match="nicht mehr zurücknehmen"):
        take_back_import(verzeichnisimport=fertig, by=BY)


def test_a_discarded_file_is_gone(v):
    row = uploaded(v, ["Name", "Art"], ["Kita Blau", "Kita"])
    service.discard_import(verzeichnisimport=row, by=BY)
    assert not Verzeichnisimport.objects.exists()
    fertig = taken_over(v, KOPF, ["Kita Blau", "Kita"])
    with pytest.raises(NichtErlaubt):
        service.discard_import(verzeichnisimport=fertig, by=BY)
