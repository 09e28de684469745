"""Links for one conference on the day: moderation, helpers, and the projector."""

import uuid

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from konferenz.akteur import Akteur
from konferenz.models import Konferenz, Zugang
from konferenz.permissions import Handlung
from konferenz.services.fehler import NichtErlaubt
from konferenz.services.gemeinsam import do_once, lock, record, require

# Links of invitations and passes belong to their own rows in the app above.
ZWECKE = (Zugang.Zweck.MODERATION, Zugang.Zweck.HILFE, Zugang.Zweck.LEINWAND)
MAX_LINKS = 50


def create_zugang(
    *, konferenz: Konferenz, zweck: str, bezeichnung: str, by: Akteur, vorgang: uuid.UUID | None = None
) -> Zugang:
    """A link for one person or task, once per `vorgang`."""

    def work() -> dict:
        row = lock(Konferenz.objects, konferenz.pk)
        require(row, Handlung.PLANEN, by)
        if zweck not in ZWECKE:
            raise NichtErlaubt(_("Diese Art von Link gibt es hier nicht."))
        if row.zugaenge.filter(zweck__in=ZWECKE).count() >= MAX_LINKS:
            raise NichtErlaubt(_("Mehr als 50 Links gehen nicht."))
        zugang = Zugang.objects.create(konferenz=row, zweck=zweck, bezeichnung=bezeichnung)
        record(f"Link angelegt: {zugang.get_zweck_display()}.", by=by, konferenz=row, objekt=f"Zugang {zugang.kennung}")
        return {"zugang": zugang.pk}

    return konferenz.zugaenge.get(pk=do_once(vorgang, work)["zugang"])


@transaction.atomic
def revoke_zugang(*, zugang: Zugang, by: Akteur) -> Zugang:
    """From now on this link opens nothing."""
    row = _lock(zugang, by)
    if row.widerrufen_am is None:
        row.widerrufen_am = timezone.now()
        row.save(update_fields=["widerrufen_am"])
        record(
            f"Link gesperrt: {row.get_zweck_display()}.", by=by, konferenz=row.konferenz, objekt=f"Zugang {row.kennung}"
        )
    return row


@transaction.atomic
def renew_zugang(*, zugang: Zugang, by: Akteur) -> Zugang:
    """A new address for the same person; the old one opens nothing any more."""
    row = _lock(zugang, by)
    row.generation += 1
    row.widerrufen_am = None
    row.save(update_fields=["generation", "widerrufen_am"])
    record(f"Link erneuert: {row.get_zweck_display()}.", by=by, konferenz=row.konferenz, objekt=f"Zugang {row.kennung}")
    return row


def _lock(zugang: Zugang, by: Akteur) -> Zugang:
    row = Zugang.objects.select_for_update(of=("self",)).select_related("konferenz").get(pk=zugang.pk, zweck__in=ZWECKE)
    require(row.konferenz, Handlung.PLANEN, by)
    return row
