"""To whom a released version of the minutes goes, and how."""

from django import forms
from django.utils.translation import gettext_lazy as _

from konferenz.forms.gemeinsam import guard_texts, show_conflict
from konferenz.models import Konferenz
from konferenz.models.aussendung import Kreis
from konferenz.verteiler import verteiler_stand, why_not_verteiler
from themen.protokoll.daten import Variante


class VerteilenForm(forms.Form):
    """To whom a released version goes, and how. `gelesen` is the state of the Verteiler that the person saw."""

    kreis = forms.ChoiceField(
        label=_("An wen?"),
        widget=forms.RadioSelect,
        choices=[
            (Kreis.ANWESENDE, _("Alle, die da waren")),
            (Kreis.ALLE, _("Alle Eingeladenen und Angemeldeten")),
            (Kreis.VERTEILER, _("Verteiler")),
        ],
        initial=Kreis.ANWESENDE,
    )
    verteiler = forms.CharField(
        label=_("Verteiler"),
        help_text=_(
            "Eine Zeile je Stelle, zum Beispiel „Landkreis, Jugendamt <jugendamt@kreis.example>“. "
            "Ohne Adresse steht sie unter „Auf Papier“. Im Protokoll stehen nur die Namen der Stellen."
        ),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    wie = forms.ChoiceField(
        label=_("Wie?"),
        widget=forms.RadioSelect,
        choices=[
            ("link", _("Als Link")),
            (Variante.OEFFENTLICH.value, _("Als Datei: öffentliche Fassung")),
            (Variante.NETZWERK.value, _("Als Datei: Fassung für das Netzwerk")),
        ],
        initial="link",
    )

    gelesen = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)

    def __init__(self, *args, verteiler: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["verteiler"].initial = verteiler
        self.fields["verteiler"].ohne_optional = True
        self.fields["gelesen"].initial = verteiler_stand(verteiler)
        guard_texts(self)

    def clean(self):
        daten = super().clean()
        if daten.get("kreis") == Kreis.VERTEILER and (satz := why_not_verteiler(daten.get("verteiler", ""))):
            self.add_error("verteiler", satz)
        return daten

    def show_conflict(self, konferenz: Konferenz) -> list[dict]:
        """After Veraltet: the lines as they stand now beside what was typed; sending again decides for these."""
        unterschiede = show_conflict(self, konferenz)
        self.data[self.add_prefix("gelesen")] = verteiler_stand(konferenz.verteiler)
        return unterschiede

    @property
    def variante(self) -> Variante | None:
        wie = self.cleaned_data["wie"]
        return None if wie == "link" else Variante(wie)
