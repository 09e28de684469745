"""Dots that say what matters most: the gallery of all groups' cards for one person, and what got most. Only reads."""

from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import F, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from konferenz.akteur import Akteur, Rolle
from konferenz.models import Konferenz
from konferenz.permissions import Handlung, erlaubt
from teilnehmer.models import Anmeldung
from themen.models import Befund, Klebepunkt, Kleingruppe


def klebbar(konferenz: Konferenz) -> QuerySet[Befund]:
    """The cards that may get dots: every Soll and every Idee of every group."""
    arten = (Befund.Art.SOLL, Befund.Art.IDEE)
    return Befund.objects.vorhanden().filter(
        konferenz=konferenz, art__in=arten, kleingruppe__aufgeloest_am__isnull=True
    )


def why_no_dots(anmeldung: Anmeldung, by: Akteur) -> str:
    """The sentence that says why this actor may not stick dots for this person now, or ""."""
    konferenz = anmeldung.konferenz
    if not konferenz.klebepunkte:
        return _("In dieser Konferenz gibt es keine Klebepunkte.")
    if konferenz.is_abgesagt:
        return _("Die Konferenz ist abgesagt.")
    if by.rolle == Rolle.LESEND:
        return _("Sie können hier nur lesen.")
    if not erlaubt(konferenz, Handlung.PUNKTE_KLEBEN, by):
        if konferenz.phase in (Konferenz.Phase.VORBEREITUNG, Konferenz.Phase.DURCHFUEHRUNG):
            return _("Klebepunkte gibt es nach der Gruppenarbeit.")
        return _("Klebepunkte lassen sich nicht mehr ändern. Lesen können Sie alles.")
    if anmeldung.anwesend_am is None:
        if by.rolle == Rolle.TEILNAHME:
            return _("Klebepunkte hat, wer da ist. Bitte melden Sie sich am Einlass.")
        return _("Diese Person ist noch nicht da. Haken Sie sie zuerst ab.")
    return ""


@dataclass(frozen=True)
class Karte:
    """A card of the gallery and how many dots this person stuck on it."""

    befund: Befund
    meine: int

    @property
    def mehr(self) -> int:
        return self.meine + 1

    @property
    def weniger(self) -> int:
        return self.meine - 1

    @property
    def punkte(self) -> range:
        return range(self.meine)

    @property
    def worte(self) -> str:
        return ngettext("%(zahl)s Punkt", "%(zahl)s Punkte", self.meine) % {"zahl": self.meine}


@dataclass
class Wand:
    """The cards of one group."""

    gruppe: Kleingruppe
    karten: list[Karte] = field(default_factory=list)


@dataclass
class Galerie:
    """All groups' cards as one person sees them."""

    hat: int
    waende: list[Wand] = field(default_factory=list)

    @cached_property
    def geklebt(self) -> int:
        return sum(karte.meine for wand in self.waende for karte in wand.karten)

    @property
    def rest(self) -> int:
        """Never below nothing, also when the organiser gave fewer dots afterwards."""
        return max(self.hat - self.geklebt, 0)

    @property
    def punkte(self) -> list[bool]:
        """One per dot, whether it is stuck."""
        return [True] * min(self.geklebt, self.hat) + [False] * self.rest

    @property
    def satz(self) -> str:
        if not self.rest:
            return _("Alle Punkte sind geklebt.")
        werte = {"rest": self.rest, "hat": self.hat}
        return ngettext("Noch %(rest)s Punkt von %(hat)s", "Noch %(rest)s Punkte von %(hat)s", self.rest) % werte


def collect_galerie(anmeldung: Anmeldung) -> Galerie:
    """Every group with a Soll or an Idee, and this person's dots on them. One query."""
    meine = Klebepunkt.objects.filter(befund=OuterRef("pk"), anmeldung=anmeldung).values("anzahl")
    galerie = Galerie(anmeldung.konferenz.klebepunkte)
    rows = (
        klebbar(anmeldung.konferenz)
        .select_related("kleingruppe", "einrichtung")
        .annotate(meine=Coalesce(Subquery(meine), Value(0)))
        .order_by("kleingruppe__nummer", F("art").desc(), "position", "nummer")
    )
    for befund in rows:
        if not galerie.waende or galerie.waende[-1].gruppe != befund.kleingruppe:
            galerie.waende.append(Wand(befund.kleingruppe))
        galerie.waende[-1].karten.append(Karte(befund, befund.meine))
    return galerie


def collect_rangliste(konferenz: Konferenz) -> tuple[tuple[int, str, str, int], ...]:
    """Group, card ("Idee 2"), text and dots of every card that got one, the most first. One query, nobody is named."""
    rows = (
        Befund.objects.filter(konferenz=konferenz)
        .vorhanden()
        .annotate(punkte=Sum("klebepunkte__anzahl"))
        .filter(punkte__gt=0)
        .select_related("kleingruppe")
        .order_by("-punkte", "kleingruppe__nummer", "art", "nummer")
    )
    return tuple((befund.kleingruppe.nummer, str(befund), befund.text, befund.punkte) for befund in rows)
