"""Files for the import's tests: what Excel and others write, made on the spot."""

import csv
import io

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from konferenz.akteur import Rolle
from teilnehmer.models import Verzeichnisimport
from teilnehmer.services import verzeichnisimport as service
from teilnehmer.verzeichnis.bestand import Bestand
from teilnehmer.verzeichnis.datei import read_table
from teilnehmer.verzeichnis.plan import make_plan
from teilnehmer.verzeichnis.spalten import guess_columns
from tests.factories import make_akteur

KOPF = ["Einrichtung", "Art", "Träger", "Straße", "PLZ", "Ort", "Vorname", "Nachname", "E-Mail"]


def upload(inhalt: bytes, name: str = "liste.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, inhalt)


def xlsx(*zeilen) -> bytes:
    mappe = Workbook()
    for zeile in zeilen:
        mappe.active.append(zeile)
    out = io.BytesIO()
    mappe.save(out)
    return out.getvalue()


def csv_text(zeilen, trenner: str = ";") -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=trenner).writerows(zeilen)
    return out.getvalue()


def read(inhalt: bytes, name: str = "liste.xlsx"):
    return read_table(upload(inhalt, name))


def plan_of(veranstalter, *zeilen, werte=None, entscheidungen=None) -> list[dict]:
    """The rows of the preview for these rows of a file; the first one is the head."""
    tabelle = read(xlsx(*zeilen)).as_json()
    plan = make_plan(tabelle, guess_columns(tabelle["kopf"]), werte or {}, entscheidungen or {}, Bestand(veranstalter))
    return plan.as_json()


def kinds(plan: list[dict]) -> list[str]:
    return [zeile["art"] for zeile in plan]


def uploaded(veranstalter, *zeilen, by=None) -> Verzeichnisimport:
    return service.create_import(
        veranstalter=veranstalter,
        dateiname="liste.xlsx",
        tabelle=read(xlsx(*zeilen)),
        by=by or make_akteur(Rolle.PLANUNG),
    )


def taken_over(veranstalter, *zeilen) -> Verzeichnisimport:
    return carry_out(uploaded(veranstalter, *zeilen))


def carry_out(row: Verzeichnisimport) -> Verzeichnisimport:
    """Released, and the worker's job done here."""
    by = make_akteur(Rolle.PLANUNG)
    service.start_import(verzeichnisimport=row, fassung=row.fassung, by=by)
    service.run_import(pk=row.pk, rolle=by.rolle, akteur=by.id)
    row.refresh_from_db()
    return row


def dreihundert() -> tuple[list[list], int]:
    """300 rows of 300 institutions, 40 of them with a fault: eight kinds, five times each."""
    fehler = [
        lambda z: z | {"Einrichtung": ""},
        lambda z: z | {"Art": "Raumschiff"},
        lambda z: z | {"Art": ""},
        lambda z: z | {"E-Mail": "kontakt(at)example.org"},
        lambda z: z | {"PLZ": "14 Kleinmachnow"},
        lambda z: z | {"Nachname": ""},
        lambda z: z | {"Einrichtung": "Sehr langer Name " * 10},
        lambda z: z | {"Träger": "Zusammenschluss"},
    ]
    arten = ["Kindertagesstätte", "Grundschule", "Jugendclub", "Sportverein", "Kirchengemeinde"]
    zeilen = []
    for n in range(300):
        zeile = {
            "Einrichtung": f"{arten[n % 5]} {ORTE[n % 20]} {NAMEN[n // 20]}",
            "Art": arten[n % 5],
            "Träger": ["Gemeinde Kleinmachnow", "Nordlicht e. V.", "Evangelische Kirchengemeinde"][n % 3],
            "Straße": f"Straße {n} Nr. {n % 9 + 1}",
            "PLZ": 14532.0 if n % 2 else "14532",
            "Ort": "Kleinmachnow",
            "Vorname": "Miriam",
            "Nachname": f"Albers {n}",
            "E-Mail": f"kontakt{n}@example.org",
        }
        if n % 7 == 3 and n // 7 < 40:
            zeile = fehler[n // 7 % 8](zeile)
        zeilen.append([zeile[name] for name in KOPF])
    return [KOPF, *zeilen], 40


ORTE = "Ahorn Birke Chaussee Dahlie Eiche Föhre Ginster Hasel Iris Jasmin Kiefer Linde Mohn Nelke Olive Pappel Quitte Rose Salbei Tanne".split()  # noqa: E501, SIM905
NAMEN = "Nord Süd Ost West Mitte Berg Tal See Wald Feld Hof Tor Weg Platz Ring".split()  # noqa: SIM905
