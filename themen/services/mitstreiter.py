"""Joining a topic, in one of three ways, and leaving it again. Every commitment stays with its beginning and end."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from konferenz.akteur import Akteur
from konferenz.live import announce
from konferenz.permissions import Handlung
from konferenz.services.fehler import NichtErlaubt
from konferenz.services.gemeinsam import lock, record, require
from teilnehmer.models import Anmeldung
from themen.mitstreiten import text_changed
from themen.models import Mitstreiter, Themenvorschlag


@transaction.atomic
def join_thema(
    thema: Themenvorschlag, *, anmeldung: Anmeldung, by: Akteur, art: str = Mitstreiter.Art.MITMACHEN
) -> Mitstreiter:
    """Make the person a Mitstreiter. Another kind, or a yes to a changed text, is a commitment of its own."""
    require(
        thema.konferenz, Handlung.MITSTREITEN, by, _("Mitmachen können Sie jetzt nicht mehr. Es wurde nichts geändert.")
    )
    # The person's row is the lock: two taps at once make one commitment.
    person = lock(Anmeldung.objects.filter(konferenz=thema.konferenz), anmeldung.pk)
    if person.status != Anmeldung.Status.ANGEMELDET:
        raise NichtErlaubt(_("Sie sind nicht angemeldet. Darum können Sie gerade nicht mitmachen."))
    if thema.status == Themenvorschlag.Status.ZURUECKGEZOGEN:
        raise NichtErlaubt(_("Dieses Thema ist zurückgezogen. Bitte wählen Sie ein anderes."))
    offen = Mitstreiter.objects.filter(thema=thema, anmeldung=person, bis__isnull=True).first()
    if offen is not None and offen.art == art and not text_changed([offen]):
        return offen
    if offen is None:
        satz = _("Jemand macht bei einem Thema mit.")
    else:
        satz = _("Jemand macht bei einem Thema weiter mit.")
        offen.bis = timezone.now()
        offen.save(update_fields=["bis"])
    neu = Mitstreiter.objects.create(konferenz=thema.konferenz, thema=thema, anmeldung=person, art=art)
    record(satz, by=by, konferenz=thema.konferenz, objekt=f"thema:{thema.kennung}")
    announce(thema.konferenz.live_kanal, "themen")
    return neu


@transaction.atomic
def leave_thema(thema: Themenvorschlag, *, anmeldung: Anmeldung, by: Akteur) -> None:
    """End the person's commitment; the row stays with its end."""
    require(thema.konferenz, Handlung.MITSTREITEN, by, _("Das lässt sich jetzt nicht mehr ändern."))
    ended = Mitstreiter.objects.filter(thema=thema, anmeldung=anmeldung, bis__isnull=True).update(bis=timezone.now())
    if ended:
        record(
            _("Jemand macht bei einem Thema nicht mehr mit."),
            by=by,
            konferenz=thema.konferenz,
            objekt=f"thema:{thema.kennung}",
        )
        announce(thema.konferenz.live_kanal, "themen")
