"""A package of paket.py becomes a conference again: first everything is checked, then everything is written.

Nothing in the file is trusted: unknown names, wrong types, references that lead nowhere, foreign links, pictures that
are none. What is wrong is said in sentences that name table, row and field.
"""

import hashlib
import json
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import IO

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from konferenz.bilder import FOTO_TYP, check_own
from konferenz.bilder_kind import SEITE, VORSCHAU
from konferenz.models import Konferenz, Konto
from konferenz.pdf import PDF_TYP
from themen.export import werte
from themen.export.umfang import FORMAT, TABELLEN, VERSION, Tabelle
from themen.export.werte import Unpassend
from themen.models import Kleingruppe, Umbau
from themen.protokoll.daten import Variante, from_json
from themen.protokoll.gefroren import checksum

# In the browser, where a request may have 40 MB (konferenz/asgi.py); the command takes more.
MAX_MB = 38
MAX_BYTES = MAX_MB * 1024**2
MAX_FEHLER = 8
# Three times what a conference may show (themen/services/foto.py), because deleted ones come along for a month.
MAX_FOTOS = 600
ZUSTELLUNGEN = ("", "versandt", "gescheitert")
_KENNUNG = re.compile(r"[a-z2-7]{10}")
_DATEITYPEN = {FOTO_TYP: b"\xff\xd8\xff", PDF_TYP: b"%PDF-"}
# What the undo of each kind of change needs (themen/services/umbau.py)
_SPUREN = {
    Umbau.Art.ZUSAMMENLEGEN: {"herkunft", "zuordnungen", "befunde"},
    Umbau.Art.TEILEN: {"herkunft"},
    Umbau.Art.UMZIEHEN: {"herkunft"},
    Umbau.Art.UMBENENNEN: {"titel"},
}


@dataclass(frozen=True)
class Verweis:
    """A number that stands for a row of this table."""

    tabelle: str
    nummer: int


@dataclass
class Paket:
    """What was read and found good: values by field, references still as numbers."""

    tabellen: dict[str, dict[int, dict]] = field(default_factory=dict)

    @property
    def konferenz(self) -> dict:
        return next(iter(self.tabellen["konferenz"].values()))


class Pruefung:
    """Collects what is wrong, so that one upload tells all of it."""

    def __init__(self):
        self.saetze: list[str] = []
        self.mehr = 0

    def add(self, satz: str) -> None:
        if len(self.saetze) < MAX_FEHLER:
            self.saetze.append(satz)
        else:
            self.mehr += 1

    def raise_if_any(self) -> None:
        if not self.saetze:
            return
        saetze = [_("Es wurde nichts eingelesen."), *self.saetze]
        if self.mehr:
            saetze.append(
                ngettext("Dazu %(zahl)s weiterer Fehler.", "Dazu %(zahl)s weitere Fehler.", self.mehr)
                % {"zahl": self.mehr}
            )
        raise ValidationError(saetze)


def read_paket(datei: IO[bytes]) -> Paket:
    """The file as a package; raises ValidationError with sentences."""
    daten = _load(datei)
    _check_head(daten)
    pruefung = Pruefung()
    roh = daten["tabellen"]
    bekannt = {tabelle.name for tabelle in TABELLEN}
    for name in sorted(roh.keys() - bekannt):
        pruefung.add(_("Die Tabelle „%(name)s“ ist unbekannt.") % {"name": _short(name)})
    paket = Paket()
    for tabelle in TABELLEN:
        paket.tabellen[tabelle.name] = _read_table(tabelle, roh.get(tabelle.name, []), pruefung)
    pruefung.raise_if_any()
    _check_references(paket, pruefung)
    pruefung.raise_if_any()
    _check_whole(paket, pruefung)
    pruefung.raise_if_any()
    return paket


def _load(datei: IO[bytes]) -> dict:
    try:
        daten = json.load(datei, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise ValidationError(
            _("Die Datei ist kein Datenpaket einer Konferenz. Es wurde nichts eingelesen. Bitte prüfen Sie die Datei.")
        ) from None
    return daten


def _no_constant(name: str):
    raise ValueError(name)


def _check_head(daten) -> None:
    if type(daten) is not dict or daten.get("format") != FORMAT:
        raise ValidationError(
            _("Die Datei ist kein Datenpaket einer Konferenz. Es wurde nichts eingelesen. Bitte prüfen Sie die Datei.")
        )
    if type(daten.get("version")) is not int or not 1 <= daten["version"] <= VERSION:
        raise ValidationError(
            _(
                "Das Datenpaket kommt aus einer neueren Netzwerkstatt. Es wurde nichts eingelesen. "
                "Bitte bringen Sie diese Installation auf den neuesten Stand."
            )
        )
    if type(daten.get("tabellen")) is not dict:
        raise ValidationError(_("Dem Datenpaket fehlen die Tabellen. Es wurde nichts eingelesen."))


def _short(text) -> str:
    """Foreign text in a sentence of ours."""
    return re.sub(r"[^\w .:-]", "?", str(text))[:40]


def _read_table(tabelle: Tabelle, zeilen, pruefung: Pruefung) -> dict[int, dict]:
    if type(zeilen) is not list:
        pruefung.add(_("Die Tabelle „%(name)s“ ist keine Liste.") % {"name": tabelle.name})
        return {}
    found: dict[int, dict] = {}
    for stelle, zeile in enumerate(zeilen, start=1):
        wo = {"name": tabelle.name, "zeile": stelle}
        if type(zeile) is not dict:
            pruefung.add(_("In „%(name)s“ ist Zeile %(zeile)s nicht lesbar.") % wo)
            continue
        nummer = stelle if tabelle.is_anonym else zeile.get("nr")
        if type(nummer) is not int or not 0 < nummer <= 10_000_000 or nummer in found:
            pruefung.add(_("In „%(name)s“ hat Zeile %(zeile)s keine eigene Nummer.") % wo)
            continue
        for unbekannt in sorted(zeile.keys() - set(tabelle.felder) - {"nr"}):
            satz = _("In „%(name)s“, Zeile %(zeile)s, ist „%(feld)s“ unbekannt.")
            pruefung.add(satz % (wo | {"feld": _short(unbekannt)}))
        row = found[nummer] = {}
        for name in tabelle.felder:
            try:
                if name in zeile:
                    row[name] = _read_value(tabelle, name, zeile[name])
                elif not tabelle.feld(name).has_default() and not tabelle.feld(name).null:
                    raise Unpassend(_("die Angabe fehlt"))
            except Unpassend as grund:
                pruefung.add(
                    _("In „%(name)s“, Zeile %(zeile)s, „%(feld)s“: %(grund)s.")
                    % (wo | {"feld": name, "grund": str(grund).removesuffix(".")})
                )
    return found


def _read_value(tabelle: Tabelle, name: str, wert):
    feld = tabelle.feld(name)
    match tabelle.name, name:
        case "konferenz", "vorgaenger":
            return None if wert is None else werte.read(Konferenz._meta.get_field("slug"), wert)
        case "nachricht", "post":
            if wert not in ZUSTELLUNGEN:
                raise Unpassend(_("diesen Wert gibt es hier nicht"))
            return wert
        case "umbau", "bewegt":
            return werte.map_bewegt(wert, lambda ziel, nummer: Verweis(ziel, nummer) if nummer else werte.WEG)
        case "foto", "kennung":
            if type(wert) is not str or not _KENNUNG.fullmatch(wert):
                raise Unpassend(_("das ist keine Kennung"))
            return wert
    if not isinstance(feld, models.ForeignKey):
        return werte.read(feld, wert)
    if wert is None:
        if not feld.null:
            raise Unpassend(_("hier muss etwas stehen"))
        return None
    if feld.related_model is Konto:
        return werte.read(Konto._meta.get_field("email"), wert)
    if type(wert) is not int:
        raise Unpassend(_("hier steht keine Nummer"))
    return Verweis(feld.related_model._meta.model_name, wert)


def _check_references(paket: Paket, pruefung: Pruefung) -> None:
    for name, zeilen in paket.tabellen.items():
        for nummer, zeile in zeilen.items():
            for feld, wert in zeile.items():
                for verweis in _references_in(wert):
                    if verweis.nummer not in paket.tabellen[verweis.tabelle]:
                        pruefung.add(
                            _("In „%(name)s“, Nr. %(nummer)s, „%(feld)s“: Nr. %(ziel)s gibt es in „%(in)s“ nicht.")
                            % {
                                "name": name,
                                "nummer": nummer,
                                "feld": feld,
                                "ziel": verweis.nummer,
                                "in": verweis.tabelle,
                            }
                        )


def _references_in(wert):
    if isinstance(wert, Verweis):
        yield wert
    elif isinstance(wert, dict):
        for one in wert.values():
            yield from _references_in(one)
    elif isinstance(wert, list):
        for one in wert:
            yield from _references_in(one)


def _check_whole(paket: Paket, pruefung: Pruefung) -> None:
    """What no single field can say."""
    if len(paket.tabellen["konferenz"]) != 1:
        pruefung.add(_("Das Datenpaket muss genau eine Konferenz enthalten."))
        return
    for nummer, datei in paket.tabellen["datei"].items():
        _check_file(nummer, datei, pruefung)
    for fassung in paket.tabellen["protokollfassung"].values():
        _check_release(fassung, pruefung)
    for nummer, umbau in paket.tabellen["umbau"].items():
        _check_trace(nummer, umbau, pruefung)
    letzte = max((zeile["nummer"] for zeile in paket.tabellen["kleingruppe"].values()), default=0)
    if paket.konferenz.get("gruppen_zaehler", 0) < letzte:
        pruefung.add(_("Der Zähler der Gruppen ist kleiner als die höchste Nummer einer Gruppe."))
    # Only what is good by itself is looked at together.
    if not pruefung.saetze:
        _check_use_of_files(paket, pruefung)
    if not pruefung.saetze:
        _check_photos(paket, pruefung)


def _check_file(nummer: int, datei: dict, pruefung: Pruefung) -> None:
    inhalt = datei["inhalt"]
    anfang = _DATEITYPEN.get(datei["typ"])
    if anfang is None or not inhalt.startswith(anfang):
        pruefung.add(_("Datei Nr. %(nummer)s ist weder ein Foto noch ein PDF.") % {"nummer": nummer})
    elif hashlib.sha256(inhalt).hexdigest() != datei["sha256"]:
        pruefung.add(_("Datei Nr. %(nummer)s ist beschädigt: Die Prüfsumme stimmt nicht.") % {"nummer": nummer})


def _check_use_of_files(paket: Paket, pruefung: Pruefung) -> None:
    """Each photo and each file of a version has bytes of its own, so that each can be deleted by itself."""
    dateien = paket.tabellen["datei"]
    stellen = [foto[feld] for foto in paket.tabellen["foto"].values() for feld in ("datei", "vorschau")]
    stellen += [zeile["datei"] for zeile in paket.tabellen["protokolldatei"].values()]
    if any(zahl > 1 for zahl in Counter(stellen).values()):
        pruefung.add(_("Eine Datei steht an zwei Stellen. Jede gehört zu einem Foto oder einer Version."))
    for nummer, zeile in paket.tabellen["protokolldatei"].items():
        if not _is_of_version(zeile, paket):
            pruefung.add(
                _("Datei Nr. %(nummer)s einer Version des Protokolls passt zu keiner Version.") % {"nummer": nummer}
            )
    for nummer, zeile in paket.tabellen["aussendung"].items():
        anlage = zeile.get("anlage")
        if anlage is not None and dateien[anlage.nummer]["typ"] != PDF_TYP:
            pruefung.add(_("Die Anlage der Aussendung Nr. %(nummer)s ist kein PDF.") % {"nummer": nummer})


def _is_of_version(zeile: dict, paket: Paket) -> bool:
    """A PDF of the whole minutes, or of a group that is in them."""
    fassung = paket.tabellen["protokollfassung"][zeile["protokollfassung"].nummer]
    gruppen = {gruppe["nummer"] for gruppe in fassung["inhalt"][zeile["publikum"]].get("gruppen", ())}
    is_pdf = zeile["endung"] == "pdf" and paket.tabellen["datei"][zeile["datei"].nummer]["typ"] == PDF_TYP
    return is_pdf and zeile.get("gruppe", 0) in gruppen | {0}


def _check_photos(paket: Paket, pruefung: Pruefung) -> None:
    """Only what we would have made ourselves; the web process decodes none of them (konferenz/bilder_kind.py)."""
    fotos, dateien = list(paket.tabellen["foto"].items()), paket.tabellen["datei"]
    if len(fotos) > MAX_FOTOS:
        pruefung.add(
            _("Das Datenpaket hat %(zahl)s Fotos, möglich sind %(most)s.") % {"zahl": len(fotos), "most": MAX_FOTOS}
        )
        return
    masse = check_own(
        (dateien[foto[feld].nummer]["inhalt"], seite)
        for _nummer, foto in fotos
        for feld, seite in (("datei", SEITE), ("vorschau", VORSCHAU))
    )
    for nummer, foto in fotos:
        gross, klein = next(masse), next(masse)
        if gross != (foto["breite"], foto["hoehe"]) or klein is None:
            pruefung.add(_("Foto Nr. %(nummer)s ist kein Foto aus einer Netzwerkstatt.") % {"nummer": nummer})
            return  # one tells enough, and a hostile package costs no more


def _check_trace(nummer: int, umbau: dict, pruefung: Pruefung) -> None:
    """What a merge or split moved is there, so that it can be undone."""
    bewegt = umbau.get("bewegt", {})
    laenge = Kleingruppe._meta.get_field("titel").max_length
    titel, offen = bewegt.get("titel", [""]), bewegt.get("offen", ["", ""])
    is_good = bool(titel) and all(len(one) <= laenge for one in titel) and len(offen) == 2
    if not _SPUREN[umbau["art"]] <= bewegt.keys() or not is_good:
        pruefung.add(_("In „umbau“, Nr. %(nummer)s, fehlt, was bewegt wurde.") % {"nummer": nummer})


def _check_release(fassung: dict, pruefung: Pruefung) -> None:
    """A released version must be readable, and be what its checksum says."""
    nummer = fassung["nummer"]
    inhalt = fassung["inhalt"]
    try:
        is_good = set(inhalt) == {str(variante) for variante in Variante} and all(
            from_json(inhalt[variante.value]).variante == variante for variante in Variante
        )
    except (TypeError, ValueError, KeyError, AttributeError):
        is_good = False
    if not is_good:
        pruefung.add(_("Version %(nummer)s des Protokolls ist nicht lesbar.") % {"nummer": nummer})
    elif checksum(inhalt) != fassung["sha256"]:
        pruefung.add(_("Version %(nummer)s des Protokolls passt nicht zu ihrer Prüfsumme.") % {"nummer": nummer})
    elif fassung.get("freigegeben_am", timezone.now()) > timezone.now():
        satz = _("Version %(nummer)s des Protokolls ist noch nicht freigegeben: Das Datum liegt in der Zukunft.")
        pruefung.add(satz % {"nummer": nummer})
