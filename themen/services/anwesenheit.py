"""Who is present: ticked at the door, undone when it was the wrong person."""

import uuid
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from konferenz.akteur import Akteur
from konferenz.live import announce
from konferenz.models import Konferenz, Vorgang
from konferenz.permissions import Handlung
from konferenz.services.gemeinsam import do_once, lock, record, require
from teilnehmer.models import Anmeldung
from teilnehmer.services.vor_ort import require_free_seat

Status = Anmeldung.Status
_EINLASS = uuid.UUID("6c1d7a52-5a0e-4f0b-9d38-0b6f5f7f3a11")


@dataclass(frozen=True)
class Einlass:
    """What ticking did: the person as they are now, and the status they came with."""

    anmeldung: Anmeldung
    vorher: str

    @property
    def is_nachgerueckt(self) -> bool:
        return self.vorher != Status.ANGEMELDET


def mark_anwesend(anmeldung: Anmeldung, *, by: Akteur, vorgang: uuid.UUID | None = None) -> Einlass:
    """Somebody has arrived; ticking twice keeps the first time.

    Whoever waits for a seat, was not confirmed yet or had cancelled gets in like a walk-in: if those who are here
    leave a seat. Raises ValidationError when the hall is full.
    """

    def work() -> dict:
        konferenz = lock(Konferenz.objects, anmeldung.konferenz_id)
        require(konferenz, Handlung.ANWESENHEIT, by)
        row = lock(Anmeldung.objects, anmeldung.pk)
        vorher = row.status
        if row.anwesend_am is None:
            now = timezone.now()
            if vorher != Status.ANGEMELDET:
                require_free_seat(konferenz)
                _keep(row, now)
            row.status = Status.ANGEMELDET
            row.abgesagt_am = None
            row.bestaetigen_bis = None  # who is here needs no deadline to say so
            row.anwesend_am = now
            row.save(update_fields=["status", "abgesagt_am", "bestaetigen_bis", "anwesend_am"])
            record(_("Eine Person ist da."), by=by, konferenz=konferenz, objekt=f"anmeldung:{row.pk}")
            announce(konferenz.live_kanal, "anwesenheit")
        return {"vorher": vorher}

    require(anmeldung.konferenz, Handlung.ANWESENHEIT, by)
    ergebnis = do_once(vorgang, work)
    return Einlass(_reload(anmeldung), ergebnis.get("vorher", Status.ANGEMELDET))


def unmark_anwesend(anmeldung: Anmeldung, *, by: Akteur, vorgang: uuid.UUID | None = None) -> Anmeldung:
    """It was somebody else: as before the tick. A person in a group is present, so the group comes first."""

    def work() -> dict:
        konferenz = lock(Konferenz.objects, anmeldung.konferenz_id)
        require(konferenz, Handlung.ANWESENHEIT, by)
        row = lock(Anmeldung.objects, anmeldung.pk)
        offen = row.zuordnungen.filter(bis__isnull=True).select_related("kleingruppe").first()
        if offen is not None:
            raise ValidationError(
                _("Diese Person ist in Gruppe %(nr)s. Nehmen Sie sie zuerst aus der Gruppe.")
                % {"nr": offen.kleingruppe.nummer}
            )
        if row.anwesend_am is not None:
            _restore(row)
            row.anwesend_am = None
            row.save(update_fields=["status", "abgesagt_am", "anwesend_am"])
            record(_("Eine Person ist doch nicht da."), by=by, konferenz=konferenz, objekt=f"anmeldung:{row.pk}")
            announce(konferenz.live_kanal, "anwesenheit")
        return {}

    require(anmeldung.konferenz, Handlung.ANWESENHEIT, by)
    do_once(vorgang, work)
    return _reload(anmeldung)


def _reload(anmeldung: Anmeldung) -> Anmeldung:
    row = Anmeldung.objects.get(pk=anmeldung.pk)
    row.konferenz = anmeldung.konferenz
    return row


def _key(row: Anmeldung, when) -> uuid.UUID:
    return uuid.uuid5(_EINLASS, f"{row.kennung} {when.isoformat()}")


def _keep(row: Anmeldung, now) -> None:
    """What this tick changes beside the presence, under a key that its undo can compute."""
    abgesagt_am = row.abgesagt_am.isoformat() if row.abgesagt_am else ""
    Vorgang.objects.create(schluessel=_key(row, now), ergebnis={"status": row.status, "abgesagt_am": abgesagt_am})


def _restore(row: Anmeldung) -> None:
    kept = Vorgang.objects.filter(schluessel=_key(row, row.anwesend_am)).first()
    if kept is not None:
        row.status = kept.ergebnis["status"]
        row.abgesagt_am = parse_datetime(kept.ergebnis["abgesagt_am"]) if kept.ergebnis["abgesagt_am"] else None
