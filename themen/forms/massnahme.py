from django import forms
from django.utils.translation import gettext_lazy as _

from konferenz.forms.gemeinsam import FassungForm, VorgangForm, guard_texts
from teilnehmer.models import Anmeldung, Einrichtung
from themen.massnahmen import OHNE_WER, SPEICHER, UEBERFAELLIG, wer_of
from themen.models import Befund, Massnahme
from themen.services.massnahme import FELDER

BLEIBT = "bleibt"
WEG = _("Diese Auswahl gibt es nicht mehr. Bitte wählen Sie noch einmal.")


def _label(feld: str):
    return Massnahme._meta.get_field(feld).verbose_name


def _text(feld: str, **more) -> forms.CharField:
    model = Massnahme._meta.get_field(feld)
    return forms.CharField(
        label=_label(feld), max_length=model.max_length, required=False, help_text=model.help_text, **more
    )


def _tag(feld: str) -> forms.DateField:
    return forms.DateField(
        label=_label(feld),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Diesen Tag gibt es nicht. Bitte schreiben Sie ihn so: 30.09.2026.")},
    )


class MassnahmeFelder(forms.Form):
    """What, towards which Soll, who, with whom, from, until, what is needed, how one will notice.

    `personen` are (Anmeldung, is_in_group), whoever may be named to the writer; who stands in the measure already, but
    may not be named, can only stay or go.
    """

    abschnitte = [("", ["was", "ziel", "person", "haus", "mit", ("ab", "bis"), "verbleib", "ressourcen", "merkmal"])]
    was = forms.CharField(
        label=_label("was"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Bitte keine einzelnen Kinder oder Familien beschreiben."),
        error_messages={"required": _("Bitte schreiben Sie, was getan wird.")},
    )
    ziel = forms.TypedMultipleChoiceField(
        label=_("Welchem Soll dient das?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Eine gewählte Karte gibt es nicht mehr. Bitte prüfen Sie die Auswahl.")},
    )
    person = forms.ChoiceField(
        label=_label("verantwortlich"),
        required=False,
        help_text=_("Nur wer da war. In der öffentlichen Fassung steht statt des Namens die Einrichtung."),
        error_messages={"invalid_choice": WEG},
    )
    haus = forms.ModelChoiceField(
        label=_("Oder welche Einrichtung?"),
        queryset=Einrichtung.objects.none(),
        to_field_name="kennung",
        required=False,
        empty_label=_("noch offen"),
        help_text=_("Nur wenn die Person noch nicht feststeht. Sonst gilt die Einrichtung der Person."),
        error_messages={"invalid_choice": WEG},
    )
    mit = _text("mit")
    ab = _tag("ab")
    bis = _tag("bis")
    verbleib = _text("verbleib")
    ressourcen = _text("ressourcen")
    merkmal = _text("merkmal")

    def __init__(self, *args, soll: list[Befund], personen, einrichtungen, ich=None, massnahme=None, **kwargs):
        super().__init__(*args, **kwargs)
        guard_texts(self)
        self.massnahme = massnahme
        self._set_ziele(soll)
        self._set_personen(list(personen), ich, massnahme)
        self.fields["haus"].queryset = einrichtungen
        if massnahme is not None and massnahme.is_vereinbart:
            del self.fields["verbleib"]  # somebody answers for it now; what was written stays in the row

    def _set_ziele(self, soll: list[Befund]) -> None:
        if not soll:
            del self.fields["ziel"]
            return
        field = self.fields["ziel"]
        field.waagerecht = field.ohne_optional = True
        field.choices = [(befund.kennung, str(befund)) for befund in soll]
        field.coerce = {befund.kennung: befund for befund in soll}.__getitem__

    def _set_personen(self, personen, ich: Anmeldung | None, massnahme: Massnahme | None) -> None:
        self.by_kennung = {person.kennung: person for person, _in_gruppe in personen}
        selbst = [(ich.kennung, _("Ich selbst"))] if ich and ich.kennung in self.by_kennung else []
        rest = [(p, drin) for p, drin in personen if p.has_name and not (ich and p.pk == ich.pk)]
        hier = [(p.kennung, self._worte(p)) for p, drin in rest if drin]
        andere = [(p.kennung, self._worte(p)) for p, drin in rest if not drin]
        choices = [("", _("noch offen")), *selbst]
        wer = massnahme.verantwortlich if massnahme else None
        if wer is not None and wer.kennung not in {kennung for kennung, _wort in [*selbst, *hier, *andere]}:
            self.by_kennung[BLEIBT] = wer
            choices.append((BLEIBT, _("bleibt wie eingetragen")))
        if hier:
            choices.append((_("In dieser Gruppe"), hier))
        if andere:
            choices.append((_("Außerdem da"), andere))
        self.fields["person"].choices = choices

    @staticmethod
    def _worte(person: Anmeldung) -> str:
        return f"{person.name}, {person.einrichtung_name}" if person.einrichtung_name else person.name

    def clean_was(self) -> str:
        """One line, however it was typed."""
        return " ".join(self.cleaned_data["was"].split())

    def clean_person(self) -> Anmeldung | None:
        return self.by_kennung.get(self.cleaned_data["person"])

    @property
    def angaben(self) -> dict:
        """For the service."""
        found = {name: self.cleaned_data[name] for name in FELDER if name in self.fields}
        if "verbleib" not in found:
            found["verbleib"] = self.massnahme.verbleib
        return found | {"verantwortlich": self.cleaned_data["person"], "einrichtung": self.cleaned_data["haus"]}

    @property
    def ziel_frage(self):
        return self.base_fields["ziel"].label

    @property
    def ziele(self) -> list[Befund]:
        return self.cleaned_data.get("ziel") or []

    def wer_worte(self, massnahme: Massnahme) -> str:
        """Who is responsible in a row (`with_wer`), as far as this writer may read it."""
        person = massnahme.verantwortlich
        if person is not None and any(p.pk == person.pk for k, p in self.by_kennung.items() if k != BLEIBT):
            return self._worte(person)
        return wer_of(massnahme)

    @property
    def eigene_wer_worte(self) -> str:
        """Who was chosen in the form, in the same words."""
        person, haus = self.cleaned_data["person"], self.cleaned_data["haus"]
        if self.data.get(self.add_prefix("person")) == BLEIBT:
            return str(_("bleibt wie eingetragen"))
        return self._worte(person) if person else haus.name if haus else ""


class NeueMassnahmeForm(MassnahmeFelder, VorgangForm):
    idee = forms.CharField(widget=forms.HiddenInput, required=False, max_length=10)


class MassnahmeAendernForm(MassnahmeFelder, FassungForm):
    pass


class StandForm(FassungForm):
    """How far a measure is."""

    status = forms.ChoiceField(label=_label("status"), choices=Massnahme.Status.choices)
    grund = forms.CharField(
        label=_label("grund"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Nur bei „nicht umsetzbar“. Bitte keine Namen."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        guard_texts(self)


class MassnahmenFilter(forms.Form):
    """What makes no sense is ignored, never an error page."""

    gruppe = forms.ChoiceField(label=_("Gruppe"), required=False)
    stand = forms.ChoiceField(
        label=_("Stand"),
        required=False,
        choices=[
            ("", _("alle")),
            *Massnahme.Status.choices,
            (UEBERFAELLIG, _("überfällig")),
            (OHNE_WER, _("Verantwortlich fehlt")),
            (SPEICHER, _("im Themenspeicher")),
        ],
    )

    def __init__(self, *args, gruppen, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["gruppe"].choices = [("", _("alle")), *((str(g.nummer), str(g)) for g in gruppen)]
        self.is_valid()

    @property
    def gruppe_nummer(self) -> int | None:
        wert = self.cleaned_data.get("gruppe")
        return int(wert) if wert else None

    @property
    def stand_wert(self) -> str:
        return self.cleaned_data.get("stand") or ""
