"""Templates of the legal pages that a municipality fills in. What stands in square brackets is still missing."""

import re

from django.utils.translation import gettext as _

ARTEN = ("impressum", "datenschutz", "barrierefreiheit")
PLATZHALTER = re.compile(r"\[bitte ergänzen[^\]]*\]", re.IGNORECASE)


def has_placeholder(text: str) -> bool:
    return bool(PLATZHALTER.search(text))


def is_fertig(veranstalter, art: str) -> bool:
    """Whether the organiser has written this page and nothing in it is still to be filled in."""
    text = getattr(veranstalter, art)
    return bool(text.strip()) and not has_placeholder(text)


def text_of(veranstalter, art: str) -> str:
    """The organiser's own text, or the template with the data known so far."""
    return getattr(veranstalter, art).strip() or vorlage(veranstalter, art)


def absaetze(text: str) -> list[dict]:
    """Paragraphs of a plain text; a line that begins with „# “ is a heading."""
    found = []
    for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip()):
        titel, _sep, rest = block.partition("\n") if block.startswith("# ") else ("", "", block)
        found.append({"titel": titel.removeprefix("# ").strip(), "text": rest.strip()})
    return [one for one in found if one["titel"] or one["text"]]


def vorlage(veranstalter, art: str) -> str:
    fehlt = _("[bitte ergänzen: %(was)s]")
    werte = {
        "name": veranstalter.name,
        "anschrift": veranstalter.anschrift or fehlt % {"was": _("Anschrift")},
        "telefon": veranstalter.telefon or fehlt % {"was": _("Telefon")},
        "email": veranstalter.email or fehlt % {"was": _("E-Mail")},
        "fachbereich": veranstalter.fachbereich or veranstalter.name,
    }
    return _VORLAGEN[art]().strip() % werte


def _impressum() -> str:
    return _("""
# Anbieter
%(name)s
%(fachbereich)s
%(anschrift)s

# Vertreten durch
[bitte ergänzen: Bürgermeisterin oder Bürgermeister]

# Kontakt
Telefon: %(telefon)s
E-Mail: %(email)s

# Rechtsform und Aufsicht
Die %(name)s ist eine Körperschaft des öffentlichen Rechts.
Aufsichtsbehörde: [bitte ergänzen: Kommunalaufsicht]
Umsatzsteuer-Identifikationsnummer: [bitte ergänzen: Nummer oder „nicht vorhanden“]

# Verantwortlich für den Inhalt (§ 18 Absatz 2 MStV)
[bitte ergänzen: Name und Anschrift]
""")


def _datenschutz() -> str:
    return _("""
# Wer verantwortlich ist
%(name)s, %(fachbereich)s
%(anschrift)s
Telefon: %(telefon)s, E-Mail: %(email)s

# Datenschutzbeauftragte Person
[bitte ergänzen: Name oder Stelle, Anschrift, E-Mail]

# Wozu wir Daten verarbeiten
Wir planen eine Sozialraumkonferenz, laden Einrichtungen ein und halten die Ergebnisse fest.
Rechtsgrundlage ist unsere öffentliche Aufgabe (Artikel 6 Absatz 1 Buchstabe e DSGVO) [bitte ergänzen: Landesrecht].
Für Freiwilliges, zum Beispiel Fotos, fragen wir nach Ihrer Einwilligung (Buchstabe a).
Bedarf am Tag, zum Beispiel Assistenz, speichern wir nur mit Einwilligung (Artikel 9 Absatz 2 Buchstabe a).
Sie können jede Einwilligung jederzeit widerrufen, auch selbst in Ihrem Pass.

# Welche Daten das sind
Einrichtung, Anschrift und Ansprechpersonen mit E-Mail und Telefon.
Angemeldete Personen mit Name und Funktion. Ein Name darf auch fehlen oder später folgen.
Vorgeschlagene Themen, gewählte Gruppe, Anwesenheit und die Karten der Gruppenarbeit.
Karten gehören einer Gruppe. Bitte beschreiben Sie dort keine einzelnen Kinder oder Familien.

# Woher die Daten stammen
Von Ihnen selbst, von Ihrer Einrichtung oder aus öffentlichen Verzeichnissen der Einrichtungen.

# Wer die Daten erhält
Die Verwaltung, die Moderation und am Tag selbst die Helfenden.
Das öffentliche Protokoll nennt Einrichtungen und Zahlen, keine Namen.
Betreiber des Servers ist [bitte ergänzen: Rechenzentrum]. In Drittländer übermitteln wir nichts.

# Wie lange wir speichern
Namen der Teilnehmenden: [bitte ergänzen: zum Beispiel vier Wochen nach der Veröffentlichung].
Bedarf am Tag: bis zum Tag nach der Konferenz. Dann löschen wir ihn von selbst.
Angaben zur Einrichtung: bis zur nächsten Konferenz, höchstens 24 Monate.
Protokoll und Themen: dauerhaft als Unterlage der Verwaltung.
Protokolle des Servers: sieben Tage.

# Cookies
Es gibt nur Cookies, die für Anmeldung, Sicherheit und die gewählte Darstellung nötig sind.
Wir binden nichts von fremden Servern ein und messen keine Besuche.

# Ihre Rechte
Sie haben das Recht auf Auskunft, Berichtigung, Löschung, Einschränkung und Widerspruch.
Schreiben Sie uns oder rufen Sie uns an. Eine automatische Entscheidung findet nicht statt.
Ihre Teilnahme und Ihre Angaben sind freiwillig. Ohne sie können wir Sie nicht einladen.
Sie können sich beschweren bei: [bitte ergänzen: Landesbeauftragte für den Datenschutz]
""")


def _barrierefreiheit() -> str:
    return _("""
# Für wen diese Erklärung gilt
%(name)s bemüht sich, diese Anwendung barrierefrei zugänglich zu machen.
Rechtsgrundlage: [bitte ergänzen: Behindertengleichstellungsgesetz des Landes].

# Wie barrierefrei die Anwendung ist
Wir richten uns nach den Regeln WCAG 2.2, Stufe AA. Grundlage ist eine Selbstbewertung.
Ergebnis der Selbstbewertung: [bitte ergänzen: vollständig, teilweise oder nicht vereinbar].

# Was noch nicht geprüft ist
Geprüft wurde mit automatischen Werkzeugen, mit der Tastatur und auf kleinen Bildschirmen.
Nicht geprüft sind Texte und Bilder, die andere eingetragen haben.

# Stand
Diese Erklärung wurde am [bitte ergänzen: Datum] erstellt.

# Barriere melden
Ist etwas nicht zugänglich? Rufen Sie uns an oder schreiben Sie uns.
Telefon: %(telefon)s, E-Mail: %(email)s
Wir antworten innerhalb eines Monats.

# Durchsetzung
Antworten wir nicht oder nicht ausreichend, wenden Sie sich an die Durchsetzungsstelle:
[bitte ergänzen: Durchsetzungsstelle des Landes mit Anschrift]
""")


_VORLAGEN = {"impressum": _impressum, "datenschutz": _datenschutz, "barrierefreiheit": _barrierefreiheit}
