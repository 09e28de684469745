"""The Regie's buttons say what their page showed."""

from django import forms
from django.utils.translation import gettext as _

LAENGSTE = 480


def number_of(text: str | None) -> int:
    """The key a button names; 0 for anything else, which is nobody's key."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 18 else 0


class ZugabeForm(forms.Form):
    """Minutes given or taken in all, and how many it were before."""

    zugabe = forms.IntegerField(min_value=-LAENGSTE, max_value=LAENGSTE)
    vorher = forms.IntegerField(min_value=-LAENGSTE, max_value=LAENGSTE)

    @property
    def error_text(self) -> str:
        return _("Diese Dauer gibt es nicht. Es wurde nichts geändert.")
