"""The last letter of this round of the minutes: whether it left, to how many, whom no mail reaches. Only reads."""

import datetime
from dataclasses import dataclass

from konferenz.models import Aussendung, Konferenz
from konferenz.models.aussendung import Anlass
from teilnehmer.kreis import collect_kreis
from teilnehmer.models import Nachricht
from themen.models import Protokollfassung, Protokollstand

# Under this the Verlauf keeps when a correction began.
KORREKTUR = "protokollkorrektur"


@dataclass(frozen=True)
class Brief:
    """`adressen` is how many letters were written, or would be now; `unerreicht` are persons or addressees on paper."""

    aussendung: Aussendung
    adressen: int
    unerreicht: int


def find_brief(konferenz: Konferenz, stand: Protokollstand, version: Protokollfassung | None) -> Brief | None:
    """None while nobody prepared one, whatever was sent about an earlier draft. A fixed number of queries."""
    rows = konferenz.aussendungen.filter(anlass=Anlass.PROTOKOLL).order_by("-pk")
    if (seit := _begun(konferenz, stand, version)) is not None:
        rows = rows.filter(angelegt_am__gte=seit)
    if (row := rows.first()) is None:
        return None
    kreis = collect_kreis(konferenz, row)
    adressen = Nachricht.objects.filter(aussendung=row).count() if row.is_freigegeben else len(kreis.mails)
    return Brief(row, adressen, kreis.unerreicht + len(kreis.papier))


def _begun(konferenz: Konferenz, stand: Protokollstand, version: Protokollfassung | None) -> datetime.datetime | None:
    """When what the letter is about began: the newest version `version`, or the correction of it."""
    if version is None:
        return None
    if stand.zustand != Protokollstand.Zustand.FREIGEGEBEN:
        korrekturen = konferenz.verlauf.filter(objekt=KORREKTUR).order_by("-am", "-pk")
        if am := korrekturen.values_list("am", flat=True).first():
            return max(am, version.freigegeben_am)
    return version.freigegeben_am
