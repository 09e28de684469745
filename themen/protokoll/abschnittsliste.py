"""All sections for the officer: what was decided about each, and whether the data changed since it was written over."""

from dataclasses import dataclass

from konferenz.models import Konferenz
from themen.brett import Stueck
from themen.models import Protokollabschnitt
from themen.protokoll.abschnitte import ARTEN, gruppen_schluessel, title_of
from themen.protokoll.daten import Protokoll
from themen.protokoll.unterschied import compare_lines
from themen.protokoll.vergleich import collect_vergleichbar, data_text

Modus = Protokollabschnitt.Modus


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
        zeilen.append(_line(daten, art.schluessel, title_of(art, daten), str(art.herkunft), rows))
        if art.schluessel == "ergebnisse":
            for gruppe in daten.gruppen:
                schluessel = gruppen_schluessel(gruppe.nummer)
                zeilen.append(_line(daten, schluessel, gruppe.ueberschrift, "", rows, is_gruppe=True))
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
