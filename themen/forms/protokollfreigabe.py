import datetime

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from konferenz.forms.gemeinsam import guard_texts

TAGE = 14


class FristForm(forms.Form):
    """Until when those present may write; two weeks are proposed."""

    frist = forms.DateField(
        label=_("Rückmeldung bis"),
        help_text=_("Der Tag zählt noch mit, bis 24 Uhr."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Bitte geben Sie ein Datum an, zum Beispiel 08.07.2026.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["frist"].initial = timezone.localdate() + datetime.timedelta(days=TAGE)
        guard_texts(self)


class KorrekturForm(forms.Form):
    """Why there is a next version."""

    aenderung = forms.CharField(
        label=_("Was wird anders als in der freigegebenen Version?"),
        help_text=_("Ein Satz ohne Namen. Er steht im Protokoll, auch in der öffentlichen Fassung."),
        max_length=300,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        guard_texts(self)
