"""The plan of short talks as the moderation sees it: rounds, what changed at the door, how good it is. No names."""

from dataclasses import dataclass

from konferenz.models import Konferenz
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
    def has_begun(self) -> bool:
        return any(runde.begonnen_am for runde in self.runden)

    @property
    def is_veraltet(self) -> bool:
        """Somebody came or left, and there is a round left in which that can be right."""
        return self.naechste is not None and bool(self.neue or self.gegangene)


def collect_plan(konferenz: Konferenz) -> Plan:
    """A fixed number of queries; each round gets its number of tables as `tische`."""
    runden = list(Gespraechsrunde.objects.filter(konferenz=konferenz))
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
