"""The figures and words of each view, in a fixed number of queries. Names of institutions, never of people."""

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass

import segno
from django.conf import settings
from django.db.models import Count, Q
from django.urls import reverse

from konferenz.lauf import collect_lauf
from konferenz.models import Konferenz, Programmpunkt
from konferenz.models.konferenz import Leinwand
from teilnehmer.kurzgespraech_plan import make_rundenuhr
from themen.leinwand.ansicht import ABGESAGT, ARBEIT, ansicht_of
from themen.leinwand.uhr import Uhr, make_uhr, uhr_bis_beginn, uhr_of_punkt
from themen.mischung import mischung_by_gruppe
from themen.models import Befund, Kleingruppe, Mitstreiter, Themenvorschlag
from themen.pitch_stand import SEKUNDEN

# What fits on the screen at once, still readable at eight metres; more turns over like a page.
THEMEN_JE_SEITE = 5
GRUPPEN_JE_SEITE = 5
SOLL_JE_GRUPPE = 3
AUSBLICK_LAENGE = 150


@dataclass(frozen=True)
class Bild:
    """One picture of the Leinwand: which view, the clock in its head, and what its template needs."""

    ansicht: str
    konferenz: Konferenz
    uhr: Uhr | None
    daten: dict

    @property
    def vorlage(self) -> str:
        return VORLAGEN[self.ansicht]


def collect_bild(konferenz: Konferenz) -> Bild:
    """The picture for now."""
    ansicht = str(ansicht_of(konferenz))
    found = COLLECT[ansicht](konferenz)
    if found is None:  # nobody presents a topic just now
        ansicht = Leinwand.THEMEN.value
        found = _themen(konferenz)
    uhr, daten = found
    return Bild(ansicht, konferenz, uhr, daten)


def pages(items: Sequence, largest: int) -> list[list]:
    """As few pages as possible, all about equally full."""
    count = max(1, -(-len(items) // largest))
    size, more = divmod(len(items), count)
    found, start = [], 0
    for i in range(count):
        end = start + size + (i < more)
        found.append(list(items[start:end]))
        start = end
    return found


def naechster_punkt(konferenz: Konferenz) -> Programmpunkt | None:
    """What comes after the last item that was begun."""
    return collect_lauf(konferenz).naechster


def code_of(pfad: str) -> dict:
    """An address to type and as a QR code; what everybody may know, no personal link."""
    adresse = settings.ADRESSE + pfad
    code = segno.make(adresse, error="m", micro=False)
    # in parts, so that a long address breaks after a dot or a stroke
    teile = re.findall(r"[^./]+[./]?", adresse.split("://", 1)[1].rstrip("/"))
    return {"teile": teile, "qr": code.svg_data_uri(border=2, light="#fff")}


def _uhr(konferenz: Konferenz) -> Uhr | None:
    return uhr_of_punkt(konferenz.laufender_punkt)


def _willkommen(konferenz: Konferenz) -> tuple[Uhr | None, dict]:
    naechster = naechster_punkt(konferenz)
    punkt = konferenz.laufender_punkt
    uhr = uhr_of_punkt(punkt, gong=False) if punkt else None
    if punkt is None and naechster is not None and naechster is konferenz.punkte[0]:
        uhr = uhr_bis_beginn(konferenz)
    return uhr, {
        "code": code_of(reverse("teilnehmer:einladung_code")),
        "punkt": punkt,
        "naechster": naechster,
        "is_heute": konferenz.tage_bis == 0,
    }


def _uhr_gross(konferenz: Konferenz) -> tuple[Uhr | None, dict]:
    return _uhr(konferenz), {"punkt": konferenz.laufender_punkt, "naechster": naechster_punkt(konferenz)}


def _gespraeche(konferenz: Konferenz) -> tuple[Uhr | None, dict]:
    """Round n of m: its own clock while it runs, else which one is next."""
    runden = list(konferenz.gespraechsrunden.order_by("nummer"))
    laufend = next((runde for runde in runden if runde.is_laufend), None)
    naechste = next((runde for runde in runden if runde.begonnen_am is None), None)
    if laufend:
        rundenuhr = make_rundenuhr(laufend)
        uhr = make_uhr(rundenuhr.endet_am, rundenuhr.sekunden, jetzt=rundenuhr.jetzt, steht=rundenuhr.steht)
    else:
        uhr = _uhr(konferenz)
    return uhr, {
        "laufend": laufend,
        "naechste": naechste,
        "anzahl": len(runden),
        "begonnen": any(runde.begonnen_am for runde in runden),
        "punkt": konferenz.laufender_punkt,
    }


def _thema(konferenz: Konferenz) -> tuple[Uhr | None, dict] | None:
    """The topic that is presented, and how many joined so far by kind."""
    arten = {
        art.value: Count("mitstreiter", filter=Q(mitstreiter__bis__isnull=True, mitstreiter__art=art))
        for art in Mitstreiter.Art
    }
    thema = (
        konferenz.themenvorschlaege.filter(pitch_begonnen_am__isnull=False, pitch_beendet_am__isnull=True)
        .select_related("einrichtung", "einladung__einrichtung", "anmeldung__einrichtung")
        .annotate(**arten)
        .first()
    )
    if thema is None:
        return None
    zahlen = [(art.label, getattr(thema, art.value)) for art in Mitstreiter.Art]
    ende = thema.pitch_begonnen_am + datetime.timedelta(seconds=SEKUNDEN)
    return make_uhr(ende, SEKUNDEN), {
        "thema": thema,
        "von": von_einrichtung(thema),
        "zahl": sum(zahl for _, zahl in zahlen),
        "zahlen": [(label, zahl) for label, zahl in zahlen if zahl],
    }


def von_einrichtung(thema: Themenvorschlag) -> str:
    """Which institution brought the topic; nothing for a person without one, or one who is not to be named."""
    if thema.einrichtung:
        return thema.einrichtung.name
    if thema.einladung:
        return thema.einladung.einrichtung.name
    person = thema.anmeldung
    return person.einrichtung.name if person and person.einrichtung and not person.gesperrt else ""


def _themen(konferenz: Konferenz) -> tuple[Uhr | None, dict]:
    """All topics: those still to be presented in their order, then the others by their Mitstreiter."""
    themen = list(konferenz.themenvorschlaege.for_list())
    themen.sort(key=_place_in_queue)
    return _uhr(konferenz), {"seiten": pages(themen, THEMEN_JE_SEITE), "anzahl": len(themen)}


def _place_in_queue(thema) -> tuple:
    """As `vorstellbar` has it; whatever was presented comes after, and keeps its order."""
    if thema.pitch_beendet_am:
        return (True,)
    return False, thema.pitch_position is None, thema.pitch_position or 0, thema.eingereicht_am, thema.pk


def _gruppen_of(konferenz: Konferenz) -> list[Kleingruppe]:
    return list(konferenz.kleingruppen.for_list())


def _gruppen(konferenz: Konferenz) -> tuple[Uhr | None, dict]:
    gruppen = _gruppen_of(konferenz)
    mischung = mischung_by_gruppe(konferenz)
    for gruppe in gruppen:
        gruppe.mischung = mischung.get(gruppe.pk, "")
    da = konferenz.anmeldungen.anwesend().count()
    return _uhr(konferenz), {
        "seiten": pages(gruppen, GRUPPEN_JE_SEITE),
        "gewaehlt": sum(gruppe.belegt for gruppe in gruppen),
        "da": da,
        "anzahl": len(gruppen),
    }


def _arbeit(konferenz: Konferenz) -> tuple[Uhr | None, dict]:
    """Time left, and where each group sits."""
    gruppen = _gruppen_of(konferenz)
    return _uhr(konferenz), {
        "seiten": pages(gruppen, GRUPPEN_JE_SEITE),
        "anzahl": len(gruppen),
        "naechster": naechster_punkt(konferenz),
    }


def _ergebnisse(konferenz: Konferenz) -> tuple[Uhr | None, dict]:
    """Every group with the number of its cards, then a page for each with what it wants (Soll)."""
    gruppen = _gruppen_of(konferenz)
    karten = Befund.objects.vorhanden().filter(konferenz=konferenz)
    zahlen: dict[int, dict[str, int]] = {}
    for gruppe, art, zahl in karten.values_list("kleingruppe", "art").annotate(zahl=Count("pk")).order_by():
        zahlen.setdefault(gruppe, {})[art] = zahl
    soll: dict[int, list[str]] = {}
    texte = karten.filter(art=Befund.Art.SOLL).order_by("position", "nummer")
    for gruppe, text in texte.values_list("kleingruppe", "text"):
        soll.setdefault(gruppe, []).append(text)
    for gruppe in gruppen:
        gruppe.zahlen = [(art.label, zahlen.get(gruppe.pk, {}).get(art, 0)) for art in Befund.Art]
        gruppe.soll = soll.get(gruppe.pk, [])[:SOLL_JE_GRUPPE]
        gruppe.weitere = max(0, len(soll.get(gruppe.pk, [])) - SOLL_JE_GRUPPE)
    return _uhr(konferenz), {
        "seiten": pages(gruppen, GRUPPEN_JE_SEITE),
        "einzeln": [gruppe for gruppe in gruppen if gruppe.soll],
        "anzahl": len(gruppen),
    }


def _rueckmeldung(konferenz: Konferenz) -> tuple[Uhr | None, dict]:
    return _uhr(konferenz), {
        "code": code_of(reverse("teilnehmer:einladung_code")),
        "antworten": konferenz.rueckmeldungen.count(),
    }


def _dank(konferenz: Konferenz) -> tuple[Uhr | None, dict]:
    da = konferenz.anmeldungen.anwesend()
    ausblick = konferenz.ausblick.strip()
    return None, {
        "code": code_of(reverse("themen:konferenz", args=[konferenz.veranstalter.slug, konferenz.slug])),
        "personen": da.count(),
        "einrichtungen": da.exclude(einrichtung=None).values("einrichtung").distinct().count(),
        "gruppen": konferenz.kleingruppen.bestehend().count(),
        "karten": Befund.objects.vorhanden().filter(konferenz=konferenz).count(),
        "ausblick": ausblick if len(ausblick) <= AUSBLICK_LAENGE else "",
    }


def _abgesagt(konferenz: Konferenz) -> tuple[Uhr | None, dict]:
    return None, {"code": code_of(reverse("themen:konferenz", args=[konferenz.veranstalter.slug, konferenz.slug]))}


COLLECT = {
    Leinwand.WILLKOMMEN.value: _willkommen,
    Leinwand.UHR.value: _uhr_gross,
    Leinwand.GESPRAECHE.value: _gespraeche,
    Leinwand.THEMA.value: _thema,
    Leinwand.THEMEN.value: _themen,
    Leinwand.GRUPPEN.value: _gruppen,
    ARBEIT: _arbeit,
    Leinwand.ERGEBNISSE.value: _ergebnisse,
    Leinwand.RUECKMELDUNG.value: _rueckmeldung,
    Leinwand.DANK.value: _dank,
    ABGESAGT: _abgesagt,
}

VORLAGEN = {
    "willkommen": "themen/leinwand/willkommen.html",
    "uhr": "themen/leinwand/uhr.html",
    "gespraeche": "themen/leinwand/gespraeche.html",
    "thema": "themen/leinwand/thema.html",
    "themen": "themen/leinwand/themen.html",
    "gruppen": "themen/leinwand/gruppen.html",
    "arbeit": "themen/leinwand/arbeit.html",
    "ergebnisse": "themen/leinwand/ergebnisse.html",
    "rueckmeldung": "themen/leinwand/rueckmeldung.html",
    "dank": "themen/leinwand/dank.html",
    "abgesagt": "themen/leinwand/abgesagt.html",
}
