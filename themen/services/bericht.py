"""The text of the results page: written by a person over what the data say."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from konferenz.akteur import Akteur
from konferenz.models import Konferenz
from konferenz.permissions import Handlung
from konferenz.services.fehler import Veraltet
from konferenz.services.gemeinsam import lock, record, require
from themen.bericht import collect_berichtsdaten, generate
from themen.models import Bericht


@transaction.atomic
def change_bericht(*, konferenz: Konferenz, text: str, fassung: int, by: Akteur) -> Bericht:
    """Save the text. `fassung` is the version that was read, 0 if there was none; raises Veraltet.

    What the data say at this moment is kept beside it, so that a later change of the data can be shown.
    """
    row = lock(Konferenz.objects.select_related("veranstalter"), konferenz.pk)
    require(row, Handlung.BERICHT_SCHREIBEN, by)
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not text:
        raise ValidationError({"text": _("Der Text ist leer. Bitte schreiben Sie einen Satz.")})
    bericht = Bericht.objects.filter(konferenz=row).first() or Bericht(konferenz=row, fassung=0)
    daten_stand = generate(collect_berichtsdaten(row))
    if bericht.pk and (bericht.text, bericht.daten_stand) == (text, daten_stand):
        return bericht  # the same form twice
    if bericht.fassung != fassung:
        raise Veraltet(bericht)
    bericht.text = text
    bericht.daten_stand = daten_stand
    bericht.fassung += 1
    bericht.geaendert_am = timezone.now()
    bericht.geaendert_von_id = by.id if by.is_verwaltung else None
    bericht.full_clean(exclude=["konferenz", "geaendert_von"])
    bericht.save()
    record(_("Text der Ergebnisseite geändert."), by=by, konferenz=row, objekt="bericht")
    return bericht
