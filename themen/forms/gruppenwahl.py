from django import forms
from django.utils.translation import gettext_lazy as _


class GruppenwahlForm(forms.Form):
    """One number: the group a button stands for."""

    gruppe = forms.IntegerField(
        min_value=1,
        max_value=32_000,
        error_messages={"required": _("Bitte wählen Sie eine Gruppe."), "invalid": _("Bitte wählen Sie eine Gruppe.")},
    )


class ZuordnungForm(forms.Form):
    """The same by those who help; empty takes the person out of the group."""

    gruppe = forms.IntegerField(min_value=1, max_value=32_000, required=False)
