"""Who moderates, writes and keeps the time in a group: taken over and given up again. Locks: person, then group."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import gettext as _

from konferenz.akteur import Akteur, Rolle
from konferenz.live import announce
from konferenz.permissions import Handlung
from konferenz.services.fehler import NichtErlaubt
from konferenz.services.gemeinsam import lock, record, require
from teilnehmer.models import Anmeldung
from themen.models import Gruppenrolle, Kleingruppe
from themen.services.zuordnung import try_again

_ONE_OPEN = "gruppenrolle_one_open"


def claim_rolle(gruppe: Kleingruppe, art: str, *, anmeldung: Anmeldung, by: Akteur) -> Gruppenrolle:
    """Take over a role in the own group; asking again changes nothing."""
    _require(gruppe, anmeldung, by)
    try:
        return _claim(gruppe, art, anmeldung, by)
    except IntegrityError as error:
        # The constraint is the last guard; the lock should have said it already.
        if _ONE_OPEN not in str(error):
            raise
        raise ValidationError(satz_vergeben()) from error


@try_again
def _claim(gruppe: Kleingruppe, art: str, anmeldung: Anmeldung, by: Akteur) -> Gruppenrolle:
    person = lock(Anmeldung.objects.filter(konferenz=gruppe.konferenz_id), anmeldung.pk)
    row = lock(Kleingruppe.objects, gruppe.pk)
    if not row.has_member(person.pk):
        raise ValidationError(_("Aufgaben übernimmt, wer in der Gruppe ist. Es wurde nichts geändert."))
    offen = row.rollen.filter(art=art, bis__isnull=True).first()
    if offen is not None:
        if offen.anmeldung_id != person.pk:
            raise ValidationError(satz_vergeben())
        return offen
    rolle = Gruppenrolle.objects.create(konferenz=gruppe.konferenz, kleingruppe=row, anmeldung=person, art=art)
    _tell(gruppe, _("Eine Aufgabe in Gruppe %(nr)s übernommen.") % {"nr": row.nummer}, by)
    return rolle


@try_again
def give_up_rolle(gruppe: Kleingruppe, art: str, *, anmeldung: Anmeldung, by: Akteur) -> None:
    """Somebody else may take it over; the row stays with its end."""
    _require(gruppe, anmeldung, by)
    lock(Anmeldung.objects.filter(konferenz=gruppe.konferenz_id), anmeldung.pk)
    offen = gruppe.rollen.filter(art=art, anmeldung=anmeldung, bis__isnull=True)
    if offen.update(bis=timezone.now()):
        _tell(gruppe, _("Eine Aufgabe in Gruppe %(nr)s abgegeben.") % {"nr": gruppe.nummer}, by)


def satz_vergeben() -> str:
    return _("Diese Aufgabe hat schon jemand übernommen. Es wurde nichts geändert.")


def _require(gruppe: Kleingruppe, anmeldung: Anmeldung, by: Akteur) -> None:
    require(
        gruppe.konferenz,
        Handlung.ROLLE_UEBERNEHMEN,
        by,
        _("Aufgaben lassen sich nur am Tag der Konferenz ändern. Es wurde nichts geändert."),
    )
    if by.rolle == Rolle.TEILNAHME and by.id != anmeldung.pk:
        raise NichtErlaubt


def _tell(gruppe: Kleingruppe, satz: str, by: Akteur) -> None:
    record(satz, by=by, konferenz=gruppe.konferenz, objekt=f"kleingruppe:{gruppe.pk}")
    announce(gruppe.konferenz.live_kanal, "gruppen")
