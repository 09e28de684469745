"""What people said where they come from and the directory does not know: texts, with entries that may be meant."""

import re
from collections import defaultdict
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.db.models import Count, F

from konferenz.felder import sort_key
from konferenz.models import Veranstalter
from teilnehmer.models import Anmeldung, Einrichtung

AEHNLICH = 0.6
HOECHSTENS = 3
_WORT = re.compile(r"[^\W_]{3,}")


@dataclass(frozen=True)
class Vorschlag:
    """One text as people said it, however they wrote it, and the entries of the directory that are like it."""

    text: str
    personen: int
    konferenz: str
    aehnliche: list[Einrichtung]


def text_key(text: str) -> str:
    """The same for spellings that mean the same: case, umlauts, spaces and stops do not matter."""
    return " ".join(re.findall(r"\w+", sort_key(text)))


def proposals_of(veranstalter: Veranstalter):
    """All Anmeldungen of a Veranstalter whose institution is only a text."""
    return Anmeldung.objects.filter(konferenz__veranstalter=veranstalter).mit_angabe()


def count_vorschlaege(veranstalter: Veranstalter) -> int:
    return len(_texts(veranstalter))


def collect_vorschlaege(veranstalter: Veranstalter) -> list[Vorschlag]:
    """In German order. Two queries, however many texts and entries there are."""
    texts = _texts(veranstalter)
    if not texts:
        return []
    find = _Verzeichnis(veranstalter).find
    found = [
        Vorschlag(
            text=max(rows, key=lambda row: row["zahl"])["angabe"],
            personen=sum(row["zahl"] for row in rows),
            konferenz=max(rows, key=lambda row: row["datum"])["titel"],
            aehnliche=find(key),
        )
        for key, rows in texts.items()
    ]
    return sorted(found, key=lambda vorschlag: sort_key(vorschlag.text))


def _texts(veranstalter: Veranstalter) -> dict[str, list[dict]]:
    """Rows of one spelling in one conference each, by what they mean. Nobody's text is shown who may not be named."""
    rows = (
        proposals_of(veranstalter)
        .nennbar()
        .order_by()
        .values(angabe=F("einrichtung_angabe"), datum=F("konferenz__datum"), titel=F("konferenz__titel"))
        .annotate(zahl=Count("pk"))
        .order_by("angabe", "datum")
    )
    found = defaultdict(list)
    for row in rows:
        found[text_key(row["angabe"])].append(row)
    return found


class _Verzeichnis:
    """Active entries by the words of their names: only those that share one are compared letter by letter."""

    def __init__(self, veranstalter: Veranstalter):
        rows = Einrichtung.objects.filter(veranstalter=veranstalter).aktiv().order_by("sortierschluessel", "pk")
        self.keys = {row: text_key(row.name) for row in rows.only("kennung", "name", "ort", "art")}
        self.by_word = defaultdict(set)
        for row, key in self.keys.items():
            for word in _WORT.findall(key):
                self.by_word[word[:5]].add(row)

    def find(self, key: str) -> list[Einrichtung]:
        candidates = {row for word in _WORT.findall(key) for row in self.by_word.get(word[:5], ())}
        scored = [(self._likeness(key, self.keys[row]), row) for row in candidates]
        scored.sort(key=lambda pair: (-pair[0], self.keys[pair[1]]))
        return [row for score, row in scored[:HOECHSTENS] if score >= AEHNLICH]

    @staticmethod
    def _likeness(left: str, right: str) -> float:
        """Letters in the same order; a name that holds the other one whole is like it, too."""
        words_left, words_right = set(left.split()), set(right.split())
        if words_left <= words_right or words_right <= words_left:
            return 1.0
        matcher = SequenceMatcher(None, left, right, autojunk=False)
        return matcher.ratio() if matcher.quick_ratio() >= AEHNLICH else 0.0
