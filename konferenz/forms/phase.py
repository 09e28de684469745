from django import forms
from django.utils.translation import gettext_lazy as _

from konferenz.forms.gemeinsam import guard_texts
from konferenz.models import Konferenz
from konferenz.models.konferenz import Tor
from konferenz.permissions import TORNAMEN


class PhaseForm(forms.Form):
    """The phase the person agreed to, so that a second click does not go on."""

    nach = forms.ChoiceField(choices=Konferenz.Phase.choices, widget=forms.HiddenInput)


class PhaseZurueckForm(PhaseForm):
    grund = forms.CharField(
        label=_("Grund"),
        max_length=300,
        help_text=_("Er steht im Verlauf der Konferenz."),
        error_messages={"required": _("Bitte nennen Sie einen Grund.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        guard_texts(self)


class TorForm(forms.Form):
    tor = forms.ChoiceField(choices=[(tor, tor) for tor in TORNAMEN])
    stellung = forms.ChoiceField(choices=Tor.choices)
