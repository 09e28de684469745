"""Sticking dots. What is sent is how many dots a card shall have, so a form that comes twice counts once."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from konferenz.akteur import Akteur
from konferenz.services.fehler import NichtErlaubt
from konferenz.services.gemeinsam import lock, record
from teilnehmer.models import Anmeldung
from themen.klebepunkte import klebbar, why_no_dots
from themen.models import Klebepunkt


@transaction.atomic
def set_klebepunkte(anmeldung: Anmeldung, karte: str, *, anzahl: int, by: Akteur) -> None:
    """This person has exactly so many dots on the card with this kennung; 0 takes them off.

    The person's row is the lock, so two devices together never stick more than there are. Dots on a card that was
    deleted stay for the day it comes back, until they are needed elsewhere.
    """
    konferenz = anmeldung.konferenz
    person = lock(Anmeldung.objects.filter(konferenz=konferenz), anmeldung.pk)
    person.konferenz = konferenz
    if satz := why_no_dots(person, by):
        raise NichtErlaubt(satz)
    befund = klebbar(konferenz).filter(kennung=karte).first()
    if befund is None:
        raise ValidationError(_("Diese Karte gibt es nicht mehr. Es ist nichts geändert. Ihre Punkte sind noch da."))
    rows = {row.befund_id: row for row in Klebepunkt.objects.filter(anmeldung=person)}
    war = rows[befund.pk].anzahl if befund.pk in rows else 0
    if anzahl == war:
        return
    if anzahl > war:
        _make_room(konferenz, rows, anzahl - war)
    if anzahl:
        Klebepunkt.objects.update_or_create(
            befund=befund, anmeldung=person, defaults={"anzahl": anzahl}, create_defaults={
                "anzahl": anzahl, "konferenz": konferenz,
            },
        )  # fmt: skip
    else:
        rows[befund.pk].delete()
    # which card one person liked is nobody's business
    record(_("Klebepunkte einer Person geändert."), by=by, konferenz=konferenz)


def _make_room(konferenz, rows: dict[int, Klebepunkt], mehr: int) -> None:
    """Raises ValidationError when there are not so many dots left; dots on cards that are gone come back first."""
    frei = konferenz.klebepunkte - sum(row.anzahl for row in rows.values())
    if frei >= mehr:
        return
    sichtbar = set(klebbar(konferenz).filter(pk__in=rows).values_list("pk", flat=True))
    verdeckt = [row for pk, row in rows.items() if pk not in sichtbar]
    if frei + sum(row.anzahl for row in verdeckt) < mehr:
        raise ValidationError(_("Alle Punkte sind geklebt. Nehmen Sie zuerst einen ab."))
    Klebepunkt.objects.filter(pk__in=[row.pk for row in verdeckt]).delete()
