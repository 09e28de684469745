"""Who is present: ticked at the door, undone when it was the wrong person."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from konferenz.akteur import Akteur
from konferenz.live import announce
from konferenz.permissions import Handlung
from konferenz.services.gemeinsam import lock, record, require
from teilnehmer.models import Anmeldung


def mark_anwesend(anmeldung: Anmeldung, *, by: Akteur) -> Anmeldung:
    """Somebody has arrived; ticking twice keeps the first time. Whoever cancelled and comes anyway is registered."""
    konferenz = anmeldung.konferenz
    require(konferenz, Handlung.ANWESENHEIT, by)
    with transaction.atomic():
        row = lock(Anmeldung.objects, anmeldung.pk)
        if row.anwesend_am is None:
            row.status = Anmeldung.Status.ANGEMELDET
            row.abgesagt_am = None
            row.anwesend_am = timezone.now()
            row.save(update_fields=["status", "abgesagt_am", "anwesend_am"])
            record(_("Eine Person ist da."), by=by, konferenz=konferenz, objekt=f"anmeldung:{row.pk}")
            announce(konferenz.live_kanal, "anwesenheit")
    row.konferenz = konferenz
    return row


def unmark_anwesend(anmeldung: Anmeldung, *, by: Akteur) -> Anmeldung:
    """It was somebody else. A person in a group is present, so the group comes first."""
    konferenz = anmeldung.konferenz
    require(konferenz, Handlung.ANWESENHEIT, by)
    with transaction.atomic():
        row = lock(Anmeldung.objects, anmeldung.pk)
        offen = row.zuordnungen.filter(bis__isnull=True).select_related("kleingruppe").first()
        if offen is not None:
            raise ValidationError(
                _("Diese Person ist in Gruppe %(nr)s. Nehmen Sie sie zuerst aus der Gruppe.")
                % {"nr": offen.kleingruppe.nummer}
            )
        if row.anwesend_am is not None:
            row.anwesend_am = None
            row.save(update_fields=["anwesend_am"])
            record(_("Eine Person ist doch nicht da."), by=by, konferenz=konferenz, objekt=f"anmeldung:{row.pk}")
            announce(konferenz.live_kanal, "anwesenheit")
    row.konferenz = konferenz
    return row
