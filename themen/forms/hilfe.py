from django import forms
from django.utils.translation import gettext_lazy as _

from konferenz.forms.gemeinsam import VorgangForm, refuse_control_characters
from teilnehmer.models import Anmeldung


class SucheForm(forms.Form):
    q = forms.CharField(
        label=_("Name oder Einrichtung"),
        required=False,
        max_length=80,
        validators=[refuse_control_characters],
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )


class VorOrtForm(VorgangForm):
    """Somebody who comes without having registered."""

    vorname = forms.CharField(
        label=_("Vorname"),
        max_length=80,
        error_messages={"required": _("Der Vorname fehlt. Bitte fragen Sie danach.")},
    )
    nachname = forms.CharField(
        label=_("Nachname"),
        max_length=80,
        error_messages={"required": _("Der Nachname fehlt. Bitte fragen Sie danach.")},
    )
    einrichtung = forms.CharField(
        label=_("Einrichtung"),
        max_length=60,
        required=False,
        help_text=_("Wählen Sie aus der Liste oder schreiben Sie den Namen."),
        widget=forms.TextInput(attrs={"list": "einrichtungen", "autocomplete": "off"}),
    )
    funktion = forms.CharField(label=Anmeldung._meta.get_field("funktion").verbose_name, max_length=58, required=False)
    abschnitte = [("", [("vorname", "nachname"), "einrichtung", "funktion"])]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("vorname", "nachname", "einrichtung", "funktion"):
            self.fields[name].validators.append(refuse_control_characters)
