from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _


def _number(label, *, low: int, high: int, initial: int, help_text="") -> forms.IntegerField:
    sentence = format_lazy(_("Bitte geben Sie eine Zahl von {low} bis {high} an."), low=low, high=high)
    return forms.IntegerField(
        label=label,
        min_value=low,
        max_value=high,
        initial=initial,
        help_text=help_text,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), sentence),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )


class PlanForm(forms.Form):
    """How many rounds, at tables of how many, how long."""

    runden = _number(_("Runden insgesamt"), low=1, high=20, initial=6)
    groesse = _number(
        _("Personen je Tisch"),
        low=2,
        high=12,
        initial=2,
        help_text=_("Mit 2 sprechen immer zwei miteinander. Bleibt jemand übrig, sind es einmal drei."),
    )
    minuten = _number(_("Minuten je Runde"), low=1, high=60, initial=5)
    abschnitte = [("", ["runden", ("groesse", "minuten")])]


class RundeForm(forms.Form):
    """The number of a round, from the button that stands for it."""

    runde = forms.IntegerField(min_value=1, max_value=32_000)


class FesterPlatzForm(forms.Form):
    fest = forms.TypedChoiceField(
        choices=[("1", _("fester Platz")), ("0", _("kein fester Platz"))], coerce=lambda value: value == "1"
    )


class KontaktForm(forms.Form):
    """Who is meant, and whether one wants to keep in touch or takes it back."""

    person = forms.SlugField(max_length=10)
    will = forms.TypedChoiceField(choices=[("1", _("ja")), ("0", _("doch nicht"))], coerce=lambda value: value == "1")
