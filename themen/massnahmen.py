"""The measures of a conference or a group as plain data. Names come from nennbar(), and only where they may stand."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import F, Value
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from konferenz.models import Konferenz
from konferenz.permissions import AB_NACHBEREITUNG
from konferenz.texte import datum
from teilnehmer.models import Anmeldung
from themen.models import Befund, Kleingruppe, Massnahme

Status = Massnahme.Status
# Three states of the list that are no status of a measure.
UEBERFAELLIG, OHNE_WER, SPEICHER = "ueberfaellig", "ohne_wer", "speicher"


@dataclass(frozen=True)
class MassnahmeZeile:
    """One measure, or one point that nobody answers for yet; `verantwortlich` is empty where names may not stand."""

    nummer: str
    was: str
    ziel: tuple[str, ...]
    verantwortlich: str
    einrichtung: str
    mit: str
    ab: datetime.date | None
    bis: datetime.date | None
    ressourcen: str
    merkmal: str
    status: str
    status_worte: str
    grund: str
    gruppe: int
    is_vereinbart: bool
    # what the responsible person is there, for those who read no names
    funktion: str = ""
    # who takes care while nobody is responsible
    verbleib: str = ""
    # why it is not agreed yet
    fehlt: str = ""
    # of the responsible person's registration, so that a later Sperrvermerk finds the line; it says nothing itself
    kennung: str = ""

    @property
    def wer(self) -> str:
        """Who answers for an agreed measure, everywhere in the same words."""
        return wer_worte(self.verantwortlich, self.einrichtung, self.funktion, is_benannt=self.is_vereinbart)

    @property
    def wer_mit(self) -> str:
        """Ada Lang, Kita Kiefernweg mit Hort Nord"""
        if self.wer and self.mit:
            return _("%(wer)s mit %(mit)s") % {"wer": self.wer, "mit": self.mit}
        return self.wer or self.mit


def wer_worte(name: str, einrichtung: str, funktion: str, *, is_benannt: bool) -> str:
    """Name and institution; where neither may stand the function; "" while nobody is responsible."""
    wer = ", ".join(filter(None, (name, einrichtung or funktion)))
    return wer or (_("eine Person, die dabei war") if is_benannt else "")


def collect_massnahmen(konferenz: Konferenz, *, intern: bool) -> tuple[MassnahmeZeile, ...]:
    """In the order of the groups, two queries. With `intern` a third one loads names."""
    rows = _load(konferenz)
    rows.sort(key=lambda row: (row.kleingruppe.nummer, row.nummer))
    namen = _names(rows) if intern else {}
    return tuple(_line(row, namen.get(row.verantwortlich_id, "")) for row in rows)


def _load(konferenz: Konferenz) -> list[Massnahme]:
    rows = konferenz.massnahmen.vorhanden().with_wer().annotate(wer_kennung=F("verantwortlich__kennung"))
    return list(rows.select_related("kleingruppe").prefetch_related("befunde"))


def _names(rows: list[Massnahme]) -> dict[int, str]:
    pks = [row.verantwortlich_id for row in rows if row.verantwortlich_id]
    return {person.pk: person.name for person in Anmeldung.objects.nennbar().filter(pk__in=pks)}


def _line(row: Massnahme, name: str) -> MassnahmeZeile:
    ziele = sorted(
        (befund for befund in row.befunde.all() if befund.art == Befund.Art.SOLL and befund.geloescht_am is None),
        key=lambda befund: befund.nummer,
    )
    return MassnahmeZeile(
        nummer=row.zeichen,
        was=row.was,
        ziel=tuple(str(befund) for befund in ziele),
        verantwortlich=name,
        einrichtung=row.einrichtung_name,
        mit=row.mit,
        ab=row.ab,
        bis=row.bis,
        ressourcen=row.ressourcen,
        merkmal=row.merkmal,
        status=str(row.status),
        status_worte=str(row.get_status_display()),
        grund=row.grund,
        gruppe=row.kleingruppe.nummer,
        is_vereinbart=row.is_vereinbart,
        funktion=row.funktion,
        verbleib=row.verbleib,
        fehlt=what_is_missing(row),
        kennung=row.wer_kennung or "",
    )


def wer_of(row: Massnahme, name: str = "") -> str:
    """Who answers for this row (`with_wer`), agreed or not; the name only for those who may read it."""
    return wer_worte(name, row.einrichtung_name, row.funktion, is_benannt=row.verantwortlich_id is not None)


def what_is_missing(row: Massnahme) -> str:
    """Why a point is no measure yet, or "" when it is agreed."""
    if row.is_vereinbart:
        return ""
    if row.verantwortlich_id is not None:
        return _("Noch ohne Datum")
    if row.bis is not None:
        return _("Noch ohne Verantwortliche")
    return _("Noch ohne Verantwortliche und ohne Datum")


def satz_speicher(row: Massnahme) -> str:
    fehlt = what_is_missing(row)
    return _("%(fehlt)s: steht im Themenspeicher") % {"fehlt": fehlt} if fehlt else ""


@dataclass(frozen=True)
class BrettMassnahme:
    """A measure on the board that the whole hall may read: the institution stands there, never a person."""

    kennung: str
    nummer: str
    was: str
    bezuege: tuple[Befund, ...]
    wer: str
    bis: datetime.date | None
    fehlt: str


def collect_brett_massnahmen(kleingruppe: Kleingruppe, karten: dict[int, Befund]) -> list[BrettMassnahme]:
    """The measures of one group in one query; `karten` are the cards that stand on the board, by key."""
    rows = (
        kleingruppe.massnahmen.vorhanden()
        .with_wer()
        .annotate(auf=ArrayAgg("bezuege__befund_id", default=Value([])))
        .order_by("nummer")
    )
    for row in rows:
        row.kleingruppe = kleingruppe
    return [
        BrettMassnahme(
            row.kennung,
            row.zeichen,
            row.was,
            tuple(sorted((karten[pk] for pk in row.auf if pk in karten), key=lambda b: (b.art != "soll", b.nummer))),
            wer_of(row),
            row.bis,
            satz_speicher(row),
        )
        for row in rows
    ]


@dataclass(frozen=True)
class ListenZeile:
    """A measure on the desk of the officers; `wer` has no name for a Sperrvermerk."""

    massnahme: Massnahme
    nummer: str
    ziel: str
    wer: str
    fehlt: str
    is_ueberfaellig: bool

    @property
    def angaben(self) -> str:
        """Dient Soll 1 · Ada Lang, Kita Kiefernweg · bis 30. September 2022"""
        ziel = _("Dient %(ziel)s") % {"ziel": self.ziel} if self.ziel else ""
        bis = _("bis %(tag)s") % {"tag": datum(self.massnahme.bis)} if self.massnahme.bis else ""
        return " · ".join(filter(None, (ziel, self.wer, bis)))

    def passes(self, gruppe: int | None, stand: str) -> bool:
        """Whether the filter lets it through; `stand` is a status or one of three states of the list."""
        row = self.massnahme
        if gruppe is not None and row.kleingruppe.nummer != gruppe:
            return False
        if stand == UEBERFAELLIG:
            return self.is_ueberfaellig
        if stand == OHNE_WER:
            return row.verantwortlich_id is None
        if stand == SPEICHER:
            return not row.is_vereinbart
        return not stand or row.status == stand


def collect_liste(konferenz: Konferenz) -> list[ListenZeile]:
    """All measures for the officers, what is due first and what is settled last. Three queries."""
    rows = _load(konferenz)
    namen = _names(rows)
    rows.sort(
        key=lambda row: (
            row.status not in (Status.OFFEN, Status.IN_ARBEIT),
            row.bis is None,
            row.bis or datetime.date.min,
            row.kleingruppe.nummer,
            row.nummer,
        )
    )
    zeilen = [(row, _line(row, namen.get(row.verantwortlich_id, ""))) for row in rows]
    return [
        ListenZeile(
            row,
            zeile.nummer,
            ", ".join(zeile.ziel),
            wer_of(row, zeile.verantwortlich),
            satz_speicher(row),
            is_ueberfaellig(row),
        )
        for row, zeile in zeilen
    ]


def collect_eigene_massnahmen(anmeldung: Anmeldung) -> list[Massnahme]:
    """What this person answers for, the first date first; after the day, when who promised reads it again."""
    if anmeldung.konferenz.phase not in AB_NACHBEREITUNG:
        return []
    rows = anmeldung.massnahmen.vorhanden().filter(konferenz=anmeldung.konferenz_id).select_related("kleingruppe")
    return list(rows.order_by(F("bis").asc(nulls_last=True), "kleingruppe__nummer", "nummer"))


@dataclass(frozen=True)
class Teil:
    """A part of the bar of progress: x and width in tenths of a percent."""

    status: str
    wort: str
    zahl: int
    x: int
    breite: int

    @property
    def links(self) -> str:
        return f"{self.x / 10:.1f}%"

    @property
    def weite(self) -> str:
        return f"{self.breite / 10:.1f}%"


# What is done stands on the left.
_FOLGE = (Status.ERLEDIGT, Status.IN_ARBEIT, Status.OFFEN, Status.NICHT_UMSETZBAR)


@dataclass(frozen=True)
class Fortschritt:
    """How far the agreed measures are, and how many points wait in the Themenspeicher."""

    zahlen: tuple[int, ...]
    im_speicher: int = 0
    ueberfaellig: int = 0

    @property
    def vereinbart(self) -> int:
        return sum(self.zahlen)

    @property
    def teile(self) -> list[Teil]:
        """From done to impossible, together exactly 1000."""
        found, vorher = [], 0
        for status, zahl in zip(_FOLGE, self.zahlen, strict=True):
            von, bis = (round(1000 * n / (self.vereinbart or 1)) for n in (vorher, vorher + zahl))
            found.append(Teil(status.value, str(status.label), zahl, von, bis - von))
            vorher += zahl
        return found

    @property
    def in_worten(self) -> str:
        return ", ".join(f"{teil.wort}: {teil.zahl}" for teil in self.teile)

    @property
    def satz(self) -> str:
        """3 von 12 Maßnahmen sind erledigt."""
        if not self.vereinbart:
            return _("Noch ist keine Maßnahme vereinbart.")
        return ngettext(
            "%(zahl)s von %(von)s Maßnahme ist erledigt.",
            "%(zahl)s von %(von)s Maßnahmen sind erledigt.",
            self.vereinbart,
        ) % {"zahl": self.zahlen[0], "von": self.vereinbart}


def measure_fortschritt(rows: Iterable[Massnahme]) -> Fortschritt:
    """Counted from rows that are loaded already; only what was agreed counts as a measure."""
    rows = list(rows)
    vereinbart = [row for row in rows if row.is_vereinbart]
    return Fortschritt(
        tuple(sum(row.status == status for row in vereinbart) for status in _FOLGE),
        im_speicher=len(rows) - len(vereinbart),
        ueberfaellig=sum(is_ueberfaellig(row) for row in vereinbart),
    )


def is_ueberfaellig(row: Massnahme) -> bool:
    return row.bis is not None and row.bis < timezone.localdate() and row.status in (Status.OFFEN, Status.IN_ARBEIT)
