"""Who is in which group. One order of locks for everything that moves people or cards:

Konferenz, then Anmeldungen by id, then Kleingruppen by id. Whoever keeps to it never waits in a circle.
"""

from collections.abc import Callable
from functools import wraps

from django.core.exceptions import ValidationError
from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from konferenz.akteur import Akteur, Rolle
from konferenz.live import announce
from konferenz.models import Konferenz
from konferenz.permissions import Handlung, erlaubt
from konferenz.services.fehler import NichtErlaubt
from konferenz.services.gemeinsam import record, require
from teilnehmer.models import Anmeldung
from themen.models import Gruppenrolle, Kleingruppe, Zuordnung

# More than a moderation can merge and undo while one person taps, even on a busy machine.
VERSUCHE = 12
_AGAIN = {"40P01", "40001"}  # deadlock detected, serialization failure
_BELEGT = "kleingruppe_belegt_within_plaetze"


class Umgezogen(ValidationError):
    """The person was moved by a merge between reading and locking: read again."""

    def __init__(self):
        super().__init__(_("Die Gruppen werden gerade umgebaut. Bitte versuchen Sie es gleich noch einmal."))


class PlatzVergeben(ValidationError):
    """No seat in the chosen group. The message names the groups that still have one."""


class _Voll(Exception):
    """Found under the lock; the sentence is made after the lock is gone."""

    def __init__(self, alte: Kleingruppe | None):
        super().__init__()
        self.alte = alte


def try_again(service: Callable) -> Callable:
    """Run a whole transaction again after a deadlock or a merge in between; inside an outer one only raise."""

    @wraps(service)
    def inner(*args, **kwargs):
        for attempt in range(1, VERSUCHE + 1):
            try:
                with transaction.atomic():
                    return service(*args, **kwargs)
            except (OperationalError, Umgezogen) as error:
                code = getattr(error.__cause__, "pgcode", None)
                can_repeat = isinstance(error, Umgezogen) or code in _AGAIN
                if not can_repeat or connection.in_atomic_block or attempt == VERSUCHE:
                    raise
        return None

    return inner


def assign_kleingruppe(anmeldung: Anmeldung, kleingruppe: Kleingruppe | None, *, by: Akteur) -> Kleingruppe | None:
    """Put a person into a group, or out of any (None); frees the former seat and makes present."""
    nur_wechsel = _require_zuordnung(anmeldung, by)
    ziel = None if kleingruppe is None else Q(pk=kleingruppe.pk)
    return _move(anmeldung, ziel, by, nur_wechsel)


def choose_kleingruppe(anmeldung: Anmeldung, nummer: int, *, by: Akteur) -> Kleingruppe:
    """The same by the number of the group in the person's conference: what a phone sends."""
    nur_wechsel = _require_zuordnung(anmeldung, by)
    return _move(anmeldung, Q(nummer=nummer), by, nur_wechsel)


def _require_zuordnung(anmeldung: Anmeldung, by: Akteur) -> bool:
    """Whether only somebody who is in a group already may move: the choice is closed, the groups work."""
    if by.rolle != Rolle.TEILNAHME:
        require(anmeldung.konferenz, Handlung.ZUORDNEN, by)
        return False
    if by.id != anmeldung.pk:
        raise NichtErlaubt
    if erlaubt(anmeldung.konferenz, Handlung.GRUPPE_WAEHLEN, by):
        return False
    require(anmeldung.konferenz, Handlung.GRUPPE_WECHSELN, by, satz_geschlossen())
    return True


def satz_geschlossen() -> str:
    return _("Die Gruppenwahl ist geschlossen. Möchten Sie noch wechseln? Die Moderation hilft Ihnen.")


def _move(anmeldung: Anmeldung, ziel: Q | None, by: Akteur, nur_wechsel: bool) -> Kleingruppe | None:
    try:
        return _move_once(anmeldung, ziel, by, nur_wechsel)
    except _Voll as voll:
        raise _no_seat(anmeldung, voll.alte) from None
    except IntegrityError as error:
        # The CHECK is the last guard; the lock should have said it already.
        if _BELEGT not in str(error):
            raise
        raise _no_seat(anmeldung, None) from error


@try_again
def _move_once(anmeldung: Anmeldung, ziel: Q | None, by: Akteur, nur_wechsel: bool) -> Kleingruppe | None:
    konferenz = anmeldung.konferenz
    now = timezone.now()
    # Locks the person and, by choosing, makes present: one statement for both.
    is_da = Anmeldung.objects.filter(pk=anmeldung.pk, status=Anmeldung.Status.ANGEMELDET).update(
        anwesend_am=Coalesce("anwesend_am", Value(now))
    )
    if not is_da:
        if by.rolle == Rolle.TEILNAHME:
            raise ValidationError(_("Sie sind nicht angemeldet. Die Helfenden am Eingang tragen Sie ein."))
        raise ValidationError(_("Diese Person ist nicht angemeldet. Bitte setzen Sie sie zuerst auf „da“."))
    alte, neue = _lock_groups(anmeldung, ziel)
    if nur_wechsel and (alte is None or ziel is None):
        raise NichtErlaubt(satz_geschlossen())
    if ziel is not None and neue is None:
        raise ValidationError(_("Diese Gruppe gibt es nicht. Bitte wählen Sie eine andere."))
    if neue is not None:
        _refuse_aufgeloest(neue)
        if neue != alte and neue.is_voll:
            raise _Voll(alte)
    if alte == neue:
        return neue
    if alte is not None:
        offen = Zuordnung.objects.filter(anmeldung=anmeldung, kleingruppe=alte, bis__isnull=True)
        if not offen.update(bis=now):
            raise Umgezogen
        if alte.hat_rolle:
            Gruppenrolle.objects.filter(kleingruppe=alte, anmeldung=anmeldung, bis__isnull=True).update(bis=now)
    _count_belegt(alte, neue)
    if neue is not None:
        Zuordnung.objects.create(konferenz=konferenz, anmeldung=anmeldung, kleingruppe=neue, von=now, durch=by.rolle)
        neue.belegt += 1
    if by.rolle != Rolle.TEILNAHME:  # the Zuordnung itself tells of the own choice
        _record_zuordnung(konferenz, alte, neue, by)
    announce(konferenz.live_kanal, "gruppen")
    return neue


def _lock_groups(anmeldung: Anmeldung, ziel: Q | None) -> tuple[Kleingruppe | None, Kleingruppe | None]:
    """The person's group and the wanted one, locked by ascending id in one query."""
    hier = Zuordnung.objects.filter(kleingruppe=OuterRef("pk"), anmeldung=anmeldung, bis__isnull=True)
    rolle = Gruppenrolle.objects.filter(kleingruppe=OuterRef("pk"), anmeldung=anmeldung, bis__isnull=True)
    wanted = ziel if ziel is not None else Q(pk__in=[])
    gruppen = (
        Kleingruppe.objects.filter(konferenz=anmeldung.konferenz_id)
        .annotate(
            ist_hier=Exists(hier),
            ist_ziel=Case(When(wanted, then=Value(True)), default=Value(False)),
            hat_rolle=Exists(rolle),
        )
        .filter(Q(ist_hier=True) | Q(ist_ziel=True))
        .select_for_update(of=("self",), no_key=True)
        .order_by("pk")
    )
    alte = neue = None
    for gruppe in gruppen:
        if gruppe.ist_hier:
            alte = gruppe
        if gruppe.ist_ziel:
            neue = gruppe
    return alte, neue


def _refuse_aufgeloest(gruppe: Kleingruppe) -> None:
    if gruppe.aufgeloest_am is None:
        return
    if gruppe.aufgegangen_in is None:
        raise ValidationError(
            _("Gruppe %(nr)s gibt es nicht mehr. Bitte wählen Sie eine andere.") % {"nr": gruppe.nummer}
        )
    raise ValidationError(
        _("Gruppe %(nr)s ist jetzt Teil von Gruppe %(ziel)s.")
        % {"nr": gruppe.nummer, "ziel": gruppe.aufgegangen_in.nummer}
    )


def _count_belegt(alte: Kleingruppe | None, neue: Kleingruppe | None) -> None:
    """One up, one down; both rows are locked, so one statement may do it."""
    betroffen = [gruppe.pk for gruppe in (alte, neue) if gruppe is not None]
    plus = neue.pk if neue is not None else None
    Kleingruppe.objects.filter(pk__in=betroffen).update(
        belegt=Case(When(pk=plus, then=F("belegt") + 1), default=F("belegt") - 1)
        if plus is not None
        else F("belegt") - 1
    )


def _record_zuordnung(konferenz: Konferenz, alte, neue, by: Akteur) -> None:
    if neue is None:
        satz = _("Eine Person aus Gruppe %(nr)s genommen.") % {"nr": alte.nummer}
    else:
        satz = _("Eine Person der Gruppe %(nr)s zugeordnet.") % {"nr": neue.nummer}
    record(satz, by=by, konferenz=konferenz, objekt=f"kleingruppe:{(neue or alte).pk}")


def _no_seat(anmeldung: Anmeldung, alte: Kleingruppe | None) -> PlatzVergeben:
    """The last seat is gone: what stays as it was, and where there is still room."""
    saetze = [_("Dieser Platz war gerade vergeben.")]
    if alte is not None:
        saetze.append(_("Sie bleiben in Gruppe %(nr)s.") % {"nr": alte.nummer})
    frei = [
        gruppe.nummer
        for gruppe in Kleingruppe.objects.for_list().filter(konferenz=anmeldung.konferenz_id)
        if not gruppe.is_voll and gruppe != alte
    ]
    if frei:
        saetze.append(_("Noch frei: %(gruppen)s.") % {"gruppen": gruppen_worte(frei)})
    else:
        saetze.append(_("Alle anderen Gruppen sind voll. Die Moderation hilft Ihnen."))
    return PlatzVergeben(" ".join(saetze))


def gruppen_worte(nummern: list[int]) -> str:
    """Gruppe 2, 3 und 5"""
    worte = [str(nummer) for nummer in nummern]
    liste = (
        worte[0]
        if len(worte) == 1
        else _("%(erste)s und %(letzte)s")
        % {
            "erste": ", ".join(worte[:-1]),
            "letzte": worte[-1],
        }
    )
    return ngettext("Gruppe %(liste)s", "Gruppe %(liste)s", len(worte)) % {"liste": liste}
