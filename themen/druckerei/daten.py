"""What the prints say, without a database: plain values, so that the same content is the same print."""

import datetime
from dataclasses import dataclass

from themen.druckerei.schrift import Satz


@dataclass(frozen=True)
class Kopf:
    """The conference as it stands on every print."""

    titel: str
    motto: str
    datum: datetime.date
    zeit: str
    ort: str
    raum: str
    absender: str
    datenschutz: str


@dataclass(frozen=True)
class Person:
    """Somebody who is registered and may be named; without a name "Name folgt"."""

    kennung: str
    vorname: str
    nachname: str
    einrichtung: str
    gruppe: int | None
    anwesend: bool

    @property
    def name(self) -> str:
        """Surname first; empty while nobody has said who comes."""
        return ", ".join(part for part in (self.nachname, self.vorname) if part)


@dataclass(frozen=True)
class Gruppe:
    nummer: int
    titel: str
    raum: str
    wegweiser: str
    # who has taken over what; empty on prints without names
    moderation: str = ""
    protokoll: str = ""
    zeit: str = ""


@dataclass(frozen=True)
class Tuerschild:
    """A sign on a door or on the way: the room large, and the groups that meet there."""

    raum: Satz
    zusatz: str
    gruppen: tuple[Gruppe, ...]


@dataclass(frozen=True)
class Karte:
    """A sign of a group or of a table: number, title and place, set as large as they fit."""

    wort: str
    nummer: Satz
    titel: Satz | None
    ort: str
    is_gruppe: bool
