"""Mail: rows of post-office carry the text with [[zugang:…]] marks; the last step before SMTP puts the links in.

So neither the database nor a dump of it holds a personal link.
"""

import re
from email.mime.text import MIMEText

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

from konferenz import kalender
from konferenz.models import Datei, Konferenz, Zugang

# Header of a stored letter that takes the calendar file of this conference along.
TERMIN = "X-Netzwerkstatt-Termin"
# Header of a stored letter that takes this file (konferenz.Datei) along.
ANLAGE = "X-Netzwerkstatt-Anlage"
MARK = re.compile(r"\[\[zugang:([a-z2-7]{10})\]\]")


def mark(zugang: Zugang) -> str:
    """What stands in a stored text for the link of this Zugang."""
    return f"[[zugang:{zugang.kennung}]]"


def unmark(text: str) -> str:
    """Text that people typed, which must never turn into somebody's link when the mail leaves."""
    return re.sub(r"\[(?=zugang:)", "[ ", text)


def insert_links(text: str) -> str:
    """The text with every mark replaced by its full address; a revoked Zugang leaves a sentence."""
    zugaenge = {z.kennung: z for z in Zugang.objects.filter(kennung__in=MARK.findall(text))}

    def link(match: re.Match) -> str:
        zugang = zugaenge.get(match[1])
        if zugang is None or not zugang.is_gueltig:
            return "(dieser Link gilt nicht mehr)"
        return settings.ADRESSE + zugang.pfad

    return MARK.sub(link, text)


def mask_links(text: str) -> str:
    """The text as the Postausgang shows it: links are personal and not for the officer."""
    return MARK.sub("(persönlicher Link)", text)


def has_server() -> bool:
    return bool(settings.EMAIL_HOST)


def with_termin(konferenz: Konferenz) -> dict[str, str]:
    """The header that marks a letter: the date goes along as a calendar file."""
    return {TERMIN: str(konferenz.pk)}


def attach_termin(message: EmailMessage) -> None:
    """Put the calendar file where the mark stands, as the date is at this moment; the mark never leaves."""
    pk = message.extra_headers.pop(TERMIN, None)
    konferenz = Konferenz.objects.select_related("veranstalter").filter(pk=pk).first() if pk else None
    if konferenz is None:
        return
    part = MIMEText(kalender.build_termin(konferenz).decode(), "calendar", "utf-8")
    part.set_param("method", kalender.method_of(konferenz))
    part.add_header("Content-Disposition", "attachment", filename="termin.ics")
    message.attach(part)


def with_anlage(datei_id: int) -> dict[str, str]:
    """The header that marks a letter: this file goes along. It is kept once, however many get it."""
    return {ANLAGE: str(datei_id)}


def attach_anlage(message: EmailMessage) -> None:
    """Put the file where the mark stands; the mark never leaves."""
    pk = message.extra_headers.pop(ANLAGE, None)
    datei = Datei.objects.filter(pk=pk).first() if pk else None
    if datei is not None:
        message.attach(datei.name, bytes(datei.inhalt), datei.typ)


class PersonalLinkBackend(EmailBackend):
    """SMTP of the municipality; writes links, calendar file and attachment into the letter at the very last moment."""

    def send_messages(self, email_messages):
        for message in email_messages:
            message.body = insert_links(message.body)
            attach_termin(message)
            attach_anlage(message)
        return super().send_messages(email_messages)
