"""What is due after the day: texts, photos, measures, and the way of the minutes to their release."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from konferenz.models import Konferenz
from konferenz.texte import datum
from themen.models import Protokollstand
from themen.uebersicht.aufgabe import ERLEDIGT, OFFEN, PRUEFEN, Aufgabe, list_vorschlaege, url_konferenz
from themen.uebersicht.zahlen import Zahlen

Zustand = Protokollstand.Zustand


def list_nachbereitung(konferenz: Konferenz, z: Zahlen) -> list[Aufgabe]:
    texte = bool(konferenz.ausblick and konferenz.dank)
    return [
        Aufgabe(
            _("Ausblick und Dank schreiben"),
            url_konferenz("konferenz:konferenz_bearbeiten", konferenz),
            ERLEDIGT if texte else OFFEN,
            _("Texte schreiben"),
            _("Beide stehen im Protokoll und auf der Ergebnisseite."),
        ),
        *_fotos(konferenz, z),
        *_speicher(konferenz, z),
        *_protokoll(konferenz, z),
        *list_vorschlaege(konferenz, z),
        Aufgabe(_("Text der Ergebnisseite schreiben"), url_konferenz("themen:bericht", konferenz), PRUEFEN),
        Aufgabe(
            _("Ergebnisse veröffentlichen"),
            url_konferenz("themen:veroeffentlichen", konferenz),
            OFFEN,
            _("Ansehen, was öffentlich wird"),
            _("Öffentlich werden Einrichtungen und Zahlen, keine Namen."),
        ),
    ]


def list_veroeffentlicht(konferenz: Konferenz, z: Zahlen) -> list[Aufgabe]:
    return [*_ueberfaellig(konferenz, z), *_fotos(konferenz, z), *_protokoll(konferenz, z)]


def _protokoll(konferenz: Konferenz, z: Zahlen) -> list[Aufgabe]:
    """The next step of the minutes, and the letter about them that still waits."""
    freigabe = url_konferenz("themen:protokoll_freigabe", konferenz)
    # what was taken over from elsewhere has a version, but went no way here
    zustand = z.zustand or (Zustand.FREIGEGEBEN if z.versionen else Zustand.ENTWURF)
    if zustand == Zustand.RUECKMELDUNG:
        schritte = _rueckmeldung(konferenz, z, freigabe)
    elif zustand == Zustand.VORGELEGT:
        schritte = [
            Aufgabe(
                _("Das Protokoll ist zur Freigabe vorgelegt"),
                freigabe,
                OFFEN,
                _("Lesen und freigeben …"),
                _("Freigeben kann die Leitung."),
            )
        ]
    elif zustand == Zustand.FREIGEGEBEN:
        schritte = [Aufgabe(_("Protokoll freigeben"), freigabe, ERLEDIGT)]
    else:
        schritte = [
            Aufgabe(
                _("Protokoll prüfen"),
                url_konferenz("themen:protokoll", konferenz),
                OFFEN,
                _("Protokoll ansehen"),
                _("Es ist aus den Karten entstanden. Danach geben Sie es zur Rückmeldung."),
            )
        ]
    if z.protokoll_entwurf:
        brief = Aufgabe(
            _("Die Nachricht zum Protokoll ist noch ein Entwurf"),
            url_konferenz("teilnehmer:einladungen", konferenz) + "#aussendungen",
            OFFEN,
            _("Nachricht prüfen und freigeben"),
            _("Solange weiß niemand davon."),
        )
        schritte.insert(0, brief)
    return schritte


def _rueckmeldung(konferenz: Konferenz, z: Zahlen, freigabe: str) -> list[Aufgabe]:
    aufgaben = []
    if z.anmerkungen:
        titel = ngettext(
            "%(zahl)s Anmerkung zum Protokoll ist zu entscheiden",
            "%(zahl)s Anmerkungen zum Protokoll sind zu entscheiden",
            z.anmerkungen,
        )
        aufgaben.append(
            Aufgabe(
                titel % {"zahl": z.anmerkungen},
                url_konferenz("themen:protokoll_anmerkungen", konferenz),
                OFFEN,
                _("Anmerkungen ansehen"),
            )
        )
    if z.frist < timezone.localdate():
        aufgaben.append(Aufgabe(_("Die Frist ist vorbei: Protokoll vorlegen"), freigabe, OFFEN, _("Zur Freigabe …")))
    else:
        titel = _("Bis %(tag)s kann jede Person, die da war, etwas zum Protokoll anmerken") % {"tag": datum(z.frist)}
        aufgaben.append(Aufgabe(titel, freigabe, PRUEFEN))
    return aufgaben


def _fotos(konferenz: Konferenz, z: Zahlen) -> list[Aufgabe]:
    if not z.fotos:
        return []
    titel = ngettext(
        "%(zahl)s Foto kommt so nicht ins Protokoll", "%(zahl)s Fotos kommen so nicht ins Protokoll", z.fotos
    )
    text = _("Es fehlt die Beschreibung oder die Antwort, ob alle auf dem Bild einverstanden sind.")
    url = url_konferenz("themen:verwaltung_fotos", konferenz)
    return [Aufgabe(titel % {"zahl": z.fotos}, url, OFFEN, _("Fotos ansehen"), text)]


def _speicher(konferenz: Konferenz, z: Zahlen) -> list[Aufgabe]:
    if not z.speicher:
        return []
    titel = ngettext(
        "%(zahl)s Maßnahme ist ohne Verantwortliche oder Datum",
        "%(zahl)s Maßnahmen sind ohne Verantwortliche oder Datum",
        z.speicher,
    )
    text = _("So steht sie im Themenspeicher.") if z.speicher == 1 else _("So stehen sie im Themenspeicher.")
    url = url_konferenz("themen:massnahmen", konferenz)
    return [Aufgabe(titel % {"zahl": z.speicher}, url, PRUEFEN, _("Maßnahmen ansehen"), text)]


def _ueberfaellig(konferenz: Konferenz, z: Zahlen) -> list[Aufgabe]:
    if not z.ueberfaellig:
        return []
    titel = ngettext("%(zahl)s Maßnahme ist überfällig", "%(zahl)s Maßnahmen sind überfällig", z.ueberfaellig)
    url = url_konferenz("themen:massnahmen", konferenz)
    return [Aufgabe(titel % {"zahl": z.ueberfaellig}, url, OFFEN, _("Maßnahmen ansehen"))]
