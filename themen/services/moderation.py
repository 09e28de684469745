"""What the moderator's "Weiter" does beyond the programme itself."""

from django.db import transaction
from django.utils import timezone

from konferenz.akteur import Akteur
from konferenz.models import Programmpunkt
from konferenz.services.ablauf import OHNE_PRUEFUNG, begin_programmpunkt
from themen.services.kleingruppe import store_themen
from themen.services.pitch import end_pitches


@transaction.atomic
def begin_punkt(punkt: Programmpunkt, *, by: Akteur, laeuft=OHNE_PRUEFUNG) -> Programmpunkt:
    """Begin an item; nobody presents a topic any longer, and when the groups start to work, topics that found no
    group go to the Themenspeicher."""
    punkt = begin_programmpunkt(punkt=punkt, by=by, laeuft=laeuft)
    if punkt.art != Programmpunkt.Art.THEMEN:
        end_pitches(punkt.konferenz, timezone.now())
    if punkt.art == Programmpunkt.Art.GRUPPENARBEIT:
        store_themen(punkt.konferenz)
    return punkt
