"""The board of a group as plain data: three columns, cards with references both ways, gaps, measures. Three queries."""

import datetime
import difflib
import re
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from themen.massnahmen import BrettMassnahme, collect_brett_massnahmen
from themen.models import Befund, BefundBezug, Kleingruppe

Art = Befund.Art


@dataclass
class Karte:
    """A card with the cards it refers to (`vor`) and those that refer to it (`nach`)."""

    befund: Befund
    vor: list[Befund] = field(default_factory=list)
    nach: list[Befund] = field(default_factory=list)

    @property
    def name(self) -> str:
        return str(self.befund)

    @property
    def is_luecke(self) -> bool:
        """An Ist without a Soll, a Soll without an Idee."""
        return self.befund.art != Art.IDEE and not self.nach

    @property
    def is_ohne_vor(self) -> bool:
        return self.befund.art != Art.IST and not self.vor

    @property
    def vor_worte(self) -> str:
        return _("Antwort auf") if self.befund.art == Art.SOLL else _("Dient")

    @property
    def luecke_worte(self) -> str:
        return _("Noch kein Soll") if self.befund.art == Art.IST else _("Noch keine Idee")

    @property
    def naechste(self) -> Art:
        """The kind that would close this card's gap."""
        return Art.SOLL if self.befund.art == Art.IST else Art.IDEE


@dataclass
class Spalte:
    art: Art
    satz: str
    karten: list[Karte] = field(default_factory=list)

    @property
    def titel(self) -> str:
        return self.art.label

    @property
    def anzahl_worte(self) -> str:
        zahl = len(self.karten)
        if not zahl:
            return _("Noch keine Karte")
        return ngettext("%(zahl)s Karte", "%(zahl)s Karten", zahl) % {"zahl": zahl}

    @property
    def luecken(self) -> int:
        return sum(karte.is_luecke for karte in self.karten)


@dataclass
class Brett:
    kleingruppe: Kleingruppe
    ist: Spalte
    soll: Spalte
    idee: Spalte
    geloescht: list[Befund]
    stand: datetime.datetime
    massnahmen: list[BrettMassnahme] = field(default_factory=list)

    @property
    def spalten(self) -> list[Spalte]:
        return [self.ist, self.soll, self.idee]

    @property
    def ideen_ohne_massnahme(self) -> list[Befund]:
        """Ideen that nobody has made a measure of yet."""
        schon = {befund.pk for massnahme in self.massnahmen for befund in massnahme.bezuege}
        return [karte.befund for karte in self.idee.karten if karte.befund.pk not in schon]

    def spalte(self, art: str) -> Spalte:
        return getattr(self, Art(art).value)

    def find(self, kennung: str) -> Karte | None:
        """The card with this address, or None when it was deleted or never stood here."""
        return next((k for spalte in self.spalten for k in spalte.karten if k.befund.kennung == kennung), None)

    def find_geloescht(self, kennung: str) -> Befund | None:
        return next((befund for befund in self.geloescht if befund.kennung == kennung), None)

    def bezug_choices(self, art: str) -> list[Befund]:
        """The cards that one of this kind may refer to."""
        ziel = Befund.BEZUG_AUF.get(Art(art))
        return [karte.befund for karte in self.spalte(ziel).karten] if ziel else []


def collect_brett(kleingruppe: Kleingruppe) -> Brett:
    """The whole board in three queries, whatever the number of cards."""
    brett = Brett(
        kleingruppe,
        Spalte(Art.IST, _("So ist es heute.")),
        Spalte(Art.SOLL, _("So soll es sein.")),
        Spalte(Art.IDEE, _("So kommen wir hin.")),
        [],
        timezone.now(),
    )
    karten = {}
    for befund in kleingruppe.befunde.select_related("einrichtung").order_by("position", "nummer"):
        if befund.geloescht_am is not None:
            brett.geloescht.append(befund)
            continue
        karten[befund.pk] = karte = Karte(befund)
        brett.spalte(befund.art).karten.append(karte)
    bezuege = BefundBezug.objects.filter(quelle__kleingruppe=kleingruppe).order_by("ziel__nummer", "quelle__nummer")
    for quelle, ziel in bezuege.values_list("quelle_id", "ziel_id"):
        if quelle in karten and ziel in karten:
            karten[quelle].vor.append(karten[ziel].befund)
            karten[ziel].nach.append(karten[quelle].befund)
    brett.massnahmen = collect_brett_massnahmen(kleingruppe, {pk: karte.befund for pk, karte in karten.items()})
    return brett


@dataclass(frozen=True)
class Stueck:
    """A piece of a text, and whether the other text lacks it."""

    text: str
    is_anders: bool


def compare(gespeichert: str, eigener: str) -> tuple[list[Stueck], list[Stueck]]:
    """Both texts in pieces, word by word, so that the page can mark what differs."""
    a, b = (re.findall(r"\w+|\s+|[^\w\s]", text) for text in (gespeichert, eigener))
    left, right = [], []
    for tag, a1, a2, b1, b2 in difflib.SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        anders = tag != "equal"
        if a1 < a2:
            left.append(Stueck("".join(a[a1:a2]), anders))
        if b1 < b2:
            right.append(Stueck("".join(b[b1:b2]), anders))
    return left, right
