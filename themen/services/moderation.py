"""What the moderator's "Weiter" does beyond the programme itself."""

from django.db import transaction

from konferenz.akteur import Akteur
from konferenz.models import Programmpunkt
from konferenz.services.programm import begin_programmpunkt
from themen.services.kleingruppe import store_themen


@transaction.atomic
def begin_punkt(punkt: Programmpunkt, *, by: Akteur) -> Programmpunkt:
    """Begin an item; when the groups start to work, topics that found no group go to the Themenspeicher."""
    punkt = begin_programmpunkt(punkt=punkt, by=by)
    if punkt.art == Programmpunkt.Art.GRUPPENARBEIT:
        store_themen(punkt.konferenz)
    return punkt
