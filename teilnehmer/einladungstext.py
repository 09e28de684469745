"""What all institutions were written, without what was meant for one of them."""

import datetime
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from konferenz.models import Konferenz
from konferenz.models.aussendung import Anlass
from teilnehmer import briefe
from teilnehmer.kreis import Empfaenger


@dataclass(frozen=True)
class Einladungstext:
    """The first invitation that left; what it says of the conference is as it stands now."""

    am: datetime.date
    betreff: str
    text: str


def collect_einladungstext(konferenz: Konferenz) -> Einladungstext | None:
    """As a letter, without a name, a link or a code; None before an invitation left."""
    rows = konferenz.aussendungen.filter(anlass=Anlass.EINLADUNG, ausgefuehrt_am__isnull=False)
    found = rows.order_by("ausgefuehrt_am", "pk").values_list("ausgefuehrt_am", "betreff", "text").first()
    if found is None:
        return None
    am, betreff, text = found
    werte = briefe.values_for(konferenz, Empfaenger("")) | {
        "einrichtung": _("Ihre Einrichtung"),
        "ansprechperson": _("(Ansprechperson)"),
        "funktion": _("(Funktion)"),
        "link": _("(persönlicher Link)"),
        "code": _("(persönlicher Code)"),
        "absender": "\n".join(filter(None, (konferenz.veranstalter.name, konferenz.einladender_fachbereich))),
    }
    return Einladungstext(
        timezone.localdate(am),
        briefe.fill(betreff, werte),
        briefe.fill(briefe.lines_for(text, briefe.NUR_BRIEF), werte).strip(),
    )
