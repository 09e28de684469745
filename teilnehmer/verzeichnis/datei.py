"""A file from outside becomes a table of text: XLSX or CSV, whatever Excel made of it, or a sentence what to do."""

import csv
import datetime
import io
import re
import unicodedata
import warnings
import zipfile
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from teilnehmer.verzeichnis.spalten import guess_column

MAX_BYTES = 5 * 1024 * 1024
MAX_ENTPACKT = 60 * 1024 * 1024
MAX_TEILE = 500
MAX_ZEILEN = 5_000
MAX_SPALTEN = 60
MAX_ZELLE = 1_000
# Heads stand under a title or a logo; further down there are none.
KOPF_SUCHEN = 15
OLE = bytes.fromhex("D0CF11E0A1B11AE1")
GEFAEHRLICH = ("=", "+", "-", "@", "\t", "\r", "\n")
_GESCHUETZT = re.compile(r"'+[=+\-@\t\r\n]")
_STEUERZEICHEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True)
class Tabelle:
    kopf: list[str]
    zeilen: list[tuple[int, list[str]]]  # number as the file counts, and cells

    def as_json(self) -> dict:
        return {"kopf": self.kopf, "zeilen": [[nummer, list(zellen)] for nummer, zellen in self.zeilen]}


def read_table(upload) -> Tabelle:
    """The uploaded file as a table; raises ValidationError with what is wrong and what helps."""
    if upload.size > MAX_BYTES:
        raise ValidationError(_("Die Datei ist größer als 5 MB. Bitte teilen Sie sie auf."))
    inhalt = upload.read()
    if inhalt.startswith(OLE):
        if "EncryptedPackage".encode("utf-16-le") in inhalt:
            raise ValidationError(
                _("Die Datei ist mit einem Kennwort geschützt. Bitte speichern Sie sie ohne Kennwort.")
            )
        raise ValidationError(_("Das ist eine ältere Excel-Datei. Bitte speichern Sie sie als „.xlsx“ oder „.csv“."))
    if inhalt.startswith(b"PK"):
        zeilen = _read_xlsx(inhalt)
    elif inhalt.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8", b"GIF8", b"{\\rtf", b"\x1f\x8b", b"7z")):
        raise ValidationError(_("Das ist keine Tabelle. Möglich sind Excel-Dateien (.xlsx) und CSV-Dateien."))
    else:
        zeilen = _read_csv(inhalt)
    return _with_head(zeilen)


def clean(text: str) -> str:
    """One line without what cannot be seen; letters composed, as everything else in the database."""
    return " ".join(unicodedata.normalize("NFC", _STEUERZEICHEN.sub("", text)).split())


def protect(text: str) -> str:
    """For CSV: an apostrophe before what a spreadsheet would calculate. `unprotect` takes exactly that away."""
    return f"'{text}" if text.startswith(GEFAEHRLICH) or _GESCHUETZT.match(text) else text


def protect_apostrophes(text: str) -> str:
    """For XLSX, where text is text: only what `unprotect` would take for protected."""
    return f"'{text}" if _GESCHUETZT.match(text) else text


def unprotect(text: str) -> str:
    return text[1:] if _GESCHUETZT.match(text) else text


# XLSX


def _read_xlsx(inhalt: bytes) -> list[tuple[int, list[str]]]:
    unlesbar = ValidationError(
        _("Die Datei lässt sich nicht lesen. Bitte öffnen Sie sie in Excel und speichern Sie sie neu als „.xlsx“.")
    )
    from openpyxl import load_workbook  # late: it brings numpy and lxml into the process

    try:
        with zipfile.ZipFile(io.BytesIO(inhalt)) as paket:
            teile = paket.infolist()
            if len(teile) > MAX_TEILE or sum(teil.file_size for teil in teile) > MAX_ENTPACKT:
                raise ValidationError(_("Die Datei ist entpackt zu groß. Bitte nehmen Sie nur die Tabelle selbst."))
            if "xl/workbook.xml" not in paket.namelist():
                raise ValidationError(
                    _("Das ist keine Excel-Datei. Bitte speichern Sie die Tabelle als „.xlsx“ oder „.csv“.")
                )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of drawings and rules that it leaves out
            mappe = load_workbook(io.BytesIO(inhalt), read_only=True, data_only=True, keep_links=False)
            try:
                for blatt in mappe.worksheets:
                    if blatt.sheet_state == "visible" and (zeilen := _rows_of_sheet(blatt)):
                        return zeilen
            finally:
                mappe.close()
    except ValidationError:
        raise
    except Exception as error:  # a broken file fails in many ways inside zipfile, expat and openpyxl
        raise unlesbar from error
    return []


def _rows_of_sheet(blatt) -> list[tuple[int, list[str]]]:
    blatt.reset_dimensions()  # what the file says about its size may be wrong
    zeilen = []
    for nummer, zellen in enumerate(blatt.iter_rows(max_col=MAX_SPALTEN, values_only=True), start=1):
        texte = [_cell_text(wert) for wert in zellen]
        if any(texte):
            zeilen.append((nummer, texte))
            _check_rows(zeilen)
    return zeilen


def _cell_text(wert) -> str:
    """What somebody sees in the cell, as far as the file says it."""
    if wert is None:
        return ""
    if isinstance(wert, bool):
        return "ja" if wert else "nein"
    if isinstance(wert, float):
        return str(int(wert)) if wert.is_integer() else str(wert).replace(".", ",")
    if isinstance(wert, datetime.datetime):
        return f"{wert:%d.%m.%Y}" if wert.time() == datetime.time() else f"{wert:%d.%m.%Y %H:%M}"
    if isinstance(wert, datetime.date):
        return f"{wert:%d.%m.%Y}"
    return clean(unprotect(str(wert)))


# CSV


def _read_csv(inhalt: bytes) -> list[tuple[int, list[str]]]:
    text = _decode(inhalt)
    if text[:4].lower() == "sep=":  # a line for Excel only; the first row keeps its number
        text = "\n" + text.partition("\n")[2]
    try:
        zeilen = max((_split(text, zeichen) for zeichen in ";\t,"), key=_fit)
    except csv.Error as error:
        raise ValidationError(
            _("Die Datei lässt sich nicht lesen. Ist vielleicht ein Anführungszeichen nicht geschlossen?")
        ) from error
    return zeilen


def _decode(inhalt: bytes) -> str:
    if inhalt.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\x00" in inhalt:
        raise ValidationError(_("Das ist keine Tabelle. Möglich sind Excel-Dateien (.xlsx) und CSV-Dateien."))
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            return inhalt.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ValidationError(
        _("Die Umlaute in der Datei lassen sich nicht lesen. Bitte speichern Sie sie als „CSV UTF-8“.")
    )


def _split(text: str, zeichen: str) -> list[tuple[int, list[str]]]:
    zeilen = []
    leser = csv.reader(io.StringIO(text, newline=""), delimiter=zeichen)
    for nummer, zellen in enumerate(leser, start=1):
        texte = [clean(unprotect(zelle)) for zelle in zellen]
        if any(texte[MAX_SPALTEN:]):
            raise ValidationError(_("Die Tabelle hat mehr als 60 Spalten. Bitte löschen Sie die übrigen."))
        if any(text.strip(";,") for text in texte):  # a row of separators only is empty, whichever separator
            zeilen.append((nummer, texte[:MAX_SPALTEN]))
            _check_rows(zeilen)
    return zeilen


def _fit(zeilen: list[tuple[int, list[str]]]) -> tuple[int, int]:
    """How well a separator fits: known heads, then columns of the first rows."""
    kopf = zeilen[:KOPF_SUCHEN]
    return max((_known(zellen) for _nr, zellen in kopf), default=0), sum(len(zellen) for _nr, zellen in kopf)


# Both


def _check_rows(zeilen: list) -> None:
    if len(zeilen) > MAX_ZEILEN + KOPF_SUCHEN:
        raise ValidationError(_("Die Tabelle hat mehr als 5 000 Zeilen. Bitte teilen Sie sie auf."))


def _known(zellen: list[str]) -> int:
    return sum(guess_column(zelle) is not None for zelle in zellen)


def _with_head(zeilen: list[tuple[int, list[str]]]) -> Tabelle:
    """The head is the row of the first ones that names the most known columns; empty columns are left out."""
    if not zeilen:
        raise ValidationError(_("Die Datei ist leer. Es wurde nichts gespeichert."))
    stelle = max(range(min(len(zeilen), KOPF_SUCHEN)), key=lambda i: (_known(zeilen[i][1]), -i))
    if not _known(zeilen[stelle][1]):
        raise ValidationError(
            _("In der Datei fehlt eine Kopfzeile. Nennen Sie die Spalten, zum Beispiel „Name“, „Art“ und „Ort“.")
        )
    inhalt = zeilen[stelle + 1 :]
    if not inhalt:
        raise ValidationError(_("Unter der Kopfzeile steht nichts. Es wurde nichts gespeichert."))
    if len(inhalt) > MAX_ZEILEN:
        raise ValidationError(_("Die Tabelle hat mehr als 5 000 Zeilen. Bitte teilen Sie sie auf."))
    kopf = zeilen[stelle][1]
    breite = max(len(kopf), *(len(zellen) for _nr, zellen in inhalt))
    kopf = kopf + [""] * (breite - len(kopf))
    inhalt = [(nr, zellen + [""] * (breite - len(zellen))) for nr, zellen in inhalt]
    genutzt = [i for i in range(breite) if kopf[i] or any(zellen[i] for _nr, zellen in inhalt)]
    namen = [kopf[i][:MAX_ZELLE] or _("Spalte %(zahl)s") % {"zahl": i + 1} for i in genutzt]
    return Tabelle(namen, [(nr, [zellen[i][: MAX_ZELLE + 1] for i in genutzt]) for nr, zellen in inhalt])
