"""Badges: formats of label sheets, who gets one, and how the sheets are filled. Measures in millimetres."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import segno
from django.conf import settings
from django.utils.translation import gettext as _

from themen.druckerei.daten import Person
from themen.druckerei.schrift import Satz, fit, printable

RAND = 4  # inside a label
NAME_HOEHE = 76 / 72 * 25.4  # 76 points, on a label of any height
# Size and line pitch in points; the last three only for what cannot be set otherwise.
NAME_STUFEN = ((32, 34), (28, 30), (24, 25), (21, 22.5), (18, 19), (14, 15), (11, 12), (9, 10))
ORT_STUFEN = ((9.5, 12), (8.5, 10.5), (7.5, 9))
ORT_HOEHE = 12.8


@dataclass(frozen=True)
class Format:
    """A sheet of labels: size of one, how many, margins and pitch from the top left corner of the A4 sheet."""

    schluessel: str
    name: str
    breite: float
    hoehe: float
    spalten: int
    zeilen: int
    oben: float
    links: float
    schritt_x: float
    schritt_y: float

    @property
    def je_bogen(self) -> int:
        return self.spalten * self.zeilen

    @property
    def masse(self) -> str:
        return f"{self.breite:g} × {self.hoehe:g} mm"

    def __str__(self) -> str:
        return f"{self.name}: {self.masse}, {self.je_bogen} je Bogen"


FORMATE = {
    f.schluessel: f
    for f in (
        Format("herma-4412", "HERMA 4412, Avery Zweckform L4785", 80, 50, 2, 5, 13.5, 17.5, 95, 55),
        Format("durable-1445", "DURABLE 1445-02", 90, 54, 2, 5, 12, 15, 90, 54),
        Format("durable-1456", "DURABLE 1456-02", 90, 60, 2, 4, 28.5, 15, 90, 60),
    )
}
STANDARD = "herma-4412"
MOST_ON_A_SHEET = max(f.je_bogen for f in FORMATE.values())


@dataclass(frozen=True)
class Schild:
    """One badge: a name that fits, or lines to write it on by hand."""

    name: Satz | None = None
    ort: Satz | None = None
    gruppe: int | None = None
    adresse: str = ""

    @property
    def qr(self) -> str:
        """The address for helpers as a picture; correction level M, with its quiet zone.

        One mask for all: comparing the eight takes six times as long, and every reader knows each of them.
        """
        return segno.make(self.adresse, error="m", mask=3, micro=False).svg_data_uri() if self.adresse else ""


@dataclass(frozen=True)
class Feld:
    """A place on the sheet, with or without a badge; `klassen` name its column and its row."""

    klassen: str
    schild: Schild | None


def make_schilder(personen: Sequence[Person], format: Format, *, leere: int = 0) -> list[Schild]:
    """One badge for each person in their order, then blank ones."""
    texts = printable(text for p in personen for text in (p.vorname, p.nachname, p.einrichtung))
    vornamen, nachnamen, einrichtungen = texts[0::3], texts[1::3], texts[2::3]
    schilder = [
        Schild(
            name=fit_name((vorname, nachname), format) if vorname or nachname else None,
            ort=fit_ort(einrichtung, format, mit_gruppe=person.gruppe is not None) if einrichtung else None,
            gruppe=person.gruppe,
            adresse=f"{settings.ADRESSE}/hilfe-vor-ort/schild/{person.kennung}/",
        )
        for person, vorname, nachname, einrichtung in zip(personen, vornamen, nachnamen, einrichtungen, strict=True)
    ]
    return schilder + [Schild()] * leere


def fit_name(parts: Sequence[str], format: Format) -> Satz:
    """First name and surname each begin a line."""
    return fit(
        [part for part in parts if part],
        NAME_STUFEN,
        breite=format.breite - 2 * RAND,
        hoehe=NAME_HOEHE,
    )


def fit_ort(einrichtung: str, format: Format, *, mit_gruppe: bool) -> Satz:
    """Three lines beside the group and the code; a name longer than that ends in an ellipsis."""
    breite = format.breite - (38 if mit_gruppe else 25)
    for cut in range(len(einrichtung), 0, -4):
        text = einrichtung if cut == len(einrichtung) else f"{einrichtung[:cut].rstrip()} …"
        satz = fit([text], ORT_STUFEN, breite=breite, hoehe=ORT_HOEHE, schnitt="400")
        if len(satz.zeilen) <= (4 if satz.grad == "g7-5" else 3):
            return satz
    return satz


def make_boegen(schilder: Sequence[Schild], format: Format, *, start: int = 1) -> list[list[Feld]]:
    """Sheets of places, filled row by row; the first sheet begins at the place `start`, as labels may be used up."""
    plaetze: list[Schild | None] = [*([None] * (start - 1)), *schilder]
    return [
        [
            Feld(_place(n, format), schild)
            for n, schild in enumerate(plaetze[i : i + format.je_bogen])
            if schild is not None
        ]
        for i in range(0, len(plaetze), format.je_bogen)
    ]


def make_probebogen(format: Format) -> list[list[Feld]]:
    """One sheet of empty places, for frames."""
    return [[Feld(_place(n, format), None) for n in range(format.je_bogen)]]


def _place(n: int, format: Format) -> str:
    return f"s{n % format.spalten + 1} z{n // format.spalten + 1}"


def style_sheet(format: Format, x: Decimal, y: Decimal) -> str:
    """Where the labels lie, as the address of a style sheet: only numbers of ours, and nothing inline."""
    rules = [
        f".bogen{{left:{x:.1f}mm;top:{y:.1f}mm}}",
        f".schild{{width:{format.breite}mm;height:{format.hoehe}mm}}",
        *(f".s{n + 1}{{left:{format.links + n * format.schritt_x}mm}}" for n in range(format.spalten)),
        *(f".z{n + 1}{{top:{format.oben + n * format.schritt_y}mm}}" for n in range(format.zeilen)),
    ]
    return f"data:text/css;base64,{base64.b64encode(''.join(rules).encode()).decode()}"


def head(format: Format) -> str:
    return _("Namensschilder, %(zahl)s Stück je Bogen, %(masse)s; in Originalgröße (100 %%) drucken") % {
        "zahl": format.je_bogen,
        "masse": format.masse,
    }
