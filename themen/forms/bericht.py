from django import forms
from django.utils.translation import gettext_lazy as _

from konferenz.forms.gemeinsam import guard_texts


class BerichtForm(forms.Form):
    """The text of the results page. Version 0: nobody wrote one yet."""

    fassung = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    text = forms.CharField(
        label=_("Text der Ergebnisseite"),
        help_text=_(
            "Eine leere Zeile beginnt einen neuen Absatz. Zeilen mit „- “ am Anfang werden eine Liste. "
            "Nennen Sie Personen nur, wenn sie einverstanden sind."
        ),
        max_length=20000,
        widget=forms.Textarea(attrs={"rows": 24}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        guard_texts(self)


class VeroeffentlichenForm(forms.Form):
    """The checksum of what was shown: only that becomes public."""

    gelesen = forms.CharField(widget=forms.HiddenInput, max_length=64)


class ZuruecknehmenForm(forms.Form):
    grund = forms.CharField(
        label=_("Grund (freiwillig)"),
        max_length=300,
        required=False,
        help_text=_("Er steht im Verlauf der Konferenz. Bitte nennen Sie keine Personen."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["grund"].ohne_optional = True
        guard_texts(self)
