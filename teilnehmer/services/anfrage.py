"""Open registration: somebody without an invitation asks, an officer confirms or declines.

A request holds no seat and sends no mail. The first mail goes out when an officer has seen the request, so the form
cannot be used to write to strangers; the pass goes only to the address that was given, which proves the address.
"""

import uuid
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from konferenz.akteur import OEFFENTLICH, Akteur
from konferenz.live import announce
from konferenz.mail import unmark
from konferenz.models import Konferenz, Zugang
from konferenz.models.aussendung import Anlass
from konferenz.permissions import Handlung
from konferenz.services.fehler import NichtErlaubt
from konferenz.services.gemeinsam import do_once, lock, record, require
from teilnehmer.models import Anmeldung, Einrichtung, Einwilligung
from teilnehmer.models.einladung import Kanal
from teilnehmer.services.antwort import anmeldung_satz
from teilnehmer.services.bestaetigung import queue_bestaetigung
from teilnehmer.services.einrichtung import create_einrichtung
from teilnehmer.services.einwilligung import WORTLAUT, give
from teilnehmer.services.nachricht import queue_nachricht
from teilnehmer.services.plaetze import status_for_new
from teilnehmer.services.warteliste import cancel_seat, promote_warteliste

Status = Anmeldung.Status
# More open requests than this are no people: an officer looks before there are more.
MOST_OFFEN = 300


@dataclass(frozen=True)
class Anfrage:
    """One person as typed into the public form."""

    vorname: str
    nachname: str
    email: str
    funktion: str = ""
    einrichtung_angabe: str = ""
    protokoll: bool = False


def request_platz(konferenz: Konferenz, *, anfrage: Anfrage, vorgang: uuid.UUID | None = None) -> None:
    """Keep a request for the officer. The same address counts once and nobody learns whether it was known."""

    def work() -> dict:
        row = lock(Konferenz.objects.all(), konferenz.pk)
        require(row, Handlung.ANFRAGEN, OEFFENTLICH, anmeldung_satz(row))
        bekannt = row.anmeldungen.filter(email__iexact=anfrage.email).exclude(status=Status.ABGESAGT)
        if bekannt.exists():
            return {}
        if row.anmeldungen.filter(status=Status.ANGEFRAGT).count() >= MOST_OFFEN:
            raise NichtErlaubt(_("Gerade nehmen wir keine weiteren Anmeldungen an. Bitte fragen Sie die Verwaltung."))
        anmeldung = Anmeldung(
            konferenz=row,
            zugang=Zugang.objects.create(konferenz=row, zweck=Zugang.Zweck.PASS),
            vorname=anfrage.vorname,
            nachname=anfrage.nachname,
            email=anfrage.email,
            funktion=anfrage.funktion,
            einrichtung_angabe=anfrage.einrichtung_angabe,
            status=Status.ANGEFRAGT,
            kanal=Kanal.LINK,
        )
        anmeldung.full_clean(exclude=["konferenz", "zugang"])
        anmeldung.save(force_insert=True)
        if anfrage.protokoll:
            give(anmeldung, Einwilligung.Zweck.PROTOKOLL, WORTLAUT[Einwilligung.Zweck.PROTOKOLL])
        record(
            _("Eine Person möchte sich anmelden."),
            by=OEFFENTLICH,
            konferenz=row,
            objekt=f"anmeldung:{anmeldung.kennung}",
        )
        announce(row.live_kanal, "anmeldungen")
        return {}

    do_once(vorgang, work)


@transaction.atomic
def confirm_anfrage(
    anmeldung: Anmeldung, *, einrichtung: Einrichtung | None = None, neu: dict | None = None, by: Akteur
) -> Anmeldung:
    """A seat or the Warteliste, by the same rule as for everybody, and the mail with the pass.

    `einrichtung` is one of the directory; `neu` (name, art) is entered along with it. Twice is no error.
    """
    konferenz = lock(Konferenz.objects.select_related("veranstalter"), anmeldung.konferenz_id)
    require(konferenz, Handlung.EINLADEN, by, anmeldung_satz(konferenz))
    row = _lock_anfrage(anmeldung)
    if row.status in (Status.ANGEMELDET, Status.WARTELISTE):
        return row
    if neu:
        einrichtung = create_einrichtung(veranstalter=konferenz.veranstalter, daten=neu, by=by)
    if einrichtung is not None and einrichtung.veranstalter_id != konferenz.veranstalter_id:
        raise ValidationError({"einrichtung": _("Diese Einrichtung gibt es hier nicht. Bitte wählen Sie eine andere.")})
    promote_warteliste(konferenz)
    row.einrichtung = einrichtung
    row.status = status_for_new(konferenz, einrichtung.pk if einrichtung else None)
    # The place in the row counts from now: nobody who waits already is pushed back.
    row.angemeldet_am = timezone.now()
    row.fassung += 1
    row.save(update_fields=["einrichtung", "status", "angemeldet_am", "fassung"])
    satz = _("Eine Anfrage wurde bestätigt.")
    record(satz, by=by, konferenz=konferenz, objekt=f"anmeldung:{row.kennung}")
    announce(konferenz.live_kanal, "anmeldungen")
    row.konferenz = konferenz
    queue_bestaetigung(row, by=OEFFENTLICH)  # the person gave these data, not the officer
    return row


@transaction.atomic
def decline_anfrage(anmeldung: Anmeldung, *, by: Akteur) -> Anmeldung:
    """No seat, said in a mail. Twice is no error."""
    konferenz = lock(Konferenz.objects.select_related("veranstalter"), anmeldung.konferenz_id)
    require(konferenz, Handlung.ABMELDEN, by, anmeldung_satz(konferenz))
    row = _lock_anfrage(anmeldung)
    if row.status == Status.ABGESAGT:
        return row
    if row.status != Status.ANGEFRAGT:
        raise NichtErlaubt(_("Diese Anmeldung ist schon bestätigt. Melden Sie die Person in der Liste ab."))
    cancel_seat(row)
    record(_("Eine Anfrage wurde abgelehnt."), by=by, konferenz=konferenz, objekt=f"anmeldung:{row.kennung}")
    announce(konferenz.live_kanal, "anmeldungen")
    queue_nachricht(
        konferenz=konferenz,
        anlass=Anlass.BESTAETIGUNG,
        empfaenger=row.email,
        betreff=_("Zu Ihrer Anmeldung: %(titel)s") % {"titel": konferenz.titel},
        text=_decline_text(row, konferenz),
        anmeldung=row,
    )
    return row


def _lock_anfrage(anmeldung: Anmeldung) -> Anmeldung:
    return lock(Anmeldung.objects.select_related("zugang"), anmeldung.pk)


def _decline_text(row: Anmeldung, konferenz: Konferenz) -> str:
    telefon = konferenz.kontakt_telefon
    fragen = _("Fragen? Rufen Sie uns an: %(telefon)s.") if telefon else _("Fragen? Antworten Sie auf diese E-Mail.")
    text = _(
        "Guten Tag %(name)s,\n\n"
        "danke, dass Sie zu „%(titel)s“ kommen möchten. Leider können wir Ihnen keinen Platz geben.\n\n"
    )
    text += fragen + "\n\n" + _("Freundliche Grüße\n%(absender)s")
    return text % {
        "name": unmark(row.name),
        "titel": unmark(konferenz.titel),
        "telefon": unmark(telefon),
        "absender": unmark(konferenz.veranstalter.name),
    }
