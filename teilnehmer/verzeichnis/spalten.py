"""Which columns a table of institutions can have, how other people call them, and in which order we write them."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from konferenz.felder import sort_key


@dataclass(frozen=True)
class Spalte:
    feld: str
    titel: str
    auch: tuple[str, ...] = ()
    breite: int = 18
    im_export: bool = True


SPALTEN = (
    Spalte("kennung", _("Kennung"), ("id", "einrichtungskennung"), 13),
    Spalte(
        "name",
        _("Einrichtung"),
        (
            "name der einrichtung",
            "einrichtungsname",
            "institution",
            "name",
            "bezeichnung",
            "organisation",
            "verein",
            "schule",
            "schulname",
            "name einrichtung",
        ),
        38,
    ),
    Spalte(
        "art",
        _("Art"),
        ("typ", "art der einrichtung", "einrichtungsart", "einrichtungstyp", "kategorie", "schulform", "bereich"),
        20,
    ),
    Spalte("traeger", _("Träger"), ("name des tragers", "tragername", "rechtstrager", "trager name"), 30),
    Spalte("traeger_art", _("Trägerart"), ("art des tragers", "tragertyp", "tragerschaft"), 14),
    Spalte(
        "strasse",
        _("Straße und Hausnummer"),
        ("strasse", "str", "anschrift", "adresse", "strasse hausnummer", "strasse nr", "strasse hnr"),
        28,
    ),
    Spalte("plz", _("PLZ"), ("postleitzahl", "zip"), 8),
    Spalte("ort", _("Ort"), ("stadt", "gemeinde", "wohnort", "ortsname"), 20),
    Spalte("plz_ort", _("PLZ und Ort"), ("plz ort", "postleitzahl ort"), im_export=False),
    Spalte(
        "telefon",
        _("Telefon"),
        ("tel", "telefonnummer", "fon", "festnetz", "telefon einrichtung", "rufnummer"),
        18,
    ),
    Spalte("webseite", _("Webseite"), ("internet", "homepage", "website", "web", "url", "internetseite", "www"), 30),
    Spalte("tags", _("Schlagworte"), ("tags", "stichworte", "schlagworter", "merkmale", "themen"), 24),
    Spalte("aktiv", _("aktiv"), ("im verzeichnis", "status aktiv"), 8),
    Spalte("anrede", _("Anrede"), ("geschlecht",), 10),
    Spalte("titel", _("Titel"), ("akademischer titel", "akad titel", "namenszusatz"), 10),
    Spalte("vorname", _("Vorname"), ("vorname ansprechperson", "vorname ansprechpartner", "rufname"), 16),
    Spalte(
        "nachname",
        _("Nachname"),
        (
            "familienname",
            "zuname",
            "nachname ansprechperson",
            "nachname ansprechpartner",
            "name ansprechperson nachname",
        ),
        20,
    ),
    Spalte(
        "person",
        _("Ansprechperson (ganzer Name)"),
        (
            "ansprechpartner",
            "ansprechperson",
            "ansprechpartnerin",
            "ansprechpartner in",
            "kontakt",
            "kontaktperson",
            "leitung",
            "leiter",
            "leiterin",
            "leiter in",
            "einrichtungsleitung",
            "schulleitung",
            "vorsitz",
            "name ansprechpartner",
            "name ansprechperson",
            "name der ansprechperson",
            "name des ansprechpartners",
        ),
        im_export=False,
    ),
    Spalte("funktion", _("Funktion"), ("position", "rolle", "stellung", "amt", "aufgabe"), 22),
    Spalte(
        "email",
        _("E-Mail"),
        (
            "mail",
            "emailadresse",
            "e mail adresse",
            "e mailadresse",
            "mailadresse",
            "email",
            "mail adresse",
            "email adresse",
        ),
        32,
    ),
    Spalte(
        "person_telefon",
        _("Telefon der Ansprechperson"),
        ("telefon ansprechpartner", "telefon ansprechperson", "durchwahl", "mobil", "handy", "mobiltelefon"),
        18,
    ),
    Spalte("erhaelt_einladungen", _("erhält Einladungen"), ("einladung", "einladungen", "verteiler"), 12),
)
NACH_FELD = {spalte.feld: spalte for spalte in SPALTEN}
EXPORT = tuple(spalte for spalte in SPALTEN if spalte.im_export)
EINRICHTUNG = ("name", "art", "strasse", "plz", "ort", "telefon", "webseite", "tags", "aktiv")
PERSON = ("anrede", "titel", "vorname", "nachname", "funktion", "email", "person_telefon", "erhaelt_einladungen")
# Not a column of ours: what we ourselves wrote beside rows that were left out
GRUND = _("Grund, warum ausgelassen")


def word_key(text: str) -> str:
    """Letters and digits only, German order key: "Straße / Hausnr." and "strasse hausnr" are one."""
    return " ".join(re.findall(r"[a-z0-9]+", sort_key(text)))


def _names() -> dict[str, str]:
    found = {}
    for spalte in SPALTEN:
        for name in (str(spalte.titel), *spalte.auch):
            found.setdefault(word_key(name), spalte.feld)
    return found


NAMEN = _names()


def guess_column(kopf: str) -> str | None:
    return NAMEN.get(word_key(kopf))


def guess_columns(kopf: list[str]) -> dict[str, str]:
    """Which column is what, each at most once: {"0": "name"}. A second "Name" beside an institution is a person."""
    found: dict[str, str] = {}
    gruppen = {word_key(name): i for i, name in enumerate(kopf)}
    for i, name in enumerate(kopf):
        feld = guess_column(name)
        if feld == "name" and word_key(name) == "name" and _institution_elsewhere(gruppen):
            feld = "nachname" if "vorname" in gruppen else "person"
        if feld == "telefon" and "telefon" in found.values():
            feld = "person_telefon"
        if feld and feld not in found.values():
            found[str(i)] = feld
    return found


def _institution_elsewhere(gruppen: dict[str, int]) -> bool:
    return any(NAMEN.get(key) == "name" for key in gruppen if key != "name")
