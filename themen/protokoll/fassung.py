"""What a release freezes: the three variants of the minutes, numbered, with what is different from the one before."""

import dataclasses
import datetime
from collections.abc import Mapping

from django.utils.translation import gettext as _

from konferenz.models import Konferenz
from themen.models import Protokollfassung
from themen.protokoll.daten import Protokoll, Variante, from_json
from themen.protokoll.gefroren import checksum, to_json
from themen.protokoll.sammeln import collect_protokoll
from themen.protokoll.unterschied import changed_titles
from themen.protokoll.zurueckgenommen import current_reading

Varianten = Mapping[Variante, Protokoll]
# What goes on changing while nobody works on the minutes: guests answer, the next conference is planned.
VON_SELBST = {"rueckmeldung": None, "vorige": None, "naechste": None}


def collect_varianten(konferenz: Konferenz) -> Varianten:
    """The draft for each audience."""
    return {variante: collect_protokoll(konferenz, variante) for variante in Variante}


def content_sum(varianten: Varianten) -> str:
    """One hash for all three drafts: whoever releases them releases exactly what was read."""
    return checksum(as_content(varianten))


def submitted_sum(varianten: Varianten) -> str:
    """One hash for what whoever submits the drafts answers for; whoever releases them has read the rest, too."""
    return content_sum({v: dataclasses.replace(protokoll, **VON_SELBST) for v, protokoll in varianten.items()})


def as_content(varianten: Varianten) -> dict:
    return {variante.value: to_json(protokoll) for variante, protokoll in varianten.items()}


def number(
    varianten: Varianten, nummer: int, tag: datetime.date, aenderung: str, vorige: Protokollfassung | None
) -> Varianten:
    """The drafts as version `nummer`; a correction says why and which sections changed, each variant its own."""
    numbered = {}
    for variante, protokoll in varianten.items():
        satz = ""
        if vorige is not None:
            satz = change_in_words(aenderung, changed_titles(load_variante(vorige, variante), protokoll))
        numbered[variante] = dataclasses.replace(protokoll, fassung=nummer, freigegeben_am=tag, aenderung=satz)
    return numbered


def change_in_words(aenderung: str, titel: list[str]) -> str:
    """Ein Name war falsch. Betroffen: Maßnahmen im Überblick; Gruppe 2: Netzwerk."""
    satz = aenderung if aenderung.endswith((".", "!", "?", "…")) else f"{aenderung}."
    if not titel:
        return _("%(satz)s Der Text hier ist davon nicht betroffen.") % {"satz": satz}
    return _("%(satz)s Betroffen: %(titel)s.") % {"satz": satz, "titel": "; ".join(titel)}


def load_variante(fassung: Protokollfassung, variante: Variante) -> Protokoll:
    """As it may be read now: without what was taken back since the release."""
    return current_reading(fassung.konferenz, from_json(fassung.inhalt[variante.value]))


def outdated_titles(konferenz: Konferenz, fassung: Protokollfassung) -> list[str]:
    """The sections in which the data say something else than the released version by now."""
    found: dict[str, None] = {}
    for variante in (Variante.INTERN, Variante.OEFFENTLICH):
        jetzt = collect_protokoll(konferenz, variante)
        found |= dict.fromkeys(changed_titles(load_variante(fassung, variante), jetzt))
    return list(found)
