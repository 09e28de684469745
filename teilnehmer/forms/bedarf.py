from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from konferenz.forms.gemeinsam import guard_texts
from teilnehmer.models import Anmeldung, Bedarf
from teilnehmer.services.bedarf import WORTLAUT_FUER_ANDERE, WORTLAUT_SELBST

Art = Bedarf.Art
# Kinds that nobody can prepare for without a word more: the field, and what is asked when it is empty.
ANGABEN = {
    Art.DOLMETSCHEN: ("sprache", gettext_lazy("Bitte geben Sie die Sprache an.")),
    Art.KINDERBETREUUNG: ("kinder", gettext_lazy("Bitte geben Sie an, wie viele Kinder kommen und wie alt sie sind.")),
    Art.VERPFLEGUNG: ("verpflegung", gettext_lazy("Bitte geben Sie an, worauf wir achten sollen.")),
}


class BedarfForm(forms.Form):
    """What one person needs on the day; nothing is kept without the tick of its own consent."""

    bedarf = forms.MultipleChoiceField(
        label=gettext_lazy("Was wird gebraucht?"),
        choices=Art.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    sprache = forms.CharField(label=gettext_lazy("Dolmetschen: Welche Sprache?"), max_length=60, required=False)
    kinder = forms.CharField(
        label=gettext_lazy("Kinderbetreuung: Wie viele Kinder, wie alt?"), max_length=60, required=False
    )
    verpflegung = forms.CharField(
        label=gettext_lazy("Verpflegung: Worauf sollen wir achten?"), max_length=120, required=False
    )
    bedarf_ok = forms.BooleanField(label=WORTLAUT_FUER_ANDERE, required=False)

    bedarf_felder = ("bedarf", "sprache", "kinder", "verpflegung", "bedarf_ok")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in self.bedarf_felder:
            # All of this is voluntary: once is enough to say so.
            self.fields[name].ohne_optional = True
        self.fields["bedarf_ok"].kurz = _("Einwilligung zum Bedarf")

    def clean(self):
        cleaned = super().clean()
        if "bedarf" not in self.fields:
            return cleaned
        for art, (feld, satz) in ANGABEN.items():
            if art in cleaned.get("bedarf", []) and not cleaned.get(feld) and feld not in self.errors:
                self.add_error(feld, satz)
        if self.bedarfe and not cleaned.get("bedarf_ok"):
            self.add_error("bedarf_ok", _("Ohne diese Einwilligung dürfen wir keinen Bedarf speichern."))
        return cleaned

    @property
    def bedarfe(self) -> dict[str, str] | None:
        """By kind with the word that belongs to it; a word alone stands for its tick. None: not asked."""
        if "bedarf" not in self.fields:
            return None
        angaben = {art: self.cleaned_data.get(feld, "") for art, (feld, _satz) in ANGABEN.items()}
        return {
            art.value: angaben.get(art, "")
            for art in Art
            if art in self.cleaned_data.get("bedarf", []) or angaben.get(art)
        }

    @property
    def bedarf_zeilen(self) -> list:
        """The bound fields of this part, for the template."""
        return [self[name] for name in self.bedarf_felder if name in self.fields]

    @property
    def has_bedarf(self) -> bool:
        """Whether there is something to see when the part is folded."""
        return any(field.value() or field.errors for field in self.bedarf_zeilen)


class MeinBedarfForm(BedarfForm):
    """The same in the words of the person behind the pass."""

    bedarf_ok = forms.BooleanField(label=WORTLAUT_SELBST, required=False)

    abschnitte = [("", list(BedarfForm.bedarf_felder))]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["bedarf"].label = _("Was brauchen Sie?")
        guard_texts(self)


def bedarf_initial(anmeldung: Anmeldung) -> dict:
    """What a BedarfForm shows of stored needs; `bedarfe` should be prefetched."""
    bedarfe = {bedarf.art: bedarf.angabe for bedarf in anmeldung.bedarfe.all()}
    angaben = {feld: bedarfe.get(art, "") for art, (feld, _satz) in ANGABEN.items()}
    return {"bedarf": list(bedarfe), "bedarf_ok": bool(bedarfe)} | angaben
