"""Texts that people gave as their institution: assigned to an entry of the directory, entered, or discarded."""

import uuid

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from konferenz.akteur import Akteur
from konferenz.live import announce
from konferenz.models import Konferenz, Veranstalter
from konferenz.services.fehler import NichtErlaubt
from konferenz.services.gemeinsam import do_once, lock_sorted, record
from teilnehmer.models import Anmeldung, Einrichtung
from teilnehmer.services.einrichtung import PLANENDE, create_einrichtung
from teilnehmer.vorschlaege import proposals_of, text_key


def assign_vorschlag(*, veranstalter: Veranstalter, text: str, einrichtung: Einrichtung, by: Akteur) -> int:
    """Everybody who said this comes from this institution; how many they are, 0 when somebody did it already."""
    if einrichtung.veranstalter_id != veranstalter.pk:
        raise ValidationError(_("Diese Einrichtung gibt es hier nicht. Bitte wählen Sie eine andere."))
    return _settle(veranstalter, text, einrichtung, by, _("Angabe einer Einrichtung zugeordnet."))


def enter_vorschlag(
    *, veranstalter: Veranstalter, text: str, name: str, art: str, by: Akteur, vorgang: uuid.UUID | None = None
) -> Einrichtung:
    """A new entry of the directory from what people said; they belong to it at once."""

    def work() -> dict:
        einrichtung = create_einrichtung(veranstalter=veranstalter, daten={"name": name, "art": art}, by=by)
        _settle(veranstalter, text, einrichtung, by, _("Angabe ins Verzeichnis aufgenommen."))
        return {"einrichtung": einrichtung.pk}

    return Einrichtung.objects.get(pk=do_once(vorgang, work)["einrichtung"])


def discard_vorschlag(*, veranstalter: Veranstalter, text: str, by: Akteur) -> int:
    """The text goes; the people stay, without an institution."""
    return _settle(veranstalter, text, None, by, _("Angabe einer Einrichtung verworfen."))


@transaction.atomic
def _settle(veranstalter: Veranstalter, text: str, einrichtung: Einrichtung | None, by: Akteur, satz: str) -> int:
    """All spellings of the text, in every conference of the Veranstalter, with a Sperrvermerk or without."""
    if by.rolle not in PLANENDE:
        raise NichtErlaubt(_("Das Verzeichnis ändert, wer plant. Es wurde nichts geändert."))
    key = text_key(text)
    offen = proposals_of(veranstalter).values_list("pk", "konferenz", "einrichtung_angabe")
    gemeint = [(pk, konferenz) for pk, konferenz, angabe in offen if text_key(angabe) == key]
    konferenzen = lock_sorted(Konferenz.objects, {konferenz for _pk, konferenz in gemeint})
    rows = lock_sorted(Anmeldung.objects, [pk for pk, _konferenz in gemeint])
    settled = [row for row in rows.values() if row.einrichtung_id is None and text_key(row.einrichtung_angabe) == key]
    for row in settled:
        row.einrichtung = einrichtung
        row.einrichtung_angabe = ""
        row.fassung += 1
        row.save(update_fields=["einrichtung", "einrichtung_angabe", "fassung"])
    if settled:
        objekt = f"Einrichtung {einrichtung.kennung}" if einrichtung else ""
        record(satz, by=by, veranstalter=veranstalter, objekt=objekt)
    for pk in {row.konferenz_id for row in settled}:
        announce(konferenzen[pk].live_kanal, "anmeldungen")
    return len(settled)
