"""What is different between two versions of the minutes, section by section and word by word. Pure."""

import dataclasses
import difflib
from dataclasses import dataclass

from django.utils.translation import gettext as _

from themen.brett import Stueck, compare
from themen.protokoll import saetze
from themen.protokoll.abschnitte import ARTEN, gruppen_schluessel, title_of
from themen.protokoll.bloecke import als_text
from themen.protokoll.daten import Gruppe, Protokoll
from themen.protokoll.eckdaten import eckdaten
from themen.protokoll.satz import set_section
from themen.protokoll.vergleich import data_text


@dataclass(frozen=True)
class Unterschied:
    """One section that changed; a side without pieces says that the section was not there."""

    schluessel: str
    titel: str
    vorher: list[Stueck]
    nachher: list[Stueck]


def compare_versions(alt: Protokoll, neu: Protokoll) -> list[Unterschied]:
    """The sections that differ, in their order."""
    vorher, nachher = _texts(alt), _texts(neu)
    return [
        Unterschied(key, nachher.get(key, vorher.get(key))[0], *compare_lines(_text(vorher, key), _text(nachher, key)))
        for key in changed_keys(alt, neu)
    ]


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


def changed_titles(alt: Protokoll, neu: Protokoll) -> list[str]:
    """How the sections that differ are called."""
    vorher, nachher = _texts(alt), _texts(neu)
    return [nachher.get(key, vorher.get(key))[0] for key in changed_keys(alt, neu)]


def changed_keys(alt: Protokoll, neu: Protokoll) -> list[str]:
    vorher, nachher = _texts(alt), _texts(neu)
    return [key for key in {**nachher, **vorher} if _text(vorher, key) != _text(nachher, key)]


def _text(texts: dict[str, tuple[str, str]], key: str) -> str:
    return texts[key][1] if key in texts else ""


def _texts(protokoll: Protokoll) -> dict[str, tuple[str, str]]:
    """Title and plain text by key. The release itself changes with every version, so its data say nothing."""
    protokoll = dataclasses.replace(protokoll, frist=None)
    texts = {"kopf": (_("Angaben im Kopf"), _head(protokoll))}
    for art in ARTEN:
        if art.schluessel == "freigabe":
            eigen = protokoll.eigener_text(art.schluessel)
            texts[art.schluessel] = (title_of(art, protokoll), eigen.text if eigen else "")
            continue
        texts[art.schluessel] = (title_of(art, protokoll), als_text(set_section(protokoll, art)))
        if art.schluessel == "ergebnisse":
            for gruppe in protokoll.gruppen:
                key = gruppen_schluessel(gruppe.nummer)
                texts[key] = (gruppe.ueberschrift, _group(protokoll, gruppe, key))
    return texts


def _head(p: Protokoll) -> str:
    return "\n".join(filter(None, (p.titel, p.motto, p.anschrift, *(f"{e.was}: {e.text}" for e in eckdaten(p)))))


def _group(protokoll: Protokoll, gruppe: Gruppe, key: str) -> str:
    teile = (
        gruppe.titel,
        gruppe.beschreibung,
        saetze.gruppe_besetzung(gruppe),
        saetze.gruppe_herkunft(gruppe),
        data_text(protokoll, key),
        gruppe.eigener_text,
    )
    return "\n".join(filter(None, teile))
