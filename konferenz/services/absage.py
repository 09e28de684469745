"""Cancel or postpone: one action that changes the conference and drafts the mail to everybody, in one transaction.

Nothing leaves here: the draft is released by a person who saw the number of recipients, like every other letter.
A day that has begun is not postponed: cards and attendance belong to it. It is cancelled, and a new one is planned.
"""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from konferenz import texte
from konferenz.akteur import Akteur
from konferenz.kalender import OBJEKT
from konferenz.live import announce
from konferenz.models import Aussendung, Konferenz, Phasenwechsel
from konferenz.models.aussendung import Anlass, Kreis
from konferenz.permissions import Handlung
from konferenz.services.fehler import Veraltet
from konferenz.services.gemeinsam import lock, record, require

Phase = Konferenz.Phase


def absage_satz(konferenz: Konferenz) -> str:
    """Why it can be neither cancelled nor postponed (any more)."""
    if konferenz.phase == Phase.ENTWURF:
        return _("Die Konferenz ist noch ein Entwurf. Ändern Sie einfach die Angaben.")
    if konferenz.is_vorbei or konferenz.phase not in (Phase.VORBEREITUNG, Phase.DURCHFUEHRUNG):
        return _("Der Tag der Konferenz ist vorbei. Absagen und Verschieben geht nicht mehr.")
    return _("Absagen und verschieben kann, wer plant oder leitet.")


@transaction.atomic
def cancel_konferenz(*, konferenz: Konferenz, grund: str, fassung: int | None = None, by: Akteur) -> Aussendung:
    """Cancel it; returns the draft of the mail to everybody. A second click finds it cancelled."""
    row = _lock(konferenz, by)
    if row.is_abgesagt and row.absage_text == grund.strip() and (draft := _open_draft(row)):
        return draft
    _check_fassung(row, fassung)
    row.abgesagt_am = row.abgesagt_am or timezone.now()
    row.absage_text = grund.strip()
    _save(row, ["abgesagt_am", "absage_text"])
    record("Konferenz abgesagt.", by=by, konferenz=row, objekt=OBJEKT)
    return _draft(row, *text_absage(row), by=by)


@transaction.atomic
def postpone_konferenz(
    *,
    konferenz: Konferenz,
    datum: datetime.date,
    beginn: datetime.time,
    ende: datetime.time,
    anmeldeschluss: datetime.date | None,
    grund: str,
    fassung: int | None = None,
    by: Akteur,
) -> Aussendung:
    """Move it to a new date, also when it was cancelled; answers and registrations stay. Returns the draft."""
    row = _lock(konferenz, by)
    neu = {"datum": datum, "beginn": beginn, "ende": ende}
    is_same = all(getattr(row, name) == value for name, value in neu.items())
    if is_same and row.verschoben_von and not row.is_abgesagt and (draft := _open_draft(row)):
        return draft
    _check_fassung(row, fassung)
    if is_same and not row.is_abgesagt:
        raise ValidationError({"datum": _("Das ist der bisherige Termin. Bitte geben Sie einen anderen ein.")})
    heute = timezone.localdate()
    if datum <= heute:
        raise ValidationError({"datum": _("Der neue Termin muss nach dem heutigen Tag liegen.")})
    if anmeldeschluss is not None and anmeldeschluss < heute:
        raise ValidationError(
            {"anmeldeschluss": _("Dieser Anmeldeschluss ist schon vorbei. Bitte wählen Sie einen späteren Tag.")}
        )
    if _has_begun(row):
        raise ValidationError(
            _("Der Tag hat schon begonnen und lässt sich nicht verschieben. Sie können die Konferenz absagen.")
        )
    vorher = texte.datum_lang(row.datum)
    row.verschoben_von = row.datum
    for name, value in neu.items():
        setattr(row, name, value)
    row.anmeldeschluss, row.abgesagt_am, row.absage_text = anmeldeschluss, None, grund.strip()
    _save(row, [*neu, "anmeldeschluss", "abgesagt_am", "absage_text", "verschoben_von", *_back_to_preparation(row)])
    satz = f"Konferenz verschoben: {texte.datum(row.verschoben_von)} → {texte.datum(row.datum)}."
    record(satz, by=by, konferenz=row, objekt=OBJEKT)
    return _draft(row, *text_verschiebung(row, vorher), by=by)


@transaction.atomic
def restore_konferenz(*, konferenz: Konferenz, fassung: int | None = None, by: Akteur) -> Aussendung | None:
    """Take a cancellation back; returns the draft that tells everybody. None: somebody did so already."""
    row = _lock(konferenz, by)
    if not row.is_abgesagt:
        return _open_draft(row)
    _check_fassung(row, fassung)
    row.abgesagt_am, row.absage_text = None, ""
    _save(row, ["abgesagt_am", "absage_text"])
    record("Absage zurückgenommen.", by=by, konferenz=row, objekt=OBJEKT)
    return _draft(row, *text_zuruecknahme(row), by=by)


def _lock(konferenz: Konferenz, by: Akteur) -> Konferenz:
    row = lock(Konferenz.objects.select_related("veranstalter"), konferenz.pk)
    require(row, Handlung.ABSAGEN, by, absage_satz(row))
    return row


def _check_fassung(row: Konferenz, fassung: int | None) -> None:
    if fassung is not None and row.fassung != fassung:
        raise Veraltet(row)


def _has_begun(row: Konferenz) -> bool:
    return (
        row.programmpunkte.filter(begonnen_am__isnull=False).exists()
        or row.anmeldungen.filter(anwesend_am__isnull=False).exists()
    )


def _back_to_preparation(row: Konferenz) -> list[str]:
    """Somebody opened the day already: registering goes on until the new date."""
    if row.phase == Phase.VORBEREITUNG:
        return []
    Phasenwechsel.objects.create(konferenz=row, von=row.phase, nach=Phase.VORBEREITUNG, grund=_("Verschoben"))
    row.phase = Phase.VORBEREITUNG
    return ["phase"]


def _save(row: Konferenz, changed: list[str]) -> None:
    row.fassung += 1
    row.full_clean()
    row.save(update_fields=[*changed, "fassung"])
    announce(row.live_kanal, "jetzt")


def _open_drafts(row: Konferenz):
    return row.aussendungen.filter(anlass=Anlass.ABSAGE, freigegeben_am__isnull=True)


def _open_draft(row: Konferenz) -> Aussendung | None:
    return _open_drafts(row).order_by("-pk").first()


def _draft(row: Konferenz, betreff: str, text: str, *, by: Akteur) -> Aussendung:
    """The letter to everybody. An older one that nobody released would tell what is no longer true: it goes."""
    if _open_drafts(row).delete()[0]:
        record("Entwurf einer Aussendung gelöscht.", by=by, konferenz=row)
    draft = Aussendung(
        konferenz=row, anlass=Anlass.ABSAGE, kreis=Kreis.ALLE, betreff=betreff, text=text, angelegt_von_id=by.id
    )
    draft.full_clean()
    draft.save(force_insert=True)
    record("Aussendung entworfen.", by=by, konferenz=row, objekt=f"Aussendung {draft.pk}")
    return draft


def text_absage(konferenz: Konferenz) -> tuple[str, str]:
    """Subject and text with the placeholders that every letter knows."""
    return _("Abgesagt: {konferenz} am {datum}"), _(
        "{anrede},\n\n"
        "wir müssen die Konferenz „{konferenz}“ am {datum} leider absagen.\n\n"
        "%(grund)s"
        "Sie müssen nichts weiter tun.\n"
        "{nur E-Mail} Die Datei im Anhang nimmt den Termin aus Ihrem Kalender.\n\n"
        "Ihre Seite zur Konferenz bleibt erreichbar:\n"
        "{link}\n\n"
        "{nur E-Mail} Haben Sie Fragen? Antworten Sie einfach auf diese E-Mail.\n\n"
        "Freundliche Grüße\n"
        "{absender}"
    ) % {"grund": _grund(konferenz)}


def text_verschiebung(konferenz: Konferenz, vorher: str) -> tuple[str, str]:
    """`vorher` is the old date in words; {datum} is the new one."""
    return _("Verschoben auf {datum}: {konferenz}"), _(
        "{anrede},\n\n"
        "die Konferenz „{konferenz}“ hat einen neuen Termin. Geplant war %(vorher)s.\n\n"
        "%(grund)s"
        "Neuer Termin: {datum}, {uhrzeit}\n"
        "Ort: {ort}\n\n"
        "Wer schon angemeldet ist, bleibt angemeldet. Passt Ihnen der neue Termin nicht? "
        "Dann melden Sie sich hier ab oder ändern Ihre Antwort:\n"
        "{link}\n\n"
        "Neue Anmeldungen nehmen wir bis zum {anmeldeschluss} an.\n"
        "{nur E-Mail} Die Datei im Anhang ändert den Termin in Ihrem Kalender.\n\n"
        "Freundliche Grüße\n"
        "{absender}"
    ) % {"vorher": vorher, "grund": _grund(konferenz)}


def text_zuruecknahme(konferenz: Konferenz) -> tuple[str, str]:
    return _("Findet doch statt: {konferenz} am {datum}"), _(
        "{anrede},\n\n"
        "die Konferenz „{konferenz}“ findet doch statt. Wir haben die Absage zurückgenommen.\n\n"
        "Wann: {datum}, {uhrzeit}\n"
        "Wo: {ort}\n\n"
        "Wer schon angemeldet war, ist weiter angemeldet. Können Sie nicht mehr kommen? "
        "Dann melden Sie sich hier ab oder ändern Ihre Antwort:\n"
        "{link}\n\n"
        "{nur E-Mail} Die Datei im Anhang trägt den Termin wieder in Ihren Kalender ein.\n\n"
        "Freundliche Grüße\n"
        "{absender}"
    )


def _grund(konferenz: Konferenz) -> str:
    """The reason as a paragraph; braces in it are no placeholders."""
    grund = konferenz.absage_text.replace("{", "(").replace("}", ")").strip()
    return f"{grund}\n\n" if grund else ""
