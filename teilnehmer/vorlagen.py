"""Texts we propose for letters that are no invitation."""

from django.utils.translation import gettext as _


def rundmail() -> tuple[str, str]:
    """A frame: what is to be said, nobody but the writer knows."""
    return "", _(
        "{anrede},\n\n\n\nAlles zur Konferenz am {datum} finden Sie hier:\n{link}\n\nFreundliche Grüße\n{absender}"
    )
