from django import forms
from django.utils.translation import gettext_lazy as _

from konferenz.forms.gemeinsam import FassungForm, guard_texts
from teilnehmer.models import Ansprechperson, Einrichtung, Traeger

MAX_TAGS = 20


class _VerzeichnisForm(FassungForm, forms.ModelForm):
    """A new row has no version to compare; `daten` is what the service gets."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            del self.fields["fassung"]
        else:
            self.fields["fassung"].initial = self.instance.fassung
        guard_texts(self)

    def daten(self) -> dict:
        return {name: self.cleaned_data[name] for name in self._meta.fields}


class EinrichtungForm(_VerzeichnisForm):
    abschnitte = [
        ("", ["name", "art"]),
        (_("Träger"), ["traeger", "traeger_neu", "traeger_art"]),
        (_("Anschrift und Kontakt"), ["strasse", ("plz", "ort"), ("telefon", "webseite")]),
        (_("Im Verzeichnis"), ["tags", "aktiv"]),
    ]

    traeger_neu = forms.CharField(
        label=_("Oder neuer Träger"),
        max_length=160,
        required=False,
        help_text=_("Wenn der Träger oben noch nicht in der Liste steht."),
    )
    traeger_art = forms.ChoiceField(
        label=_("Art des neuen Trägers"), choices=[("", "–"), *Traeger.Art.choices], required=False
    )
    tags = forms.CharField(
        label=_("Schlagworte"),
        required=False,
        max_length=400,
        help_text=_("Mit Komma getrennt, zum Beispiel „Inklusion, Sprache“."),
    )

    class Meta:
        model = Einrichtung
        fields = ["name", "art", "traeger", "strasse", "plz", "ort", "telefon", "webseite", "tags", "aktiv"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["art"].error_messages["required"] = _("Bitte wählen Sie, welche Art von Einrichtung das ist.")
        self.fields["traeger"].queryset = Traeger.objects.filter(veranstalter=self.instance.veranstalter_id)
        self.fields["traeger"].empty_label = _("kein Träger")
        self.fields["webseite"].assume_scheme = "https"
        self.fields["aktiv"].help_text = _("Ohne Haken bleibt der Eintrag, wird aber nicht mehr eingeladen.")
        self.initial["tags"] = ", ".join(self.instance.tags)

    def clean_tags(self):
        tags = list(dict.fromkeys(" ".join(tag.split()) for tag in self.cleaned_data["tags"].split(",")))
        tags = [tag for tag in tags if tag]
        if len(tags) > MAX_TAGS or any(len(tag) > 40 for tag in tags):
            raise forms.ValidationError(_("Höchstens 20 Schlagworte mit je 40 Zeichen. Bitte kürzen Sie."))
        return tags

    def clean(self):
        data = super().clean()
        if data.get("traeger_neu") and data.get("traeger"):
            self.add_error("traeger_neu", _("Bitte wählen Sie einen Träger aus oder tragen Sie einen neuen ein."))
        elif data.get("traeger_neu") and not data.get("traeger_art"):
            self.add_error("traeger_art", _("Bitte wählen Sie, welche Art von Träger das ist."))
        return data

    def neuer_traeger(self) -> dict | None:
        name = self.cleaned_data["traeger_neu"]
        return {"name": name, "art": self.cleaned_data["traeger_art"]} if name else None


class TraegerForm(_VerzeichnisForm):
    class Meta:
        model = Traeger
        fields = ["name", "art"]


class AnsprechpersonForm(_VerzeichnisForm):
    abschnitte = [
        ("", [("anrede", "titel"), ("vorname", "nachname"), "funktion", ("email", "telefon"), "erhaelt_einladungen"])
    ]

    class Meta:
        model = Ansprechperson
        fields = [
            "anrede",
            "titel",
            "vorname",
            "nachname",
            "funktion",
            "email",
            "telefon",
            "erhaelt_einladungen",
        ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].help_text = _("Ohne E-Mail kommt die Einladung als Brief.")


class EinrichtungFilter(forms.Form):
    """The filter above lists of institutions; what makes no sense is ignored, never an error page."""

    suche = forms.CharField(label=_("Suche"), required=False, max_length=100)
    art = forms.ChoiceField(label=_("Art"), choices=[("", _("alle")), *Einrichtung.Art.choices], required=False)
    traeger = forms.ModelChoiceField(label=_("Träger"), queryset=Traeger.objects.none(), required=False)
    ort = forms.ChoiceField(label=_("Ort"), required=False)
    schlagwort = forms.ChoiceField(label=_("Schlagwort"), required=False)

    def __init__(self, data, *, veranstalter):
        super().__init__(data)
        self.fields["traeger"].queryset = Traeger.objects.filter(veranstalter=veranstalter)
        self.fields["traeger"].empty_label = _("alle")
        rows = Einrichtung.objects.filter(veranstalter=veranstalter)
        self._offer("ort", rows.list_orte())
        self._offer("schlagwort", rows.list_schlagworte())
        guard_texts(self)

    def _offer(self, name: str, values: list[str]) -> None:
        """A field that could only say one thing is not shown."""
        if values:
            self.fields[name].choices = [("", _("alle")), *((value, value) for value in values)]
        else:
            del self.fields[name]

    def apply(self, einrichtungen):
        self.is_valid()
        if self.cleaned_data.get("art"):
            einrichtungen = einrichtungen.filter(art=self.cleaned_data["art"])
        if self.cleaned_data.get("traeger"):
            einrichtungen = einrichtungen.filter(traeger=self.cleaned_data["traeger"])
        if self.cleaned_data.get("ort"):
            einrichtungen = einrichtungen.filter(ort=self.cleaned_data["ort"])
        if self.cleaned_data.get("schlagwort"):
            einrichtungen = einrichtungen.filter(tags__contains=[self.cleaned_data["schlagwort"]])
        return einrichtungen.search(self.cleaned_data.get("suche") or "")
