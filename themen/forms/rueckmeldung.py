from django import forms
from django.utils.translation import gettext_lazy as _

from konferenz.forms.gemeinsam import VorgangForm, guard_texts
from themen.models import Rueckmeldung
from themen.rueckmeldung_bild import NOTEN
from themen.services.rueckmeldung import TEXTE


def _label(feld: str):
    return Rueckmeldung._meta.get_field(feld).verbose_name


class RueckmeldungForm(forms.Form):
    """Three questions, each of them may stay open, but not all."""

    note = forms.TypedChoiceField(
        label=_label("note"),
        choices=[(note, wort) for note, wort in NOTEN.items()],
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Bitte wählen Sie eine der fünf Antworten.")},
    )
    gut = forms.CharField(
        label=_label("gut"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Bitte keine Namen, auch nicht den eigenen."),
    )
    naechstes_mal = forms.CharField(
        label=_label("naechstes_mal"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        guard_texts(self)

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not any(self.antwort.values()):
            raise forms.ValidationError(_("Noch ist alles leer. Bitte beantworten Sie mindestens eine Frage."))
        return cleaned

    @property
    def antwort(self) -> dict:
        """What belongs to the answer itself, for the service."""
        return {name: self.cleaned_data[name] for name in ("note", "gut", "naechstes_mal")}


class PapierForm(VorgangForm, RueckmeldungForm):
    """The same from a sheet of paper, which may be sent twice."""


class TextForm(forms.Form):
    """Which of the two free texts, and whether it is to be quoted."""

    feld = forms.ChoiceField(choices=[(feld, feld) for feld in TEXTE])
    zitieren = forms.BooleanField(required=False)
