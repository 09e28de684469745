"""What people need on the day: health data (Art. 9 DSGVO), kept only with consent and only until the day is over."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from konferenz.akteur import SYSTEM, Akteur, Rolle
from konferenz.live import announce
from konferenz.models import Konferenz
from konferenz.permissions import Handlung
from konferenz.services.fehler import NichtErlaubt
from konferenz.services.gemeinsam import lock, record, require
from teilnehmer.models import Anmeldung, Bedarf, Einwilligung
from teilnehmer.services.einwilligung import give, withdraw

ZWECK = Einwilligung.Zweck.BEDARF
# Who says it decides about the words: the person, or somebody whom the person asked.
WORTLAUT_SELBST = (
    "Ich bin einverstanden, dass Sie meinen Bedarf bis zum Tag nach der Konferenz speichern, "
    "auch wenn er etwas über meine Gesundheit sagt. Ich kann das jederzeit widerrufen."
)
WORTLAUT_FUER_ANDERE = (
    "Die Person ist einverstanden, dass Sie ihren Bedarf bis zum Tag nach der Konferenz speichern, "
    "auch wenn er etwas über ihre Gesundheit sagt. Sie kann das jederzeit widerrufen."
)
# Wordings of the past stay in here, so that what an institution said is never taken for the person's own word.
VON_ANDEREN = frozenset({WORTLAUT_FUER_ANDERE})


def set_bedarfe(anmeldung: Anmeldung, bedarfe: dict[str, str], *, selbst: bool = False) -> None:
    """All needs of a person by kind; none ends the consent. Who holds the row's lock may call this.

    What the person said on their own pass is theirs: the institution neither sees nor changes it.
    """
    if not selbst and has_own_word(anmeldung):
        return
    if dict(anmeldung.bedarfe.values_list("art", "angabe")) != bedarfe:
        anmeldung.bedarfe.all().delete()
        for art, angabe in bedarfe.items():
            bedarf = Bedarf(anmeldung=anmeldung, art=art, angabe=angabe)
            bedarf.clean_fields(exclude=["anmeldung"])
            bedarf.save(force_insert=True)
    if bedarfe:
        give(anmeldung, ZWECK, WORTLAUT_SELBST if selbst else WORTLAUT_FUER_ANDERE)
    else:
        withdraw(anmeldung, [ZWECK])


def has_own_word(anmeldung: Anmeldung) -> bool:
    """Whether the valid consent to keep needs is the person's own."""
    return bool(find_own_words([anmeldung]))


def find_own_words(anmeldungen) -> set[int]:
    """Of these people the ids of those who gave the valid consent to keep their needs themselves."""
    gueltige = Einwilligung.objects.filter(anmeldung__in=anmeldungen, zweck=ZWECK, widerrufen_am__isnull=True)
    return set(gueltige.exclude(wortlaut__in=VON_ANDEREN).values_list("anmeldung", flat=True))


@transaction.atomic
def change_bedarfe(anmeldung: Anmeldung, *, bedarfe: dict[str, str], by: Akteur) -> None:
    """The needs of the person behind the pass; taking them back works always, also after cancelling."""
    if by != Akteur(Rolle.TEILNAHME, anmeldung.pk):
        raise NichtErlaubt
    konferenz = anmeldung.konferenz
    aktuell = lock(Anmeldung.objects, anmeldung.pk)
    if bedarfe:
        satz = _("Die Konferenz ist vorbei. Ihr Bedarf wird nicht mehr gebraucht.")
        require(konferenz, Handlung.ABMELDEN, by, satz)
        if konferenz.is_vorbei:
            raise NichtErlaubt(satz)
        if aktuell.status == Anmeldung.Status.ABGESAGT:
            raise NichtErlaubt(_("Sie sind abgemeldet. Darum speichern wir keinen Bedarf."))
    set_bedarfe(aktuell, bedarfe, selbst=True)
    # No person in this row, not even by number: that somebody needs something is already health data.
    record(_("Bedarf am Tag geändert."), by=Akteur(by.rolle), konferenz=konferenz)
    announce(konferenz.live_kanal, "anmeldungen")


@transaction.atomic
def delete_bedarfe(heute: datetime.date | None = None) -> int:
    """Delete the needs of every conference whose day is over, and of everybody who cancelled; ends the consents.

    Runs every day; again on the same day it finds nothing. Returns how many persons it concerned.
    """
    heute = heute or timezone.localdate()
    abgesagte = Anmeldung.objects.filter(status=Anmeldung.Status.ABGESAGT)
    alle = _delete(abgesagte)
    for konferenz in Konferenz.objects.filter(datum__lt=heute, anmeldungen__bedarfe__isnull=False).distinct():
        personen = _delete(konferenz.anmeldungen.all())
        satz = ngettext(
            "Bedarf am Tag gelöscht: %(zahl)s Person.", "Bedarf am Tag gelöscht: %(zahl)s Personen.", personen
        )
        record(satz % {"zahl": personen}, by=SYSTEM, konferenz=konferenz)
        alle += personen
    return alle


def _delete(anmeldungen) -> int:
    betroffen = set(anmeldungen.filter(bedarfe__isnull=False).values_list("pk", flat=True))
    Bedarf.objects.filter(anmeldung__in=betroffen).delete()
    Einwilligung.objects.filter(anmeldung__in=betroffen, zweck=ZWECK, widerrufen_am__isnull=True).update(
        widerrufen_am=timezone.now()
    )
    return len(betroffen)
