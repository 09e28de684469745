"""Running the day: items begin, stand still, get longer, end; a wrong click is taken back; the Leinwand is set.

A form says what its sender saw. Who clicks second finds it done (`schon_getan`); who saw something older changes
nothing.
"""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from konferenz.akteur import Akteur
from konferenz.lauf import RUECKNAHME
from konferenz.live import announce
from konferenz.models import Konferenz, Programmpunkt
from konferenz.models.konferenz import Leinwand
from konferenz.permissions import Handlung
from konferenz.services.fehler import NichtErlaubt
from konferenz.services.gemeinsam import lock, record, require

LAENGSTER = 480  # minutes, as the programme plans them
TIMES = ["begonnen_am", "beendet_am", "zugabe", "angehalten_am", "angehalten_sekunden"]
OHNE_PRUEFUNG = object()


def _lock_ablauf(konferenz: Konferenz, by: Akteur) -> tuple[Konferenz, dict[int, Programmpunkt]]:
    """The conference is the lock of everything that runs; its items by pk."""
    row = lock(Konferenz.objects, konferenz.pk)
    require(row, Handlung.ABLAUF_STEUERN, by)
    return row, {punkt.pk: punkt for punkt in row.programmpunkte.select_for_update().order_by("pk")}


def _running(rows: dict[int, Programmpunkt]) -> Programmpunkt | None:
    return next((punkt for punkt in rows.values() if punkt.begonnen_am and not punkt.beendet_am), None)


def _save(punkt: Programmpunkt, satz: str, *, konferenz: Konferenz, by: Akteur) -> None:
    punkt.save(update_fields=TIMES)
    record(satz, by=by, konferenz=konferenz, objekt=f"Programmpunkt {punkt.pk}")
    announce(konferenz.live_kanal, "jetzt")


def _end(punkt: Programmpunkt, jetzt: datetime.datetime) -> None:
    _let_run(punkt, jetzt)
    punkt.beendet_am = max(jetzt, punkt.begonnen_am)


def _let_run(punkt: Programmpunkt, jetzt: datetime.datetime) -> None:
    if punkt.angehalten_am:
        punkt.angehalten_sekunden += max(0, round((jetzt - punkt.angehalten_am).total_seconds()))
        punkt.angehalten_am = None


@transaction.atomic
def begin_programmpunkt(*, punkt: Programmpunkt, by: Akteur, laeuft=OHNE_PRUEFUNG) -> Programmpunkt:
    """Begin an item (or go back into an ended one); the one that runs ends now.

    `laeuft` is the pk of the item that ran for whoever clicked, or None; if another one runs by now, nothing changes.
    """
    konferenz, rows = _lock_ablauf(punkt.konferenz, by)
    row, running = rows[punkt.pk], _running(rows)
    if running is row:
        row.schon_getan = True
        return row
    if laeuft is not OHNE_PRUEFUNG and laeuft != (running.pk if running else None):
        raise NichtErlaubt(_seen_older(running))
    jetzt = timezone.now()
    if running:
        _end(running, jetzt)
        running.save(update_fields=TIMES)
    row.begonnen_am = row.begonnen_am or jetzt
    row.beendet_am = None
    _save(row, f"Programmpunkt begonnen: {row.get_art_display()}.", konferenz=konferenz, by=by)
    return row


def _seen_older(running: Programmpunkt | None) -> str:
    if running is None:
        return _("Inzwischen läuft kein Programmpunkt mehr. Es wurde nichts geändert.")
    return _("Inzwischen läuft „%(titel)s“. Es wurde nichts geändert.") % {"titel": running.titel}


@transaction.atomic
def finish_programmpunkt(*, punkt: Programmpunkt, by: Akteur) -> Programmpunkt:
    """End a running item; ending it twice changes nothing."""
    konferenz, rows = _lock_ablauf(punkt.konferenz, by)
    row = rows[punkt.pk]
    if not row.begonnen_am or row.beendet_am:
        return row
    _end(row, timezone.now())
    _save(row, f"Programmpunkt beendet: {row.get_art_display()}.", konferenz=konferenz, by=by)
    return row


@transaction.atomic
def take_back_begin(*, punkt: Programmpunkt, by: Akteur) -> Programmpunkt:
    """Undo a wrong "Weiter" of the last two minutes: the item is as if not begun, the one before runs on."""
    konferenz, rows = _lock_ablauf(punkt.konferenz, by)
    row = rows[punkt.pk]
    if row.begonnen_am is None:
        return row
    if row.beendet_am:
        raise NichtErlaubt(_seen_older(_running(rows)))
    if timezone.now() - row.begonnen_am > RUECKNAHME:
        raise NichtErlaubt(_("Das ist länger als zwei Minuten her. Es wurde nichts geändert."))
    before = next((other for other in rows.values() if other.beendet_am == row.begonnen_am), None)
    row.begonnen_am = row.angehalten_am = None
    row.zugabe = row.angehalten_sekunden = 0
    _save(row, f"Beginn zurückgenommen: {row.get_art_display()}.", konferenz=konferenz, by=by)
    if before:
        before.beendet_am = None
        before.save(update_fields=TIMES)
    return row


@transaction.atomic
def set_zugabe(*, punkt: Programmpunkt, zugabe: int, vorher: int, by: Akteur) -> Programmpunkt:
    """Make the running item so many minutes longer (or shorter) than planned, in all; `vorher` is what one saw."""
    konferenz, rows = _lock_ablauf(punkt.konferenz, by)
    row = _require_running(rows, punkt)
    if row.zugabe == zugabe:
        row.schon_getan = True
        return row
    if row.zugabe != vorher:
        raise NichtErlaubt(_("Die Dauer wurde inzwischen geändert. Es wurde nichts weiter geändert."))
    if not 1 <= row.dauer + zugabe <= LAENGSTER:
        raise NichtErlaubt(_("So kurz oder lang geht ein Programmpunkt nicht. Es wurde nichts geändert."))
    row.zugabe = zugabe
    _save(row, f"Dauer geändert: jetzt {row.dauer + zugabe} Minuten.", konferenz=konferenz, by=by)
    return row


@transaction.atomic
def hold_programmpunkt(*, punkt: Programmpunkt, by: Akteur) -> Programmpunkt:
    """The clock stands still; holding twice changes nothing."""
    konferenz, rows = _lock_ablauf(punkt.konferenz, by)
    row = _require_running(rows, punkt)
    if not row.angehalten_am:
        row.angehalten_am = max(timezone.now(), row.begonnen_am)
        _save(row, f"Programmpunkt angehalten: {row.get_art_display()}.", konferenz=konferenz, by=by)
    return row


@transaction.atomic
def resume_programmpunkt(*, punkt: Programmpunkt, by: Akteur) -> Programmpunkt:
    konferenz, rows = _lock_ablauf(punkt.konferenz, by)
    row = _require_running(rows, punkt)
    if row.angehalten_am:
        _let_run(row, timezone.now())
        _save(row, f"Programmpunkt läuft weiter: {row.get_art_display()}.", konferenz=konferenz, by=by)
    return row


def _require_running(rows: dict[int, Programmpunkt], punkt: Programmpunkt) -> Programmpunkt:
    row, running = rows[punkt.pk], _running(rows)
    if running is not row:
        raise NichtErlaubt(_seen_older(running))
    return row


@transaction.atomic
def set_leinwand(*, konferenz: Konferenz, leinwand: str, by: Akteur) -> Konferenz:
    """Show one view on the projector, or let it follow the programme again."""
    if leinwand not in Leinwand.values:
        raise ValidationError(_("Diese Ansicht gibt es nicht. Es wurde nichts geändert."))
    row = lock(Konferenz.objects, konferenz.pk)
    require(row, Handlung.ABLAUF_STEUERN, by)
    if row.leinwand != leinwand:
        row.leinwand = leinwand
        row.save(update_fields=["leinwand"])
        record(f"Leinwand: {Leinwand(leinwand).label}.", by=by, konferenz=row)
        announce(row.live_kanal, "leinwand")
    return row
