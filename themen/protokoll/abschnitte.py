"""The sections of the minutes in their one order: key, title, and which data fill them. Nothing else lists them.

`eltern` is the section that this one stands in as a part; without it, it is a section of its own. The pages of the
groups (key `ergebnisse`, each `gruppe-<nr>`) carry no number, annexes carry a letter.
"""

import dataclasses
import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from themen.protokoll.abkuerzungen import find_abkuerzungen
from themen.protokoll.daten import EigenerText, Protokoll, Variante


@dataclass(frozen=True)
class Art:
    """One section; `felder` of Protokoll are its data and are emptied when it does not appear."""

    schluessel: str
    titel: str
    herkunft: str
    felder: tuple[str, ...] = ()
    eltern: str = ""
    is_anhang: bool = False


ARTEN = (
    Art("anlass", _("Anlass und Ziel"), _("Angaben zur Konferenz"), ("anlass", "ziel", "vorige")),
    Art("beteiligung", _("Einladung und Beteiligung"), _("Einladungen und Anwesenheit"), ("beteiligung",)),
    Art("leitfragen", _("Leitfragen"), _("Leitfragen der Konferenz"), ("leitfragen",)),
    Art("ablauf", _("Ablauf"), _("Programm mit den tatsächlichen Zeiten"), ("ablauf",)),
    Art(
        "begruessung",
        _("Begrüßung und Vorstellungsrunde"),
        _("Angaben zur Konferenz, Programm, Kurzgespräche"),
        ("begruessung", "vorstellungsrunde", "gespraeche"),
        eltern="ablauf",
    ),
    Art("themen", _("Themen und Kleingruppen"), _("Themen und wer mitmacht"), ("themen",)),
    Art("gruppen", _("Bildung der Kleingruppen"), _("Gruppen und ihre Größe"), ("gruppenliste",), eltern="themen"),
    Art(
        "ergebnisse",
        _("Ergebnisse der Kleingruppen"),
        _("Karten der Gruppen, eine Seite je Gruppe"),
        ("gruppen",),
        eltern="themen",
    ),
    Art("gesamtschau", _("Gesamtschau und Schwerpunkte"), _("Klebepunkte"), ("rangliste",)),
    Art("massnahmen", _("Maßnahmen im Überblick"), _("Maßnahmen mit Verantwortlichen und Datum"), ("massnahmen",)),
    Art(
        "themenspeicher",
        _("Themenspeicher"),
        _("Themen ohne Gruppe, Ist ohne Soll, Maßnahmen ohne Datum"),
        ("themenspeicher",),
    ),
    Art("weiterarbeit", _("Verabredungen zur Weiterarbeit"), _("nur Ihr eigener Text")),
    Art("stimmen", _("Stimmen der Teilnehmenden"), _("Angaben zur Konferenz"), ("resonanz",)),
    Art("rueckmeldung", _("Rückmeldung zur Konferenz"), _("Antworten auf die drei Fragen"), ("rueckmeldung",)),
    Art(
        "ausblick",
        _("Ausblick"),
        _("Angaben zur Konferenz, nächste Konferenz"),
        ("ausblick", "naechste", "ergebnisseite"),
    ),
    Art("dank", _("Dank"), _("Angaben zur Konferenz"), ("dank",)),
    Art("freigabe", _("Freigabe"), _("Stand des Protokolls, Unterschriften, Prüfsumme"), ("unterschriften",)),
    Art(
        "einladung",
        _("Anlage: Einladung"),
        _("Text der ersten Einladung, die hinausging"),
        ("einladung",),
        is_anhang=True,
    ),
    Art(
        "anlage",
        _("Anlage: Anwesende und Einrichtungen"),
        _("Anwesenheit; Namen nur in der internen Fassung"),
        ("vertreten", "anwesende", "ungenannt"),
        is_anhang=True,
    ),
    Art("praesentationen", _("Anlage: Präsentationen"), _("nur Ihr eigener Text"), is_anhang=True),
    Art("fotos", _("Anlage: Fotoprotokoll"), _("Fotos mit Beschreibung"), ("fotos",), is_anhang=True),
    Art(
        "abkuerzungen",
        _("Anlage: Abkürzungen"),
        _("Abkürzungen, die im Protokoll stehen"),
        ("abkuerzungen",),
        is_anhang=True,
    ),
    Art(
        "datenschutz",
        _("Anlage: Hinweise zum Datenschutz"),
        _("Ihre Seite „Datenschutz“, wenn sie ausgefüllt ist"),
        ("datenschutz",),
        is_anhang=True,
    ),
)
NACH_SCHLUESSEL = {art.schluessel: art for art in ARTEN}
_GRUPPE = re.compile(r"gruppe-([1-9]\d{0,4})")


def title_of(art: Art, protokoll: Protokoll) -> str:
    """The opening without introductions is not called after them."""
    if art.schluessel == "begruessung" and not protokoll.has_vorstellungsrunde:
        return str(_("Begrüßung und Einführung"))
    return str(art.titel)


def gruppen_schluessel(nummer: int) -> str:
    return f"gruppe-{nummer}"


def gruppen_nummer(schluessel: str) -> int | None:
    """3 of gruppe-3; None for every other key."""
    match = _GRUPPE.fullmatch(schluessel)
    return int(match[1]) if match else None


@dataclass(frozen=True)
class Entscheidung:
    """What was decided about a section: the plain side of a Protokollabschnitt, so that this module knows no model."""

    modus: str
    publikum: str
    text: str

    @property
    def is_aus(self) -> bool:
        return self.modus == "aus"

    @property
    def is_ersetzt(self) -> bool:
        return self.modus == "ersetzt"

    def appears_in(self, variante: Variante) -> bool:
        return not self.is_aus and variante.shows(self.publikum)

    @property
    def eigener_text(self) -> str:
        return self.text if self.modus in ("ergaenzt", "ersetzt") else ""


OHNE = Entscheidung("daten", "oeffentlich", "")
# What a group's page loses when only the own text is to stand on it.
LEERE_GRUPPE = {"buendel": (), "ideen": (), "soll_ohne_idee": (), "offen": "", "massnahmen": ()}


def apply_decisions(protokoll: Protokoll, entscheidungen: Mapping[str, Entscheidung]) -> Protokoll:
    """The minutes as decided: data that do not appear in this variant are taken out, not only hidden."""
    leer: dict[str, object] = {}
    defaults = {field.name: field.default for field in dataclasses.fields(Protokoll)}
    abschnitte, eigene = [], []
    for art in ARTEN:
        wahl = entscheidungen.get(art.schluessel, OHNE)
        if not wahl.appears_in(protokoll.variante):
            leer |= {feld: defaults[feld] for feld in art.felder}
            continue
        abschnitte.append(art.schluessel)
        if wahl.is_ersetzt:
            leer |= {feld: defaults[feld] for feld in art.felder}
        if wahl.eigener_text:
            eigene.append(EigenerText(art.schluessel, wahl.eigener_text, wahl.is_ersetzt))
    protokoll = _decide_groups(dataclasses.replace(protokoll, **leer), entscheidungen)
    if "massnahmen" not in abschnitte:
        gruppen = tuple(dataclasses.replace(gruppe, massnahmen=()) for gruppe in protokoll.gruppen)
        protokoll = dataclasses.replace(protokoll, gruppen=gruppen)
    protokoll = dataclasses.replace(protokoll, abschnitte=tuple(abschnitte), eigene=tuple(eigene))
    if "abkuerzungen" in abschnitte and not entscheidungen.get("abkuerzungen", OHNE).is_ersetzt:
        return dataclasses.replace(protokoll, abkuerzungen=find_abkuerzungen(protokoll))
    return protokoll


def gruppe_appears(nummer: int | None, variante: Variante, entscheidungen: Mapping[str, Entscheidung]) -> bool:
    """Whether what belongs to this group may stand in the variant; what belongs to none may."""
    return nummer is None or all(wahl.appears_in(variante) for wahl in _choices(nummer, entscheidungen))


def _choices(nummer: int, entscheidungen: Mapping[str, Entscheidung]) -> tuple[Entscheidung, Entscheidung]:
    return entscheidungen.get("ergebnisse", OHNE), entscheidungen.get(gruppen_schluessel(nummer), OHNE)


def _decide_groups(protokoll: Protokoll, entscheidungen: Mapping[str, Entscheidung]) -> Protokoll:
    """The page of each group as decided, and the lists without what came from a group that does not appear.

    A group that says only its own text takes its cards out of the lists, too; its measures and photos stay.
    """

    def appears(nummer: int | None) -> bool:
        return gruppe_appears(nummer, protokoll.variante, entscheidungen)

    def shows_cards(nummer: int | None) -> bool:
        if nummer is None:
            return True
        return appears(nummer) and not any(wahl.is_ersetzt for wahl in _choices(nummer, entscheidungen))

    gruppen = []
    for gruppe in filter(lambda one: appears(one.nummer), protokoll.gruppen):
        _alle, wahl = _choices(gruppe.nummer, entscheidungen)
        eigen = {"eigener_text": wahl.eigener_text, "is_ersetzt": wahl.is_ersetzt}
        gruppen.append(dataclasses.replace(gruppe, **(LEERE_GRUPPE if wahl.is_ersetzt else {}) | eigen))
    listen = {
        feld: tuple(zeile for zeile in getattr(protokoll, feld) if stays(zeile.gruppe))
        for feld, stays in (
            ("rangliste", shows_cards),
            ("themenspeicher", shows_cards),
            ("massnahmen", appears),
            ("fotos", appears),
        )
    }
    return dataclasses.replace(protokoll, gruppen=tuple(gruppen), **listen)
