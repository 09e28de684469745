"""A letter to many, sent to nobody but the person who writes it."""

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from konferenz import jobs, mail
from konferenz.akteur import Akteur, Rolle
from konferenz.models import Aussendung, Konto
from konferenz.services.fehler import NichtErlaubt
from konferenz.services.gemeinsam import record
from teilnehmer import briefe
from teilnehmer.kreis import Empfaenger
from teilnehmer.models import Nachricht
from teilnehmer.services.nachricht import build_email


@transaction.atomic
def send_testmail(*, aussendung: Aussendung, empfaenger: Empfaenger, by: Akteur) -> str:
    """Put the letter as `empfaenger` would get it in the actor's own mailbox; returns the address it goes to.

    It opens nothing outside the example installation and leaves no Nachricht: nobody was written to.
    """
    if by.rolle not in (Rolle.LEITUNG, Rolle.PLANUNG):
        raise NichtErlaubt
    if aussendung.is_freigegeben:
        raise NichtErlaubt(_("Diese Aussendung ist schon freigegeben. Eine Testmail gibt es nur vorher."))
    if not mail.has_server():
        raise NichtErlaubt(_("Hier gibt es keinen Mailserver. Die Vorschau zeigt denselben Text."))
    konferenz = aussendung.konferenz
    werte = briefe.values_for(konferenz, empfaenger)
    text = briefe.render(aussendung.text, werte)
    if not settings.BEISPIEL:
        text = hide_links(briefe.mask(text, empfaenger.einladung))
    an = Konto.objects.get(pk=by.id).email
    entwurf = Nachricht(
        konferenz=konferenz,
        aussendung=aussendung,
        einladung=empfaenger.einladung,
        anmeldung=empfaenger.anmeldung,
        anlass=aussendung.anlass,
        empfaenger=an,
        betreff=_("[Test] %(betreff)s") % {"betreff": " ".join(briefe.render(aussendung.betreff, werte).split())[:140]},
        text=text,
    )
    build_email(entwurf, konferenz).save()
    jobs.enqueue_send_mail()
    record("Testmail an sich selbst gesandt.", by=by, konferenz=konferenz, objekt=f"Aussendung {aussendung.pk}")
    return an


def hide_links(text: str) -> str:
    """What stands where the personal link will be."""
    return text.replace("(persönlicher Link)", _("(Hier steht der persönliche Link. In der Testmail fehlt er.)"))
