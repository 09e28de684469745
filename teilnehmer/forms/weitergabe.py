import re

from django import forms
from django.utils.translation import gettext_lazy as _

from konferenz.forms.gemeinsam import guard_texts

# Letters in any script, and what stands in names: no digits, no slashes, no dot inside a word, so no address either.
_NAME = re.compile(r"(?:[^\W\d_]+\.?(?=[ '’-]|$)[ '’-]*)+")


class WeitergabeForm(forms.Form):
    """To whom an invitation is passed on."""

    name = forms.CharField(
        label=_("Name"),
        max_length=80,
        required=False,
        help_text=_("Zum Beispiel „Jonas Reuter“. So spricht die E-Mail die Person an."),
    )
    email = forms.EmailField(label=_("E-Mail"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        guard_texts(self)

    def clean_name(self):
        name = " ".join(self.cleaned_data["name"].split())
        if name and not _NAME.fullmatch(name):
            raise forms.ValidationError(_("Bitte geben Sie nur den Namen an, ohne Ziffern und andere Zeichen."))
        return name
