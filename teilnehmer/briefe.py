"""Texts of letters to many, one text for mail and paper: what stands in braces, what it means for one recipient."""

import re
from collections.abc import Callable, Mapping

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from konferenz import mail, texte
from konferenz.models import Konferenz
from konferenz.models.aussendung import Anlass
from teilnehmer.kreis import Empfaenger
from teilnehmer.models import Einladung

PLATZHALTER = {
    "anrede": gettext_lazy("Anrede der Person"),
    "einrichtung": gettext_lazy("Name der Einrichtung"),
    "ansprechperson": gettext_lazy("Name der Person"),
    "funktion": gettext_lazy("Funktion der Person"),
    "konferenz": gettext_lazy("Titel der Konferenz"),
    "motto": gettext_lazy("Motto der Konferenz"),
    "datum": gettext_lazy("Tag der Konferenz"),
    "uhrzeit": gettext_lazy("Beginn und Ende"),
    "ort": gettext_lazy("Raum, Ort und Anschrift"),
    "leitfragen": gettext_lazy("die Leitfragen als Liste"),
    "programm": gettext_lazy("das Programm als Liste"),
    "anmeldeschluss": gettext_lazy("letzter Tag für die Antwort"),
    "link": gettext_lazy("der persönliche Link; auf Papier der Kasten mit QR-Code und Code"),
    "code": gettext_lazy("der Code der Einladung"),
    "adresse": gettext_lazy("Adresse, unter der der Code gilt"),
    "absender": gettext_lazy("Name, Stelle und Telefon; auf Papier mit Platz für die Unterschrift"),
}
BEISPIELE = {
    "anrede": "Sehr geehrte Frau Dr. Albers",
    "einrichtung": "Kita Lindenbaum",
    "ansprechperson": "Dr. Miriam Albers",
    "funktion": "Leitung",
    "konferenz": "Erste Sozialraumkonferenz",
    "motto": "Netzwerkstatt – Familien vor Ort",
    "datum": "Donnerstag, 16. Juni 2022",
    "uhrzeit": "14:30 bis 18:00 Uhr",
    "ort": "Bürgersaal, Rathaus",
    "leitfragen": "1. Was können wir gemeinsam gestalten?",
    "programm": "14:30 Begrüßung",
    "anmeldeschluss": "2. Juni 2022",
    "link": "https://…/einladung/…",
    "code": "K7M4-PX29",
    "adresse": "https://…/einladung/",
    "absender": "Ines Vollmer, Gemeinde …",
}
NUR_IM_TEXT = frozenset(
    {"anrede", "link", "code", "adresse", "absender", "leitfragen", "programm", "ansprechperson", "funktion"}
)
NUR_MAIL, NUR_BRIEF = "nur E-Mail", "nur Brief"
ZEILENMARKEN = {
    NUR_MAIL: gettext_lazy("am Anfang einer Zeile: Sie steht nur in der E-Mail"),
    NUR_BRIEF: gettext_lazy("am Anfang einer Zeile: Sie steht nur im Brief"),
}
Werte = Mapping[str, str | Callable[[], str]]
_MARK = re.compile(r"\{([^{}\n]*)\}")
_ZEILENMARKE = re.compile(rf"^\{{({NUR_MAIL}|{NUR_BRIEF})\}}[ \t]*")


def find_fehler(text: str, *, betreff: bool = False) -> list[str]:
    """German sentences about placeholders that nobody could fill, and braces left open."""
    erlaubt = [name for name in PLATZHALTER if not (betreff and name in NUR_IM_TEXT)]
    fehler = []
    ohne_marken = text if betreff else "\n".join(_ZEILENMARKE.sub("", line) for line in text.split("\n"))
    for name in dict.fromkeys(_MARK.findall(ohne_marken)):
        if name in ZEILENMARKEN and not betreff:
            fehler.append(_("{%(name)s} gilt nur am Anfang einer Zeile. Bitte prüfen Sie ihn.") % {"name": name})
        elif name not in erlaubt:
            fehler.append(_("Den Platzhalter {%(name)s} gibt es hier nicht. Bitte prüfen Sie ihn.") % {"name": name})
    if re.search(r"[{}]", _MARK.sub("", text)):
        fehler.append(_("Eine geschweifte Klammer steht allein. Bitte schließen oder löschen Sie sie."))
    if mail.unmark(text) != text:
        fehler.append(_("Den Link setzt {link} ein. Bitte löschen Sie „[zugang:“."))
    return fehler


def find_luecken(text: str) -> list[str]:
    """What an invitation cannot do without, in the mail and on paper."""
    fehler = []
    if "{link}" not in text:
        fehler.append(_("Im Text fehlt {link}. Ohne ihn kann niemand antworten."))
    elif "{link}" not in lines_for(text, NUR_MAIL):
        fehler.append(_("In der E-Mail fehlt {link}. Ohne ihn kann niemand antworten."))
    return fehler


def lines_for(text: str, form: str) -> str:
    """The text as mail or as letter: lines marked for the other one are gone, and the marks themselves."""
    kept = []
    for line in text.split("\n"):
        found = _ZEILENMARKE.match(line)
        if found is None:
            kept.append(line)
        elif found[1] == form:
            kept.append(line[found.end() :])
    if len(kept) == text.count("\n") + 1:
        return "\n".join(kept)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip("\n")


def fill(text: str, werte: Werte) -> str:
    """Every placeholder filled, once: what is filled in is not read again, and a typed link mark stays text."""

    def value(match: re.Match) -> str:
        found = werte.get(match[1], match[0])
        return found() if callable(found) else found

    return mail.unmark(_MARK.sub(value, text))


def render(text: str, werte: Werte) -> str:
    """The text as mail. Only {link} brings a link: a mark that somebody typed as a name stays text."""
    link = werte.get("link", "{link}")
    return link.join(fill(part, werte) for part in lines_for(text, NUR_MAIL).split("{link}"))


def values_for(konferenz: Konferenz, empfaenger: Empfaenger) -> Werte:
    """What the placeholders mean for one recipient; the link is a mark, filled in when the mail leaves.

    Lists are functions: what no text asks for costs no query.
    """
    einladung = empfaenger.einladung
    traeger = einladung or empfaenger.anmeldung
    wer = None if empfaenger.is_gesperrt else empfaenger.person or empfaenger.anmeldung
    return {
        "anrede": anrede(empfaenger),
        "einrichtung": empfaenger.einrichtung,
        "ansprechperson": empfaenger.name,
        "funktion": wer.funktion if wer else "",
        "konferenz": konferenz.titel,
        "motto": konferenz.motto,
        "datum": texte.datum_lang(konferenz.datum),
        "uhrzeit": texte.zeitraum(konferenz.beginn, konferenz.ende),
        "ort": ", ".join(part for part in (konferenz.raum, konferenz.ort, konferenz.anschrift) if part),
        "leitfragen": lambda: _leitfragen(konferenz),
        "programm": lambda: _programm(konferenz),
        "link": mail.mark(traeger.zugang) if traeger else _public_address(konferenz),
        "code": einladung.kurzcode_lesbar if einladung else "",
        "adresse": f"{settings.ADRESSE}/einladung/",
        "anmeldeschluss": texte.datum(konferenz.anmeldeschluss or konferenz.datum),
        "absender": absender(konferenz),
    }


def _public_address(konferenz: Konferenz) -> str:
    """For somebody without a link of their own."""
    return settings.ADRESSE + reverse("themen:ergebnisse", args=[konferenz.veranstalter.slug, konferenz.slug])


def anrede(empfaenger: Empfaenger) -> str:
    """A contact by title and name, a registered person by name, an institution without a contact as such."""
    if empfaenger.person is not None:
        return empfaenger.person.briefanrede
    if empfaenger.anmeldung is not None:  # with a Sperrvermerk no letter carries the name
        has_name = empfaenger.anmeldung.has_name and not empfaenger.is_gesperrt
        return _("Guten Tag %(name)s") % {"name": empfaenger.name} if has_name else _("Guten Tag")
    return _("Sehr geehrte Damen und Herren")


def mask(text: str, einladung: Einladung | None) -> str:
    """As the Postausgang shows it: link and code open the invitation and are not for the officer."""
    if einladung is not None:
        text = text.replace(einladung.kurzcode_lesbar, "(Code)")
    return mail.mask_links(text)


def absender(konferenz: Konferenz) -> str:
    veranstalter = konferenz.veranstalter
    lines = [konferenz.kontakt_name, veranstalter.name, konferenz.einladender_fachbereich]
    telefon = konferenz.kontakt_telefon or veranstalter.telefon
    if telefon:
        lines.append(_("Telefon: %(telefon)s") % {"telefon": telefon})
    return "\n".join(dict.fromkeys(line for line in lines if line))


def _leitfragen(konferenz: Konferenz) -> str:
    return "\n".join(f"{n}. {frage.text}" for n, frage in enumerate(konferenz.fragen, 1))


def _programm(konferenz: Konferenz) -> str:
    return "\n".join(f"{texte.uhrzeit(punkt.start)} {punkt.titel}" for punkt in konferenz.punkte)


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
        "{nur E-Mail} Öffnet sich der Link nicht? Dann hilft Ihnen dieser Code: {code}\n"
        "{nur E-Mail} Sie geben ihn hier ein: {adresse}\n"
        "{nur E-Mail} Oder Sie antworten uns auf diese E-Mail oder am Telefon.\n\n"
        "Freundliche Grüße\n"
        "{absender}"
    )


def _erinnerung() -> tuple[str, str]:
    return _("Erinnerung: {konferenz} am {datum}"), _(
        "{anrede},\n\n"
        "am {datum} findet die Konferenz „{konferenz}“ statt. Von {einrichtung} haben wir noch keine Antwort.\n\n"
        "Kommt jemand von Ihnen? Bitte antworten Sie bis zum {anmeldeschluss}:\n"
        "{link}\n\n"
        "Auch eine Absage hilft uns bei der Planung.\n"
        "{nur E-Mail} Öffnet sich der Link nicht? Dann hilft Ihnen dieser Code: {code}\n"
        "{nur E-Mail} Sie geben ihn hier ein: {adresse}\n\n"
        "Freundliche Grüße\n"
        "{absender}"
    )


VORLAGEN = {Anlass.EINLADUNG: _einladung, Anlass.ERINNERUNG: _erinnerung}
