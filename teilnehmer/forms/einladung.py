import hashlib

from django import forms
from django.utils.translation import gettext_lazy as _

from konferenz.forms.gemeinsam import guard_texts
from konferenz.models import Aussendung
from teilnehmer import briefe
from teilnehmer.models import Einladung


class AussendungForm(forms.ModelForm):
    # What was read, so that a change made meanwhile is seen; a letter carries no version of its own.
    gelesen = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Aussendung
        fields = ["betreff", "text"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["betreff"].required = self.fields["text"].required = True
        self.fields["text"].widget.attrs["rows"] = 26
        self.fields["text"].help_text = _("Platzhalter: %(namen)s") % {
            "namen": ", ".join(f"{{{name}}}" for name in briefe.PLATZHALTER)
        }
        if self.instance.pk:
            self.fields["gelesen"].initial = stand_of(self.instance)
        guard_texts(self)

    def clean_betreff(self):
        betreff = " ".join(self.cleaned_data["betreff"].split())
        if fehler := briefe.find_fehler(betreff, betreff=True):
            raise forms.ValidationError(fehler)
        return betreff

    def clean_text(self):
        text = self.cleaned_data["text"].replace("\r\n", "\n")
        fehler = briefe.find_fehler(text)
        if "{link}" not in text:
            fehler.append(_("Im Text fehlt {link}. Ohne ihn kann niemand antworten."))
        if fehler:
            raise forms.ValidationError(fehler)
        return text


def stand_of(aussendung: Aussendung) -> str:
    """A short mark of what is written, to see whether somebody changed it meanwhile."""
    return hashlib.sha256(f"{aussendung.betreff}\n{aussendung.text}".encode()).hexdigest()[:16]


class EinladungFilter(forms.Form):
    """Which invitations the list shows; what makes no sense shows all."""

    STAENDE = [
        ("", _("alle")),
        ("entwurf", _("noch nicht versandt")),
        ("wartet", _("ohne Antwort")),
        ("zugesagt", _("zugesagt")),
        ("abgesagt", _("abgesagt")),
        ("gesperrt", _("Link gesperrt")),
    ]
    CONDITIONS = {
        "entwurf": {"versandt_am__isnull": True, "antwort": Einladung.Antwort.OFFEN},
        "wartet": {"versandt_am__isnull": False, "antwort": Einladung.Antwort.OFFEN},
        "zugesagt": {"antwort": Einladung.Antwort.ZUGESAGT},
        "abgesagt": {"antwort": Einladung.Antwort.ABGESAGT},
        "gesperrt": {"zugang__widerrufen_am__isnull": False},
    }
    stand = forms.ChoiceField(label=_("Stand"), choices=STAENDE, required=False)

    @property
    def gewaehlt(self) -> str:
        self.is_valid()
        return self.cleaned_data.get("stand", "")

    def apply(self, einladungen):
        return einladungen.filter(**self.CONDITIONS.get(self.gewaehlt, {}))
