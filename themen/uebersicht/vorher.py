"""What is due up to the evening of the day."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from konferenz import recht
from konferenz.models import Konferenz
from konferenz.texte import datum
from themen.uebersicht.aufgabe import (
    ERLEDIGT,
    OFFEN,
    PRUEFEN,
    Aufgabe,
    list_neue_themen,
    list_vorschlaege,
    moderation_link,
    url_konferenz,
    url_veranstalter,
)
from themen.uebersicht.zahlen import Zahlen


def list_entwurf(konferenz: Konferenz, z: Zahlen) -> list[Aufgabe]:
    ready = z.leitfragen and konferenz.punkte
    return [
        Aufgabe(
            _("Leitfragen festlegen"),
            url_konferenz("konferenz:leitfragen", konferenz),
            ERLEDIGT if z.leitfragen else OFFEN,
            _("Leitfragen schreiben"),
            _("Worüber wollen Sie sprechen? Eine bis drei Fragen genügen."),
        ),
        Aufgabe(
            _("Programm planen"),
            url_konferenz("konferenz:programm", konferenz),
            ERLEDIGT if konferenz.punkte else OFFEN,
            _("Programm planen"),
            _("Sie können mit einer Vorlage für den Nachmittag beginnen."),
        ),
        Aufgabe(
            _("Vorbereitung beginnen"),
            url_konferenz("konferenz:phase", konferenz),
            OFFEN,
            _("Vorbereitung beginnen …"),
            _("Danach ist die Ankündigung öffentlich, und Sie können einladen.")
            if ready
            else _("Vorher fehlen noch Leitfragen oder Programm."),
        ),
        Aufgabe(_("Öffentliche Seite ansehen"), url_konferenz("themen:vorschau", konferenz), PRUEFEN),
    ]


def list_vorbereitung(konferenz: Konferenz, z: Zahlen) -> list[Aufgabe]:
    einladungen = url_konferenz("teilnehmer:einladungen", konferenz)
    aufgaben = []
    if konferenz.tage_bis <= 0:
        aufgaben.append(
            Aufgabe(
                _("Heute ist die Konferenz") if konferenz.tage_bis == 0 else _("Der Tag der Konferenz ist vorbei"),
                url_konferenz("konferenz:phase", konferenz),
                OFFEN,
                _("Durchführung beginnen …"),
                _("Mit der Durchführung öffnen sich Gruppenwahl und Karten nach dem Programm."),
            )
        )
    if not z.einladungen:
        aufgaben.append(
            Aufgabe(
                _("Noch ist niemand eingeladen"),
                einladungen,
                OFFEN,
                _("Einrichtungen auswählen"),
                _("Wählen Sie aus dem Verzeichnis, wen Sie einladen. Versandt wird erst nach Ihrer Freigabe."),
            )
        )
    if z.nicht_versandt:
        aufgaben.append(
            Aufgabe(
                ngettext(
                    "%(zahl)s Einladung ist noch nicht versandt",
                    "%(zahl)s Einladungen sind noch nicht versandt",
                    z.nicht_versandt,
                )
                % {"zahl": z.nicht_versandt},
                einladungen,
                OFFEN,
                _("Einladungen prüfen und freigeben"),
                _("Es geht erst etwas hinaus, wenn Sie es freigeben."),
            )
        )
    if z.angefragt:
        aufgaben.append(
            Aufgabe(
                ngettext("%(zahl)s Person möchte sich anmelden", "%(zahl)s Personen möchten sich anmelden", z.angefragt)
                % {"zahl": z.angefragt},
                url_konferenz("teilnehmer:anfragen", konferenz),
                OFFEN,
                _("Anfragen prüfen"),
                _("Einen Platz bekommt nur, wen Sie bestätigen."),
            )
        )
    if z.ohne_antwort:
        schluss = konferenz.anmeldeschluss or konferenz.datum
        aufgaben.append(
            Aufgabe(
                ngettext(
                    "%(zahl)s Einrichtung hat noch nicht geantwortet",
                    "%(zahl)s Einrichtungen haben noch nicht geantwortet",
                    z.ohne_antwort,
                )
                % {"zahl": z.ohne_antwort},
                einladungen,
                OFFEN,
                _("Erinnerung prüfen und freigeben"),
                _("Anmeldeschluss ist am %(tag)s. Eine Erinnerung wird erst versandt, wenn Sie sie freigeben.")
                % {"tag": datum(schluss)},
            )
        )
    if z.zurueckgekommen:
        aufgaben.append(
            Aufgabe(
                ngettext("%(zahl)s Brief ist zurückgekommen", "%(zahl)s Briefe sind zurückgekommen", z.zurueckgekommen)
                % {"zahl": z.zurueckgekommen},
                url_veranstalter("teilnehmer:postausgang", konferenz),
                PRUEFEN,
                _("Postausgang ansehen"),
            )
        )
    aufgaben += list_neue_themen(konferenz, z)
    if not konferenz.punkte:
        aufgaben.append(
            Aufgabe(
                _("Das Programm fehlt"), url_konferenz("konferenz:programm", konferenz), OFFEN, _("Programm planen")
            )
        )
    aufgaben.append(moderation_link(konferenz, z))
    if not all(recht.is_fertig(konferenz.veranstalter, art) for art in recht.ARTEN):
        # Said early: without these pages nothing can be published.
        rechtliches = url_veranstalter("konferenz:rechtliches", konferenz)
        aufgaben.append(Aufgabe(_("Impressum, Datenschutz, Barrierefreiheit ausfüllen"), rechtliches, PRUEFEN))
    if z.einladungen and not z.nicht_versandt:
        aufgaben.append(Aufgabe(_("Einladungen versenden"), einladungen, ERLEDIGT))
    return aufgaben


def list_durchfuehrung(konferenz: Konferenz, z: Zahlen) -> list[Aufgabe]:
    aufgaben = []
    gruppen = url_konferenz("themen:verwaltung_gruppen", konferenz)
    if konferenz.tage_bis < 0:
        aufgaben.append(
            Aufgabe(
                _("Der Tag der Konferenz ist vorbei"),
                url_konferenz("konferenz:phase", konferenz),
                OFFEN,
                _("Nachbereitung beginnen …"),
                _("Danach schreiben nur noch Verwaltung und Moderation."),
            )
        )
    if not z.gruppen:
        aufgaben.append(
            Aufgabe(
                _("Noch gibt es keine Gruppe"),
                gruppen,
                OFFEN,
                _("Gruppen bilden"),
                _("Aus den Themen werden Gruppen. Danach können alle wählen."),
            )
        )
    ohne = z.anwesend - z.zugeordnet
    if z.gruppen and ohne > 0:
        aufgaben.append(
            Aufgabe(
                ngettext(
                    "%(zahl)s Person ist da und in keiner Gruppe",
                    "%(zahl)s Personen sind da und in keiner Gruppe",
                    ohne,
                )
                % {"zahl": ohne},
                gruppen,
                OFFEN,
                _("Gruppen ansehen"),
            )
        )
    aufgaben += list_neue_themen(konferenz, z)
    aufgaben += list_vorschlaege(konferenz, z)
    aufgaben.append(moderation_link(konferenz, z))
    return aufgaben
