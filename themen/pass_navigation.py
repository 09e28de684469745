"""What every page behind a participant's pass starts with: whose pass, which conference, and the frame around it."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from konferenz.akteur import Akteur, Rolle
from konferenz.models import Konferenz, Zugang
from teilnehmer.models import Anmeldung


@dataclass(frozen=True)
class Pass:
    """A person in one conference: the seat, the conference (loaded once, with organiser), the actor for services."""

    zugang: Zugang
    anmeldung: Anmeldung
    konferenz: Konferenz
    by: Akteur

    @property
    def is_angemeldet(self) -> bool:
        return self.anmeldung.status == Anmeldung.Status.ANGEMELDET

    @property
    def is_wartend(self) -> bool:
        return self.anmeldung.status == Anmeldung.Status.WARTELISTE

    @property
    def is_dabei(self) -> bool:
        return self.is_angemeldet or self.is_wartend


def load_pass(zugang: Zugang) -> Pass:
    """The pass behind this link in one query; the conference is the one that came with the link."""
    anmeldung = Anmeldung.objects.select_related("einrichtung").get(zugang=zugang)
    anmeldung.konferenz = zugang.konferenz
    return Pass(zugang, anmeldung, zugang.konferenz, Akteur(Rolle.TEILNAHME, anmeldung.pk))


def navigation(zugang: Zugang, aktiv: str) -> list[dict]:
    """Items of the pass for base_person.html; aktiv is tag, themen, gruppen or daten."""
    items = (
        ("tag", _("Mein Tag"), ""),
        ("themen", _("Themen"), "themen/"),
        ("gruppen", _("Gruppen"), "gruppen/"),
        ("daten", _("Meine Daten"), "daten/"),
    )
    return [{"text": text, "url": zugang.pfad + rest, "aktiv": key == aktiv} for key, text, rest in items]


def jetzt(konferenz: Konferenz) -> dict | None:
    """The strip of the day: the running item and the minutes left, or None when nothing runs."""
    punkt = konferenz.laufender_punkt
    if punkt is None:
        return None
    vergangen = int((timezone.now() - punkt.begonnen_am).total_seconds() // 60)
    rest = punkt.dauer - vergangen
    satz = ngettext("noch %(zahl)s Minute", "noch %(zahl)s Minuten", rest) % {"zahl": rest}
    return {"text": punkt.titel, "rest": satz if rest > 0 else _("gleich zu Ende")}


def pass_context(person: Pass, aktiv: str) -> dict:
    """Template variables that base_person.html and all pages of the pass share."""
    return {
        "pass": person,
        "anmeldung": person.anmeldung,
        "konferenz": person.konferenz,
        "veranstalter": person.konferenz.veranstalter,
        "wer": person.anmeldung.name,
        "heim": person.zugang.pfad,
        "pfad": person.zugang.pfad,
        "navigation": navigation(person.zugang, aktiv),
        "jetzt": jetzt(person.konferenz),
        "vertraulich": True,
    }
