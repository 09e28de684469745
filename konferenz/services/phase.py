"""Phases forward by a button and back with a reason; gates by hand. What must be there is the table VORAUSSETZUNGEN."""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from konferenz import recht
from konferenz.akteur import Akteur
from konferenz.live import announce
from konferenz.models import Konferenz, Phasenwechsel
from konferenz.models.konferenz import Tor
from konferenz.permissions import AB_NACHBEREITUNG, TORNAMEN, Handlung, erlaubt
from konferenz.services.aussendung import drafts_of_protokoll, drop_drafts
from konferenz.services.fehler import NichtErlaubt, Veraltet
from konferenz.services.gemeinsam import lock, record, require
from konferenz.texte import datum

Phase = Konferenz.Phase
REIHENFOLGE = list(Phase)


def next_phase(phase: str) -> Phase | None:
    """The phase after this one, or None at the end."""
    index = REIHENFOLGE.index(Phase(phase)) + 1
    return REIHENFOLGE[index] if index < len(REIHENFOLGE) else None


def previous_phase(phase: str) -> Phase | None:
    index = REIHENFOLGE.index(Phase(phase)) - 1
    return REIHENFOLGE[index] if index >= 0 else None


def _fehlt_vorbereitung(konferenz: Konferenz) -> list[str]:
    fehlt = []
    if konferenz.datum < timezone.localdate():
        fehlt.append(_("Das Datum liegt in der Vergangenheit."))
    if not konferenz.ort.strip():
        fehlt.append(_("Es fehlt der Ort."))
    if not konferenz.leitfragen.exists():
        fehlt.append(_("Es fehlt mindestens eine Leitfrage."))
    return fehlt


def _fehlt_durchfuehrung(konferenz: Konferenz) -> list[str]:
    fehlt = []
    if konferenz.is_abgesagt:
        fehlt.append(_("Die Konferenz ist abgesagt."))
    if timezone.localdate() < konferenz.datum - datetime.timedelta(days=1):
        fehlt.append(
            _("Die Durchführung beginnt frühestens am Tag vor der Konferenz (%(tag)s).")
            % {"tag": datum(konferenz.datum)}
        )
    if not konferenz.programmpunkte.exists():
        fehlt.append(_("Es fehlt ein Programm. Danach richten sich Gruppenwahl und Karten."))
    return fehlt


def _fehlt_nachbereitung(konferenz: Konferenz) -> list[str]:
    if timezone.localdate() < konferenz.datum:
        return [_("Die Konferenz hat noch nicht stattgefunden.")]
    return []


def _fehlt_veroeffentlicht(konferenz: Konferenz) -> list[str]:
    namen = {
        "impressum": _("das Impressum"),
        "datenschutz": _("die Datenschutzhinweise"),
        "barrierefreiheit": _("die Erklärung zur Barrierefreiheit"),
    }
    return [
        _("Bitte vervollständigen Sie %(seite)s in den Einstellungen.") % {"seite": namen[art]}
        for art in recht.ARTEN
        if not recht.is_fertig(konferenz.veranstalter, art)
    ]


VORAUSSETZUNGEN = {
    Phase.VORBEREITUNG: _fehlt_vorbereitung,
    Phase.DURCHFUEHRUNG: _fehlt_durchfuehrung,
    Phase.NACHBEREITUNG: _fehlt_nachbereitung,
    Phase.VEROEFFENTLICHT: _fehlt_veroeffentlicht,
    Phase.ARCHIVIERT: lambda konferenz: [],
}


def missing_for(konferenz: Konferenz, nach: Phase) -> list[str]:
    """German sentences on what must be there before the conference can enter this phase."""
    return VORAUSSETZUNGEN[nach](konferenz)


def may_advance(konferenz: Konferenz, by: Akteur) -> bool:
    if next_phase(konferenz.phase) is None or not erlaubt(konferenz, Handlung.PHASE_WECHSELN, by):
        return False
    is_publishing = next_phase(konferenz.phase) == Phase.VEROEFFENTLICHT
    return not is_publishing or erlaubt(konferenz, Handlung.VEROEFFENTLICHEN, by)


def may_revert(konferenz: Konferenz, by: Akteur) -> bool:
    if previous_phase(konferenz.phase) is None or not erlaubt(konferenz, Handlung.PHASE_WECHSELN, by):
        return False
    is_public = konferenz.phase == Phase.VEROEFFENTLICHT
    return not is_public or erlaubt(konferenz, Handlung.OEFFENTLICH_ZURUECKNEHMEN, by)


@transaction.atomic
def advance_phase(konferenz: Konferenz, *, by: Akteur, nach: str | None = None, is_gezeigt: bool = False) -> Konferenz:
    """Enter the next phase. With `nach`, the phase the person agreed to, a double click goes one step only.

    Nothing becomes public unseen: only whoever showed it first publishes, and says so by `is_gezeigt`.
    """
    row = lock(Konferenz.objects.select_related("veranstalter"), konferenz.pk)
    if nach is not None and row.phase == nach:
        return row
    if not may_advance(row, by):
        raise NichtErlaubt()
    ziel = next_phase(row.phase)
    if nach is not None and nach != ziel:
        raise Veraltet(row)
    fehlt = missing_for(row, ziel)
    if fehlt:
        raise ValidationError(fehlt)
    if ziel == Phase.VEROEFFENTLICHT and not is_gezeigt:
        raise NichtErlaubt(_("Bitte sehen Sie zuerst an, was öffentlich wird. Es ist nichts veröffentlicht."))
    return _change(row, ziel, "", by)


@transaction.atomic
def revert_phase(
    konferenz: Konferenz, grund: str, *, by: Akteur, nach: str | None = None, takes_down: bool = False
) -> Konferenz:
    """Go back one phase; the reason stays in the history.

    What is public goes with all that relies on it: only whoever takes it down goes back, and says so by `takes_down`.
    """
    row = lock(Konferenz.objects.select_related("veranstalter"), konferenz.pk)
    if nach is not None and row.phase == nach:
        return row
    if not may_revert(row, by):
        raise NichtErlaubt()
    if not grund.strip():
        raise ValidationError({"grund": _("Bitte nennen Sie einen Grund.")})
    ziel = previous_phase(row.phase)
    if nach is not None and nach != ziel:
        raise Veraltet(row)
    if row.phase == Phase.VEROEFFENTLICHT and not takes_down:
        raise NichtErlaubt(why_take_down())
    return _change(row, ziel, grund.strip(), by)


def why_take_down() -> str:
    """Why the phase does not go back from "Veröffentlicht" by itself."""
    return _("Die Phase ist nicht geändert. Bitte nehmen Sie die Ergebnisse hier herunter.")


def _change(konferenz: Konferenz, nach: Phase, grund: str, by: Akteur) -> Konferenz:
    von = Phase(konferenz.phase)
    konferenz.phase = nach
    konferenz.save(update_fields=["phase"])
    if von == Phase.DURCHFUEHRUNG:
        konferenz.programmpunkte.filter(begonnen_am__isnull=False, beendet_am__isnull=True).update(
            beendet_am=timezone.now(), angehalten_am=None
        )
    if nach not in AB_NACHBEREITUNG:  # back to the day: the page that such a letter leads to is gone
        drop_drafts(konferenz, drafts_of_protokoll(konferenz), by=by)
    Phasenwechsel.objects.create(konferenz=konferenz, von=von, nach=nach, grund=grund)
    record(f"Phase gewechselt: {von.label} → {nach.label}.", by=by, konferenz=konferenz)
    announce(konferenz.live_kanal, "jetzt")
    return konferenz


@transaction.atomic
def set_tor(*, konferenz: Konferenz, tor: str, stellung: str, by: Akteur) -> Konferenz:
    """Put one gate on automatisch, offen or geschlossen."""
    if tor not in TORNAMEN or stellung not in Tor.values:
        raise ValidationError(_("Diese Einstellung gibt es nicht."))
    row = lock(Konferenz.objects, konferenz.pk)
    require(row, Handlung.TORE_STELLEN, by)
    name = f"tor_{tor}"
    if getattr(row, name) != stellung:
        setattr(row, name, stellung)
        row.save(update_fields=[name])
        record(f"Tor „{row._meta.get_field(name).verbose_name}“: {Tor(stellung).label}.", by=by, konferenz=row)
        announce(row.live_kanal, "jetzt")
    return row
