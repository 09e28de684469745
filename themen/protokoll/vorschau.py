"""One section as it stands in the minutes: with what was decided and saved about it, and about all others."""

import dataclasses
from dataclasses import dataclass

from themen.protokoll import saetze
from themen.protokoll.abschnitte import NACH_SCHLUESSEL, apply_decisions, gruppen_nummer
from themen.protokoll.bloecke import Block
from themen.protokoll.daten import Protokoll, Variante
from themen.protokoll.druck import gruppe_inhalt, photo_annex
from themen.protokoll.gliederung import gliederung
from themen.protokoll.satz import set_section


@dataclass(frozen=True)
class Vorschau:
    """`anker` is where it stands on the page of this variant, "" while it appears nowhere."""

    variante: Variante
    bloecke: tuple[Block, ...]
    gruppe: dict | None
    anker: str


def preview(daten: Protokoll, schluessel: str, publikum: str, entscheidungen) -> Vorschau:
    """For those it is meant for; the data are those without names, in every variant."""
    variante = Variante(publikum)
    fertig = apply_decisions(dataclasses.replace(daten, variante=variante), entscheidungen)
    nummer = gruppen_nummer(schluessel)
    if nummer is not None:
        gruppe = fertig.gruppe(nummer)
        mit_speicher = "themenspeicher" in fertig.abschnitte
        fotos = saetze.gruppe_fotos(fertig.fotos, nummer, photo_annex(gliederung(fertig)))
        gesetzt = gruppe_inhalt(gruppe, mit_speicher=mit_speicher, fotos=fotos) if gruppe else None
        return Vorschau(variante, (), gesetzt, schluessel if gruppe else "")
    art = NACH_SCHLUESSEL[schluessel]
    bloecke = set_section(fertig, art)
    abschnitte = gliederung(fertig)
    is_da = bool(bloecke) or (schluessel == "ergebnisse" and bool(fertig.gruppen))
    anker = next((key for key in (schluessel, art.eltern) if key in abschnitte), "") if is_da else ""
    return Vorschau(variante, bloecke, None, anker)
