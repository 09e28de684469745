"""Writing over the minutes: what a section says, for whom, and back to what the data say."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from konferenz.akteur import Akteur
from konferenz.models import Konferenz
from konferenz.permissions import PUBLIZIERT, Handlung, erlaubt
from konferenz.services.fehler import NichtErlaubt, Veraltet
from konferenz.services.gemeinsam import lock, record, require
from themen.models import Abschnittfassung, Protokollabschnitt, Protokollstand
from themen.protokoll.daten import Protokoll
from themen.protokoll.vergleich import collect_vergleichbar, data_text, title

Modus = Protokollabschnitt.Modus


def is_sofort_oeffentlich(konferenz: Konferenz) -> bool:
    """Whether the public page reads what is written here: published, and no version is released."""
    return konferenz.phase in PUBLIZIERT and not konferenz.protokollfassungen.exists()


def may_write_public(konferenz: Konferenz, by: Akteur) -> bool:
    """What everybody reads at once is written by those only who may publish."""
    return not is_sofort_oeffentlich(konferenz) or erlaubt(konferenz, Handlung.VEROEFFENTLICHEN, by)


def why_read_only(konferenz: Konferenz, by: Akteur) -> str:
    """The sentence that says why this person does not write now although the phase allows it, or ""."""
    if Protokollstand.objects.filter(konferenz=konferenz, zustand=Protokollstand.Zustand.VORGELEGT).exists():
        return _("Das Protokoll liegt zur Freigabe vor. Holen Sie es zuerst zurück, dann können Sie weiterschreiben.")
    return why_only_leitung(konferenz, by)


def why_only_leitung(konferenz: Konferenz, by: Akteur) -> str:
    """The same, where only the public page matters: what is written there is read at once."""
    if not may_write_public(konferenz, by):
        return _("Was hier steht, lesen sofort alle auf der öffentlichen Seite. Darum schreibt hier nur die Leitung.")
    return ""


@transaction.atomic
def change_abschnitt(
    *, konferenz: Konferenz, schluessel: str, modus: str, text: str, publikum: str, fassung: int, by: Akteur
) -> Protokollabschnitt:
    """Decide about a section. `fassung` is the version that was read, 0 if there was none; raises Veraltet.

    What the data say at this moment is kept beside an own text, so that a later change of the data can be shown.
    """
    daten, row = _open(konferenz, schluessel, by)
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    neu = {"modus": modus, "text": text, "publikum": publikum, "daten_stand": data_text(daten, schluessel)}
    if row.pk and all(getattr(row, feld) == wert for feld, wert in neu.items()):
        return row  # the same form twice
    if row.fassung != fassung:
        raise Veraltet(row)
    return _save(konferenz, row, neu, by, _("Abschnitt „%(titel)s“ des Protokolls geändert.") % _names(daten, row))


@transaction.atomic
def refill_abschnitt(*, konferenz: Konferenz, schluessel: str, fassung: int, by: Akteur) -> Protokollabschnitt:
    """Back to what the data say; the own text goes, and stays among the earlier versions."""
    daten, row = _open(konferenz, schluessel, by)
    if row.modus == Modus.DATEN and not row.text:
        return row
    if row.fassung != fassung:
        raise Veraltet(row)
    neu = {"modus": Modus.DATEN, "text": "", "daten_stand": ""}
    satz = _("Abschnitt „%(titel)s“ des Protokolls aus den Daten neu gefüllt.")
    return _save(konferenz, row, neu, by, satz % _names(daten, row))


@transaction.atomic
def restore_abschnitt(
    *, konferenz: Konferenz, schluessel: str, alt: int, fassung: int, by: Akteur
) -> Protokollabschnitt:
    """An earlier version counts again, as a new one; nothing in between is lost."""
    daten, row = _open(konferenz, schluessel, by)
    if row.fassung != fassung:
        raise Veraltet(row)
    frueher = row.fassungen.filter(fassung=alt).first() if row.pk else None
    if frueher is None:
        raise ValidationError(_("Diesen früheren Stand gibt es nicht. Es wurde nichts geändert."))
    neu = {"modus": frueher.modus, "text": frueher.text, "publikum": frueher.publikum}
    neu["daten_stand"] = data_text(daten, schluessel)
    satz = _("Früherer Stand von Abschnitt „%(titel)s“ des Protokolls gilt wieder.")
    return _save(konferenz, row, neu, by, satz % _names(daten, row))


def _open(konferenz: Konferenz, schluessel: str, by: Akteur) -> tuple[Protokoll, Protokollabschnitt]:
    """Allowed and locked: the data as they are, and the row of the section, a new one at version 0."""
    row = lock(Konferenz.objects.select_related("veranstalter"), konferenz.pk)
    require(row, Handlung.PROTOKOLL_BEARBEITEN, by)
    if satz := why_read_only(row, by):
        raise NichtErlaubt(satz)
    daten = collect_vergleichbar(row)
    if title(schluessel, daten) is None:
        raise ValidationError(_("Diesen Abschnitt gibt es nicht mehr. Es wurde nichts geändert."))
    found = row.protokollabschnitte.filter(schluessel=schluessel).first()
    return daten, found or Protokollabschnitt(konferenz=row, schluessel=schluessel, fassung=0)


def _names(daten: Protokoll, row: Protokollabschnitt) -> dict[str, str]:
    return {"titel": title(row.schluessel, daten)}


def _save(konferenz: Konferenz, row: Protokollabschnitt, neu: dict, by: Akteur, satz: str) -> Protokollabschnitt:
    for feld, wert in neu.items():
        setattr(row, feld, wert)
    row.fassung += 1
    row.geaendert_am = timezone.now()
    row.geaendert_von_id = by.id if by.is_verwaltung else None
    row.full_clean(exclude=["konferenz", "geaendert_von"])
    row.save()
    Abschnittfassung.objects.create(
        abschnitt=row,
        fassung=row.fassung,
        modus=row.modus,
        text=row.text,
        publikum=row.publikum,
        am=row.geaendert_am,
        konto_id=row.geaendert_von_id,
    )
    record(satz, by=by, konferenz=konferenz, objekt=f"protokollabschnitt:{row.schluessel}")
    return row
