"""Consents of one person: given and withdrawn for one purpose each; a withdrawn one stays as proof (Art. 7 DSGVO)."""

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from konferenz.akteur import Akteur, Rolle
from konferenz.services.fehler import NichtErlaubt
from konferenz.services.gemeinsam import lock, record
from teilnehmer.models import Anmeldung, Einwilligung
from teilnehmer.services.bestaetigung import queue_bestaetigung

Zweck = Einwilligung.Zweck
# The wording a person agrees to; it is kept with the consent, so changing it here changes no consent given before.
WORTLAUT = {
    Zweck.PROTOKOLL: "Bitte senden Sie das Protokoll an diese E-Mail-Adresse. Ich kann das jederzeit widerrufen.",
    Zweck.KONTAKT: (
        "Sie dürfen mir nach der Konferenz an diese E-Mail-Adresse schreiben, wenn es im Netzwerk weitergeht. "
        "Ich kann das jederzeit widerrufen."
    ),
    Zweck.FOTO: (
        "Ich bin einverstanden, dass Fotos von der Konferenz veröffentlicht werden, auf denen ich zu erkennen bin. "
        "Ich kann das jederzeit widerrufen."
    ),
}
# These name an address: with another address, or none, there is nothing left that they allow.
AN_ADRESSE = frozenset({Zweck.PROTOKOLL, Zweck.KONTAKT})


def give(anmeldung: Anmeldung, zweck: str, wortlaut: str) -> None:
    """A consent in these words; one that is valid in the same words stays as it is. Caller holds the row's lock."""
    gueltige = anmeldung.einwilligungen.filter(zweck=zweck, widerrufen_am__isnull=True)
    if not gueltige.filter(wortlaut=wortlaut).exists():
        gueltige.update(widerrufen_am=timezone.now())
        Einwilligung.objects.create(anmeldung=anmeldung, zweck=zweck, wortlaut=wortlaut)


def withdraw(anmeldung: Anmeldung, zwecke: Collection[str]) -> int:
    """End what is valid for these purposes and return how many; the rows stay."""
    gueltige = anmeldung.einwilligungen.filter(zweck__in=zwecke, widerrufen_am__isnull=True)
    return gueltige.update(widerrufen_am=timezone.now())


def follow_address(anmeldung: Anmeldung, vorher: str) -> None:
    """After the address changed from `vorher`: consents that named it end. Name and function never touch a consent."""
    if vorher and vorher.lower() != anmeldung.email.lower():
        withdraw(anmeldung, AN_ADRESSE)


@transaction.atomic
def change_einwilligungen(anmeldung: Anmeldung, *, zwecke: Collection[str], email: str, by: Akteur) -> Anmeldung:
    """What the person behind the pass allows from now on: these purposes, at this address, and no other.

    Withdrawing works in every phase and after cancelling. The mail that confirms a new address goes there at once.
    """
    if by != Akteur(Rolle.TEILNAHME, anmeldung.pk):
        raise NichtErlaubt
    konferenz = anmeldung.konferenz
    aktuell = lock(Anmeldung.objects.select_related("zugang", "einrichtung"), anmeldung.pk)
    aktuell.konferenz = konferenz
    zwecke = set(zwecke) & set(WORTLAUT)
    gueltig = set(
        aktuell.einwilligungen.filter(zweck__in=WORTLAUT, widerrufen_am__isnull=True).values_list("zweck", flat=True)
    )
    if aktuell.status == Anmeldung.Status.ABGESAGT and zwecke - gueltig:
        raise NichtErlaubt(_("Sie sind abgemeldet. Widerrufen können Sie noch, neu einwilligen nicht."))
    if zwecke & AN_ADRESSE and not email:
        raise ValidationError({"email": _("Dafür brauchen wir eine E-Mail-Adresse.")})
    vorher = aktuell.email
    if email != vorher and aktuell.status != Anmeldung.Status.ABGESAGT:
        aktuell.email = email
        aktuell.fassung += 1
        aktuell.clean_fields(exclude=["konferenz", "zugang", "einladung", "einrichtung", "ansprechperson"])
        aktuell.save(update_fields=["email", "fassung"])
        follow_address(aktuell, vorher)
    withdraw(aktuell, set(WORTLAUT) - zwecke)
    for zweck in sorted(zwecke):
        give(aktuell, zweck, WORTLAUT[zweck])
    record(_("Eine Person hat ihre Einwilligungen geändert."), by=by, konferenz=konferenz)
    queue_bestaetigung(aktuell, by=by)
    return aktuell
