"""Small groups: form, change, give and take topics, dissolve when empty."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from konferenz.akteur import Akteur
from konferenz.live import announce
from konferenz.models import Konferenz
from konferenz.permissions import Handlung
from konferenz.services.fehler import Veraltet
from konferenz.services.gemeinsam import do_once, lock, record, require
from themen.models import Herkunft, Kleingruppe, Themenvorschlag, Umbau
from themen.models.kleingruppe import FARBEN
from themen.services.befund import lock_for_writing, tell_board, why_not_write

Status = Themenvorschlag.Status
EDITABLE = ("titel", "beschreibung", "raum", "wegweiser", "farbe", "moderation", "plaetze", "hart", "offen")
_MOST_GROUPS = 99


def form_kleingruppe(
    konferenz: Konferenz,
    *,
    themen: Iterable[Themenvorschlag] = (),
    titel: str,
    by: Akteur,
    vorgang=None,
    **angaben,
) -> Kleingruppe:
    """One group out of these topics, with the next number; a number is never given twice."""
    require(konferenz, Handlung.GRUPPEN_BILDEN, by)

    def form() -> dict:
        gruppe = create_kleingruppe(konferenz, titel=titel, **angaben)
        add_herkunft(gruppe, themen)
        record(_("Gruppe %(nr)s gebildet.") % {"nr": gruppe.nummer}, by=by, konferenz=konferenz, objekt=_objekt(gruppe))
        announce(konferenz.live_kanal, "gruppen")
        return {"kleingruppe": gruppe.pk}

    ergebnis = do_once(vorgang, form)
    return Kleingruppe.objects.get(pk=ergebnis["kleingruppe"], konferenz=konferenz)


def create_kleingruppe(konferenz: Konferenz, *, titel: str, **angaben) -> Kleingruppe:
    """The next number under the lock of the conference, and the colour that goes with it."""
    zaehler = lock(Konferenz.objects, konferenz.pk).gruppen_zaehler + 1
    if zaehler > _MOST_GROUPS:
        raise ValidationError(_("Mehr als 99 Gruppen gehen nicht."))
    Konferenz.objects.filter(pk=konferenz.pk).update(gruppen_zaehler=zaehler)
    konferenz.gruppen_zaehler = zaehler
    gruppe = Kleingruppe(konferenz=konferenz, nummer=zaehler, farbe=(zaehler - 1) % FARBEN + 1, titel=titel, **angaben)
    gruppe.full_clean(exclude=["konferenz"], validate_unique=False)
    gruppe.save(force_insert=True)
    return gruppe


def change_kleingruppe(gruppe: Kleingruppe, *, fassung: int, by: Akteur, **angaben) -> Kleingruppe:
    """Room, seats, moderation … at the version that was read; seats never fall below the people inside.

    Another title can be undone: it is kept like the other changes of groups.
    """
    konferenz = gruppe.konferenz
    require(konferenz, Handlung.GRUPPEN_BILDEN, by)
    with transaction.atomic():
        row = lock(Kleingruppe.objects, gruppe.pk, fassung)
        _require_bestehend(row)
        titel = row.titel
        for name in EDITABLE:
            setattr(row, name, angaben.get(name, getattr(row, name)))
        if row.hart and row.plaetze is not None and row.plaetze < row.belegt:
            raise ValidationError(
                {
                    "plaetze": _(
                        "In der Gruppe sind schon %(belegt)s Personen. Geben Sie mindestens so viele Plätze an."
                    )
                    % {"belegt": row.belegt}
                }
            )
        row.fassung += 1
        row.save(update_fields=[*EDITABLE, "fassung"])
        if row.titel != titel:
            Umbau.objects.create(
                konferenz=konferenz,
                art=Umbau.Art.UMBENENNEN,
                quelle=row,
                ziel=row,
                bewegt={"titel": [titel, row.titel]},
            )
        record(_("Gruppe %(nr)s geändert.") % {"nr": row.nummer}, by=by, konferenz=konferenz, objekt=_objekt(row))
        announce(konferenz.live_kanal, "gruppen")
        tell_board(row)
    return row


@transaction.atomic
def set_offen(*, gruppe: Kleingruppe, offen: str, fassung: int, by: Akteur) -> Kleingruppe:
    """What the group leaves open, written by the group itself. Raises Veraltet when somebody saved another text."""
    row = lock_for_writing(gruppe, by, why_no_offen)
    offen = "\n".join(offen.splitlines()).strip()
    if row.offen == offen:
        return row
    if row.fassung != fassung:
        raise Veraltet(row)
    row.offen = offen
    row.full_clean(validate_unique=False, validate_constraints=False)
    row.fassung += 1
    row.save(update_fields=["offen", "fassung"])
    satz = _("Was in Gruppe %(nr)s offen bleibt, geändert.") % {"nr": row.nummer}
    record(satz, by=by, konferenz=row.konferenz, objekt=_objekt(row))
    announce(row.konferenz.live_kanal, "gruppen")
    tell_board(row)
    return row


def why_no_offen(gruppe: Kleingruppe, by: Akteur, *, is_dabei: bool) -> str:
    """As for cards, which what stays open stands beside."""
    satz = _("Das lässt sich gerade nicht ändern. Lesen können Sie alles.")
    return why_not_write(gruppe, Handlung.KARTE_SCHREIBEN, by, is_dabei=is_dabei, satz=satz)


def give_themen(gruppe: Kleingruppe, themen: Iterable[Themenvorschlag], *, by: Akteur) -> None:
    """More topics for a group that exists."""
    konferenz = gruppe.konferenz
    require(konferenz, Handlung.GRUPPEN_BILDEN, by)
    themen = list(themen)
    if not themen:
        raise ValidationError(_("Bitte wählen Sie mindestens ein Thema."))
    with transaction.atomic():
        row = lock(Kleingruppe.objects, gruppe.pk)
        _require_bestehend(row)
        add_herkunft(row, themen)
        record(
            _("Thema in Gruppe %(nr)s gelegt.") % {"nr": row.nummer}, by=by, konferenz=konferenz, objekt=_objekt(row)
        )
        announce(konferenz.live_kanal, "gruppen")


def take_thema(gruppe: Kleingruppe, thema: Themenvorschlag, *, by: Akteur) -> None:
    """A topic leaves a group and waits again with those that have none."""
    konferenz = gruppe.konferenz
    require(konferenz, Handlung.GRUPPEN_BILDEN, by)
    with transaction.atomic():
        row = lock(Kleingruppe.objects, gruppe.pk)
        close_herkunft(row.herkunft.filter(thema=thema, bis__isnull=True))
        record(
            _("Thema aus Gruppe %(nr)s genommen.") % {"nr": row.nummer}, by=by, konferenz=konferenz, objekt=_objekt(row)
        )
        announce(konferenz.live_kanal, "gruppen")


def dissolve_kleingruppe(gruppe: Kleingruppe, *, by: Akteur) -> None:
    """Only an empty group may go; its number stays used. With cards or people it can be merged."""
    konferenz = gruppe.konferenz
    require(konferenz, Handlung.GRUPPEN_BILDEN, by)
    with transaction.atomic():
        row = lock(Kleingruppe.objects, gruppe.pk)
        _require_bestehend(row)
        if row.has_inhalt():
            raise ValidationError(
                _(
                    "In Gruppe %(nr)s sind schon Personen, Karten oder Fotos. "
                    "Legen Sie die Gruppe mit einer anderen zusammen."
                )
                % {"nr": row.nummer}
            )
        close_herkunft(row.herkunft.filter(bis__isnull=True))
        row.aufgeloest_am = timezone.now()
        row.fassung = F("fassung") + 1
        row.save(update_fields=["aufgeloest_am", "fassung"])
        record(_("Gruppe %(nr)s aufgelöst.") % {"nr": row.nummer}, by=by, konferenz=konferenz, objekt=_objekt(row))
        announce(konferenz.live_kanal, "gruppen")


def store_themen(konferenz: Konferenz) -> int:
    """Topics in no group go to the Themenspeicher: a step of the phase that goes on. Says how many."""
    return (
        Themenvorschlag.objects.ohne_gruppe()
        .filter(konferenz=konferenz, status=Status.EINGEREICHT)
        .update(status=Status.IM_SPEICHER)
    )


def add_herkunft(gruppe: Kleingruppe, themen: Iterable[Themenvorschlag]) -> list[Herkunft]:
    """Topics into a group (locked by the caller); those already in it are left alone, withdrawn ones refused."""
    themen = {thema.pk: thema for thema in themen}
    rows = Themenvorschlag.objects.filter(konferenz=gruppe.konferenz_id, pk__in=themen).select_for_update(no_key=True)
    rows = list(rows.order_by("pk"))
    if any(thema.status == Status.ZURUECKGEZOGEN for thema in rows):
        raise ValidationError(_("Ein Thema wurde inzwischen zurückgezogen. Bitte wählen Sie neu."))
    schon = set(gruppe.herkunft.filter(bis__isnull=True).values_list("thema_id", flat=True))
    neue = Herkunft.objects.bulk_create(
        Herkunft(konferenz_id=gruppe.konferenz_id, kleingruppe=gruppe, thema=thema)
        for thema in rows
        if thema.pk not in schon
    )
    Themenvorschlag.objects.filter(pk__in=[thema.pk for thema in rows]).update(
        status=Status.ANGENOMMEN, fassung=F("fassung") + 1
    )
    return neue


def close_herkunft(offene) -> None:
    """End these provenance rows; topics left without a group are proposals again."""
    themen = list(offene.values_list("thema_id", flat=True))
    offene.update(bis=timezone.now())
    release_themen(themen)


def release_themen(themen: Iterable[int]) -> None:
    """Topics that are in no group any more are proposals again."""
    Themenvorschlag.objects.ohne_gruppe().filter(pk__in=list(themen), status=Status.ANGENOMMEN).update(
        status=Status.EINGEREICHT, fassung=F("fassung") + 1
    )


def _require_bestehend(gruppe: Kleingruppe) -> None:
    if gruppe.aufgeloest_am is not None:
        raise ValidationError(_("Gruppe %(nr)s gibt es nicht mehr.") % {"nr": gruppe.nummer})


def _objekt(gruppe: Kleingruppe) -> str:
    return f"kleingruppe:{gruppe.pk}"
