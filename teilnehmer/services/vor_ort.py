"""People who come without having registered: entered at the door, present at once."""

import uuid

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from konferenz.akteur import Akteur
from konferenz.live import announce
from konferenz.models import Konferenz, Zugang
from konferenz.permissions import Handlung
from konferenz.services.gemeinsam import do_once, lock, record, require
from teilnehmer.models import Anmeldung, Einrichtung
from teilnehmer.models.einladung import Kanal


def register_walk_in(
    konferenz: Konferenz,
    *,
    vorname: str,
    nachname: str,
    funktion: str = "",
    einrichtung: str = "",
    by: Akteur,
    vorgang: uuid.UUID | None = None,
) -> Anmeldung:
    """A new Anmeldung with its pass. An institution's name that the directory does not know goes to the function."""
    require(konferenz, Handlung.ANMELDEN, by)

    def work() -> dict:
        bekannt, rest = _find_einrichtung(konferenz, einrichtung)
        _require_seat(konferenz)
        anmeldung = Anmeldung(
            konferenz=konferenz,
            zugang=Zugang.objects.create(konferenz=konferenz, zweck=Zugang.Zweck.PASS),
            einrichtung=bekannt,
            vorname=vorname,
            nachname=nachname,
            funktion=", ".join(filter(None, (funktion, rest))),
            kanal=Kanal.VOR_ORT,
            anwesend_am=timezone.now(),
        )
        anmeldung.full_clean(exclude=["konferenz", "zugang", "einrichtung"])
        anmeldung.save(force_insert=True)
        satz = _("Eine Person hat sich vor Ort angemeldet.")
        record(satz, by=by, konferenz=konferenz, objekt=f"anmeldung:{anmeldung.pk}")
        announce(konferenz.live_kanal, "anwesenheit")
        return {"anmeldung": anmeldung.pk}

    anmeldung = Anmeldung.objects.get(pk=do_once(vorgang, work)["anmeldung"])
    anmeldung.konferenz = konferenz
    return anmeldung


def _find_einrichtung(konferenz: Konferenz, name: str) -> tuple[Einrichtung | None, str]:
    name = " ".join(name.split())
    if not name:
        return None, ""
    bekannt = Einrichtung.objects.filter(veranstalter=konferenz.veranstalter_id, name__iexact=name).first()
    return bekannt, "" if bekannt else name


def _require_seat(konferenz: Konferenz) -> None:
    """At the door those who are here count, not those who said they would come."""
    plaetze = lock(Konferenz.objects, konferenz.pk).plaetze
    if plaetze is None:
        return
    da = Anmeldung.objects.filter(konferenz=konferenz).anwesend().count()
    if da >= plaetze:
        raise ValidationError(
            ngettext(
                "Der Saal ist voll: %(da)s Person ist schon da.",
                "Der Saal ist voll: %(da)s Personen sind schon da.",
                da,
            )
            % {"da": da}
        )
