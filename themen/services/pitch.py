"""Presenting topics in the plenum: the queue and its order, the next one, stop, back into the queue.

The Konferenz is the lock: two moderators reorder or go on one after the other, and positions stay dense.
"""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from konferenz.akteur import Akteur
from konferenz.live import announce
from konferenz.models import Konferenz
from konferenz.permissions import Handlung
from konferenz.services.fehler import NichtErlaubt
from konferenz.services.gemeinsam import lock, record, require
from themen.models import Themenvorschlag
from themen.pitch_stand import vorstellbar

FIELDS = ["pitch_position", "pitch_begonnen_am", "pitch_beendet_am"]


def _lock_pitches(konferenz: Konferenz, by: Akteur) -> tuple[Konferenz, list[Themenvorschlag]]:
    """The conference and all its topics that can be presented, in the order of the queue."""
    row = lock(Konferenz.objects, konferenz.pk)
    require(row, Handlung.ABLAUF_STEUERN, by)
    # locked by pk, as every service locks; then read in their order
    list(row.themenvorschlaege.select_for_update(no_key=True).order_by("pk").values_list("pk"))
    return row, list(vorstellbar(row))


def _waiting(themen: list[Themenvorschlag]) -> list[Themenvorschlag]:
    return [thema for thema in themen if thema.pitch_begonnen_am is None]


def _speaking(themen: list[Themenvorschlag]) -> Themenvorschlag | None:
    return next((thema for thema in themen if thema.pitch_begonnen_am and not thema.pitch_beendet_am), None)


def _find(themen: list[Themenvorschlag], thema: Themenvorschlag) -> Themenvorschlag:
    for row in themen:
        if row.pk == thema.pk:
            return row
    raise NichtErlaubt(_("Dieses Thema steht nicht mehr in der Liste. Es wurde nichts geändert."))


def _number(schlange: list[Themenvorschlag]) -> None:
    """Positions 1 to n in this order; only those that change are written."""
    for position, thema in enumerate(schlange, start=1):
        if thema.pitch_position != position:
            thema.pitch_position = position
            thema.save(update_fields=["pitch_position"])


def _tell(konferenz: Konferenz, satz: str, thema: Themenvorschlag, by: Akteur) -> None:
    record(satz, by=by, konferenz=konferenz, objekt=f"thema:{thema.kennung}")
    announce(konferenz.live_kanal, "themen")


@transaction.atomic
def move_pitch(thema: Themenvorschlag, *, hinauf: bool, by: Akteur) -> None:
    """One place up or down in the queue; at its ends nothing moves."""
    konferenz, themen = _lock_pitches(thema.konferenz, by)
    schlange = _waiting(themen)
    row = _find(schlange, thema)
    here = schlange.index(row)
    there = here - 1 if hinauf else here + 1
    if 0 <= there < len(schlange):
        schlange[here], schlange[there] = schlange[there], schlange[here]
        _number(schlange)
        announce(konferenz.live_kanal, "themen")


@transaction.atomic
def begin_pitch(thema: Themenvorschlag, *, laeuft: int | None, by: Akteur) -> Themenvorschlag:
    """Present this topic; the one that is presented ends. `laeuft` is the pk that spoke for whoever clicked."""
    konferenz, themen = _lock_pitches(thema.konferenz, by)
    row, speaking = _find(themen, thema), _speaking(themen)
    if row is speaking:
        return row
    _require_seen(speaking, laeuft)
    return _begin(konferenz, themen, row, by)


@transaction.atomic
def next_pitch(konferenz: Konferenz, *, laeuft: int | None, by: Akteur) -> Themenvorschlag | None:
    """The first of the queue; whoever clicks second finds it done. None when nobody waits any more."""
    konferenz, themen = _lock_pitches(konferenz, by)
    speaking, schlange = _speaking(themen), _waiting(themen)
    if laeuft != (speaking.pk if speaking else None):
        return speaking
    if schlange:
        return _begin(konferenz, themen, schlange[0], by)
    end_pitches(konferenz, timezone.now())
    if speaking:
        _tell(konferenz, "Vorstellung eines Themas beendet.", speaking, by)
    return None


def _begin(konferenz: Konferenz, themen: list[Themenvorschlag], row: Themenvorschlag, by: Akteur) -> Themenvorschlag:
    jetzt = timezone.now()
    end_pitches(konferenz, jetzt)
    row.pitch_position, row.pitch_begonnen_am, row.pitch_beendet_am = None, jetzt, None
    row.save(update_fields=FIELDS)
    _number(_waiting(themen))
    _tell(konferenz, "Vorstellung eines Themas begonnen.", row, by)
    return row


def end_pitches(konferenz: Konferenz, jetzt: datetime.datetime) -> None:
    """Also a topic that was withdrawn while it was presented."""
    konferenz.themenvorschlaege.filter(pitch_begonnen_am__isnull=False, pitch_beendet_am__isnull=True).update(
        pitch_beendet_am=jetzt
    )


def _require_seen(speaking: Themenvorschlag | None, laeuft: int | None) -> None:
    if laeuft == (speaking.pk if speaking else None):
        return
    if speaking is None:
        raise NichtErlaubt(_("Inzwischen wird kein Thema mehr vorgestellt. Es wurde nichts geändert."))
    raise NichtErlaubt(
        _("Inzwischen wird „%(titel)s“ vorgestellt. Es wurde nichts geändert.") % {"titel": speaking.titel}
    )


@transaction.atomic
def finish_pitch(thema: Themenvorschlag, *, by: Akteur) -> None:
    """Stop; the topic counts as presented. Stopping twice changes nothing."""
    konferenz, themen = _lock_pitches(thema.konferenz, by)
    row = _find(themen, thema)
    if row is _speaking(themen):
        row.pitch_beendet_am = timezone.now()
        row.save(update_fields=FIELDS)
        _tell(konferenz, "Vorstellung eines Themas beendet.", row, by)


@transaction.atomic
def put_back_pitch(thema: Themenvorschlag, *, by: Akteur) -> None:
    """Back to the end of the queue, as if not presented: nobody was there to speak, or once more."""
    konferenz, themen = _lock_pitches(thema.konferenz, by)
    row = _find(themen, thema)
    if row.pitch_begonnen_am is None:
        return
    row.pitch_position = row.pitch_begonnen_am = row.pitch_beendet_am = None
    row.save(update_fields=FIELDS)
    _number([*(other for other in _waiting(themen) if other is not row), row])
    _tell(konferenz, "Ein Thema steht wieder in der Liste der Vorstellungen.", row, by)
