"""What the minutes say, as frozen dataclasses: no query happens after they are made (sammeln.py makes them)."""

import dataclasses
import datetime
import functools
import hashlib
import json
from dataclasses import dataclass
from enum import StrEnum

from teilnehmer.kurzgespraech_karte import Gespraechsbilanz
from themen.rueckmeldung_bild import Bilanz


class Variante(StrEnum):
    """Two versions: names of those present for the administration and the moderation, institutions for everybody."""

    INTERN = "intern"
    OEFFENTLICH = "oeffentlich"


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
    """Everything that both variants of the minutes print; names of people only in the variant `intern`."""

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
    aktenzeichen: str
    kontakt: tuple[str, ...]
    verteiler: tuple[str, ...]
    freigegeben_am: datetime.date | None
    is_freigegeben: bool
    is_abgesagt: bool
    anlass: str
    ziel: str
    begruessung: str
    resonanz: str
    rueckmeldung: Bilanz | None
    ausblick: str
    dank: str
    leitfragen: tuple[str, ...]
    ablauf: tuple[Punkt, ...]
    beteiligung: tuple[BeteiligungsZeile, ...]
    personen: int
    vertreten: tuple[Vertreten, ...]
    themen_gesamt: int
    gruppen: tuple[Gruppe, ...]
    themenspeicher: tuple[Thema, ...]
    anwesende: tuple[AnwesendeEinrichtung, ...]
    ungenannt: int
    wappen_sha256: str
    gespraeche: Gespraechsbilanz | None = None

    @functools.cached_property
    def pruefsumme(self) -> str:
        """SHA-256 of the canonical JSON of all content: what a reader can compare, because a file cannot print
        its own hash."""
        return checksum(self)

    @property
    def is_intern(self) -> bool:
        return self.variante == Variante.INTERN

    @property
    def vertretene_einrichtungen(self) -> int:
        return sum(len(zeile.einrichtungen) for zeile in self.vertreten)

    @property
    def vorstellungsrunde(self) -> str:
        return "\n\n".join(p.beschreibung for p in self.ablauf if p.art == "vorstellungsrunde" and p.beschreibung)

    @property
    def has_echte_zeiten(self) -> bool:
        return any(p.von for p in self.ablauf)

    def gruppe(self, nummer: int) -> Gruppe | None:
        return next((g for g in self.gruppen if g.nummer == nummer), None)


def checksum(data) -> str:
    """The same content gives the same sum, in whatever order Python keeps it."""
    text = json.dumps(
        dataclasses.asdict(data), sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_plain
    )
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value) -> str:
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} does not belong into the minutes")
