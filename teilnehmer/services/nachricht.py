"""Single letters: one row the Postausgang shows, and one row post-office sends when there is a mail server."""

from email.utils import make_msgid, parseaddr

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from post_office.models import PRIORITY, STATUS, Email

from konferenz import jobs, mail
from konferenz.akteur import Akteur, Rolle
from konferenz.live import announce
from konferenz.models import Konferenz, Veranstalter
from konferenz.models.aussendung import Anlass, Aussendung
from konferenz.permissions import Handlung, erlaubt
from konferenz.services.fehler import NichtErlaubt
from konferenz.services.gemeinsam import lock, record, require
from teilnehmer.models import Anmeldung, Einladung, Nachricht

AN_VIELE = frozenset({Anlass.EINLADUNG, Anlass.ERINNERUNG, Anlass.RUNDMAIL, Anlass.ABSAGE, Anlass.PROTOKOLL})
# What the transport gave up is sent again only while its kind may still leave; all others with a Rundmail.
HANDLUNG_ERNEUT = {Anlass.EINLADUNG: Handlung.EINLADEN, Anlass.ERINNERUNG: Handlung.EINLADEN}


@transaction.atomic
def queue_nachricht(
    *,
    konferenz: Konferenz,
    anlass: str,
    empfaenger: str,
    betreff: str,
    text: str,
    einladung: Einladung | None = None,
    anmeldung: Anmeldung | None = None,
    aussendung: Aussendung | None = None,
    generation: int = 1,
) -> Nachricht:
    """One letter per recipient, occasion and generation; a repeat returns the first. Links stand as marks in `text`.

    Konferenz comes with its Veranstalter. Caller's transaction or its own: the letter exists if and only if that does.
    """
    whom = {"anmeldung": anmeldung} if anmeldung is not None else {"einladung": einladung}
    nachricht, is_new = Nachricht.objects.get_or_create(
        **whom,
        anlass=anlass,
        empfaenger=empfaenger.strip(),
        generation=generation,
        defaults={
            "konferenz": konferenz,
            "einladung": einladung,
            "aussendung": aussendung,
            "betreff": " ".join(betreff.split())[:150],
            "text": text,
        },
    )
    if is_new:
        hand_over(nachricht, konferenz)
    return nachricht


def hand_over(nachricht: Nachricht, konferenz: Konferenz) -> None:
    """Give the letter to post-office and wake the worker; without a mail server it stays where it is."""
    if not mail.has_server():
        return
    nachricht.post = build_email(nachricht, konferenz)
    nachricht.post.save()
    nachricht.save(update_fields=["post"])
    jobs.enqueue_send_mail()


def build_email(nachricht: Nachricht, konferenz: Konferenz) -> Email:
    """The row for post-office, unsaved. Not post_office.mail.send(): that would read the text as a template."""
    return Email(
        from_email=_sender(konferenz),
        to=[nachricht.empfaenger],
        subject=nachricht.betreff,
        message=nachricht.text,
        headers=_headers(nachricht, konferenz),
        message_id=make_msgid(domain=parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]),
        # Somebody waits for a single letter: it overtakes those to many.
        priority=PRIORITY.low if nachricht.anlass in AN_VIELE else PRIORITY.medium,
        status=STATUS.queued,
    )


@transaction.atomic
def send_liegende(*, veranstalter: Veranstalter, by: Akteur) -> int:
    """Hand over what was written while there was no mail server; twice at once sends each letter once."""
    if by.rolle not in (Rolle.LEITUNG, Rolle.PLANUNG):
        raise NichtErlaubt
    if not mail.has_server():
        return 0
    liegende = list(
        Nachricht.objects.select_for_update(of=("self",))
        .filter(konferenz__veranstalter=veranstalter, post__isnull=True)
        .select_related("konferenz__veranstalter", "anmeldung", "einladung", "aussendung")
        .order_by("pk")
    )
    emails = Email.objects.bulk_create(build_email(nachricht, nachricht.konferenz) for nachricht in liegende)
    for nachricht, email in zip(liegende, emails, strict=True):
        nachricht.post = email
    Nachricht.objects.bulk_update(liegende, ["post"])
    if liegende:
        jobs.enqueue_send_mail()
        record("Liegende Nachrichten zum Versand gegeben.", by=by, veranstalter=veranstalter)
    return len(liegende)


@transaction.atomic
def retry_nachrichten(*, veranstalter: Veranstalter, nachricht: Nachricht | None = None, by: Akteur) -> int:
    """Send again what the transport gave up, one letter or all of them: how many. Twice at once sends each once.

    Letters of a conference that no longer sends this kind stay as they are.
    """
    rows = Nachricht.objects.failed().filter(konferenz__veranstalter=veranstalter)
    if nachricht is not None:
        rows = rows.filter(pk=nachricht.pk)
    failed = [
        row
        for row in rows.select_for_update(of=("self", "post"), no_key=True)
        .select_related("konferenz__veranstalter", "post")
        .order_by("pk")
        if erlaubt(row.konferenz, HANDLUNG_ERNEUT.get(row.anlass, Handlung.BENACHRICHTIGEN), by)
    ]
    if not failed:
        if by.rolle not in (Rolle.LEITUNG, Rolle.PLANUNG):
            raise NichtErlaubt
        return 0
    Email.objects.filter(pk__in=[row.post_id for row in failed]).update(
        status=STATUS.queued, scheduled_time=None, number_of_retries=0, last_updated=timezone.now()
    )
    jobs.enqueue_send_mail()
    satz = ngettext(
        "%(zahl)s nicht zugestellte Nachricht noch einmal versandt.",
        "%(zahl)s nicht zugestellte Nachrichten noch einmal versandt.",
        len(failed),
    ) % {"zahl": len(failed)}
    record(satz, by=by, veranstalter=veranstalter)
    for konferenz in {row.konferenz_id: row.konferenz for row in failed}.values():
        announce(konferenz.live_kanal, "anmeldungen")
    return len(failed)


@transaction.atomic
def mark_zurueck(*, nachricht: Nachricht, is_zurueck: bool, by: Akteur) -> Nachricht:
    """A letter that left came back, says a person who saw the mailbox; or it did not after all."""
    konferenz = nachricht.konferenz
    require(konferenz, Handlung.BENACHRICHTIGEN, by, _("Das lässt sich in dieser Phase nicht mehr ändern."))
    row = lock(Nachricht.objects.select_related("post"), nachricht.pk)
    if is_zurueck == bool(row.zurueckgekommen_am):
        return row
    if is_zurueck and not row.is_versandt:
        raise NichtErlaubt(_("Diese Nachricht ist noch nicht versandt. Sie kann nicht zurückgekommen sein."))
    row.zurueckgekommen_am = timezone.now() if is_zurueck else None
    row.save(update_fields=["zurueckgekommen_am"])
    satz = _("Nachricht als zurückgekommen eingetragen.") if is_zurueck else _("Nachricht ist doch angekommen.")
    record(satz, by=by, konferenz=konferenz, objekt=f"Nachricht {row.pk}")
    announce(konferenz.live_kanal, "anmeldungen")
    return row


def _sender(konferenz: Konferenz) -> str:
    """Our own domain, so that SPF and DKIM hold, under the organiser's readable name."""
    name = " ".join(konferenz.veranstalter.name.replace("\\", "").replace('"', "").split())
    return f'"{name}" <{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}>'


def _brings_termin(nachricht: Nachricht) -> bool:
    """Whoever comes gets the date for the calendar; whoever may have it learns of every change."""
    if nachricht.anlass in (Anlass.ABSAGE, Anlass.NACHRUECKEN):
        return True
    if nachricht.anlass != Anlass.BESTAETIGUNG:
        return False
    if nachricht.anmeldung is not None:
        return nachricht.anmeldung.status == Anmeldung.Status.ANGEMELDET
    return nachricht.einladung is not None and nachricht.einladung.antwort == Einladung.Antwort.ZUGESAGT


def _headers(nachricht: Nachricht, konferenz: Konferenz) -> dict[str, str]:
    veranstalter = konferenz.veranstalter
    reply_to = konferenz.kontakt_email or veranstalter.email
    headers = {"Auto-Submitted": "auto-generated"}
    if _brings_termin(nachricht):
        headers |= mail.with_termin(konferenz)
    if nachricht.aussendung is not None and nachricht.aussendung.anlage_id:
        headers |= mail.with_anlage(nachricht.aussendung.anlage_id)
    if reply_to:
        headers["Reply-To"] = reply_to
    if nachricht.anlass in AN_VIELE:
        domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
        headers["List-Id"] = f"<{konferenz.slug}.{veranstalter.slug}.{domain}>"
        if reply_to:
            headers["List-Unsubscribe"] = f"<mailto:{reply_to}?subject=Abmelden>"
    return headers
