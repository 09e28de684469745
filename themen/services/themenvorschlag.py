"""Topics: submit, change, withdraw, put into the Themenspeicher and back."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from konferenz.akteur import Akteur, Rolle
from konferenz.live import announce
from konferenz.models import Konferenz, Leitfrage
from konferenz.permissions import AB_NACHBEREITUNG, Handlung, is_tor_offen
from konferenz.services.fehler import NichtErlaubt
from konferenz.services.gemeinsam import do_once, lock, record, require
from teilnehmer.models import Anmeldung, Einladung, Einrichtung
from teilnehmer.models.einladung import Kanal
from themen.mitstreiten import text_objekt, words_of
from themen.models import Herkunft, Themenvorschlag
from themen.services.protokoll import why_only_leitung

Status = Themenvorschlag.Status
RELATIONS = ("konferenz", "leitfrage", "einladung", "einrichtung", "anmeldung")


def tor_satz(konferenz: Konferenz) -> str:
    """Why no topic can be handed in, for the person who wanted to."""
    if konferenz.is_abgesagt:
        return _("Die Konferenz ist abgesagt. Themen können Sie gerade nicht vorschlagen.")
    if is_tor_offen(konferenz, "themen") or konferenz.phase in AB_NACHBEREITUNG:
        return _("Themen können Sie jetzt nicht mehr vorschlagen. Es wurde nichts geändert.")
    return _("Die Themensammlung ist geschlossen. Die Moderation oder die Verwaltung hilft Ihnen.")


def submit_themenvorschlag(
    konferenz: Konferenz,
    *,
    titel: str,
    beschreibung: str = "",
    leitfrage: Leitfrage | None = None,
    handlungsfeld: str = "",
    altersgruppe: str = "",
    einladung: Einladung | None = None,
    einrichtung: Einrichtung | None = None,
    anmeldung: Anmeldung | None = None,
    kanal: str = Kanal.LINK,
    by: Akteur,
    vorgang: UUID | None = None,
) -> Themenvorschlag:
    """A new topic; sent twice with the same Vorgang it stays one."""
    require(konferenz, Handlung.THEMA_VORSCHLAGEN, by, tor_satz(konferenz))

    def work() -> dict:
        thema = Themenvorschlag(
            konferenz=konferenz,
            titel=titel,
            beschreibung=beschreibung,
            leitfrage=leitfrage,
            handlungsfeld=handlungsfeld,
            altersgruppe=altersgruppe,
            einladung=einladung,
            einrichtung=einrichtung or (einladung.einrichtung if einladung else None),
            anmeldung=anmeldung,
            kanal=kanal,
        )
        _check(thema)
        thema.save(force_insert=True)
        record(_("Ein Thema wurde vorgeschlagen."), by=by, konferenz=konferenz, objekt=f"thema:{thema.kennung}")
        announce(konferenz.live_kanal, "themen")
        return {"thema": thema.kennung}

    return Themenvorschlag.objects.get(kennung=do_once(vorgang, work)["thema"])


@transaction.atomic
def change_themenvorschlag(thema: Themenvorschlag, *, fassung: int, by: Akteur, **felder) -> Themenvorschlag:
    """Change the text of a topic at the version that was read; raises Veraltet when it has moved on."""
    require(thema.konferenz, Handlung.THEMA_VORSCHLAGEN, by, tor_satz(thema.konferenz))
    _require_own(thema, by)
    aktuell = lock(Themenvorschlag.objects.all(), thema.pk, fassung)
    if aktuell.status == Status.ZURUECKGEZOGEN:
        raise NichtErlaubt(_("Dieses Thema ist zurückgezogen. Es wurde nichts geändert."))
    vorher = words_of(aktuell)
    for name, wert in felder.items():
        setattr(aktuell, name, wert)
    _check(aktuell)
    has_other_words = words_of(aktuell) != vorher
    aktuell.fassung += 1
    aktuell.save(update_fields=[*felder, "fassung"])
    objekt = text_objekt(aktuell) if has_other_words else f"thema:{thema.kennung}"
    record(_("Ein Thema wurde geändert."), by=by, konferenz=thema.konferenz, objekt=objekt)
    announce(thema.konferenz.live_kanal, "themen")
    return aktuell


@transaction.atomic
def tell_verbleib(thema: Themenvorschlag, *, verbleib: str, fassung: int, by: Akteur) -> None:
    """After the day: why the topic got no group, and where it went. Raises Veraltet like every edit."""
    konferenz = lock(Konferenz.objects, thema.konferenz_id)
    require(konferenz, Handlung.PROTOKOLL_BEARBEITEN, by)
    if satz := why_only_leitung(konferenz, by):
        raise NichtErlaubt(satz)
    aktuell = lock(Themenvorschlag.objects, thema.pk, fassung)
    aktuell.verbleib = verbleib
    aktuell.fassung += 1
    _check(aktuell)
    aktuell.save(update_fields=["verbleib", "fassung"])
    satz = _("Verbleib eines Themas eingetragen.")
    record(satz, by=by, konferenz=konferenz, objekt=f"thema:{thema.kennung}")
    announce(konferenz.live_kanal, "themen")


def withdraw_themenvorschlag(thema: Themenvorschlag, *, by: Akteur) -> None:
    """Take a topic back. One that a group works on stays."""
    require(thema.konferenz, Handlung.THEMA_VORSCHLAGEN, by, tor_satz(thema.konferenz))
    _require_own(thema, by)
    _move(thema, Status.ZURUECKGEZOGEN, _("Ein Thema wurde zurückgezogen."), by)


def store_themenvorschlag(thema: Themenvorschlag, *, by: Akteur) -> None:
    """Put a topic into the Themenspeicher: nobody works on it now, the minutes keep it."""
    require(thema.konferenz, Handlung.GRUPPEN_BILDEN, by)
    _move(thema, Status.IM_SPEICHER, _("Ein Thema kam in den Themenspeicher."), by)


def restore_themenvorschlag(thema: Themenvorschlag, *, by: Akteur) -> None:
    """Bring a stored or withdrawn topic back among the proposals."""
    require(thema.konferenz, Handlung.GRUPPEN_BILDEN, by)
    _move(thema, Status.EINGEREICHT, _("Ein Thema wurde zurückgeholt."), by)


@transaction.atomic
def _move(thema: Themenvorschlag, status: str, satz: str, by: Akteur) -> None:
    aktuell = lock(Themenvorschlag.objects.all(), thema.pk)
    if aktuell.status == status:
        return
    herkunft = Herkunft.objects.filter(thema=aktuell, bis__isnull=True).select_related("kleingruppe").first()
    if herkunft:
        raise NichtErlaubt(
            _("Das Thema ist in Gruppe %(nummer)s. Die Moderation kann es dort herausnehmen.")
            % {"nummer": herkunft.kleingruppe.nummer}
        )
    aktuell.status = status
    aktuell.fassung += 1
    if aktuell.pitch_begonnen_am and not aktuell.pitch_beendet_am and status != Status.EINGEREICHT:
        aktuell.pitch_beendet_am = timezone.now()  # what is withdrawn is not presented any longer
    aktuell.save(update_fields=["status", "fassung", "pitch_beendet_am"])
    record(satz, by=by, konferenz=thema.konferenz, objekt=f"thema:{thema.kennung}")
    announce(thema.konferenz.live_kanal, "themen")


def _require_own(thema: Themenvorschlag, by: Akteur) -> None:
    """Guests change only what they proposed themselves."""
    owner = {Rolle.EINRICHTUNG: thema.einladung_id, Rolle.TEILNAHME: thema.anmeldung_id}
    if by.rolle in owner and owner[by.rolle] != by.id:
        raise NichtErlaubt(_("Dieses Thema hat jemand anderes vorgeschlagen. Es wurde nichts geändert."))


def _check(thema: Themenvorschlag) -> None:
    if thema.leitfrage_id and thema.leitfrage.konferenz_id != thema.konferenz_id:
        raise ValidationError({"leitfrage": _("Diese Leitfrage gehört zu einer anderen Konferenz.")})
    thema.full_clean(exclude=RELATIONS, validate_unique=False, validate_constraints=False)
