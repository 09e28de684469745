"""What the data say in a section as plain text, as it is kept beside a text that somebody writes over it.

Always without names, so that a text that is kept never holds one (variant NETZWERK).
"""

import dataclasses

from django.utils.translation import gettext as _

from konferenz import texte
from konferenz.models import Konferenz
from themen.protokoll import saetze
from themen.protokoll.abkuerzungen import find_abkuerzungen
from themen.protokoll.abschnitte import NACH_SCHLUESSEL, gruppen_nummer, title_of
from themen.protokoll.bloecke import als_text
from themen.protokoll.daten import Gruppe, Protokoll, Variante
from themen.protokoll.sammeln import collect_daten
from themen.protokoll.satz import SETZEN, set_data


def collect_vergleichbar(konferenz: Konferenz) -> Protokoll:
    """The data of every section as they can be kept and compared; a deadline is no data of the day."""
    daten = dataclasses.replace(collect_daten(konferenz, Variante.NETZWERK), frist=None)
    return dataclasses.replace(daten, abkuerzungen=find_abkuerzungen(daten))


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
        teile = (zeile.was, zeile.wer_mit, _("bis %(tag)s") % {"tag": texte.datum(zeile.bis)})
        zeilen.append(f"- {_('Maßnahme')} {zeile.nummer}: {'; '.join(teile)}")
    bloecke = ["\n".join(zeile.replace("\n", " ") for zeile in zeilen)]
    if gruppe.offen:
        bloecke.append(f"{_('Offen:')} {gruppe.offen}")
    return "\n\n".join(filter(None, bloecke))


def has_data(schluessel: str) -> bool:
    """Whether any data can fill this section; otherwise there is only what is written by hand."""
    return bool(gruppen_nummer(schluessel)) or schluessel in SETZEN or schluessel == "ergebnisse"


def title(schluessel: str, daten: Protokoll) -> str | None:
    """How the section is called, None when these minutes have no such section."""
    if nummer := gruppen_nummer(schluessel):
        gruppe = daten.gruppe(nummer)
        return gruppe.ueberschrift if gruppe else None
    art = NACH_SCHLUESSEL.get(schluessel)
    return title_of(art, daten) if art else None
