"""Writing on the board. Every service locks the group first, so numbers and versions are dealt out one by one."""

import uuid
from collections.abc import Callable, Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from konferenz import live
from konferenz.akteur import Akteur, Rolle
from konferenz.permissions import Handlung, erlaubt
from konferenz.services.fehler import NichtErlaubt, Veraltet
from konferenz.services.gemeinsam import do_once, lock, record
from teilnehmer.models import Anmeldung, Einrichtung
from themen.models import Befund, BefundBezug, BefundFassung, Kleingruppe

LEER = gettext_lazy("Die Karte ist noch leer. Bitte schreiben Sie einen Satz.")
HOCH, RUNTER = "hoch", "runter"


def live_kanal(kleingruppe: Kleingruppe) -> str:
    """The channel of a group's board."""
    return f"g{kleingruppe.pk}"


def why_read_only(kleingruppe: Kleingruppe, by: Akteur, *, is_dabei: bool) -> str:
    """The sentence that says why this actor may only read, or "" when they may write.

    `is_dabei`: whether a participant sits in this group; asked of nobody else.
    """
    satz = _("Karten lassen sich gerade nicht schreiben. Lesen können Sie alles.")
    return why_not_write(kleingruppe, Handlung.KARTE_SCHREIBEN, by, is_dabei=is_dabei, satz=satz)


def why_not_write(kleingruppe: Kleingruppe, handlung: Handlung, by: Akteur, *, is_dabei: bool, satz: str) -> str:
    """The same for anything that a group writes; `satz` says that its gate is closed."""
    if kleingruppe.aufgeloest_am is not None:
        return _("Diese Gruppe gibt es nicht mehr. Bitte fragen Sie die Moderation.")
    if not erlaubt(kleingruppe.konferenz, handlung, by):
        return satz
    if by.rolle == Rolle.TEILNAHME and not is_dabei:
        return _("Sie sind nicht in dieser Gruppe. Lesen können Sie alles.")
    return ""


def lock_for_writing(kleingruppe: Kleingruppe, by: Akteur, why: Callable[..., str] = why_read_only) -> Kleingruppe:
    """Hold the group until the end of the transaction and make sure that this actor may write in it."""
    row = lock(Kleingruppe.objects, kleingruppe.pk)
    row.konferenz = kleingruppe.konferenz
    is_dabei = by.rolle == Rolle.TEILNAHME and row.has_member(by.id)
    if satz := why(row, by, is_dabei=is_dabei):
        raise NichtErlaubt(satz)
    return row


def tell_board(kleingruppe: Kleingruppe) -> None:
    """Everybody who looks at this board, with and without the right to write."""
    for was in ("brett", "brett_lesen"):
        live.announce(live_kanal(kleingruppe), was)


def clean_text(text: str) -> str:
    """A card's text with plain line breaks, or ValidationError with a sentence."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if any(ord(char) < 32 and char not in "\n\t" for char in text):
        raise ValidationError(_("Hier steht ein unsichtbares Steuerzeichen. Bitte tippen Sie den Text neu."))
    if not any(char.isprintable() and not char.isspace() for char in text):
        raise ValidationError(LEER)
    if len(text) > Befund.TEXT_LAENGE:
        raise ValidationError(
            _("Das sind %(ist)s Zeichen. Auf eine Karte passen %(passt)s. Bitte kürzen Sie den Text.")
            % {"ist": len(text), "passt": Befund.TEXT_LAENGE}
        )
    return text


@transaction.atomic
def write_befund(
    kleingruppe: Kleingruppe,
    *,
    art: str,
    text: str,
    by: Akteur,
    bezug: Iterable[Befund] = (),
    einrichtung: Einrichtung | None = None,
    erfasst_von: Anmeldung | None = None,
    vorgang: uuid.UUID | None = None,
) -> Befund:
    """A new card at the end of its column with the next number; the same `vorgang` makes it once."""

    def work() -> dict:
        lock_for_writing(kleingruppe, by)
        largest = kleingruppe.befunde.filter(art=art).aggregate(nummer=Max("nummer"), position=Max("position"))
        befund = Befund.objects.create(
            konferenz_id=kleingruppe.konferenz_id,
            kleingruppe=kleingruppe,
            art=Befund.Art(art),
            nummer=(largest["nummer"] or 0) + 1,
            position=(largest["position"] or 0) + 1,
            text=clean_text(text),
            einrichtung=einrichtung,
            erfasst_von=erfasst_von,
        )
        BefundFassung.objects.create(befund=befund, fassung=1, text=befund.text, durch=by.rolle)
        _set_bezug(befund, bezug)
        _tell(kleingruppe, befund, _("%(karte)s in Gruppe %(gruppe)s geschrieben."), by)
        return {"befund": befund.pk}

    return Befund.objects.get(pk=do_once(vorgang, work)["befund"])


@transaction.atomic
def change_befund(
    befund: Befund, *, text: str, fassung: int, by: Akteur, bezug: Iterable[Befund] | None = None
) -> Befund:
    """Save a new text and, unless None, new links. Raises Veraltet when somebody saved something else in between.

    A deleted card whose deletion the writer has seen (`fassung`) comes back with the text.
    """
    kleingruppe = befund.kleingruppe
    lock_for_writing(kleingruppe, by)
    row = lock(Befund.objects.select_related("einrichtung"), befund.pk)
    text = clean_text(text)
    ziele = None if bezug is None else {ziel.pk for ziel in bezug}
    same = row.text == text and (ziele is None or ziele == _links_to_present(row))
    if same and row.geloescht_am is None:
        return row  # nothing to do, also when the same form came twice
    if row.fassung != fassung:
        raise Veraltet(row)
    is_new_text = row.text != text
    row.text = text
    row.geloescht_am, row.geloescht_von = None, ""
    _save_version(row)
    if is_new_text:
        BefundFassung.objects.create(befund=row, fassung=row.fassung, text=text, durch=by.rolle)
    if bezug is not None:
        _set_bezug(row, bezug)
    _tell(kleingruppe, row, _("%(karte)s in Gruppe %(gruppe)s geändert."), by)
    return row


@transaction.atomic
def delete_befund(befund: Befund, *, by: Akteur) -> Befund:
    """Take a card off the board; it and its links stay, so that `restore_befund` brings everything back."""
    lock_for_writing(befund.kleingruppe, by)
    row = lock(Befund.objects, befund.pk)
    if row.geloescht_am is None:
        row.geloescht_am, row.geloescht_von = timezone.now(), by.rolle
        _save_version(row)
        _tell(befund.kleingruppe, row, _("%(karte)s in Gruppe %(gruppe)s gelöscht."), by)
    return row


@transaction.atomic
def restore_befund(befund: Befund, *, by: Akteur) -> Befund:
    """Undo a deletion."""
    lock_for_writing(befund.kleingruppe, by)
    row = lock(Befund.objects, befund.pk)
    if row.geloescht_am is not None:
        row.geloescht_am, row.geloescht_von = None, ""
        _save_version(row)
        _tell(befund.kleingruppe, row, _("%(karte)s in Gruppe %(gruppe)s wiederhergestellt."), by)
    return row


@transaction.atomic
def move_befund(befund: Befund, *, richtung: str, by: Akteur) -> Befund:
    """One place up or down in its column; at the end of the column nothing happens."""
    lock_for_writing(befund.kleingruppe, by)
    column = _column(befund)
    here = next((index for index, row in enumerate(column) if row.pk == befund.pk), None)
    there = None if here is None else here + (1 if richtung == RUNTER else -1)
    if there is None or not 0 <= there < len(column):
        return befund
    column[here], column[there] = column[there], column[here]
    _save_order(column, befund, by)
    return befund


@transaction.atomic
def place_befund(befund: Befund, *, vor: str, by: Akteur) -> Befund:
    """Before the card with this kennung, "" for the end of the column; the same place again changes nothing."""
    lock_for_writing(befund.kleingruppe, by)
    old = _column(befund)
    column = [row for row in old if row.pk != befund.pk]
    there = next((index for index, row in enumerate(column) if row.kennung == vor), None if vor else len(column))
    if there is None or len(column) == len(old):
        raise ValidationError(_("Eine Karte ist inzwischen gelöscht. Es ist nichts verschoben. Bitte sehen Sie nach."))
    column.insert(there, befund)
    if column != old:
        _save_order(column, befund, by)
    return befund


def _column(befund: Befund) -> list[Befund]:
    return list(befund.kleingruppe.befunde.vorhanden().filter(art=befund.art).order_by("position", "nummer"))


def _save_order(column: list[Befund], befund: Befund, by: Akteur) -> None:
    for position, row in enumerate(column, start=1):
        row.position = position
    Befund.objects.bulk_update(column, ["position"])
    _tell(befund.kleingruppe, befund, _("%(karte)s in Gruppe %(gruppe)s verschoben."), by)


def _links_to_present(befund: Befund) -> set[int]:
    return set(befund.bezuege.filter(ziel__geloescht_am__isnull=True).values_list("ziel_id", flat=True))


def _set_bezug(befund: Befund, bezug: Iterable[Befund]) -> None:
    """Links to exactly these cards; links to deleted cards stay for the day they come back."""
    wanted = {ziel.pk for ziel in bezug}
    art = Befund.BEZUG_AUF.get(Befund.Art(befund.art))
    allowed = set(
        Befund.objects.vorhanden()
        .filter(pk__in=wanted, kleingruppe_id=befund.kleingruppe_id, art=art or "")
        .values_list("pk", flat=True)
    )
    if wanted - allowed:
        raise ValidationError(_("Eine gewählte Karte gibt es nicht mehr. Bitte prüfen Sie die Auswahl."))
    present = _links_to_present(befund)
    befund.bezuege.filter(ziel_id__in=present - wanted).delete()
    BefundBezug.objects.bulk_create(BefundBezug(quelle=befund, ziel_id=pk) for pk in sorted(wanted - present))


def _save_version(befund: Befund) -> None:
    befund.fassung += 1
    befund.geaendert_am = timezone.now()
    befund.save(update_fields=["text", "fassung", "geaendert_am", "geloescht_am", "geloescht_von"])


def _tell(kleingruppe: Kleingruppe, befund: Befund, satz: str, by: Akteur) -> None:
    """Verlauf, everybody who looks at this board, and the Leinwand, which counts the cards of all groups."""
    satz = satz % {"karte": befund, "gruppe": kleingruppe.nummer}
    record(satz, by=by, konferenz=kleingruppe.konferenz, objekt=f"befund:{befund.kennung}")
    tell_board(kleingruppe)
    live.announce(kleingruppe.konferenz.live_kanal, "karten")
