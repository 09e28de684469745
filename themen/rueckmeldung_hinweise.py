"""Points out what in a free text may name somebody, so that an officer looks before it is printed. Only reads."""

import re
from collections.abc import Iterable

from django.utils.translation import gettext as _

from konferenz.models import Konferenz

_EMAIL = re.compile(r"\S+@\S+\.\w{2,}")
_TELEFON = re.compile(r"(?<![\w.,])(?:\+|00?)[1-9](?:[\s/().–-]*\d){5,}")
_ANREDE = re.compile(r"\b(?:Herrn?|Frau|Hr\.|Fr\.|Dr\.|Familie)\s+[A-ZÄÖÜ]\w+")
_WORT = re.compile(r"[^\W\d_]+")


def collect_nachnamen(konferenz: Konferenz) -> frozenset[str]:
    """Surnames of everybody who is registered, to compare with, never to show.

    Also of those with a Sperrvermerk: whoever must not be named is the one to be found here.
    """
    namen = konferenz.anmeldungen.values_list("nachname", flat=True)
    return frozenset(wort for name in namen for wort in _WORT.findall(name) if len(wort) > 2)


def find_hinweise(text: str, nachnamen: Iterable[str]) -> list[str]:
    """What to look at: Enthält eine E-Mail-Adresse, …"""
    hinweise = []
    if _EMAIL.search(text):
        hinweise.append(_("Enthält eine E-Mail-Adresse"))
    if _TELEFON.search(text):
        hinweise.append(_("Enthält vielleicht eine Telefonnummer"))
    if _ANREDE.search(text) or not set(_WORT.findall(text)).isdisjoint(nachnamen):
        hinweise.append(_("Nennt vielleicht eine Person"))
    return hinweise
