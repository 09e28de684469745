"""What every page behind a participant's pass starts with: whose pass, which conference, and the frame around it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from konferenz.abfrage import Abfrage
from konferenz.akteur import Akteur, Rolle
from konferenz.lauf import collect_lauf
from konferenz.models import Konferenz, Zugang
from konferenz.texte import uhrzeit
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


_ZU_ZUGANG = Abfrage(lambda zugang: Anmeldung.objects.filter(zugang=zugang), "einrichtung")


def load_pass(zugang: Zugang) -> Pass:
    """The pass behind this link in one query; the conference is the one that came with the link."""
    anmeldung = _ZU_ZUGANG.get(zugang.pk)
    anmeldung.zugang, anmeldung.konferenz = zugang, zugang.konferenz
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
    """The strip of the day: the running item, minutes left and what comes when; None when nothing runs.

    It also gives the items to come their expected times, which the programme of the pass shows.
    """
    if konferenz.phase != Konferenz.Phase.DURCHFUEHRUNG:
        return None
    lauf = collect_lauf(konferenz)
    if lauf.punkt is None:
        return None
    satz = ngettext("noch %(zahl)s Minute", "noch %(zahl)s Minuten", lauf.rest) % {"zahl": lauf.rest}
    if lauf.angehalten:
        satz = _("angehalten")
    elif not lauf.rest:
        satz = _("gleich zu Ende")
    danach = ""
    if lauf.naechster:
        danach = _("Um %(zeit)s Uhr beginnt: %(titel)s") % {
            "zeit": uhrzeit(lauf.naechster.erwartet),
            "titel": lauf.naechster.titel,
        }
    return {"text": lauf.punkt.titel, "rest": satz, "danach": danach}


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
