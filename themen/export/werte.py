"""How one value stands in the package: by the type of its field; a few fields need more (docs/datenpaket.md).

`write` makes plain JSON of it, `read` gives the value back and raises Unpassend with the reason.
"""

import base64
import binascii
import datetime
import re

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from konferenz.mail import MARK
from konferenz.models.datei import MAX_BYTES

# Rows that are gone by now but still stand in the trace of a merge
WEG = 0
_ZUGANG_NR = re.compile(r"\[\[zugang:(\d{1,9})\]\]")
# What forms refuse (konferenz/forms/gemeinsam.py), and halves of letters that PostgreSQL cannot keep
_KANN_NICHT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
# Names, titles and subjects stand in one line: a longer text may come from a field with several.
EINE_ZEILE = 160
_ZEILENENDEN = re.compile(r"[\r\n]+")
_NUMMER_AM_ENDE = re.compile(r"[\s:]*\d+$")
# What a merge moved: how many keys a row has, the rest are plain numbers (themen/services/umbau.py).
BEWEGT = {
    "herkunft": ("herkunft", "herkunft", "themenvorschlag"),
    "zuordnungen": ("zuordnung", "zuordnung"),
    "befunde": ("befund", None, None),
    "massnahmen": ("massnahme", None),
    "fotos": ("foto", None),
}


class Unpassend(Exception):
    """This value cannot be what the field holds."""


def write(feld: models.Field, wert):
    if wert is None:
        return None
    if isinstance(feld, models.DateTimeField):
        return wert.astimezone(datetime.UTC).isoformat()
    if isinstance(feld, (models.DateField, models.TimeField)):
        return wert.isoformat()
    if isinstance(feld, models.BinaryField):
        return base64.b64encode(bytes(wert)).decode()
    return wert


def read(feld: models.Field, wert):
    """The value for a field that refers to nothing."""
    if wert is None:
        if not feld.null:
            raise Unpassend(_("hier muss etwas stehen"))
        return None
    found = _of_type(feld, wert)
    if feld.choices and found not in dict(feld.flatchoices) and not (found == "" and feld.blank):
        raise Unpassend(_("diesen Wert gibt es hier nicht"))
    try:
        if not (found == "" and feld.blank):
            feld.run_validators(found)
    except ValidationError as error:
        raise Unpassend(" ".join(error.messages)) from error
    return found


def _of_type(feld: models.Field, wert):
    if isinstance(feld, models.BooleanField):
        return _plain(wert, bool)
    if isinstance(feld, models.IntegerField):
        return _plain(wert, int)
    if isinstance(feld, models.DateTimeField):
        moment = _parsed(datetime.datetime, wert)
        if moment.tzinfo is None:
            raise Unpassend(_("hier fehlt die Zeitzone"))
        return moment
    if isinstance(feld, models.DateField):
        return _parsed(datetime.date, wert)
    if isinstance(feld, models.TimeField):
        uhrzeit = _parsed(datetime.time, wert)
        if uhrzeit.tzinfo is not None:
            raise Unpassend(_("das ist keine Uhrzeit"))
        return uhrzeit
    if isinstance(feld, models.BinaryField):
        return _bytes(wert)
    if isinstance(feld, ArrayField):
        return [_of_type(feld.base_field, one) for one in _plain(wert, list)]
    if isinstance(feld, models.JSONField):
        return _no_control(wert)
    text = _no_control(_plain(wert, str))
    if feld.max_length is not None and feld.max_length <= EINE_ZEILE:
        # No page lets one in, yet a form does not refuse it: whoever types one must not spoil the whole package.
        text = _ZEILENENDEN.sub(" ", text)
    if feld.max_length is not None and len(text) > feld.max_length:
        raise Unpassend(_("der Text ist zu lang, möglich sind %(zahl)s Zeichen") % {"zahl": feld.max_length})
    if MARK.search(text):
        # It would turn into somebody's personal link when a letter leaves.
        raise Unpassend(_("hier steht eine Marke für einen persönlichen Link"))
    return text


def _plain(wert, typ: type):
    if type(wert) is not typ:
        raise Unpassend(_("hier steht etwas anderes als erwartet"))
    return wert


def _parsed(typ, wert):
    try:
        return typ.fromisoformat(_plain(wert, str))
    except ValueError:
        raise Unpassend(_("das ist kein Datum oder keine Uhrzeit")) from None


def _bytes(wert) -> bytes:
    text = _plain(wert, str)
    if len(text) > MAX_BYTES * 4 // 3 + 4:
        raise Unpassend(_("die Datei ist größer als %(mb)s MB") % {"mb": MAX_BYTES // 1024**2})
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Unpassend(_("die Datei ist nicht lesbar")) from None


def _no_control(wert):
    """Letters that no page could have written are refused, also inside of JSON."""
    if isinstance(wert, str) and _KANN_NICHT.search(wert):
        raise Unpassend(_("der Text enthält Zeichen, die es nicht gibt"))
    if isinstance(wert, list):
        for one in wert:
            _no_control(one)
    if isinstance(wert, dict):
        for name, one in wert.items():
            _no_control(name)
            _no_control(one)
    return wert


# Texts of letters: marks name the number of the Zugang in the package


def write_marks(text: str, nummern: dict[str, int]) -> str:
    """`nummern` by kennung of the Zugang."""
    return MARK.sub(lambda match: f"[[zugang:{nummern.get(match[1], WEG)}]]", text)


def read_marks(text: str, marken: dict[int, str]) -> str:
    """`marken` by number; what is not in the package leads nowhere."""
    return _ZUGANG_NR.sub(lambda match: marken.get(int(match[1]), _("(dieser Link gilt nicht mehr)")), text)


# The trace of a merge holds keys of rows


def map_bewegt(bewegt: dict, lookup) -> dict:
    """Every key in it replaced by `lookup(table, key)`; both ways. Raises Unpassend when it is of another shape."""
    if type(bewegt) is not dict or bewegt.keys() - BEWEGT.keys() - {"rollen", "was", "titel", "offen"}:
        raise Unpassend(_("hier steht etwas anderes als erwartet"))
    found = dict(bewegt)
    for name, spalten in BEWEGT.items():
        if name in bewegt:
            found[name] = [_map_row(row, spalten, lookup) for row in _plain(bewegt[name], list)]
    if "rollen" in bewegt:
        found["rollen"] = [_map_key("gruppenrolle", pk, lookup) for pk in _plain(bewegt["rollen"], list)]
    for text in (bewegt.get("was", ""), *_plain(bewegt.get("titel", []), list), *_plain(bewegt.get("offen", []), list)):
        _no_control(_plain(text, str))
    return found


def _map_row(row, spalten, lookup) -> list:
    if type(row) is not list or len(row) != len(spalten):
        raise Unpassend(_("hier steht etwas anderes als erwartet"))
    return [
        _number(wert) if spalte is None else _map_key(spalte, wert, lookup)
        for spalte, wert in zip(spalten, row, strict=True)
    ]


def _number(wert) -> int:
    """A number or place as PositiveSmallIntegerField holds it."""
    if type(wert) is not int or not 0 <= wert <= 32_767:
        raise Unpassend(_("hier steht etwas anderes als erwartet"))
    return wert


def _map_key(tabelle: str, pk, lookup):
    if pk is None and tabelle == "herkunft":
        return None  # the topic was in the other group before
    if type(pk) is not int:
        raise Unpassend(_("hier steht etwas anderes als erwartet"))
    return lookup(tabelle, pk)


def without_key(objekt: str) -> str:
    """What a Verlauf row is about, without the key of the row, which means nothing elsewhere."""
    return _NUMMER_AM_ENDE.sub("", objekt)
