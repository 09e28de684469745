"""A file on its way into the directory, until it is taken over: uploaded, columns and doubts settled, started."""

import datetime
import logging
import traceback

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_q.models import Schedule
from django_q.tasks import async_task, schedule

from konferenz.akteur import Akteur, Rolle
from konferenz.models import Veranstalter
from konferenz.services.fehler import NichtErlaubt
from konferenz.services.gemeinsam import lock, record
from teilnehmer.models import Verzeichnisimport
from teilnehmer.models.verzeichnisimport import TAGE_DATEI, TAGE_RUECKNAHME
from teilnehmer.services.einrichtung import PLANENDE
from teilnehmer.services.verzeichnisuebernahme import apply_import
from teilnehmer.verzeichnis.bestand import Bestand
from teilnehmer.verzeichnis.datei import Tabelle
from teilnehmer.verzeichnis.plan import ALS_NEU, ENTSCHEIDEN, GEAENDERT, NEU, count, make_plan
from teilnehmer.verzeichnis.spalten import guess_columns

Status = Verzeichnisimport.Status
logger = logging.getLogger(__name__)


@transaction.atomic
def create_import(*, veranstalter: Veranstalter, dateiname: str, tabelle: Tabelle, by: Akteur) -> Verzeichnisimport:
    """Keep the rows of an uploaded file, with columns guessed and a first preview. The directory is not touched."""
    require_planning(by)
    purge()
    row = Verzeichnisimport(veranstalter=veranstalter, dateiname=dateiname[:160], angelegt_von_id=by.id)
    row.tabelle = tabelle.as_json()
    row.zuordnung = guess_columns(tabelle.kopf)
    _plan(row)
    row.save(force_insert=True)
    _schedule_purge(TAGE_DATEI)
    record("Datei für das Verzeichnis hochgeladen.", by=by, veranstalter=veranstalter, objekt=_objekt(row))
    return row


@transaction.atomic
def update_columns(*, verzeichnisimport: Verzeichnisimport, zuordnung: dict, werte: dict, by: Akteur):
    """Say which column is what and what a value means; decisions about duplicates stay."""
    row = _lock_draft(verzeichnisimport, by)
    row.zuordnung, row.werte = zuordnung, werte
    _plan(row)
    row.fassung += 1
    row.save(update_fields=["zuordnung", "werte", "plan", "zahlen", "fassung"])
    record("Spalten eines Imports zugeordnet.", by=by, veranstalter=row.veranstalter, objekt=_objekt(row))
    return row


@transaction.atomic
def decide_duplicates(
    *, verzeichnisimport: Verzeichnisimport, entscheidungen: dict[str, str], alle_neu: bool = False, by: Akteur
) -> Verzeichnisimport:
    """The same institution, a new one, or left out: by the number of the row. `alle_neu` answers what is still open."""
    row = _lock_draft(verzeichnisimport, by)
    row.entscheidungen = row.entscheidungen | entscheidungen
    if alle_neu:
        offen = {str(zeile["gruppe"]) for zeile in row.plan if zeile["art"] == ENTSCHEIDEN}
        row.entscheidungen |= dict.fromkeys(sorted(offen - row.entscheidungen.keys()), ALS_NEU)
    _plan(row)
    row.fassung += 1
    row.save(update_fields=["entscheidungen", "plan", "zahlen", "fassung"])
    record("Mögliche Doppel eines Imports entschieden.", by=by, veranstalter=row.veranstalter, objekt=_objekt(row))
    return row


@transaction.atomic
def discard_import(*, verzeichnisimport: Verzeichnisimport, by: Akteur) -> None:
    """Delete an uploaded file that is not to be taken over."""
    row = _lock_draft(verzeichnisimport, by)
    record("Import verworfen.", by=by, veranstalter=row.veranstalter, objekt=_objekt(row))
    row.delete()


@transaction.atomic
def start_import(*, verzeichnisimport: Verzeichnisimport, fassung: int | None, by: Akteur) -> Verzeichnisimport:
    """Hand what the person saw at `fassung` to the background worker; a second click finds it started."""
    require_planning(by)
    row = lock(Verzeichnisimport.objects.select_related("veranstalter"), verzeichnisimport.pk)
    if row.status != Status.VORSCHAU:
        return row
    if fassung != row.fassung:
        raise NichtErlaubt(_("Die Vorschau hat sich geändert. Bitte prüfen Sie sie noch einmal."))
    if not row.zahlen.get(NEU) and not row.zahlen.get(GEAENDERT):
        raise NichtErlaubt(_("In der Datei ist nichts, was übernommen werden kann. Es wurde nichts geändert."))
    row.status, row.fortschritt, row.fehler = Status.WARTET, 0, ""
    row.save(update_fields=["status", "fortschritt", "fehler"])
    record("Import freigegeben.", by=by, veranstalter=row.veranstalter, objekt=_objekt(row))
    async_task(f"{__name__}.run_import", pk=row.pk, rolle=str(by.rolle), akteur=by.id)
    _schedule_purge(TAGE_DATEI)
    _schedule_purge(TAGE_RUECKNAHME)
    return row


def run_import(*, pk: int, rolle: str, akteur: int | None) -> None:
    """The worker's job, or done at once by whoever does not want to wait. The second time it does nothing."""
    try:
        apply_import(pk=pk, by=Akteur(Rolle(rolle), akteur))
    except Exception as error:  # whatever it was: the transaction is undone, the file waits again, the person is told
        # Not the message itself: the database quotes the row in it, and that is a person's address.
        spur = "".join(traceback.format_tb(error.__traceback__))
        logger.error("Import %s ist abgebrochen: %s\n%s", pk, type(error).__name__, spur)
        Verzeichnisimport.objects.filter(pk=pk, status=Status.WARTET).update(
            status=Status.VORSCHAU,
            fortschritt=0,
            fehler=_("Die Übernahme ist abgebrochen. Im Verzeichnis wurde nichts geändert."),
        )


def purge() -> int:
    return Verzeichnisimport.objects.purge()


def require_planning(by: Akteur) -> None:
    if by.rolle not in PLANENDE:
        raise NichtErlaubt(_("Das Verzeichnis ändert, wer plant. Es wurde nichts geändert."))


def _schedule_purge(tage: int) -> None:
    """Once, a little after the time is over; rows that it names are gone then, whoever looks or does not."""
    schedule(
        f"{__name__}.purge",
        schedule_type=Schedule.ONCE,
        next_run=timezone.now() + datetime.timedelta(days=tage, minutes=1),
    )


def _lock_draft(verzeichnisimport: Verzeichnisimport, by: Akteur) -> Verzeichnisimport:
    require_planning(by)
    row = lock(Verzeichnisimport.objects.select_related("veranstalter"), verzeichnisimport.pk)
    if row.status != Status.VORSCHAU:
        raise NichtErlaubt(_("Dieser Import ist schon freigegeben und bleibt, wie er ist."))
    return row


def _plan(row: Verzeichnisimport) -> None:
    """What will be shown and, unless the directory changes, carried out."""
    plan = make_plan(row.tabelle, row.zuordnung, row.werte, row.entscheidungen, Bestand(row.veranstalter))
    row.plan = plan.as_json()
    row.zahlen = count(row.plan)


def _objekt(row: Verzeichnisimport) -> str:
    return f"Import {row.kennung}"
