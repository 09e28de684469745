"""Cards, measures and topics as one workbook. Import it only where a file is made: openpyxl brings numpy and lxml."""

import datetime
import io
from collections.abc import Iterable

from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.utils import get_column_letter

from konferenz.models import Konferenz
from teilnehmer.verzeichnis.datei import GEFAEHRLICH, protect_apostrophes
from themen.massnahmen import MassnahmeZeile
from themen.models import Befund, Kleingruppe, Themenvorschlag
from themen.protokoll.daten import Variante
from themen.protokoll.sammeln import collect_daten

XLSX_TYP = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
A4 = 9  # as the format numbers paper
MAX_ZELLE = 32_767  # more the format does not hold
Wert = str | int | datetime.date | None


def write_tabellen(konferenz: Konferenz, *, intern: bool) -> bytes:
    """Four sheets of the data, also of what the minutes leave out; with `intern` the responsible persons are named."""
    mappe = Workbook(write_only=True)
    mappe.properties.title, mappe.properties.creator = konferenz.titel, konferenz.veranstalter.name
    mappe.properties.language = "de-DE"
    kopf = NamedStyle(
        "Kopf",
        font=Font(bold=True),
        fill=PatternFill("solid", fgColor="E1E7F0"),
        border=Border(bottom=Side("medium", color="171A2B")),
        alignment=Alignment(vertical="center", wrap_text=True),
    )
    text = NamedStyle("Text", alignment=Alignment(vertical="top", wrap_text=True))
    mappe.add_named_style(kopf)
    mappe.add_named_style(text)
    daten = collect_daten(konferenz, Variante.INTERN if intern else Variante.OEFFENTLICH)
    themen = list(
        Themenvorschlag.objects.filter(konferenz=konferenz)
        .sichtbar()
        .select_related("leitfrage", "einrichtung")
        .with_mitstreiter()
        .order_by("sortierschluessel", "pk")
    )
    wo = _groups_of_topics(konferenz)
    _sheet(mappe, _("Karten"), KARTEN, _cards(konferenz))
    _sheet(mappe, _("Maßnahmen"), MASSNAHMEN, map(_measure, daten.massnahmen))
    _sheet(mappe, _("Themen"), THEMEN, (_topic(thema, wo.get(thema.pk, [])) for thema in themen))
    speicher = ([zeile.punkt, zeile.zusatz, zeile.verbleib, zeile.aus] for zeile in daten.themenspeicher)
    _sheet(mappe, _("Themenspeicher"), SPEICHER, speicher)
    out = io.BytesIO()
    mappe.save(out)
    return out.getvalue()


KARTEN = [
    (gettext_lazy("Gruppe"), 9),
    (gettext_lazy("Titel der Gruppe"), 28),
    (gettext_lazy("Art"), 8),
    (gettext_lazy("Nr."), 6),
    (gettext_lazy("Text"), 70),
    (gettext_lazy("Bezug"), 22),
    (gettext_lazy("Einrichtung"), 30),
    (gettext_lazy("Punkte"), 9),
]
MASSNAHMEN = [
    (gettext_lazy("Nr."), 8),
    (gettext_lazy("Gruppe"), 9),
    (gettext_lazy("Maßnahme"), 55),
    (gettext_lazy("Ziel"), 18),
    (gettext_lazy("Verantwortlich"), 36),
    (gettext_lazy("Mit wem"), 28),
    (gettext_lazy("Ab"), 12),
    (gettext_lazy("Bis"), 12),
    (gettext_lazy("Was gebraucht wird"), 28),
    (gettext_lazy("Woran man es merkt"), 28),
    (gettext_lazy("Stand"), 16),
    (gettext_lazy("Grund"), 28),
]
THEMEN = [
    (gettext_lazy("Thema"), 45),
    (gettext_lazy("Beschreibung"), 60),
    (gettext_lazy("Leitfrage"), 40),
    (gettext_lazy("Handlungsfeld"), 26),
    (gettext_lazy("Altersgruppe"), 20),
    (gettext_lazy("Eingebracht von"), 30),
    (gettext_lazy("Mitstreiter/-innen"), 12),
    (gettext_lazy("Gruppe"), 12),
    (gettext_lazy("Stand"), 20),
    (gettext_lazy("Eingereicht am"), 14),
]
SPEICHER = [
    (gettext_lazy("Offener Punkt"), 60),
    (gettext_lazy("Einzelheiten"), 60),
    (gettext_lazy("Verbleib"), 40),
    (gettext_lazy("Aus"), 24),
]


def _cards(konferenz: Konferenz) -> Iterable[list[Wert]]:
    karten = (
        Befund.objects.filter(konferenz=konferenz)
        .vorhanden()
        .select_related("kleingruppe", "einrichtung")
        .prefetch_related("bezug")
        .annotate(punkte=Sum("klebepunkte__anzahl"))
    )
    reihe = list(Befund.Art)
    for karte in sorted(karten, key=lambda k: (k.kleingruppe.nummer, reihe.index(k.art), k.position, k.nummer)):
        ziele = sorted(
            (ziel for ziel in karte.bezug.all() if ziel.geloescht_am is None), key=lambda z: (z.art, z.nummer)
        )
        yield [
            karte.kleingruppe.nummer,
            karte.kleingruppe.titel,
            str(karte.get_art_display()),
            karte.nummer,
            karte.text,
            ", ".join(str(ziel) for ziel in ziele),
            karte.einrichtung.name if karte.einrichtung_id else "",
            karte.punkte or 0,
        ]


def _measure(zeile: MassnahmeZeile) -> list[Wert]:
    return [
        zeile.nummer,
        zeile.gruppe,
        zeile.was,
        ", ".join(zeile.ziel),
        zeile.wer,
        zeile.mit,
        zeile.ab,
        zeile.bis,
        zeile.ressourcen,
        zeile.merkmal,
        zeile.status_worte,
        zeile.grund,
    ]


def _groups_of_topics(konferenz: Konferenz) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    rows = Kleingruppe.objects.filter(konferenz=konferenz, herkunft__bis__isnull=True).bestehend()
    for nummer, thema in rows.order_by("nummer").values_list("nummer", "herkunft__thema"):
        if thema is not None:
            found.setdefault(thema, []).append(nummer)
    return found


def _topic(thema: Themenvorschlag, gruppen: list[int]) -> list[Wert]:
    return [
        thema.titel,
        thema.beschreibung,
        thema.leitfrage.text if thema.leitfrage_id else "",
        str(thema.get_handlungsfeld_display()) if thema.handlungsfeld else "",
        str(thema.get_altersgruppe_display()) if thema.altersgruppe else "",
        thema.einrichtung.name if thema.einrichtung_id else "",
        thema.anzahl_mitstreiter,
        ", ".join(str(nummer) for nummer in gruppen),
        str(thema.get_status_display()),
        timezone.localtime(thema.eingereicht_am).date(),
    ]


def _sheet(mappe: Workbook, titel: str, kopf: list[tuple[str, int]], zeilen: Iterable[list[Wert]]) -> None:
    """Marked head that stays, widths, filter; what somebody typed is never a formula."""
    zeilen = list(zeilen)
    blatt = mappe.create_sheet(titel)
    blatt.freeze_panes = "A2"
    blatt.auto_filter.ref = f"A1:{get_column_letter(len(kopf))}{len(zeilen) + 1}"
    blatt.page_setup.orientation, blatt.page_setup.paperSize = "landscape", A4
    blatt.page_setup.fitToHeight, blatt.sheet_properties.pageSetUpPr.fitToPage = 0, True
    blatt.print_title_rows = "1:1"
    for nummer, (_name, breite) in enumerate(kopf, start=1):
        blatt.column_dimensions[get_column_letter(nummer)].width = breite
    blatt.append([_cell(blatt, str(name), "Kopf") for name, _breite in kopf])
    for zeile in zeilen:
        blatt.append([_cell(blatt, wert, "Text") for wert in zeile])


def _cell(blatt, wert: Wert, stil: str) -> Cell | None:
    if wert is None or wert == "":
        return None
    if isinstance(wert, str):
        text = ILLEGAL_CHARACTERS_RE.sub("", protect_apostrophes(wert))[:MAX_ZELLE]
        cell = WriteOnlyCell(blatt, text)
        cell.data_type = "s"
        cell.style = stil
        cell.quotePrefix = text.startswith(GEFAEHRLICH)
        return cell
    cell = WriteOnlyCell(blatt, wert)
    cell.style = stil
    if isinstance(wert, datetime.date):
        cell.number_format = "DD.MM.YYYY"
    return cell
