"""The plan of short talks as the moderation sees it: rounds, what changed at the door, how good it is. No names."""

import datetime
from dataclasses import dataclass

from django.utils import timezone

from konferenz.models import Konferenz
from teilnehmer.kurzgespraech_karte import stand_of
from teilnehmer.kurzgespraech_lage import collect_lage, collect_sitzplaene, count_gesperrte
from teilnehmer.models import Gespraechsrunde
from teilnehmer.rundenguete import Guete, measure, plain_round_robin


@dataclass(frozen=True)
class Plan:
    """`neue` came after the plan was made, `gegangene` are in it and not here any more."""

    runden: tuple[Gespraechsrunde, ...]
    da: int
    gesperrte: int
    neue: int = 0
    gegangene: int = 0
    guete: Guete | None = None
    einfach: Guete | None = None

    @property
    def laufende(self) -> Gespraechsrunde | None:
        return next((runde for runde in self.runden if runde.is_laufend), None)

    @property
    def naechste(self) -> Gespraechsrunde | None:
        return next((runde for runde in self.runden if not runde.begonnen_am), None)

    @property
    def stand(self) -> str:
        return stand_of(self.runden)

    @property
    def uhr(self) -> "Rundenuhr | None":
        return make_rundenuhr(self.laufende) if self.laufende else None

    @property
    def letzte_begonnene(self) -> Gespraechsrunde | None:
        """What can be taken back: no round after it has begun."""
        return next((runde for runde in reversed(self.runden) if runde.begonnen_am), None)

    @property
    def has_begun(self) -> bool:
        return any(runde.begonnen_am for runde in self.runden)

    @property
    def is_veraltet(self) -> bool:
        """Somebody came or left, and there is a round left in which that can be right."""
        return self.naechste is not None and bool(self.neue or self.gegangene)


@dataclass(frozen=True)
class Rundenuhr:
    """The clock of a running round; below zero it has run over. While its item is held it stands still with it."""

    runde: Gespraechsrunde
    jetzt: datetime.datetime
    gehalten: datetime.timedelta = datetime.timedelta()
    steht: bool = False

    @property
    def sekunden(self) -> int:
        return self.runde.minuten * 60

    @property
    def endet_am(self) -> datetime.datetime:
        return self.runde.begonnen_am + datetime.timedelta(seconds=self.sekunden) + self.gehalten

    @property
    def endet_ms(self) -> int:
        """For the script, which counts in the milliseconds of JavaScript."""
        return round(self.endet_am.timestamp() * 1000)

    @property
    def rest_sekunden(self) -> int:
        return round((self.endet_am - self.jetzt).total_seconds())

    @property
    def vergangen(self) -> int:
        return min(self.sekunden, self.sekunden - self.rest_sekunden)

    @property
    def minuten(self) -> int:
        """Whole minutes left, the begun one included; never below zero. For a clock without a script."""
        return max(0, -(-self.rest_sekunden // 60))


def make_rundenuhr(runde: Gespraechsrunde) -> Rundenuhr:
    """The clock by now; `runde.konferenz` is at hand."""
    jetzt, punkt = timezone.now(), runde.konferenz.laufender_punkt
    if punkt is None:
        return Rundenuhr(runde, jetzt)
    vorher = datetime.timedelta(seconds=runde.stillstand_vorher)
    gehalten = max(punkt.stillstand(jetzt) - vorher, datetime.timedelta())
    return Rundenuhr(runde, jetzt, gehalten, punkt.angehalten_am is not None)


def collect_plan(konferenz: Konferenz) -> Plan:
    """A fixed number of queries; each round gets its number of tables as `tische`."""
    runden = list(konferenz.gespraechsrunden.all())
    lage = collect_lage(konferenz, runden)
    da = {gast.id for gast in lage.gaeste}
    gesperrte = count_gesperrte(konferenz)
    if not runden:
        return Plan((), len(da), gesperrte)
    sitze = collect_sitzplaene(runden)
    for runde in runden:
        runde.tische = len(sitze[runde.pk])
    kommende = next((sitze[runde.pk] for runde in runden if not runde.begonnen_am), {})
    geplant = {i for tisch in kommende.values() for i in tisch}
    groesse = runden[-1].groesse
    return Plan(
        runden=tuple(runden),
        da=len(da),
        gesperrte=gesperrte,
        neue=len(da - geplant) if kommende else 0,
        gegangene=len(geplant - da),
        guete=measure(lage.gaeste, sitze.values(), groesse=groesse, getroffen=lage.getroffen),
        einfach=measure(
            lage.gaeste,
            plain_round_robin(lage.gaeste, runden=len(runden), groesse=groesse),
            groesse=groesse,
            getroffen=lage.getroffen,
        ),
    )
