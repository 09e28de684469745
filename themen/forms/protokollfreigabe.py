import datetime

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from konferenz.forms.gemeinsam import VorgangForm, guard_texts
from konferenz.models import Konferenz
from konferenz.models.aussendung import Kreis
from teilnehmer.models import Einrichtung
from themen.models import Protokollanmerkung
from themen.protokoll.daten import Variante

TAGE = 14


class FristForm(forms.Form):
    """Until when those present may write; two weeks are proposed."""

    frist = forms.DateField(
        label=_("Rückmeldung bis"),
        help_text=_("Der Tag zählt noch mit, bis 24 Uhr."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Bitte geben Sie ein Datum an, zum Beispiel 08.07.2026.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["frist"].initial = timezone.localdate() + datetime.timedelta(days=TAGE)
        guard_texts(self)


class KorrekturForm(forms.Form):
    """Why there is a next version."""

    aenderung = forms.CharField(
        label=_("Was wird anders als in der freigegebenen Version?"),
        help_text=_("Ein Satz ohne Namen. Er steht im Protokoll, auch in der öffentlichen Fassung."),
        max_length=300,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        guard_texts(self)


class AnmerkungForm(VorgangForm):
    """One remark at one section; a page shows many of these forms."""

    abschnitt = forms.CharField(widget=forms.HiddenInput, max_length=24)
    text = forms.CharField(
        label=_("Ihre Anmerkung"),
        help_text=_("Was stimmt nicht, was fehlt? Bitte beschreiben Sie keine einzelnen Kinder oder Familien."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args, stellen: dict[str, str], **kwargs):
        super().__init__(*args, **kwargs)
        self.stellen = stellen
        guard_texts(self)

    def clean_abschnitt(self):
        abschnitt = self.cleaned_data["abschnitt"]
        if abschnitt not in self.stellen:
            raise forms.ValidationError(_("Diesen Abschnitt gibt es nicht mehr. Bitte wählen Sie einen anderen."))
        return abschnitt


class TelefonForm(VorgangForm):
    """What somebody said on the telephone, written down by staff or moderation."""

    abschnitt = forms.ChoiceField(label=_("Zu welchem Abschnitt?"))
    einrichtung = forms.ModelChoiceField(
        label=_("Von welcher Einrichtung?"),
        queryset=Einrichtung.objects.none(),
        required=False,
        empty_label=_("ohne Einrichtung"),
    )
    text = forms.CharField(
        label=_("Anmerkung"),
        help_text=_("Bitte ohne Namen von Personen."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args, konferenz: Konferenz, stellen: dict[str, str], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["abschnitt"].choices = list(stellen.items())
        self.fields["einrichtung"].queryset = (
            Einrichtung.objects.filter(anmeldungen__konferenz=konferenz, anmeldungen__anwesend_am__isnull=False)
            .distinct()
            .order_by("sortierschluessel", "pk")
        )
        guard_texts(self)


class EntscheidungForm(forms.Form):
    """What became of a remark. `gelesen` is the decision that stood there before."""

    gelesen = forms.ChoiceField(
        choices=[("", ""), *Protokollanmerkung.Ergebnis.choices], widget=forms.HiddenInput, required=False
    )
    ergebnis = forms.ChoiceField(
        label=_("Entscheidung"), choices=Protokollanmerkung.Ergebnis.choices, widget=forms.RadioSelect
    )
    antwort = forms.CharField(
        label=_("Antwort"),
        help_text=_("Wer die Anmerkung schrieb, liest das hier."),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["antwort"].ohne_optional = True  # whether it may be empty depends on the decision
        guard_texts(self)


class VerteilenForm(forms.Form):
    """To whom a released version goes, and how."""

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
            (Variante.OEFFENTLICH.value, _("Als Datei: Fassung für die Öffentlichkeit")),
            (Variante.NETZWERK.value, _("Als Datei: Fassung für das Netzwerk")),
        ],
        initial="link",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["verteiler"].ohne_optional = True
        guard_texts(self)

    @property
    def variante(self) -> Variante | None:
        wie = self.cleaned_data["wie"]
        return None if wie == "link" else Variante(wie)
