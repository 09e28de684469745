import re

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from konferenz.felder import KURZCODE_ALPHABET
from konferenz.forms.gemeinsam import VorgangForm
from teilnehmer.models import Anmeldung, Einladung, Einwilligung
from teilnehmer.models.einladung import Kanal
from teilnehmer.services.antwort import WORTLAUT, Person

JA, NEIN = "ja", "nein"
MOST_PERSONEN = 20


class CodeForm(forms.Form):
    """The short code from a letter; forgives case, spaces, hyphens and letters that look alike."""

    code = forms.CharField(
        label=gettext_lazy("Ihr Code"),
        max_length=40,
        help_text=gettext_lazy("Er steht in Ihrer Einladung, zum Beispiel K7M4-PX29."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )

    def clean_code(self):
        code = re.sub(r"[^0-9A-Z]", "", self.cleaned_data["code"].upper())
        einladung = None
        if len(code) == 8 and set(code) <= set(KURZCODE_ALPHABET):
            einladung = Einladung.objects.select_related("zugang").filter(kurzcode=code).first()
        if einladung is None or not einladung.zugang.is_gueltig:
            raise forms.ValidationError(
                _("Diesen Code kennen wir nicht. Bitte prüfen Sie die acht Zeichen. 0, O, 1, I, L und U fehlen.")
            )
        self.einladung = einladung
        return code


class AntwortForm(VorgangForm):
    """Yes or no, and a word to the administration. The people stand in PersonForm, one for each."""

    fassung = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    anzahl = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=MOST_PERSONEN, required=False)
    antwort = forms.ChoiceField(
        label=gettext_lazy("Ihre Antwort"),
        choices=[(JA, gettext_lazy("Ja, wir kommen")), (NEIN, gettext_lazy("Nein, wir können nicht"))],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Bitte wählen Sie, ob jemand von Ihnen kommt.")},
    )
    kanal = forms.ChoiceField(
        label=gettext_lazy("Wie kam die Antwort?"),
        choices=[(Kanal.TELEFON, Kanal.TELEFON.label), (Kanal.PAPIER, Kanal.PAPIER.label)],
        initial=Kanal.TELEFON,
        widget=forms.RadioSelect,
    )
    nachricht = forms.CharField(
        label=gettext_lazy("Möchten Sie uns etwas sagen?"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, von_hand=False, **kwargs):
        super().__init__(*args, **kwargs)
        if von_hand:
            # Here the administration speaks about somebody else.
            self.fields["antwort"].label = _("Antwort der Einrichtung")
            self.fields["nachricht"].label = _("Was möchte die Einrichtung uns sagen?")
        else:
            del self.fields["kanal"]


class PersonForm(forms.Form):
    """One seat. Everything may stay empty: the name may follow."""

    kennung = forms.CharField(widget=forms.HiddenInput, required=False, max_length=10)
    vorname = forms.CharField(label=gettext_lazy("Vorname"), max_length=80, required=False)
    nachname = forms.CharField(label=gettext_lazy("Nachname"), max_length=80, required=False)
    funktion = forms.CharField(label=gettext_lazy("Funktion"), max_length=120, required=False)
    email = forms.EmailField(
        label=gettext_lazy("E-Mail"),
        required=False,
        help_text=gettext_lazy("Nur, wenn die Person ihren Pass als Mail bekommen soll."),
    )
    protokoll = forms.BooleanField(label=WORTLAUT[Einwilligung.Zweck.PROTOKOLL], required=False)

    abschnitte = [("", [("vorname", "nachname"), ("funktion", "email"), "protokoll"])]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("protokoll") and not cleaned.get("email") and "email" not in self.errors:
            self.add_error("email", _("Für das Protokoll brauchen wir eine E-Mail-Adresse."))
        return cleaned

    @property
    def person(self) -> Person:
        return Person(**{name: self.cleaned_data[name] for name in Person.__dataclass_fields__})


class NameForm(PersonForm):
    """One seat that exists, at the version that was read."""

    fassung = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class PassSendenForm(forms.Form):
    email = forms.EmailField(label=gettext_lazy("An welche Adresse?"))


def person_initial(anmeldung: Anmeldung, protokoll: bool) -> dict:
    """What a PersonForm shows of a registered seat."""
    names = ("kennung", "vorname", "nachname", "funktion", "email")
    return {name: getattr(anmeldung, name) for name in names} | {"protokoll": protokoll}


class AntwortSeite:
    """The answer form with its people: how many rows, and what the buttons "Weitere Person" and "entfernen" do.

    Without JavaScript each of them is a round trip that keeps everything typed and saves nothing.
    """

    def __init__(self, einladung: Einladung, daten=None, *, von_hand=False):
        self.einladung = einladung
        self.is_bound = daten is not None
        self.form = AntwortForm(
            daten,
            von_hand=von_hand,
            initial={
                "fassung": einladung.fassung,
                "antwort": {Einladung.Antwort.ZUGESAGT: JA, Einladung.Antwort.ABGESAGT: NEIN}.get(einladung.antwort),
                "nachricht": einladung.nachricht,
            },
        )
        self.personen = self._bound_rows(daten) if self.is_bound else self._stored_rows()

    def _stored_rows(self) -> list[PersonForm]:
        rows = [
            person_initial(anmeldung, anmeldung.will_protokoll)
            for anmeldung in self.einladung.anmeldungen.for_antwort()
        ]
        return [PersonForm(initial=row, prefix=f"p{n}") for n, row in enumerate(rows or [{}])]

    def _bound_rows(self, daten) -> list[PersonForm]:
        try:
            anzahl = min(max(int(daten.get("anzahl", "1")), 1), MOST_PERSONEN)
        except ValueError:
            anzahl = 1
        return [PersonForm(daten, prefix=f"p{n}") for n in range(anzahl)]

    @property
    def asks_for_rows(self) -> bool:
        """Whether only the number of rows was to change: nothing is saved then."""
        return self.is_bound and ("mehr" in self.form.data or "weg" in self.form.data)

    def rearrange(self) -> None:
        """One row more, or the named one less; what was typed stays, errors wait until it is sent."""
        rows = [self._typed(row) for row in self.personen]
        if "weg" in self.form.data:
            rows = [row for n, row in enumerate(rows) if str(n) != self.form.data["weg"]] or [{}]
        elif len(rows) < MOST_PERSONEN:
            rows.append({})
        typed = {name: self.form.data.get(name) for name in self.form.fields if name in self.form.data}
        self.form = AntwortForm(initial=typed, von_hand="kanal" in self.form.fields)
        self.personen = [PersonForm(initial=row, prefix=f"p{n}") for n, row in enumerate(rows)]
        self.is_bound = False

    def accept_present_state(self) -> None:
        """After a conflict: whoever was cancelled meanwhile is a new person if the form is sent again knowingly."""
        da = set(self.einladung.anmeldungen.for_antwort().values_list("kennung", flat=True))
        daten = self.form.data.copy()
        for row in self.personen:
            if daten.get(row.add_prefix("kennung")) not in da:
                daten[row.add_prefix("kennung")] = ""
        self.personen = [PersonForm(daten, prefix=row.prefix) for row in self.personen]

    @staticmethod
    def _typed(row: PersonForm) -> dict:
        return {name: row.data.get(row.add_prefix(name), "") for name in row.fields}

    def is_valid(self) -> bool:
        """Checks the people only when somebody comes."""
        rows_valid = [row.is_valid() for row in self.personen] if self.form.data.get("antwort") == JA else []
        return self.form.is_valid() and all(rows_valid)

    @property
    def zusage(self) -> bool:
        return self.form.cleaned_data["antwort"] == JA

    @property
    def felder(self) -> dict:
        """Keyword arguments of answer_einladung."""
        cleaned = self.form.cleaned_data
        return {
            "zusage": self.zusage,
            "personen": [row.person for row in self.personen] if self.zusage else [],
            "nachricht": cleaned["nachricht"],
            "fassung": cleaned["fassung"],
            "vorgang": cleaned["vorgang"],
            "kanal": cleaned.get("kanal", Kanal.LINK),
        }
