"""What a person changes about their own registration through the pass."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from konferenz.akteur import Akteur
from konferenz.permissions import Handlung
from konferenz.services.fehler import NichtErlaubt
from konferenz.services.gemeinsam import lock, record, require
from teilnehmer.models import Anmeldung
from teilnehmer.services.antwort import cancel_anmeldung
from themen.models import Mitstreiter

Status = Anmeldung.Status


@transaction.atomic
def change_meine_daten(
    anmeldung: Anmeldung, *, vorname: str, nachname: str, funktion: str, fassung: int, by: Akteur
) -> Anmeldung:
    """Own name and function; as long as one may still cancel, one may still correct."""
    konferenz = anmeldung.konferenz
    require(konferenz, Handlung.ABMELDEN, by, _("Ihre Angaben lassen sich jetzt nicht mehr ändern."))
    aktuell = lock(Anmeldung.objects.filter(konferenz=konferenz), anmeldung.pk, fassung)
    if aktuell.status == Status.ABGESAGT:
        raise NichtErlaubt(_("Sie sind abgemeldet. Ihre Angaben lassen sich nicht mehr ändern."))
    if not (vorname or nachname):
        raise ValidationError({"nachname": _("Ihr Name fehlt. Bitte geben Sie ihn an.")})
    aktuell.vorname, aktuell.nachname, aktuell.funktion = vorname, nachname, funktion
    aktuell.clean_fields(exclude=["konferenz", "zugang", "einladung", "einrichtung", "ansprechperson"])
    aktuell.fassung += 1
    aktuell.save(update_fields=["vorname", "nachname", "funktion", "fassung"])
    record(_("Eine Person hat ihre Angaben geändert."), by=by, konferenz=konferenz, objekt=f"anmeldung:{anmeldung.pk}")
    return aktuell


@transaction.atomic
def cancel_teilnahme(anmeldung: Anmeldung, *, by: Akteur) -> None:
    """Give the seat back, and leave the topics. Whoever is here already speaks with the moderation first."""
    require(anmeldung.konferenz, Handlung.ABMELDEN, by, _("Abmelden können Sie sich jetzt nicht mehr."))
    cancel_anmeldung(anmeldung, by=by)
    Mitstreiter.objects.filter(anmeldung=anmeldung, bis__isnull=True).update(bis=timezone.now())
