"""The four doors to a group's board: pass, moderation, helper, staff. Behind them it is the same page."""

from dataclasses import dataclass, field
from functools import wraps

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from konferenz.akteur import Akteur, Rolle
from konferenz.models import Konferenz, Zugang
from konferenz.permissions import Handlung, erlaubt
from konferenz.zugriff import Dienst, personal_link, verwaltung
from teilnehmer.models import Anmeldung
from themen.models import Kleingruppe
from themen.pass_navigation import jetzt, load_pass, pass_context
from themen.views.stelle import hilfe_navigation, moderation_navigation

NAVIGATION = {Rolle.MODERATION: moderation_navigation, Rolle.HILFE: hilfe_navigation}


@dataclass(frozen=True)
class Zutritt:
    """Who stands before the board, through which address, and the page around it."""

    konferenz: Konferenz
    by: Akteur
    adresse: str
    parameter: dict
    basis: str
    rahmen: dict = field(repr=False)
    anmeldung: Anmeldung | None = None

    @property
    def is_teilnahme(self) -> bool:
        return self.by.rolle == Rolle.TEILNAHME

    @property
    def warte_ort(self) -> str:
        """Under which name this person's unsent cards are kept on the device: never under somebody else's."""
        heim = self.rahmen.get("heim") or f"/verwaltung/{self.parameter['v']}/{self.parameter['k']}/{self.by.id}/"
        return f"{heim}karten"

    def url(self, kleingruppe: Kleingruppe, teil: str = "", **parameter) -> str:
        """Address of the board, or of one of its parts, as this person reaches it."""
        name = f"themen:{self.adresse}_{teil}" if teil else f"themen:{self.adresse}"
        return reverse(name, kwargs=self.parameter | {"nr": kleingruppe.nummer} | parameter)


def for_pass(view):
    """A participant with the own pass; a draft is not shown to anybody outside."""

    @wraps(view)
    @personal_link(Zugang.Zweck.PASS)
    def inner(request, zugang, **kwargs):
        person = load_pass(zugang)
        if not erlaubt(person.konferenz, Handlung.ANKUENDIGUNG_SEHEN, person.by):
            raise Http404
        zutritt = Zutritt(
            konferenz=person.konferenz,
            by=person.by,
            adresse="gruppe",
            parameter={"token": zugang.token},
            basis="base_person.html",
            rahmen=pass_context(person, "gruppen"),
            anmeldung=person.anmeldung,
        )
        return view(request, zutritt, **kwargs)

    return inner


def for_moderation(view):
    """The moderator with the link of this conference."""
    return personal_link(Zugang.Zweck.MODERATION)(
        _for_link(view, Rolle.MODERATION, "brett_moderation", _("Moderation"))
    )


def for_hilfe(view):
    """A helper who writes for somebody without a phone."""
    return personal_link(Zugang.Zweck.HILFE)(_for_link(view, Rolle.HILFE, "brett_hilfe", _("Hilfe vor Ort")))


def _for_link(view, rolle: Rolle, adresse: str, wer: str):
    @wraps(view)
    def inner(request, zugang, **kwargs):
        konferenz = zugang.konferenz
        zutritt = Zutritt(
            konferenz=konferenz,
            by=Akteur(rolle, zugang.pk),
            adresse=adresse,
            parameter={"token": zugang.token},
            basis="base_person.html",
            rahmen={
                "konferenz": konferenz,
                "veranstalter": konferenz.veranstalter,
                "wer": zugang.bezeichnung or wer,
                "heim": zugang.pfad,
                "navigation": [punkt | {"aktiv": punkt["seite"] == "gruppen"} for punkt in NAVIGATION[rolle](zugang)],
                "jetzt": jetzt(konferenz),
                "vertraulich": True,
            },
        )
        return view(request, zutritt, **kwargs)

    return inner


def for_verwaltung(view):
    """Staff of the organiser; Lesend reads, the others may write."""

    @wraps(view)
    @verwaltung()
    def inner(request, dienst: Dienst, **kwargs):
        zutritt = Zutritt(
            konferenz=dienst.konferenz,
            by=dienst.by,
            adresse="brett_verwaltung",
            parameter={"v": dienst.veranstalter.slug, "k": dienst.konferenz.slug},
            basis="base_verwaltung.html",
            rahmen={
                "dienst": dienst,
                "veranstalter": dienst.veranstalter,
                "konferenz": dienst.konferenz,
                "bereich": "konferenzen",
                "seite": "gruppen",
            },
        )
        return view(request, zutritt, **kwargs)

    return inner
