"""When a planned reminder is due. Computed from the Anmeldeschluss, so it follows when that is moved. Reads only."""

import datetime

from django.utils import timezone

from konferenz.models import Aussendung, Konferenz

UM = datetime.time(8)
VORSCHLAEGE = (1, 2, 3, 5, 7, 10, 14, 21)


def due_time(konferenz: Konferenz, tage_vorher: int) -> datetime.datetime:
    """Eight o'clock on the clock of the hall, that many days before the Anmeldeschluss."""
    tag = (konferenz.anmeldeschluss or konferenz.datum) - datetime.timedelta(days=tage_vorher)
    return timezone.make_aware(datetime.datetime.combine(tag, UM), timezone.get_default_timezone())


def choices(konferenz: Konferenz) -> list[tuple[int, datetime.datetime]]:
    """Days before the Anmeldeschluss that can still be chosen, with their time."""
    jetzt = timezone.now()
    moments = [(tage, due_time(konferenz, tage)) for tage in VORSCHLAEGE]
    return [(tage, moment) for tage, moment in moments if moment > jetzt]


def is_verfallen(konferenz: Konferenz, aussendung: Aussendung) -> bool:
    """Planned, not sent, and too late: nobody may answer any more, so it will not leave.

    It waits again when the Anmeldeschluss is moved; until then the officer can take it back.
    """
    return aussendung.is_geplant and (
        konferenz.is_abgesagt
        or konferenz.is_anmeldeschluss_vorbei
        or konferenz.phase not in (Konferenz.Phase.ENTWURF, Konferenz.Phase.VORBEREITUNG)
    )


def is_faellig(konferenz: Konferenz, aussendung: Aussendung) -> bool:
    """To be sent now. A day that the worker missed is made up for until the Anmeldeschluss."""
    return (
        aussendung.is_geplant
        and konferenz.phase == Konferenz.Phase.VORBEREITUNG
        and not is_verfallen(konferenz, aussendung)
        and due_time(konferenz, aussendung.tage_vorher) <= timezone.now()
    )
