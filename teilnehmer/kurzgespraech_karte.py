"""One person's short talks, as the phone and a helper show them: where, when, with whom, and who keeps in touch."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from konferenz.models import Konferenz
from teilnehmer.models import Anmeldung, Gespraechsrunde, Kontaktwunsch, Kurzgespraech


@dataclass(frozen=True)
class Partner:
    """Somebody at the same table. Without a kennung: somebody who is not named here."""

    kennung: str
    name: str
    funktion: str
    einrichtung: str
    is_gewuenscht: bool = False
    is_beidseitig: bool = False
    email: str = ""


@dataclass(frozen=True)
class Gespraech:
    """One round of this person."""

    runde: Gespraechsrunde
    tisch: int
    partner: tuple[Partner, ...]

    @property
    def ist_vorbei(self) -> bool:
        return self.runde.beendet_am is not None

    @property
    def hat_begonnen(self) -> bool:
        return self.runde.begonnen_am is not None


@dataclass(frozen=True)
class Karte:
    """All talks of a person in order."""

    gespraeche: tuple[Gespraech, ...]
    runden: tuple[Gespraechsrunde, ...]

    @property
    def stand(self) -> str:
        return stand_of(self.runden)

    @property
    def laufende(self) -> Gespraechsrunde | None:
        return next((runde for runde in self.runden if runde.is_laufend), None)

    @property
    def kommt_noch(self) -> bool:
        """Whether a round runs or is still to come."""
        return any(runde.beendet_am is None for runde in self.runden)

    @property
    def jetzt(self) -> Gespraech | None:
        return next((g for g in self.gespraeche if g.runde.is_laufend), None)

    @property
    def naechstes(self) -> Gespraech | None:
        return next((g for g in self.gespraeche if not g.hat_begonnen), None)

    @property
    def letztes(self) -> Gespraech | None:
        return next((g for g in reversed(self.gespraeche) if g.ist_vorbei), None)

    @property
    def begonnene(self) -> list[Gespraech]:
        """Newest first."""
        return [g for g in reversed(self.gespraeche) if g.hat_begonnen]

    @property
    def kontakte(self) -> list[Partner]:
        """Whom both want to keep in touch with, once each, by name."""
        found = {p.kennung: p for g in self.gespraeche for p in g.partner if p.is_beidseitig}
        return sorted(found.values(), key=lambda partner: partner.name)


def collect_karte(anmeldung: Anmeldung) -> Karte:
    """Four queries, one where no talks are planned; `anmeldung.konferenz` is at hand."""
    runden = list(Gespraechsrunde.objects.filter(konferenz=anmeldung.konferenz_id))
    if not runden:
        return Karte((), ())
    mein = Kurzgespraech.objects.filter(anmeldung=anmeldung, runde=OuterRef("runde"), tisch=OuterRef("tisch"))
    plaetze = list(
        Kurzgespraech.objects.filter(Exists(mein), runde__konferenz=anmeldung.konferenz_id)
        .order_by("runde", "pk")
        .values_list("runde", "tisch", "anmeldung")
    )
    wer = {
        row.pk: row
        for row in Anmeldung.objects.nennbar()
        .filter(pk__in={pk for _runde, _tisch, pk in plaetze})
        .select_related("einrichtung")
    }
    wuensche = set(
        Kontaktwunsch.objects.filter(Q(von=anmeldung) | Q(an=anmeldung)).values_list("von", "an") if wer else ()
    )
    mein_tisch = {runde: tisch for runde, tisch, pk in plaetze if pk == anmeldung.pk}
    darf = not anmeldung.gesperrt
    gespraeche = tuple(
        Gespraech(
            runde,
            mein_tisch[runde.pk],
            tuple(
                _partner(wer.get(pk), (anmeldung.pk, pk) in wuensche, (pk, anmeldung.pk) in wuensche, darf=darf)
                for bei, _tisch, pk in plaetze
                if bei == runde.pk and pk != anmeldung.pk
            ),
        )
        for runde in runden
        if runde.pk in mein_tisch
    )
    return Karte(gespraeche, tuple(runden))


def _partner(row: Anmeldung | None, ich_will: bool, will_mich: bool, *, darf: bool) -> Partner:
    """A contact only when both want it. Who has a Sperrvermerk is not named and neither asks nor is asked."""
    if row is None:
        return Partner("", "", "", "")
    beide = ich_will and will_mich and darf
    return Partner(
        kennung=row.kennung if darf else "",
        name=row.name if row.has_name else "",
        funktion=row.funktion,
        einrichtung=row.einrichtung_name,
        is_gewuenscht=ich_will,
        is_beidseitig=beide,
        email=row.email if beide else "",
    )


def stand_of(runden: Sequence[Gespraechsrunde]) -> str:
    """Changes with every new plan and when a round begins or ends: then a phone fetches its own part.

    Nobody's data. A new plan makes new rows of the rounds to come.
    """
    return "-".join(f"{r.pk}{'b' if r.begonnen_am else ''}{'e' if r.beendet_am else ''}" for r in runden)


@dataclass(frozen=True)
class Gespraechsbilanz:
    """What there was of short talks, in figures only."""

    runden: int
    minuten: tuple[int, int]  # of the shortest and of the longest round
    gespraeche: int  # tables at which people sat, round by round
    kontakte: int


def collect_gespraechsbilanz(konferenz: Konferenz) -> Gespraechsbilanz | None:
    """In three queries, one where no round was played."""
    runden = list(
        Gespraechsrunde.objects.filter(konferenz=konferenz, begonnen_am__isnull=False).values_list("pk", "minuten")
    )
    if not runden:
        return None
    minuten = [minuten for _pk, minuten in runden]
    tische = Kurzgespraech.objects.filter(runde__in=[pk for pk, _minuten in runden]).order_by()
    return Gespraechsbilanz(
        runden=len(runden),
        minuten=(min(minuten), max(minuten)),
        gespraeche=tische.values("runde", "tisch").distinct().count(),
        kontakte=count_kontakte(konferenz),
    )


def count_kontakte(konferenz: Konferenz) -> int:
    """Pairs of whom both want to keep in touch; a number, never who."""
    zurueck = Kontaktwunsch.objects.filter(von=OuterRef("an"), an=OuterRef("von"))
    return Kontaktwunsch.objects.filter(Exists(zurueck), konferenz=konferenz).count() // 2
