"""Planning a conference: create and change what is written about it."""

import uuid

from django.core.exceptions import ValidationError
from django.db import transaction

from konferenz import jobs
from konferenz.akteur import Akteur
from konferenz.kalender import OBJEKT
from konferenz.live import announce
from konferenz.models import Konferenz, Veranstalter
from konferenz.permissions import Handlung
from konferenz.services.fehler import Veraltet
from konferenz.services.gemeinsam import do_once, lock, record, require
from konferenz.services.offene_anmeldung import follow_switch
from konferenz.verteiler import why_not_verteiler


def is_slug_fest(konferenz: Konferenz) -> bool:
    """The address stays as it is once people may have it: announced, or something was sent."""
    if konferenz.pk is None:
        return False
    if konferenz.phase != Konferenz.Phase.ENTWURF:
        return True
    return konferenz.aussendungen.filter(freigegeben_am__isnull=False).exists()


def create_konferenz(
    *, veranstalter: Veranstalter, daten: dict, by: Akteur, vorgang: uuid.UUID | None = None
) -> Konferenz:
    """A new conference in the phase Entwurf, once per `vorgang`."""

    def work() -> dict:
        # Locked, so that two cannot take one address.
        locked = Veranstalter.objects.select_for_update(no_key=True).get(pk=veranstalter.pk)
        konferenz = Konferenz(veranstalter=locked, **daten)
        require(konferenz, Handlung.PLANEN, by)
        konferenz.full_clean()
        _check_verteiler(konferenz)
        konferenz.save(force_insert=True)
        follow_switch(konferenz)
        record("Konferenz angelegt.", by=by, konferenz=konferenz)
        return {"konferenz": konferenz.pk}

    return Konferenz.objects.get(pk=do_once(vorgang, work)["konferenz"], veranstalter=veranstalter)


@transaction.atomic
def update_konferenz(*, konferenz: Konferenz, daten: dict, fassung: int | None, by: Akteur) -> Konferenz:
    """Change what is planned; raises Veraltet when somebody saved since `fassung` was read."""
    Veranstalter.objects.select_for_update(no_key=True).get(pk=konferenz.veranstalter_id)
    row = lock(Konferenz.objects.select_related("veranstalter"), konferenz.pk)
    require(row, Handlung.PLANEN, by)
    if daten.get("slug", row.slug) != row.slug and is_slug_fest(row):
        raise ValidationError({"slug": "Die Adresse ist schon bekannt gegeben und bleibt, wie sie ist."})
    changed = [name for name, value in daten.items() if getattr(row, name) != value]
    if not changed:
        return row
    if fassung is not None and row.fassung != fassung:
        raise Veraltet(row)
    for name in changed:
        setattr(row, name, daten[name])
    row.fassung += 1
    row.full_clean()
    if "verteiler" in changed:
        _check_verteiler(row)
    row.save(update_fields=[*changed, "fassung"])
    if "offene_anmeldung" in changed:
        follow_switch(row)
    if {"plaetze", "plaetze_je_einrichtung"} & set(changed):
        jobs.enqueue_promote(row.pk)
    record("Angaben zur Konferenz geändert.", by=by, konferenz=row, objekt=OBJEKT)
    announce(row.live_kanal, "jetzt")
    return row


def _check_verteiler(konferenz: Konferenz) -> None:
    if satz := why_not_verteiler(konferenz.verteiler):
        raise ValidationError({"verteiler": satz})
