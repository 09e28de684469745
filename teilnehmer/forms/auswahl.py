from django import forms
from django.utils.translation import gettext_lazy as _

from konferenz.models import Konferenz
from teilnehmer.forms.einrichtung import EinrichtungFilter


class AuswahlFilter(EinrichtungFilter):
    """Whom to invite: the filter of the directory, and how it was last time if there was one."""

    LETZTES_MAL = [
        ("", _("alle")),
        ("dabei", _("war dabei")),
        ("gefehlt", _("eingeladen, nicht dabei")),
        ("neu", _("nicht eingeladen")),
    ]
    letztes_mal = forms.ChoiceField(label=_("Beim letzten Mal"), choices=LETZTES_MAL, required=False)

    def __init__(self, data, *, konferenz: Konferenz):
        super().__init__(data, veranstalter=konferenz.veranstalter)
        self.vorige = konferenz.find_vorige()
        if self.vorige is None:
            del self.fields["letztes_mal"]

    def apply(self, einrichtungen):
        rows = super().apply(einrichtungen)
        match self.cleaned_data.get("letztes_mal"):
            case "dabei":
                return rows.present_at(self.vorige)
            case "gefehlt":
                return rows.invited_to(self.vorige).exclude(pk__in=rows.present_at(self.vorige).values("pk"))
            case "neu":
                return rows.exclude(pk__in=rows.invited_to(self.vorige).values("pk"))
        return rows
