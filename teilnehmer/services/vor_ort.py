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
    """A new Anmeldung with its pass, present at once.

    An institution that the directory does not know stays as it was said: a proposal for the directory.
    """
    require(konferenz, Handlung.ANMELDEN, by)

    def work() -> dict:
        row = lock(Konferenz.objects, konferenz.pk)
        require(row, Handlung.ANMELDEN, by)
        require_free_seat(row)
        bekannt, angabe = _find_einrichtung(konferenz.veranstalter_id, einrichtung)
        anmeldung = Anmeldung(
            konferenz=konferenz,
            zugang=Zugang.objects.create(konferenz=konferenz, zweck=Zugang.Zweck.PASS),
            einrichtung=bekannt,
            einrichtung_angabe=angabe,
            vorname=vorname,
            nachname=nachname,
            funktion=funktion,
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


def _find_einrichtung(veranstalter_id: int, name: str) -> tuple[Einrichtung | None, str]:
    """The active institution of this name, or the text as it was said, without superfluous spaces."""
    name = " ".join(name.split())
    if not name:
        return None, ""
    bekannt = Einrichtung.objects.filter(veranstalter=veranstalter_id, name__iexact=name).aktiv().first()
    return bekannt, "" if bekannt else name


def require_free_seat(konferenz: Konferenz) -> None:
    """At the door those who are here count, not those who said they would come. Under the lock on the conference."""
    plaetze = konferenz.plaetze
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
