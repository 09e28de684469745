"""Mail: rows of post-office carry the text with [[zugang:…]] marks; the last step before SMTP puts the links in.

So neither the database nor a dump of it holds a personal link.
"""

import re

from django.conf import settings
from django.core.mail.backends.smtp import EmailBackend

from konferenz.models import Zugang

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


class PersonalLinkBackend(EmailBackend):
    """SMTP of the municipality; writes the personal links into the text at the very last moment."""

    def send_messages(self, email_messages):
        for message in email_messages:
            message.body = insert_links(message.body)
        return super().send_messages(email_messages)
