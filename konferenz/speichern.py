"""A form meets its service: what the service refuses becomes a sentence in the form, and what was typed stays."""

from collections.abc import Callable

from django import forms
from django.core.exceptions import ValidationError

from konferenz.forms.gemeinsam import add_service_errors
from konferenz.services.fehler import NichtErlaubt, Veraltet


def initial_of(row, form_class: type[forms.Form]) -> dict:
    """The row's values for the fields of a form."""
    names = [name for name in form_class.base_fields if name != "vorgang"]
    return {name: getattr(row, row._meta.get_field(name).attname) for name in names}


def save_form(form: forms.Form, save: Callable[[], object]) -> bool:
    """Whether the service did it. If not, the form says why; when somebody else was faster it shows their text.

    After Veraltet the form carries the new version, so that sending again decides for one's own text.
    """
    try:
        save()
    except NichtErlaubt as error:
        form.add_error(None, error.satz)
    except ValidationError as error:
        add_service_errors(form, error)
    except Veraltet as error:
        form.add_error(None, str(error))
        form.aktuell = error.aktuell
        form.data = form.data.copy()
        form.data[form.add_prefix("fassung")] = str(error.aktuell.fassung)
    else:
        return True
    return False
