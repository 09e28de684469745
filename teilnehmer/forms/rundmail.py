from django import forms
from django.utils.translation import gettext_lazy as _

from konferenz.forms.gemeinsam import guard_texts
from konferenz.models import Aussendung, Konferenz
from konferenz.models.aussendung import Anlass, Kreis
from teilnehmer import briefe, vorlagen
from teilnehmer.forms.einladung import stand_of
from teilnehmer.models import Einrichtung

# What every recipient has, whether institution or person.
PLATZHALTER = (
    "anrede", "konferenz", "motto", "datum", "uhrzeit", "ort", "leitfragen", "programm", "anmeldeschluss", "link",
    "absender",
)  # fmt: skip


class RundmailForm(forms.Form):
    """To whom, and what. One choice instead of a circle and its value, so that it works without JavaScript."""

    an = forms.ChoiceField(
        label=_("An wen"),
        help_text=_(
            "Wer keine eigene E-Mail-Adresse hat, wird über seine Einrichtung erreicht. Auf der nächsten Seite sehen "
            "Sie die Zahlen."
        ),
        error_messages={
            "required": _("Bitte wählen Sie, an wen die Nachricht geht."),
            "invalid_choice": _("Diesen Kreis gibt es nicht mehr. Bitte wählen Sie einen anderen."),
        },
    )
    betreff = forms.CharField(label=_("Betreff"), max_length=150)
    text = forms.CharField(
        label=_("Text"),
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 22}),
        help_text=_("Platzhalter: %(namen)s") % {"namen": ", ".join(f"{{{name}}}" for name in PLATZHALTER)},
    )
    # What was read, so that a change made meanwhile is seen; a letter carries no version of its own.
    gelesen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, konferenz: Konferenz, aussendung: Aussendung | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        if aussendung is not None and aussendung.anlass in (Anlass.ABSAGE, Anlass.PROTOKOLL):
            del self.fields["an"]  # everybody has to know; minutes go to whom they were prepared for
        else:
            self.fields["an"].choices = circles(konferenz)
        if aussendung is not None:
            self.initial |= {
                "an": value_of(aussendung.kreis, aussendung.kreis_wert),
                "betreff": aussendung.betreff,
                "text": aussendung.text,
                "gelesen": stand_of(aussendung),
            }
        guard_texts(self)

    def clean_betreff(self):
        betreff = " ".join(self.cleaned_data["betreff"].split())
        if fehler := briefe.find_fehler(betreff, betreff=True) or _foreign(betreff):
            raise forms.ValidationError(fehler)
        return betreff

    def clean_text(self):
        text = self.cleaned_data["text"].replace("\r\n", "\n")
        if fehler := briefe.find_fehler(text) or _foreign(text):
            raise forms.ValidationError(fehler)
        if text.split() == vorlagen.rundmail()[1].split():
            raise forms.ValidationError(_("Hier fehlt noch, was Sie mitteilen möchten. Bitte schreiben Sie es."))
        return text

    def daten(self) -> dict:
        """What the service takes."""
        found = {"betreff": self.cleaned_data["betreff"], "text": self.cleaned_data["text"]}
        if "an" in self.fields:
            found["kreis"], _colon, found["kreis_wert"] = self.cleaned_data["an"].partition(":")
        return found


def value_of(kreis: str, wert: str) -> str:
    return f"{kreis}:{wert}" if wert else kreis


def circles(konferenz: Konferenz) -> list:
    """What there is to choose in this conference; two queries."""
    gruppen = konferenz.kleingruppen.bestehend().order_by("nummer").values_list("nummer", "titel")
    arten = set(konferenz.einladungen.values_list("einrichtung__art", flat=True))
    found = [
        ("", _("Bitte wählen")),
        (Kreis.ANGEMELDETE, _("Alle Angemeldeten")),
        (Kreis.ANWESENDE, _("Alle, die da waren")),
        (Kreis.ALLE, _("Alle Eingeladenen und Angemeldeten")),
    ]
    if zeilen := [(f"{Kreis.GRUPPE}:{nummer}", f"{nummer}. {titel}") for nummer, titel in gruppen]:
        found.append((_("Eine Kleingruppe"), zeilen))
    if zeilen := [(f"{Kreis.ART}:{art}", art.label) for art in Einrichtung.Art if art in arten]:
        found.append((_("Eine Art von Einrichtung, mit ihren Angemeldeten"), zeilen))
    return found


def _foreign(text: str) -> list[str]:
    """Placeholders that a Rundmail cannot fill for everybody."""
    return [
        _("Den Platzhalter {%(name)s} gibt es hier nicht. Bitte prüfen Sie ihn.") % {"name": name}
        for name in briefe.PLATZHALTER
        if name not in PLATZHALTER and f"{{{name}}}" in text
    ]


def label_of(form: RundmailForm, value: str) -> str:
    """A circle in words, as the choice shows it."""
    flat = []
    for key, label in form.fields["an"].choices:
        flat += label if isinstance(label, list) else [(key, label)]
    return str(dict(flat).get(value, value))
