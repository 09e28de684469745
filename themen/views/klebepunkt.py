"""Dots on the cards of all groups: one's own behind the pass, somebody's by whoever helps, and what got most."""

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from konferenz.akteur import Akteur
from konferenz.permissions import Handlung
from konferenz.services.fehler import NichtErlaubt
from konferenz.services.gemeinsam import require
from konferenz.zugriff import personal_link
from teilnehmer.models import Anmeldung
from themen.forms.klebepunkt import PunktForm
from themen.klebepunkte import collect_galerie, collect_rangliste, why_no_dots
from themen.pass_navigation import load_pass, pass_context
from themen.services.klebepunkt import set_klebepunkte
from themen.views.stelle import Stelle

form_methods = require_http_methods(["GET", "HEAD", "POST"])


@form_methods
@personal_link("pass")
def punkte(request, zugang):
    """One's own dots."""
    person = load_pass(zugang)
    rahmen = pass_context(person, "gruppen") | {
        "basis": "base_person.html",
        "breit": True,
        "gruppen_pfad": zugang.pfad + "gruppen/",
    }
    return _galerie(request, person.anmeldung, person.by, rahmen)


@form_methods
def person(request, stelle: Stelle, kennung: str):
    """For somebody without a phone."""
    anmeldung = get_object_or_404(stelle.konferenz.anmeldungen.nennbar().select_related("einrichtung"), kennung=kennung)
    anmeldung.konferenz = stelle.konferenz
    pfad = f"{stelle.personen}{kennung}/"
    rahmen = stelle.context("anwesenheit", anmeldung=anmeldung, person_pfad=pfad, gruppen_pfad=stelle.gruppen)
    return _galerie(request, anmeldung, stelle.by, rahmen)


@require_safe
def rangliste(request, stelle: Stelle):
    """What got most, for whoever leads the room."""
    require(stelle.konferenz, Handlung.PROTOKOLL_INTERN, stelle.by)
    context = stelle.context("gruppen", rangliste=collect_rangliste(stelle.konferenz))
    return render(request, "themen/klebepunkte_rangliste.html", context)


def _galerie(request, anmeldung: Anmeldung, by: Akteur, rahmen: dict):
    fehler, status = "", 200
    if request.method == "POST":
        form = PunktForm(request.POST)
        if form.is_valid():
            karte, anzahl = form.cleaned_data["punkt"]
            try:
                set_klebepunkte(anmeldung, karte, anzahl=anzahl, by=by)
                return redirect(f"{request.path}#karte-{karte}")
            except NichtErlaubt as error:
                fehler, status = error.satz, 403
            except ValidationError as error:
                fehler, status = error.messages[0], 409
        else:
            fehler, status = form.errors["punkt"][0], 422
    nicht = why_no_dots(anmeldung, by)
    context = rahmen | {"galerie": collect_galerie(anmeldung), "nicht": nicht, "fehler": fehler}
    return render(request, "themen/klebepunkte.html", context, status=status)
