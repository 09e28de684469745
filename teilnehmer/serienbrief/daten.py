"""A letter on paper as plain values: what stands on it, and nothing that asks the database."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum


class Art(StrEnum):
    """What a piece of the text is set as."""

    TEXT = "text"
    LISTE = "liste"
    KASTEN = "kasten"
    ABSENDER = "absender"


@dataclass(frozen=True)
class Absatz:
    art: Art
    zeilen: tuple[str, ...] = ()


@dataclass(frozen=True)
class Brief:
    """To one institution; `adresse` is its personal link, `groesse` the step at which its address fits the window.

    Without `mit_antwort` nothing is asked: no programme and no reply slip behind it.
    """

    einrichtung: str
    anschrift: tuple[str, ...]
    groesse: str
    betreff: str
    absaetze: tuple[Absatz, ...]
    code: str
    adresse: str
    mit_antwort: bool = True


@dataclass(frozen=True)
class Programmzeile:
    beginn: str
    titel: str
    leitung: str


@dataclass(frozen=True)
class Kopf:
    """What all letters of one print share."""

    konferenz: str
    gemeinde: str
    fachbereich: str
    ruecksendeangabe: str
    infoblock: tuple[tuple[str, str], ...]
    fuss: tuple[str, str]
    tag: str
    programm: tuple[Programmzeile, ...]
    antwort_bis: str
    antwort_an: str
    code_adresse: str
    datenschutz: str
    hoechstens: int | None
    bedarfe: tuple[str, ...]
    wappen: int | None


@dataclass(frozen=True)
class Serienbrief:
    kopf: Kopf
    briefe: tuple[Brief, ...]

    @property
    def stand(self) -> str:
        """A hash of everything that is printed."""
        return hashlib.sha256(repr(self).encode()).hexdigest()
