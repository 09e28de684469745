"""The queue of topics to be presented, and the one that is presented now. Reads only."""

import datetime
from dataclasses import dataclass

from django.db.models import F
from django.utils import timezone

from konferenz.models import Konferenz
from themen.models import Themenvorschlag

SEKUNDEN = 120  # of a speaker


@dataclass(frozen=True)
class Vorstellungen:
    """Who speaks with the clock's end, who comes, who was."""

    spricht: Themenvorschlag | None
    schlange: list[Themenvorschlag]
    vorgestellt: list[Themenvorschlag]
    jetzt: datetime.datetime
    sekunden: int = SEKUNDEN

    @property
    def endet_am(self) -> datetime.datetime | None:
        if self.spricht is None:
            return None
        return self.spricht.pitch_begonnen_am + datetime.timedelta(seconds=SEKUNDEN)

    @property
    def endet_ms(self) -> int | None:
        return round(self.endet_am.timestamp() * 1000) if self.spricht else None

    @property
    def rest(self) -> int:
        """Seconds left, never below zero."""
        return max(0, round((self.endet_am - self.jetzt).total_seconds())) if self.spricht else 0

    @property
    def rest_worte(self) -> str:
        return f"{self.rest // 60}:{self.rest % 60:02}"

    @property
    def vergangen(self) -> int:
        return SEKUNDEN - self.rest


def vorstellbar(konferenz: Konferenz):
    """Topics that can be presented, in the order of the queue: those without a place, the newest, come last."""
    return konferenz.themenvorschlaege.exclude(
        status__in=[Themenvorschlag.Status.ZURUECKGEZOGEN, Themenvorschlag.Status.IM_SPEICHER]
    ).order_by(F("pitch_position").asc(nulls_last=True), "eingereicht_am", "pk")


def collect_vorstellungen(konferenz: Konferenz) -> Vorstellungen:
    """In one query."""
    spricht, schlange, vorgestellt = None, [], []
    for thema in vorstellbar(konferenz).select_related("einrichtung").with_mitstreiter():
        if thema.pitch_beendet_am:
            vorgestellt.append(thema)
        elif thema.pitch_begonnen_am:
            spricht = thema
        else:
            schlange.append(thema)
    vorgestellt.sort(key=lambda thema: (thema.pitch_beendet_am, thema.pk))
    return Vorstellungen(spricht, schlange, vorgestellt, timezone.now())
