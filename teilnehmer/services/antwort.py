"""An institution's answer: who comes, who does not, changed as often as they like."""

import uuid
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from konferenz.akteur import Akteur, Rolle
from konferenz.live import announce
from konferenz.models import Konferenz, Zugang
from konferenz.permissions import Handlung, erlaubt
from konferenz.services.fehler import NichtErlaubt, Veraltet
from konferenz.services.gemeinsam import do_once, lock, lock_sorted, record, require
from teilnehmer.models import Anmeldung, Einladung, Einwilligung
from teilnehmer.models.einladung import Kanal
from teilnehmer.services.bedarf import set_bedarfe
from teilnehmer.services.bestaetigung import queue_antwort_bestaetigung, queue_bestaetigung
from teilnehmer.services.einwilligung import WORTLAUT, follow_address, give
from teilnehmer.services.plaetze import count_seats_for_new
from teilnehmer.services.warteliste import cancel_seat, close_answer, promote_warteliste

Antwort = Einladung.Antwort
Status = Anmeldung.Status
NAMEN = ("vorname", "nachname", "funktion", "email")


@dataclass(frozen=True)
class Person:
    """One seat as typed in: a new one, or with its kennung one that is already registered. Names may follow."""

    vorname: str = ""
    nachname: str = ""
    funktion: str = ""
    email: str = ""
    protokoll: bool = False
    kennung: str = ""
    # Needs by kind with a short remark; None leaves them as they are.
    bedarfe: dict[str, str] | None = None


def anmeldung_satz(konferenz: Konferenz) -> str:
    """Why nobody can be registered (any more), and whom to call."""
    if konferenz.is_abgesagt:
        return _("Die Konferenz ist abgesagt.")
    if konferenz.phase not in (Konferenz.Phase.VORBEREITUNG, Konferenz.Phase.DURCHFUEHRUNG):
        return _("Die Anmeldung ist vorbei.")
    if konferenz.kontakt_telefon:
        return _("Die Anmeldung ist geschlossen. Möchten Sie noch kommen? Rufen Sie uns an: %(telefon)s.") % {
            "telefon": konferenz.kontakt_telefon
        }
    return _("Die Anmeldung ist geschlossen. Möchten Sie noch kommen? Fragen Sie die Verwaltung.")


def answer_einladung(
    einladung: Einladung,
    *,
    zusage: bool,
    personen: list[Person],
    nachricht: str = "",
    fassung: int | None = None,
    kanal: str = Kanal.LINK,
    by: Akteur,
    vorgang: uuid.UUID | None = None,
    bestaetigen: bool = True,
) -> Einladung:
    """Set the whole answer: persons named stay or come, registered ones that are missing are cancelled.

    Leaving is always possible while the conference has not taken place; coming needs the gate `anmeldung`. Who finds
    no seat comes on the Warteliste. Locks Konferenz, Einladung, then Anmeldungen. Raises NichtErlaubt, ValidationError
    or Veraltet; nothing is half-saved. Sent twice with one Vorgang it counts once.
    """
    konferenz = einladung.konferenz

    def work() -> dict:
        return _answer(konferenz, einladung, zusage, personen, nachricht, fassung, kanal, by, bestaetigen)

    do_once(vorgang, work)
    aktuell = Einladung.objects.select_related("einrichtung", "zugang").get(pk=einladung.pk)
    aktuell.konferenz = konferenz
    return aktuell


def _answer(konferenz, einladung, zusage, personen, nachricht, fassung, kanal, by, bestaetigen) -> dict:
    # Phase, gate and the hall's seats are read under this lock: nobody answers into a conference that just closed.
    konferenz = lock(Konferenz.objects.select_related("veranstalter"), konferenz.pk)
    require(konferenz, Handlung.ABMELDEN, by, anmeldung_satz(konferenz))
    aktuell = lock(Einladung.objects.all(), einladung.pk, fassung)
    vorhanden = lock_sorted(Anmeldung.objects, aktuell.anmeldungen.dabei().values_list("pk", flat=True))
    by_kennung = {anmeldung.kennung: anmeldung for anmeldung in vorhanden.values()}
    if zusage and {person.kennung for person in personen if person.kennung} - set(by_kennung):
        raise Veraltet(aktuell)  # somebody on the form was cancelled meanwhile, by phone or through the pass
    bleibend = [person for person in personen if person.kennung in by_kennung] if zusage else []
    neue = [person for person in personen if person.kennung not in by_kennung] if zusage else []
    if zusage and not personen:
        raise ValidationError(_("Bitte geben Sie an, wie viele Personen kommen."))
    # Somebody with a Sperrvermerk is not on the institution's page, so missing there says nothing.
    gesperrt = {kennung for kennung, anmeldung in by_kennung.items() if anmeldung.gesperrt and zusage}
    gehend = set(by_kennung) - {person.kennung for person in bleibend} - gesperrt
    if neue and not erlaubt(konferenz, Handlung.ANMELDEN, by):
        raise NichtErlaubt(anmeldung_satz(konferenz))
    adressen = {anmeldung.pk: anmeldung.email for anmeldung in vorhanden.values()}
    # Who takes the place of a colleague keeps the seat in the institution.
    ersatz = sum(by_kennung[kennung].status == Status.ANGEMELDET for kennung in gehend)
    for kennung in gehend:
        _cancel(by_kennung[kennung], by)
    for person in bleibend:
        _rename(by_kennung[person.kennung], person)
    alle = list(vorhanden.values())
    for person in neue[:ersatz]:
        alle.append(create_anmeldung(konferenz, einladung=aktuell, person=person, kanal=kanal))
    promote_warteliste(konferenz)
    rest = neue[ersatz:]
    mit_platz = count_seats_for_new(konferenz, aktuell.einrichtung_id, len(rest)) if rest else 0
    for n, person in enumerate(rest):
        status = Status.ANGEMELDET if n < mit_platz else Status.WARTELISTE
        alle.append(create_anmeldung(konferenz, einladung=aktuell, person=person, kanal=kanal, status=status))
    aktuell.antwort = Antwort.ZUGESAGT if zusage else Antwort.ABGESAGT
    aktuell.beantwortet_am = timezone.now()
    aktuell.kanal = kanal
    aktuell.nachricht = nachricht
    aktuell.fassung += 1
    aktuell.full_clean(exclude=["konferenz", "einrichtung", "zugang"])
    aktuell.save(update_fields=["antwort", "beantwortet_am", "kanal", "nachricht", "fassung"])
    satz = _("Eine Einrichtung hat zugesagt: %(zahl)s.") % {"zahl": personen_worte(len(personen))}
    record(
        satz if zusage else _("Eine Einrichtung hat abgesagt."),
        by=by,
        konferenz=konferenz,
        objekt=f"einladung:{aktuell.pk}",
    )
    announce(konferenz.live_kanal, "anmeldungen")
    if bestaetigen:
        _confirm(konferenz, aktuell, [a for a in alle if a.email != adressen.get(a.pk, "")], by)
    return {"einladung": aktuell.pk}


def _confirm(konferenz: Konferenz, einladung: Einladung, neu_adressiert: list[Anmeldung], by: Akteur) -> None:
    """A mail to everybody whose address is new, and one to the institution if its answer is another now."""
    einladung.konferenz = konferenz
    for anmeldung in neu_adressiert:
        anmeldung.konferenz = konferenz
        queue_bestaetigung(anmeldung, by=by)
    queue_antwort_bestaetigung(einladung, by=by)


def personen_worte(zahl: int) -> str:
    return ngettext("%(zahl)s Person", "%(zahl)s Personen", zahl) % {"zahl": zahl}


def create_anmeldung(
    konferenz: Konferenz,
    *,
    einladung: Einladung | None,
    person: Person,
    kanal: str = Kanal.LINK,
    status: str = Status.ANGEMELDET,
) -> Anmeldung:
    """A person with a pass. The caller holds the lock on the conference and has counted the seats."""
    anmeldung = Anmeldung(
        konferenz=konferenz,
        zugang=Zugang.objects.create(konferenz=konferenz, zweck=Zugang.Zweck.PASS),
        einladung=einladung,
        einrichtung_id=einladung.einrichtung_id if einladung else None,
        kanal=kanal,
        status=status,
        **{name: getattr(person, name) for name in NAMEN},
    )
    anmeldung.full_clean(exclude=["konferenz", "zugang", "einladung", "einrichtung"])
    anmeldung.save(force_insert=True)
    _set_angaben(anmeldung, person)
    return anmeldung


def _rename(anmeldung: Anmeldung, person: Person) -> None:
    vorher = anmeldung.email
    if any(getattr(anmeldung, name) != getattr(person, name) for name in NAMEN):
        for name in NAMEN:
            setattr(anmeldung, name, getattr(person, name))
        anmeldung.fassung += 1
        anmeldung.full_clean(exclude=["konferenz", "zugang", "einladung", "einrichtung", "ansprechperson"])
        anmeldung.save(update_fields=[*NAMEN, "fassung"])
        follow_address(anmeldung, vorher)
    _set_angaben(anmeldung, person)


def _set_angaben(anmeldung: Anmeldung, person: Person) -> None:
    """The consent an institution may pass on and the needs it names. Nothing here ends a consent to the minutes."""
    if person.protokoll and person.email:
        give(anmeldung, Einwilligung.Zweck.PROTOKOLL, WORTLAUT[Einwilligung.Zweck.PROTOKOLL])
    if person.bedarfe is not None:
        set_bedarfe(anmeldung, person.bedarfe)


def _cancel(anmeldung: Anmeldung, by: Akteur) -> None:
    """Raises NichtErlaubt for somebody who is here already: that is said to the moderation, not clicked."""
    if anmeldung.anwesend_am or anmeldung.zuordnungen.filter(bis__isnull=True).exists():
        if by.rolle == Rolle.TEILNAHME:
            raise NichtErlaubt(_("Sie sind schon da. Bitte sagen Sie der Moderation Bescheid, wenn Sie gehen."))
        raise NichtErlaubt(
            _("%(name)s ist schon da. Bitte sagen Sie der Moderation Bescheid, wenn die Person geht.")
            % {"name": anmeldung.name}
        )
    cancel_seat(anmeldung)


@transaction.atomic
def cancel_anmeldung(anmeldung: Anmeldung, *, by: Akteur) -> Anmeldung:
    """Cancel one person, by whomever; the last one of an institution makes its answer a refusal. Twice is no error.

    The seat goes to the Warteliste in the same transaction.
    """
    konferenz = lock(Konferenz.objects.select_related("veranstalter"), anmeldung.konferenz_id)
    require(konferenz, Handlung.ABMELDEN, by, anmeldung_satz(konferenz))
    einladung = lock(Einladung.objects.all(), anmeldung.einladung_id) if anmeldung.einladung_id else None
    aktuell = lock(Anmeldung.objects.all(), anmeldung.pk)
    if aktuell.status == Status.ABGESAGT:
        return aktuell
    _cancel(aktuell, by)
    close_answer(einladung)
    is_own = by.rolle == Rolle.TEILNAHME
    satz = _("Eine Person hat sich abgemeldet.") if is_own else _("Eine Person wurde abgemeldet.")
    record(satz, by=by, konferenz=konferenz, objekt=f"anmeldung:{aktuell.kennung}")
    promote_warteliste(konferenz)
    announce(konferenz.live_kanal, "anmeldungen")
    return aktuell


@transaction.atomic
def change_person(anmeldung: Anmeldung, *, person: Person, fassung: int, by: Akteur) -> Anmeldung:
    """Name, function and address of one seat, also long after it was taken; raises Veraltet, NichtErlaubt."""
    konferenz = anmeldung.konferenz
    require(konferenz, Handlung.ABMELDEN, by, anmeldung_satz(konferenz))
    if anmeldung.einladung_id:
        lock(Einladung.objects.all(), anmeldung.einladung_id)  # always before its people
    aktuell = lock(Anmeldung.objects.all(), anmeldung.pk, fassung)
    if aktuell.status == Status.ABGESAGT:
        raise NichtErlaubt(_("Diese Person ist abgemeldet. Es wurde nichts geändert."))
    adresse = aktuell.email
    _rename(aktuell, person)
    if aktuell.email != adresse:
        aktuell.konferenz = konferenz
        queue_bestaetigung(aktuell, by=by)
    # An answer form that was opened before would bring the old name back.
    Einladung.objects.filter(pk=aktuell.einladung_id).update(fassung=F("fassung") + 1)
    record(
        _("Der Name einer Person wurde eingetragen."), by=by, konferenz=konferenz, objekt=f"anmeldung:{aktuell.kennung}"
    )
    return aktuell
