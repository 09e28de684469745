from django import forms
from django.utils.translation import gettext_lazy as _

from konferenz.forms.gemeinsam import guard_texts
from konferenz.models import Mitgliedschaft


class MitgliedForm(forms.Form):
    abschnitte = [("", [("vorname", "nachname"), "email", "rolle"])]

    vorname = forms.CharField(label=_("Vorname"), max_length=80)
    nachname = forms.CharField(label=_("Nachname"), max_length=80)
    email = forms.EmailField(
        label=_("E-Mail"),
        help_text=_("Dienstlich. An diese Adresse geht die Einladung."),
        error_messages={
            "required": _("Bitte geben Sie die E-Mail-Adresse ein."),
            "invalid": _("Das ist keine E-Mail-Adresse. Sie sieht so aus: name@gemeinde.de."),
        },
    )
    rolle = forms.ChoiceField(
        label=_("Rolle"),
        choices=Mitgliedschaft.Rolle.choices,
        initial=Mitgliedschaft.Rolle.PLANUNG.value,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        guard_texts(self)


class RolleForm(forms.Form):
    rolle = forms.ChoiceField(label=_("Rolle"), choices=Mitgliedschaft.Rolle.choices, widget=forms.RadioSelect)
