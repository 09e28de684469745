"""The measures of a conference or a group as plain data. Names come from nennbar(), and only where they may stand."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Value
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from konferenz.models import Konferenz
from konferenz.texte import datum
from teilnehmer.models import Anmeldung
from themen.models import Befund, Kleingruppe, Massnahme

Status = Massnahme.Status


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


def collect_massnahmen(konferenz: Konferenz, *, intern: bool) -> tuple[MassnahmeZeile, ...]:
    """In the order of the groups, three queries. Without `intern` no name is even loaded."""
    rows = list(
        konferenz.massnahmen.vorhanden().select_related("kleingruppe", "einrichtung").prefetch_related("befunde")
    )
    rows.sort(key=lambda row: (row.kleingruppe.nummer, row.nummer))
    personen = _named(rows, intern)
    return tuple(_line(row, *personen.get(row.verantwortlich_id, ("", "", ""))) for row in rows)


def _named(rows: list[Massnahme], intern: bool) -> dict[int, tuple[str, str, str]]:
    """Name (or nothing), function and institution as it was said, of whoever may be named."""
    pks = [row.verantwortlich_id for row in rows if row.verantwortlich_id]
    personen = Anmeldung.objects.nennbar().filter(pk__in=pks)
    if not intern:
        found = personen.values_list("pk", "funktion", "einrichtung_angabe")
        return {pk: ("", funktion, angabe) for pk, funktion, angabe in found}
    return {person.pk: (person.name, person.funktion, person.einrichtung_angabe) for person in personen}


def _line(row: Massnahme, name: str, funktion: str, angabe: str) -> MassnahmeZeile:
    ziele = sorted(
        (befund for befund in row.befunde.all() if befund.art == Befund.Art.SOLL and befund.geloescht_am is None),
        key=lambda befund: befund.nummer,
    )
    return MassnahmeZeile(
        nummer=f"{row.kleingruppe.nummer}.{row.nummer}",
        was=row.was,
        ziel=tuple(str(befund) for befund in ziele),
        verantwortlich=name,
        einrichtung=row.einrichtung.name if row.einrichtung_id else angabe,
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
        funktion=funktion,
    )


def satz_speicher(row: Massnahme) -> str:
    """Why a point is no measure yet, or "" when it is agreed."""
    if row.is_vereinbart:
        return ""
    if row.verantwortlich_id is not None:
        return _("Noch ohne Datum: steht im Themenspeicher")
    if row.bis is not None:
        return _("Noch ohne Verantwortliche: steht im Themenspeicher")
    return _("Noch ohne Verantwortliche und ohne Datum: steht im Themenspeicher")


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
        .select_related("einrichtung")
        .annotate(auf=ArrayAgg("bezuege__befund_id", default=Value([])))
        .order_by("nummer")
    )
    return [
        BrettMassnahme(
            row.kennung,
            f"{kleingruppe.nummer}.{row.nummer}",
            row.was,
            tuple(sorted((karten[pk] for pk in row.auf if pk in karten), key=lambda b: (b.art != "soll", b.nummer))),
            row.einrichtung.name if row.einrichtung_id else _("Person benannt") if row.verantwortlich_id else "",
            row.bis,
            satz_speicher(row),
        )
        for row in rows
    ]


@dataclass(frozen=True)
class ListenZeile:
    """A measure on the desk of the officers; `person` is empty for a Sperrvermerk."""

    massnahme: Massnahme
    nummer: str
    ziel: str
    person: str
    einrichtung: str
    fehlt: str
    is_ueberfaellig: bool

    @property
    def wer(self) -> str:
        return ", ".join(filter(None, (self.person, self.einrichtung)))

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
        if stand == "ueberfaellig":
            return self.is_ueberfaellig
        if stand == "ohne_wer":
            return row.verantwortlich_id is None
        if stand == "speicher":
            return not row.is_vereinbart
        return not stand or row.status == stand


def collect_liste(konferenz: Konferenz) -> list[ListenZeile]:
    """All measures for the officers, what is due first and what is settled last. Three queries."""
    rows = list(
        konferenz.massnahmen.vorhanden().select_related("kleingruppe", "einrichtung").prefetch_related("befunde")
    )
    personen = _named(rows, intern=True)
    rows.sort(
        key=lambda row: (
            row.status not in (Status.OFFEN, Status.IN_ARBEIT),
            row.bis is None,
            row.bis or datetime.date.min,
            row.kleingruppe.nummer,
            row.nummer,
        )
    )
    zeilen = [(row, _line(row, *personen.get(row.verantwortlich_id, ("", "", "")))) for row in rows]
    return [
        ListenZeile(
            row,
            zeile.nummer,
            ", ".join(zeile.ziel),
            zeile.verantwortlich,
            zeile.einrichtung,
            satz_speicher(row),
            is_ueberfaellig(row),
        )
        for row, zeile in zeilen
    ]


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
