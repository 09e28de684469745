"""The pages of the import, as officers go through them."""

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from konferenz.akteur import Rolle
from teilnehmer.models import Verzeichnisimport
from teilnehmer.services import verzeichnisimport as service
from tests.factories import make_einrichtung, make_mitglied
from tests.teilnehmer.verzeichnis_dateien import csv_text, dreihundert, taken_over, upload, uploaded, xlsx

pytestmark = pytest.mark.django_db


@pytest.fixture
def v(client):
    mitglied = make_mitglied(rolle=Rolle.PLANUNG)
    client.force_login(mitglied.konto)
    return mitglied.veranstalter


def url(v, row=None, name="") -> str:
    if row is None:
        return reverse(f"teilnehmer:verzeichnisimport_{name or 'hochladen'}", args=[v.slug])
    return reverse(f"teilnehmer:verzeichnisimport{name and '_'}{name}", args=[v.slug, row.kennung])


def send(client, v, inhalt: bytes, name: str = "liste.xlsx"):
    return client.post(url(v), {"datei": upload(inhalt, name)})


def test_from_the_file_to_the_directory_and_back(client, v):
    make_einrichtung(v, name="Kita Sonnenblume", ort="Teltow")
    zeilen = [
        ["Einrichtung", "Typ", "Ort", "Ansprechpartner", "Mail"],
        ["Kita Blau", "Kindergarten", "Teltow", "Frau Dr. Miriam Albers", "m@example.org"],
        ["Chor Teltow", "Gesangsverein", "Teltow", "", ""],
        ["Kindertagesstätte Sonnenblume", "Kita", "", "", ""],
        ["", "Kita", "", "", ""],
    ]
    answer = send(client, v, csv_text(zeilen).encode("cp1252"), "liste.csv")
    row = Verzeichnisimport.objects.get()
    assertRedirects(answer, url(v, row, "spalten"))
    page = client.get(url(v, row, "spalten"))
    assertContains(page, "Die Datei hat 4 Zeilen.")
    assertContains(page, "Frau Dr. Miriam Albers")
    assertContains(page, "„Gesangsverein“ ist")
    spalten = {"spalte_0": "name", "spalte_1": "art", "spalte_2": "ort", "spalte_3": "person", "spalte_4": "email"}
    answer = client.post(url(v, row, "spalten"), spalten | {"wert_art_0": "kultur"})
    assertRedirects(answer, url(v, row))
    page = client.get(url(v, row))
    assertContains(page, "Noch ist im Verzeichnis nichts geändert. Eine leere Zelle löscht nichts.")
    assertContains(page, "Ist dieselbe wie „Kita Sonnenblume, Teltow“: ähnlicher Name")
    assertContains(page, "2 Zeilen übernehmen")
    assertContains(client.get(url(v, row) + "?zeigen=fehlerhaft"), "Einrichtung: Der Name der Einrichtung fehlt.")
    assertContains(client.get(url(v, row) + "?zeigen=neu"), "Ansprechperson: Dr. Miriam Albers, m@example.org")
    client.post(url(v, row, "entscheiden"), {"zeile_4": v.einrichtungen.get().kennung})
    page = client.get(url(v, row))
    assertContains(client.get(url(v, row) + "?zeigen=unveraendert"), "Der Name bleibt „Kita Sonnenblume“.")
    row.refresh_from_db()
    assertRedirects(client.post(url(v, row, "uebernehmen"), {"fassung": row.fassung}), url(v, row))
    assertContains(client.get(url(v, row)), "4 Zeilen warten auf die Übernahme.")
    assertContains(client.get(url(v, row)), "Nicht warten, jetzt übernehmen")
    client.post(url(v, row, "sofort"))
    page = client.get(url(v, row))
    assertContains(page, "Import übernommen")
    assertContains(page, "2 neu, 0 geändert")
    assertContains(page, "1 Zeile ist draußen geblieben.")
    assert sorted(v.einrichtungen.values_list("name", "art")) == [
        ("Chor Teltow", "kultur"),
        ("Kita Blau", "kita"),
        ("Kita Sonnenblume", "kita"),
    ]
    assertContains(client.get(url(v, row, "zuruecknehmen")), "Was der Import angelegt hat, wird gelöscht.")
    assertRedirects(client.post(url(v, row, "zuruecknehmen")), url(v, row))
    assertContains(client.get(url(v, row)), "Das Verzeichnis ist wie vorher.")
    assert [e.name for e in v.einrichtungen.all()] == ["Kita Sonnenblume"]
    assertContains(client.get(url(v)), "zurückgenommen")


@pytest.mark.parametrize(
    ("inhalt", "name", "satz"),
    [
        (b"", "leer.csv", "Die Datei ist leer. Es wurde nichts gespeichert."),
        (b"%PDF-1.7", "liste.pdf", "Das ist keine Tabelle."),
        (xlsx(["Farbe"], ["rot"]), "x.xlsx", "fehlt eine Kopfzeile"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(client, v, inhalt, name, satz):
    assertContains(send(client, v, inhalt, name), satz)
    assertContains(client.post(url(v)), "Bitte wählen Sie eine Datei.")
    assert not Verzeichnisimport.objects.exists()


def test_columns_can_be_corrected_and_bad_choices_are_sentences(client, v):
    send(client, v, xlsx(["Wer", "Name", "Art"], ["Kita Blau", "Albers", "Wolke"]))
    row = Verzeichnisimport.objects.get()
    page = client.post(url(v, row, "spalten"), {"spalte_0": "name", "spalte_1": "name"})
    assertContains(page, "„Einrichtung“ ist schon gewählt. Bitte nehmen Sie nur eine Spalte dafür.")
    page = client.post(url(v, row, "spalten"), {"spalte_0": "ort"})
    assertContains(page, "Welche Spalte nennt die Einrichtung?")
    assert client.post(url(v, row, "spalten"), {"spalte_0": "quatsch"}).status_code == 200
    answer = client.post(
        url(v, row, "spalten"), {"spalte_0": "name", "spalte_1": "nachname", "spalte_2": "art", "wert_art_0": "kita"}
    )
    assertRedirects(answer, url(v, row))
    row.refresh_from_db()
    assert (row.zuordnung, row.werte) == ({"0": "name", "1": "nachname", "2": "art"}, {"art": {"Wolke": "kita"}})
    assert row.zahlen == {"alle": 1, "neu": 1}


def test_values_that_a_corrected_column_brings_up_are_asked_for_before_the_preview(client, v):
    send(client, v, xlsx(["Name", "Was"], ["Kita Blau", "Wolke"]))
    row = Verzeichnisimport.objects.get()
    answer = client.post(url(v, row, "spalten"), {"spalte_0": "name", "spalte_1": "art"}, follow=True)
    assertContains(answer, "Einige Werte sind noch nicht eindeutig.")
    assertContains(answer, "„Wolke“ ist")


def test_rows_left_out_can_be_fetched_with_the_reason_mended_and_sent_again(client, v):
    zeilen, fehler = dreihundert()
    send(client, v, xlsx(*zeilen))
    row = Verzeichnisimport.objects.get()
    answer = client.get(url(v, row, "ausgelassen"))
    gefunden = list(load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert (len(gefunden), gefunden[0][-1]) == (fehler + 1, "Grund, warum ausgelassen")
    assert gefunden[1][-1] == "Einrichtung: Der Name der Einrichtung fehlt."
    service.start_import(verzeichnisimport=row, fassung=row.fassung, by=make_mitglied(v).akteur)
    client.post(url(v, row, "sofort"))
    row.refresh_from_db()
    assert v.einrichtungen.count() == 300 - fehler
    gefunden[1] = ("Kita Nachgetragen", *gefunden[1][1:])
    gefunden[4] = (*gefunden[4][:8], "heil@example.org", gefunden[4][9])
    send(client, v, xlsx(*gefunden))
    zahlen = Verzeichnisimport.objects.latest("pk").zahlen
    assert (zahlen["alle"], zahlen["fehlerhaft"], zahlen["neu"]) == (fehler, fehler - 2, 2)


@pytest.mark.parametrize("rows", [1, 3, 120])
def test_the_preview_stays_in_its_budget(client, v, rows, django_assert_num_queries):
    row = uploaded(v, ["Name", "Art"], *([f"Kita Nummer {n}", "Kita"] for n in range(rows)))
    with django_assert_num_queries(4):
        answer = client.get(url(v, row))
    assert len(answer.content) <= 40_000
    with django_assert_num_queries(7):
        client.get(url(v, row, "spalten"))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_imports_stays_in_its_budget(client, v, rows, django_assert_num_queries):
    for _n in range(rows):
        uploaded(v, ["Name", "Art"], ["Kita", "Kita"])
    with django_assert_num_queries(4):
        client.get(url(v))


def test_what_makes_no_sense_changes_nothing(client, v):
    row = uploaded(v, ["Name", "Art"], ["Kita Blau", "Kita"])
    for unsinn in ({"zeigen": "quatsch"}, {"seite": "x"}, {"zeigen": "neu", "seite": "99"}):
        assert client.get(url(v, row), unsinn).status_code == 200
    for fassung in ("", "x", "99", "9" * 30, "²"):
        answer = client.post(url(v, row, "uebernehmen"), {"fassung": fassung}, follow=True)
        assertContains(answer, "Die Vorschau hat sich geändert. Bitte prüfen Sie sie noch einmal.")
    client.post(url(v, row, "entscheiden"), {"zeile_2": "quatsch", "zeile_99": "neu"})
    client.post(url(v, row, "sofort"))
    row.refresh_from_db()
    assert (row.status, row.entscheidungen, v.einrichtungen.count()) == ("vorschau", {}, 0)


def test_a_draft_is_thrown_away_and_a_finished_import_is_not(client, v):
    row = uploaded(v, ["Name", "Art"], ["Kita Blau", "Kita"])
    assertContains(client.get(url(v, row, "verwerfen")), "Am Verzeichnis ändert das nichts.")
    assertRedirects(client.post(url(v, row, "verwerfen")), url(v))
    assert client.get(url(v, row)).status_code == 404
    fertig = taken_over(v, ["Name", "Art"], ["Kita Blau", "Kita"])
    assertRedirects(client.get(url(v, fertig, "verwerfen")), url(v, fertig))
    assertRedirects(client.get(url(v, fertig, "spalten")), url(v, fertig))
    answer = client.post(url(v, fertig, "verwerfen"), follow=True)
    assertContains(answer, "Dieser Import ist schon freigegeben und bleibt, wie er ist.")
    assert client.get(url(v, fertig, "ausgelassen")).status_code == 404


def test_hostile_text_is_shown_as_text(client, v):
    row = uploaded(v, ["Name", "<b>Art</b>"], ["<script>alert(1)</script>", "<i>Kita</i>"])
    for name in ("", "spalten"):
        page = client.get(url(v, row, name))
        assertNotContains(page, "<script>alert")
        assertNotContains(page, "<i>Kita")
    assertContains(client.get(url(v, row) + "?zeigen=fehlerhaft"), "&lt;script&gt;alert(1)&lt;/script&gt;")


def test_reading_members_export_but_do_not_import(client):
    mitglied = make_mitglied(rolle=Rolle.LESEND)
    client.force_login(mitglied.konto)
    v = mitglied.veranstalter
    make_einrichtung(v)
    row = uploaded(v, ["Name", "Art"], ["Kita Blau", "Kita"])
    page = client.get(reverse("teilnehmer:einrichtungen", args=[v.slug]))
    assertContains(page, "Exportieren (Excel)")
    assertNotContains(page, "Importieren")
    assert send(client, v, xlsx(["Name"], ["Kita"])).status_code == 403
    for name in ("", "spalten", "ausgelassen", "zuruecknehmen", "verwerfen"):
        assert client.get(url(v, row, name)).status_code == 403
    for name in ("spalten", "entscheiden", "uebernehmen", "sofort", "zuruecknehmen", "verwerfen"):
        assert client.post(url(v, row, name)).status_code == 403


def test_strangers_and_wrong_methods(client, v):
    fremd = uploaded(make_mitglied().veranstalter, ["Name", "Art"], ["Kita Blau", "Kita"])
    for name in ("", "spalten", "ausgelassen", "zuruecknehmen", "verwerfen"):
        assert client.get(url(fremd.veranstalter, fremd, name)).status_code == 404
        assert client.get(url(v, fremd, name)).status_code == 404
    row = uploaded(v, ["Name", "Art"], ["Kita Blau", "Kita"])
    for name in ("entscheiden", "uebernehmen", "sofort"):
        assert client.get(url(v, row, name)).status_code == 405
    for name in ("", "ausgelassen"):
        assert client.post(url(v, row, name)).status_code == 405
    assert client.delete(url(v)).status_code == 405
