"""Remarks about the draft of the minutes: by those who were present, by telephone, and what the officer decided."""

import uuid

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from konferenz import texte
from konferenz.akteur import Akteur
from konferenz.models import Konferenz
from konferenz.permissions import Handlung
from konferenz.services.fehler import NichtErlaubt
from konferenz.services.gemeinsam import do_once, lock, record, require
from teilnehmer.models import Anmeldung, Einrichtung
from themen.models import Protokollanmerkung, Protokollstand
from themen.protokoll.stand import is_entscheidbar, is_frist_offen, load_stand

Zustand = Protokollstand.Zustand
Ergebnis = Protokollanmerkung.Ergebnis
GESCHLOSSEN = gettext_lazy(
    "Gerade werden keine Anmerkungen angenommen. Ihr Text steht noch hier, er ist nicht gespeichert."
)


def add_anmerkung(
    *, anmeldung: Anmeldung, abschnitt: str, text: str, by: Akteur, vorgang: uuid.UUID | None = None
) -> None:
    """Somebody who was present writes at a section, until the end of the last day."""

    def work() -> dict:
        konferenz = lock(Konferenz.objects, anmeldung.konferenz_id)
        _require(konferenz, by)
        row = Anmeldung.objects.get(pk=anmeldung.pk)
        if row.anwesend_am is None:
            raise NichtErlaubt(_("Anmerkungen schreibt, wer bei der Konferenz war. Ihr Text ist nicht gespeichert."))
        stand = load_stand(konferenz)
        if stand.zustand == Zustand.RUECKMELDUNG and not is_frist_offen(stand):
            raise NichtErlaubt(
                _("Die Frist ist am %(tag)s abgelaufen. Ihr Text steht noch hier, er ist nicht gespeichert.")
                % {"tag": texte.datum(stand.frist)}
            )
        _add(konferenz, abschnitt, text, by, anmeldung=row, einrichtung_id=row.einrichtung_id)
        return {}

    _require(anmeldung.konferenz, by)
    do_once(vorgang, work)


def enter_anmerkung(
    *,
    konferenz: Konferenz,
    abschnitt: str,
    text: str,
    einrichtung: Einrichtung | None,
    by: Akteur,
    vorgang: uuid.UUID | None = None,
) -> None:
    """By telephone: staff or moderation write it down, also after the last day."""

    def work() -> dict:
        row = lock(Konferenz.objects, konferenz.pk)
        _require(row, by)
        _add(row, abschnitt, text, by, einrichtung_id=einrichtung.pk if einrichtung else None)
        return {}

    _require(konferenz, by)
    do_once(vorgang, work)


@transaction.atomic
def settle_anmerkung(
    *, anmerkung: Protokollanmerkung, ergebnis: str, antwort: str, gelesen: str, by: Akteur
) -> Protokollanmerkung:
    """Taken over, or not and why. `gelesen` is the decision that the person saw; another one is not overwritten."""
    konferenz = lock(Konferenz.objects, anmerkung.konferenz_id)
    require(konferenz, Handlung.PROTOKOLL_BEARBEITEN, by)
    row = lock(Protokollanmerkung.objects, anmerkung.pk)
    antwort = " ".join(antwort.split())
    if (row.ergebnis, row.antwort) == (ergebnis, antwort):
        return row
    if row.ergebnis != gelesen:
        raise NichtErlaubt(
            _("Gerade hat jemand anderes entschieden. Ihr Text ist nicht gespeichert. Bitte sehen Sie nach.")
        )
    if not is_entscheidbar(load_stand(konferenz)):
        raise NichtErlaubt(_("Das Protokoll liegt schon vor oder ist freigegeben. Es wurde nichts geändert."))
    if ergebnis == Ergebnis.NICHT_UEBERNOMMEN and not antwort:
        raise ValidationError({"antwort": _("Bitte schreiben Sie in einem Satz, warum nicht.")})
    row.ergebnis, row.antwort = ergebnis, antwort
    row.erledigt_am, row.erledigt_von_id = timezone.now(), by.id
    row.full_clean(exclude=["konferenz", "anmeldung", "einrichtung", "erledigt_von"])
    row.save(update_fields=["ergebnis", "antwort", "erledigt_am", "erledigt_von"])
    satz = _("Anmerkung zum Protokoll: %(ergebnis)s.") % {"ergebnis": row.get_ergebnis_display()}
    record(satz, by=by, konferenz=konferenz, objekt=f"protokollanmerkung:{row.pk}")
    return row


def _require(konferenz: Konferenz, by: Akteur) -> None:
    require(konferenz, Handlung.PROTOKOLL_ANMERKEN, by, GESCHLOSSEN)


def _add(konferenz: Konferenz, abschnitt: str, text: str, by: Akteur, **wer) -> None:
    if load_stand(konferenz).zustand != Zustand.RUECKMELDUNG:
        raise NichtErlaubt(GESCHLOSSEN)
    row = Protokollanmerkung(konferenz=konferenz, abschnitt=abschnitt, text=text.strip(), **wer)
    row.full_clean(exclude=["konferenz", "anmeldung", "einrichtung"])
    row.save(force_insert=True)
    record(_("Anmerkung zum Protokoll eingegangen."), by=by, konferenz=konferenz, objekt=f"protokollanmerkung:{row.pk}")
