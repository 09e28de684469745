from django import forms
from django.utils.translation import gettext_lazy as _

from konferenz.forms.gemeinsam import FassungForm, VorgangForm, refuse_control_characters
from konferenz.models import Konferenz
from teilnehmer.models.einladung import Kanal
from themen.models.themenvorschlag import Altersgruppe, Handlungsfeld


class KurzThemaForm(VorgangForm):
    """A topic on the spot: two fields, nothing else stands between the idea and the list."""

    titel = forms.CharField(
        label=_("Titel"),
        max_length=120,
        validators=[refuse_control_characters],
        error_messages={
            "required": _("Der Titel fehlt. Bitte geben Sie dem Thema einen Titel."),
            "max_length": _("Der Titel ist zu lang. Bitte kürzen Sie ihn auf 120 Zeichen."),
        },
    )
    beschreibung = forms.CharField(
        label=_("Kurzbeschreibung"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Zwei bis drei Sätze. Bitte keine einzelnen Kinder oder Familien beschreiben."),
        validators=[refuse_control_characters],
        error_messages={"max_length": _("Der Text ist zu lang. Bitte kürzen Sie ihn auf 1.000 Zeichen.")},
    )

    @property
    def felder(self) -> dict:
        """What belongs to the topic itself, for the service."""
        return {name: self.cleaned_data[name] for name in FELDER if name in self.cleaned_data}


FELDER = ("titel", "beschreibung", "leitfrage", "handlungsfeld", "altersgruppe", "einrichtung", "kanal", "verbleib")


class ThemenvorschlagForm(KurzThemaForm):
    """What an institution says about its topic."""

    leitfrage = forms.ModelChoiceField(
        label=_("Leitfrage"), queryset=None, required=False, empty_label=_("keine bestimmte")
    )
    handlungsfeld = forms.ChoiceField(
        label=_("Handlungsfeld"), required=False, choices=[("", _("keines")), *Handlungsfeld.choices]
    )
    altersgruppe = forms.ChoiceField(
        label=_("Altersgruppe"), required=False, choices=[(wert, text) for wert, text in Altersgruppe.choices]
    )

    def __init__(self, *args, konferenz: Konferenz, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["leitfrage"].queryset = konferenz.leitfragen.order_by("position")


def verbleib_field() -> forms.CharField:
    return forms.CharField(
        label=_("Wenn es keine Gruppe wird: warum, und wohin geht es?"),
        max_length=200,
        required=False,
        help_text=_("Ein Satz ohne Namen. Er steht im Themenspeicher des Protokolls."),
        validators=[refuse_control_characters],
        error_messages={"max_length": _("Der Satz ist zu lang. Bitte kürzen Sie ihn auf 200 Zeichen.")},
    )


class VerwaltungThemaForm(ThemenvorschlagForm):
    """A topic that came by phone, on paper or in the room, entered by staff."""

    einrichtung = forms.ModelChoiceField(
        label=_("Von welcher Einrichtung"), queryset=None, required=False, empty_label=_("von keiner")
    )
    kanal = forms.ChoiceField(label=_("Wie das Thema kam"), choices=Kanal.choices, initial=Kanal.TELEFON)
    verbleib = verbleib_field()

    def __init__(self, *args, konferenz: Konferenz, **kwargs):
        super().__init__(*args, konferenz=konferenz, **kwargs)
        self.fields["einrichtung"].queryset = konferenz.veranstalter.einrichtungen.aktiv()
        if "fassung" not in self.fields:
            del self.fields["verbleib"]  # a new topic went nowhere yet


class KurzThemaFassungForm(FassungForm, KurzThemaForm):
    """The short form on an existing topic."""


class ThemenvorschlagFassungForm(FassungForm, ThemenvorschlagForm):
    """The institution's form on an existing topic."""


class VerbleibForm(FassungForm):
    """Why a topic got no group, and where it went: all that is still written after the day."""

    verbleib = verbleib_field()

    @property
    def felder(self) -> dict:
        return {"verbleib": self.cleaned_data["verbleib"]}


class VerwaltungThemaFassungForm(FassungForm, VerwaltungThemaForm):
    """The staff's form on an existing topic."""
