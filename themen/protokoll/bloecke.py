"""What a section consists of: paragraphs, lists, tables. Pure: page, print and export set the same blocks.

Own text knows two signs and no markup: lines that begin with "- " are a list, lines that begin with "1. " a numbered
one; an empty line ends a paragraph.
"""

import re
from dataclasses import dataclass, field
from typing import ClassVar

from themen.fotos import FotoBild
from themen.rueckmeldung_bild import Bilanz

_PUNKT = re.compile(r"\s*[-–•*]\s+(?=\S)")
_NUMMER = re.compile(r"\s*(\d{1,3})[.)]\s+(?=\S)")


@dataclass(frozen=True)
class Absatz:
    """`zeilen` break where the writer broke them, an `adresse` behind them is never hyphenated; `is_vor_tabelle` keeps
    the paragraph with the table behind it."""

    art: ClassVar[str] = "absatz"
    zeilen: tuple[str, ...]
    is_vor_tabelle: bool = False
    adresse: str = ""

    @property
    def is_link(self) -> bool:
        """Whether the address may be opened; an imported version may say anything."""
        return self.adresse.startswith(("https://", "http://"))


@dataclass(frozen=True)
class Liste:
    art: ClassVar[str] = "liste"
    punkte: tuple[str, ...]
    is_nummeriert: bool = False


@dataclass(frozen=True)
class Zwischentitel:
    art: ClassVar[str] = "zwischentitel"
    text: str
    anker: str = ""


@dataclass(frozen=True)
class Zelle:
    """`stark` stands in bold before the text, `zusatz` small below it; `gruppe` links to the page of that group."""

    text: str = ""
    stark: str = ""
    zusatz: str = ""
    zeilen: tuple[str, ...] = ()
    gruppe: int | None = None

    @property
    def hoehe(self) -> int:
        """Lines, roughly."""
        return max(1, len(self.zeilen), -(-len(self.stark + self.text) // 40) + -(-len(self.zusatz) // 50))


@dataclass(frozen=True)
class Spalte:
    """`breite` is a class of the print's stylesheet; `is_nach_zahl`: text behind a column of figures."""

    titel: str
    breite: str = ""
    is_zahl: bool = False
    is_nach_zahl: bool = False

    @property
    def klasse(self) -> str:
        """Classes of the print."""
        return " ".join(filter(None, ("zahl" * self.is_zahl, "nach-zahl" * self.is_nach_zahl, self.breite)))


@dataclass(frozen=True)
class Tabelle:
    """The first cell of a row heads it when `is_erste_kopf`; `summe` is the last row, its first text heads it."""

    art: ClassVar[str] = "tabelle"
    titel: str
    spalten: tuple[Spalte, ...]
    zeilen: tuple[tuple[Zelle, ...], ...]
    summe: tuple[Zelle, ...] = ()
    is_erste_kopf: bool = False
    # set by gliederung: "Tabelle 3"
    nummer: str = ""

    @property
    def ueberschrift(self) -> str:
        """Tabelle 3: Alle Maßnahmen"""
        return f"{self.nummer}: {self.titel}" if self.nummer else self.titel

    @property
    def is_kurz(self) -> bool:
        """Less than half a page, as far as letters tell, or a few tall rows: such a table is kept together."""
        hoehe = sum(max((zelle.hoehe for zelle in zeile), default=1) for zeile in self.zeilen)
        return hoehe <= 18 or (len(self.zeilen) <= 6 and hoehe <= 30)

    @property
    def paare(self) -> list[list[tuple[Spalte, Zelle]]]:
        """Rows whose cells know their column."""
        return [list(zip(self.spalten, zeile, strict=True)) for zeile in self.zeilen]

    @property
    def summenpaare(self) -> list[tuple[Spalte, Zelle]]:
        return list(zip(self.spalten, self.summe, strict=True)) if self.summe else []

    @property
    def summenkopf(self) -> Zelle | None:
        """The cell that heads the last row: the first one that says something."""
        return next((zelle for zelle in self.summe if zelle.text), None)


@dataclass(frozen=True)
class Rueckmeldebild:
    """The bar, its table and the quotes."""

    art: ClassVar[str] = "rueckmeldung"
    bilanz: Bilanz
    titel: str
    nummer: str = ""

    @property
    def ueberschrift(self) -> str:
        return f"{self.nummer}: {self.titel}"


@dataclass(frozen=True)
class Bilder:
    art: ClassVar[str] = "bilder"
    fotos: tuple[FotoBild, ...]


@dataclass(frozen=True)
class Unterschriften:
    """What each line is for, and the office below it, where there is one."""

    art: ClassVar[str] = "unterschriften"
    felder: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Pruefsumme:
    art: ClassVar[str] = "pruefsumme"
    wert: str

    @property
    def lang(self) -> str:
        """All 64 characters in eights."""
        return " ".join(self.wert[i : i + 8] for i in range(0, 64, 8))


Block = Absatz | Liste | Zwischentitel | Tabelle | Rueckmeldebild | Bilder | Unterschriften | Pruefsumme


@dataclass
class _Sammler:
    """Lines of the block that is being read."""

    fertig: list[Block] = field(default_factory=list)
    zeilen: list[str] = field(default_factory=list)
    kind: str = ""

    def close(self) -> None:
        if self.zeilen:
            zeilen = tuple(self.zeilen)
            self.fertig.append(Absatz(zeilen) if self.kind == "absatz" else Liste(zeilen, self.kind == "nummern"))
        self.zeilen, self.kind = [], ""

    def add(self, kind: str, text: str) -> None:
        if self.kind != kind:
            self.close()
        self.kind = kind
        self.zeilen.append(text)

    def continues(self, nummer: int) -> bool:
        """Whether a line with this number goes on with a list, or begins one with 1; a date at the start does not."""
        if self.kind == "nummern":
            return nummer == len(self.zeilen) + 1
        last = self.fertig[-1] if self.fertig and not self.zeilen else None
        if isinstance(last, Liste) and last.is_nummeriert and nummer == len(last.punkte) + 1:
            self.fertig.pop()  # an empty line between two points is still one list
            self.zeilen, self.kind = list(last.punkte), "nummern"
            return True
        return nummer == 1


def parse(text: str) -> tuple[Block, ...]:
    """Paragraphs and lists; the text itself is left as it was typed."""
    sammler = _Sammler()
    for zeile in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        if not zeile.strip():
            sammler.close()
        elif match := _PUNKT.match(zeile):
            sammler.add("punkte", zeile[match.end() :].strip())
        elif (match := _NUMMER.match(zeile)) and sammler.continues(int(match[1])):
            sammler.add("nummern", zeile[match.end() :].strip())
        elif sammler.kind in ("punkte", "nummern") and zeile[:1].isspace():
            sammler.zeilen[-1] += f" {zeile.strip()}"  # an indented line goes on with its point
        else:
            sammler.add("absatz", zeile.strip())
    sammler.close()
    return tuple(sammler.fertig)


def als_text(bloecke: tuple[Block, ...]) -> str:
    """The same in plain paragraphs and lists, so that `parse` reads it and two states can be compared word by word."""
    return "\n\n".join(filter(None, (_text(block) for block in bloecke)))


def _text(block: Block) -> str:
    match block:
        case Absatz():
            return "\n".join(filter(None, (*block.zeilen, block.adresse)))
        case Liste(is_nummeriert=True):
            return "\n".join(f"{n}. {punkt}" for n, punkt in enumerate(block.punkte, 1))
        case Liste():
            return "\n".join(f"- {punkt}" for punkt in block.punkte)
        case Zwischentitel():
            return block.text
        case Tabelle():
            return "\n".join(f"- {_row(block.spalten, zeile)}" for zeile in block.zeilen)
        case Rueckmeldebild(bilanz=bilanz):
            zitate = (*bilanz.gut, *bilanz.naechstes_mal)
            return "\n".join([bilanz.satz, bilanz.in_worten, *(f"„{zitat}“" for zitat in zitate)])
        case Bilder():
            return "\n".join(f"- {foto.alternativtext}" for foto in block.fotos)
        case Unterschriften():
            return "\n".join(f"- {': '.join(filter(None, feld))}" for feld in block.felder)
    return ""


def _row(spalten: tuple[Spalte, ...], zeile: tuple[Zelle, ...]) -> str:
    """Kitas; eingeladen: 12; zugesagt: 10"""
    teile = []
    for spalte, zelle in zip(spalten, zeile, strict=True):
        text = " ".join(filter(None, (zelle.stark, zelle.text, *zelle.zeilen, zelle.zusatz))).replace("\n", " ")
        if text and text != "–":
            teile.append(f"{spalte.titel}: {text}" if spalte.is_zahl else text)
    return "; ".join(teile)
