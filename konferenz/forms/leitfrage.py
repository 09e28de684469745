from django import forms
from django.utils.translation import gettext_lazy as _

from konferenz.forms.gemeinsam import VorgangForm, guard_texts


class LeitfrageForm(VorgangForm):
    text = forms.CharField(
        label=_("Leitfrage"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Bitte schreiben Sie die Leitfrage auf.")},
    )
    # What was read, so that a change made meanwhile is seen; a question carries no version of its own.
    gelesen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        guard_texts(self)

    def clean_text(self):
        return " ".join(self.cleaned_data["text"].split())
