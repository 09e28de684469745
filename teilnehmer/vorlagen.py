"""Texts we propose for letters that are no invitation."""

from django.utils.translation import gettext as _


def protokoll_rueckmeldung(frist: str) -> tuple[str, str]:
    """To those who were there: the draft can be read, and remarked upon until this day."""
    return _("Entwurf des Protokolls: {konferenz}"), _(
        "{anrede},\n\n"
        "der Entwurf des Protokolls zur Konferenz am {datum} ist da. Bitte lesen Sie ihn:\n{link}protokoll/\n\n"
        "Stimmt etwas nicht? Schreiben Sie es direkt an den Abschnitt, bis zum %(frist)s. "
        "Sie brauchen dafür kein Konto. Am Telefon geht es auch.\n\n"
        "Freundliche Grüße\n{absender}"
    ) % {"frist": frist}


def protokoll_link() -> tuple[str, str]:
    return _("Protokoll: {konferenz}"), _(
        "{anrede},\n\n"
        "das Protokoll der Konferenz am {datum} ist freigegeben. Sie finden es hier:\n{link}protokoll/\n\n"
        "Freundliche Grüße\n{absender}"
    )


def protokoll_datei() -> tuple[str, str]:
    return _("Protokoll: {konferenz}"), _(
        "{anrede},\n\n"
        "das Protokoll der Konferenz am {datum} ist freigegeben. Sie finden es in der Anlage.\n\n"
        "Freundliche Grüße\n{absender}"
    )


def rundmail() -> tuple[str, str]:
    """A frame: what is to be said, nobody but the writer knows."""
    return "", _(
        "{anrede},\n\n\n\nAlles zur Konferenz am {datum} finden Sie hier:\n{link}\n\nFreundliche Grüße\n{absender}"
    )
