"""Letters that nobody has released yet and that are not true any more."""

from django.db.models import QuerySet
from django.utils.translation import ngettext

from konferenz.akteur import Akteur
from konferenz.models import Konferenz
from konferenz.models.aussendung import Anlass
from konferenz.services.gemeinsam import record


def drafts_of_protokoll(konferenz: Konferenz) -> QuerySet:
    """Letters about the minutes that nobody has released."""
    return konferenz.aussendungen.filter(anlass=Anlass.PROTOKOLL, freigegeben_am=None)


def drop_drafts(konferenz: Konferenz, rows: QuerySet, *, by: Akteur) -> None:
    """Those of `rows` go, and the Verlauf says how many. Callers hold the lock of the Konferenz."""
    _zahl, gezaehlt = rows.delete()
    if zahl := gezaehlt.get(rows.model._meta.label):
        satz = ngettext(
            "%(zahl)s vorbereitete E-Mail zum Protokoll verworfen, sie stimmte nicht mehr.",
            "%(zahl)s vorbereitete E-Mails zum Protokoll verworfen, sie stimmten nicht mehr.",
            zahl,
        )
        record(satz % {"zahl": zahl}, by=by, konferenz=konferenz, objekt="protokollstand")
