"""Clocks of the Leinwand. The page counts them down by the server's time; the server only says when they end."""

import datetime
from dataclasses import dataclass

from django.utils import timezone

from konferenz.models import Konferenz, Programmpunkt

# A countdown to something further away is a date, not a clock.
LAENGSTE = datetime.timedelta(hours=3)


@dataclass(frozen=True)
class Uhr:
    """Counts down to `endet_am`; `steht` holds it still at `rest`. With `gong` it sounds when it is over."""

    endet_am: datetime.datetime
    sekunden: int
    rest: int
    steht: bool = False
    gong: bool = False

    @property
    def text(self) -> str:
        return f"{self.rest // 60}:{self.rest % 60:02}"

    @property
    def endet_ms(self) -> int:
        """For the script, which counts in the milliseconds of JavaScript."""
        return round(self.endet_am.timestamp() * 1000)

    @property
    def vergangen(self) -> int:
        return self.sekunden - min(self.rest, self.sekunden)


def make_uhr(endet_am: datetime.datetime, sekunden: int, *, jetzt=None, steht: bool = False, gong: bool = True) -> Uhr:
    rest = (endet_am - (jetzt or timezone.now())).total_seconds()
    return Uhr(endet_am, sekunden, max(0, round(rest)), steht=steht, gong=gong and not steht)


def uhr_of_punkt(punkt: Programmpunkt | None, *, gong: bool = True) -> Uhr | None:
    """The clock of the running item: its minutes, those given or taken, and however long it stood still."""
    if punkt is None or punkt.begonnen_am is None:
        return None
    jetzt = timezone.now()
    steht = punkt.angehalten_am is not None
    return make_uhr(punkt.endet_at(jetzt), punkt.sekunden, jetzt=jetzt, steht=steht, gong=gong)


def uhr_bis_beginn(konferenz: Konferenz) -> Uhr | None:
    """How long until it begins, on the day itself."""
    rest = konferenz.beginn_am - timezone.now()
    if not datetime.timedelta() < rest <= LAENGSTE:
        return None
    return make_uhr(konferenz.beginn_am, round(LAENGSTE.total_seconds()), gong=False)
