from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from konferenz.models import Konferenz
from konferenz.models.aussendung import Anlass
from konferenz.texte import datum
from teilnehmer import erinnerung


class FreigabeForm(forms.Form):
    """What somebody saw who releases a letter, and when a reminder shall leave."""

    erwartet = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    wann = forms.TypedChoiceField(
        label=_("Wann soll sie hinausgehen?"), required=False, coerce=int, empty_value=None, choices=[("", _("jetzt"))]
    )

    def __init__(self, *args, konferenz: Konferenz, anlass: str, **kwargs):
        super().__init__(*args, **kwargs)
        if anlass == Anlass.ERINNERUNG:
            self.fields["wann"].choices = [
                ("", _("jetzt")),
                *((tage, wann_worte(tage, moment)) for tage, moment in reversed(erinnerung.choices(konferenz))),
            ]

    @property
    def has_wahl(self) -> bool:
        return len(self.fields["wann"].choices) > 1


def wann_worte(tage: int, moment) -> str:
    """7 Tage vor dem Anmeldeschluss, am 12. Juni 2026 um 8 Uhr"""
    return ngettext(
        "%(zahl)s Tag vor dem Anmeldeschluss, am %(tag)s um 8 Uhr",
        "%(zahl)s Tage vor dem Anmeldeschluss, am %(tag)s um 8 Uhr",
        tage,
    ) % {"zahl": tage, "tag": datum(moment)}
