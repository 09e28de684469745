from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from post_office.models import STATUS

from konferenz.models import Konferenz
from teilnehmer.models.nachricht import GESCHEITERT


class PostausgangFilter(forms.Form):
    """What makes no sense is ignored."""

    ZUSTAENDE = [
        ("", _("alle")),
        ("liegt", _("liegt hier")),
        ("wartet", _("wartet")),
        ("versandt", _("versandt")),
        ("gescheitert", _("nicht zustellbar")),
        ("zurueck", _("zurückgekommen")),
        ("fehler", _("nicht angekommen, alle")),
    ]
    CONDITIONS = {
        "liegt": Q(post__isnull=True, zurueckgekommen_am__isnull=True),
        "wartet": Q(post__status__in=[STATUS.queued, STATUS.requeued]),
        "versandt": Q(post__status=STATUS.sent, zurueckgekommen_am__isnull=True),
        "gescheitert": GESCHEITERT,
        "zurueck": Q(zurueckgekommen_am__isnull=False),
        "fehler": Q(post__status=STATUS.failed) | Q(zurueckgekommen_am__isnull=False),
    }
    konferenz = forms.ModelChoiceField(
        label=_("Konferenz"), queryset=Konferenz.objects.none(), required=False, empty_label=_("alle")
    )
    zustand = forms.ChoiceField(label=_("Zustand"), choices=ZUSTAENDE, required=False)
    einrichtung = forms.CharField(widget=forms.HiddenInput, required=False, max_length=10)

    def __init__(self, data, *, veranstalter):
        super().__init__(data)
        self.fields["konferenz"].queryset = Konferenz.objects.filter(veranstalter=veranstalter).order_by("-datum")

    def apply(self, nachrichten):
        self.is_valid()
        if konferenz := self.cleaned_data.get("konferenz"):
            nachrichten = nachrichten.filter(konferenz=konferenz)
        if zustand := self.cleaned_data.get("zustand"):
            nachrichten = nachrichten.filter(self.CONDITIONS[zustand])
        return nachrichten
