import uuid

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


def refuse_control_characters(value):
    """NUL and other control characters would crash PostgreSQL or hide text; line breaks and tabs stay."""
    if isinstance(value, str) and any(ord(char) < 32 and char not in "\n\r\t" for char in value):
        raise ValidationError(_("Hier steht ein unsichtbares Steuerzeichen. Bitte tippen Sie den Text neu."))


class VorgangForm(forms.Form):
    """Carries the key that makes a form count once, however often it is sent."""

    vorgang = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["vorgang"].initial = uuid.uuid4


class FassungForm(forms.Form):
    """Carries the version that was read, so that nobody's text is overwritten unseen."""

    fassung = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
