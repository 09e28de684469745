from django import forms
from django.utils.translation import gettext_lazy as _

from konferenz.forms.gemeinsam import FassungForm, refuse_control_characters


class MeineDatenForm(FassungForm):
    """Own name and function."""

    vorname = forms.CharField(
        label=_("Vorname"),
        max_length=80,
        required=False,
        validators=[refuse_control_characters],
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
        error_messages={"max_length": _("Der Vorname ist zu lang. Bitte kürzen Sie ihn auf 80 Zeichen.")},
    )
    nachname = forms.CharField(
        label=_("Nachname"),
        max_length=80,
        validators=[refuse_control_characters],
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
        error_messages={
            "required": _("Der Nachname fehlt. Bitte geben Sie ihn an."),
            "max_length": _("Der Nachname ist zu lang. Bitte kürzen Sie ihn auf 80 Zeichen."),
        },
    )
    funktion = forms.CharField(
        label=_("Funktion"),
        max_length=120,
        required=False,
        validators=[refuse_control_characters],
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
        error_messages={"max_length": _("Die Funktion ist zu lang. Bitte kürzen Sie sie auf 120 Zeichen.")},
    )

    abschnitte = [("", [("vorname", "nachname"), "funktion"])]
