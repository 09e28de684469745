"""The pass of one person, sent to an address the institution names."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from konferenz import texte
from konferenz.akteur import Akteur
from konferenz.mail import mark, unmark
from konferenz.models.aussendung import Anlass
from konferenz.permissions import Handlung
from konferenz.services.gemeinsam import lock, record, require
from teilnehmer.models import Anmeldung, Nachricht
from teilnehmer.services.antwort import anmeldung_satz
from teilnehmer.services.nachricht import queue_nachricht

MAX_JE_PERSON = 5


@transaction.atomic
def send_pass(anmeldung: Anmeldung, *, empfaenger: str, by: Akteur) -> Nachricht:
    """Queue the mail with the personal link; the same address gets it once, however often the button is pressed.

    At most five different addresses a person: the page must not become a way to send mail to anybody.
    """
    konferenz = anmeldung.konferenz
    require(konferenz, Handlung.ABMELDEN, by, anmeldung_satz(konferenz))
    aktuell = lock(Anmeldung.objects.select_related("zugang"), anmeldung.pk)
    bisher = set(Nachricht.objects.filter(anmeldung=aktuell, anlass=Anlass.PASS).values_list("empfaenger", flat=True))
    if empfaenger not in bisher and len(bisher) >= MAX_JE_PERSON:
        raise ValidationError(_("Dieser Pass ging schon an fünf Adressen. Bitte geben Sie den Link selbst weiter."))
    text = _(
        "Guten Tag%(name)s,\n\n"
        "hier ist Ihr Pass für „%(titel)s“ am %(datum)s, %(zeit)s:\n\n%(link)s\n\n"
        "Damit sehen Sie den Tag, unterstützen Themen und wählen Ihre Gruppe. Der Link ist nur für Sie.\n\n"
        "Freundliche Grüße\n%(absender)s"
    ) % {
        "name": f" {unmark(aktuell.name)}" if aktuell.has_name else "",
        "titel": unmark(konferenz.titel),
        "datum": texte.datum(konferenz.datum),
        "zeit": texte.zeitraum(konferenz.beginn, konferenz.ende),
        "link": mark(aktuell.zugang),
        "absender": unmark(konferenz.veranstalter.name),
    }
    nachricht = queue_nachricht(
        konferenz=konferenz,
        anlass=Anlass.PASS,
        empfaenger=empfaenger,
        betreff=_("Ihr Pass: %(titel)s") % {"titel": konferenz.titel},
        text=text,
        anmeldung=aktuell,
        generation=aktuell.zugang.generation,
    )
    record(_("Ein Pass wurde als Mail gesandt."), by=by, konferenz=konferenz, objekt=f"anmeldung:{aktuell.kennung}")
    return nachricht
