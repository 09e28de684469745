"""From rows to letters, in a fixed number of queries: address, salutation, text, link and code of each."""

import re
import textwrap
from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from konferenz import texte
from konferenz.models import Aussendung, Konferenz
from konferenz.models.aussendung import Anlass
from teilnehmer import briefe
from teilnehmer.kreis import Empfaenger, collect_kreis
from teilnehmer.models import Ansprechperson, Bedarf, Einladung, Einrichtung
from teilnehmer.serienbrief.daten import Absatz, Art, Brief, Kopf, Programmzeile, Serienbrief

OHNE_MAIL, ALLE = "ohne-mail", "alle"
AUF_PAPIER = (Anlass.EINLADUNG, Anlass.ERINNERUNG, Anlass.ABSAGE)
# (class, letters that surely fit a line of 80 mm, lines in the Anschriftzone of 27.3 mm)
GROESSEN = (("", 38, 6), ("klein", 45, 7), ("kleiner", 52, 8))


def find_einladungen(konferenz: Konferenz, aussendung: Aussendung, wer: str) -> list[Einladung]:
    """Whose letters are printed: exactly those without mail, everybody this letter is for, or one by its kennung."""
    if wer == OHNE_MAIL:
        return collect_kreis(konferenz, aussendung).briefe
    rows = (
        konferenz.einladungen.filter(zugang__widerrufen_am__isnull=True)
        .select_related("einrichtung", "zugang")
        .prefetch_related("einrichtung__ansprechpersonen")
        .order_by("einrichtung__sortierschluessel", "pk")
    )
    if wer != ALLE:
        return list(rows.filter(zugang__kennung=wer))
    if aussendung.anlass == Anlass.ERINNERUNG:
        rows = rows.filter(versandt_am__isnull=False, antwort=Einladung.Antwort.OFFEN)
    if aussendung.anlass == Anlass.ABSAGE:
        rows = rows.filter(versandt_am__isnull=False)
    return list(rows)


def empfaenger_of(einladung: Einladung) -> Empfaenger:
    """The first contact who gets invitations; a letter on paper goes to the institution once."""
    contacts = (person for person in einladung.einrichtung.ansprechpersonen.all() if person.erhaelt_einladungen)
    person = next(contacts, None)
    return Empfaenger(person.email if person else "", einladung, person)


def collect_serienbrief(konferenz: Konferenz, aussendung: Aussendung, einladungen: Iterable[Einladung]) -> Serienbrief:
    return Serienbrief(
        kopf=collect_kopf(konferenz),
        briefe=tuple(build_brief(konferenz, aussendung, empfaenger_of(einladung)) for einladung in einladungen),
    )


def build_brief(konferenz: Konferenz, aussendung: Aussendung, empfaenger: Empfaenger) -> Brief:
    einladung = empfaenger.einladung
    adresse = f"{_ohne_schema(settings.ADRESSE)}/einladung/"
    werte = dict(briefe.values_for(konferenz, empfaenger))
    # Where the mail has an address to tap, paper has one to type.
    werte["link"] = _("%(adresse)s mit dem Code %(code)s") % {"adresse": adresse, "code": werte["code"]}
    werte["adresse"] = adresse
    anschrift = format_anschrift(einladung.einrichtung, empfaenger.person)
    return Brief(
        einrichtung=einladung.einrichtung.name,
        anschrift=anschrift,
        groesse=find_groesse(anschrift),
        betreff=" ".join(briefe.fill(aussendung.betreff, werte).split()),
        absaetze=tuple(split_text(aussendung.text, werte)),
        code=einladung.kurzcode_lesbar,
        adresse=settings.ADRESSE + einladung.zugang.pfad,
        mit_antwort=aussendung.anlass != Anlass.ABSAGE,
    )


def format_anschrift(einrichtung: Einrichtung, person: Ansprechperson | None) -> tuple[str, ...]:
    """The lines in the window; what is not known is left out, nothing is invented."""
    zu_haenden = ""
    if person is not None:
        anrede = {Ansprechperson.Anrede.FRAU: "Frau", Ansprechperson.Anrede.HERR: "Herrn"}.get(person.anrede, "")
        zu_haenden = _("z. Hd. %(name)s") % {"name": f"{anrede} {person.name}".strip()}
    ort = f"{einrichtung.plz} {einrichtung.ort}".strip()
    return tuple(line for line in (einrichtung.name, zu_haenden, einrichtung.strasse, ort) if line)


def has_anschrift(einrichtung: Einrichtung) -> bool:
    """Whether a letter would arrive."""
    return bool(einrichtung.strasse and einrichtung.plz and einrichtung.ort)


def find_groesse(anschrift: tuple[str, ...]) -> str:
    """The largest step at which all lines, broken at spaces, fit the window."""
    for klasse, breite, zeilen in GROESSEN:
        if sum(len(textwrap.wrap(line, breite)) for line in anschrift) <= zeilen:
            return klasse
    return GROESSEN[-1][0]


def split_text(text: str, werte: briefe.Werte) -> list[Absatz]:
    """The text of the paper form in pieces. {link} alone on its line is the box; otherwise the box follows it."""
    zeilen = briefe.lines_for(text, briefe.NUR_BRIEF).split("\n")
    stellen = [n for n, zeile in enumerate(zeilen) if zeile.strip() == "{link}"]
    kasten = stellen[0] if stellen else None
    found: list[Absatz] = []
    offen: list[str] = []

    def close() -> None:
        if offen:
            found.append(Absatz(Art.TEXT, tuple(offen)))
            offen.clear()

    folgt_kasten = False
    for n, zeile in enumerate(zeilen):
        allein = zeile.strip()
        if n == kasten:
            close()
            found.append(Absatz(Art.KASTEN))
        elif allein in ("{leitfragen}", "{absender}"):
            close()
            inhalt = tuple(part for part in briefe.fill(allein, werte).split("\n") if part)
            if allein == "{leitfragen}":
                # The list sets its numbers itself.
                inhalt = tuple(re.sub(r"^\d+\. ", "", part) for part in inhalt)
            if inhalt:
                found.append(Absatz(Art.LISTE if allein == "{leitfragen}" else Art.ABSENDER, inhalt))
        elif allein:
            offen.extend(briefe.fill(zeile, werte).split("\n"))
            folgt_kasten = folgt_kasten or (kasten is None and "{link}" in zeile)
        else:
            close()
            if folgt_kasten and not any(a.art == Art.KASTEN for a in found):
                found.append(Absatz(Art.KASTEN))
    close()
    if not any(a.art == Art.KASTEN for a in found):
        # Before the greeting and the sender, so that it never stands below the signature.
        ende = next((n for n, a in enumerate(found) if a.art == Art.ABSENDER), len(found))
        found.insert(max(ende - 1, 0) if ende < len(found) else ende, Absatz(Art.KASTEN))
    return found


def collect_kopf(konferenz: Konferenz) -> Kopf:
    veranstalter = konferenz.veranstalter
    fachbereich = konferenz.einladender_fachbereich
    telefon = konferenz.kontakt_telefon or veranstalter.telefon
    email = konferenz.kontakt_email or veranstalter.email
    ort = f"{veranstalter.plz} {veranstalter.ort}".strip()
    infoblock = [
        (_("Ihr Zeichen"), "–"),
        (_("Ihre Nachricht"), "–"),
        (_("Unser Zeichen"), konferenz.aktenzeichen or "–"),
        (_("Auskunft"), konferenz.kontakt_name),
        (_("Telefon"), telefon),
        (_("E-Mail"), email),
        (_("Datum"), texte.datum(localdate())),
    ]
    adresse = _ohne_schema(settings.ADRESSE)
    return Kopf(
        konferenz=konferenz.titel,
        gemeinde=veranstalter.name,
        fachbereich=fachbereich,
        ruecksendeangabe=" · ".join(part for part in (veranstalter.name, veranstalter.strasse, ort) if part),
        infoblock=tuple((name, wert) for name, wert in infoblock if wert),
        fuss=(
            "\n".join(part for part in (veranstalter.name, veranstalter.anschrift) if part),
            "\n".join(part for part in (telefon, email) if part),
        ),
        tag=texte.datum(konferenz.datum),
        programm=tuple(
            Programmzeile(texte.uhrzeit(p.start), p.titel, p.verantwortlich or "–") for p in konferenz.punkte
        ),
        antwort_bis=texte.datum(konferenz.anmeldeschluss or konferenz.datum),
        antwort_an=", ".join(part for part in (veranstalter.name, fachbereich, veranstalter.anschrift) if part),
        code_adresse=f"{adresse}/einladung/",
        datenschutz=adresse + reverse("konferenz:datenschutz_veranstalter", args=[veranstalter.slug]),
        hoechstens=konferenz.plaetze_je_einrichtung,
        bedarfe=tuple(str(label) for label in Bedarf.Art.labels),
        wappen=veranstalter.wappen_id,
    )


def _ohne_schema(adresse: str) -> str:
    """As people type it."""
    return re.sub(r"^https?://", "", adresse)
