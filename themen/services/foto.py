"""Photos of a conference: taken in, described, ordered, taken away. The bytes come clean from konferenz.bilder."""

import datetime
import hashlib
import logging
import uuid

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from konferenz.akteur import Akteur, Rolle
from konferenz.bilder import FOTO_TYP, FertigesFoto
from konferenz.models import Datei, Konferenz
from konferenz.permissions import Handlung, erlaubt
from konferenz.services.fehler import NichtErlaubt, Veraltet
from konferenz.services.gemeinsam import do_once, lock, record, require
from themen.models import Foto, Kleingruppe
from themen.services.protokollfreigabe import drop_versand_with

logger = logging.getLogger(__name__)
MOST = 200  # photos of one conference
HALTBAR = datetime.timedelta(days=30)  # a deleted photo can be brought back so long
HOCH, RUNTER = "hoch", "runter"
PLANENDE = (Rolle.LEITUNG, Rolle.PLANUNG)


def why_read_only(konferenz: Konferenz, by: Akteur, kleingruppe: Kleingruppe | None) -> str:
    """The sentence that says why this actor may not add or change photos here, or "" when they may."""
    if satz := _why_gone(kleingruppe):
        return satz
    if not erlaubt(konferenz, Handlung.FOTO_HINZUFUEGEN, by):
        return _("Fotos lassen sich gerade nicht hinzufügen. Ansehen können Sie alle.")
    if by.rolle == Rolle.TEILNAHME and (kleingruppe is None or not kleingruppe.has_member(by.id)):
        return _("Fotos gehören zu Ihrer Gruppe. Öffnen Sie bitte das Brett Ihrer Gruppe.")
    return ""


def _why_gone(kleingruppe: Kleingruppe | None) -> str:
    if kleingruppe is not None and kleingruppe.aufgeloest_am is not None:
        return _("Diese Gruppe gibt es nicht mehr. Bitte fragen Sie die Moderation.")
    return ""


def why_unchangeable(foto: Foto, by: Akteur) -> str:
    """The same for a photo that is there: only participants are asked for its group, the others may give it another,
    also when its own is dissolved. The planners at any time: one that was brought back is to be described again."""
    if erlaubt(foto.konferenz, Handlung.FOTO_ENTFERNEN, by):
        return ""
    return why_read_only(foto.konferenz, by, foto.kleingruppe if by.rolle == Rolle.TEILNAHME else None)


def may_delete(foto: Foto, by: Akteur) -> bool:
    """Whoever may add may also take back; the planners at any time, because somebody may withdraw a consent."""
    return not why_unchangeable(foto, by)


def may_restore(foto: Foto, by: Akteur) -> bool:
    """Whoever may delete it, but what the planners took away, only they bring back."""
    if foto.geloescht_von in PLANENDE:
        return erlaubt(foto.konferenz, Handlung.FOTO_ENTFERNEN, by)
    return may_delete(foto, by)


@transaction.atomic
def add_foto(
    konferenz: Konferenz,
    *,
    bild: FertigesFoto,
    kleingruppe: Kleingruppe | None,
    art: str,
    by: Akteur,
    vorgang: uuid.UUID | None = None,
) -> Foto:
    """One more photo at the end of its group; the same form with the same picture adds it once."""

    def work() -> dict:
        row = lock(Konferenz.objects, konferenz.pk)
        row.veranstalter = konferenz.veranstalter
        _require_writing(row, by, _lock_gruppe(kleingruppe))
        if row.fotos.vorhanden().count() >= MOST:
            raise ValidationError(
                _("Diese Konferenz hat schon %(zahl)s Fotos. Bitte löschen Sie erst eins.") % {"zahl": MOST}
            )
        datei, vorschau = (
            Datei.objects.store(veranstalter=row.veranstalter, name=name, typ=FOTO_TYP, inhalt=inhalt)
            for name, inhalt in (("foto.jpg", bild.inhalt), ("foto-klein.jpg", bild.vorschau))
        )
        foto = Foto.objects.create(
            konferenz=row,
            kleingruppe=kleingruppe,
            art=Foto.Art(art),
            datei=datei,
            vorschau=vorschau,
            breite=bild.breite,
            hoehe=bild.hoehe,
            position=_last_position(row, kleingruppe) + 1,
            erfasst_durch=by.rolle,
        )
        _record(foto, _("Ein Foto hinzugefügt."), _("Ein Foto zu Gruppe %(nr)s hinzugefügt."), by)
        return {"foto": foto.pk}

    key = vorgang and uuid.uuid5(vorgang, hashlib.sha256(bild.inhalt).hexdigest())
    return Foto.objects.get(pk=do_once(key, work)["foto"])


@transaction.atomic
def describe_foto(
    foto: Foto,
    *,
    alternativtext: str,
    personen: str,
    art: str,
    kleingruppe: Kleingruppe | None,
    fassung: int,
    by: Akteur,
) -> Foto:
    """What can be seen, whether people agreed, and whose it is. Raises Veraltet when somebody else was faster."""
    _require_changing(foto, by)
    if by.rolle == Rolle.TEILNAHME:
        kleingruppe = foto.kleingruppe  # a member of a group does not give its photos away
    lock(Konferenz.objects, foto.konferenz_id)
    kleingruppe = _lock_gruppe(kleingruppe)  # groups before photos, as when groups are merged
    row = _lock_foto(foto)
    if row.geloescht_am is not None:
        raise NichtErlaubt(_("Dieses Foto wurde inzwischen gelöscht. Es muss zuerst zurückgeholt werden."))
    wanted = {"alternativtext": alternativtext, "personen": personen, "art": art, "kleingruppe": kleingruppe}
    if all(getattr(row, name) == value for name, value in wanted.items()):
        return row  # nothing to do, also when the same form came twice
    if row.fassung != fassung:
        raise Veraltet(row)
    if satz := _why_gone(kleingruppe):
        raise NichtErlaubt(satz)
    if kleingruppe != row.kleingruppe:
        row.position = _last_position(foto.konferenz, kleingruppe) + 1
    for name, value in wanted.items():
        setattr(row, name, value)
    row.fassung += 1
    row.save(update_fields=[*wanted, "position", "fassung"])
    _record(row, _("Ein Foto beschrieben."), _("Ein Foto der Gruppe %(nr)s beschrieben."), by)
    if not row.is_druckbar:
        drop_versand_with(foto=row, by=by)
    return row


@transaction.atomic
def move_foto(foto: Foto, *, richtung: str, by: Akteur) -> None:
    """One place up or down among the photos of its group; at the end nothing happens."""
    lock(Konferenz.objects, foto.konferenz_id)
    _lock_gruppe(foto.kleingruppe)
    _require_changing(foto, by)
    rows = list(foto.konferenz.fotos.vorhanden().filter(kleingruppe=foto.kleingruppe).order_by("position", "pk"))
    here = next((index for index, row in enumerate(rows) if row.pk == foto.pk), None)
    there = None if here is None else here + (1 if richtung == RUNTER else -1)
    if there is None or not 0 <= there < len(rows):
        return
    rows[here], rows[there] = rows[there], rows[here]
    for position, row in enumerate(rows, start=1):
        row.position = position
    Foto.objects.bulk_update(rows, ["position"])
    _record(foto, _("Ein Foto verschoben."), _("Ein Foto der Gruppe %(nr)s verschoben."), by)


@transaction.atomic
def delete_foto(foto: Foto, *, by: Akteur) -> Foto:
    """Out of sight at once, everywhere, also in released minutes; `restore_foto` brings it back for thirty days.

    Under the lock of the conference, so that no letter with it is prepared meanwhile.
    """
    if not may_delete(foto, by):
        raise NichtErlaubt(_("Dieses Foto können Sie gerade nicht löschen. Bitte fragen Sie die Moderation."))
    lock(Konferenz.objects, foto.konferenz_id)
    row = _lock_foto(foto)
    if row.geloescht_am is None:
        row.geloescht_am, row.geloescht_von = timezone.now(), by.rolle
        _save_deletion(row)
        _record(row, _("Ein Foto gelöscht."), _("Ein Foto der Gruppe %(nr)s gelöscht."), by)
        drop_versand_with(foto=row, by=by)
    return row


@transaction.atomic
def restore_foto(foto: Foto, *, by: Akteur) -> Foto:
    """Undo a deletion. Somebody may have withdrawn a consent, so the people in it are asked for once more."""
    row = _lock_foto(foto)
    row.konferenz = foto.konferenz
    if not may_restore(row, by):
        if row.geloescht_von in PLANENDE:
            raise NichtErlaubt(_("Dieses Foto hat die Verwaltung gelöscht. Bitte fragen Sie dort nach."))
        raise NichtErlaubt(_("Dieses Foto können Sie gerade nicht zurückholen. Bitte fragen Sie die Moderation."))
    if row.geloescht_am is not None:
        row.geloescht_am, row.geloescht_von, row.personen = None, "", Foto.Personen.UNGEKLAERT
        _save_deletion(row)
        _record(row, _("Ein Foto wiederhergestellt."), _("Ein Foto der Gruppe %(nr)s wiederhergestellt."), by)
    return row


@transaction.atomic
def purge_foto(foto: Foto, *, by: Akteur) -> None:
    """For good, bytes and all; only what was deleted before. What the file of a version keeps is not served again."""
    require(foto.konferenz, Handlung.FOTO_ENTFERNEN, by)
    lock(Konferenz.objects, foto.konferenz_id)
    row = _lock_foto(foto)
    if row.geloescht_am is None:
        raise NichtErlaubt(_("Dieses Foto ist nicht gelöscht. Bitte löschen Sie es zuerst."))
    _record(row, _("Ein Foto endgültig gelöscht."), _("Ein Foto der Gruppe %(nr)s endgültig gelöscht."), by)
    drop_versand_with(foto=row, by=by)
    _drop(row)


@transaction.atomic
def purge_old() -> int:
    """Once a day: what was deleted thirty days ago is gone for good; returns how many. One that cannot go does not
    keep the others."""
    before = timezone.now() - HALTBAR
    rows = (
        Foto.objects.filter(geloescht_am__lt=before)
        .select_for_update(skip_locked=True, no_key=True, of=("self",))
        .order_by("pk")
    )
    return sum([_drop_if_possible(row) for row in rows])


def move_fotos(quelle: Kleingruppe, ziel: Kleingruppe) -> list[list]:
    """When groups are merged: all photos, deleted ones too, come behind those of the other group."""
    rows = list(quelle.fotos.order_by("position", "pk").select_for_update(no_key=True))
    bewegt = [[row.pk, row.position] for row in rows]
    for position, row in enumerate(rows, start=_last_position(ziel.konferenz, ziel) + 1):
        row.kleingruppe, row.position, row.fassung = ziel, position, row.fassung + 1
    Foto.objects.bulk_update(rows, ["kleingruppe", "position", "fassung"])
    return bewegt


def return_fotos(bewegt: list[list], quelle: Kleingruppe, ziel: Kleingruppe) -> None:
    """When a merge is undone: those that nobody gave to another group since go back to their places."""
    zuvor = dict(bewegt)
    rows = list(ziel.fotos.filter(pk__in=zuvor).select_for_update(no_key=True).order_by("pk"))
    for row in rows:
        row.kleingruppe, row.position, row.fassung = quelle, zuvor[row.pk], row.fassung + 1
    Foto.objects.bulk_update(rows, ["kleingruppe", "position", "fassung"])


def _drop_if_possible(foto: Foto) -> bool:
    try:
        with transaction.atomic():
            _drop(foto)
    except IntegrityError:
        logger.exception("Photo %s cannot be erased.", foto.kennung)
        return False
    return True


def _drop(foto: Foto) -> None:
    dateien = [foto.datei_id, foto.vorschau_id]
    foto.delete()
    Datei.objects.filter(pk__in=dateien).delete()


def _save_deletion(foto: Foto) -> None:
    foto.fassung += 1
    foto.save(update_fields=["geloescht_am", "geloescht_von", "personen", "fassung"])


def _require_writing(konferenz: Konferenz, by: Akteur, kleingruppe: Kleingruppe | None) -> None:
    if satz := why_read_only(konferenz, by, kleingruppe):
        raise NichtErlaubt(satz)


def _require_changing(foto: Foto, by: Akteur) -> None:
    if satz := why_unchangeable(foto, by):
        raise NichtErlaubt(satz)


def _lock_gruppe(kleingruppe: Kleingruppe | None) -> Kleingruppe | None:
    """The group as it is now, held until the end: it cannot be merged while a photo comes to it."""
    return None if kleingruppe is None else lock(Kleingruppe.objects, kleingruppe.pk)


def _lock_foto(foto: Foto) -> Foto:
    """The photo as it is now, deleted or not."""
    try:
        return lock(Foto.objects.select_related("kleingruppe"), foto.pk)
    except Foto.DoesNotExist:
        raise NichtErlaubt(_("Dieses Foto wurde inzwischen endgültig gelöscht. Es wurde nichts geändert.")) from None


def _last_position(konferenz: Konferenz, kleingruppe: Kleingruppe | None) -> int:
    return konferenz.fotos.filter(kleingruppe=kleingruppe).aggregate(last=Max("position"))["last"] or 0


def _record(foto: Foto, satz: str, satz_gruppe: str, by: Akteur) -> None:
    gruppe = foto.kleingruppe
    satz = satz_gruppe % {"nr": gruppe.nummer} if gruppe else satz
    record(satz, by=by, konferenz=foto.konferenz, objekt=f"foto:{foto.kennung}")
