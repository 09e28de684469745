from django import forms
from django.utils.translation import gettext_lazy as _

from konferenz.forms.gemeinsam import guard_texts
from teilnehmer.models import Anmeldung


class AnmeldungFilter(forms.Form):
    """What makes no sense is ignored, never an error page."""

    STAENDE = [
        ("", _("nicht abgesagt")),
        ("angemeldet", _("angemeldet")),
        ("gehalten", _("Platz gehalten")),
        ("warteliste", _("auf der Warteliste")),
        ("anwesend", _("anwesend")),
        ("abgesagt", _("abgesagt")),
        ("alle", _("alle")),
    ]
    suche = forms.CharField(label=_("Name oder Einrichtung"), required=False, max_length=100)
    stand = forms.ChoiceField(label=_("Stand"), choices=STAENDE, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        guard_texts(self)

    def apply(self, anmeldungen):
        self.is_valid()
        status = Anmeldung.Status
        conditions = {
            "": {"status__in": [status.ANGEMELDET, status.WARTELISTE]},
            "angemeldet": {"status": status.ANGEMELDET},
            "gehalten": {"bestaetigen_bis__isnull": False},
            "warteliste": {"status": status.WARTELISTE},
            "anwesend": {"anwesend_am__isnull": False},
            "abgesagt": {"status": status.ABGESAGT},
            "alle": {},
        }
        found = anmeldungen.ohne_anfragen().filter(**conditions[self.cleaned_data.get("stand") or ""])
        return found.search(self.cleaned_data.get("suche") or "")
