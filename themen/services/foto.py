"""Photos of a conference: taken in, described, ordered, taken away. The bytes come clean from konferenz.bilder."""

import datetime
import hashlib
import uuid

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from konferenz.akteur import Akteur, Rolle
from konferenz.bilder import FOTO_TYP, FertigesFoto
from konferenz.models import Datei, Konferenz
from konferenz.permissions import Handlung, erlaubt
from konferenz.services.fehler import NichtErlaubt
from konferenz.services.gemeinsam import do_once, lock, record, require
from themen.models import Foto, Kleingruppe

MOST = 200  # photos of one conference
HALTBAR = datetime.timedelta(days=30)  # a deleted photo can be brought back so long
HOCH, RUNTER = "hoch", "runter"


def why_read_only(konferenz: Konferenz, by: Akteur, kleingruppe: Kleingruppe | None) -> str:
    """The sentence that says why this actor may not add or change photos here, or "" when they may."""
    if kleingruppe is not None and kleingruppe.aufgeloest_am is not None:
        return _("Diese Gruppe gibt es nicht mehr. Bitte fragen Sie die Moderation.")
    if not erlaubt(konferenz, Handlung.FOTO_HINZUFUEGEN, by):
        return _("Fotos lassen sich gerade nicht hinzufügen. Ansehen können Sie alle.")
    if by.rolle == Rolle.TEILNAHME and not is_dabei(kleingruppe, by):
        return _("Fotos gehören zu Ihrer Gruppe. Öffnen Sie bitte das Brett Ihrer Gruppe.")
    return ""


def is_dabei(kleingruppe: Kleingruppe | None, by: Akteur) -> bool:
    """Whether this participant sits in the group."""
    return kleingruppe is not None and kleingruppe.zuordnungen.filter(anmeldung_id=by.id, bis__isnull=True).exists()


def may_delete(foto: Foto, by: Akteur) -> bool:
    """Whoever may add may also take back; the planners at any time, because somebody may withdraw a consent."""
    if erlaubt(foto.konferenz, Handlung.FOTO_ENTFERNEN, by):
        return True
    return not why_read_only(foto.konferenz, by, foto.kleingruppe)


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
        _require_writing(row, by, kleingruppe)
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
            position=(row.fotos.filter(kleingruppe=kleingruppe).aggregate(p=Max("position"))["p"] or 0) + 1,
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
    _require_writing(foto.konferenz, by, foto.kleingruppe)
    if by.rolle == Rolle.TEILNAHME:
        kleingruppe = foto.kleingruppe  # a member of a group does not give its photos away
    row = lock(Foto.objects.vorhanden().select_related("kleingruppe"), foto.pk)
    wanted = {"alternativtext": alternativtext, "personen": personen, "art": art, "kleingruppe": kleingruppe}
    if all(getattr(row, name) == value for name, value in wanted.items()):
        return row  # nothing to do, also when the same form came twice
    row = lock(Foto.objects, foto.pk, fassung)
    if kleingruppe != row.kleingruppe:
        _require_writing(foto.konferenz, by, kleingruppe)
        others = foto.konferenz.fotos.filter(kleingruppe=kleingruppe)
        row.position = (others.aggregate(p=Max("position"))["p"] or 0) + 1
    for name, value in wanted.items():
        setattr(row, name, value)
    row.fassung += 1
    row.save(update_fields=[*wanted, "position", "fassung"])
    _record(row, _("Ein Foto beschrieben."), _("Ein Foto der Gruppe %(nr)s beschrieben."), by)
    return row


@transaction.atomic
def move_foto(foto: Foto, *, richtung: str, by: Akteur) -> None:
    """One place up or down among the photos of its group; at the end nothing happens."""
    lock(Konferenz.objects, foto.konferenz_id)
    _require_writing(foto.konferenz, by, foto.kleingruppe)
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
    """Out of sight at once, everywhere; `restore_foto` brings it back for thirty days."""
    _require_deleting(foto, by)
    row = lock(Foto.objects.select_related("kleingruppe"), foto.pk)
    if row.geloescht_am is None:
        row.geloescht_am, row.geloescht_von = timezone.now(), by.rolle
        _save_deletion(row)
        _record(row, _("Ein Foto gelöscht."), _("Ein Foto der Gruppe %(nr)s gelöscht."), by)
    return row


@transaction.atomic
def restore_foto(foto: Foto, *, by: Akteur) -> Foto:
    """Undo a deletion."""
    _require_deleting(foto, by)
    row = lock(Foto.objects.select_related("kleingruppe"), foto.pk)
    if row.geloescht_am is not None:
        row.geloescht_am, row.geloescht_von = None, ""
        _save_deletion(row)
        _record(row, _("Ein Foto wiederhergestellt."), _("Ein Foto der Gruppe %(nr)s wiederhergestellt."), by)
    return row


@transaction.atomic
def purge_foto(foto: Foto, *, by: Akteur) -> None:
    """For good, bytes and all; only what was deleted before."""
    require(foto.konferenz, Handlung.FOTO_ENTFERNEN, by)
    row = lock(Foto.objects.select_related("kleingruppe"), foto.pk)
    if row.geloescht_am is None:
        raise NichtErlaubt(_("Dieses Foto ist nicht gelöscht. Bitte löschen Sie es zuerst."))
    _record(row, _("Ein Foto endgültig gelöscht."), _("Ein Foto der Gruppe %(nr)s endgültig gelöscht."), by)
    _drop(row)


@transaction.atomic
def purge_old() -> int:
    """Once a day: what was deleted thirty days ago is gone for good; returns how many."""
    before = timezone.now() - HALTBAR
    rows = list(
        Foto.objects.filter(geloescht_am__lt=before)
        .select_for_update(skip_locked=True, no_key=True, of=("self",))
        .order_by("pk")
    )
    for row in rows:
        _drop(row)
    return len(rows)


def _drop(foto: Foto) -> None:
    dateien = [foto.datei_id, foto.vorschau_id]
    foto.delete()
    Datei.objects.filter(pk__in=dateien).delete()


def _save_deletion(foto: Foto) -> None:
    foto.fassung += 1
    foto.save(update_fields=["geloescht_am", "geloescht_von", "fassung"])


def _require_writing(konferenz: Konferenz, by: Akteur, kleingruppe: Kleingruppe | None) -> None:
    if satz := why_read_only(konferenz, by, kleingruppe):
        raise NichtErlaubt(satz)


def _require_deleting(foto: Foto, by: Akteur) -> None:
    if not may_delete(foto, by):
        raise NichtErlaubt(_("Dieses Foto können Sie gerade nicht löschen. Bitte fragen Sie die Moderation."))


def _record(foto: Foto, satz: str, satz_gruppe: str, by: Akteur) -> None:
    gruppe = foto.kleingruppe
    satz = satz_gruppe % {"nr": gruppe.nummer} if gruppe else satz
    record(satz, by=by, konferenz=foto.konferenz, objekt=f"foto:{foto.kennung}")
