"""What is different between two versions of the minutes, section by section and word by word. Pure."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from konferenz import texte
from themen.brett import Stueck
from themen.protokoll import saetze
from themen.protokoll.abschnitte import ARTEN, gruppen_schluessel
from themen.protokoll.bloecke import als_text
from themen.protokoll.daten import Gruppe, Protokoll
from themen.protokoll.satz import set_section
from themen.protokoll.vergleich import compare_lines, data_text


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
    texts = {"kopf": (_("Angaben im Kopf"), _head(protokoll))}
    for art in ARTEN:
        if art.schluessel == "freigabe":
            eigen = protokoll.eigener_text(art.schluessel)
            texts[art.schluessel] = (str(art.titel), eigen.text if eigen else "")
            continue
        texts[art.schluessel] = (str(art.titel), als_text(set_section(protokoll, art)))
        if art.schluessel == "ergebnisse":
            for gruppe in protokoll.gruppen:
                key = gruppen_schluessel(gruppe.nummer)
                titel = _("Gruppe %(nummer)s: %(titel)s") % {"nummer": gruppe.nummer, "titel": gruppe.kurztitel}
                texts[key] = (titel, _group(protokoll, gruppe, key))
    return texts


def _head(p: Protokoll) -> str:
    zeilen = (
        p.titel,
        p.motto,
        ", ".join(part for part in (p.gemeinde, p.fachbereich, p.anschrift) if part),
        f"{texte.datum(p.datum)}, {texte.zeitraum(p.beginn, p.ende)}",
        ", ".join(part for part in (p.raum, p.ort) if part),
        saetze.personen_aus(p.personen, p.einrichtungen) if p.personen else "",
        p.moderation,
        p.aktenzeichen,
        "; ".join(p.verteiler),
        ", ".join(p.kontakt),
    )
    return "\n".join(filter(None, zeilen))


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
