from django import forms
from django.utils.translation import gettext_lazy as _

from konferenz.forms.gemeinsam import guard_texts
from themen.models import Protokollabschnitt, Publikum

Modus = Protokollabschnitt.Modus


class AbschnittForm(forms.Form):
    """What one section of the minutes says, and for whom. Version 0: nobody decided anything yet."""

    fassung = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    modus = forms.ChoiceField(
        label=_("Was steht in diesem Abschnitt?"), widget=forms.RadioSelect, choices=Modus.choices
    )
    text = forms.CharField(
        label=_("Eigener Text"),
        help_text=_(
            "Eine leere Zeile beginnt einen neuen Absatz. Zeilen mit „- “ am Anfang werden eine Liste, "
            "Zeilen mit „1. “ eine nummerierte. Bitte nennen Sie Personen nur in internen Abschnitten."
        ),
        max_length=12000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 14}),
    )
    publikum = forms.ChoiceField(label=_("Für wen?"), widget=forms.RadioSelect, choices=Publikum.choices)

    def __init__(self, *args, has_daten: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].ohne_optional = True  # whether it may be empty depends on the choice above it
        if not has_daten:
            self.fields["modus"].choices = [c for c in Modus.choices if c[0] in (Modus.ERSETZT, Modus.AUS)]
        guard_texts(self)

    def clean(self):
        data = super().clean()
        if data.get("modus") in (Modus.ERGAENZT, Modus.ERSETZT) and not data.get("text") and "text" not in self.errors:
            self.add_error("text", _("Der eigene Text ist noch leer. Bitte schreiben Sie einen Satz."))
        return data


class FassungWahlForm(forms.Form):
    """Which version was read, and which earlier one is to count again."""

    fassung = forms.IntegerField(min_value=0)
    alt = forms.IntegerField(min_value=1, required=False)
