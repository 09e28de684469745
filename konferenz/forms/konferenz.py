import datetime

from django import forms
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from konferenz.forms.gemeinsam import FassungForm, VorgangForm, guard_texts
from konferenz.models import Konferenz
from konferenz.texte import datum, uhrzeit
from konferenz.verteiler import verteiler_stand, why_not_verteiler

Phase = Konferenz.Phase
DATUM_FORMATE = ["%d.%m.%Y", "%d.%m.%y", "%Y-%m-%d"]
UHRZEIT_FORMATE = ["%H:%M", "%H.%M", "%H:%M:%S"]
UMSCHRIFT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"})


def suggest_slug(titel: str) -> str:
    return slugify(titel.translate(UMSCHRIFT))[:60].strip("-")


def date_field(label, **kwargs) -> forms.DateField:
    return forms.DateField(
        label=label,
        input_formats=DATUM_FORMATE,
        widget=forms.DateInput(format="%d.%m.%Y", attrs={"autocomplete": "off"}),
        error_messages={
            "required": _("Bitte geben Sie das Datum ein, zum Beispiel 16.06.2022."),
            "invalid": _("Das ist kein Datum. Schreiben Sie es so: 16.06.2022."),
        },
        **kwargs,
    )


def time_field(label) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        help_text=_("Uhrzeit, zum Beispiel 14:30"),
        input_formats=UHRZEIT_FORMATE,
        widget=forms.TimeInput(format="%H:%M", attrs={"autocomplete": "off"}),
        error_messages={
            "required": _("Bitte geben Sie eine Uhrzeit ein, zum Beispiel 14:30."),
            "invalid": _("Das ist keine Uhrzeit. Schreiben Sie sie so: 14:30."),
        },
    )


def check_termin(form: forms.Form) -> None:
    """What datum, beginn, ende and anmeldeschluss say about each other."""
    data = form.cleaned_data
    beginn, ende = data.get("beginn"), data.get("ende")
    if beginn and ende and ende <= beginn:
        form.add_error("ende", _("Das Ende liegt vor dem Beginn (%(beginn)s Uhr).") % {"beginn": uhrzeit(beginn)})
    tag, schluss = data.get("datum"), data.get("anmeldeschluss")
    if tag and schluss and schluss > tag:
        form.add_error(
            "anmeldeschluss", _("Der Anmeldeschluss liegt nach der Konferenz. Bitte wählen Sie einen früheren Tag.")
        )


class KonferenzForm(VorgangForm, FassungForm, forms.ModelForm):
    """All that is planned about one conference, in calm sections."""

    abschnitte = [
        ("", ["titel", "motto", "kurzbeschreibung"]),
        (_("Wann und wo"), ["datum", ("beginn", "ende"), "ort", "raum", "anschrift", "barrierefreiheit"]),
        (
            _("Anmeldung"),
            [
                "anmeldeschluss",
                ("plaetze", "plaetze_je_einrichtung"),
                "offene_anmeldung",
                ("kontakt_name", "kontakt_telefon"),
                "kontakt_email",
            ],
        ),
        (_("Anlass und Ziel"), ["anlass", "ziel", ("fachbereich", "aktenzeichen"), "vorgaenger"]),
        (_("Moderation"), ["moderation_name", "moderation_funktion", "moderation_organisation"]),
        (_("Am Ende der Gruppenarbeit"), ["klebepunkte"]),
        (_("Für das Protokoll"), ["begruessung", "resonanz", "ausblick", "dank", "verteiler", "drucksache"]),
        (_("Adresse der öffentlichen Seite"), ["slug"]),
    ]

    datum = date_field(_("Datum"), help_text=_("Zum Beispiel 16.06.2022"))
    beginn = time_field(_("Beginn"))
    ende = time_field(_("Ende"))
    anmeldeschluss = date_field(_("Anmeldeschluss"), required=False, help_text=_("Der Tag zählt noch mit, bis 24 Uhr."))

    class Meta:
        model = Konferenz
        fields = [
            "titel", "motto", "kurzbeschreibung", "datum", "beginn", "ende", "ort", "raum", "anschrift",
            "barrierefreiheit", "anmeldeschluss", "plaetze", "plaetze_je_einrichtung", "offene_anmeldung",
            "kontakt_name", "kontakt_telefon", "kontakt_email", "anlass", "ziel", "fachbereich", "aktenzeichen",
            "vorgaenger", "moderation_name", "moderation_funktion", "moderation_organisation", "begruessung",
            "resonanz", "ausblick", "dank", "verteiler", "drucksache", "klebepunkte", "slug",
        ]  # fmt: skip

    def __init__(self, *args, slug_fest: bool, **kwargs):
        super().__init__(*args, **kwargs)
        konferenz = self.instance
        if konferenz.pk is None:
            del self.fields["fassung"]
        else:
            self.fields["fassung"].initial = konferenz.fassung
            del self.fields["vorgang"]
        if slug_fest:
            del self.fields["slug"]
        else:
            self.fields["slug"].required = False
            self.fields["slug"].help_text = _(
                "Nur kleine Buchstaben, Ziffern und Bindestriche. Leer: wir bilden ihn aus dem Titel. "
                "Er bleibt fest, sobald die Konferenz angekündigt ist."
            )
            self.fields["slug"].error_messages["invalid"] = _(
                "Der Kurzname besteht aus Buchstaben ohne Umlaute, Ziffern und Bindestrichen."
            )
        self.fields["titel"].error_messages["required"] = _(
            "Bitte geben Sie einen Titel ein, zum Beispiel „Erste Sozialraumkonferenz“."
        )
        for name in ("plaetze", "plaetze_je_einrichtung"):
            plaetze = self.fields[name]
            # The sentence of the clean method says it; Django's own would come first.
            plaetze.validators, plaetze.min_value, plaetze.max_value = [], None, None
            plaetze.widget = forms.NumberInput(attrs={"class": "nw-kurzfeld", "inputmode": "numeric"})
            plaetze.error_messages["invalid"] = _("Bitte geben Sie eine ganze Zahl ein, zum Beispiel 60.")
        punkte = self.fields["klebepunkte"]
        punkte.required = False
        punkte.validators, punkte.min_value, punkte.max_value = [], None, None
        punkte.widget = forms.NumberInput(attrs={"class": "nw-kurzfeld", "inputmode": "numeric"})
        punkte.error_messages["invalid"] = _("Bitte geben Sie eine ganze Zahl ein, zum Beispiel 3.")
        self.fields["anlass"].help_text = _("Warum es sie gibt, auch der Beschluss oder das Konzept dahinter.")
        self.fields["plaetze_je_einrichtung"].help_text = _("Leer: ohne Grenze. Weitere kommen auf die Warteliste.")
        self.fields["vorgaenger"].queryset = (
            Konferenz.objects.filter(veranstalter=konferenz.veranstalter).exclude(pk=konferenz.pk).order_by("-datum")
        )
        self.fields["vorgaenger"].empty_label = _("Keine")
        self.fields["vorgaenger"].label_from_instance = lambda k: f"{k.titel} ({datum(k.datum)})"
        for name in ("kurzbeschreibung", "anlass", "ziel", "begruessung", "resonanz", "ausblick", "dank", "verteiler"):
            self.fields[name].widget.attrs["rows"] = 4
        guard_texts(self)

    def clean_datum(self):
        tag = self.cleaned_data["datum"]
        is_planned = self.instance.phase in (Phase.ENTWURF, Phase.VORBEREITUNG, Phase.DURCHFUEHRUNG)
        if is_planned and tag < timezone.localdate() and tag != self.initial.get("datum"):
            raise forms.ValidationError(
                _("Der %(tag)s liegt in der Vergangenheit. Bitte wählen Sie einen Tag ab heute."),
                params={"tag": datum(tag)},
            )
        if tag > timezone.localdate() + datetime.timedelta(days=3660):
            raise forms.ValidationError(_("Dieser Tag liegt mehr als zehn Jahre voraus. Bitte prüfen Sie das Jahr."))
        return tag

    def clean_verteiler(self):
        """Unchanged it stays as it is, so that an older line does not hold up every other field."""
        verteiler, bisher = self.cleaned_data["verteiler"], self.instance.verteiler
        if verteiler_stand(verteiler) == verteiler_stand(bisher.strip()):
            return bisher
        if satz := why_not_verteiler(verteiler):
            raise forms.ValidationError(satz)
        return verteiler

    def clean_plaetze(self):
        plaetze = self.cleaned_data["plaetze"]
        if plaetze is not None and not 1 <= plaetze <= 100_000:
            raise forms.ValidationError(
                _("Ein Saal braucht mindestens einen Platz. Lassen Sie das Feld leer, wenn es keine Grenze gibt.")
            )
        return plaetze

    def clean_plaetze_je_einrichtung(self):
        plaetze = self.cleaned_data["plaetze_je_einrichtung"]
        if plaetze is not None and not 1 <= plaetze <= 1000:
            raise forms.ValidationError(
                _(
                    "Jede Einrichtung braucht mindestens einen Platz. "
                    "Lassen Sie das Feld leer, wenn es keine Grenze gibt."
                )
            )
        return plaetze

    def clean_klebepunkte(self):
        """Left empty it stays as it is."""
        punkte = self.cleaned_data["klebepunkte"]
        if punkte is None:
            return self.instance.klebepunkte
        if not 0 <= punkte <= 20:
            raise forms.ValidationError(_("Möglich sind 0 bis 20 Klebepunkte je Person."))
        return punkte

    def clean(self):
        data = super().clean()
        check_termin(self)
        if "slug" in self.fields and not data.get("slug") and data.get("titel") and "slug" not in self.errors:
            data["slug"] = suggest_slug(data["titel"]) or "konferenz"
        return data

    def daten(self) -> dict:
        """What the service takes: the cleaned fields of the model."""
        return {name: value for name, value in self.cleaned_data.items() if name in self._meta.fields}
