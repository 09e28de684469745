"""Options of the prints, in the address of a GET: what is missing there means what the page offers first."""

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from themen.druckerei.gross import PFEILE
from themen.druckerei.schilder import FORMATE, MOST_ON_A_SHEET, STANDARD

VERSATZ = {
    "min_value": -5,
    "max_value": 5,
    "decimal_places": 1,
    "initial": 0,
    "localize": True,
    "error_messages": dict.fromkeys(
        ("invalid", "min_value", "max_value", "max_decimal_places"),
        _("Bitte geben Sie Millimeter von −5 bis 5 an, höchstens mit einer Stelle hinter dem Komma."),
    ),
}


def read_options(form_class, data, **kwargs) -> forms.Form:
    """The form bound to an address."""
    offered = {name: field.initial for name, field in form_class.base_fields.items() if field.initial is not None}
    return form_class(offered | data.dict(), **kwargs)


def _whole_number(label, *, low: int, high: int, initial: int, help_text="") -> forms.IntegerField:
    sentence = format_lazy(_("Bitte geben Sie eine Zahl von {low} bis {high} an."), low=low, high=high)
    return forms.IntegerField(
        label=label,
        min_value=low,
        max_value=high,
        initial=initial,
        help_text=help_text,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), sentence),
    )


class EinrichtungWahl(forms.ModelChoiceField):
    def label_from_instance(self, einrichtung):
        return einrichtung.name


class PersonWahl(forms.ModelChoiceField):
    def label_from_instance(self, anmeldung):
        return ", ".join(part for part in (anmeldung.nachname, anmeldung.vorname) if part)


class SchilderForm(forms.Form):
    """`wichtig` stands open on the page, what the sections name only on request."""

    format = forms.ChoiceField(label=_("Etiketten oder Einsteckkarten"), initial=STANDARD)
    gruppe = forms.BooleanField(label=_("Nummer der Gruppe aufdrucken"), required=False)
    seit = forms.DateField(
        label=_("Nur wer sich seit diesem Tag angemeldet hat"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("So drucken Sie nur die Schilder nach, die noch fehlen."),
    )
    einrichtung = EinrichtungWahl(None, label=_("Nur diese Einrichtung"), required=False, empty_label=_("alle"))
    person = PersonWahl(None, label=_("Nur diese Person"), required=False, empty_label=_("alle"))
    leere = _whole_number(
        _("Leere Schilder dazu"), low=0, high=100, initial=0, help_text=_("Für Gäste ohne Anmeldung.")
    )
    start = _whole_number(
        _("Beginnen bei Etikett Nr."),
        low=1,
        high=MOST_ON_A_SHEET,
        initial=1,
        help_text=_("Gezählt wird zeilenweise. So verbrauchen Sie einen angefangenen Bogen."),
    )
    x = forms.DecimalField(
        label=_("Versatz nach rechts in mm"), widget=forms.TextInput(attrs={"inputmode": "decimal"}), **VERSATZ
    )
    y = forms.DecimalField(
        label=_("Versatz nach unten in mm"), widget=forms.TextInput(attrs={"inputmode": "decimal"}), **VERSATZ
    )
    rahmen = forms.BooleanField(
        label=_("Dünnen Rahmen drucken"), required=False, help_text=_("Zum Ausschneiden auf gewöhnlichem Papier.")
    )
    wichtig = ("format", "gruppe")
    abschnitte = [("", ["seit", ("einrichtung", "person"), ("leere", "start"), ("x", "y"), "rahmen"])]

    def __init__(self, *args, einrichtungen, personen, **kwargs):
        super().__init__(*args, auto_id="schilder_%s", **kwargs)
        self.fields["format"].choices = [(schluessel, str(format)) for schluessel, format in FORMATE.items()]
        for name, rows in (("einrichtung", einrichtungen), ("person", personen)):
            self.fields[name].queryset = rows
            self.fields[name].to_field_name = "kennung"


MONATE = [(1, _("1 Monat")), (3, _("3 Monate")), (6, _("6 Monate")), (12, _("12 Monate"))]


def _months() -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=_("Vernichten nach"),
        choices=MONATE,
        coerce=int,
        initial=3,
        help_text=_("Der Tag steht in der Fußzeile jeder Seite."),
    )


class ListeForm(forms.Form):
    zeilen = _whole_number(
        _("Freie Zeilen für weitere Gäste"), low=9, high=100, initial=9, help_text=_("Mindestens neun.")
    )
    monate = _months()
    haken = forms.BooleanField(label=_("Vermerken, wer schon da ist"), required=False)
    abschnitte = [("", [("zeilen", "monate"), "haken"])]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="liste_%s", **kwargs)


class TuerschilderForm(forms.Form):
    pfeil = forms.ChoiceField(
        label=_("Pfeil"),
        required=False,
        choices=[("", _("kein Pfeil")), *PFEILE.items()],
        initial="",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="tueren_%s", **kwargs)


class TischkartenForm(forms.Form):
    art = forms.ChoiceField(
        label=_("Karten für"),
        choices=[("gruppen", _("die Gruppen")), ("tische", _("die Tische der Kurzgespräche"))],
        initial="gruppen",
    )
    tische = _whole_number(_("Zahl der Tische"), low=1, high=60, initial=10, help_text=_("Nur für die Kurzgespräche."))
    form = forms.ChoiceField(
        label=_("Form"),
        choices=[
            ("zwei", _("zwei je Blatt, zum Schneiden")),
            ("falten", _("eine je Blatt, zum Falten und Aufstellen")),
        ],
        initial="zwei",
    )
    abschnitte = [("", [("art", "form"), "tische"])]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="karten_%s", **kwargs)


class MitstreiterForm(forms.Form):
    monate = _months()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="mitstreiter_%s", **kwargs)
