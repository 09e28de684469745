"""What the minutes say, as frozen dataclasses: no query happens after they are made (sammeln.py makes them)."""

import datetime
import functools
from dataclasses import dataclass
from enum import StrEnum

from teilnehmer.kurzgespraech_karte import Gespraechsbilanz
from themen.fotos import FotoBild
from themen.massnahmen import MassnahmeZeile
from themen.protokoll.gefroren import checksum, read
from themen.rueckmeldung_bild import Bilanz


class Variante(StrEnum):
    """For whom: names of persons only for the administration and the moderation, institutions for everybody else.

    The values are those of Publikum: a variant shows the sections that are meant for it or for more people.
    """

    INTERN = "intern"
    NETZWERK = "netzwerk"
    OEFFENTLICH = "oeffentlich"

    @property
    def is_intern(self) -> bool:
        return self is Variante.INTERN

    def shows(self, publikum: str) -> bool:
        """Whether a section meant for `publikum` stands in this variant."""
        alle = list(Variante)
        return alle.index(Variante(publikum)) >= alle.index(self)


@dataclass(frozen=True)
class Karte:
    nummer: int
    text: str


@dataclass(frozen=True)
class Buendel:
    """One row of the comparison: every Ist on the left belongs to every Soll on the right."""

    ist: tuple[Karte, ...]
    soll: tuple[Karte, ...]


@dataclass(frozen=True)
class Idee:
    nummer: int
    text: str
    soll: tuple[int, ...]
    ist: tuple[int, ...] = ()


@dataclass(frozen=True)
class Thema:
    titel: str
    beschreibung: str
    einrichtung: str
    mitstreiter: int
    # numbers of the groups that work on it; none: it is in the Themenspeicher
    gruppen: tuple[int, ...] = ()


@dataclass(frozen=True)
class SpeicherZeile:
    """What was left over, and where it came from."""

    punkt: str
    zusatz: str
    aus: str
    gruppe: int | None = None


@dataclass(frozen=True)
class GruppenZeile:
    """A group in the map of section 5, also when its own page is not shown."""

    nummer: int
    titel: str
    beschreibung: str
    mitstreiter: int
    personen: int


@dataclass(frozen=True)
class Rang:
    """A card that got dots."""

    gruppe: int
    karte: str
    text: str
    punkte: int


@dataclass(frozen=True)
class EigenerText:
    """What was written by hand for a section: behind its data, or instead of them."""

    schluessel: str
    text: str
    is_allein: bool


@dataclass(frozen=True)
class Person:
    name: str
    funktion: str
    einrichtung: str
    gruppe: int | None = None


@dataclass(frozen=True)
class Gruppe:
    nummer: int
    titel: str
    beschreibung: str
    ort: str
    moderation: str
    offen: str
    themen: tuple[Thema, ...]
    mitstreiter: int
    personen: int
    arten: tuple[tuple[str, int], ...]
    buendel: tuple[Buendel, ...]
    ideen: tuple[Idee, ...]
    soll_ohne_idee: tuple[int, ...]
    anwesend: tuple[Person, ...]
    # kind of role and name; only where names may stand
    rollen: tuple[tuple[str, str], ...] = ()
    massnahmen: tuple[MassnahmeZeile, ...] = ()
    eigener_text: str = ""
    # the page says only what was written by hand
    is_ersetzt: bool = False

    @property
    def anker(self) -> str:
        return f"gruppe-{self.nummer}"

    @property
    def kurztitel(self) -> str:
        """The part before the colon: "Netzwerk" of "Netzwerk: Einrichtungsübergreifendes Arbeiten"."""
        return self.titel.partition(": ")[0]

    @property
    def untertitel(self) -> str:
        """What comes behind the colon, or a description short enough to stand in its place."""
        rest = self.titel.partition(": ")[2]
        return rest or (self.beschreibung if self._is_beschreibung_kurz else "")

    @property
    def erlaeuterung(self) -> str:
        """The description, unless it stands under the title already."""
        return "" if self.untertitel == self.beschreibung else self.beschreibung

    @property
    def _is_beschreibung_kurz(self) -> bool:
        return len(self.beschreibung) <= 160 and "\n" not in self.beschreibung

    @property
    def einrichtungen(self) -> int:
        return sum(zahl for _art, zahl in self.arten)

    @property
    def has_karten(self) -> bool:
        return bool(self.buendel or self.ideen)

    @property
    def ist_ohne_soll(self) -> list[Karte]:
        return [karte for zeile in self.buendel if not zeile.soll for karte in zeile.ist]

    @property
    def andere_themen(self) -> tuple[Thema, ...]:
        """The topics behind the group, unless it is just the one that gave the group its title."""
        titel = {self.titel, f"{self.kurztitel}: {self.untertitel}"}
        return () if len(self.themen) == 1 and self.themen[0].titel in titel else self.themen

    @property
    def eingebracht_von(self) -> list[str]:
        return list(dict.fromkeys(t.einrichtung for t in self.themen if t.einrichtung))

    @property
    def is_lang(self) -> bool:
        """From ten cards of a kind on, the labels need more room."""
        nummern = [k.nummer for zeile in self.buendel for k in (*zeile.ist, *zeile.soll)]
        return max([*nummern, *(idee.nummer for idee in self.ideen)], default=0) > 9


@dataclass(frozen=True)
class BeteiligungsZeile:
    art: str
    label: str
    eingeladen: int
    zugesagt: int
    abgesagt: int
    offen: int
    zurueck: int
    vertreten: int
    personen: int


@dataclass(frozen=True)
class Punkt:
    """One item of the afternoon; `von` and `bis` are the real times, where they were kept."""

    start: datetime.time
    dauer: int
    art: str
    titel: str
    beschreibung: str
    verantwortlich: str
    von: datetime.time | None
    bis: datetime.time | None


@dataclass(frozen=True)
class Vertreten:
    """Institutions of one kind that were there, with their number of people."""

    label: str
    einrichtungen: tuple[str, ...]
    personen: int


@dataclass(frozen=True)
class AnwesendeEinrichtung:
    name: str
    personen: tuple[Person, ...]


@dataclass(frozen=True)
class Protokoll:
    """Everything that one variant of the minutes prints, and nothing else: what is not meant for it is not in here.

    `abschnitte` are the keys of the sections that may appear, `eigene` what was written by hand for them.
    """

    variante: Variante
    gemeinde: str
    fachbereich: str
    anschrift: str
    pluralform: str
    titel: str
    motto: str
    datum: datetime.date
    beginn: datetime.time
    ende: datetime.time
    ort: str
    raum: str
    moderation: str
    moderation_stelle: str
    aktenzeichen: str
    kontakt: tuple[str, ...]
    verteiler: tuple[str, ...]
    is_abgesagt: bool
    personen: int
    einrichtungen: int
    wappen_sha256: str
    # 0: a draft
    fassung: int = 0
    freigegeben_am: datetime.date | None = None
    # what is different from the version before
    aenderung: str = ""
    frist: datetime.date | None = None
    anmerkungen: int = 0
    abschnitte: tuple[str, ...] = ()
    eigene: tuple[EigenerText, ...] = ()
    # sections in their order, see abschnitte.py
    anlass: str = ""
    ziel: str = ""
    beteiligung: tuple[BeteiligungsZeile, ...] = ()
    leitfragen: tuple[str, ...] = ()
    ablauf: tuple[Punkt, ...] = ()
    begruessung: str = ""
    vorstellungsrunde: str = ""
    gespraeche: Gespraechsbilanz | None = None
    themen: tuple[Thema, ...] = ()
    gruppenliste: tuple[GruppenZeile, ...] = ()
    gruppen: tuple[Gruppe, ...] = ()
    rangliste: tuple[Rang, ...] = ()
    massnahmen: tuple[MassnahmeZeile, ...] = ()
    themenspeicher: tuple[SpeicherZeile, ...] = ()
    rueckmeldung: Bilanz | None = None
    resonanz: str = ""
    ausblick: str = ""
    dank: str = ""
    vertreten: tuple[Vertreten, ...] = ()
    anwesende: tuple[AnwesendeEinrichtung, ...] = ()
    ungenannt: int = 0
    fotos: tuple[FotoBild, ...] = ()

    @functools.cached_property
    def pruefsumme(self) -> str:
        """SHA-256 of the canonical JSON of all content: what a reader can compare, because a file cannot print
        its own hash."""
        return checksum(self)

    @property
    def is_intern(self) -> bool:
        return self.variante.is_intern

    @property
    def is_freigegeben(self) -> bool:
        return self.fassung > 0

    @property
    def has_echte_zeiten(self) -> bool:
        return any(p.von for p in self.ablauf)

    @property
    def has_verantwortliche(self) -> bool:
        return any(p.verantwortlich for p in self.ablauf)

    @property
    def vertretene_einrichtungen(self) -> int:
        """How many the annex lists."""
        return sum(len(zeile.einrichtungen) for zeile in self.vertreten)

    def gruppe(self, nummer: int) -> Gruppe | None:
        return next((g for g in self.gruppen if g.nummer == nummer), None)

    def eigener_text(self, schluessel: str) -> EigenerText | None:
        return next((text for text in self.eigene if text.schluessel == schluessel), None)


def from_json(data: dict) -> Protokoll:
    """The minutes that gefroren.to_json made this of."""
    return read(Protokoll, data)
