"""How long an item stood still after a given moment. Reads only.

The item itself remembers only the sum. What began in its midst, like a round of short talks, needs its own part of it;
the Verlauf has every hold with its time, cannot be changed, and is asked only where there was one.
"""

import datetime

from konferenz.models import Programmpunkt

ANGEHALTEN = "Programmpunkt angehalten"
LAEUFT_WEITER = "Programmpunkt läuft weiter"


def gehalten_seit(punkt: Programmpunkt | None, ab: datetime.datetime, jetzt: datetime.datetime) -> datetime.timedelta:
    """How long the running item stood still between `ab` and `jetzt`, a hold that lasts included. At most one query."""
    if punkt is None or not (punkt.angehalten_am or punkt.angehalten_sekunden):
        return datetime.timedelta()
    laufend = jetzt - max(punkt.angehalten_am, ab) if punkt.angehalten_am else datetime.timedelta()
    if not punkt.angehalten_sekunden:
        return max(laufend, datetime.timedelta())
    zeilen = punkt.konferenz.verlauf.filter(objekt=f"Programmpunkt {punkt.pk}", am__gte=punkt.begonnen_am)
    gehalten, seit = datetime.timedelta(), None
    for am, satz in zeilen.order_by("am", "pk").values_list("am", "satz"):
        if satz.startswith(ANGEHALTEN):
            seit = am
        elif seit and satz.startswith(LAEUFT_WEITER):
            gehalten += max(am - max(seit, ab), datetime.timedelta())
            seit = None
    return gehalten + max(laufend, datetime.timedelta())
