"""What officers upload: files of Excel, of other programs, and of nobody's."""

import datetime
import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from openpyxl import Workbook

from teilnehmer.verzeichnis.datei import OLE, read_table
from teilnehmer.verzeichnis.spalten import guess_columns
from teilnehmer.verzeichnis.werte import (
    guess_traeger_art,
    map_anrede,
    map_art,
    map_traeger_art,
    split_person,
)
from tests.teilnehmer.verzeichnis_dateien import csv_text, read, upload, xlsx

ZEILEN = [["Einrichtung", "Träger", "Straße"], ["Kita Fröbel", "Größe & Söhne", "Äußerer Weg 5; Hof"]]


@pytest.mark.parametrize("trenner", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_csv_is_read_whatever_separator_and_encoding(trenner, encoding):
    tabelle = read(csv_text(ZEILEN, trenner).encode(encoding), "liste.csv")
    assert tabelle.kopf == ZEILEN[0]
    assert tabelle.zeilen == [(2, ZEILEN[1])]


def test_csv_that_names_its_separator_and_breaks_lines_in_cells():
    tabelle = read(b'sep=;\r\nName;Ort\r\n"Kita\nBlau";"a;b"\r\n\r\n;;\r\nHort;X\r\n', "liste.csv")
    assert tabelle.kopf == ["Name", "Ort"]
    assert [zellen for _nr, zellen in tabelle.zeilen] == [["Kita Blau", "a;b"], ["Hort", "X"]]


def test_cells_of_excel_become_what_a_person_sees():
    zeilen = [
        ["Einrichtung", "PLZ", "Telefon", "aktiv", "Titel", "Funktion"],
        ["Kita", 14532.0, 3320388, True, datetime.datetime(2022, 6, 16), 3.5],  # noqa: DTZ001
        ["Hort", "01234", "033203 88", False, datetime.date(2022, 6, 16), None],
    ]
    assert [zellen for _nr, zellen in read(xlsx(*zeilen)).zeilen] == [
        ["Kita", "14532", "3320388", "ja", "16.06.2022", "3,5"],
        ["Hort", "01234", "033203 88", "nein", "16.06.2022", ""],
    ]


def test_the_head_may_stand_further_down_and_empty_rows_and_columns_vanish():
    tabelle = read(
        xlsx(
            ["Liste der Einrichtungen 2022"],
            [],
            ["Stand:", "Juni"],
            [None, "Name", None, "Ort"],
            [],
            [None, "Kita Blau", None, "Kleinmachnow", "ohne Kopf"],
        )
    )
    assert tabelle.kopf == ["Name", "Ort", "Spalte 5"]
    assert tabelle.zeilen == [(6, ["Kita Blau", "Kleinmachnow", "ohne Kopf"])]


def test_formulas_show_what_they_were_last_calculated_to_and_hidden_sheets_are_left_out():
    mappe = Workbook()
    mappe.active.sheet_state = "hidden"
    mappe.active.append(["Name"])
    blatt = mappe.create_sheet("Liste")
    blatt.append(["Name", "Ort"])
    blatt.append(["Kita Blau", '=CONCAT("Klein","machnow")'])
    out = io.BytesIO()
    mappe.save(out)
    assert read(out.getvalue()).zeilen == [(2, ["Kita Blau", ""])]  # nobody has calculated it yet


def _bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as paket:
        paket.writestr("xl/workbook.xml", b"")
        paket.writestr("xl/worksheets/sheet1.xml", b"\0" * 61 * 1024 * 1024)
    return out.getvalue()


def _zip(name: str = "wort.xml") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as paket:
        paket.writestr(name, "<x/>")
    return out.getvalue()


@pytest.mark.parametrize(
    ("inhalt", "satz"),
    [
        (b"x" * (5 * 1024 * 1024 + 1), "größer als 5 MB"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "mit einem Kennwort geschützt"),
        (OLE + b"Workbook", "eine ältere Excel-Datei"),
        (_bomb(), "entpackt zu groß"),
        (_zip(), "Das ist keine Excel-Datei"),
        (_zip("xl/workbook.xml"), "Die Datei lässt sich nicht lesen"),
        (xlsx(["Name"], ["Kita"])[:900], "Die Datei lässt sich nicht lesen"),
        (b"%PDF-1.7", "Das ist keine Tabelle"),
        (b"\x89PNG\r\n", "Das ist keine Tabelle"),
        (b"Name;Ort\r\n\x00\x01;x", "Das ist keine Tabelle"),
        (b"Name;Ort\r\n\x81\x8d;x", "Die Umlaute in der Datei lassen sich nicht lesen"),
        (b";;;\r\n\r\n", "Die Datei ist leer"),
        (xlsx(), "Die Datei ist leer"),
        (b"Auto;Farbe\r\nGolf;rot\r\n", "fehlt eine Kopfzeile"),
        (b"Name;Ort\r\n", "Unter der Kopfzeile steht nichts"),
        (b"Name\r\n" + b"Kita\r\n" * 5001, "mehr als 5 000 Zeilen"),
        (b"Name;" + b"x;" * 70 + b"\r\n", "mehr als 60 Spalten"),
        (b'Name;"Ort\r\n' + b"x" * 200_000, "Anführungszeichen"),
    ],
)
def test_what_is_no_list_is_refused_with_a_sentence(inhalt, satz):
    with pytest.raises(ValidationError) as error:
        read_table(upload(inhalt))
    assert satz in error.value.messages[0]


def test_a_sheet_that_claims_a_million_rows_and_columns_is_read_quickly():
    mappe = Workbook()
    mappe.active.append(["Name"])
    mappe.active.append(["Kita"])
    mappe.active.cell(1_048_576, 16_384, "x")
    out = io.BytesIO()
    mappe.save(out)
    assert read(out.getvalue()).zeilen == [(2, ["Kita"])]


def test_5000_rows_are_read():
    assert len(read(b"Name\r\n" + b"Kita\r\n" * 5000, "x.csv").zeilen) == 5000


@pytest.mark.parametrize(
    ("kopf", "felder"),
    [
        (["Institution", "Typ", "Träger", "Anschrift", "Postleitzahl"], ["name", "art", "traeger", "strasse", "plz"]),
        (["NAME", "Straße/Hausnr.", "Stadt", "Homepage"], ["name", None, "ort", "webseite"]),
        (["Einrichtung", "Name", "Vorname", "Mail"], ["name", "nachname", "vorname", "email"]),
        (["Einrichtung", "Ansprechpartner/in", "Telefon", "Telefon"], ["name", "person", "telefon", "person_telefon"]),
        (["Schule", "Name", "E-Mail-Adresse"], ["name", "person", "email"]),
        (["Name", "Grund, warum ausgelassen"], ["name", None]),
    ],
)
def test_columns_are_guessed_from_what_people_call_them(kopf, felder):
    found = guess_columns(kopf)
    assert [found.get(str(i)) for i in range(len(kopf))] == felder


@pytest.mark.parametrize(
    ("text", "art"),
    [
        ("Kindertagesstätte", "kita"),
        ("KITA", "kita"),
        ("Ev. Kindergarten", "kita"),
        ("Grundschule", "schule"),
        ("Volkshochschule, Musikschule", "vhs_musikschule"),
        ("Sportverein", "sport"),
        ("Kita und Hort", None),
        ("Raumschiff", None),
    ],
)
def test_kinds_are_read_tolerantly_and_never_guessed(text, art):
    assert map_art(text) == art


@pytest.mark.parametrize(
    ("text", "anrede"),
    [("Frau", "frau"), ("Fr.", "frau"), ("HERR", "herr"), ("Hr", "herr"), ("divers", ""), ("Dr.", None)],
)
def test_salutations(text, anrede):
    assert map_anrede(text) == anrede


def test_kinds_of_carriers():
    assert [map_traeger_art(t) for t in ("Kommune", "freier Träger", "evangelisch", "Mond")] == [
        "kommunal",
        "frei",
        "konfessionell",
        None,
    ]
    assert [guess_traeger_art(n) for n in ("Stadt Teltow", "Landkreis PM", "Nordlicht e.V.", "Caritas", "Mond")] == [
        "kommunal",
        "kreis",
        "frei",
        "konfessionell",
        None,
    ]


@pytest.mark.parametrize(
    ("text", "teile"),
    [
        ("Frau Dr. Miriam Albers", ("frau", "Dr.", "Miriam", "Albers")),
        ("Albers, Miriam", ("", "", "Miriam", "Albers")),
        ("Herr Prof. Dr. med. Jan van der Berg", ("herr", "Prof. Dr. med.", "Jan", "van der Berg")),
        ("Hr. Yilmaz", ("herr", "", "", "Yilmaz")),
        ("von Stein, Dr. Kim", ("", "Dr.", "Kim", "von Stein")),
        ("Albers", ("", "", "", "Albers")),
    ],
)
def test_a_whole_name_in_one_cell_is_split(text, teile):
    assert tuple(split_person(text).values()) == teile
