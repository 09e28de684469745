"""Who has a seat: the hall's limit and the limit of each institution, counted in one place.

Everybody ANGEMELDET holds a seat, whether confirmed or not, with or without a Sperrvermerk. WARTELISTE, ABGESAGT and
ANGEFRAGT hold none. Whoever gives seats away has locked the Konferenz before.
"""

from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from konferenz.models import Konferenz
from teilnehmer.models import Anmeldung

Status = Anmeldung.Status


@dataclass
class Saal:
    """The seats as they are now; `take` and `release` count along while seats are given away."""

    plaetze: int | None
    je_einrichtung: int | None
    belegt: int = 0
    gehalten: int = 0
    wartend: int = 0
    belegt_je: Counter = field(default_factory=Counter)

    @property
    def frei(self) -> int | None:
        """Free seats in the hall; None without a limit."""
        return None if self.plaetze is None else max(self.plaetze - self.belegt, 0)

    def frei_fuer(self, einrichtung_id: int | None) -> int | None:
        """Free seats for people from this institution; None without any limit."""
        limits = [] if self.plaetze is None else [self.plaetze - self.belegt]
        if self.je_einrichtung is not None and einrichtung_id is not None:
            limits.append(self.je_einrichtung - self.belegt_je[einrichtung_id])
        return max(min(limits), 0) if limits else None

    def is_at_limit(self, einrichtung_id: int | None) -> bool:
        """Whether this institution has all the seats it may have."""
        if self.je_einrichtung is None or einrichtung_id is None:
            return False
        return self.belegt_je[einrichtung_id] >= self.je_einrichtung

    def take(self, einrichtung_id: int | None) -> bool:
        """One more from this institution, if there is a seat."""
        if self.frei_fuer(einrichtung_id) == 0:
            return False
        self.belegt += 1
        self.belegt_je[einrichtung_id] += 1
        return True

    def release(self, einrichtung_id: int | None) -> None:
        self.belegt -= 1
        self.belegt_je[einrichtung_id] -= 1

    # For the picture: shares of the bar in per cent, as text because German templates write a comma.

    @property
    def fest(self) -> int:
        return self.belegt - self.gehalten

    @property
    def anteil_fest(self) -> str:
        return self._share(self.fest)

    @property
    def anteil_gehalten(self) -> str:
        return self._share(self.gehalten)

    def _share(self, zahl: int) -> str:
        return f"{zahl / max(self.plaetze or 1, self.belegt) * 100:.1f}%"


def load_saal(konferenz: Konferenz) -> Saal:
    """Everything about the seats of a conference in one query."""
    saal = Saal(konferenz.plaetze, konferenz.plaetze_je_einrichtung)
    rows = (
        Anmeldung.objects.filter(konferenz=konferenz)
        .dabei()
        .order_by()
        .values_list("einrichtung")
        .annotate(
            belegt=Count("pk", filter=Q(status=Status.ANGEMELDET)),
            gehalten=Count("pk", filter=Q(bestaetigen_bis__isnull=False)),
            wartend=Count("pk", filter=Q(status=Status.WARTELISTE)),
        )
    )
    for einrichtung_id, belegt, gehalten, wartend in rows:
        saal.belegt_je[einrichtung_id] = belegt
        saal.belegt += belegt
        saal.gehalten += gehalten
        saal.wartend += wartend
    return saal


def wartende(konferenz: Konferenz) -> QuerySet:
    """The Warteliste in its one order."""
    return Anmeldung.objects.filter(konferenz=konferenz).warteliste()


def has_wartende(konferenz: Konferenz, saal: Saal) -> bool:
    """Whether somebody waits for whom there is a seat now: nobody new may overtake them."""
    if not saal.wartend or saal.frei == 0:
        return False
    return any(saal.frei_fuer(e) != 0 for e in wartende(konferenz).values_list("einrichtung", flat=True))


def count_seats_for_new(konferenz: Konferenz, einrichtung_id: int | None, zahl: int) -> int:
    """How many of so many new people get a seat; the others wait. Under the lock, after the Warteliste moved up."""
    saal = load_saal(konferenz)
    if has_wartende(konferenz, saal):
        return 0
    frei = saal.frei_fuer(einrichtung_id)
    return zahl if frei is None else min(zahl, frei)


def status_for_new(konferenz: Konferenz, einrichtung_id: int | None) -> str:
    """A seat or the Warteliste, for one new person. Under the lock on the conference."""
    return Status.ANGEMELDET if count_seats_for_new(konferenz, einrichtung_id, 1) else Status.WARTELISTE


def frei_satz(konferenz: Konferenz, einrichtung_id: int | None) -> str:
    """How many more this institution can bring, said before it answers; empty when nothing is limited."""
    if konferenz.plaetze is None and konferenz.plaetze_je_einrichtung is None:
        return ""
    saal = load_saal(konferenz)
    if saal.is_at_limit(einrichtung_id):
        satz = ngettext(
            "Die Einrichtung hat schon ihren %(zahl)s Platz. Weitere Personen kommen auf die Warteliste.",
            "Die Einrichtung hat schon alle %(zahl)s Plätze. Weitere Personen kommen auf die Warteliste.",
            saal.je_einrichtung,
        )
        return satz % {"zahl": saal.je_einrichtung}
    frei = 0 if has_wartende(konferenz, saal) else saal.frei_fuer(einrichtung_id)
    if frei is None:
        return ""
    if frei == 0:
        return _("Der Saal ist voll. Wer neu dazukommt, steht zuerst auf der Warteliste.")
    satz = ngettext(
        "Noch %(zahl)s Platz ist frei. Weitere Personen kommen auf die Warteliste.",
        "Noch %(zahl)s Plätze sind frei. Weitere Personen kommen auf die Warteliste.",
        frei,
    )
    return satz % {"zahl": frei}


def positions(konferenz: Konferenz) -> dict[int, int]:
    """Place on the Warteliste by pk of the Anmeldung, beginning with 1. Sperrvermerk or not, everybody counts."""
    return {pk: n for n, pk in enumerate(wartende(konferenz).values_list("pk", flat=True), start=1)}
