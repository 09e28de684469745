"""Letters to many: written once, checked, released by a person; then one Nachricht each, however often one clicks."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from post_office.models import Email

from konferenz import jobs, mail
from konferenz.akteur import Akteur
from konferenz.live import announce
from konferenz.models import Aussendung, Datei, Konferenz
from konferenz.models.aussendung import Anlass
from konferenz.permissions import Handlung, erlaubt
from konferenz.services.fehler import NichtErlaubt
from konferenz.services.gemeinsam import lock, record
from teilnehmer import briefe
from teilnehmer.erinnerung import due_time
from teilnehmer.kreis import Empfaenger, collect_kreis
from teilnehmer.models import Einladung, Nachricht
from teilnehmer.services.einladung import einladen_satz
from teilnehmer.services.nachricht import build_email, queue_nachricht

__all__ = [
    "ANLAESSE",
    "HANDLUNGEN",
    "create_aussendung",
    "delete_aussendung",
    "queue_nachricht",
    "release_aussendung",
    "take_back_aussendung",
    "update_aussendung",
    "write_nachrichten",
]

ANLAESSE = (Anlass.EINLADUNG, Anlass.ERINNERUNG)
# What a person must be allowed to do to write and release a letter to many of this occasion.
HANDLUNGEN = {
    Anlass.EINLADUNG: Handlung.EINLADEN,
    Anlass.ERINNERUNG: Handlung.EINLADEN,
    Anlass.RUNDMAIL: Handlung.BENACHRICHTIGEN,
    Anlass.ABSAGE: Handlung.BENACHRICHTIGEN,
    Anlass.PROTOKOLL: Handlung.BENACHRICHTIGEN,
}


def aussenden_satz(konferenz: Konferenz, anlass: str) -> str:
    """Why no letter of this occasion can be written or released now."""
    if HANDLUNGEN[anlass] == Handlung.EINLADEN:
        return einladen_satz(konferenz)
    if konferenz.phase == Konferenz.Phase.ENTWURF:
        return _("Schreiben können Sie, sobald die Vorbereitung begonnen hat.")
    return _("Die Konferenz ist archiviert. Es gehen keine Nachrichten mehr hinaus.")


@transaction.atomic
def create_aussendung(
    *,
    konferenz: Konferenz,
    anlass: str,
    betreff: str,
    text: str,
    kreis: str = "",
    kreis_wert: str = "",
    tage_vorher: int | None = None,
    anlage: Datei | None = None,
    by: Akteur,
) -> Aussendung:
    """A letter as a draft; nothing leaves. `kreis` says who a Rundmail goes to; `anlage` goes along as a file."""
    konferenz = _lock_konferenz(konferenz, anlass, by)
    aussendung = Aussendung(
        konferenz=konferenz,
        anlass=anlass,
        betreff=betreff,
        text=text,
        kreis=kreis,
        kreis_wert=kreis_wert,
        tage_vorher=tage_vorher,
        anlage=anlage,
        angelegt_von_id=by.id,
    )
    aussendung.full_clean()
    aussendung.save(force_insert=True)
    record("Aussendung entworfen.", by=by, konferenz=konferenz, objekt=f"Aussendung {aussendung.pk}")
    return aussendung


@transaction.atomic
def update_aussendung(
    *,
    aussendung: Aussendung,
    betreff: str,
    text: str,
    kreis: str | None = None,
    kreis_wert: str | None = None,
    by: Akteur,
) -> Aussendung:
    """Another text for a draft; the circle stays unless another one is given."""
    konferenz, row = _lock_entwurf(aussendung, by)
    row.betreff, row.text = betreff, text
    if kreis is not None:
        row.kreis, row.kreis_wert = kreis, kreis_wert or ""
    row.full_clean()
    row.save(update_fields=["betreff", "text", "kreis", "kreis_wert"])
    record("Aussendung geändert.", by=by, konferenz=konferenz, objekt=f"Aussendung {row.pk}")
    return row


@transaction.atomic
def delete_aussendung(*, aussendung: Aussendung, by: Akteur) -> None:
    konferenz, row = _lock_entwurf(aussendung, by)
    record("Entwurf einer Aussendung gelöscht.", by=by, konferenz=konferenz, objekt=f"Aussendung {row.pk}")
    row.delete()


@transaction.atomic
def release_aussendung(
    *, aussendung: Aussendung, erwartet: int | None = None, tage_vorher: int | None = None, by: Akteur
) -> Aussendung:
    """Send it: one Nachricht per invitation or person and address, exactly once; a second click finds it released.

    `erwartet` is the number of recipients the person saw; if it is another by now, nothing is sent. With
    `tage_vorher` a reminder is only released: it leaves that many days before the Anmeldeschluss, to those who have
    not answered by then.
    """
    konferenz = _lock_konferenz(aussendung.konferenz, aussendung.anlass, by)
    row = _lock_row(aussendung)
    if row.is_freigegeben:
        return row
    kreis = collect_kreis(konferenz, row)
    if erwartet is not None and erwartet != len(kreis.mails):
        raise NichtErlaubt(_("Der Kreis hat sich geändert. Bitte prüfen Sie ihn und geben Sie noch einmal frei."))
    if tage_vorher is not None:
        return _plan(konferenz, row, tage_vorher, by)
    if not kreis.mails:
        raise NichtErlaubt(_("Niemand im Kreis hat eine E-Mail-Adresse. Es wurde nichts versandt."))
    row.freigegeben_am = row.ausgefuehrt_am = timezone.now()
    row.freigegeben_von_id = by.id
    row.tage_vorher = None
    row.save(update_fields=["freigegeben_am", "freigegeben_von", "ausgefuehrt_am", "tage_vorher"])
    zahl = write_nachrichten(konferenz, row, kreis.mails)
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


def _plan(konferenz: Konferenz, row: Aussendung, tage_vorher: int, by: Akteur) -> Aussendung:
    if row.anlass != Anlass.ERINNERUNG:
        raise NichtErlaubt(_("Nur eine Erinnerung kann warten. Es wurde nichts versandt."))
    if due_time(konferenz, tage_vorher) <= timezone.now():
        raise NichtErlaubt(_("Dieser Zeitpunkt ist schon vorbei. Es wurde nichts versandt. Wählen Sie einen anderen."))
    row.freigegeben_am, row.freigegeben_von_id, row.tage_vorher = timezone.now(), by.id, tage_vorher
    row.save(update_fields=["freigegeben_am", "freigegeben_von", "tage_vorher"])
    satz = ngettext(
        "Erinnerung freigegeben für %(zahl)s Tag vor dem Anmeldeschluss.",
        "Erinnerung freigegeben für %(zahl)s Tage vor dem Anmeldeschluss.",
        tage_vorher,
    ) % {"zahl": tage_vorher}
    record(satz, by=by, konferenz=konferenz, objekt=f"Aussendung {row.pk}")
    return row


@transaction.atomic
def take_back_aussendung(*, aussendung: Aussendung, by: Akteur) -> Aussendung:
    """A released reminder that has not left yet is a draft again."""
    konferenz = lock(Konferenz.objects.select_related("veranstalter"), aussendung.konferenz_id)
    # Also when the conference is cancelled by now: taking back only stops what would leave.
    if not erlaubt(konferenz, Handlung.BENACHRICHTIGEN, by):
        raise NichtErlaubt(aussenden_satz(konferenz, Anlass.RUNDMAIL))
    row = _lock_row(aussendung)
    if row.ausgefuehrt_am:
        raise NichtErlaubt(_("Diese Erinnerung ist schon hinausgegangen. Sie lässt sich nicht zurücknehmen."))
    if row.is_freigegeben:
        row.freigegeben_am = row.freigegeben_von = None
        row.save(update_fields=["freigegeben_am", "freigegeben_von"])
        record("Freigabe einer Erinnerung zurückgenommen.", by=by, konferenz=konferenz, objekt=f"Aussendung {row.pk}")
    return row


def write_nachrichten(konferenz: Konferenz, aussendung: Aussendung, empfaenger_liste: list[Empfaenger]) -> int:
    """All letters in a fixed number of queries; one that exists already (same occasion and link) is not repeated.

    Callers hold the lock of the Konferenz and have set `ausgefuehrt_am`.
    """
    runde = 1
    if aussendung.anlass != Anlass.EINLADUNG:
        # By what has left, not by what was released: a planned reminder must not use up another one's number.
        earlier = Aussendung.objects.filter(konferenz=konferenz, anlass=aussendung.anlass)
        runde = earlier.filter(ausgefuehrt_am__isnull=False).count()
    schon = set(
        Nachricht.objects.filter(konferenz=konferenz, anlass=aussendung.anlass).values_list(
            "einladung_id", "anmeldung_id", "empfaenger", "generation"
        )
    )
    neue = []
    for empfaenger in empfaenger_liste:
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


def _lock_konferenz(konferenz: Konferenz, anlass: str, by: Akteur) -> Konferenz:
    row = lock(Konferenz.objects.select_related("veranstalter"), konferenz.pk)
    if not erlaubt(row, HANDLUNGEN[anlass], by):
        raise NichtErlaubt(aussenden_satz(row, anlass))
    return row


def _lock_row(aussendung: Aussendung) -> Aussendung:
    """Raises NichtErlaubt when somebody deleted the draft meanwhile."""
    try:
        return lock(Aussendung.objects, aussendung.pk)
    except Aussendung.DoesNotExist:
        raise NichtErlaubt(_("Dieser Entwurf wurde inzwischen gelöscht. Es wurde nichts versandt.")) from None


def _lock_entwurf(aussendung: Aussendung, by: Akteur) -> tuple[Konferenz, Aussendung]:
    konferenz = _lock_konferenz(aussendung.konferenz, aussendung.anlass, by)
    row = _lock_row(aussendung)
    if row.is_freigegeben:
        raise NichtErlaubt(_("Diese Aussendung ist schon freigegeben und bleibt, wie sie ist."))
    return konferenz, row
