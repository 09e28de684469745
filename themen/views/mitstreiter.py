"""Taking part in topics: on the own phone, and through somebody who helps."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from konferenz.permissions import Handlung, erlaubt
from konferenz.services.fehler import NichtErlaubt
from konferenz.zugriff import personal_link
from teilnehmer.models import Anmeldung
from themen.forms.mitstreiter import MitstreiterForm, PersonThemaForm
from themen.gruppenrollen import collect_rollen
from themen.mitstreiten import load_meine
from themen.models import Kleingruppe, Mitstreiter, Themenvorschlag
from themen.pass_navigation import load_pass
from themen.services.mitstreiter import join_thema, leave_thema
from themen.themen_stand import render_stand
from themen.themenliste import load_themenliste, open_herkunft, sichtbare
from themen.views.stelle import Stelle

Art = Mitstreiter.Art
SAETZE = {
    Art.MITDENKEN: lambda: _("Sie denken bei „%(titel)s“ mit."),
    Art.MITMACHEN: lambda: _("Sie machen bei „%(titel)s“ mit."),
    Art.RESSOURCE: lambda: _("Sie tragen zu „%(titel)s“ etwas bei."),
}


@require_POST
@personal_link("pass")
def mitmachen(request, zugang, kennung):
    """Become a Mitstreiter of a topic, in one of three ways; the same way again says yes to a changed text."""
    person, thema = load_pass(zugang), _get_thema(zugang.konferenz, kennung)
    form = MitstreiterForm(request.POST)
    if form.is_valid():
        art = form.cleaned_data["art"]
        try:
            join_thema(thema, anmeldung=person.anmeldung, art=art, by=person.by)
            messages.success(request, SAETZE[art]() % {"titel": thema.titel})
        except NichtErlaubt as error:
            messages.error(request, error.satz)
    return _back(request, zugang, kennung)


@require_POST
@personal_link("pass")
def nicht_mehr_mitmachen(request, zugang, kennung):
    """Stop being one."""
    person, thema = load_pass(zugang), _get_thema(zugang.konferenz, kennung)
    try:
        leave_thema(thema, anmeldung=person.anmeldung, by=person.by)
        messages.success(request, _("Sie machen bei „%(titel)s“ nicht mehr mit.") % {"titel": thema.titel})
    except NichtErlaubt as error:
        messages.error(request, error.satz)
    return _back(request, zugang, kennung)


@require_safe
@personal_link("pass")
def stand(request, zugang):
    """How many join each topic, for a page whose stream is cut."""
    return HttpResponse(render_stand(zugang.konferenz_id))


@require_http_methods(["GET", "HEAD", "POST"])
def person_themen(request, stelle: Stelle, kennung: str):
    """Topics and roles of somebody without a phone."""
    anmeldung = _find(stelle, kennung)
    if request.method != "POST":
        return render_person(request, stelle, anmeldung)
    form = PersonThemaForm(request.POST)
    if not form.is_valid():
        return render_person(
            request, stelle, anmeldung, _("Das war nicht zu lesen. Bitte tippen Sie noch einmal."), status=422
        )
    thema = _get_thema(stelle.konferenz, form.cleaned_data["thema"])
    art = form.cleaned_data["art"]
    worte = {"name": anmeldung.name, "titel": thema.titel}
    try:
        if art != PersonThemaForm.AUS:
            join_thema(thema, anmeldung=anmeldung, art=art, by=stelle.by)
            messages.success(request, _("%(name)s ist bei „%(titel)s“ dabei.") % worte)
        else:
            leave_thema(thema, anmeldung=anmeldung, by=stelle.by)
            messages.success(request, _("%(name)s ist bei „%(titel)s“ nicht mehr dabei.") % worte)
    except NichtErlaubt as error:
        return render_person(request, stelle, anmeldung, error.satz, status=403)
    return redirect(f"{stelle.personen}{kennung}/themen/#thema-{thema.kennung}")


def render_person(request, stelle: Stelle, anmeldung: Anmeldung, fehler: str = "", status: int = 200):
    """The page of somebody's topics and roles."""
    konferenz = stelle.konferenz
    liste = load_themenliste(sichtbare(konferenz).prefetch_related(open_herkunft()), request.GET.get("seite"))
    load_meine(anmeldung, liste.themen)
    gruppe = Kleingruppe.objects.filter(zuordnungen__anmeldung=anmeldung, zuordnungen__bis__isnull=True).first()
    context = stelle.context(
        "anwesenheit",
        anmeldung=anmeldung,
        person_pfad=f"{stelle.personen}{anmeldung.kennung}/",
        liste=liste,
        gruppe=gruppe,
        rollen=collect_rollen(gruppe, anmeldung=anmeldung, mit_namen=True) if gruppe else [],
        darf_mitstreiten=erlaubt(konferenz, Handlung.MITSTREITEN, stelle.by),
        darf_rollen=erlaubt(konferenz, Handlung.ROLLE_UEBERNEHMEN, stelle.by),
        fehler=fehler,
    )
    return render(request, "themen/person_themen.html", context, status=status)


def _find(stelle: Stelle, kennung: str) -> Anmeldung:
    anmeldung = get_object_or_404(stelle.konferenz.anmeldungen.nennbar().select_related("einrichtung"), kennung=kennung)
    anmeldung.konferenz = stelle.konferenz
    return anmeldung


def _back(request, zugang, kennung):
    """To the list, where the button stood in it, or to the topic's own page."""
    seite = request.POST.get("liste", "")
    if not seite:
        return redirect("themen:pass_thema", zugang.token, kennung)
    frage = f"?seite={seite}" if seite.isascii() and seite.isdigit() and seite != "1" else ""
    return redirect(f"{zugang.pfad}themen/{frage}#thema-{kennung}")


def _get_thema(konferenz, kennung) -> Themenvorschlag:
    thema = get_object_or_404(konferenz.themenvorschlaege.all(), kennung=kennung)
    thema.konferenz = konferenz
    return thema
