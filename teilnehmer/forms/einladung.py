import hashlib

from django import forms
from django.utils.translation import gettext_lazy as _

from konferenz.forms.gemeinsam import guard_texts
from konferenz.models import Aussendung
from teilnehmer import briefe
from teilnehmer.models.einladung import Stand


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
        self.fields["text"].help_text = _("Was in geschweiften Klammern steht, füllt die Netzwerkstatt aus.")
        if self.instance.pk:
            self.fields["gelesen"].initial = stand_of(self.instance)
        guard_texts(self)

    @property
    def platzhalter(self) -> list[dict]:
        """What may stand in braces, for the list beside the field and the check while one types."""
        found = [
            {
                "name": name,
                "bedeutung": satz,
                "beispiel": briefe.BEISPIELE[name],
                "im_betreff": name not in briefe.NUR_IM_TEXT,
            }
            for name, satz in briefe.PLATZHALTER.items()
        ]
        return found + [{"name": name, "bedeutung": satz} for name, satz in briefe.ZEILENMARKEN.items()]

    def clean_betreff(self):
        betreff = " ".join(self.cleaned_data["betreff"].split())
        if fehler := briefe.find_fehler(betreff, betreff=True):
            raise forms.ValidationError(fehler)
        return betreff

    def clean_text(self):
        text = self.cleaned_data["text"].replace("\r\n", "\n")
        if fehler := briefe.find_fehler(text) + briefe.find_luecken(text):
            raise forms.ValidationError(fehler)
        return text


def stand_of(aussendung: Aussendung) -> str:
    """A short mark of what is written, to see whether somebody changed it meanwhile."""
    return hashlib.sha256(f"{aussendung.betreff}\n{aussendung.text}".encode()).hexdigest()[:16]


class EinladungFilter(forms.Form):
    """Which invitations the list shows, with how many there are of each; what makes no sense shows all."""

    stand = forms.ChoiceField(label=_("Stand"), required=False)

    def __init__(self, data, *, zahlen: dict[str, int]):
        super().__init__(data)
        self.fields["stand"].choices = [
            ("", f"{_('alle')} ({zahlen['alle']})"),
            *((stand.value, f"{stand.label} ({zahlen[stand]})") for stand in Stand),
        ]

    @property
    def gewaehlt(self) -> str:
        self.is_valid()
        return self.cleaned_data.get("stand", "")

    def apply(self, einladungen):
        """Rows from with_zustand()."""
        return einladungen.filter(zustand=self.gewaehlt) if self.gewaehlt else einladungen
