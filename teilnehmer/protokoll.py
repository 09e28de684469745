"""Which minutes lie open for an institution; the page behind the link belongs to themen."""

from django.core.exceptions import ObjectDoesNotExist

from konferenz.permissions import AB_NACHBEREITUNG
from teilnehmer.models import Einladung

AUSLIEGEND = ("rueckmeldung", "vorgelegt")


def readable_protokoll(einladung: Einladung) -> str:
    """The state of the draft where somebody of theirs was present, "freigegeben", or nothing ("").

    The same rule as themen.protokoll.stand.reading, which this app may not import; a test holds both together.
    """
    konferenz = einladung.konferenz
    if konferenz.phase not in AB_NACHBEREITUNG:
        return ""
    try:
        zustand = konferenz.protokollstand.zustand
    except ObjectDoesNotExist:
        zustand = ""
    if zustand in AUSLIEGEND and einladung.anmeldungen.anwesend().exists():
        return zustand
    return "freigegeben" if konferenz.protokollfassungen.exists() else ""
