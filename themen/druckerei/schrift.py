"""Text that fits itself: lines broken by the advance widths of the font that will be printed."""

import functools
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings

from konferenz.pdf_kind import OHNE_BILD, drawable
from konferenz.texte import SHY

PUNKT = 72 / 25.4  # points in a millimetre
ORDNER = settings.BASE_DIR / "static" / "gebaut" / "druck"


@dataclass(frozen=True)
class Satz:
    """Lines of text and the size at which they fit; `grad` names the CSS class."""

    grad: str
    zeilen: tuple[str, ...]


@functools.cache
def _advances(schnitt: str) -> dict[str, float]:
    """Width of every character, in units of the font size."""
    from fontTools.ttLib import TTFont

    with TTFont(ORDNER / f"fira-{schnitt}.ttf", lazy=True) as font:
        widths, units = font["hmtx"], font["head"].unitsPerEm
        return {chr(code): widths[glyph][0] / units for code, glyph in font.getBestCmap().items()}


def width(text: str, grad: float, schnitt: str) -> float:
    """Points this text takes; a character nobody knows counts as a wide one."""
    advances = _advances(schnitt)
    return grad * sum(advances.get(character, 1) for character in text)


def printable(texts: Iterable[str]) -> list[str]:
    """The texts as they will be printed, so that what is measured is what stands on the paper."""
    lines = [" ".join(text.split()) for text in texts]
    if not lines:
        return []
    return [" ".join(line.split()) for line in drawable("\n".join(lines), _known()).split("\n")]


@functools.cache
def _known() -> set[str]:
    """The characters that the child process keeps; it replaces all others."""
    return {c for c in _advances("400") if unicodedata.category(c) not in ("Cf", "Cc")} | set(OHNE_BILD)


def fit(
    paragraphs: Sequence[str], stufen: Sequence[tuple[float, float]], *, breite: float, hoehe: float, schnitt="600"
) -> Satz:
    """The first of the steps (size, line pitch) at which every line keeps the width and all keep the height.

    Lines break at spaces, behind hyphens and at soft hyphens; in the last step anywhere, and never is anything lost.
    """
    breite, hoehe = breite * PUNKT, hoehe * PUNKT
    for grad, pitch in stufen:
        lines = [line for text in paragraphs for line in _break(text, grad, schnitt, breite)]
        if len(lines) * pitch <= hoehe and all(width(line, grad, schnitt) <= breite for line in lines):
            return Satz(_name(grad), tuple(lines))
    grad = stufen[-1][0]
    lines = [line for text in paragraphs for line in _break(text, grad, schnitt, breite, inside_words=True)]
    return Satz(_name(grad), tuple(lines))


def _break(text: str, grad: float, schnitt: str, breite: float, *, inside_words: bool = False) -> list[str]:
    lines, line = [], ""
    for piece in _pieces(text):
        if line and width(_shown(line + piece), grad, schnitt) > breite:
            lines.append(_shown(line))
            line = ""
        line += piece
        while inside_words and width(_shown(line), grad, schnitt) > breite:
            head = _longest_head(line, grad, schnitt, breite)
            lines.append(f"{_shown(head)}-")
            line = line[len(head) :]
    return [*lines, _shown(line)] if line.strip() else lines


def _pieces(text: str) -> list[str]:
    """What may not be broken: words, parts of words up to a hyphen or a soft hyphen, each with the space behind it."""
    return re.findall(rf"[^ {SHY}-]+(?:-+|{SHY})(?=[^ -])|[^ {SHY}]+ *|{SHY}", text)


def _shown(line: str) -> str:
    """A soft hyphen is seen at the end of a line only."""
    end = "-" if line.endswith(SHY) else ""
    return line.replace(SHY, "").rstrip() + end


def _longest_head(word: str, grad: float, schnitt: str, breite: float) -> str:
    end = 1
    while end < len(word) - 1 and width(f"{_shown(word[: end + 1])}-", grad, schnitt) <= breite:
        end += 1
    return word[:end]


def _name(grad: float) -> str:
    """32 → g32, 9.5 → g9-5: a CSS class."""
    return f"g{grad:g}".replace(".", "-")
