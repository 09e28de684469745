"""Where the afternoon stands: the running item with its clock, how late it is, and when what follows is expected.

The one place that computes it; phones, Leinwand and Regie read the same. Nothing here asks the database beyond
`konferenz.punkte`, and nothing is stored: planned times follow from the programme, real ones from its items.
"""

import datetime
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from konferenz.models import Konferenz, Programmpunkt

# Further from the plan is no lateness: the plan means another part of the day.
SINNVOLL = 180
# How long a wrong "Weiter" can be taken back.
RUECKNAHME = datetime.timedelta(minutes=2)


@dataclass(frozen=True)
class Lauf:
    """A moment of the afternoon.

    `endet_am` is the end of the running item by the server's clock; while it is `angehalten` the end moves along and
    `rest_sekunden` stands. Below zero it has run over. `spaeter` are the minutes that the plan has shifted for what
    follows. Each item of `danach` has its time in `erwartet`.
    """

    jetzt: datetime.datetime
    punkt: Programmpunkt | None
    sekunden: int
    rest_sekunden: int
    endet_am: datetime.datetime | None
    angehalten: bool
    spaeter: int
    danach: list[Programmpunkt]
    zurueck: Programmpunkt | None
    is_zuruecknehmbar: bool

    @property
    def naechster(self) -> Programmpunkt | None:
        return self.danach[0] if self.danach else None

    @property
    def rest(self) -> int:
        """Whole minutes to the end, never below zero."""
        return max(0, -(-self.rest_sekunden // 60))

    @property
    def rest_worte(self) -> str:
        """For a clock without a script: whole minutes, with a minus when the time is over."""
        return str(self.rest) if self.rest_sekunden >= 0 else f"−{-self.rest_sekunden // 60}"

    @property
    def vergangen(self) -> int:
        """Seconds used up, at most all of them: the bar."""
        return min(self.sekunden, self.sekunden - self.rest_sekunden)

    @property
    def endet_ms(self) -> int | None:
        """For the script, which counts in the milliseconds of JavaScript."""
        return round(self.endet_am.timestamp() * 1000) if self.endet_am else None

    @property
    def jetzt_ms(self) -> int:
        return round(self.jetzt.timestamp() * 1000)

    @property
    def verspaetung(self) -> str:
        """How far from the plan, in words; nothing when the plan means another part of the day."""
        if abs(self.spaeter) > SINNVOLL:
            return ""
        if not self.spaeter:
            return _("wie geplant")
        if self.spaeter < 0:
            return ngettext("%(zahl)s Minute früher", "%(zahl)s Minuten früher", -self.spaeter) % {
                "zahl": -self.spaeter
            }
        return ngettext("%(zahl)s Minute später", "%(zahl)s Minuten später", self.spaeter) % {"zahl": self.spaeter}


def collect_lauf(konferenz: Konferenz, jetzt: datetime.datetime | None = None) -> Lauf:
    """The state at this moment; gives every item to come its `erwartet`, every other one none."""
    jetzt = jetzt or timezone.now()
    punkte = konferenz.punkte
    punkt = konferenz.laufender_punkt
    here = punkte.index(punkt) if punkt else max((i for i, p in enumerate(punkte) if p.begonnen_am), default=-1)
    danach = [p for p in punkte[here + 1 :] if not p.begonnen_am]
    sekunden = rest = spaeter = 0
    endet_am = None
    if punkt:
        sekunden, endet_am = punkt.sekunden, punkt.endet_at(jetzt)
        rest = round((endet_am - jetzt).total_seconds())
        ab = max(jetzt, endet_am)
        spaeter = _minutes(ab - _planned(punkt.start, jetzt) - datetime.timedelta(minutes=punkt.dauer))
    elif danach:
        geplant = _planned(danach[0].start, jetzt)
        spaeter = max(0, _minutes(jetzt - geplant))
        if spaeter > SINNVOLL or konferenz.datum != timezone.localdate(jetzt) or not _is_day(konferenz):
            spaeter = 0
        ab = max(jetzt, geplant) if spaeter else geplant
    for p in punkte:
        p.erwartet = None
    for kommend in danach:
        kommend.erwartet = timezone.localtime(ab + datetime.timedelta(seconds=30)).replace(second=0, microsecond=0)
        ab += datetime.timedelta(minutes=kommend.dauer)
    return Lauf(
        jetzt=jetzt,
        punkt=punkt,
        sekunden=sekunden,
        rest_sekunden=rest,
        endet_am=endet_am,
        angehalten=bool(punkt and punkt.angehalten_am),
        spaeter=spaeter,
        danach=danach,
        zurueck=_to_resume(punkte, punkt, jetzt),
        is_zuruecknehmbar=bool(punkt and not punkt.zugabe and jetzt - punkt.begonnen_am <= RUECKNAHME),
    )


def _to_resume(punkte: list[Programmpunkt], punkt: Programmpunkt | None, jetzt) -> Programmpunkt | None:
    """The item that a wrong click ended just now."""
    ended = [p for p in punkte if p.beendet_am and jetzt - p.beendet_am <= RUECKNAHME]
    if punkt:  # the same click began this one
        ended = [p for p in ended if p.beendet_am == punkt.begonnen_am]
    return max(ended, key=lambda p: p.beendet_am, default=None)


def _planned(zeit: datetime.time, jetzt: datetime.datetime) -> datetime.datetime:
    """A time of the programme on the day of the hall's clock."""
    return datetime.datetime.combine(timezone.localdate(jetzt), zeit, timezone.get_default_timezone()).astimezone(
        datetime.UTC
    )


def _minutes(span: datetime.timedelta) -> int:
    return round(span.total_seconds() / 60)


def _is_day(konferenz: Konferenz) -> bool:
    return konferenz.phase == Konferenz.Phase.DURCHFUEHRUNG
