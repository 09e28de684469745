from django import forms
from django.utils.translation import gettext_lazy as _

from themen.models import Mitstreiter


class MitstreiterForm(forms.Form):
    """How somebody wants to take part in a topic, from the button that was tapped; none means: mitmachen."""

    art = forms.ChoiceField(required=False, choices=Mitstreiter.Art.choices)

    def clean_art(self) -> str:
        return self.cleaned_data["art"] or Mitstreiter.Art.MITMACHEN


class PersonThemaForm(forms.Form):
    """The same by those who help: which topic, and how or no longer."""

    AUS = "aus"
    thema = forms.SlugField(max_length=10)
    art = forms.ChoiceField(choices=[*Mitstreiter.Art.choices, (AUS, _("nicht mehr"))])
