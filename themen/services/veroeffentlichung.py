"""Publishing what was shown, and taking it down again at once."""

from django.db import transaction
from django.utils.translation import gettext as _

from konferenz.akteur import Akteur
from konferenz.models import Konferenz
from konferenz.permissions import PUBLIZIERT, Handlung
from konferenz.services.fehler import NichtErlaubt, Veraltet
from konferenz.services.gemeinsam import lock, record, require
from konferenz.services.phase import advance_phase, may_advance, revert_phase
from themen.ergebnisse import collect_ergebnisse
from themen.services.protokollfreigabe import drop_versand

Phase = Konferenz.Phase


@transaction.atomic
def publish(*, konferenz: Konferenz, gelesen: str, by: Akteur) -> Konferenz:
    """Make public exactly what was shown. `gelesen` is its checksum; raises Veraltet when something changed since."""
    row = lock(Konferenz.objects.select_related("veranstalter"), konferenz.pk)
    if row.phase == Phase.VEROEFFENTLICHT:
        return row  # a second click
    if row.phase != Phase.NACHBEREITUNG or not may_advance(row, by):
        raise NichtErlaubt()
    ergebnisse = collect_ergebnisse(row)
    if ergebnisse.fingerprint != gelesen:
        raise Veraltet(row)
    row = advance_phase(row, by=by, nach=Phase.VEROEFFENTLICHT, is_gezeigt=True)
    record(_("Ergebnisse veröffentlicht, %(was)s.") % {"was": _with_what(ergebnisse)}, by=by, konferenz=row)
    return row


def _with_what(ergebnisse) -> str:
    if ergebnisse.protokoll_fassung:
        return _("mit Protokoll Version %(nummer)s") % {"nummer": ergebnisse.protokoll_fassung}
    return _("ohne Protokoll")


@transaction.atomic
def take_down(*, konferenz: Konferenz, grund: str = "", by: Akteur) -> Konferenz:
    """Back to Nachbereitung, also from the archive: nothing of the results is public any more, nothing is deleted."""
    row = lock(Konferenz.objects.select_related("veranstalter"), konferenz.pk)
    if row.phase == Phase.NACHBEREITUNG:
        return row  # a second click
    require(row, Handlung.OEFFENTLICH_ZURUECKNEHMEN, by)
    while row.phase in PUBLIZIERT:
        row = revert_phase(row, grund.strip() or _("Von der öffentlichen Seite genommen."), takes_down=True, by=by)
    record(_("Ergebnisse von der öffentlichen Seite genommen."), by=by, konferenz=row)
    drop_versand(konferenz=row, by=by, nur_oeffentlich=True)
    return row
