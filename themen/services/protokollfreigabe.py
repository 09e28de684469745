"""The way of the minutes from the draft to the release: out for remarks, submitted, released, corrected.

Every step is taken under the lock of the conference: of two people who press at once one wins, the other reads where
the minutes stand by now.
"""

import datetime
import re

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from konferenz import texte
from konferenz.akteur import Akteur
from konferenz.models import Aussendung, Konferenz
from konferenz.models.aussendung import Anlass, Kreis
from konferenz.permissions import PUBLIZIERT, Handlung
from konferenz.services.aussendung import drafts_of_protokoll, drop_drafts
from konferenz.services.druckauftrag import request_druckauftrag
from konferenz.services.fehler import NichtErlaubt
from konferenz.services.gemeinsam import lock, record, require
from teilnehmer import vorlagen
from teilnehmer.services.aussendung import create_aussendung
from themen.models import Foto, Protokollfassung, Protokollstand, Publikum
from themen.protokoll.brief import KORREKTUR
from themen.protokoll.dateien import ART, files_of
from themen.protokoll.fassung import Varianten, as_content, collect_varianten, content_sum, number, submitted_sum
from themen.protokoll.gefroren import checksum
from themen.protokoll.stand import count_offene, first_zustand, is_frist_offen

Zustand = Protokollstand.Zustand
NICHT_VORGELEGT = {"vorgelegt_am": None, "vorgelegt_von_id": None, "vorgelegt_summe": ""}


@transaction.atomic
def start_rueckmeldung(*, konferenz: Konferenz, frist: datetime.date, by: Akteur) -> Aussendung:
    """Give the draft to those who were present, until `frist`. The letter to them is a draft; a person releases it."""
    konferenz, stand = _open(konferenz, Handlung.PROTOKOLL_VORLEGEN, by, Zustand.ENTWURF)
    _check_frist(frist)
    if not konferenz.anmeldungen.anwesend().exists():
        raise NichtErlaubt(
            _("Niemand ist als anwesend eingetragen. Tragen Sie die Anwesenheit nach oder legen Sie das Protokoll vor.")
        )
    _move(stand, Zustand.RUECKMELDUNG, frist=frist)
    betreff, text = vorlagen.protokoll_rueckmeldung(texte.datum(frist))
    aussendung = create_aussendung(
        konferenz=konferenz, anlass=Anlass.PROTOKOLL, kreis=Kreis.ANWESENDE, betreff=betreff, text=text, by=by
    )
    satz = _("Entwurf des Protokolls zur Rückmeldung gegeben, bis %(tag)s.") % {"tag": texte.datum(frist)}
    record(satz, by=by, konferenz=konferenz, objekt="protokollstand")
    return aussendung


@transaction.atomic
def change_frist(*, konferenz: Konferenz, frist: datetime.date, by: Akteur) -> Protokollstand:
    """More time for those present, or less; a letter that has not left yet says the new day."""
    konferenz, stand = _open(konferenz, Handlung.PROTOKOLL_VORLEGEN, by, Zustand.RUECKMELDUNG)
    _check_frist(frist)
    if stand.frist != frist:
        _reword_frist(konferenz, texte.datum(stand.frist), texte.datum(frist))
        _move(stand, Zustand.RUECKMELDUNG, frist=frist)
        satz = _("Frist für die Rückmeldung zum Protokoll geändert, bis %(tag)s.") % {"tag": texte.datum(frist)}
        record(satz, by=by, konferenz=konferenz, objekt="protokollstand")
    return stand


def _reword_frist(konferenz: Konferenz, alt: str, neu: str) -> None:
    """In letters that wait; "1. Dezember" is not the end of "21. Dezember"."""
    for row in drafts_of_protokoll(konferenz).order_by("pk").select_for_update():
        row.text = re.sub(rf"(?<!\d){re.escape(alt)}", neu, row.text)
        row.save(update_fields=["text"])


@transaction.atomic
def submit_protokoll(*, konferenz: Konferenz, trotz_frist: bool = False, by: Akteur) -> Protokollstand:
    """Put the draft before whoever releases it. Every remark has an answer first."""
    konferenz, stand = _open(konferenz, Handlung.PROTOKOLL_VORLEGEN, by, Zustand.ENTWURF, Zustand.RUECKMELDUNG)
    if offen := count_offene(konferenz):
        raise NichtErlaubt(
            ngettext(
                "Über %(zahl)s Anmerkung ist noch nicht entschieden. Bitte entscheiden Sie zuerst.",
                "Über %(zahl)s Anmerkungen ist noch nicht entschieden. Bitte entscheiden Sie zuerst.",
                offen,
            )
            % {"zahl": offen}
        )
    if is_frist_offen(stand):
        if not trotz_frist:
            raise NichtErlaubt(
                _("Die Frist läuft noch bis %(tag)s. Es wurde nichts geändert.") % {"tag": texte.datum(stand.frist)}
            )
        stand.frist = timezone.localdate()
        stand.save(update_fields=["frist"])  # first, because the minutes say how long the draft really lay open
    summe = submitted_sum(collect_varianten(konferenz))
    _move(stand, Zustand.VORGELEGT, vorgelegt_am=timezone.now(), vorgelegt_von_id=by.id, vorgelegt_summe=summe)
    drop_versand(konferenz=konferenz, by=by)
    record(_("Protokoll zur Freigabe vorgelegt."), by=by, konferenz=konferenz, objekt="protokollstand")
    return stand


@transaction.atomic
def withdraw_protokoll(*, konferenz: Konferenz, by: Akteur) -> Protokollstand:
    """Back to the draft; remarks and answers stay."""
    konferenz, stand = _open(konferenz, Handlung.PROTOKOLL_VORLEGEN, by, Zustand.RUECKMELDUNG, Zustand.VORGELEGT)
    is_vorbei = stand.frist is not None and (stand.zustand == Zustand.VORGELEGT or not is_frist_offen(stand))
    _move(stand, Zustand.ENTWURF, frist=stand.frist if is_vorbei else None, **NICHT_VORGELEGT)
    drop_versand(konferenz=konferenz, by=by)
    record(_("Protokoll wieder zum Entwurf gemacht."), by=by, konferenz=konferenz, objekt="protokollstand")
    return stand


@transaction.atomic
def release_protokoll(
    *, konferenz: Konferenz, gelesen: str, is_oeffentlich: bool = False, by: Akteur
) -> Protokollfassung:
    """Freeze all three variants as the next version. `gelesen` is the hash of what was read before signing.

    `is_oeffentlich` is what the page said: whether the release publishes. Where that changed meanwhile it is refused.
    """
    konferenz, stand = _open(konferenz, Handlung.PROTOKOLL_FREIGEBEN, by, Zustand.VORGELEGT)
    if satz := why_not_release(konferenz, stand, by):
        raise NichtErlaubt(satz)
    if is_oeffentlich != (konferenz.phase in PUBLIZIERT):
        raise NichtErlaubt(
            _("Die Ergebnisse sind nicht mehr öffentlich. Es ist nicht freigegeben. Bitte lesen Sie neu.")
            if is_oeffentlich
            else _("Die Ergebnisse sind inzwischen öffentlich. Es ist nicht freigegeben. Bitte lesen Sie neu.")
        )
    entwuerfe = collect_varianten(konferenz)
    if satz := why_submit_again(konferenz, stand, entwuerfe):
        raise NichtErlaubt(satz)
    if content_sum(entwuerfe) != gelesen:
        raise NichtErlaubt(
            _("Seit Sie gelesen haben, hat sich das Protokoll geändert. Es ist nicht freigegeben. Bitte lesen Sie neu.")
        )
    vorige = konferenz.protokollfassungen.order_by("-nummer").first()
    nummer = vorige.nummer + 1 if vorige else 1
    inhalt = as_content(number(entwuerfe, nummer, timezone.localdate(), stand.aenderung, vorige))
    fassung = Protokollfassung(
        konferenz=konferenz,
        nummer=nummer,
        aenderung=stand.aenderung if vorige else "",
        inhalt=inhalt,
        sha256=checksum(inhalt),
        freigegeben_von_id=by.id,
        vorgelegt_von_id=stand.vorgelegt_von_id,
    )
    fassung.full_clean(exclude=["konferenz", "freigegeben_von", "vorgelegt_von", "inhalt"])
    fassung.save(force_insert=True)
    _move(stand, Zustand.FREIGEGEBEN, aenderung="")
    satz = _("Protokoll freigegeben, Version %(nummer)s.") % {"nummer": nummer}
    record(satz, by=by, konferenz=konferenz, objekt=f"protokollfassung:{fassung.pk}")
    if is_oeffentlich:
        satz = _("Protokoll Version %(nummer)s ist damit öffentlich.") % {"nummer": nummer}
        record(satz, by=by, konferenz=konferenz, objekt=f"protokollfassung:{fassung.pk}")
    drop_versand(konferenz=konferenz, by=by)
    order_dateien(fassung=fassung, by=by)
    return fassung


def why_not_release(konferenz: Konferenz, stand: Protokollstand, by: Akteur) -> str:
    """The sentence for whoever submitted the minutes where a second person releases them, or ""."""
    if konferenz.veranstalter.zweite_person and stand.vorgelegt_von_id == by.id:
        return _("Sie haben das Protokoll vorgelegt. Freigeben muss es eine zweite Person der Leitung.")
    return ""


def why_submit_again(konferenz: Konferenz, stand: Protokollstand, entwuerfe: Varianten) -> str:
    """Where two persons answer for the minutes, both answer for the same: a sentence when it is another, or ""."""
    if konferenz.veranstalter.zweite_person and stand.vorgelegt_summe != submitted_sum(entwuerfe):
        return _("Seit der Vorlage hat sich etwas geändert. Es ist nicht freigegeben. Bitte legen Sie noch einmal vor.")
    return ""


def drop_versand(*, konferenz: Konferenz, by: Akteur, nur_oeffentlich: bool = False) -> None:
    """Letters about the minutes that nobody has released are not true any more: they go, what was sent stays.

    With `nur_oeffentlich` only those to the Verteiler, whose link is the public page, and those with the public file.
    Callers hold the lock of the Konferenz.
    """
    rows = drafts_of_protokoll(konferenz)
    if nur_oeffentlich:
        rows = rows.filter(Q(kreis=Kreis.VERTEILER) | Q(anlage__protokolldatei__publikum=Publikum.OEFFENTLICH))
    drop_drafts(konferenz, rows, by=by)


def drop_versand_with(*, foto: Foto, by: Akteur) -> None:
    """Letters that nobody has released go when their file shows a photo that was taken back."""
    wo = Q()
    for publikum in Publikum.values:
        inhalt = f"anlage__protokolldatei__protokollfassung__inhalt__{publikum}__fotos__contains"
        wo |= Q(**{"anlage__protokolldatei__publikum": publikum, inhalt: [{"kennung": foto.kennung}]})
    drop_drafts(foto.konferenz, drafts_of_protokoll(foto.konferenz).filter(wo), by=by)


def order_dateien(*, fassung: Protokollfassung, by: Akteur) -> None:
    """Let the worker make the files of a version, once more where it failed; what exists is kept as it is."""
    konferenz = fassung.konferenz
    wo = [konferenz.veranstalter.slug, konferenz.slug, fassung.nummer]
    request_druckauftrag(
        konferenz=konferenz,
        art=ART,
        parameter={"fassung": fassung.pk},
        stand=fassung.sha256,
        titel=_("Protokoll, Version %(nummer)s") % {"nummer": fassung.nummer},
        zahl=len(files_of(fassung)),
        zurueck=reverse("themen:protokoll_version", args=wo),
        by=by,
    )


@transaction.atomic
def correct_protokoll(*, konferenz: Konferenz, aenderung: str, by: Akteur) -> Protokollstand:
    """Begin the next version, with the reason that it will print; the released one stays as it is."""
    konferenz, stand = _open(konferenz, Handlung.PROTOKOLL_VORLEGEN, by, Zustand.FREIGEGEBEN)
    aenderung = " ".join(aenderung.split())
    if not aenderung:
        raise ValidationError({"aenderung": _("Bitte schreiben Sie in einem Satz, was anders wird.")})
    _move(stand, Zustand.ENTWURF, aenderung=aenderung, frist=None, **NICHT_VORGELEGT)
    drop_versand(konferenz=konferenz, by=by)
    record(_("Korrektur des Protokolls begonnen."), by=by, konferenz=konferenz, objekt=KORREKTUR)
    return stand


@transaction.atomic
def drop_correction(*, konferenz: Konferenz, by: Akteur) -> Protokollstand:
    """No next version after all: the released one stands. What was written meanwhile is kept for another time."""
    konferenz, stand = _open(konferenz, Handlung.PROTOKOLL_VORLEGEN, by, Zustand.ENTWURF)
    if not konferenz.protokollfassungen.exists():
        raise NichtErlaubt(_("Noch ist keine Version freigegeben. Es wurde nichts geändert."))
    _move(stand, Zustand.FREIGEGEBEN, aenderung="", frist=None)
    record(_("Korrektur des Protokolls beendet."), by=by, konferenz=konferenz, objekt="protokollstand")
    return stand


def _open(konferenz: Konferenz, handlung: Handlung, by: Akteur, *erwartet: str) -> tuple[Konferenz, Protokollstand]:
    """Allowed, locked, and still where the person saw it; otherwise the sentence says where it is by now."""
    row = lock(Konferenz.objects.select_related("veranstalter"), konferenz.pk)
    require(row, handlung, by, _("Das geht erst nach der Konferenz und bis zum Archiv. Es wurde nichts geändert."))
    stand, _is_new = Protokollstand.objects.get_or_create(
        konferenz=row, defaults={"zustand": lambda: first_zustand(row)}
    )
    if stand.zustand not in erwartet:
        raise NichtErlaubt(
            _("Das Protokoll steht inzwischen auf „%(zustand)s“. Es wurde nichts geändert. Bitte sehen Sie nach.")
            % {"zustand": stand.get_zustand_display()}
        )
    return row, stand


def _check_frist(frist: datetime.date) -> None:
    if frist < timezone.localdate():
        raise ValidationError({"frist": _("Dieser Tag ist schon vorbei. Bitte wählen Sie einen anderen.")})


def _move(stand: Protokollstand, zustand: str, **felder) -> None:
    stand.zustand = zustand
    for feld, wert in felder.items():
        setattr(stand, feld, wert)
    stand.save()
