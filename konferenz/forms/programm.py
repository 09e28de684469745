from django import forms
from django.utils.translation import gettext_lazy as _

from konferenz.forms.gemeinsam import FassungForm, VorgangForm, guard_texts
from konferenz.models import Programmpunkt


class ProgrammpunktForm(VorgangForm, FassungForm, forms.ModelForm):
    class Meta:
        model = Programmpunkt
        fields = ["art", "titel", "beschreibung", "dauer", "verantwortlich", "material"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            del self.fields["fassung"]
        else:
            self.fields["fassung"].initial = self.instance.fassung
            del self.fields["vorgang"]
        self.fields["art"].help_text = _("Nach der Art richten sich Gruppenwahl und Karten am Tag selbst.")
        self.fields["titel"].required = False
        self.fields["titel"].help_text = _("Leer: wie die Art.")
        # The sentence of clean_dauer says it; Django's own would come first.
        self.fields["dauer"].validators = []
        self.fields["dauer"].widget = forms.NumberInput(attrs={"class": "nw-kurzfeld", "inputmode": "numeric"})
        self.fields["dauer"].error_messages |= {
            "required": _("Bitte geben Sie die Dauer in Minuten ein."),
            "invalid": _("Bitte geben Sie eine ganze Zahl ein, zum Beispiel 20."),
        }
        guard_texts(self)

    def clean_dauer(self):
        dauer = self.cleaned_data["dauer"]
        if not 1 <= dauer <= 480:
            raise forms.ValidationError(_("Ein Programmpunkt dauert 1 bis 480 Minuten."))
        return dauer

    def clean(self):
        data = super().clean()
        if "titel" not in self.errors and not data.get("titel") and data.get("art"):
            data["titel"] = str(Programmpunkt.Art(data["art"]).label)
        return data

    def daten(self) -> dict:
        return {name: value for name, value in self.cleaned_data.items() if name in self._meta.fields}
