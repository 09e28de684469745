"""Who is in which group. One order of locks for everything that moves people or cards:

Konferenz, then Anmeldungen by id, then Kleingruppen by id. Whoever keeps to it never waits in a circle.
"""

from collections.abc import Callable
from functools import wraps

from django.core.exceptions import ValidationError
from django.db import IntegrityError, OperationalError, connection, transaction
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
from themen.models import Gruppenrolle, Kleingruppe
from themen.models.kleingruppe import load_gruppen

# More than a moderation can merge and undo while one person taps, even on a busy machine.
VERSUCHE = 12
_AGAIN = {"40P01", "40001"}  # deadlock detected, serialization failure
_BELEGT = "kleingruppe_belegt_within_plaetze"

# The hall chooses within seconds, and composing these queries anew took longer than everything else (docs/leistung.md).
_SEI_DA = """
    UPDATE teilnehmer_anmeldung SET anwesend_am = coalesce(anwesend_am, %(jetzt)s)
    WHERE id = %(person)s AND status = %(status)s
"""
_FELDER = [field.attname for field in Kleingruppe._meta.concrete_fields]
_SPERREN = f"""
    SELECT {", ".join(f"gruppe.{name}" for name in _FELDER)},
        offen.id IS NOT NULL AS ist_hier,
        gruppe.id = %(pk)s OR gruppe.nummer = %(nummer)s AS ist_ziel,
        EXISTS (
            SELECT FROM themen_gruppenrolle rolle
            WHERE rolle.kleingruppe_id = gruppe.id AND rolle.anmeldung_id = %(person)s AND rolle.bis IS NULL
        ) AS hat_rolle
    FROM themen_kleingruppe gruppe
    LEFT JOIN themen_zuordnung offen
        ON offen.kleingruppe_id = gruppe.id AND offen.anmeldung_id = %(person)s AND offen.bis IS NULL
    WHERE gruppe.konferenz_id = %(konferenz)s
        AND (offen.id IS NOT NULL OR gruppe.id = %(pk)s OR gruppe.nummer = %(nummer)s)
    ORDER BY gruppe.id
    FOR NO KEY UPDATE OF gruppe
"""  # noqa: S608 - names of our own columns
# Both changes ask for `verlassen`. So the former row is closed before the new one is opened (one open row per person),
# and nothing is counted or opened for somebody whom a merge moved meanwhile (Umgezogen).
_UMSCHREIBEN = """
    WITH verlassen AS (
        UPDATE themen_zuordnung SET bis = %(jetzt)s
        WHERE anmeldung_id = %(person)s AND kleingruppe_id = %(alte)s AND bis IS NULL
        RETURNING id
    ), gezaehlt AS (
        UPDATE themen_kleingruppe SET belegt = belegt + CASE WHEN id = %(neue)s THEN 1 ELSE -1 END
        WHERE id IN (%(alte)s, %(neue)s) AND (%(alte)s IS NULL OR EXISTS (SELECT FROM verlassen))
    ), gewaehlt AS (
        INSERT INTO themen_zuordnung (konferenz_id, anmeldung_id, kleingruppe_id, von, durch)
        SELECT %(konferenz)s, %(person)s, %(neue)s, %(jetzt)s, %(durch)s
        WHERE %(neue)s IS NOT NULL AND (%(alte)s IS NULL OR EXISTS (SELECT FROM verlassen))
    )
    SELECT count(*) FROM verlassen
"""


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
    ziel = None if kleingruppe is None else {"pk": kleingruppe.pk}
    return _move(anmeldung, ziel, by, nur_wechsel)


def choose_kleingruppe(anmeldung: Anmeldung, nummer: int, *, by: Akteur) -> Kleingruppe:
    """The same by the number of the group in the person's conference: what a phone sends."""
    nur_wechsel = _require_zuordnung(anmeldung, by)
    return _move(anmeldung, {"nummer": nummer}, by, nur_wechsel)


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


def _move(anmeldung: Anmeldung, ziel: dict[str, int] | None, by: Akteur, nur_wechsel: bool) -> Kleingruppe | None:
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
def _move_once(anmeldung: Anmeldung, ziel: dict[str, int] | None, by: Akteur, nur_wechsel: bool) -> Kleingruppe | None:
    konferenz = anmeldung.konferenz
    now = timezone.now()
    # Locks the person and, by choosing, makes present: one statement for both.
    with connection.cursor() as cursor:
        cursor.execute(_SEI_DA, {"jetzt": now, "person": anmeldung.pk, "status": Anmeldung.Status.ANGEMELDET.value})
        is_da = cursor.rowcount
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
    _rewrite_zuordnung(anmeldung, alte, neue, now, by)
    if alte is not None and alte.hat_rolle:
        Gruppenrolle.objects.filter(kleingruppe=alte, anmeldung=anmeldung, bis__isnull=True).update(bis=now)
    if neue is not None:
        neue.belegt += 1
    if by.rolle != Rolle.TEILNAHME:  # the Zuordnung itself tells of the own choice
        _record_zuordnung(konferenz, alte, neue, by)
    announce(konferenz.live_kanal, "gruppen")
    return neue


def _lock_groups(anmeldung: Anmeldung, ziel: dict[str, int] | None) -> tuple[Kleingruppe | None, Kleingruppe | None]:
    """The person's group and the wanted one, locked by ascending id in one query."""
    values = {"person": anmeldung.pk, "konferenz": anmeldung.konferenz_id, "pk": None, "nummer": None} | (ziel or {})
    alte = neue = None
    with connection.cursor() as cursor:
        cursor.execute(_SPERREN, values)
        rows = cursor.fetchall()
    for *row, ist_hier, ist_ziel, hat_rolle in rows:
        gruppe = Kleingruppe.from_db("default", _FELDER, row)
        gruppe.hat_rolle = hat_rolle
        if ist_hier:
            alte = gruppe
        if ist_ziel:
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


def _rewrite_zuordnung(anmeldung: Anmeldung, alte: Kleingruppe | None, neue: Kleingruppe | None, now, by: Akteur):
    """Leave, take the seat and count both, in one statement; person and groups are locked."""
    values = {
        "konferenz": anmeldung.konferenz_id,
        "person": anmeldung.pk,
        "alte": alte and alte.pk,
        "neue": neue and neue.pk,
        "jetzt": now,
        "durch": str(by.rolle),
    }
    with connection.cursor() as cursor:
        cursor.execute(_UMSCHREIBEN, values)
        (verlassen,) = cursor.fetchone()
    if alte is not None and not verlassen:
        raise Umgezogen


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
    frei = [gruppe.nummer for gruppe in load_gruppen(anmeldung.konferenz_id) if not gruppe.is_voll and gruppe != alte]
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
