"""Letters on paper that are in the post."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import ngettext

from konferenz.akteur import Akteur
from konferenz.live import announce
from konferenz.models import Konferenz
from konferenz.permissions import Handlung
from konferenz.services.gemeinsam import lock, lock_sorted, record, require
from teilnehmer.models import Einladung
from teilnehmer.services.einladung import einladen_satz


@transaction.atomic
def mark_briefe(*, konferenz: Konferenz, einladungen: list[int], by: Akteur) -> int:
    """All these letters were posted, the rule of mark_brief for many; returns how many were new."""
    row = lock(Konferenz.objects.select_related("veranstalter"), konferenz.pk)
    require(row, Handlung.EINLADEN, by, einladen_satz(row))
    rows = lock_sorted(Einladung.objects.filter(konferenz=row, versandt_am__isnull=True), einladungen)
    if rows:
        Einladung.objects.filter(pk__in=rows).update(versandt_am=timezone.now())
        satz = ngettext(
            "%(zahl)s Einladung als Brief versandt.", "%(zahl)s Einladungen als Brief versandt.", len(rows)
        ) % {"zahl": len(rows)}
        record(satz, by=by, konferenz=row)
        announce(row.live_kanal, "anmeldungen")
    return len(rows)
