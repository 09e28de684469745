"""What the data say in a section as plain text, and whether that changed since somebody wrote over it.

Always without names, so that a text that is kept never holds one (variant NETZWERK).
"""

import difflib
from dataclasses import dataclass

from django.utils.translation import gettext as _

from konferenz import texte
from konferenz.models import Konferenz
from themen.brett import Stueck, compare
from themen.models import Protokollabschnitt
from themen.protokoll import saetze
from themen.protokoll.abschnitte import ARTEN, NACH_SCHLUESSEL, gruppen_nummer, gruppen_schluessel
from themen.protokoll.bloecke import als_text
from themen.protokoll.daten import Gruppe, Protokoll, Variante
from themen.protokoll.sammeln import collect_daten
from themen.protokoll.satz import SETZEN, set_data, verantwortlich

Modus = Protokollabschnitt.Modus


def collect_vergleichbar(konferenz: Konferenz) -> Protokoll:
    """The data of every section as they can be kept and compared."""
    return collect_daten(konferenz, Variante.NETZWERK)


def data_text(daten: Protokoll, schluessel: str) -> str:
    """Plain paragraphs and lists of what the data say; "" where they say nothing."""
    nummer = gruppen_nummer(schluessel)
    if nummer is not None:
        gruppe = daten.gruppe(nummer)
        return _group_text(gruppe) if gruppe else ""
    if schluessel == "ergebnisse":
        return "\n\n".join(f"{gruppe.titel}\n{_group_text(gruppe)}" for gruppe in daten.gruppen)
    return als_text(set_data(daten, schluessel))


def _group_text(gruppe: Gruppe) -> str:
    zeilen = [f"- {_('Ist')} {karte.nummer}: {karte.text}" for zeile in gruppe.buendel for karte in zeile.ist]
    zeilen += [f"- {_('Soll')} {karte.nummer}: {karte.text}" for zeile in gruppe.buendel for karte in zeile.soll]
    zeilen += [f"- {_('Idee')} {i.nummer}: {i.text} {saetze.idee_bezug(i)}".rstrip() for i in gruppe.ideen]
    for zeile in gruppe.massnahmen:
        teile = (zeile.was, verantwortlich(zeile), _("bis %(tag)s") % {"tag": texte.datum(zeile.bis)})
        zeilen.append(f"- {_('Maßnahme')} {zeile.nummer}: {'; '.join(teile)}")
    bloecke = ["\n".join(zeile.replace("\n", " ") for zeile in zeilen)]
    if gruppe.offen:
        bloecke.append(f"{_('Offen:')} {gruppe.offen}")
    return "\n\n".join(filter(None, bloecke))


@dataclass(frozen=True)
class Zeile:
    """One section in the list of all: what was decided, and what the officer should look at."""

    schluessel: str
    titel: str
    herkunft: str
    modus: str
    modus_worte: str
    publikum: str
    publikum_worte: str
    is_veraltet: bool
    is_leer: bool
    is_gruppe: bool = False


def collect_zeilen(konferenz: Konferenz) -> list[Zeile]:
    """All sections in their order, the groups behind theirs."""
    daten = collect_vergleichbar(konferenz)
    rows = {row.schluessel: row for row in konferenz.protokollabschnitte.all()}
    zeilen = []
    for art in ARTEN:
        zeilen.append(_line(daten, art.schluessel, str(art.titel), str(art.herkunft), rows))
        if art.schluessel == "ergebnisse":
            for gruppe in daten.gruppen:
                titel = _("Gruppe %(nummer)s: %(titel)s") % {"nummer": gruppe.nummer, "titel": gruppe.kurztitel}
                zeilen.append(_line(daten, gruppen_schluessel(gruppe.nummer), titel, "", rows, is_gruppe=True))
    return zeilen


def _line(daten: Protokoll, schluessel: str, titel: str, herkunft: str, rows, *, is_gruppe: bool = False) -> Zeile:
    row = rows.get(schluessel) or Protokollabschnitt(schluessel=schluessel)
    jetzt = data_text(daten, schluessel)
    return Zeile(
        schluessel,
        titel,
        herkunft,
        row.modus,
        row.get_modus_display(),
        row.publikum,
        row.get_publikum_display(),
        is_veraltet=is_outdated(row, jetzt),
        is_leer=row.modus == Modus.DATEN and not jetzt,
        is_gruppe=is_gruppe,
    )


def is_outdated(row: Protokollabschnitt, jetzt: str) -> bool:
    """Whether the data say something else than when the own text was written."""
    return row.modus in (Modus.ERGAENZT, Modus.ERSETZT) and row.daten_stand != jetzt


def differences(row: Protokollabschnitt, jetzt: str) -> tuple[list[Stueck], list[Stueck]]:
    """The lines of the data that changed, then and now, word by word; nothing when they are the same."""
    return compare_lines(row.daten_stand, jetzt) if is_outdated(row, jetzt) else ([], [])


def compare_lines(alt: str, neu: str) -> tuple[list[Stueck], list[Stueck]]:
    """The lines of two texts that differ, before and after, word by word."""
    a, b = alt.split("\n"), neu.split("\n")
    vorher, nachher = [], []
    for tag, a1, a2, b1, b2 in difflib.SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if tag != "equal":
            left, right = compare("\n".join(a[a1:a2]), "\n".join(b[b1:b2]))
            for side, stuecke in ((vorher, left), (nachher, right)):
                side += [*([Stueck("\n", is_anders=False)] if side and stuecke else []), *stuecke]
    return vorher, nachher


def has_data(schluessel: str) -> bool:
    """Whether any data can fill this section; otherwise there is only what is written by hand."""
    return bool(gruppen_nummer(schluessel)) or schluessel in SETZEN or schluessel == "ergebnisse"


def title(schluessel: str, daten: Protokoll) -> str | None:
    """How the section is called, None when these minutes have no such section."""
    if nummer := gruppen_nummer(schluessel):
        gruppe = daten.gruppe(nummer)
        return _("Gruppe %(nummer)s: %(titel)s") % {"nummer": nummer, "titel": gruppe.kurztitel} if gruppe else None
    art = NACH_SCHLUESSEL.get(schluessel)
    return str(art.titel) if art else None
