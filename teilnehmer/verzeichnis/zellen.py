"""The cells of one row: put apart by column, and each read as the value it means or refused with a reason."""

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from teilnehmer.models import Ansprechperson, Einrichtung
from teilnehmer.verzeichnis import werte as deuten
from teilnehmer.verzeichnis.datei import clean

RECHENFEHLER = {
    "#REF!",
    "#N/A",
    "#NV",
    "#VALUE!",
    "#WERT!",
    "#BEZUG!",
    "#NAME?",
    "#DIV/0!",
    "#NUM!",
    "#NULL!",
    "#ZAHL!",
}
MAX_TAGS = 20
LEER = "-"  # decided by the person: this value means nothing


class Unlesbar(Exception):
    """A cell that cannot become a value; the message is the reason, for a person."""


def split_row(zellen: list[str], zuordnung: dict[str, str]) -> dict[str, str]:
    """What the row says, by field; empty cells say nothing. One cell with a whole name or place becomes several."""
    roh = {feld: zellen[int(i)] for i, feld in zuordnung.items() if int(i) < len(zellen) and zellen[int(i)]}
    if person := roh.pop("person", ""):
        for feld, text in deuten.split_person(person).items():
            if text:
                roh.setdefault(feld, text)
    if plz_ort := roh.pop("plz_ort", ""):
        plz, _leer, ort = plz_ort.partition(" ")
        if plz.isdigit() and ort:
            roh.setdefault("plz", plz)
            roh.setdefault("ort", ort)
        else:
            roh.setdefault("ort", plz_ort)
    return roh


def attribute(feld: str) -> str:
    """The model's name of a column; the contact's telephone is called differently beside the institution's."""
    return "telefon" if feld == "person_telefon" else feld


def read(feld: str, text: str, row: models.Model | None, werte: dict):
    """The value of a cell. What is stored exactly so passes unchecked: nobody is asked to mend what is there."""
    stored = getattr(row, attribute(feld)) if row else None
    if isinstance(stored, str) and clean(stored) == text:
        return stored
    if text in RECHENFEHLER:
        raise Unlesbar(_("In der Zelle steht ein Rechenfehler: %(text)s") % {"text": text})
    special = _LESER.get(feld)
    if special:
        value = special(text, werte)
        if feld == "tags" and stored is not None and [clean(tag) for tag in stored] == value:
            return stored
        if feld == "plz" and stored == text:
            return stored
        return value
    return _text(feld, text)


def _text(feld: str, text: str) -> str:
    model = Ansprechperson if feld in ("titel", "vorname", "nachname", "funktion", "person_telefon") else Einrichtung
    field = model._meta.get_field(attribute(feld))
    if len(text) > field.max_length:
        raise Unlesbar(
            _("Das sind %(ist)s Zeichen, möglich sind %(soll)s.") % {"ist": len(text), "soll": field.max_length}
        )
    return text


def _choice(feld: str, mapper, satz: str):
    def reader(text: str, werte: dict):
        decided = werte.get(feld, {}).get(text)
        if decided == LEER:
            return None
        value = decided if decided is not None else mapper(text)
        if value is None:
            raise Unlesbar(str(satz) % {"text": text[:60]})
        return value

    return reader


def _plz(text: str, werte: dict) -> str:
    plz = text.replace(" ", "")
    if plz.isascii() and plz.isdigit() and len(plz) in (4, 5):
        return plz.zfill(5)  # a spreadsheet takes 01234 for a number and drops the zero
    raise Unlesbar(_("„%(text)s“ ist keine Postleitzahl.") % {"text": text[:60]})


def _email(text: str, werte: dict) -> str:
    address = text.removeprefix("mailto:").strip("<> ")
    if not deuten.is_email(address):
        raise Unlesbar(_("„%(text)s“ ist keine E-Mail-Adresse.") % {"text": text[:60]})
    return address


def _webseite(text: str, werte: dict) -> str:
    address = deuten.clean_webseite(text)
    if address is None or len(address) > 200:
        raise Unlesbar(_("„%(text)s“ ist keine Webadresse.") % {"text": text[:60]})
    return address


def _tags(text: str, werte: dict) -> list[str]:
    tags = deuten.split_tags(text)
    if len(tags) > MAX_TAGS or any(len(tag) > 40 for tag in tags):
        raise Unlesbar(_("Höchstens 20 Schlagworte mit je 40 Zeichen."))
    return tags


_LESER = {
    "art": _choice("art", deuten.map_art, gettext_lazy("„%(text)s“ ist keine bekannte Art von Einrichtung.")),
    "traeger_art": _choice(
        "traeger_art", deuten.map_traeger_art, gettext_lazy("„%(text)s“ ist keine bekannte Art von Träger.")
    ),
    "anrede": _choice("anrede", deuten.map_anrede, gettext_lazy("„%(text)s“ ist keine bekannte Anrede.")),
    "aktiv": _choice("aktiv", deuten.map_ja_nein, gettext_lazy("„%(text)s“ ist weder ja noch nein.")),
    "erhaelt_einladungen": _choice(
        "erhaelt_einladungen", deuten.map_ja_nein, gettext_lazy("„%(text)s“ ist weder ja noch nein.")
    ),
    "plz": _plz,
    "email": _email,
    "webseite": _webseite,
    "tags": _tags,
}


def open_values(tabelle: dict, zuordnung: dict[str, str], bestand) -> dict[str, list[str]]:
    """Values that nobody but the person can interpret, each once, in the order of the file."""
    found: dict[str, dict[str, None]] = {"art": {}, "anrede": {}, "traeger_art": {}, "traeger": {}}
    mapper = {"art": deuten.map_art, "anrede": deuten.map_anrede, "traeger_art": deuten.map_traeger_art}
    for _nr, zellen in tabelle["zeilen"]:
        roh = split_row(zellen, zuordnung)
        for feld, read_value in mapper.items():
            if feld in roh and read_value(roh[feld]) is None:
                found[feld][roh[feld]] = None
        if "traeger" in roh and "traeger_art" not in roh and not bestand.find_traeger(roh["traeger"]):
            found["traeger"][roh["traeger"]] = None
    return {feld: list(values) for feld, values in found.items() if values}
