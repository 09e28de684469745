from django import forms
from django.utils.translation import gettext_lazy as _

from konferenz.forms.gemeinsam import guard_texts
from teilnehmer.models import Ansprechperson, Einrichtung, Traeger
from teilnehmer.verzeichnis.datei import read_table
from teilnehmer.verzeichnis.plan import ALS_NEU, AUSLASSEN, ENTSCHEIDEN, UEBERSPRUNGEN
from teilnehmer.verzeichnis.spalten import NACH_FELD, SPALTEN
from teilnehmer.verzeichnis.werte import guess_traeger_art
from teilnehmer.verzeichnis.zellen import LEER, open_values

BEISPIELE = 3
# More different values than anybody would answer one by one: then the column is the wrong one.
MAX_WERTE = 40
KEINE_ANREDE = "keine"


class DateiForm(forms.Form):
    """The upload; what is no table is refused here, with a sentence that helps."""

    datei = forms.FileField(
        label=_("Datei"),
        help_text=_("Excel (.xlsx) oder CSV, höchstens 5 MB und 5 000 Zeilen."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
        error_messages={
            "required": _("Bitte wählen Sie eine Datei."),
            "empty": _("Die Datei ist leer. Es wurde nichts gespeichert."),
        },
    )

    def clean_datei(self):
        upload = self.cleaned_data["datei"]
        self.tabelle = read_table(upload)
        return upload


class SpaltenForm(forms.Form):
    """Which column is what, and what a value means that nobody else can know."""

    WERTE = {
        "art": (_("„%(wert)s“ ist"), Einrichtung.Art.choices),
        "anrede": (
            _("Anrede „%(wert)s“ heißt"),
            [*Ansprechperson.Anrede.choices[:2], (KEINE_ANREDE, _("keine Angabe"))],
        ),
        "traeger_art": (_("Trägerart „%(wert)s“ ist"), Traeger.Art.choices),
        "traeger": (_("Neuer Träger „%(wert)s“ ist"), Traeger.Art.choices),
    }

    def __init__(self, data, *, verzeichnisimport, bestand):
        super().__init__(data)
        row = verzeichnisimport
        self.spalten, self.werte_felder = [], {}
        for i, name in enumerate(row.tabelle["kopf"]):
            self._add_column(i, name, row)
        self.offen = open_values(row.tabelle, row.zuordnung, bestand)
        for feld, werte in self.offen.items():
            for n, wert in enumerate(werte[:MAX_WERTE]):
                self._add_value(feld, n, wert, row.werte.get(feld, {}))
        self._add_without_name(row)
        guard_texts(self)
        self.abschnitte = [(_("Spalten"), self.spalten)]
        if self.werte_felder:
            self.abschnitte.append((_("Werte, die nicht eindeutig sind"), list(self.werte_felder)))
        self.abschnitte.append((_("E-Mail-Adressen ohne Namen"), ["ohne_namen"]))

    def _add_column(self, i: int, name: str, row) -> None:
        werte: dict[str, None] = {}
        for _nr, zellen in row.tabelle["zeilen"]:
            if zellen[i] and len(werte) < BEISPIELE:
                werte[zellen[i]] = None
        beispiele = " · ".join(wert[:40] for wert in werte)
        key = f"spalte_{i}"
        self.fields[key] = forms.ChoiceField(
            label=name[:80],
            required=False,
            choices=[("", _("nicht übernehmen")), *((spalte.feld, spalte.titel) for spalte in SPALTEN)],
            initial=row.zuordnung.get(str(i), ""),
            help_text=beispiele or _("Diese Spalte ist leer."),
        )
        self.fields[key].ohne_optional = True
        self.spalten.append(key)

    def _add_value(self, feld: str, n: int, wert: str, decided: dict) -> None:
        titel, choices = self.WERTE[feld]
        key = f"wert_{feld}_{n}"
        leer = _("nicht übernehmen") if feld != "traeger" else _("noch nicht entschieden")
        initial = decided.get(wert, guess_traeger_art(wert) or LEER if feld == "traeger" else LEER)
        self.fields[key] = forms.ChoiceField(
            label=titel % {"wert": wert[:80]},
            required=False,
            choices=[(LEER, leer), *choices],
            initial=KEINE_ANREDE if feld == "anrede" and initial == "" else initial,
        )
        self.fields[key].ohne_optional = True
        self.werte_felder[key] = (feld, wert)

    def _add_without_name(self, row) -> None:
        self.fields["ohne_namen"] = forms.CharField(
            label=_("Eintragen als"),
            required=False,
            max_length=80,
            initial=row.werte.get("ohne_namen", ""),
            help_text=_("Zum Beispiel „Leitung“. Bleibt das Feld leer, werden solche Zeilen ausgelassen."),
        )

    def clean_ohne_namen(self):
        return " ".join(self.cleaned_data["ohne_namen"].split())

    def clean(self):
        data = super().clean()
        gewaehlt = {}
        for key in self.spalten:
            feld = data.get(key)
            if feld and feld in gewaehlt:
                self.add_error(
                    key,
                    _("„%(titel)s“ ist schon gewählt. Bitte nehmen Sie nur eine Spalte dafür.")
                    % {"titel": NACH_FELD[feld].titel},
                )
            gewaehlt.setdefault(feld, key)
        if not self.errors and not gewaehlt.keys() & {"name", "kennung"}:
            self.add_error(None, _("Welche Spalte nennt die Einrichtung? Bitte wählen Sie „Einrichtung“ aus."))
        return data

    def zuordnung(self) -> dict[str, str]:
        return {key.removeprefix("spalte_"): self.cleaned_data[key] for key in self.spalten if self.cleaned_data[key]}

    def werte(self) -> dict:
        found: dict = {}
        for key, (feld, wert) in self.werte_felder.items():
            wahl = self.cleaned_data[key] or LEER
            found.setdefault(feld, {})[wert] = "" if wahl == KEINE_ANREDE else wahl
        if self.cleaned_data["ohne_namen"]:
            found["ohne_namen"] = self.cleaned_data["ohne_namen"]
        return found


class DoppelForm(forms.Form):
    """Likely duplicates of one page: the same, a new one, or not at all."""

    def __init__(self, data, *, zeilen: list[dict], entscheidungen: dict):
        super().__init__(data)
        for zeile in zeilen:
            if zeile["art"] not in (ENTSCHEIDEN, UEBERSPRUNGEN) or not zeile["vorschlaege"]:
                continue
            wahlen = [
                (
                    v["kennung"],
                    _("Ist dieselbe wie „%(name)s“: %(gruende)s")
                    % {"name": _with_place(v), "gruende": ", ".join(v["gruende"])},
                )
                for v in zeile["vorschlaege"]
            ]
            self.fields[f"zeile_{zeile['nr']}"] = forms.ChoiceField(
                label=_("Zeile %(nr)s: %(name)s") % {"nr": zeile["nr"], "name": _with_place(zeile)},
                required=False,
                choices=[*wahlen, (ALS_NEU, _("Neu anlegen")), (AUSLASSEN, _("Überspringen"))],
                widget=forms.RadioSelect,
                initial=entscheidungen.get(str(zeile["nr"])),
            )
            self.fields[f"zeile_{zeile['nr']}"].ohne_optional = True

    def entscheidungen(self) -> dict[str, str]:
        return {key.removeprefix("zeile_"): wahl for key, wahl in self.cleaned_data.items() if wahl}


def _with_place(wer: dict) -> str:
    return ", ".join(part for part in (wer["name"], wer["ort"]) if part)
