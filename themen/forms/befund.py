from django import forms
from django.utils.translation import gettext_lazy as _

from konferenz.forms.gemeinsam import FassungForm, VorgangForm
from teilnehmer.models import Einrichtung
from themen.brett import Brett
from themen.models import Befund
from themen.services.befund import LEER, clean_text

NEU = {
    Befund.Art.IST: _("Neues Ist"),
    Befund.Art.SOLL: _("Neues Soll"),
    Befund.Art.IDEE: _("Neue Idee"),
}
FRAGE_BEZUG = {Befund.Art.SOLL: _("Antwort auf welches Ist?"), Befund.Art.IDEE: _("Dient welchem Soll?")}


class KarteFelder(forms.Form):
    """What stands on a card: its text, and the cards it refers to."""

    text = forms.CharField(
        label=_("Text"),
        help_text=_("Bitte keine einzelnen Kinder oder Familien beschreiben."),
        widget=forms.Textarea(attrs={"rows": 4}),
        strip=False,
        error_messages={"required": LEER},
    )
    bezug = forms.TypedMultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Eine gewählte Karte gibt es nicht mehr. Bitte prüfen Sie die Auswahl.")},
    )

    def __init__(self, *args, brett: Brett, art: str, **kwargs):
        super().__init__(*args, **kwargs)
        # The service's rule gives one sentence for each fault; Django's own check for NUL would add a second.
        self.fields["text"].validators = []
        ziele = brett.bezug_choices(art)
        if not ziele:
            del self.fields["bezug"]
            return
        field = self.fields["bezug"]
        field.label = FRAGE_BEZUG[Befund.Art(art)]
        field.waagerecht = field.ohne_optional = True
        field.choices = [(befund.kennung, str(befund)) for befund in ziele]
        field.coerce = {befund.kennung: befund for befund in ziele}.__getitem__

    def clean_text(self) -> str:
        return clean_text(self.cleaned_data["text"])

    @property
    def bezug_chosen(self) -> list[Befund]:
        return self.cleaned_data.get("bezug") or []


class NeueKarteForm(KarteFelder, VorgangForm):
    einrichtung = forms.ModelChoiceField(
        label=_("Von welcher Einrichtung?"), queryset=Einrichtung.objects.none(), required=False
    )

    def __init__(self, *args, art: str, einrichtungen=None, **kwargs):
        super().__init__(*args, art=art, **kwargs)
        self.fields["text"].label = NEU[Befund.Art(art)]
        if einrichtungen is None:
            del self.fields["einrichtung"]
        else:
            self.fields["einrichtung"].queryset = einrichtungen
            self.fields["einrichtung"].empty_label = _("ohne Angabe")


class KarteAendernForm(KarteFelder, FassungForm):
    pass
