"""Texts of letters to many: the placeholders, the texts we propose, and one letter made of a text."""

import re

from django.utils.translation import gettext as _

from konferenz import mail, texte
from konferenz.models import Konferenz
from konferenz.models.aussendung import Anlass
from teilnehmer.kreis import Empfaenger
from teilnehmer.models import Einladung

PLATZHALTER = (
    "anrede",
    "einrichtung",
    "konferenz",
    "datum",
    "uhrzeit",
    "ort",
    "link",
    "code",
    "anmeldeschluss",
    "absender",
)
NUR_IM_TEXT = frozenset({"anrede", "link", "code"})
_MARK = re.compile(r"\{([^{}\n]*)\}")


def find_fehler(text: str, *, betreff: bool = False) -> list[str]:
    """German sentences about placeholders that nobody could fill, and braces left open."""
    erlaubt = [name for name in PLATZHALTER if not (betreff and name in NUR_IM_TEXT)]
    fehler = []
    for name in dict.fromkeys(_MARK.findall(text)):
        if name not in erlaubt:
            fehler.append(_("Den Platzhalter {%(name)s} gibt es hier nicht. Bitte prüfen Sie ihn.") % {"name": name})
    if re.search(r"[{}]", _MARK.sub("", text)):
        fehler.append(_("Eine geschweifte Klammer steht allein. Bitte schließen oder löschen Sie sie."))
    if mail.unmark(text) != text:
        fehler.append(_("Den Link setzt {link} ein. Bitte löschen Sie „[zugang:“."))
    return fehler


def render(text: str, werte: dict[str, str]) -> str:
    """The text with every placeholder filled, once: what is filled in is not read again.

    Only {link} brings a link: a mark that somebody typed as a name, in one piece or in two, stays text.
    """

    def fill(part: str) -> str:
        return mail.unmark(_MARK.sub(lambda match: werte.get(match[1], match[0]), part))

    return werte.get("link", "{link}").join(fill(part) for part in text.split("{link}"))


def values_for(konferenz: Konferenz, empfaenger: Empfaenger) -> dict[str, str]:
    """What the placeholders mean for one recipient; the link is a mark, filled in when the mail leaves."""
    einladung = empfaenger.einladung
    zugang = (einladung or empfaenger.anmeldung).zugang
    return {
        "anrede": empfaenger.person.briefanrede if empfaenger.person else _("Sehr geehrte Damen und Herren"),
        "einrichtung": empfaenger.einrichtung,
        "konferenz": konferenz.titel,
        "datum": texte.datum_lang(konferenz.datum),
        "uhrzeit": texte.zeitraum(konferenz.beginn, konferenz.ende),
        "ort": ", ".join(part for part in (konferenz.raum, konferenz.ort, konferenz.anschrift) if part),
        "link": mail.mark(zugang),
        "code": einladung.kurzcode_lesbar if einladung else "",
        "anmeldeschluss": texte.datum(konferenz.anmeldeschluss or konferenz.datum),
        "absender": _absender(konferenz),
    }


def mask(text: str, einladung: Einladung | None) -> str:
    """As the Postausgang shows it: link and code open the invitation and are not for the officer."""
    if einladung is not None:
        text = text.replace(einladung.kurzcode_lesbar, "(Code)")
    return mail.mask_links(text)


def _absender(konferenz: Konferenz) -> str:
    veranstalter = konferenz.veranstalter
    lines = [konferenz.kontakt_name, veranstalter.name, konferenz.fachbereich or veranstalter.fachbereich]
    telefon = konferenz.kontakt_telefon or veranstalter.telefon
    if telefon:
        lines.append(_("Telefon: %(telefon)s") % {"telefon": telefon})
    return "\n".join(dict.fromkeys(line for line in lines if line))


def vorlage(anlass: str) -> tuple[str, str]:
    """Subject and text that can be sent as they are."""
    return VORLAGEN[anlass]()


def _einladung() -> tuple[str, str]:
    return _("Einladung: {konferenz} am {datum}"), _(
        "{anrede},\n\n"
        "herzlich laden wir {einrichtung} ein: {konferenz}.\n\n"
        "Wann: {datum}, {uhrzeit}\n"
        "Wo: {ort}\n\n"
        "Alle, die vor Ort mit Kindern, Jugendlichen und Familien arbeiten, kommen zusammen. "
        "Wir lernen uns kennen, finden Themen und arbeiten in kleinen Gruppen daran. "
        "Am Ende verabreden wir, wie es weitergeht.\n\n"
        "Kommt jemand von Ihnen? Bitte antworten Sie bis zum {anmeldeschluss}:\n"
        "{link}\n\n"
        "Sie brauchen dafür kein Konto und kein Passwort. Dort sehen Sie das Programm, "
        "melden eine oder mehrere Personen an und schlagen Themen vor. Ihre Antwort können Sie später ändern.\n\n"
        "Öffnet sich der Link nicht? Dann hilft Ihnen dieser Code: {code}\n"
        "Oder Sie antworten uns auf diese E-Mail oder am Telefon.\n\n"
        "Freundliche Grüße\n"
        "{absender}"
    )


def _erinnerung() -> tuple[str, str]:
    return _("Erinnerung: {konferenz} am {datum}"), _(
        "{anrede},\n\n"
        "am {datum} findet die Konferenz „{konferenz}“ statt. Von {einrichtung} haben wir noch keine Antwort.\n\n"
        "Kommt jemand von Ihnen? Bitte antworten Sie bis zum {anmeldeschluss}:\n"
        "{link}\n\n"
        "Auch eine Absage hilft uns bei der Planung. Öffnet sich der Link nicht? "
        "Dann hilft Ihnen dieser Code: {code}\n\n"
        "Freundliche Grüße\n"
        "{absender}"
    )


VORLAGEN = {Anlass.EINLADUNG: _einladung, Anlass.ERINNERUNG: _erinnerung}
