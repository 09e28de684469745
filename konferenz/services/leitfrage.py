"""The guiding questions of a conference, 1..n in an order of their own."""

import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from konferenz.akteur import Akteur
from konferenz.models import Konferenz, Leitfrage
from konferenz.permissions import Handlung
from konferenz.services.fehler import NichtErlaubt
from konferenz.services.gemeinsam import do_once, lock, record, require

MAX_LEITFRAGEN = 20


def _lock_konferenz(konferenz: Konferenz, by: Akteur) -> Konferenz:
    row = lock(Konferenz.objects, konferenz.pk)
    require(row, Handlung.PLANEN, by)
    return row


def add_leitfrage(*, konferenz: Konferenz, text: str, by: Akteur, vorgang: uuid.UUID | None = None) -> None:
    """A question at the end, once per `vorgang`."""

    def work() -> dict:
        row = _lock_konferenz(konferenz, by)
        last = row.leitfragen.order_by("-position").first()
        if row.leitfragen.count() >= MAX_LEITFRAGEN:
            raise NichtErlaubt(_("Mehr als 20 Leitfragen gehen nicht. Bitte fassen Sie zusammen."))
        leitfrage = Leitfrage.objects.create(konferenz=row, position=last.position + 1 if last else 1, text=text)
        record("Leitfrage hinzugefügt.", by=by, konferenz=row, objekt=f"Leitfrage {leitfrage.pk}")
        return {"leitfrage": leitfrage.pk}

    do_once(vorgang, work)


@transaction.atomic
def update_leitfrage(*, leitfrage: Leitfrage, text: str, by: Akteur) -> Leitfrage:
    konferenz = _lock_konferenz(leitfrage.konferenz, by)
    leitfrage = konferenz.leitfragen.get(pk=leitfrage.pk)
    if leitfrage.text != text:
        leitfrage.text = text
        leitfrage.save(update_fields=["text"])
        record("Leitfrage geändert.", by=by, konferenz=konferenz, objekt=f"Leitfrage {leitfrage.pk}")
    return leitfrage


@transaction.atomic
def delete_leitfrage(*, leitfrage: Leitfrage, by: Akteur) -> None:
    """Topics that named this question stay, without a question."""
    konferenz = _lock_konferenz(leitfrage.konferenz, by)
    deleted, _rows = konferenz.leitfragen.filter(pk=leitfrage.pk).delete()
    if deleted:
        record("Leitfrage gelöscht.", by=by, konferenz=konferenz, objekt=f"Leitfrage {leitfrage.pk}")


@transaction.atomic
def move_leitfrage(*, leitfrage: Leitfrage, hinauf: bool, by: Akteur) -> None:
    """Swap with the neighbour above or below; at the end nothing happens."""
    konferenz = _lock_konferenz(leitfrage.konferenz, by)
    swap_with_neighbour(list(konferenz.leitfragen.order_by("position")), leitfrage.pk, hinauf=hinauf)


def swap_with_neighbour(rows: list, pk: int, *, hinauf: bool) -> bool:
    """Exchange the positions of a row and its neighbour; the unique constraint waits for the commit."""
    index = next((i for i, row in enumerate(rows) if row.pk == pk), None)
    other = None if index is None else index - 1 if hinauf else index + 1
    if other is None or not 0 <= other < len(rows):
        return False
    row, neighbour = rows[index], rows[other]
    row.position, neighbour.position = neighbour.position, row.position
    row.save(update_fields=["position"])
    neighbour.save(update_fields=["position"])
    return True
