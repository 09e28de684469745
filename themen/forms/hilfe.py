from django import forms
from django.utils.translation import gettext_lazy as _

from konferenz.forms.gemeinsam import VorgangForm, guard_texts, refuse_control_characters


class SucheForm(forms.Form):
    q = forms.CharField(
        label=_("Name oder Einrichtung"),
        required=False,
        max_length=80,
        validators=[refuse_control_characters],
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )


class AnwesenheitForm(VorgangForm):
    """Present, or after all not; the key comes from a page that may have to send it twice."""

    da = forms.TypedChoiceField(
        choices=[("1", _("Ist da")), ("0", _("Doch nicht da"))],
        coerce=lambda value: value == "1",
        required=False,
        empty_value=True,
    )


class VorOrtForm(VorgangForm):
    """Somebody who comes without having registered: three fields, ten seconds."""

    vorname = forms.CharField(
        label=_("Vorname"),
        max_length=80,
        error_messages={"required": _("Der Vorname fehlt. Bitte fragen Sie danach.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    nachname = forms.CharField(
        label=_("Nachname"),
        max_length=80,
        error_messages={"required": _("Der Nachname fehlt. Bitte fragen Sie danach.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    einrichtung = forms.CharField(
        label=_("Einrichtung"),
        max_length=160,
        required=False,
        help_text=_("Wählen Sie aus der Liste oder schreiben Sie den Namen."),
        widget=forms.TextInput(attrs={"list": "einrichtungen", "autocomplete": "off"}),
    )
    abschnitte = [("", [("vorname", "nachname"), "einrichtung"])]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        guard_texts(self)
