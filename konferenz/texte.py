"""German dates, times, numerals and typography, for pages, mails and prints alike. Pure functions, no queries."""

import datetime
import re

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

MONATE = (
    "Januar", "Februar", "März", "April", "Mai", "Juni",
    "Juli", "August", "September", "Oktober", "November", "Dezember",
)  # fmt: skip
WOCHENTAGE = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")
ZAHLWOERTER = (
    "null", "eins", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf",
)  # fmt: skip

SHY = "\u00ad"  # soft hyphen
NBSP = "\u00a0"  # no-break space
NNBSP = "\u202f"  # narrow no-break space: Fira has no glyph, the shaper draws it from the space
WJ = "\u2060"  # word joiner

# Heads of German compounds that occur in titles of conferences, topics and institutions.
_HEADS = (
    "konferenz", "gruppe", "arbeit", "beratung", "angebot", "schule", "freizeit", "zentrum", "verein", "treff",
    "einrichtung", "pädagog", "gestaltung", "förderung", "übergreifend", "schwellig", "ausschuss", "verwaltung",
    "netzwerk", "gemeinschaft", "gesellschaft", "prävention", "information", "veranstaltung", "beteiligung",
    "entwicklung", "gespräch", "unterstützung", "betreuung", "bildung", "kalender", "bereich", "garten", "stätte",
    "gottesdienst", "wirtschaft", "leitung", "ordnung", "planung", "sicherheit", "haus", "hilfe", "kirche", "werkstatt",
)  # fmt: skip
_JOINT = re.compile(rf"(?<=[^\W\d_]{{4}})(?=(?:{'|'.join(_HEADS)}))", re.IGNORECASE)
_LONG_WORD = re.compile(r"[^\W\d_]{13,}")


def local(value):
    """The moment on the clock of the hall; dates and times without a zone stay as they are."""
    if isinstance(value, datetime.datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value


def datum(value) -> str:
    """16. Juni 2022"""
    if not value:
        return ""
    value = local(value)
    return f"{value.day}. {MONATE[value.month - 1]} {value.year}"


def datum_lang(value) -> str:
    """Donnerstag, 16. Juni 2022"""
    if not value:
        return ""
    return f"{WOCHENTAGE[local(value).weekday()]}, {datum(value)}"


def uhrzeit(value) -> str:
    """14:30"""
    if value is None or value == "":
        return ""
    value = local(value)
    return f"{value.hour}:{value.minute:02}"


def zeitraum(beginn, ende) -> str:
    """14:30 bis 18:00 Uhr"""
    return _("%(beginn)s bis %(ende)s Uhr") % {"beginn": uhrzeit(beginn), "ende": uhrzeit(ende)}


def zahlwort(number) -> str:
    """fünf; from thirteen on and for anything else the figures themselves."""
    try:
        index = int(number)
    except (TypeError, ValueError):
        return str(number)
    return ZAHLWOERTER[index] if 0 <= index < len(ZAHLWOERTER) else str(index)


def trennbar(text) -> str:
    """The same text with soft hyphens at the joints of long compound words, so that phones can break them."""
    return _LONG_WORD.sub(lambda word: _JOINT.sub(SHY, word.group()), str(text))


def plaetze_worte(belegt: int, plaetze: int | None) -> str:
    """Noch 3 Plätze frei · Voll · without a limit: 9 Personen"""
    if not plaetze:
        return ngettext("%(zahl)s Person", "%(zahl)s Personen", belegt) % {"zahl": belegt}
    frei = max(plaetze - belegt, 0)
    if not frei:
        return _("Voll")
    return ngettext("Noch %(zahl)s Platz frei", "Noch %(zahl)s Plätze frei", frei) % {"zahl": frei}


_QUOTES = (
    (re.compile(r'"([^"\n]+)"'), r"„\1“"),
    (re.compile(r"(?<!\w)'([^'\n]+)'(?!\w)"), r"‚\1‘"),
)
_SPACES = (
    (re.compile(r"\s+(?:--?|–)\s+"), f"{NBSP}– "),
    (re.compile(r"\b([a-zA-Z]\.)\s?(?=[a-zA-Z]\.(?!\w))"), rf"\1{NNBSP}"),  # z. B., e. V., u. a.
    (re.compile(r"(\d)\s?(?=[%€])"), rf"\1{NNBSP}"),
    (re.compile(rf"(\b\d{{1,2}}\.)\s(?=(?:{'|'.join(MONATE)})\b)"), rf"\1{NBSP}"),
    (re.compile(rf"(\b(?:{'|'.join(MONATE)}))\s(?=\d{{4}}\b)"), rf"\1{NBSP}"),
    (re.compile(r"(\d)\s(?=Uhr\b)"), rf"\1{NBSP}"),
    (re.compile(r"\b(Seite|Soll|Ist|Idee|Gruppe|Tabelle|Tisch|Nr\.|Az\.|Abs\.)\s(?=\d)"), rf"\1{NBSP}"),
    (re.compile(r"(§§?)\s?(?=\d)"), rf"\1{NNBSP}"),
    (re.compile(r"\b(SGB)\s(?=[IVX]+\b)"), rf"\1{NBSP}"),
    (re.compile(r"/-(?=innen\b)"), f"/-{WJ}"),
)

_ADDRESS = re.compile(r"((?:https?://|www\.)\S*[\w/]|(?<![\w.+-])[\w.+-]+@[\w.-]+\w)")


def adressen(text) -> list[str]:
    """Text, address, text …: every second piece is a mail or web address, which nobody may hyphenate."""
    return _ADDRESS.split(str(text))


def typografie(text) -> str:
    """Text as a typesetter would set it: German quotes, dashes, spaces that do not break. For prints."""
    text = str(text)
    for pattern, replacement in _QUOTES + _SPACES:
        text = pattern.sub(replacement, text)
    return text
