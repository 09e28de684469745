"""One sheet as an XLSX file. Import it only where a file is made: openpyxl brings numpy and lxml along."""

import io

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.utils import get_column_letter

from teilnehmer.verzeichnis.datei import GEFAEHRLICH, protect_apostrophes

A4 = 9  # as the format numbers paper


def write_xlsx(titel: str, kopf: list[tuple[str, int]], zeilen: list[list[str | int]]) -> bytes:
    """A sheet as a person would make it: marked head that stays, widths, filter; text is text, numbers are numbers."""
    mappe = Workbook(write_only=True)
    blatt = mappe.create_sheet(titel)
    stil = NamedStyle(
        "Kopf",
        font=Font(bold=True),
        fill=PatternFill("solid", fgColor="E1E7F0"),
        border=Border(bottom=Side("medium", color="171A2B")),
        alignment=Alignment(vertical="center", wrap_text=True),
    )
    mappe.add_named_style(stil)
    blatt.freeze_panes = "A2"
    blatt.auto_filter.ref = f"A1:{get_column_letter(len(kopf))}{len(zeilen) + 1}"
    blatt.page_setup.orientation, blatt.page_setup.paperSize = "landscape", A4
    blatt.page_setup.fitToHeight, blatt.sheet_properties.pageSetUpPr.fitToPage = 0, True
    for nummer, (_name, breite) in enumerate(kopf, start=1):
        blatt.column_dimensions[get_column_letter(nummer)].width = breite
    blatt.append([_cell(blatt, name, "Kopf") for name, _breite in kopf])
    for zeile in zeilen:
        blatt.append([_cell(blatt, text) for text in zeile])
    out = io.BytesIO()
    mappe.save(out)
    return out.getvalue()


def _cell(blatt, text: str | int, stil: str = "") -> Cell | str | int | None:
    """Text by type: a spreadsheet does not calculate it, and with the quote mark not after editing either."""
    if isinstance(text, int):
        return text
    if not stil and (text == "" or text[0].isalpha()):  # cannot be taken for anything else; cells cost time
        return ILLEGAL_CHARACTERS_RE.sub("", text) or None
    cell = WriteOnlyCell(blatt, ILLEGAL_CHARACTERS_RE.sub("", protect_apostrophes(text)))
    cell.data_type = "s"
    if stil:
        cell.style = stil
    else:
        cell.number_format = "@"
        cell.quotePrefix = text.startswith(GEFAEHRLICH)
    return cell
