import re

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from konferenz.felder import KURZCODE_ALPHABET
from konferenz.forms.gemeinsam import VorgangForm
from teilnehmer.forms.bedarf import BedarfForm, bedarf_initial
from teilnehmer.models import Anmeldung, Einladung, Einwilligung
from teilnehmer.models.einladung import Kanal
from teilnehmer.services.antwort import Person
from teilnehmer.services.bedarf import find_own_words
from teilnehmer.services.einwilligung import WORTLAUT

JA, NEIN = "ja", "nein"
MOST_PERSONEN = 20
ZAHL_SATZ = gettext_lazy("Bitte geben Sie eine Zahl von 1 bis 20 an.")


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
    zahl = forms.IntegerField(
        label=gettext_lazy("Wie viele Personen kommen?"),
        min_value=1,
        max_value=MOST_PERSONEN,
        required=False,
        error_messages={"invalid": ZAHL_SATZ, "min_value": ZAHL_SATZ, "max_value": ZAHL_SATZ},
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
    bestaetigen = forms.BooleanField(
        label=gettext_lazy("Bestätigung an die Einrichtung und die neuen Personen senden"), required=False, initial=True
    )

    def __init__(self, *args, von_hand=False, **kwargs):
        super().__init__(*args, **kwargs)
        # Whoever does not come need not say how many do not.
        self.fields["zahl"].ohne_optional = True
        self.fields["zahl"].disabled = self.is_bound and self.data.get("antwort") == NEIN
        if von_hand:
            # Here the administration speaks about somebody else.
            self.fields["antwort"].label = _("Antwort der Einrichtung")
            self.fields["nachricht"].label = _("Was möchte die Einrichtung uns sagen?")
        else:
            del self.fields["kanal"]
            del self.fields["bestaetigen"]


class PersonForm(BedarfForm):
    """One seat. Everything may stay empty: the name may follow.

    What the person has decided already is not asked again: the consent to the minutes, and needs they named themselves.
    """

    kennung = forms.CharField(widget=forms.HiddenInput, required=False, max_length=10)
    vorname = forms.CharField(label=gettext_lazy("Vorname"), max_length=80, required=False)
    nachname = forms.CharField(label=gettext_lazy("Nachname"), max_length=80, required=False)
    funktion = forms.CharField(label=gettext_lazy("Funktion"), max_length=120, required=False)
    email = forms.EmailField(
        label=gettext_lazy("E-Mail"),
        required=False,
        help_text=gettext_lazy("Dorthin geht eine Bestätigung mit dem Pass der Person."),
    )
    protokoll = forms.BooleanField(label=WORTLAUT[Einwilligung.Zweck.PROTOKOLL], required=False)

    abschnitte = [("", [("vorname", "nachname"), ("funktion", "email"), "protokoll"])]

    def __init__(self, *args, hat_protokoll=False, bedarf_selbst=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.hat_protokoll = hat_protokoll
        self.bedarf_selbst = bedarf_selbst
        if hat_protokoll:
            del self.fields["protokoll"]
        if bedarf_selbst:
            for name in self.bedarf_felder:
                del self.fields[name]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("protokoll") and not cleaned.get("email") and "email" not in self.errors:
            self.add_error("email", _("Für das Protokoll brauchen wir eine E-Mail-Adresse."))
        return cleaned

    @property
    def person(self) -> Person:
        names = ("vorname", "nachname", "funktion", "email", "kennung")
        return Person(
            **{name: self.cleaned_data[name] for name in names},
            protokoll=self.cleaned_data.get("protokoll", False),
            bedarfe=self.bedarfe,
        )

    @property
    def is_empty(self) -> bool:
        """Nobody registered and nothing typed: such a row may go without asking."""
        return not any(self[name].value() for name in self.fields)


class NameForm(PersonForm):
    """One seat that exists, at the version that was read."""

    fassung = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class PassSendenForm(forms.Form):
    email = forms.EmailField(label=gettext_lazy("An welche Adresse?"))


def person_initial(anmeldung: Anmeldung) -> dict:
    """What a PersonForm shows of a registered seat."""
    names = ("kennung", "vorname", "nachname", "funktion", "email")
    return {name: getattr(anmeldung, name) for name in names} | bedarf_initial(anmeldung)


def decided_by(anmeldung: Anmeldung | None, selbst: set[int]) -> dict[str, bool]:
    """What this person need not be asked again, as arguments of PersonForm."""
    if anmeldung is None:
        return {}
    return {"hat_protokoll": anmeldung.will_protokoll, "bedarf_selbst": anmeldung.pk in selbst}


class AntwortSeite:
    """The answer form with its people: how many rows, and what the buttons around them do.

    Without JavaScript each of them is a round trip that keeps everything typed and saves nothing. The number of
    persons counts when the form is sent as well: "2" and no names are two seats.
    """

    KNOEPFE = ("mehr", "weg", "uebernehmen")

    def __init__(self, einladung: Einladung, daten=None, *, von_hand=False):
        self.einladung = einladung
        self.is_bound = daten is not None
        self.von_hand = von_hand
        registriert = list(einladung.anmeldungen.for_antwort().prefetch_related("bedarfe"))
        self._by_kennung = {anmeldung.kennung: anmeldung for anmeldung in registriert}
        self._selbst = find_own_words(registriert) if registriert else set()
        initial = {
            "fassung": einladung.fassung,
            "antwort": {Einladung.Antwort.ZUGESAGT: JA, Einladung.Antwort.ABGESAGT: NEIN}.get(einladung.antwort),
            "nachricht": einladung.nachricht,
            "zahl": len(registriert) or 1,
        }
        self.form = AntwortForm(daten, von_hand=von_hand, initial=initial)
        if self.is_bound:
            self.personen = self._bound_rows(daten)
        else:
            self.personen = self._rows([person_initial(anmeldung) for anmeldung in registriert] or [{}])

    def _row(self, kennung: str, nummer: int, daten=None, initial=None) -> PersonForm:
        decided = decided_by(self._by_kennung.get(kennung), self._selbst)
        return PersonForm(daten, initial=initial, prefix=f"p{nummer}", **decided)

    def _rows(self, typed: list[dict]) -> list[PersonForm]:
        return [self._row(row.get("kennung", ""), n, initial=row) for n, row in enumerate(typed)]

    def _bound_rows(self, daten) -> list[PersonForm]:
        anzahl = _number(daten.get("anzahl")) or 1
        rows = [self._row(daten.get(f"p{n}-kennung", ""), n, daten) for n in range(anzahl)]
        zahl = _number(daten.get("zahl"))
        if zahl is None or "mehr" in daten or "weg" in daten:
            return rows
        while len(rows) > zahl and rows[-1].is_empty:
            rows.pop()
        return rows + [self._row("", n, daten) for n in range(len(rows), zahl)]

    @property
    def asks_for_rows(self) -> bool:
        """Whether only the number of rows was to change: nothing is saved then."""
        return self.is_bound and any(knopf in self.form.data for knopf in self.KNOEPFE)

    def rearrange(self) -> None:
        """As many rows as asked for, one more, or the named one less; what was typed stays, errors wait."""
        data = self.form.data
        rows = [self._typed(row) for row in self.personen]
        if "weg" in data:
            rows = [row for n, row in enumerate(rows) if str(n) != data["weg"]] or [{}]
        elif "mehr" in data and len(rows) < MOST_PERSONEN:
            rows.append({})
        typed = {name: data.get(name) for name in self.form.fields if name in data} | {"zahl": len(rows)}
        if self.von_hand:
            typed["bestaetigen"] = "bestaetigen" in data
        self.form = AntwortForm(initial=typed, von_hand=self.von_hand)
        self.personen = self._rows(rows)
        self.is_bound = False

    def accept_present_state(self) -> None:
        """After a conflict: whoever was cancelled meanwhile is a new person if the form is sent again knowingly."""
        da = set(self.einladung.anmeldungen.for_antwort().values_list("kennung", flat=True))
        daten = self.form.data.copy()
        for row in self.personen:
            if daten.get(row.add_prefix("kennung")) not in da:
                daten[row.add_prefix("kennung")] = ""
        self.personen = [self._row(daten[row.add_prefix("kennung")], n, daten) for n, row in enumerate(self.personen)]

    @staticmethod
    def _typed(row: PersonForm) -> dict:
        return {name: row[name].value() for name in row.fields}

    def is_valid(self) -> bool:
        """Checks the people only when somebody comes."""
        rows_valid = [row.is_valid() for row in self.personen] if self.form.data.get("antwort") == JA else []
        is_valid = self.form.is_valid() and all(rows_valid)
        zahl = self.form.cleaned_data.get("zahl")
        if self.form.data.get("antwort") == JA and zahl and zahl < len(self.personen):
            self.form.add_error("zahl", _("Unten stehen mehr Personen. Bitte entfernen Sie, wer nicht kommt."))
            return False
        return is_valid

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
            "bestaetigen": cleaned.get("bestaetigen", True),
        }


def _number(typed) -> int | None:
    """A number of rows that makes sense, or None."""
    try:
        return min(max(int(typed), 1), MOST_PERSONEN)
    except (TypeError, ValueError):
        return None
