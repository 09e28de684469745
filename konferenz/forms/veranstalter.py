from django import forms
from django.utils.translation import gettext_lazy as _

from konferenz import recht
from konferenz.bilder import clean_wappen
from konferenz.forms.gemeinsam import FassungForm, guard_texts
from konferenz.models import Veranstalter


class VeranstalterForm(FassungForm, forms.ModelForm):
    abschnitte = [
        ("", ["name", "kurzname", "fachbereich"]),
        (_("Anschrift und Kontakt"), ["strasse", ("plz", "ort"), ("telefon", "email")]),
        (_("Briefe und Protokolle"), ["pluralform", "zweite_person", "unterschriften", "wappen_neu", "ohne_wappen"]),
    ]

    wappen_neu = forms.FileField(
        label=_("Wappen oder Logo"),
        required=False,
        max_length=255,
        help_text=_("PNG, JPEG, WebP oder GIF, höchstens 2 MB."),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp,image/gif"}),
    )
    ohne_wappen = forms.BooleanField(label=_("Wappen entfernen"), required=False)

    class Meta:
        model = Veranstalter
        fields = [
            "name", "kurzname", "fachbereich", "strasse", "plz", "ort", "telefon", "email", "pluralform",
            "zweite_person", "unterschriften",
        ]  # fmt: skip
        widgets = {"unterschriften": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["fassung"].initial = self.instance.fassung
        if not self.instance.wappen_id:
            del self.fields["ohne_wappen"]
        guard_texts(self)

    def clean_wappen_neu(self):
        upload = self.cleaned_data["wappen_neu"]
        return clean_wappen(upload) if upload else None

    def daten(self) -> dict:
        return {name: self.cleaned_data[name] for name in self._meta.fields}


class RechtstexteForm(FassungForm, forms.ModelForm):
    class Meta:
        model = Veranstalter
        fields = list(recht.ARTEN)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["fassung"].initial = self.instance.fassung
        for art in recht.ARTEN:
            self.fields[art].max_length = 30_000
            self.fields[art].widget.attrs["rows"] = 16
            self.initial[art] = recht.text_of(self.instance, art)
        guard_texts(self)

    def clean(self):
        data = super().clean()
        for art in recht.ARTEN:
            if len(data.get(art, "")) > 30_000:
                self.add_error(art, _("Das ist zu lang. Möglich sind 30 000 Zeichen."))
        return data

    def daten(self) -> dict:
        return {name: self.cleaned_data[name] for name in self._meta.fields}
