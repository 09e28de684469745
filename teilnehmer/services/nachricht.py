"""Single letters: one row the Postausgang shows, and one row post-office sends when there is a mail server."""

from email.utils import make_msgid, parseaddr

from django.conf import settings
from django.db import transaction
from post_office.models import PRIORITY, STATUS, Email

from konferenz import jobs, mail
from konferenz.akteur import Akteur, Rolle
from konferenz.models import Konferenz, Veranstalter
from konferenz.models.aussendung import Anlass, Aussendung
from konferenz.services.fehler import NichtErlaubt
from konferenz.services.gemeinsam import record
from teilnehmer.models import Anmeldung, Einladung, Nachricht

AN_VIELE = frozenset({Anlass.EINLADUNG, Anlass.ERINNERUNG, Anlass.RUNDMAIL, Anlass.ABSAGE})


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
        priority=PRIORITY.medium,
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
        .select_related("konferenz__veranstalter")
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


def _sender(konferenz: Konferenz) -> str:
    """Our own domain, so that SPF and DKIM hold, under the organiser's readable name."""
    name = " ".join(konferenz.veranstalter.name.replace("\\", "").replace('"', "").split())
    return f'"{name}" <{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}>'


def _headers(nachricht: Nachricht, konferenz: Konferenz) -> dict[str, str]:
    veranstalter = konferenz.veranstalter
    reply_to = konferenz.kontakt_email or veranstalter.email
    headers = {"Auto-Submitted": "auto-generated"}
    if reply_to:
        headers["Reply-To"] = reply_to
    if nachricht.anlass in AN_VIELE:
        domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
        headers["List-Id"] = f"<{konferenz.slug}.{veranstalter.slug}.{domain}>"
        if reply_to:
            headers["List-Unsubscribe"] = f"<mailto:{reply_to}?subject=Abmelden>"
    return headers
