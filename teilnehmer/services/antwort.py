"""An institution's answer: who comes, who does not, changed as often as they like."""

import uuid
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from konferenz.akteur import Akteur
from konferenz.live import announce
from konferenz.models import Konferenz, Zugang
from konferenz.permissions import Handlung, erlaubt
from konferenz.services.fehler import NichtErlaubt, Veraltet
from konferenz.services.gemeinsam import do_once, lock, lock_sorted, record, require
from teilnehmer.models import Anmeldung, Einladung, Einwilligung
from teilnehmer.models.einladung import Kanal

Antwort = Einladung.Antwort
Status = Anmeldung.Status
# The wording a person agrees to; it is kept with the consent (Art. 7 DSGVO).
WORTLAUT = {
    Einwilligung.Zweck.PROTOKOLL: (
        "Bitte senden Sie das Protokoll an diese E-Mail-Adresse. Ich kann das jederzeit widerrufen."
    )
}
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
) -> Einladung:
    """Set the whole answer: persons named stay or come, registered ones that are missing are cancelled.

    Leaving is always possible while the conference has not taken place; coming needs the gate `anmeldung` and a
    free seat. Locks Konferenz, Einladung, then Anmeldungen. Raises NichtErlaubt, ValidationError or Veraltet;
    nothing is half-saved. Sent twice with one Vorgang it counts once.
    """
    konferenz = einladung.konferenz

    def work() -> dict:
        return _answer(konferenz, einladung, zusage, personen, nachricht, fassung, kanal, by)

    do_once(vorgang, work)
    aktuell = Einladung.objects.select_related("einrichtung", "zugang").get(pk=einladung.pk)
    aktuell.konferenz = konferenz
    return aktuell


def _answer(konferenz, einladung, zusage, personen, nachricht, fassung, kanal, by) -> dict:
    # Phase, gate and the hall's seats are read under this lock: nobody answers into a conference that just closed.
    konferenz = lock(Konferenz.objects.all(), konferenz.pk)
    require(konferenz, Handlung.ABMELDEN, by, anmeldung_satz(konferenz))
    aktuell = lock(Einladung.objects.all(), einladung.pk, fassung)
    vorhanden = lock_sorted(
        Anmeldung.objects, aktuell.anmeldungen.exclude(status=Status.ABGESAGT).values_list("pk", flat=True)
    )
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
    if neue:
        if not erlaubt(konferenz, Handlung.ANMELDEN, by):
            raise NichtErlaubt(anmeldung_satz(konferenz))
        _require_seats(konferenz, len(neue), len(gehend))
    for kennung in gehend:
        _cancel(by_kennung[kennung])
    for person in bleibend:
        _rename(by_kennung[person.kennung], person)
    for person in neue:
        create_anmeldung(konferenz, einladung=aktuell, person=person, kanal=kanal)
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
    return {"einladung": aktuell.pk}


def personen_worte(zahl: int) -> str:
    return ngettext("%(zahl)s Person", "%(zahl)s Personen", zahl) % {"zahl": zahl}


def _require_seats(konferenz: Konferenz, neue: int, gehende: int) -> None:
    if konferenz.plaetze is None:
        return
    belegt = Anmeldung.objects.filter(konferenz=konferenz).angemeldet().count()
    frei = max(0, konferenz.plaetze - belegt + gehende)
    if neue <= frei:
        return
    if frei == 0:
        satz = _("Der Saal ist leider voll. Es ist nichts gespeichert.")
    else:
        satz = ngettext(
            "So viele Plätze gibt es nicht mehr: Frei ist noch %(frei)s Platz. Es ist nichts gespeichert.",
            "So viele Plätze gibt es nicht mehr: Frei sind noch %(frei)s Plätze. Es ist nichts gespeichert.",
            frei,
        ) % {"frei": frei}
    if konferenz.kontakt_telefon:
        satz += " " + _("Fragen Sie uns: %(telefon)s.") % {"telefon": konferenz.kontakt_telefon}
    raise ValidationError(satz)


def create_anmeldung(
    konferenz: Konferenz, *, einladung: Einladung | None, person: Person, kanal: str = Kanal.LINK
) -> Anmeldung:
    """A seat with its own pass. The caller holds the lock on the conference and has counted the seats."""
    anmeldung = Anmeldung(
        konferenz=konferenz,
        zugang=Zugang.objects.create(konferenz=konferenz, zweck=Zugang.Zweck.PASS),
        einladung=einladung,
        einrichtung_id=einladung.einrichtung_id if einladung else None,
        kanal=kanal,
        **{name: getattr(person, name) for name in NAMEN},
    )
    anmeldung.full_clean(exclude=["konferenz", "zugang", "einladung", "einrichtung"])
    anmeldung.save(force_insert=True)
    _set_einwilligung(anmeldung, person)
    return anmeldung


def _rename(anmeldung: Anmeldung, person: Person) -> None:
    _set_einwilligung(anmeldung, person)
    if all(getattr(anmeldung, name) == getattr(person, name) for name in NAMEN):
        return
    for name in NAMEN:
        setattr(anmeldung, name, getattr(person, name))
    anmeldung.fassung += 1
    anmeldung.full_clean(exclude=["konferenz", "zugang", "einladung", "einrichtung", "ansprechperson"])
    anmeldung.save(update_fields=[*NAMEN, "fassung"])


def _set_einwilligung(anmeldung: Anmeldung, person: Person) -> None:
    """Consent is given and revoked only by its own tick; without an address there is nothing to consent to."""
    zweck = Einwilligung.Zweck.PROTOKOLL
    offene = anmeldung.einwilligungen.filter(zweck=zweck, widerrufen_am__isnull=True)
    will = person.protokoll and bool(person.email)
    if will and not offene.exists():
        Einwilligung.objects.create(anmeldung=anmeldung, zweck=zweck, wortlaut=WORTLAUT[zweck])
    elif not will:
        offene.update(widerrufen_am=timezone.now())


def _cancel(anmeldung: Anmeldung) -> None:
    """Raises NichtErlaubt for somebody who is here already: that is said to the moderation, not clicked."""
    if anmeldung.anwesend_am:
        raise NichtErlaubt(
            _("%(name)s ist schon da. Bitte sagen Sie der Moderation Bescheid, wenn die Person geht.")
            % {"name": anmeldung.name}
        )
    anmeldung.status, anmeldung.abgesagt_am = Status.ABGESAGT, timezone.now()
    anmeldung.fassung += 1
    anmeldung.save(update_fields=["status", "abgesagt_am", "fassung"])


@transaction.atomic
def cancel_anmeldung(anmeldung: Anmeldung, *, by: Akteur) -> Anmeldung:
    """Cancel one person; the last one of an institution makes its answer a refusal. Twice is no error."""
    konferenz = lock(Konferenz.objects.all(), anmeldung.konferenz_id)
    require(konferenz, Handlung.ABMELDEN, by, anmeldung_satz(konferenz))
    if anmeldung.einladung_id:
        einladung = lock(Einladung.objects.all(), anmeldung.einladung_id)
    aktuell = lock(Anmeldung.objects.all(), anmeldung.pk)
    if aktuell.status == Status.ABGESAGT:
        return aktuell
    _cancel(aktuell)
    if anmeldung.einladung_id and not einladung.anmeldungen.exclude(status=Status.ABGESAGT).exists():
        einladung.antwort, einladung.beantwortet_am = Antwort.ABGESAGT, timezone.now()
        einladung.fassung += 1
        einladung.save(update_fields=["antwort", "beantwortet_am", "fassung"])
    record(_("Eine Person wurde abgemeldet."), by=by, konferenz=konferenz, objekt=f"anmeldung:{aktuell.kennung}")
    announce(konferenz.live_kanal, "anmeldungen")
    return aktuell


@transaction.atomic
def change_person(anmeldung: Anmeldung, *, person: Person, fassung: int, by: Akteur) -> Anmeldung:
    """Name, function and address of one seat, also long after it was taken; raises Veraltet, NichtErlaubt."""
    konferenz = anmeldung.konferenz
    require(konferenz, Handlung.ABMELDEN, by, anmeldung_satz(konferenz))
    aktuell = lock(Anmeldung.objects.all(), anmeldung.pk, fassung)
    if aktuell.status == Status.ABGESAGT:
        raise NichtErlaubt(_("Diese Person ist abgemeldet. Es wurde nichts geändert."))
    _rename(aktuell, person)
    # An answer form that was opened before would bring the old name back.
    Einladung.objects.filter(pk=aktuell.einladung_id).update(fassung=F("fassung") + 1)
    record(
        _("Der Name einer Person wurde eingetragen."), by=by, konferenz=konferenz, objekt=f"anmeldung:{aktuell.kennung}"
    )
    return aktuell
