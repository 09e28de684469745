"""Whether anything changed since the minutes were last collected, in one query, without collecting them.

PostgreSQL marks every state of a row with the transaction that wrote it (xmin) and its place (ctid). The sum of these
marks over all rows that the minutes read is another number after every write, whoever writes and by whatever way: no
service has to remember to say so. A test holds the list of tables against the queries of the collectors.
"""
# ruff: noqa: S608 - only the names of our own tables

import functools
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection
from django.utils import timezone
from post_office.models import Email

from konferenz.models import Aussendung, Datei, Konferenz, Leitfrage, Programmpunkt, Veranstalter, Zugang
from konferenz.pdf import Ablage
from teilnehmer.models import (
    Anmeldung,
    Einladung,
    Einrichtung,
    Gespraechsrunde,
    Kurzgespraech,
    Nachricht,
)
from themen.models import (
    Befund,
    BefundBezug,
    Foto,
    Gruppenrolle,
    Herkunft,
    Klebepunkt,
    Kleingruppe,
    Massnahme,
    MassnahmeBezug,
    Mitstreiter,
    Protokollabschnitt,
    Protokollanmerkung,
    Protokollfassung,
    Protokollstand,
    Rueckmeldung,
    Themenvorschlag,
    Zuordnung,
)
from themen.protokoll.ausgabe import Ausgabe

# Tables whose rows know their conference, and the others with the way to it.
EIGENE = (
    *(Leitfrage, Programmpunkt, Zugang, Aussendung, Anmeldung, Einladung, Gespraechsrunde, Kurzgespraech, Nachricht),
    *(Befund, Foto, Gruppenrolle, Herkunft, Klebepunkt, Kleingruppe, Massnahme, Mitstreiter, Protokollabschnitt),
    *(Protokollanmerkung, Protokollfassung, Protokollstand, Rueckmeldung, Themenvorschlag, Zuordnung),
)
ANDERE = (
    (
        Konferenz,  # and the one before it and the next, which the minutes name
        "id = %(konferenz)s OR vorgaenger_id = %(konferenz)s"
        f" OR id = (SELECT vorgaenger_id FROM {Konferenz._meta.db_table} WHERE id = %(konferenz)s)",
    ),
    (Veranstalter, "id = %(veranstalter)s"),
    (Einrichtung, "veranstalter_id = %(veranstalter)s"),
    (Datei, f"id = (SELECT wappen_id FROM {Veranstalter._meta.db_table} WHERE id = %(veranstalter)s)"),
    (Email, f"id IN (SELECT post_id FROM {Nachricht._meta.db_table} WHERE konferenz_id = %(konferenz)s)"),
    (BefundBezug, f"quelle_id IN (SELECT id FROM {Befund._meta.db_table} WHERE konferenz_id = %(konferenz)s)"),
    (MassnahmeBezug, f"massnahme_id IN (SELECT id FROM {Massnahme._meta.db_table} WHERE konferenz_id = %(konferenz)s)"),
)
ANZAHL = 500
_gemerkt: OrderedDict[tuple, Ablage | None] = OrderedDict()
_schloss = threading.Lock()


def fingerprint(konferenz: Konferenz) -> str:
    """Another text after every write to anything that minutes of this conference read. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_sql(), {"konferenz": konferenz.pk, "veranstalter": konferenz.veranstalter_id})
        zahl, summe = cursor.fetchone()
    return f"{zahl}.{summe}"


@functools.cache
def _sql() -> str:
    teile = [(model, "konferenz_id = %(konferenz)s") for model in EIGENE] + list(ANDERE)
    marken = " UNION ALL ".join(
        f"SELECT hashtextextended(xmin::text || ctid::text, {nummer}) FROM {model._meta.db_table} WHERE {wo}"
        for nummer, (model, wo) in enumerate(teile)
    )
    return f"SELECT count(*), coalesce(sum(marke), 0) FROM ({marken}) AS t(marke)"


@dataclass(frozen=True)
class Gemerkt:
    """A print of which is known where it is kept; `fresh` collects its content when it is not there any more."""

    ablage: Ablage
    fresh: Callable[[], Ausgabe | None]


def remember(konferenz: Konferenz, was: tuple, make: Callable[[Konferenz], Ausgabe | None]) -> Gemerkt | None:
    """The print `make` gives for these minutes; not asked again while nothing changes.

    `make` gets the conference as it is after the fingerprint was taken: one that is older would be kept too long.
    """

    def fresh() -> Ausgabe | None:
        return make(Konferenz.objects.select_related("veranstalter").get(pk=konferenz.pk))

    schluessel = (konferenz.pk, was, fingerprint(konferenz), timezone.localdate())
    with _schloss:
        is_known = schluessel in _gemerkt
        ablage = _gemerkt.get(schluessel)
        if is_known:
            _gemerkt.move_to_end(schluessel)
    if not is_known:
        ausgabe = fresh()
        ablage = ausgabe.ablage if ausgabe else None
        with _schloss:
            _gemerkt[schluessel] = ablage
            while len(_gemerkt) > ANZAHL:
                _gemerkt.popitem(last=False)
    return Gemerkt(ablage, fresh) if ablage else None
