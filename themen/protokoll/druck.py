"""From the dataclasses to what is set: heads and feet, and the HTML of every print."""

import datetime

from django.template.loader import render_to_string
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from konferenz import texte
from konferenz.models import Datei, Konferenz
from konferenz.pdf import Bild, Druck
from themen.protokoll import saetze
from themen.protokoll.bloecke import parse
from themen.protokoll.daten import Gruppe, Protokoll
from themen.protokoll.eckdaten import eckdaten
from themen.protokoll.gefroren import checksum
from themen.protokoll.gliederung import Abschnitt, gliederung

BOGEN_ZEILEN = {"gegen": range(1, 5), "ideen": range(1, 9), "speicher": range(1, 7)}


def rahmen(protokoll: Protokoll, stand: datetime.date) -> dict:
    """Status, head and foot lines; print and page share the words."""
    fuer_wen = protokoll.variante.label
    if protokoll.is_freigegeben:
        am = texte.datum(protokoll.freigegeben_am)
        version = _("Version %(nummer)s") % {"nummer": protokoll.fassung}
        status = _("FREIGEGEBEN")
        zeit = _("%(version)s, freigegeben am %(datum)s") % {"version": version, "datum": am}
        zusatz, kopf = [version, am], version
    else:
        am = texte.datum(stand)
        status = _("ENTWURF")
        zeit = _("Entwurf, Stand %(datum)s") % {"datum": am}
        zusatz, kopf = [_("Stand %(datum)s") % {"datum": am}], am
    az = _("Az. %(az)s") % {"az": protokoll.aktenzeichen} if protokoll.aktenzeichen else ""
    return {
        "fuer_wen": fuer_wen,
        "status": status,
        "status_zusatz": " · ".join((*zusatz, fuer_wen)),
        "status_kopf": f"{status}\n{kopf}",
        "fuss": " · ".join(part for part in (protokoll.gemeinde, az, fuer_wen) if part),
        "zeit": zeit,
        "titelzeile": f"{Truncator(protokoll.titel).chars(60)}, {texte.datum(protokoll.datum)}",
    }


def pruefsumme_kurz(pruefsumme: str) -> str:
    """The first sixteen characters in fours."""
    return " ".join(pruefsumme[i : i + 4] for i in range(0, 16, 4)) + " …"


def inhalt(protokoll: Protokoll, stand: datetime.date) -> dict:
    """Everything a template needs, for the print and for the page with the same content."""
    abschnitte = gliederung(protokoll)
    mit_speicher = "themenspeicher" in protokoll.abschnitte
    anlage = photo_annex(abschnitte)
    gruppen = [
        gruppe_inhalt(
            gruppe, mit_speicher=mit_speicher, fotos=saetze.gruppe_fotos(protokoll.fotos, gruppe.nummer, anlage)
        )
        for gruppe in protokoll.gruppen
    ]
    return {
        "protokoll": protokoll,
        "eckdaten": eckdaten(protokoll),
        "abschnitte": abschnitte,
        "anlagen": [abschnitt for abschnitt in abschnitte.values() if abschnitt.is_anhang],
        "gruppen": gruppen,
        # the head page has no room beside or below so many lines
        "is_langer_inhalt": len(gruppen) > 8,
        # what protokoll/_inhalt.html walks through; pages with remarks add what stands behind each (`hier`)
        "teile": [
            {"a": a, "gruppen": [{"g": g} for g in gruppen] if a.mit_gruppen else []} for a in abschnitte.values()
        ],
        **rahmen(protokoll, stand),
    }


def gruppe_inhalt(gruppe: Gruppe, *, mit_speicher: bool = True, fotos: str = "") -> dict:
    """`mit_speicher`: whether a gap may refer to the Themenspeicher, because it is in these minutes; `fotos` says
    where its photos are."""
    return {
        "gruppe": gruppe,
        "fotos": fotos,
        "besetzung": saetze.gruppe_besetzung(gruppe),
        "herkunft": saetze.gruppe_herkunft(gruppe),
        "ideen": [{"idee": idee, "bezug": saetze.idee_bezug(idee).replace(" ", texte.NBSP)} for idee in gruppe.ideen],
        "luecke": saetze.soll_ohne_idee(gruppe),
        "mit_speicher": mit_speicher,
        "massnahmen": [
            {"zeile": zeile, "ziel": saetze.aufzaehlung(list(zeile.ziel)), "wer": zeile.wer_mit}
            for zeile in gruppe.massnahmen
        ],
        "eigener_text": parse(gruppe.eigener_text),
    }


def photo_annex(abschnitte: dict[str, Abschnitt]) -> str:
    """The letter of the annex with the photos."""
    return abschnitte["fotos"].nummer if "fotos" in abschnitte else ""


def _photos_elsewhere(protokoll: Protokoll, gruppe: Gruppe, anlage: str) -> str:
    """For a sheet without the annex."""
    satz = saetze.gruppe_fotos(protokoll.fotos, gruppe.nummer, anlage)
    return _("%(fotos)s des Protokolls") % {"fotos": satz} if satz else ""


# Prints


def druck_protokoll(
    protokoll: Protokoll, stand: datetime.date, wappen: Datei | None = None, fotos: tuple[Bild, ...] = ()
) -> Druck:
    """The whole minutes; `fotos` from themen.fotos.load_bilder."""
    context = inhalt(protokoll, stand) | _running_lines(protokoll, stand, _("Ergebnisprotokoll"), protokoll.pruefsumme)
    return Druck(
        render_to_string(
            "themen/druck/protokoll.html",
            context | {"wappen": wappen, "bilder_da": {bild.name for bild in fotos}},
        ),
        bilder=(*_pictures(wappen), *fotos),
        enge=_page_starts(protokoll, context["abschnitte"]),
    )


def druck_gruppen(protokoll: Protokoll, gruppen: tuple[Gruppe, ...], stand: datetime.date) -> Druck:
    """Pages of these groups alone, as the sheet for one group or for all in one go."""
    summe = checksum(gruppen[0]) if len(gruppen) == 1 else protokoll.pruefsumme
    anlage = photo_annex(gliederung(protokoll))
    context = {
        "protokoll": protokoll,
        "gruppen": [
            gruppe_inhalt(gruppe, mit_speicher=False, fotos=_photos_elsewhere(protokoll, gruppe, anlage))
            for gruppe in gruppen
        ],
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
    titel = art if not protokoll.is_intern else f"{art} · {lines['fuer_wen']}"
    fuss = f"{lines['zeit']} · {_('Prüfsumme')} {pruefsumme_kurz(summe)}"
    return {
        "kopf_links": f"{titel}\n{lines['titelzeile']}",
        "kopf_rechts": lines["status_kopf"],
        "fuss_links": f"{lines['fuss']}\n{fuss}",
        "art": art,
        "absender": protokoll.gemeinde,
    }


def _page_starts(protokoll: Protokoll, abschnitte: dict[str, Abschnitt]) -> list[tuple[str, str]]:
    """Each group and what begins on a new page behind it."""
    starts = [gruppe.anker for gruppe in protokoll.gruppen]
    if not starts:
        return []
    anker = list(abschnitte)
    mit = next((i for i, abschnitt in enumerate(abschnitte.values()) if abschnitt.mit_gruppen), len(anker))
    after = anker[mit + 1] if mit + 1 < len(anker) else "ende"
    return list(zip(starts, [*starts[1:], after], strict=True))


def _pictures(wappen: Datei | None) -> tuple[Bild, ...]:
    return () if wappen is None else (Bild("wappen", wappen.typ, bytes(wappen.inhalt)),)
