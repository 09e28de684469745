import datetime

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from konferenz.forms.gemeinsam import FassungForm, guard_texts
from konferenz.forms.konferenz import check_termin, date_field, time_field
from konferenz.models import Konferenz


class AbsageForm(FassungForm):
    """Why a conference does not take place. The fields are called like those of the model, for conflicts."""

    absage_text = forms.CharField(
        label=_("Grund"),
        max_length=Konferenz._meta.get_field("absage_text").max_length,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Ein bis zwei Sätze. Sie stehen auf der öffentlichen Seite und in der Nachricht an alle."),
        error_messages={"required": _("Bitte nennen Sie einen Grund. Er steht in der Nachricht an alle.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        guard_texts(self)

    def clean_absage_text(self):
        return self.cleaned_data["absage_text"].replace("\r\n", "\n").strip()


class VerschiebenForm(AbsageForm):
    """The new date and the reason."""

    abschnitte = [("", ["datum", ("beginn", "ende"), "anmeldeschluss", "absage_text"])]

    datum = date_field(_("Neues Datum"), help_text=_("Zum Beispiel 16.06.2022"))
    beginn = time_field(_("Beginn"))
    ende = time_field(_("Ende"))
    anmeldeschluss = date_field(
        _("Neuer Anmeldeschluss"), required=False, help_text=_("Der Tag zählt noch mit, bis 24 Uhr.")
    )
    field_order = ["datum", "beginn", "ende", "anmeldeschluss", "absage_text"]

    def clean_datum(self):
        tag = self.cleaned_data["datum"]
        if tag > timezone.localdate() + datetime.timedelta(days=3660):
            raise forms.ValidationError(_("Dieser Tag liegt mehr als zehn Jahre voraus. Bitte prüfen Sie das Jahr."))
        return tag

    def clean(self):
        data = super().clean()
        check_termin(self)
        return data
