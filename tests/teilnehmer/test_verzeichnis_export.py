"""Out and in again: what goes out comes back unchanged, whatever it is called."""

import csv
import io

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from konferenz.akteur import Rolle
from teilnehmer.verzeichnis.bestand import Bestand
from teilnehmer.verzeichnis.datei import clean, protect, protect_apostrophes, unprotect
from teilnehmer.verzeichnis.export import directory_csv, directory_xlsx
from teilnehmer.verzeichnis.plan import make_plan
from teilnehmer.verzeichnis.spalten import EXPORT, guess_columns
from tests.factories import (
    make_anmeldung,
    make_ansprechperson,
    make_einladung,
    make_einrichtung,
    make_konferenz,
    make_mitglied,
    make_traeger,
    make_veranstalter,
)
from tests.teilnehmer.verzeichnis_dateien import kinds, read

FEINDSELIG = [
    "=cmd|' /C calc'!A0",
    "+49 33203 877",
    "-x",
    "@a",
    "'Apostroph vorn",
    "'=doppelt",
    "''+dreifach",
    "\t=tab",
    "Ä Ö Ü ß é ł „Zitat“",
    'mit "Anführung" und; Semikolon, Komma',
    "Zeile eins\nZeile zwei\r\nZeile drei",
    "  Leerzeichen   überall  ",
    "<script>alert(1)</script>",
    "0123",
    "1.5",
    "WAHR",
    "sep=;",
]


def come_back(veranstalter, inhalt: bytes, name: str) -> list[dict]:
    tabelle = read(inhalt, name).as_json()
    zuordnung = guess_columns(tabelle["kopf"])
    assert list(zuordnung.values()) == [spalte.feld for spalte in EXPORT]
    return make_plan(tabelle, zuordnung, {}, {}, Bestand(veranstalter)).as_json()


def fill(veranstalter, texte: list[str]) -> None:
    """A directory with these words in every field that takes them."""
    for n, text in enumerate(texte):
        row = make_einrichtung(
            veranstalter,
            name=text[:150],
            art=["kita", "vhs_musikschule", "kirche"][n % 3],
            ort=f"Ort {n}",
            strasse=text[:100],
            plz=["14532", "01234", "1234", ""][n % 4],
            telefon=text[:40],
            webseite=["https://example.org/ä?a=1", ""][n % 2],
            tags=["Inklusion", "frühe Hilfen"][: n % 3],
            aktiv=bool(n % 4),
            traeger=make_traeger(veranstalter, name=f"{text[:140]} {n}", art=["frei", "kreis"][n % 2]),
        )
        for anrede in ["frau", "herr", ""][: n % 4]:
            make_ansprechperson(
                row,
                anrede=anrede,
                titel=["", "Dr."][n % 2],
                vorname=text[:70],
                nachname=text[:70],
                funktion=text[:100],
                email=["", f"a{n}@example.org"][n % 2],
                telefon="+49 30 1",
                erhaelt_einladungen=anrede != "herr",
            )


@pytest.mark.django_db
@pytest.mark.parametrize(("write", "name"), [(directory_xlsx, "a.xlsx"), (directory_csv, "a.csv")], ids=["xlsx", "csv"])
def test_what_goes_out_comes_back_unchanged(write, name):
    v = make_veranstalter()
    fill(v, FEINDSELIG)
    plan = come_back(v, write(v), name)
    assert [zeile for zeile in plan if zeile["art"] != "unveraendert"] == []
    assert len(plan) == sum(max(n % 4, 1) for n in range(len(FEINDSELIG)))


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texte=st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=30), max_size=4))
def test_whatever_people_type_comes_back_unchanged(texte):
    v = make_veranstalter()
    fill(v, [text for text in texte if clean(text)])
    if v.einrichtungen.exists():
        for inhalt, name in ((directory_xlsx(v), "a.xlsx"), (directory_csv(v), "a.csv")):
            assert set(kinds(come_back(v, inhalt, name))) == {"unveraendert"}


@given(st.text(max_size=8, alphabet="'=+-@\t ab\n"))
def test_protection_is_taken_away_exactly(text):
    assert unprotect(protect(text)) == text
    assert unprotect(protect_apostrophes(text)) == text
    assert not protect(text).startswith(("=", "+", "-", "@", "\t", "\n"))


@pytest.mark.django_db
def test_csv_is_as_excel_in_german_wants_it_and_calculates_nothing():
    v = make_veranstalter()
    make_einrichtung(v, name="=1+1", ort="Köln")
    inhalt = directory_csv(v)
    assert inhalt.startswith(b"\xef\xbb\xbfKennung;Einrichtung;Art;")
    (_kopf, zeile) = csv.reader(io.StringIO(inhalt.decode("utf-8-sig")), delimiter=";")
    assert (zeile[1], zeile[7]) == ("'=1+1", "Köln")


@pytest.mark.django_db
def test_xlsx_has_a_head_that_stays_widths_and_text_cells():
    v = make_veranstalter()
    make_einrichtung(v, name="=1+1", plz="01234")
    blatt = load_workbook(io.BytesIO(directory_xlsx(v))).active
    assert (blatt.title, blatt.freeze_panes, blatt.auto_filter.ref) == ("Einrichtungen", "A2", "A1:T2")
    assert blatt["B1"].style == "Kopf"
    assert blatt["B1"].font.bold
    assert (blatt["B2"].value, blatt["B2"].data_type, blatt["B2"].quotePrefix) == ("=1+1", "s", True)
    assert (blatt["G2"].value, blatt["G2"].data_type, blatt["G2"].number_format) == ("01234", "s", "@")
    assert blatt.column_dimensions["B"].width == 38


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("name", ["verzeichnis_xlsx", "verzeichnis_csv"])
def test_every_role_may_export_in_a_fixed_number_of_queries(client, rows, name, django_assert_num_queries):
    mitglied = make_mitglied(rolle=Rolle.LESEND)
    client.force_login(mitglied.konto)
    for _n in range(rows):
        make_ansprechperson(make_einrichtung(mitglied.veranstalter, traeger=make_traeger(mitglied.veranstalter)))
    with django_assert_num_queries(5):
        answer = client.get(reverse(f"teilnehmer:{name}", args=[mitglied.veranstalter.slug]))
    assert answer["Content-Disposition"].startswith('attachment; filename="verzeichnis-')


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 3])
def test_the_registrations_as_a_file_without_anybody_who_must_not_be_named(client, rows, django_assert_num_queries):
    mitglied = make_mitglied(rolle=Rolle.LESEND)
    client.force_login(mitglied.konto)
    konferenz = make_konferenz(veranstalter=mitglied.veranstalter)
    kita = make_einrichtung(mitglied.veranstalter, name="Kita Blau")
    for n in range(rows):
        make_anmeldung(konferenz, vorname="=Kim", nachname=f"A{n}", einrichtung=kita, email="geheim@example.org")
    make_anmeldung(konferenz, vorname="", nachname="", einrichtung_angabe="Chor", anwesend_am=timezone.now())
    make_anmeldung(konferenz, nachname="Geheimniskraemer", gesperrt=True)
    with django_assert_num_queries(5):
        answer = client.get(reverse("teilnehmer:anmeldungen_xlsx", args=[mitglied.veranstalter.slug, konferenz.slug]))
    zeilen = list(load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert zeilen[0][:6] == ("Nachname", "Vorname", "Einrichtung", "Funktion", "Stand", "Angemeldet")
    assert sorted(zeile[0] for zeile in zeilen[1:]) == [*(f"A{n}" for n in range(rows)), "Name folgt"]
    found = next(zeile for zeile in zeilen if zeile[0] == "A0")
    assert found[1:6] == ("=Kim", "Kita Blau", None, "angemeldet", "über den Link")
    folgt = next(zeile for zeile in zeilen if zeile[0] == "Name folgt")
    assert folgt[2] == "Chor"
    assert folgt[7].endswith(" Uhr")
    assert "geheim@example.org" not in str(zeilen)


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 3])
def test_the_radar_as_a_file_holds_numbers(client, rows, django_assert_num_queries):
    mitglied = make_mitglied(rolle=Rolle.LESEND)
    client.force_login(mitglied.konto)
    konferenz = make_konferenz(veranstalter=mitglied.veranstalter)
    for _n in range(rows):
        make_einladung(konferenz, make_einrichtung(mitglied.veranstalter, art="kita"))
    make_einrichtung(mitglied.veranstalter, art="sport")
    with django_assert_num_queries(7):
        answer = client.get(reverse("teilnehmer:radar_xlsx", args=[mitglied.veranstalter.slug, konferenz.slug]))
    zeilen = list(load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert zeilen[1:] == [
        ("Kita", 0, rows, 0, 0, rows, 0, 0, 0),
        ("Sport", 1, 0, 0, 0, 0, 0, 0, 0),
        ("Zusammen", 0, rows, 0, 0, rows, 0, 0, 0),
    ]
