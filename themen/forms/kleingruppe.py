from django import forms
from django.utils.translation import gettext_lazy as _

from konferenz.forms.gemeinsam import FassungForm, VorgangForm, guard_texts, refuse_control_characters
from konferenz.texte import trennbar
from themen.models import Kleingruppe, Themenvorschlag


class ThemenWahlField(forms.ModelMultipleChoiceField):
    """Topics as ticks; the address carries the kennung, never the primary key."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs):
        kwargs.setdefault("label", _("Themen"))
        super().__init__(Themenvorschlag.objects.none(), to_field_name="kennung", **kwargs)

    def label_from_instance(self, thema):
        return trennbar(thema.titel)


class KleingruppeForm(forms.ModelForm):
    abschnitte = [("", ["titel", "beschreibung", ("raum", "wegweiser"), ("plaetze", "moderation"), "hart"])]

    class Meta:
        model = Kleingruppe
        fields = ["titel", "beschreibung", "raum", "wegweiser", "plaetze", "hart", "moderation"]
        widgets = {
            "beschreibung": forms.Textarea(attrs={"rows": 3}),
            "plaetze": forms.NumberInput(attrs={"inputmode": "numeric"}),
        }
        error_messages = {"titel": {"required": _("Der Titel fehlt. Bitte geben Sie der Gruppe einen Titel.")}}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.CharField):
                field.validators.append(refuse_control_characters)


class KleingruppeNeuForm(VorgangForm, KleingruppeForm):
    """A new group out of the topics that were ticked."""

    thema = ThemenWahlField(required=False, label=_("Themen der Gruppe"))
    abschnitte = [("", ["thema", *KleingruppeForm.abschnitte[0][1]])]

    def __init__(self, *args, themen, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["thema"].queryset = themen


# In the order of nw-farbe-1 to -8.
FARBNAMEN = (_("Petrol"), _("Orange"), _("Violett"), _("Grün"), _("Oliv"), _("Grau"), _("Rot"), _("Blau"))


class KleingruppeAendernForm(FassungForm, KleingruppeForm):
    """The same group later; also its colour, and what stayed open, for the minutes."""

    farbe = forms.TypedChoiceField(
        label=_("Farbe"), required=False, coerce=int, choices=list(enumerate(FARBNAMEN, start=1))
    )
    abschnitte = [("", [*KleingruppeForm.abschnitte[0][1], "farbe", "offen"])]

    class Meta(KleingruppeForm.Meta):
        fields = [*KleingruppeForm.Meta.fields, "farbe", "offen"]
        widgets = KleingruppeForm.Meta.widgets | {"offen": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["farbe"].ohne_optional = True

    def clean_farbe(self) -> int:
        return self.cleaned_data["farbe"] or self.initial["farbe"]


class OffenForm(FassungForm):
    """What a group leaves open, in its own words."""

    offen = forms.CharField(
        label=_("Was bleibt offen?"),
        max_length=Kleingruppe._meta.get_field("offen").max_length,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Offene Fragen und Hindernisse. Es steht im Themenspeicher des Protokolls. Bitte keine Namen."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        guard_texts(self)
        self.fields["offen"].ohne_optional = True


class ThemenWahlForm(forms.Form):
    """Ticks beside the topics of one group: which ones go, or which ones come."""

    thema = ThemenWahlField(error_messages={"required": _("Bitte wählen Sie mindestens ein Thema.")})

    def __init__(self, *args, themen, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["thema"].queryset = themen


class ZielForm(forms.Form):
    """Which group another one joins."""

    ziel = forms.ModelChoiceField(
        Kleingruppe.objects.none(),
        to_field_name="nummer",
        label=_("Zusammenlegen mit"),
        empty_label=_("Bitte wählen"),
        error_messages={"required": _("Bitte wählen Sie eine Gruppe.")},
    )

    def __init__(self, *args, gruppen, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["ziel"].queryset = gruppen
