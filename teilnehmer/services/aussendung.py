"""Letters to many: written once, checked, released by a person; then one Nachricht each, however often one clicks."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from post_office.models import Email

from konferenz import jobs, mail
from konferenz.akteur import Akteur
from konferenz.live import announce
from konferenz.models import Aussendung, Konferenz
from konferenz.models.aussendung import Anlass
from konferenz.permissions import Handlung, erlaubt
from konferenz.services.fehler import NichtErlaubt
from konferenz.services.gemeinsam import lock, record
from teilnehmer import briefe
from teilnehmer.kreis import Kreis, collect_kreis
from teilnehmer.models import Einladung, Nachricht
from teilnehmer.services.einladung import einladen_satz
from teilnehmer.services.nachricht import build_email, queue_nachricht

__all__ = [
    "ANLAESSE",
    "create_aussendung",
    "delete_aussendung",
    "queue_nachricht",
    "release_aussendung",
    "update_aussendung",
]

ANLAESSE = (Anlass.EINLADUNG, Anlass.ERINNERUNG)


@transaction.atomic
def create_aussendung(*, konferenz: Konferenz, anlass: str, betreff: str, text: str, by: Akteur) -> Aussendung:
    """A letter as a draft; nothing leaves."""
    konferenz = _lock_konferenz(konferenz, by)
    aussendung = Aussendung(konferenz=konferenz, anlass=anlass, betreff=betreff, text=text, angelegt_von_id=by.id)
    aussendung.full_clean()
    aussendung.save(force_insert=True)
    record("Aussendung entworfen.", by=by, konferenz=konferenz, objekt=f"Aussendung {aussendung.pk}")
    return aussendung


@transaction.atomic
def update_aussendung(*, aussendung: Aussendung, betreff: str, text: str, by: Akteur) -> Aussendung:
    konferenz, row = _lock_entwurf(aussendung, by)
    row.betreff, row.text = betreff, text
    row.full_clean()
    row.save(update_fields=["betreff", "text"])
    record("Aussendung geändert.", by=by, konferenz=konferenz, objekt=f"Aussendung {row.pk}")
    return row


@transaction.atomic
def delete_aussendung(*, aussendung: Aussendung, by: Akteur) -> None:
    konferenz, row = _lock_entwurf(aussendung, by)
    record("Entwurf einer Aussendung gelöscht.", by=by, konferenz=konferenz, objekt=f"Aussendung {row.pk}")
    row.delete()


@transaction.atomic
def release_aussendung(*, aussendung: Aussendung, erwartet: int | None = None, by: Akteur) -> Aussendung:
    """Send it: one Nachricht per invitation and address, exactly once; a second click finds it released.

    `erwartet` is the number of recipients the person saw; if it is another by now, nothing is sent.
    """
    konferenz = _lock_konferenz(aussendung.konferenz, by)
    row = lock(Aussendung.objects, aussendung.pk)
    if row.is_freigegeben:
        return row
    kreis = collect_kreis(konferenz, row)
    if not kreis.mails:
        raise NichtErlaubt(_("Niemand im Kreis hat eine E-Mail-Adresse. Es wurde nichts versandt."))
    if erwartet is not None and erwartet != len(kreis.mails):
        raise NichtErlaubt(_("Der Kreis hat sich geändert. Bitte prüfen Sie ihn und geben Sie noch einmal frei."))
    row.freigegeben_am = row.ausgefuehrt_am = timezone.now()
    row.freigegeben_von_id = by.id
    row.save(update_fields=["freigegeben_am", "freigegeben_von", "ausgefuehrt_am"])
    zahl = _write_nachrichten(konferenz, row, kreis)
    if row.anlass == Anlass.EINLADUNG:
        Einladung.objects.filter(pk__in={empfaenger.einladung.pk for empfaenger in kreis.mails}).update(
            versandt_am=row.freigegeben_am
        )
    satz = ngettext(
        "%(anlass)s freigegeben: %(zahl)s Nachricht.", "%(anlass)s freigegeben: %(zahl)s Nachrichten.", zahl
    ) % {"anlass": row.get_anlass_display(), "zahl": zahl}
    record(satz, by=by, konferenz=konferenz, objekt=f"Aussendung {row.pk}")
    announce(konferenz.live_kanal, "anmeldungen")
    return row


def _write_nachrichten(konferenz: Konferenz, aussendung: Aussendung, kreis: Kreis) -> int:
    """All letters in a fixed number of queries; one that exists already (same occasion and link) is not repeated."""
    runde = 1
    if aussendung.anlass != Anlass.EINLADUNG:
        earlier = Aussendung.objects.filter(konferenz=konferenz, anlass=aussendung.anlass)
        runde = earlier.filter(freigegeben_am__isnull=False).count()
    schon = set(
        Nachricht.objects.filter(konferenz=konferenz, anlass=aussendung.anlass).values_list(
            "einladung_id", "anmeldung_id", "empfaenger", "generation"
        )
    )
    neue = []
    for empfaenger in kreis.mails:
        einladung, anmeldung = empfaenger.einladung, empfaenger.anmeldung
        generation = einladung.zugang.generation if aussendung.anlass == Anlass.EINLADUNG else runde
        key = (einladung.pk if einladung else None, anmeldung.pk if anmeldung else None)
        if (*key, empfaenger.adresse, generation) in schon:
            continue
        werte = briefe.values_for(konferenz, empfaenger)
        neue.append(
            Nachricht(
                konferenz=konferenz,
                aussendung=aussendung,
                einladung=einladung,
                anmeldung=anmeldung,
                anlass=aussendung.anlass,
                empfaenger=empfaenger.adresse,
                generation=generation,
                betreff=" ".join(briefe.render(aussendung.betreff, werte).split())[:150],
                text=briefe.render(aussendung.text, werte),
            )
        )
    if mail.has_server():
        emails = Email.objects.bulk_create(build_email(nachricht, konferenz) for nachricht in neue)
        for nachricht, email in zip(neue, emails, strict=True):
            nachricht.post = email
        jobs.enqueue_send_mail()
    Nachricht.objects.bulk_create(neue)
    return len(neue)


def _lock_konferenz(konferenz: Konferenz, by: Akteur) -> Konferenz:
    row = lock(Konferenz.objects.select_related("veranstalter"), konferenz.pk)
    if not erlaubt(row, Handlung.EINLADEN, by):
        raise NichtErlaubt(einladen_satz(row))
    return row


def _lock_entwurf(aussendung: Aussendung, by: Akteur) -> tuple[Konferenz, Aussendung]:
    konferenz = _lock_konferenz(aussendung.konferenz, by)
    row = lock(Aussendung.objects, aussendung.pk)
    if row.is_freigegeben:
        raise NichtErlaubt(_("Diese Aussendung ist schon freigegeben und bleibt, wie sie ist."))
    return konferenz, row
