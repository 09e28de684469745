import re

from django import forms
from django.utils.translation import gettext_lazy as _


class PunktForm(forms.Form):
    """One button: the card, and how many dots it shall have then."""

    punkt = forms.CharField(required=False)

    def clean_punkt(self) -> tuple[str, int]:
        found = re.fullmatch(r"([a-z0-9]{10}) (\d{1,2})", self.cleaned_data["punkt"])
        if not found:
            raise forms.ValidationError(
                _("Das war nicht zu lesen. Es ist nichts geändert. Bitte tippen Sie noch einmal.")
            )
        return found[1], int(found[2])
