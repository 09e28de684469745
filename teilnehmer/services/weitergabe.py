"""An institution passes its invitation on to a colleague: the same link, in a mail whose words are ours."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from konferenz import texte
from konferenz.akteur import Akteur
from konferenz.mail import mark, unmark
from konferenz.models import Konferenz
from konferenz.models.aussendung import Anlass
from konferenz.permissions import Handlung, erlaubt
from konferenz.services.fehler import NichtErlaubt
from konferenz.services.gemeinsam import lock, record
from teilnehmer.models import Einladung, Nachricht
from teilnehmer.services.nachricht import queue_nachricht

MOST_ADRESSEN = 5


def darf_weitergeben(konferenz: Konferenz, by: Akteur) -> bool:
    """As long as the link is good for something: to come, or to leave again before the day."""
    return erlaubt(konferenz, Handlung.ABMELDEN, by) and not konferenz.is_abgesagt and not konferenz.is_vorbei


@transaction.atomic
def forward_einladung(einladung: Einladung, *, empfaenger: str, name: str = "", by: Akteur) -> Nachricht:
    """Queue the mail with the invitation's link; the same address gets it once, and five addresses at most.

    There is no text of one's own in it, so that the page is no way to send anything else to anybody.
    """
    konferenz = einladung.konferenz
    if not darf_weitergeben(konferenz, by):
        raise NichtErlaubt(_("Diese Einladung lässt sich nicht mehr weitergeben. Es wurde nichts gesendet."))
    aktuell = lock(Einladung.objects.select_related("einrichtung", "zugang"), einladung.pk)
    empfaenger = empfaenger.strip().lower()
    bisher = set(
        Nachricht.objects.filter(einladung=aktuell, anlass=Anlass.WEITERGABE).values_list("empfaenger", flat=True)
    )
    if empfaenger not in bisher and len(bisher) >= MOST_ADRESSEN:
        raise ValidationError(
            _("Diese Einladung ging schon an fünf Adressen. Bitte geben Sie den Link oder den Code selbst weiter.")
        )
    nachricht = queue_nachricht(
        konferenz=konferenz,
        anlass=Anlass.WEITERGABE,
        empfaenger=empfaenger,
        betreff=_("Einladung: %(titel)s am %(datum)s")
        % {"titel": konferenz.titel, "datum": texte.datum(konferenz.datum)},
        text=_text(aktuell, konferenz, name),
        einladung=aktuell,
        generation=aktuell.zugang.generation,
    )
    if empfaenger not in bisher:
        satz = _("Eine Einrichtung hat ihre Einladung weitergegeben.")
        record(satz, by=by, konferenz=konferenz, objekt=f"einladung:{aktuell.pk}")
    return nachricht


def _text(einladung: Einladung, konferenz: Konferenz, name: str) -> str:
    return _(
        "Guten Tag%(name)s,\n\n"
        "%(einrichtung)s gibt eine Einladung an Sie weiter: „%(titel)s“ am %(datum)s, %(zeit)s.\n\n"
        "Über diesen Link melden Sie sich oder andere aus %(einrichtung)s an:\n%(link)s\n\n"
        "Der Link gehört der Einrichtung. Wer ihn hat, kann ihre Antwort ändern.\n"
        "Kennen Sie die Einrichtung nicht? Dann löschen Sie diese E-Mail bitte.\n\n"
        "Freundliche Grüße\n%(absender)s"
    ) % {
        "name": f" {unmark(name)}" if name else "",
        "einrichtung": unmark(einladung.einrichtung.name),
        "titel": unmark(konferenz.titel),
        "datum": texte.datum(konferenz.datum),
        "zeit": texte.zeitraum(konferenz.beginn, konferenz.ende),
        "link": mark(einladung.zugang),
        "absender": unmark(konferenz.veranstalter.name),
    }
