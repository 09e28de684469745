"""Planned reminders, executed by the worker: each once, to those who have not answered at that moment."""

import logging

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from konferenz.akteur import SYSTEM, Akteur
from konferenz.live import announce
from konferenz.models import Aussendung, Konferenz
from konferenz.services.gemeinsam import lock, record
from teilnehmer.erinnerung import is_faellig
from teilnehmer.kreis import collect_kreis
from teilnehmer.services.aussendung import write_nachrichten

log = logging.getLogger(__name__)


def send_faellige() -> int:
    """Execute every reminder that is due and return how many; one that fails does not hold up the others."""
    waiting = Aussendung.objects.filter(
        freigegeben_am__isnull=False, ausgefuehrt_am__isnull=True, tage_vorher__isnull=False
    )
    done = 0
    for aussendung in waiting.select_related("konferenz").order_by("pk"):
        if not is_faellig(aussendung.konferenz, aussendung):
            continue
        try:
            done += execute_erinnerung(aussendung=aussendung, by=SYSTEM)
        except Exception:
            log.exception("Reminder no. %s could not be sent, it is tried again", aussendung.pk)
    return done


@transaction.atomic
def execute_erinnerung(*, aussendung: Aussendung, by: Akteur) -> bool:
    """Write the letters of a planned reminder; False when it is not due, taken back, or done by another worker.

    No `require`: a person was allowed to release it, and `is_faellig` asks again whether the conference still invites.
    """
    konferenz = lock(Konferenz.objects.select_related("veranstalter"), aussendung.konferenz_id)
    row = lock(Aussendung.objects, aussendung.pk)
    if not is_faellig(konferenz, row):
        return False
    kreis = collect_kreis(konferenz, row)
    row.ausgefuehrt_am = timezone.now()
    row.save(update_fields=["ausgefuehrt_am"])
    zahl = write_nachrichten(konferenz, row, kreis.mails)
    satz = (
        ngettext("Erinnerung versandt: %(zahl)s Nachricht.", "Erinnerung versandt: %(zahl)s Nachrichten.", zahl)
        % {"zahl": zahl}
        if zahl
        else _("Die Erinnerung war fällig. Alle haben schon geantwortet.")
    )
    record(satz, by=by, konferenz=konferenz, objekt=f"Aussendung {row.pk}")
    announce(konferenz.live_kanal, "anmeldungen")
    return True
