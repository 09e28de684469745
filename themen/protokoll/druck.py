"""From the dataclasses to what is set: outline, heads and feet, and the HTML of every print."""

import datetime
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from konferenz import texte
from konferenz.models import Datei, Konferenz
from konferenz.pdf import Bild, Druck
from themen.protokoll import saetze
from themen.protokoll.daten import Gruppe, Protokoll, checksum

BOGEN_ZEILEN = {"gegen": range(1, 5), "ideen": range(1, 9), "speicher": range(1, 7)}


@dataclass(frozen=True)
class Abschnitt:
    nummer: str
    anker: str
    titel: str


def gliederung(protokoll: Protokoll) -> dict[str, Abschnitt]:
    """The sections that have something to say, numbered without gaps; the annex is A."""
    vorhanden = (
        ("anlass", _("Anlass und Ziel"), protokoll.anlass or protokoll.ziel),
        ("beteiligung", _("Einladung und Beteiligung"), protokoll.beteiligung or protokoll.personen),
        ("leitfragen", _("Leitfragen"), protokoll.leitfragen),
        ("ablauf", _("Ablauf"), protokoll.ablauf or protokoll.begruessung or protokoll.gespraeche),
        ("themen", _("Themen und Kleingruppen"), protokoll.gruppen),
        ("themenspeicher", _("Themenspeicher"), speicher(protokoll)),
        ("stimmen", _("Stimmen der %(wer)s") % {"wer": _genitiv(protokoll.pluralform)}, protokoll.resonanz),
        ("rueckmeldung", _("Rückmeldung"), protokoll.rueckmeldung),
        ("ausblick", _("Ausblick"), protokoll.ausblick),
        ("dank", _("Dank"), protokoll.dank),
    )
    abschnitte = {}
    for anker, titel, inhalt in vorhanden:
        if inhalt:
            abschnitte[anker] = Abschnitt(str(len(abschnitte) + 1), anker, titel)
    if protokoll.anwesende or protokoll.vertreten:
        titel = _("Anlage: Anwesende") if protokoll.is_intern else _("Anlage: Vertretene Einrichtungen")
        abschnitte["anlage"] = Abschnitt("A", "anlage", titel)
    return abschnitte


def _genitiv(pluralform: str) -> str:
    """der Teilnehmenden, der Teilnehmer/-innen"""
    return f"{pluralform}n" if pluralform.endswith("nde") else pluralform


def tabellen(protokoll: Protokoll, abschnitte: dict[str, Abschnitt]) -> dict[str, str]:
    """Captions: numbered in their order, so that one can say "Tabelle 3"."""
    alle = (
        ("beteiligung", _("Beteiligung nach Art der Einrichtung"), protokoll.beteiligung),
        ("ablauf", _("Ablauf des Nachmittags"), protokoll.ablauf),
        ("themen", _("Themen, Mitstreiter/-innen und Kleingruppen"), protokoll.gruppen),
        ("themenspeicher", _("Offene Punkte und woher sie kommen"), True),
        ("rueckmeldung", saetze.rueckmeldung(protokoll), protokoll.rueckmeldung and protokoll.rueckmeldung.bewertet),
    )
    captions = {}
    for anker, titel, inhalt in alle:
        if anker in abschnitte and inhalt:
            captions[anker] = _("Tabelle %(nummer)s: %(titel)s") % {"nummer": len(captions) + 1, "titel": titel}
    captions["anlage"] = (
        _("Tabelle A: Anwesende nach Einrichtung")
        if protokoll.is_intern
        else _("Tabelle A: Vertretene Einrichtungen nach Art")
    )
    return captions


def speicher(protokoll: Protokoll) -> list[dict[str, str]]:
    """Topics of no group, Ist without a Soll, and what a group left open: nothing gets lost."""
    zeilen = []
    for thema in protokoll.themenspeicher:
        zeilen.append(
            {
                "punkt": thema.titel,
                "zusatz": thema.beschreibung,
                "aus": thema.einrichtung or _("Themenvorschlag"),
            }
        )
    for gruppe in protokoll.gruppen:
        aus = _("Gruppe %(nummer)s") % {"nummer": gruppe.nummer}
        for karte in gruppe.ist_ohne_soll:
            punkt = _("%(text)s (Ist %(nummer)s): noch kein Soll") % {
                "text": karte.text.removesuffix("."),
                "nummer": karte.nummer,
            }
            zeilen.append({"punkt": punkt, "zusatz": "", "aus": aus})
        if gruppe.offen:
            zeilen.append({"punkt": gruppe.offen, "zusatz": "", "aus": aus})
    return zeilen


def rahmen(protokoll: Protokoll, stand: datetime.date) -> dict:
    """Status, head and foot lines; print and page share the words."""
    fassung = _("Fassung intern") if protokoll.is_intern else _("Fassung für die Öffentlichkeit")
    if protokoll.is_freigegeben:
        status = _("FREIGEGEBEN")
        am = texte.datum(protokoll.freigegeben_am) if protokoll.freigegeben_am else ""
        zeit = _("Freigegeben am %(datum)s") % {"datum": am} if am else _("Freigegeben")
        zusatz = [am]
    else:
        status = _("ENTWURF")
        zeit = _("Entwurf, Stand %(datum)s") % {"datum": texte.datum(stand)}
        zusatz = [_("Stand %(datum)s") % {"datum": texte.datum(stand)}]
    az = _("Az. %(az)s") % {"az": protokoll.aktenzeichen} if protokoll.aktenzeichen else ""
    return {
        "fassung": fassung,
        "status": status,
        "status_zusatz": " · ".join(part for part in (*zusatz, fassung) if part),
        "fuss": " · ".join(part for part in (protokoll.gemeinde, az, fassung) if part),
        "zeit": zeit,
        "titelzeile": f"{Truncator(protokoll.titel).chars(60)}, {texte.datum(protokoll.datum)}",
    }


def pruefsumme_kurz(pruefsumme: str) -> str:
    """The first sixteen characters in fours."""
    return " ".join(pruefsumme[i : i + 4] for i in range(0, 16, 4)) + " …"


def pruefsumme_lang(pruefsumme: str) -> str:
    return " ".join(pruefsumme[i : i + 8] for i in range(0, 64, 8))


def inhalt(protokoll: Protokoll, stand: datetime.date) -> dict:
    """Everything a template needs, for the print and for the page with the same content."""
    abschnitte = gliederung(protokoll)
    return {
        "protokoll": protokoll,
        "abschnitte": abschnitte,
        "tabellen": tabellen(protokoll, abschnitte),
        "speicher": speicher(protokoll),
        "gruppen": [gruppe_inhalt(gruppe) for gruppe in protokoll.gruppen],
        "summen": _sums(protokoll),
        "spalten": {
            "beteiligung": [
                _("eingeladen"),
                _("zugesagt"),
                _("abgesagt"),
                _("ohne Antwort"),
                _("zurück"),
                _("vertreten"),
                _("Personen"),
            ]
        },
        "saetze": {
            "einladung": saetze.einladung(protokoll),
            "themen": saetze.themen(protokoll) if protokoll.gruppen else "",
            "ungenannt": saetze.ungenannt(protokoll),
            "gespraeche": saetze.gespraeche(protokoll),
            "teilnehmende": saetze.personen_aus(protokoll.personen, protokoll.vertretene_einrichtungen),
        },
        "pruefsumme_lang": pruefsumme_lang(protokoll.pruefsumme),
        **rahmen(protokoll, stand),
    }


def gruppe_inhalt(gruppe: Gruppe) -> dict:
    return {
        "gruppe": gruppe,
        "besetzung": saetze.gruppe_besetzung(gruppe),
        "herkunft": saetze.gruppe_herkunft(gruppe),
        "ideen": [{"idee": idee, "bezug": saetze.idee_bezug(idee).replace(" ", texte.NBSP)} for idee in gruppe.ideen],
        "luecke": saetze.soll_ohne_idee(gruppe),
    }


def _sums(protokoll: Protokoll) -> dict[str, int]:
    spalten = ("eingeladen", "zugesagt", "abgesagt", "offen", "zurueck", "vertreten", "personen")
    return {s: sum(getattr(zeile, s) for zeile in protokoll.beteiligung) for s in spalten} | {
        "mitstreiter": sum(gruppe.mitstreiter for gruppe in protokoll.gruppen),
        "in_gruppen": sum(gruppe.personen for gruppe in protokoll.gruppen),
        "vertretene_personen": sum(zeile.personen for zeile in protokoll.vertreten),
    }


# Prints


def druck_protokoll(protokoll: Protokoll, stand: datetime.date, wappen: Datei | None = None) -> Druck:
    """The whole minutes."""
    context = inhalt(protokoll, stand) | _running_lines(protokoll, stand, _("Ergebnisprotokoll"), protokoll.pruefsumme)
    return Druck(
        render_to_string("themen/druck/protokoll.html", context | {"wappen": wappen}),
        bilder=_pictures(wappen),
        enge=_page_starts(protokoll, context["abschnitte"]),
    )


def druck_gruppen(protokoll: Protokoll, gruppen: tuple[Gruppe, ...], stand: datetime.date) -> Druck:
    """Pages of these groups alone, as the sheet for one group or for all in one go."""
    summe = checksum(gruppen[0]) if len(gruppen) == 1 else protokoll.pruefsumme
    context = {
        "protokoll": protokoll,
        "gruppen": [gruppe_inhalt(gruppe) for gruppe in gruppen],
        "einzeln": len(gruppen) == 1,
        "mit_anwesenden": True,
        **rahmen(protokoll, stand),
        **_running_lines(protokoll, stand, _("Gruppenprotokoll"), summe),
    }
    starts = [gruppe.anker for gruppe in gruppen]
    return Druck(
        render_to_string("themen/druck/gruppen.html", context),
        enge=list(zip(starts, [*starts[1:], "ende"], strict=True)),
    )


def druck_gruppenbogen(konferenz: Konferenz) -> Druck:
    """The blank form that a group fills in by hand."""
    context = {
        "konferenz": konferenz,
        "absender": konferenz.veranstalter.name,
        "zeilen": BOGEN_ZEILEN,
        "fuss_links": _("%(titel)s, %(datum)s · Gruppenbogen")
        % {"titel": Truncator(konferenz.titel).chars(60), "datum": texte.datum(konferenz.datum)},
    }
    return Druck(render_to_string("themen/druck/gruppenbogen.html", context))


def _running_lines(protokoll: Protokoll, stand: datetime.date, art: str, summe: str) -> dict:
    lines = rahmen(protokoll, stand)
    titel = art if not protokoll.is_intern else f"{art} · {lines['fassung']}"
    fuss = f"{lines['zeit']} · {_('Prüfsumme')} {pruefsumme_kurz(summe)}"
    return {
        "kopf_links": f"{titel}\n{lines['titelzeile']}",
        "kopf_rechts": f"{lines['status']}\n{texte.datum(protokoll.freigegeben_am or stand)}",
        "fuss_links": f"{lines['fuss']}\n{fuss}",
        "art": art,
        "absender": protokoll.gemeinde,
    }


def _page_starts(protokoll: Protokoll, abschnitte: dict[str, Abschnitt]) -> list[tuple[str, str]]:
    """Each group and what begins on a new page behind it."""
    starts = [gruppe.anker for gruppe in protokoll.gruppen]
    danach = ("themenspeicher", "stimmen", "rueckmeldung", "ausblick", "dank")
    after = next((anker for anker in danach if anker in abschnitte), "anlage")
    return list(zip(starts, [*starts[1:], after], strict=True))


def _pictures(wappen: Datei | None) -> tuple[Bild, ...]:
    return () if wappen is None else (Bild("wappen", wappen.typ, bytes(wappen.inhalt)),)
