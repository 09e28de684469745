from django import forms
from django.utils.translation import gettext_lazy as _

from themen.models import Gruppenrolle


class GruppenrolleForm(forms.Form):
    """Which role, and whether somebody takes it over or gives it up."""

    art = forms.ChoiceField(choices=Gruppenrolle.Art.choices)
    auf = forms.TypedChoiceField(
        choices=[("1", _("übernehmen")), ("0", _("abgeben"))], coerce=lambda value: value == "1"
    )
