"""The officer's overview: numbers in one query, the due list computed from them, phases, gates, radar."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from konferenz.models import Konferenz
from konferenz.permissions import TORNAMEN, is_tor_offen, tor_grund
from konferenz.texte import MONATE
from teilnehmer.beteiligung import collect_radar
from themen.uebersicht.aufgabe import ERLEDIGT, OFFEN, Aufgabe, url_konferenz
from themen.uebersicht.nachher import list_nachbereitung, list_veroeffentlicht
from themen.uebersicht.vorher import list_durchfuehrung, list_entwurf, list_vorbereitung
from themen.uebersicht.zahlen import Zahlen, count

Phase = Konferenz.Phase


@dataclass(frozen=True)
class TorStand:
    titel: str
    is_offen: bool
    grund: str


@dataclass(frozen=True)
class PhasenStand:
    titel: str
    wann: str
    is_vorbei: bool
    is_jetzt: bool


@dataclass(frozen=True)
class Uebersicht:
    zahlen: Zahlen
    frei: int
    erste: Aufgabe | None
    aufgaben: list[Aufgabe]
    tore: list[TorStand]
    phasen: list[PhasenStand]
    naechste_phase: str
    radar: list
    radar_summe: object
    luecken: list
    nicht_eingeladen: list


def collect_uebersicht(konferenz: Konferenz) -> Uebersicht:
    zahlen = count(konferenz)
    aufgaben = list_aufgaben(konferenz, zahlen)
    erste = next((aufgabe for aufgabe in aufgaben if aufgabe.stand != ERLEDIGT), None)
    zeilen = collect_radar(konferenz)
    arten = [zeile for zeile in zeilen if zeile.art]
    return Uebersicht(
        zahlen=zahlen,
        frei=(konferenz.plaetze or 0) - zahlen.angemeldet,
        erste=erste,
        aufgaben=[aufgabe for aufgabe in aufgaben if aufgabe is not erste],
        tore=_tore(konferenz),
        phasen=_phasen(konferenz),
        naechste_phase=NAECHSTE.get(Phase(konferenz.phase), lambda: "")(),
        radar=arten,
        radar_summe=next((zeile for zeile in zeilen if not zeile.art), None),
        luecken=[zeile for zeile in arten if zeile.is_luecke and zeile.eingeladen],
        nicht_eingeladen=[zeile for zeile in arten if zeile.verzeichnis],
    )


NAECHSTE = {
    Phase.ENTWURF: lambda: _("Vorbereitung beginnen …"),
    Phase.VORBEREITUNG: lambda: _("Durchführung beginnen …"),
    Phase.DURCHFUEHRUNG: lambda: _("Nachbereitung beginnen …"),
    Phase.NACHBEREITUNG: lambda: _("Ergebnisse veröffentlichen …"),
    Phase.VEROEFFENTLICHT: lambda: _("Konferenz archivieren …"),
}


def list_aufgaben(konferenz: Konferenz, zahlen: Zahlen) -> list[Aufgabe]:
    """What is due in this phase, the most urgent first, what is done last."""
    aufgaben = _absage_nachricht(konferenz, zahlen)
    tasks = AUFGABEN.get(Phase(konferenz.phase))
    if tasks and not konferenz.is_abgesagt:
        aufgaben += tasks(konferenz, zahlen)
    return sorted(aufgaben, key=lambda aufgabe: aufgabe.stand == ERLEDIGT)


def _absage_nachricht(konferenz: Konferenz, z: Zahlen) -> list[Aufgabe]:
    if not z.absage_entwurf:
        return []
    return [
        Aufgabe(
            _("Noch weiß niemand Bescheid"),
            url_konferenz("teilnehmer:einladungen", konferenz) + "#aussendungen",
            OFFEN,
            _("Nachricht prüfen und freigeben"),
            _("Die Nachricht über Absage oder neuen Termin ist ein Entwurf."),
        )
    ]


AUFGABEN = {
    Phase.ENTWURF: list_entwurf,
    Phase.VORBEREITUNG: list_vorbereitung,
    Phase.DURCHFUEHRUNG: list_durchfuehrung,
    Phase.NACHBEREITUNG: list_nachbereitung,
    Phase.VEROEFFENTLICHT: list_veroeffentlicht,
}


def _tore(konferenz: Konferenz) -> list[TorStand]:
    titel = {"anmeldung": _("Anmeldung"), "themen": _("Themen"), "gruppenwahl": _("Gruppenwahl"), "karten": _("Karten")}
    return [TorStand(titel[tor], is_tor_offen(konferenz, tor), tor_grund(konferenz, tor)) for tor in TORNAMEN]


def _phasen(konferenz: Konferenz) -> list[PhasenStand]:
    """Every phase with the day it last began; the day itself is known in advance."""
    began = {wechsel.nach: wechsel.am for wechsel in konferenz.phasenwechsel.order_by("am", "pk")}
    began.setdefault(Phase.ENTWURF, konferenz.angelegt_am)
    phasen = list(Phase)
    jetzt = phasen.index(Phase(konferenz.phase))
    stand = []
    for index, phase in enumerate(phasen):
        wann = ""
        if index <= jetzt and phase in began:
            wann = _("seit %(tag)s") % {"tag": _tag(timezone.localdate(began[phase]))}
        elif index > jetzt and phase == Phase.DURCHFUEHRUNG:
            wann = _tag(konferenz.datum)
        stand.append(PhasenStand(str(phase.label), wann, index < jetzt, index == jetzt))
    return stand


def _tag(tag) -> str:
    return f"{tag.day}. {MONATE[tag.month - 1]}"
