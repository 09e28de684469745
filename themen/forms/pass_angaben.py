from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from konferenz.forms.gemeinsam import guard_texts
from teilnehmer.services.einwilligung import AN_ADRESSE, WORTLAUT, Zweck


class EinwilligungForm(forms.Form):
    """One tick for each purpose; what is not ticked is withdrawn."""

    email = forms.EmailField(
        label=gettext_lazy("Ihre E-Mail-Adresse"),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=gettext_lazy("Nötig für das Protokoll und für Post nach der Konferenz."),
    )
    protokoll = forms.BooleanField(label=WORTLAUT[Zweck.PROTOKOLL], required=False)
    kontakt = forms.BooleanField(label=WORTLAUT[Zweck.KONTAKT], required=False)
    foto = forms.BooleanField(label=WORTLAUT[Zweck.FOTO], required=False)

    abschnitte = [("", ["email", "protokoll", "kontakt", "foto"])]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        guard_texts(self)
        self.fields["email"].ohne_optional = True

    def clean(self):
        cleaned = super().clean()
        if set(self.zwecke) & AN_ADRESSE and not cleaned.get("email") and "email" not in self.errors:
            self.add_error("email", _("Dafür brauchen wir eine E-Mail-Adresse."))
        return cleaned

    @property
    def zwecke(self) -> list[str]:
        return [zweck.value for zweck in WORTLAUT if self.cleaned_data.get(zweck.value)]
