"""Where groups are formed and people are placed from: the moderation's link, a helper's link, or staff.

The same views serve all three; a Stelle says who acts, what is around the page and where its addresses begin.
"""

from dataclasses import dataclass, field
from functools import wraps

from django.urls import reverse
from django.utils.translation import gettext as _

from konferenz.akteur import Akteur, Rolle
from konferenz.models import Konferenz, Zugang
from konferenz.permissions import Handlung, erlaubt
from konferenz.zugriff import Dienst, personal_link, verwaltung
from themen.geraet import remember
from themen.pass_navigation import jetzt


@dataclass(frozen=True)
class Stelle:
    """Who acts in which conference, the page around it, and the addresses it continues with.

    `ersatz` says which item of the navigation stands for a page that has none.
    """

    konferenz: Konferenz
    by: Akteur
    basis: str
    rahmen: dict = field(repr=False)
    gruppen: str = ""
    liste: str = ""
    personen: str = ""
    themen: str = ""
    ersatz: dict = field(default_factory=dict, repr=False)

    @property
    def fotos(self) -> str:
        return self.gruppen.removesuffix("gruppen/") + "fotos/"

    @property
    def punkte(self) -> str:
        """What got most dots; helpers have no such page."""
        if not self.konferenz.klebepunkte or self.by.rolle == Rolle.HILFE:
            return ""
        return self.gruppen.removesuffix("gruppen/") + "punkte/"

    @property
    def darf_bilden(self) -> bool:
        return erlaubt(self.konferenz, Handlung.GRUPPEN_BILDEN, self.by)

    @property
    def darf_zuordnen(self) -> bool:
        return erlaubt(self.konferenz, Handlung.ZUORDNEN, self.by)

    @property
    def darf_abhaken(self) -> bool:
        return erlaubt(self.konferenz, Handlung.ANWESENHEIT, self.by)

    @property
    def darf_anmelden(self) -> bool:
        return erlaubt(self.konferenz, Handlung.ANMELDEN, self.by)

    @property
    def darf_themen(self) -> bool:
        return erlaubt(self.konferenz, Handlung.THEMA_VORSCHLAGEN, self.by)

    def context(self, seite: str, **variables) -> dict:
        """Template variables: the frame, the Stelle itself, and what this page adds; `seite` marks the navigation."""
        rahmen = dict(self.rahmen)
        if "navigation" in rahmen:
            rahmen["navigation"] = [punkt | {"aktiv": punkt["seite"] == seite} for punkt in rahmen["navigation"]]
        return rahmen | {"stelle": self, "basis": self.basis, "seite": self.ersatz.get(seite, seite)} | variables


def photo_path(konferenz: Konferenz) -> str:
    """Where staff see the photos; each has its address below."""
    return reverse("themen:verwaltung_fotos", args=[konferenz.veranstalter.slug, konferenz.slug])


def moderation_navigation(zugang: Zugang) -> list[dict]:
    """Items of the moderation's pages, none of them active."""
    return [
        {"seite": "regie", "text": _("Regie"), "url": zugang.pfad},
        {"seite": "gespraeche", "text": _("Kurzgespräche"), "url": zugang.pfad + "gespraeche/"},
        {"seite": "gruppen", "text": _("Gruppen"), "url": zugang.pfad + "gruppen/"},
        {"seite": "anwesenheit", "text": _("Anwesenheit"), "url": zugang.pfad + "anwesenheit/"},
        {"seite": "druck", "text": _("Druck"), "url": zugang.pfad + "druck/"},
    ]


def hilfe_navigation(zugang: Zugang) -> list[dict]:
    return [
        {"seite": "anwesenheit", "text": _("Anwesenheit"), "url": zugang.pfad},
        {"seite": "gruppen", "text": _("Gruppen"), "url": zugang.pfad + "gruppen/"},
        {"seite": "vor_ort", "text": _("Person eintragen"), "url": zugang.pfad + "personen/neu/"},
        {"seite": "themen", "text": _("Thema eintragen"), "url": zugang.pfad + "themen/neu/"},
        {"seite": "rueckmeldung", "text": _("Rückmeldung eintragen"), "url": zugang.pfad + "rueckmeldung/neu/"},
    ]


def for_moderation(view):
    @wraps(view)
    @personal_link(Zugang.Zweck.MODERATION)
    def inner(request, zugang, **kwargs):
        stelle = Stelle(
            konferenz=zugang.konferenz,
            by=Akteur(Rolle.MODERATION, zugang.pk),
            basis="base_person.html",
            rahmen=_rahmen(zugang, zugang.bezeichnung or _("Moderation"), moderation_navigation(zugang)),
            gruppen=zugang.pfad + "gruppen/",
            liste=zugang.pfad + "anwesenheit/",
            personen=zugang.pfad + "anwesenheit/",
            themen=zugang.pfad + "themen/",
        )
        return _remembered(view(request, stelle, **kwargs), zugang)

    return inner


def for_hilfe(view):
    @wraps(view)
    @personal_link(Zugang.Zweck.HILFE)
    def inner(request, zugang, **kwargs):
        stelle = Stelle(
            konferenz=zugang.konferenz,
            by=Akteur(Rolle.HILFE, zugang.pk),
            basis="base_person.html",
            rahmen=_rahmen(zugang, zugang.bezeichnung or _("Hilfe vor Ort"), hilfe_navigation(zugang)),
            gruppen=zugang.pfad + "gruppen/",
            liste=zugang.pfad,
            personen=zugang.pfad + "personen/",
            themen=zugang.pfad + "themen/",
        )
        return _remembered(view(request, stelle, **kwargs), zugang)

    return inner


def for_verwaltung(view):
    @wraps(view)
    @verwaltung()
    def inner(request, dienst: Dienst, **kwargs):
        names = {"v": dienst.veranstalter.slug, "k": dienst.konferenz.slug}
        stelle = Stelle(
            konferenz=dienst.konferenz,
            by=dienst.by,
            basis="base_verwaltung.html",
            rahmen={
                "dienst": dienst,
                "veranstalter": dienst.veranstalter,
                "konferenz": dienst.konferenz,
                "bereich": "konferenzen",
                "breit": True,
            },
            ersatz={
                "gespraeche": "programm",
                "anwesenheit": "anmeldungen",
                "vor_ort": "anmeldungen",
                "rueckmeldung": "protokoll",
            },
            gruppen=reverse("themen:verwaltung_gruppen", kwargs=names),
            liste=reverse("themen:verwaltung_personen", kwargs=names),
            personen=reverse("themen:verwaltung_personen", kwargs=names),
            themen=reverse("themen:verwaltung_themen", kwargs=names),
        )
        return view(request, stelle, **kwargs)

    return inner


def _remembered(response, zugang: Zugang):
    """From now on this device reads badges."""
    remember(response, zugang)
    return response


def _rahmen(zugang: Zugang, wer: str, navigation: list[dict]) -> dict:
    return {
        "konferenz": zugang.konferenz,
        "veranstalter": zugang.konferenz.veranstalter,
        "wer": wer,
        "heim": zugang.pfad,
        "navigation": navigation,
        "jetzt": jetzt(zugang.konferenz),
        "vertraulich": True,
        "breit": True,
    }
