"""The steps that every writing service shares: allow, lock at a version, do once, record."""

import uuid
from collections.abc import Callable

from django.db import models, transaction

from konferenz.akteur import Akteur
from konferenz.models import Konferenz, Veranstalter, Verlauf, Vorgang
from konferenz.permissions import Handlung, erlaubt
from konferenz.services.fehler import NichtErlaubt, Veraltet


def require(konferenz: Konferenz, handlung: Handlung, by: Akteur, satz: str = "") -> None:
    """Raises NichtErlaubt with the sentence unless `erlaubt`."""
    if not erlaubt(konferenz, handlung, by):
        raise NichtErlaubt(satz)


def lock(queryset: models.QuerySet, pk: int, fassung: int | None = None):
    """The row, locked until the transaction ends; raises Veraltet when it is no longer at this `fassung`."""
    row = queryset.select_for_update(of=("self",), no_key=True).get(pk=pk)
    if fassung is not None and row.fassung != fassung:
        raise Veraltet(row)
    return row


def lock_sorted(queryset: models.QuerySet, pks) -> dict:
    """Rows by pk, locked in ascending order, so that two who swap never wait for each other."""
    rows = queryset.select_for_update(of=("self",), no_key=True).filter(pk__in=set(pks)).order_by("pk")
    return {row.pk: row for row in rows}


@transaction.atomic
def do_once(vorgang: uuid.UUID | None, work: Callable[[], dict]) -> dict:
    """Run `work` once per key, in one transaction with it; a repeat or a racing twin gets the first result."""
    if vorgang is None:
        return work()
    row, is_new = Vorgang.objects.get_or_create(schluessel=vorgang)
    if is_new:
        row.ergebnis = work()
        row.save(update_fields=["ergebnis"])
    return row.ergebnis


def record(
    satz: str,
    *,
    by: Akteur,
    konferenz: Konferenz | None = None,
    veranstalter: Veranstalter | None = None,
    objekt: str = "",
) -> None:
    """Write one Verlauf row: a German sentence without personal data."""
    Verlauf.objects.create(
        veranstalter_id=konferenz.veranstalter_id if konferenz else veranstalter.pk,
        konferenz=konferenz,
        rolle=by.rolle,
        akteur_id=by.id,
        objekt=objekt,
        satz=satz[:300],
    )
