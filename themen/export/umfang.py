"""What belongs to a conference when it is taken along as a whole, table by table and field by field, and what does not.

A test compares this with the models: whoever adds a model or a field decides here. docs/datenpaket.md explains it.
"""

from dataclasses import dataclass

from django.db import models

from konferenz import models as basis
from teilnehmer import models as teil
from themen import models as thema

FORMAT = "netzwerkstatt-konferenz"
VERSION = 1

# Reasons for fields that are left out
NEU = "wird beim Einlesen neu gebildet"
ORT = "steht durch den Ort des Einlesens fest"
BERECHNET = "wird aus den anderen Angaben berechnet"
GEHEIM = "führt auf persönliche Seiten; beim Einlesen entsteht ein neuer"


@dataclass(frozen=True)
class Tabelle:
    """One model; `weg` leads from a row to its conference, "" for rows that others refer to.

    `schluessel` are the fields by which a row of the lasting directory is found again. `is_anonym`: rows carry no
    number, and their order is that of their content, so that nobody reads from it who wrote when.
    """

    modell: type[models.Model]
    weg: str
    felder: tuple[str, ...]
    ohne: dict[str, str]
    schluessel: tuple[str, ...] = ()
    is_anonym: bool = False

    @property
    def name(self) -> str:
        return self.modell._meta.model_name

    def feld(self, name: str) -> models.Field:
        return self.modell._meta.get_field(name)


def _t(modell, weg, felder, ohne=None, **rest) -> Tabelle:
    given = {"id": NEU} | ({weg: ORT} if weg == "konferenz" else {})
    return Tabelle(modell, weg, tuple(felder.split()), given | (ohne or {}), **rest)


# In the order in which rows can be made: what is referred to comes first.
TABELLEN = (
    _t(
        basis.Konferenz,
        "pk",
        "slug titel motto kurzbeschreibung anlass ziel fachbereich datum beginn ende ort raum anschrift "
        "barrierefreiheit aktenzeichen anmeldeschluss plaetze plaetze_je_einrichtung offene_anmeldung "
        "vorgaenger moderation_name moderation_funktion moderation_organisation kontakt_name kontakt_telefon "
        "kontakt_email begruessung resonanz ausblick dank verteiler drucksache klebepunkte phase abgesagt_am "
        "verschoben_von absage_text tor_anmeldung tor_themen tor_gruppenwahl tor_karten leinwand "
        "gruppen_zaehler fassung angelegt_am",
        {"veranstalter": ORT},
    ),
    _t(basis.Leitfrage, "konferenz", "position text"),
    _t(
        basis.Programmpunkt,
        "konferenz",
        "position art titel beschreibung dauer verantwortlich material begonnen_am beendet_am zugabe angehalten_am "
        "angehalten_sekunden fassung",
    ),
    _t(basis.Phasenwechsel, "konferenz", "von nach am grund"),
    _t(
        teil.Traeger,
        "",
        "name art fassung",
        {"veranstalter": ORT, "sortierschluessel": BERECHNET},
        schluessel=("name",),
    ),
    _t(
        teil.Einrichtung,
        "",
        "name art traeger strasse plz ort telefon webseite tags aktiv fassung",
        {"veranstalter": ORT, "kennung": NEU, "sortierschluessel": BERECHNET},
        schluessel=("name", "ort"),
    ),
    _t(
        teil.Ansprechperson,
        "",
        "einrichtung anrede titel vorname nachname funktion email telefon erhaelt_einladungen fassung",
        {"sortierschluessel": BERECHNET},
        schluessel=("einrichtung", "vorname", "nachname", "email"),
    ),
    _t(
        teil.Angebot,
        "",
        "einrichtung titel beschreibung zielgruppe",
        schluessel=("einrichtung", "titel", "beschreibung"),
    ),
    _t(
        basis.Zugang,
        "konferenz",
        "zweck generation bezeichnung gueltig_bis widerrufen_am angelegt_am",
        {"kennung": GEHEIM},
    ),
    _t(
        basis.Datei,
        "",
        "name typ inhalt sha256 angelegt_am",
        {"veranstalter": ORT, "schluessel": "nur ein Zwischenspeicher", "groesse": BERECHNET},
    ),
    _t(
        teil.Einladung,
        "konferenz",
        "einrichtung zugang antwort beantwortet_am kanal nachricht versandt_am fassung angelegt_am",
        {"kurzcode": GEHEIM},
    ),
    _t(
        teil.Anmeldung,
        "konferenz",
        "zugang einladung einrichtung einrichtung_angabe ansprechperson vorname nachname funktion email status kanal "
        "angemeldet_am abgesagt_am nachgerueckt_am bestaetigen_bis anwesend_am fester_platz gesperrt fassung",
        {"kennung": NEU, "sortierschluessel": BERECHNET},
    ),
    _t(teil.Einwilligung, "anmeldung__konferenz", "anmeldung zweck wortlaut erteilt_am widerrufen_am"),
    _t(teil.Bedarf, "anmeldung__konferenz", "anmeldung art angabe"),
    _t(
        basis.Aussendung,
        "konferenz",
        "anlass betreff text kreis kreis_wert anlage tage_vorher angelegt_am angelegt_von freigegeben_am "
        "freigegeben_von ausgefuehrt_am",
    ),
    _t(
        teil.Nachricht,
        "konferenz",
        "aussendung einladung anmeldung anlass empfaenger generation betreff text post zurueckgekommen_am angelegt_am",
    ),
    _t(teil.Gespraechsrunde, "konferenz", "nummer groesse minuten begonnen_am beendet_am stillstand_vorher"),
    _t(teil.Kurzgespraech, "konferenz", "runde tisch anmeldung"),
    _t(teil.Kontaktwunsch, "konferenz", "von an am"),
    _t(
        thema.Themenvorschlag,
        "konferenz",
        "titel beschreibung leitfrage handlungsfeld altersgruppe status einladung einrichtung anmeldung kanal "
        "eingereicht_am verbleib pitch_position pitch_begonnen_am pitch_beendet_am fassung",
        {"kennung": NEU, "sortierschluessel": BERECHNET},
    ),
    _t(thema.Mitstreiter, "konferenz", "thema anmeldung art seit bis"),
    _t(
        thema.Kleingruppe,
        "konferenz",
        "nummer titel beschreibung raum wegweiser farbe moderation plaetze hart offen aufgeloest_am aufgegangen_in "
        "fassung",
        {"belegt": BERECHNET},
    ),
    _t(thema.Herkunft, "konferenz", "kleingruppe thema seit bis"),
    _t(thema.Gruppenrolle, "konferenz", "kleingruppe anmeldung art seit bis"),
    _t(thema.Zuordnung, "konferenz", "anmeldung kleingruppe von bis durch"),
    _t(
        thema.Befund,
        "konferenz",
        "kleingruppe art nummer position text fassung einrichtung erfasst_von erfasst_am geaendert_am geloescht_am "
        "geloescht_von",
        {"kennung": NEU},
    ),
    _t(thema.BefundBezug, "quelle__konferenz", "quelle ziel"),
    _t(thema.BefundFassung, "befund__konferenz", "befund fassung text am durch"),
    _t(thema.Klebepunkt, "konferenz", "befund anmeldung anzahl"),
    _t(
        thema.Massnahme,
        "konferenz",
        "kleingruppe nummer was verantwortlich einrichtung mit ab bis ressourcen verbleib merkmal status grund fassung "
        "angelegt_am geaendert_am geloescht_am geloescht_von",
        {"kennung": NEU},
    ),
    _t(thema.MassnahmeBezug, "massnahme__konferenz", "massnahme befund"),
    _t(
        thema.Foto,
        "konferenz",
        "kleingruppe kennung art datei vorschau breite hoehe alternativtext personen position fassung erfasst_am "
        "erfasst_durch geloescht_am geloescht_von",
    ),
    _t(thema.Umbau, "konferenz", "art quelle ziel bewegt am rueckgaengig_am"),
    _t(
        thema.Rueckmeldung,
        "konferenz",
        "note gut naechstes_mal zitat_gut zitat_naechstes_mal kanal am",
        is_anonym=True,
    ),
    _t(
        thema.Protokollabschnitt,
        "konferenz",
        "schluessel modus text daten_stand publikum fassung geaendert_am geaendert_von",
    ),
    _t(thema.Abschnittfassung, "abschnitt__konferenz", "abschnitt fassung modus text publikum am konto"),
    _t(thema.Protokollstand, "konferenz", "zustand frist aenderung vorgelegt_summe vorgelegt_am vorgelegt_von"),
    _t(
        thema.Protokollanmerkung,
        "konferenz",
        "abschnitt text anmeldung einrichtung am ergebnis antwort erledigt_am erledigt_von",
        {"kennung": NEU},
    ),
    _t(
        thema.Protokollfassung,
        "konferenz",
        "nummer aenderung inhalt sha256 freigegeben_am freigegeben_von vorgelegt_von",
    ),
    _t(thema.Protokolldatei, "protokollfassung__konferenz", "protokollfassung publikum gruppe endung datei"),
    _t(thema.Bericht, "konferenz", "text daten_stand fassung geaendert_am geaendert_von"),
    _t(
        basis.Verlauf,
        "konferenz",
        "am rolle objekt satz",
        {"veranstalter": ORT, "akteur_id": "eine Nummer, die nur in der alten Installation etwas bedeutet"},
    ),
)
NACH_MODELL = {tabelle.modell: tabelle for tabelle in TABELLEN}

# Models that stay where they are, and why
OHNE_MODELLE = {
    basis.Konto: "gehört zur Installation; ein Konto wird an seiner E-Mail-Adresse wiedererkannt",
    basis.Mitgliedschaft: "gehört zur Installation",
    basis.Veranstalter: "eingelesen wird bei einem Veranstalter, den es schon gibt",
    basis.Vorgang: "merkt nur für kurze Zeit, was schon abgesandt ist",
    basis.Druckauftrag: "ein Druck lässt sich jederzeit wiederholen",
    basis.Druckteil: "ein Druck lässt sich jederzeit wiederholen",
    teil.Verzeichnisimport: "gehört zum Verzeichnis, nicht zu einer Konferenz",
}


def is_verzeichnis(tabelle: Tabelle) -> bool:
    """Rows of the lasting directory: found again by their fields instead of made twice."""
    return bool(tabelle.schluessel)
