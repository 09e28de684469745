from django import forms
from django.utils.translation import gettext_lazy as _

from konferenz.forms.gemeinsam import VorgangForm, guard_texts
from konferenz.models import Zugang
from konferenz.services.zugang import ZWECKE


class ZugangForm(VorgangForm):
    zweck = forms.ChoiceField(
        label=_("Wozu"),
        choices=[(zweck.value, zweck.label) for zweck in ZWECKE],
        initial=Zugang.Zweck.MODERATION.value,
        widget=forms.RadioSelect,
        error_messages={"required": _("Bitte wählen Sie, wozu der Link dient.")},
    )
    bezeichnung = forms.CharField(
        label=_("Für wen"),
        max_length=120,
        help_text=_("Name oder Aufgabe, zum Beispiel „Empfang“ oder „Beamer im Saal“. Nur das Team sieht das."),
        error_messages={"required": _("Bitte schreiben Sie, wer den Link bekommt.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        guard_texts(self)
