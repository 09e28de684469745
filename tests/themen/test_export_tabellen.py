"""Cards and measures for Excel: four sheets, dates are dates, nothing is a formula, names only where they may stand."""

import datetime
import io
import zipfile

import pytest
from openpyxl import load_workbook

from tests.factories import (
    make_anmeldung,
    make_befund,
    make_einrichtung,
    make_kleingruppe,
    make_konferenz_heute,
    make_massnahme,
    make_themenvorschlag,
)
from themen.export.tabellen import write_tabellen
from themen.models import Klebepunkt
from themen.protokoll.daten import Variante
from themen.protokoll.sammeln import collect_protokoll

pytestmark = pytest.mark.django_db


@pytest.fixture
def konferenz():
    konferenz = make_konferenz_heute()
    thema = make_themenvorschlag(konferenz, titel="Schwimmen lernen", beschreibung="=cmd|' /C calc'!A0")
    gruppe = make_kleingruppe(konferenz, titel="Sport", themen=[thema])
    gruppe.offen = "Wer zahlt?"
    gruppe.save()
    make_themenvorschlag(konferenz, titel="Ohne Gruppe", beschreibung="")
    haus = make_einrichtung(konferenz.veranstalter, name="Hort Nord")
    person = make_anmeldung(konferenz, vorname="Kim", nachname="Kern", einrichtung=haus)
    ist = make_befund(gruppe, text="=1+1", einrichtung=haus)
    make_befund(gruppe, text="Ist ohne Antwort")
    soll = make_befund(gruppe, "soll", bezug=[ist], text="+ mehr\x07 Wasser")
    Klebepunkt.objects.create(konferenz=konferenz, befund=soll, anmeldung=person, anzahl=2)
    make_massnahme(
        gruppe,
        befunde=[soll],
        was="@SUM(A1)",
        verantwortlich=person,
        einrichtung=haus,
        bis=datetime.date(2027, 1, 31),
    )
    make_massnahme(gruppe, was="Noch offen", verbleib="Jugendamt")
    return konferenz


def sheets(konferenz, **options) -> dict[str, list[tuple]]:
    book = load_workbook(io.BytesIO(write_tabellen(konferenz, **{"intern": True} | options)))
    return {sheet.title: [tuple(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}


def test_four_sheets_say_what_the_board_says(konferenz):
    found = sheets(konferenz)
    assert list(found) == ["Karten", "Maßnahmen", "Themen", "Themenspeicher"]
    assert found["Karten"][1:] == [
        (1, "Sport", "Ist", 1, "=1+1", None, "Hort Nord", 0),
        (1, "Sport", "Ist", 2, "Ist ohne Antwort", None, None, 0),
        (1, "Sport", "Soll", 1, "+ mehr Wasser", "Ist 1", None, 2),
    ]
    bis = datetime.datetime(2027, 1, 31)  # noqa: DTZ001 - as the format keeps days
    assert found["Maßnahmen"][1:] == [
        ("1.1", 1, "@SUM(A1)", "Soll 1", "Kim Kern, Hort Nord", None, None, bis, None, None, "offen", None)
    ]
    assert [(row[0], row[7]) for row in found["Themen"][1:]] == [("Ohne Gruppe", None), ("Schwimmen lernen", "1")]
    assert found["Themenspeicher"][1:] == [
        ("Ohne Gruppe", None, None, "Themenvorschlag"),
        ("Ist ohne Antwort (Ist 2): noch kein Soll", None, None, "Gruppe 1"),
        ("Noch offen", "Noch ohne Verantwortliche und ohne Datum", "Jugendamt", "Gruppe 1"),
        ("Wer zahlt?", None, None, "Gruppe 1"),
    ]


@pytest.mark.parametrize("intern", [True, False])
def test_the_themenspeicher_is_that_of_the_minutes(konferenz, intern):
    minutes = collect_protokoll(konferenz, Variante.INTERN if intern else Variante.OEFFENTLICH).themenspeicher
    rows = [tuple(cell or "" for cell in row) for row in sheets(konferenz, intern=intern)["Themenspeicher"][1:]]
    assert rows == [(z.punkt, z.zusatz, z.verbleib, z.aus) for z in minutes]


def test_nobody_is_named_in_the_open_file_nor_with_a_sperrvermerk(konferenz):
    offen = sheets(konferenz, intern=False)
    assert offen["Maßnahmen"][1][4] == "Hort Nord"
    assert "Kim Kern" not in str(offen)
    konferenz.anmeldungen.update(gesperrt=True)
    for intern in (True, False):
        gesperrt = sheets(konferenz, intern=intern)
        assert gesperrt["Maßnahmen"][1][4] == "eine Person, die dabei war"
        assert "Kim Kern" not in str(gesperrt)


def test_nothing_is_a_formula(konferenz):
    data = write_tabellen(konferenz, intern=True)
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        assert all(b"<f>" not in file.read(name) for name in file.namelist())
    book = load_workbook(io.BytesIO(data))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s", "n", "d"}
    risky = [cell for cell in cells if isinstance(cell.value, str) and cell.value[0] in "=+-@"]
    assert len(risky) == 4
    assert all(cell.quotePrefix for cell in risky)


def test_heads_stay_and_columns_have_widths(konferenz):
    book = load_workbook(io.BytesIO(write_tabellen(konferenz, intern=True)))
    for sheet in book:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref.startswith("A1:")
        assert all(sheet[1][n].font.bold for n in range(sheet.max_column))
        assert sheet.column_dimensions["A"].width >= 6
    assert book["Maßnahmen"]["H2"].number_format == "DD.MM.YYYY"


def test_an_empty_conference_gives_empty_sheets():
    assert {name: len(rows) for name, rows in sheets(make_konferenz_heute()).items()} == {
        "Karten": 1,
        "Maßnahmen": 1,
        "Themen": 1,
        "Themenspeicher": 1,
    }
