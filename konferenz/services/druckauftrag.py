"""Prints too large for a request: asked for once, made by the worker file by file, gone after a day.

What can be printed stands in settings.DRUCKARTEN: a word and the dotted path of a function
`(konferenz, parameter) -> Stapel` (konferenz.pdf). A killed worker's order is taken up again within a minute.
"""

import contextlib
import datetime
import hashlib
import logging

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from konferenz import jobs
from konferenz.akteur import Akteur, Rolle
from konferenz.models import Datei, Druckauftrag, Druckteil, Konferenz
from konferenz.models.datei import MAX_BYTES
from konferenz.pdf import PDF_TYP, PdfFehler, PdfZuGross, Stapel, layout_stand, render, too_large
from konferenz.services.fehler import NichtErlaubt
from konferenz.services.gemeinsam import lock, record

logger = logging.getLogger(__name__)

# Ours among the advisory locks with two numbers; the second is the order.
LOCK = 7_202
SEKUNDEN = 600
SPEICHER = 4 * 1024**3
VERSUCHE = 3
HALTBAR = datetime.timedelta(days=1)
Zustand = Druckauftrag.Zustand


@transaction.atomic
def request_druckauftrag(
    *,
    konferenz: Konferenz,
    art: str,
    parameter: dict,
    stand: str,
    titel: str,
    zahl: int,
    zurueck: str,
    by: Akteur,
) -> Druckauftrag:
    """Order a print; while the same one waits, runs or is still kept, that one is returned.

    `stand` is the hash of what it says, `titel` what people read, `zurueck` the page they came from.
    """
    if by.rolle not in (Rolle.LEITUNG, Rolle.PLANUNG):
        raise NichtErlaubt
    schluessel = hash_of(konferenz, art, stand)
    row, is_new = Druckauftrag.objects.get_or_create(
        schluessel=schluessel,
        defaults={
            "konferenz": konferenz,
            "art": art,
            "parameter": parameter,
            "titel": titel,
            "zahl": zahl,
            "zurueck": zurueck,
            "angefordert_von_id": by.id,
        },
    )
    if is_new:
        record(f"Druck angefordert: {titel}.", by=by, konferenz=konferenz, objekt=f"druckauftrag:{row.pk}")
        jobs.enqueue_druckauftrag(row.pk)
    elif row.zustand == Zustand.GESCHEITERT:
        return retry_druckauftrag(auftrag=row, by=by)
    return row


@transaction.atomic
def retry_druckauftrag(*, auftrag: Druckauftrag, by: Akteur) -> Druckauftrag:
    """Once more after it failed; files that were made are kept."""
    if by.rolle not in (Rolle.LEITUNG, Rolle.PLANUNG):
        raise NichtErlaubt
    row = lock(Druckauftrag.objects, auftrag.pk)
    if row.zustand == Zustand.GESCHEITERT:
        row.zustand, row.versuche, row.fehler, row.angelegt_am = Zustand.WARTET, 0, "", timezone.now()
        row.save(update_fields=["zustand", "versuche", "fehler", "angelegt_am"])
        jobs.enqueue_druckauftrag(row.pk)
    return row


def run_druckauftrag(pk: int) -> str:
    """The worker's job. Whoever comes second, or after it is done, leaves it alone; returns the state it is in."""
    with _alone(pk) as is_mine:
        if not is_mine:
            return "laeuft schon"
        row = Druckauftrag.objects.offen().select_related("konferenz__veranstalter").filter(pk=pk).first()
        if row is None:
            return "nichts zu tun"
        if row.versuche >= VERSUCHE:
            return _fail(row, _("Der Druck ist mehrmals abgebrochen. Ihre Daten sind sicher."))
        row.versuche += 1
        row.zustand, row.begonnen_am = Zustand.LAEUFT, row.begonnen_am or timezone.now()
        row.save(update_fields=["versuche", "zustand", "begonnen_am"])
        try:
            _print(row, import_string(settings.DRUCKARTEN[row.art])(row.konferenz, row.parameter))
        except PdfZuGross as fehler:
            return _fail(row, str(fehler))
        except PdfFehler as fehler:
            logger.warning("print order %s failed: %s", row.pk, fehler.__cause__ or fehler)
            return _fail(row, _("Das PDF ließ sich nicht erstellen. Ihre Daten sind sicher."))
        return Zustand.FERTIG


def resume_druckauftraege() -> int:
    """Every minute: put open orders back to work, throw away what is older than a day; returns how many were open."""
    _delete_old()
    # A younger one is on its way.
    since = timezone.now() - datetime.timedelta(seconds=30)
    pks = list(Druckauftrag.objects.offen().filter(angelegt_am__lt=since).order_by("pk").values_list("pk", flat=True))
    for pk in pks:
        with _alone(pk) as is_free:
            if is_free:
                jobs.enqueue_druckauftrag(pk)
    return len(pks)


def hash_of(konferenz: Konferenz, art: str, stand: str) -> str:
    return hashlib.sha256(f"{konferenz.pk}|{art}|{stand}|{layout_stand()}".encode()).hexdigest()


def _print(row: Druckauftrag, stapel: Stapel) -> None:
    """All files that are not there yet, each kept as soon as it is made."""
    aktuell = hash_of(row.konferenz, row.art, stapel.stand)
    if row.schluessel != aktuell or row.zahl != stapel.zahl:
        # Something changed since it was asked for: print it as it is now, and begin anew with the files.
        _delete_files(row)
        taken = Druckauftrag.objects.filter(schluessel=aktuell).exclude(pk=row.pk).exists()
        row.schluessel, row.zahl, row.erledigt = None if taken else aktuell, stapel.zahl, 0
        row.save(update_fields=["schluessel", "zahl", "erledigt"])
    ab = sum(row.teile.values_list("zahl", flat=True))
    while ab < stapel.zahl:
        ab = _print_file(row, stapel, ab, min(ab + stapel.je_datei, stapel.zahl))
    row.zustand, row.fertig_am = Zustand.FERTIG, timezone.now()
    row.save(update_fields=["zustand", "fertig_am"])


def _print_file(row: Druckauftrag, stapel: Stapel, ab: int, bis: int) -> int:
    """One file with the pieces `ab` to `bis`, with half of them if it gets too large; returns where it ends."""
    inhalt = render(stapel.make(ab, bis), sekunden=SEKUNDEN, speicher=SPEICHER)
    if len(inhalt) > MAX_BYTES:
        if bis - ab == 1:
            raise PdfZuGross(too_large())
        return _print_file(row, stapel, ab, ab + (bis - ab) // 2)
    with transaction.atomic():
        datei = Datei.objects.store(
            veranstalter=row.konferenz.veranstalter, name=stapel.name(ab, bis)[:160], typ=PDF_TYP, inhalt=inhalt
        )
        if stapel.keep is not None:
            stapel.keep(ab, stapel.name(ab, bis)[:160], inhalt)
        nummer = row.teile.count() + 1
        Druckteil.objects.create(auftrag=row, nummer=nummer, ab=ab, zahl=bis - ab, datei=datei)
        row.erledigt = bis
        row.save(update_fields=["erledigt"])
    return bis


def _fail(row: Druckauftrag, satz: str) -> str:
    row.zustand, row.fehler = Zustand.GESCHEITERT, satz
    row.save(update_fields=["zustand", "fehler"])
    return row.zustand


@transaction.atomic
def _delete_old() -> None:
    """Personal links stand in many prints: nothing is kept longer than needed."""
    before = timezone.now() - HALTBAR
    old = Druckauftrag.objects.filter(Q(fertig_am__lt=before) | Q(fertig_am__isnull=True, angelegt_am__lt=before))
    for row in old.select_for_update(skip_locked=True, no_key=True):
        _delete_files(row)
        row.delete()


def _delete_files(row: Druckauftrag) -> None:
    Datei.objects.filter(druckteil__auftrag=row).delete()


@contextlib.contextmanager
def _alone(pk: int):
    """Whether nobody else works on this order; a killed worker's connection closes, and with it its lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK, pk % 2**31])
        is_mine = cursor.fetchone()[0]
    try:
        yield is_mine
    finally:
        if is_mine:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK, pk % 2**31])
