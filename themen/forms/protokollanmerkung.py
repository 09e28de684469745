"""Remarks about the draft of the minutes: from the pass, from the telephone, and what was decided."""

from django import forms
from django.utils.translation import gettext_lazy as _

from konferenz.forms.gemeinsam import VorgangForm, guard_texts
from konferenz.models import Konferenz
from teilnehmer.models import Einrichtung
from themen.models import Protokollanmerkung


class AnmerkungForm(VorgangForm):
    """One remark at one section; a page shows many of these forms."""

    abschnitt = forms.CharField(widget=forms.HiddenInput, max_length=24)
    text = forms.CharField(
        label=_("Ihre Anmerkung"),
        help_text=_("Was stimmt nicht, was fehlt? Bitte beschreiben Sie keine einzelnen Kinder oder Familien."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args, titel: dict[str, str], **kwargs):
        super().__init__(*args, **kwargs)
        self.titel = titel
        guard_texts(self)

    @property
    def schluessel(self) -> str:
        """The section this form is about, "" for one that these minutes do not have."""
        key = self["abschnitt"].value()
        return key if key in self.titel else ""

    def clean_abschnitt(self):
        abschnitt = self.cleaned_data["abschnitt"]
        if abschnitt not in self.titel:
            raise forms.ValidationError(_("Diesen Abschnitt gibt es nicht mehr. Bitte wählen Sie einen anderen."))
        return abschnitt


class TelefonForm(VorgangForm):
    """What somebody said on the telephone, written down by staff or moderation."""

    abschnitt = forms.ChoiceField(label=_("Zu welchem Abschnitt?"))
    einrichtung = forms.ModelChoiceField(
        label=_("Von welcher Einrichtung?"),
        queryset=Einrichtung.objects.none(),
        required=False,
        empty_label=_("ohne Einrichtung"),
    )
    text = forms.CharField(
        label=_("Anmerkung"),
        help_text=_("Bitte ohne Namen von Personen."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args, konferenz: Konferenz, titel: dict[str, str], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["abschnitt"].choices = list(titel.items())
        self.fields["einrichtung"].queryset = (
            Einrichtung.objects.filter(anmeldungen__konferenz=konferenz, anmeldungen__anwesend_am__isnull=False)
            .distinct()
            .order_by("sortierschluessel", "pk")
        )
        guard_texts(self)


class EntscheidungForm(forms.Form):
    """What became of a remark. `gelesen` is the decision that stood there before."""

    gelesen = forms.ChoiceField(
        choices=[("", ""), *Protokollanmerkung.Ergebnis.choices], widget=forms.HiddenInput, required=False
    )
    ergebnis = forms.ChoiceField(
        label=_("Entscheidung"), choices=Protokollanmerkung.Ergebnis.choices, widget=forms.RadioSelect
    )
    antwort = forms.CharField(
        label=_("Antwort"),
        help_text=_("Wer die Anmerkung schrieb, liest das hier."),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["antwort"].ohne_optional = True  # whether it may be empty depends on the decision
        guard_texts(self)
