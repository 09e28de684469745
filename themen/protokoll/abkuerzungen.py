"""Abbreviations of the field that stand in the minutes, in full words. Pure.

Only those that mean one thing: AG, QM or EFB are explained by whoever wrote them.
"""

import re
from dataclasses import dataclass

from themen.protokoll.gefroren import strings


@dataclass(frozen=True)
class Abkuerzung:
    kurz: str
    lang: str


# Proper names and titles of German laws: not for the catalogue of translations.
BEKANNT = {
    "ADHS": "Aufmerksamkeitsdefizit-/Hyperaktivitätsstörung",
    "ASD": "Allgemeiner Sozialer Dienst des Jugendamts",
    "AWO": "Arbeiterwohlfahrt",
    "BAföG": "Bundesausbildungsförderungsgesetz",
    "BFD": "Bundesfreiwilligendienst",
    "BGB": "Bürgerliches Gesetzbuch",
    "BTHG": "Bundesteilhabegesetz",
    "BuT": "Leistungen für Bildung und Teilhabe",
    "DaZ": "Deutsch als Zweitsprache",
    "DLRG": "Deutsche Lebens-Rettungs-Gesellschaft",
    "DRK": "Deutsches Rotes Kreuz",
    "DSGVO": "Datenschutz-Grundverordnung",
    "ESF": "Europäischer Sozialfonds",
    "EUTB": "Ergänzende unabhängige Teilhabeberatung",
    "FASD": "Fetale Alkoholspektrumstörung",
    "FÖJ": "Freiwilliges Ökologisches Jahr",
    "FSJ": "Freiwilliges Soziales Jahr",
    "HzE": "Hilfen zur Erziehung (§§ 27 ff. SGB VIII)",
    "ISEK": "Integriertes städtebauliches Entwicklungskonzept",
    "JHA": "Jugendhilfeausschuss",
    "KJGD": "Kinder- und Jugendgesundheitsdienst",
    "KJSG": "Kinder- und Jugendstärkungsgesetz",
    "KKG": "Gesetz zur Kooperation und Information im Kinderschutz",
    "KSB": "Kreissportbund",
    "LRS": "Lese-Rechtschreib-Störung",
    "LSB": "Landessportbund",
    "MGH": "Mehrgenerationenhaus",
    "MINT": "Mathematik, Informatik, Naturwissenschaften und Technik",
    "OGS": "Offene Ganztagsschule",
    "ÖGD": "Öffentlicher Gesundheitsdienst",
    "ÖPNV": "Öffentlicher Personennahverkehr",
    "SGB II": "Zweites Buch Sozialgesetzbuch: Grundsicherung für Arbeitsuchende",
    "SGB III": "Drittes Buch Sozialgesetzbuch: Arbeitsförderung",
    "SGB V": "Fünftes Buch Sozialgesetzbuch: Gesetzliche Krankenversicherung",
    "SGB VIII": "Achtes Buch Sozialgesetzbuch: Kinder- und Jugendhilfe",
    "SGB IX": "Neuntes Buch Sozialgesetzbuch: Rehabilitation und Teilhabe von Menschen mit Behinderungen",
    "SGB XII": "Zwölftes Buch Sozialgesetzbuch: Sozialhilfe",
    "SPFH": "Sozialpädagogische Familienhilfe",
    "SPZ": "Sozialpädiatrisches Zentrum",
    "StGB": "Strafgesetzbuch",
    "UMA": "unbegleitete minderjährige Ausländerinnen und Ausländer",
    "UN-KRK": "Kinderrechtskonvention der Vereinten Nationen",
    "VHS": "Volkshochschule",
}
# Longest first: „SGB VIII“ is not „SGB V“. Behind a hyphen they stand alone, too: VHS-Kurs, Kreis-VHS.
_SUCHE = re.compile(
    r"(?<!\w)("
    + "|".join(re.escape(kurz).replace(r"\ ", r"\s+") for kurz in sorted(BEKANNT, key=len, reverse=True))
    + r")(?!\w)"
)
_ALPHABET = sorted(BEKANNT, key=lambda kurz: kurz.replace("Ö", "O").casefold())


def find_abkuerzungen(protokoll) -> tuple[Abkuerzung, ...]:
    """Those that stand in any text of these minutes, in the order of the alphabet."""
    text = "\n".join(strings(protokoll, {"abkuerzungen"}))
    found = {re.sub(r"\s+", " ", match) for match in _SUCHE.findall(text)}
    return tuple(Abkuerzung(kurz, BEKANNT[kurz]) for kurz in _ALPHABET if kurz in found)
