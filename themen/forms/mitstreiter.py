from django import forms
from django.utils.translation import gettext_lazy as _

from themen.models import Mitstreiter


class MitstreiterForm(forms.Form):
    """How somebody wants to take part in a topic; a plain button means: mitmachen."""

    art = forms.ChoiceField(
        label=_("Wie möchten Sie mitmachen?"),
        required=False,
        widget=forms.RadioSelect,
        choices=[
            (Mitstreiter.Art.MITDENKEN, _("Ich denke mit.")),
            (Mitstreiter.Art.MITMACHEN, _("Ich mache mit.")),
            (Mitstreiter.Art.RESSOURCE, _("Ich trage etwas bei: Raum, Material, Kontakte.")),
        ],
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["art"].ohne_optional = True

    def clean_art(self) -> str:
        return self.cleaned_data["art"] or Mitstreiter.Art.MITMACHEN
