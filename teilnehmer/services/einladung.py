"""Whom to invite: put institutions on the list, take them off, revoke and renew their links."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from konferenz.akteur import Akteur
from konferenz.live import announce
from konferenz.models import Konferenz, Zugang
from konferenz.permissions import Handlung, erlaubt
from konferenz.services.fehler import NichtErlaubt
from konferenz.services.gemeinsam import lock, record
from teilnehmer.models import Einladung, Einrichtung


def einladen_satz(konferenz: Konferenz) -> str:
    """Why nobody can be invited now."""
    if konferenz.is_abgesagt:
        return _("Die Konferenz ist abgesagt. Einladungen gehen nicht mehr hinaus.")
    if konferenz.phase == Konferenz.Phase.ENTWURF:
        return _("Einladen können Sie, sobald die Vorbereitung begonnen hat.")
    return _("Die Konferenz ist vorbei. Einladungen gehen nicht mehr hinaus.")


@transaction.atomic
def invite_einrichtungen(*, konferenz: Konferenz, einrichtungen: list[int], by: Akteur) -> int:
    """Put them on the list, each with its own link and code, and return how many are new. Nothing is sent yet."""
    konferenz = _lock_konferenz(konferenz, by)
    neue = list(
        Einrichtung.objects.aktiv()
        .filter(pk__in=einrichtungen, veranstalter=konferenz.veranstalter_id)
        .exclude(einladungen__konferenz=konferenz)
    )
    zugaenge = Zugang.objects.bulk_create(
        Zugang(konferenz=konferenz, zweck=Zugang.Zweck.EINLADUNG) for _einrichtung in neue
    )
    Einladung.objects.bulk_create(
        Einladung(konferenz=konferenz, einrichtung=einrichtung, zugang=zugang)
        for einrichtung, zugang in zip(neue, zugaenge, strict=True)
    )
    if neue:
        satz = ngettext(
            "%(zahl)s Einrichtung auf die Liste der Einladungen gesetzt.",
            "%(zahl)s Einrichtungen auf die Liste der Einladungen gesetzt.",
            len(neue),
        )
        record(satz % {"zahl": len(neue)}, by=by, konferenz=konferenz)
        announce(konferenz.live_kanal, "anmeldungen")
    return len(neue)


@transaction.atomic
def remove_einladung(*, einladung: Einladung, by: Akteur) -> None:
    """Take an institution off the list again, as long as nobody outside knows of it."""
    konferenz, row = _lock(einladung, by)
    known = (
        row.versandt_am
        or row.antwort != Einladung.Antwort.OFFEN
        or row.nachrichten.exists()
        or row.anmeldungen.exists()
        or row.themenvorschlaege.exists()
    )
    if known:
        raise NichtErlaubt(_("Diese Einladung ist schon unterwegs. Sie können ihren Link sperren."))
    zugang = row.zugang
    row.delete()
    zugang.delete()
    record("Einrichtung von der Liste der Einladungen genommen.", by=by, konferenz=konferenz)
    announce(konferenz.live_kanal, "anmeldungen")


@transaction.atomic
def revoke_einladung(*, einladung: Einladung, by: Akteur) -> Einladung:
    """From now on the link and the code of this invitation open nothing."""
    konferenz, row = _lock(einladung, by)
    if row.zugang.widerrufen_am is None:
        row.zugang.widerrufen_am = timezone.now()
        row.zugang.save(update_fields=["widerrufen_am"])
        record("Link einer Einladung gesperrt.", by=by, konferenz=konferenz, objekt=f"einladung:{row.pk}")
    return row


@transaction.atomic
def renew_einladung(*, einladung: Einladung, by: Akteur) -> Einladung:
    """A new link and code; the old ones open nothing, and the invitation waits to be sent again."""
    konferenz, row = _lock(einladung, by)
    row.zugang.generation += 1
    row.zugang.widerrufen_am = None
    row.zugang.save(update_fields=["generation", "widerrufen_am"])
    row.kurzcode = Einladung._meta.get_field("kurzcode").get_default()
    row.versandt_am = None
    row.save(update_fields=["kurzcode", "versandt_am"])
    record("Link einer Einladung erneuert.", by=by, konferenz=konferenz, objekt=f"einladung:{row.pk}")
    return row


@transaction.atomic
def mark_brief(*, einladung: Einladung, by: Akteur) -> Einladung:
    """The letter on paper is in the post; after mails that came back it is the one that counts."""
    konferenz, row = _lock(einladung, by)
    if row.versandt_am is None or Einladung.objects.with_zurueck().filter(pk=row.pk, is_zurueck=True).exists():
        row.versandt_am = timezone.now()
        row.save(update_fields=["versandt_am"])
        record("Einladung als Brief versandt.", by=by, konferenz=konferenz, objekt=f"einladung:{row.pk}")
    return row


def _lock_konferenz(konferenz: Konferenz, by: Akteur) -> Konferenz:
    row = lock(Konferenz.objects.select_related("veranstalter"), konferenz.pk)
    if not erlaubt(row, Handlung.EINLADEN, by):
        raise NichtErlaubt(einladen_satz(row))
    return row


def _lock(einladung: Einladung, by: Akteur) -> tuple[Konferenz, Einladung]:
    konferenz = _lock_konferenz(einladung.konferenz, by)
    return konferenz, lock(Einladung.objects.select_related("zugang"), einladung.pk)
