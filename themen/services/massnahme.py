"""Measures of a group: written, changed, deleted on the day like cards; followed up by the officers afterwards."""

import uuid
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from konferenz.akteur import Akteur, Rolle
from konferenz.models import Konferenz
from konferenz.permissions import Handlung
from konferenz.services.fehler import Veraltet
from konferenz.services.gemeinsam import do_once, lock, record, require
from teilnehmer.models import Anmeldung, Einrichtung
from themen.models import Befund, Kleingruppe, Massnahme, MassnahmeBezug
from themen.services.befund import lock_for_writing, tell_board, why_not_write

Status = Massnahme.Status
FELDER = ("was", "mit", "ab", "bis", "ressourcen", "merkmal", "verbleib")
SAVED = (*FELDER, "verantwortlich", "einrichtung", "status", "grund", "geloescht_am", "geloescht_von")


def why_read_only(kleingruppe: Kleingruppe, by: Akteur, *, is_dabei: bool) -> str:
    """The sentence that says why this actor may only read, or "" when they may write; as for cards."""
    satz = _("Maßnahmen lassen sich gerade nicht schreiben. Lesen können Sie alles.")
    return why_not_write(kleingruppe, Handlung.MASSNAHME_SCHREIBEN, by, is_dabei=is_dabei, satz=satz)


def present(konferenz: Konferenz) -> models.QuerySet:
    """Who was there: checked in at the door, or found in a group."""
    return konferenz.anmeldungen.angemeldet().anwesend_oder_in_gruppe()


def offerable(kleingruppe: Kleingruppe, by: Akteur) -> models.QuerySet:
    """Who may be named as responsible: participants name somebody of the own group, the others everybody present."""
    personen = present(kleingruppe.konferenz).nennbar()
    if by.rolle == Rolle.TEILNAHME:
        return personen.filter(
            Q(pk=by.id) | Q(pk__in=kleingruppe.zuordnungen.filter(bis__isnull=True).values("anmeldung"))
        )
    return personen


def einrichtungen_present(konferenz: Konferenz) -> models.QuerySet:
    """Institutions somebody was there from."""
    return Einrichtung.objects.filter(pk__in=present(konferenz).exclude(einrichtung=None).values("einrichtung"))


@transaction.atomic
def write_massnahme(
    kleingruppe: Kleingruppe,
    *,
    was: str,
    by: Akteur,
    befunde: Iterable[Befund] = (),
    verantwortlich: Anmeldung | None = None,
    einrichtung: Einrichtung | None = None,
    vorgang: uuid.UUID | None = None,
    **angaben,
) -> Massnahme:
    """A new point with the group's next number, `angaben` are FELDER; the same `vorgang` makes it once."""

    def work() -> dict:
        lock_for_writing(kleingruppe, by, why_read_only)
        largest = kleingruppe.massnahmen.aggregate(nummer=Max("nummer"))["nummer"] or 0
        stelle = {"konferenz_id": kleingruppe.konferenz_id, "kleingruppe": kleingruppe, "nummer": largest + 1}
        row = Massnahme(was=was, **stelle, **angaben)
        _set_wer(row, verantwortlich, einrichtung, by)
        _check(row)
        row.save()
        _set_bezuege(row, befunde)
        _tell(row, _("%(massnahme)s geschrieben."), by)
        return {"massnahme": row.pk}

    return Massnahme.objects.get(pk=do_once(vorgang, work)["massnahme"])


@transaction.atomic
def change_massnahme(
    massnahme: Massnahme,
    *,
    fassung: int,
    by: Akteur,
    befunde: Iterable[Befund],
    verantwortlich: Anmeldung | None,
    einrichtung: Einrichtung | None,
    **angaben,
) -> Massnahme:
    """Save all fields. Raises Veraltet when somebody saved something else in between; a deleted one comes back."""
    lock_for_writing(massnahme.kleingruppe, by, why_read_only)
    row = _locked(massnahme)
    befunde = list(befunde)
    haus = verantwortlich.einrichtung_id if verantwortlich and verantwortlich.einrichtung_id else None
    haus = einrichtung.pk if einrichtung else haus
    gewollt = (*(angaben[name] for name in FELDER), verantwortlich and verantwortlich.pk, haus)
    if gewollt == _values(row) and {b.pk for b in befunde} == _bezuege_present(row) and row.geloescht_am is None:
        return row  # nothing to do, also when the same form came twice
    if row.fassung != fassung:
        raise Veraltet(row)
    for name in FELDER:
        setattr(row, name, angaben[name])
    _set_wer(row, verantwortlich, einrichtung, by)
    _check(row)
    row.geloescht_am, row.geloescht_von = None, ""
    _save(row)
    _set_bezuege(row, befunde)
    _tell(row, _("%(massnahme)s geändert."), by)
    return row


@transaction.atomic
def delete_massnahme(massnahme: Massnahme, *, by: Akteur) -> Massnahme:
    """Take it off the board; its number and its links stay, so that `restore_massnahme` brings everything back."""
    lock_for_writing(massnahme.kleingruppe, by, why_read_only)
    row = _locked(massnahme)
    if row.geloescht_am is None:
        row.geloescht_am, row.geloescht_von = timezone.now(), by.rolle
        _save(row)
        _tell(row, _("%(massnahme)s gelöscht."), by)
    return row


@transaction.atomic
def restore_massnahme(massnahme: Massnahme, *, by: Akteur) -> Massnahme:
    """Undo a deletion."""
    lock_for_writing(massnahme.kleingruppe, by, why_read_only)
    row = _locked(massnahme)
    if row.geloescht_am is not None:
        row.geloescht_am, row.geloescht_von = None, ""
        _save(row)
        _tell(row, _("%(massnahme)s wiederhergestellt."), by)
    return row


@transaction.atomic
def set_status(massnahme: Massnahme, *, status: str, grund: str = "", fassung: int, by: Akteur) -> Massnahme:
    """How far it is. "nicht umsetzbar" needs a reason, which is dropped with any other state."""
    require(
        massnahme.kleingruppe.konferenz,
        Handlung.MASSNAHME_VERFOLGEN,
        by,
        _("Der Stand lässt sich nach der Konferenz ändern, bis sie archiviert ist. Es wurde nichts geändert."),
    )
    lock(Kleingruppe.objects, massnahme.kleingruppe_id)
    row = _locked(massnahme)
    if row.geloescht_am is not None:
        raise ValidationError(_("Diese Maßnahme wurde inzwischen gelöscht. Es wurde nichts geändert."))
    grund = grund.strip() if status == Status.NICHT_UMSETZBAR else ""
    if (row.status, row.grund) == (status, grund):
        return row
    if row.fassung != fassung:
        raise Veraltet(row)
    row.status, row.grund = Status(status), grund
    if status == Status.NICHT_UMSETZBAR and not grund:
        raise ValidationError({"grund": _("Bitte schreiben Sie in einem Satz, warum das nicht umsetzbar ist.")})
    _save(row)
    _tell(row, _("%(massnahme)s: Stand jetzt „%(stand)s“."), by)
    return row


def move_massnahmen(quelle: Kleingruppe, ziel: Kleingruppe) -> list[list]:
    """When groups are merged: all, deleted ones too, get the next numbers of the group they come to."""
    letzte = ziel.massnahmen.aggregate(nummer=Max("nummer"))["nummer"] or 0
    rows = list(quelle.massnahmen.order_by("nummer").select_for_update(no_key=True))
    bewegt = [[row.pk, row.nummer] for row in rows]
    for nummer, row in enumerate(rows, start=letzte + 1):
        row.kleingruppe, row.nummer = ziel, nummer
    Massnahme.objects.bulk_update(rows, ["kleingruppe", "nummer"])
    return bewegt


def return_massnahmen(bewegt: list[list], quelle: Kleingruppe, ziel: Kleingruppe) -> None:
    """When a merge is undone: back with their old numbers; a link to a card of the other group goes."""
    zuvor = dict(bewegt)
    rows = list(Massnahme.objects.filter(pk__in=zuvor).select_for_update(no_key=True).order_by("pk"))
    for row in rows:
        row.kleingruppe, row.nummer = quelle, zuvor[row.pk]
    Massnahme.objects.bulk_update(rows, ["kleingruppe", "nummer"])
    MassnahmeBezug.objects.filter(massnahme__kleingruppe__in=[quelle, ziel]).exclude(
        befund__kleingruppe=models.F("massnahme__kleingruppe")
    ).delete()


def _locked(massnahme: Massnahme) -> Massnahme:
    """The row as it is now. Raises Veraltet when a merge or its undo took it to another group since it was read."""
    row = lock(Massnahme.objects.with_wer().select_related("einrichtung", "verantwortlich"), massnahme.pk)
    if row.kleingruppe_id != massnahme.kleingruppe_id:
        raise Veraltet(row)
    row.kleingruppe = massnahme.kleingruppe
    return row


def _values(row: Massnahme) -> tuple:
    return (*(getattr(row, name) for name in FELDER), row.verantwortlich_id, row.einrichtung_id)


def _set_wer(row: Massnahme, person: Anmeldung | None, einrichtung: Einrichtung | None, by: Akteur) -> None:
    """Person and institution, each of them there on the day; what stood here already may stay."""
    konferenz = row.kleingruppe.konferenz
    if person is not None and person.pk != row.verantwortlich_id:
        person = offerable(row.kleingruppe, by).select_related("einrichtung").filter(pk=person.pk).first()
        if person is None:
            raise ValidationError({"person": _("Diese Person war nicht da. Bitte wählen Sie eine andere.")})
    is_neu = einrichtung is not None and einrichtung.pk != row.einrichtung_id
    if is_neu and not einrichtungen_present(konferenz).filter(pk=einrichtung.pk).exists():
        raise ValidationError({"haus": _("Von dieser Einrichtung war niemand da. Bitte wählen Sie eine andere.")})
    if person is not None and person.einrichtung_id is not None:
        if einrichtung is not None and einrichtung.pk != person.einrichtung_id:
            raise ValidationError(
                {"haus": _("Die gewählte Person kommt von einer anderen Einrichtung. Lassen Sie dieses Feld leer.")}
            )
        einrichtung = person.einrichtung
    row.verantwortlich, row.einrichtung = person, einrichtung


def _check(row: Massnahme) -> None:
    row.was = row.was.strip()
    if not row.was:
        raise ValidationError({"was": _("Bitte schreiben Sie, was getan wird.")})
    if row.ab and row.bis and row.ab > row.bis:
        raise ValidationError({"bis": _("„Bis“ liegt vor „ab“. Bitte prüfen Sie die beiden Tage.")})


def _bezuege_present(row: Massnahme) -> set[int]:
    return set(row.bezuege.filter(befund__geloescht_am__isnull=True).values_list("befund_id", flat=True))


def _set_bezuege(row: Massnahme, befunde: Iterable[Befund]) -> None:
    """Links to exactly these cards of the group; links to deleted cards stay for the day they come back."""
    wanted = {befund.pk for befund in befunde}
    allowed = set(
        Befund.objects.vorhanden()
        .filter(pk__in=wanted, kleingruppe_id=row.kleingruppe_id, art__in=[Befund.Art.SOLL, Befund.Art.IDEE])
        .values_list("pk", flat=True)
    )
    if wanted - allowed:
        raise ValidationError({"ziel": _("Eine gewählte Karte gibt es nicht mehr. Bitte prüfen Sie die Auswahl.")})
    vorhanden = _bezuege_present(row)
    row.bezuege.filter(befund_id__in=vorhanden - wanted).delete()
    MassnahmeBezug.objects.bulk_create(MassnahmeBezug(massnahme=row, befund_id=pk) for pk in sorted(wanted - vorhanden))


def _save(row: Massnahme) -> None:
    """Never its group or number: only a merge changes these."""
    row.fassung += 1
    row.geaendert_am = timezone.now()
    row.save(update_fields=[*SAVED, "fassung", "geaendert_am"])


def _tell(row: Massnahme, satz: str, by: Akteur) -> None:
    """Verlauf and everybody who looks at this board."""
    satz = satz % {"massnahme": row, "stand": row.get_status_display()}
    record(satz, by=by, konferenz=row.kleingruppe.konferenz, objekt=f"massnahme:{row.kennung}")
    tell_board(row.kleingruppe)
