import datetime
import uuid

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.validators import MaxLengthValidator, ProhibitNullCharactersValidator
from django.utils.translation import gettext_lazy as _

from konferenz.texte import datum, uhrzeit


def refuse_control_characters(value):
    """NUL and other control characters would crash PostgreSQL or hide text; line breaks and tabs stay."""
    if isinstance(value, str) and any(ord(char) < 32 and char not in "\n\r\t" for char in value):
        raise ValidationError(_("Hier steht ein unsichtbares Steuerzeichen. Bitte tippen Sie den Text neu."))


class VorgangForm(forms.Form):
    """Carries the key that makes a form count once, however often it is sent."""

    vorgang = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["vorgang"].initial = uuid.uuid4


class FassungForm(forms.Form):
    """Carries the version that was read, so that nobody's text is overwritten unseen."""

    fassung = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


def guard_texts(form: forms.BaseForm) -> None:
    """German sentences for empty and too long fields, and no control characters, in every field of the form."""
    for field in form.fields.values():
        if field.error_messages["required"] == forms.Field.default_error_messages["required"]:
            field.error_messages["required"] = _("Bitte füllen Sie dieses Feld aus.")
        if not isinstance(field, forms.CharField):
            continue
        field.validators = [v for v in field.validators if not isinstance(v, ProhibitNullCharactersValidator)]
        for validator in field.validators:
            if isinstance(validator, MaxLengthValidator):
                validator.message = _(
                    "Das ist zu lang: %(show_value)d Zeichen, möglich sind %(limit_value)d. Bitte kürzen Sie den Text."
                )
        field.validators.append(refuse_control_characters)
        # The browser must not cut off a pasted text silently; the sentence at the field says it instead.
        field.widget.attrs.pop("maxlength", None)


def add_service_errors(form: forms.BaseForm, error: ValidationError, otherwise: str | None = None) -> None:
    """What only the service could know, at its field; without one at `otherwise` or above the form."""
    by_name = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
    for name, sentences in by_name.items():
        target = name if name in form.fields else otherwise
        form.add_error(target if target in form.fields else None, sentences)


def show_conflict(form: forms.BaseForm, aktuell) -> list[dict]:
    """After Veraltet: what others saved beside what was typed, and the form ready to be sent again knowingly."""
    unterschiede = [
        {"feld": form.fields[name].label, "gespeichert": _readable(aktuell, name), "eigen": form[name].value()}
        for name in form.cleaned_data
        if name in form.fields and hasattr(aktuell, name) and name != "fassung"
        if getattr(aktuell, name) != form.cleaned_data[name]
    ]
    form.data = form.data.copy()
    form.data[form.add_prefix("fassung")] = aktuell.fassung
    return unterschiede


def _readable(row, name: str):
    display = getattr(row, f"get_{name}_display", None)
    value = display() if display else getattr(row, name)
    if isinstance(value, datetime.date):
        return datum(value)
    return uhrzeit(value) if isinstance(value, datetime.time) else value
