"""Directory and registrations as files: XLSX for people, CSV for programs. What goes out comes back in."""

import csv
import io
from collections import defaultdict

from django.utils.translation import gettext as _

from konferenz.models import Konferenz, Veranstalter
from konferenz.texte import datum, uhrzeit
from teilnehmer.beteiligung import collect_radar
from teilnehmer.models import Ansprechperson, Einrichtung
from teilnehmer.verzeichnis.datei import protect
from teilnehmer.verzeichnis.plan import ARTEN, ENTSCHEIDEN, FEHLERHAFT, UEBERSPRUNGEN, VERALTET
from teilnehmer.verzeichnis.spalten import EXPORT, GRUND

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
AUSGELASSEN = (ENTSCHEIDEN, FEHLERHAFT, UEBERSPRUNGEN, VERALTET)
assert set(AUSGELASSEN) < set(ARTEN)  # noqa: S101 - two lists of the same words


def directory_rows(veranstalter: Veranstalter) -> list[list[str]]:
    """One row per contact, and one for an institution without any, in German order. Two queries."""
    personen = defaultdict(list)
    for person in Ansprechperson.objects.filter(einrichtung__veranstalter=veranstalter):
        personen[person.einrichtung_id].append(person)
    rows = []
    for row in Einrichtung.objects.filter(veranstalter=veranstalter).select_related("traeger"):
        rows += [_directory_row(row, person) for person in personen[row.pk] or [None]]
    return rows


def _directory_row(row: Einrichtung, person: Ansprechperson | None) -> list[str]:
    werte = {
        "kennung": row.kennung,
        "name": row.name,
        "art": row.get_art_display(),
        "traeger": row.traeger.name if row.traeger else "",
        "traeger_art": row.traeger.get_art_display() if row.traeger else "",
        "strasse": row.strasse,
        "plz": row.plz,
        "ort": row.ort,
        "telefon": row.telefon,
        "webseite": row.webseite,
        "tags": ", ".join(row.tags),
        "aktiv": _yes_no(row.aktiv),
    }
    if person:
        werte |= {
            "anrede": person.get_anrede_display() if person.anrede else "",
            "titel": person.titel,
            "vorname": person.vorname,
            "nachname": person.nachname,
            "funktion": person.funktion,
            "email": person.email,
            "person_telefon": person.telefon,
            "erhaelt_einladungen": _yes_no(person.erhaelt_einladungen),
        }
    return [str(werte.get(spalte.feld, "")) for spalte in EXPORT]


def directory_xlsx(veranstalter: Veranstalter) -> bytes:
    kopf = [(str(spalte.titel), spalte.breite) for spalte in EXPORT]
    return write_xlsx(_("Einrichtungen"), kopf, directory_rows(veranstalter))


def directory_csv(veranstalter: Veranstalter) -> bytes:
    """With BOM and semicolon, as Excel in German wants it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";")
    writer.writerow([str(spalte.titel) for spalte in EXPORT])
    writer.writerows([protect(text) for text in row] for row in directory_rows(veranstalter))
    return out.getvalue().encode("utf-8-sig")


def registrations_xlsx(konferenz: Konferenz) -> bytes:
    """Who is registered: names only through nennbar(), no mail, no telephone, no needs."""
    kopf = [
        (_("Nachname"), 20),
        (_("Vorname"), 16),
        (_("Einrichtung"), 38),
        (_("Funktion"), 26),
        (_("Stand"), 20),
        (_("Angemeldet"), 16),
        (_("Angemeldet am"), 20),
        (_("Anwesend seit"), 14),
    ]
    rows = konferenz.anmeldungen.nennbar().ohne_anfragen().for_list()
    return write_xlsx(
        _("Anmeldungen"),
        kopf,
        [
            [
                a.nachname if a.has_name else a.name,
                a.vorname,
                a.einrichtung.name if a.einrichtung else a.einrichtung_angabe,
                a.funktion,
                a.get_status_display(),
                a.get_kanal_display(),
                datum(a.angemeldet_am),
                _("%(zeit)s Uhr") % {"zeit": uhrzeit(a.anwesend_am)} if a.anwesend_am else "",
            ]
            for a in rows
        ],
    )


def radar_xlsx(konferenz: Konferenz) -> bytes:
    """The Beteiligungsradar as it stands on the overview; figures are numbers that can be reckoned with."""
    kopf = [
        (_("Art der Einrichtung"), 32),
        (_("Im Verzeichnis, nicht eingeladen"), 18),
        (_("Eingeladen"), 12),
        (_("Zugesagt"), 12),
        (_("Abgesagt"), 12),
        (_("Keine Antwort"), 15),
        (_("Zurückgekommen"), 17),
        (_("Personen"), 12),
        (_("Da"), 8),
    ]
    rows = [
        [z.label, z.verzeichnis, z.eingeladen, z.zugesagt, z.abgesagt, z.offen, z.zurueck, z.personen, z.anwesend]
        for z in collect_radar(konferenz)
    ]
    return write_xlsx(_("Beteiligung"), kopf, rows)


def left_out_xlsx(tabelle: dict, plan: list[dict]) -> bytes:
    """The rows of a file that were not taken, as they were, each with the reason: to be mended and uploaded again."""
    gruende = {zeile["nr"]: _reason(zeile) for zeile in plan if zeile["art"] in AUSGELASSEN}
    kopf = [(name, 20) for name in tabelle["kopf"]] + [(str(GRUND), 60)]
    rows = [[*zellen, gruende[nr]] for nr, zellen in tabelle["zeilen"] if nr in gruende]
    return write_xlsx(_("Ausgelassen"), kopf, rows)


def _reason(zeile: dict) -> str:
    if zeile["art"] == FEHLERHAFT:
        return " · ".join(f"{spalte}: {grund}" for spalte, grund in zeile["fehler"])
    return {
        ENTSCHEIDEN: _("Vielleicht schon im Verzeichnis. Das wurde nicht entschieden."),
        UEBERSPRUNGEN: _("Übersprungen."),
        VERALTET: _("Das Verzeichnis wurde inzwischen geändert."),
    }[zeile["art"]]


def write_xlsx(titel: str, kopf: list[tuple[str, int]], zeilen: list[list[str | int]]) -> bytes:
    # Only who asks for a sheet loads openpyxl: with numpy and lxml a fifth of a web process and of its start.
    from teilnehmer.verzeichnis import blatt

    return blatt.write_xlsx(titel, kopf, zeilen)


def _yes_no(value: bool) -> str:
    return _("ja") if value else _("nein")
