"""Short talks from where the day is run: the plan, its rounds, and one person for whoever has no phone."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from konferenz import live
from konferenz.models import Programmpunkt
from konferenz.permissions import Handlung, erlaubt
from konferenz.services.fehler import NichtErlaubt
from konferenz.speichern import save_form
from teilnehmer.kurzgespraech_karte import collect_karte, count_kontakte
from teilnehmer.kurzgespraech_plan import Plan, collect_plan
from teilnehmer.models import Anmeldung
from teilnehmer.services import kurzgespraech as services
from themen.forms.kurzgespraech import FesterPlatzForm, KontaktForm, PlanForm, RundeForm
from themen.gespraeche_stand import render_stand_of
from themen.views.druckerei import print_path
from themen.views.stelle import Stelle

Art = Programmpunkt.Art


@require_safe
def gespraeche(request, stelle: Stelle):
    """The plan with its rounds and its quality; no names."""
    return _page(request, stelle)


@require_POST
def planen(request, stelle: Stelle):
    """Make the plan, or make it anew with other numbers; what has begun stays."""
    form = PlanForm(request.POST)
    if form.is_valid() and save_form(
        form, lambda: services.plan_runden(stelle.konferenz, by=stelle.by, **form.cleaned_data)
    ):
        messages.success(request, _("Der Plan steht."))
        return redirect(gespraeche_path(stelle))
    return _page(request, stelle, form, status=422)


@require_POST
def neu(request, stelle: Stelle):
    """The rounds that have not begun, for whoever is here now."""
    return _do(
        request,
        stelle,
        lambda: services.replan_runden(stelle.konferenz, by=stelle.by),
        _("Die kommenden Runden sind neu geplant."),
    )


@require_POST
def beginnen(request, stelle: Stelle):
    return _do_runde(request, stelle, services.begin_runde)


@require_POST
def beenden(request, stelle: Stelle):
    return _do_runde(request, stelle, services.end_runde)


@require_POST
def zurueck(request, stelle: Stelle):
    """A round was begun by mistake."""
    return _do_runde(request, stelle, services.take_back_runde)


@require_safe
def stand(request, stelle: Stelle):
    """The shared fragment, for a page whose stream is cut."""
    return HttpResponse(
        render_stand_of(stelle.konferenz), headers={"Nw-Strom": live.url(stelle.konferenz.live_kanal, "gespraeche")}
    )


@require_safe
def person(request, stelle: Stelle, kennung: str):
    """Where somebody sits in each round, for a helper who is asked."""
    return _person_page(request, stelle, _find(stelle, kennung))


@require_POST
def fester_platz(request, stelle: Stelle, kennung: str):
    anmeldung = _find(stelle, kennung)
    form = FesterPlatzForm(request.POST)
    if not form.is_valid():
        return _person_page(request, stelle, anmeldung, _unreadable(), status=422)
    fest = form.cleaned_data["fest"]
    try:
        services.set_fester_platz(anmeldung, fest=fest, by=stelle.by)
    except NichtErlaubt as error:
        return _person_page(request, stelle, anmeldung, error.satz, status=403)
    name = {"name": anmeldung.name}
    messages.success(
        request,
        _("%(name)s bleibt an einem Tisch. Andere kommen dorthin.") % name
        if fest
        else _("%(name)s wechselt den Tisch wie alle anderen.") % name,
    )
    return redirect(f"{stelle.personen}{kennung}/gespraeche/")


@require_POST
def kontakt(request, stelle: Stelle, kennung: str):
    """For somebody without a phone. Whether they had tapped before is nobody's business, so the page never says."""
    anmeldung = _find(stelle, kennung)
    form = KontaktForm(request.POST)
    if not form.is_valid():
        return _person_page(request, stelle, anmeldung, _unreadable(), status=422)
    will = form.cleaned_data["will"]
    try:
        (services.wish_kontakt if will else services.withdraw_kontakt)(
            anmeldung, form.cleaned_data["person"], by=stelle.by
        )
    except NichtErlaubt as error:
        return _person_page(request, stelle, anmeldung, error.satz, status=403)
    messages.success(
        request,
        _("Der Wunsch ist eingetragen. Erst wenn beide das sagen, sehen sie ihre Kontaktdaten.")
        if will
        else _("Der Wunsch ist zurückgenommen."),
    )
    return redirect(f"{stelle.personen}{kennung}/gespraeche/")


def gespraeche_path(stelle: Stelle) -> str:
    """Where the addresses of the short talks begin."""
    if stelle.by.is_verwaltung:
        return reverse("themen:verwaltung_gespraeche", args=[stelle.konferenz.veranstalter.slug, stelle.konferenz.slug])
    return f"{stelle.rahmen['heim']}gespraeche/"


def _page(request, stelle: Stelle, form: PlanForm | None = None, status: int = 200):
    plan = collect_plan(stelle.konferenz)
    darf_steuern = erlaubt(stelle.konferenz, Handlung.ABLAUF_STEUERN, stelle.by)
    context = stelle.context(
        "gespraeche",
        plan=plan,
        jetzt_ms=round(timezone.now().timestamp() * 1000),
        live_url=live.url(stelle.konferenz.live_kanal, "gespraeche"),
        kontakte=count_kontakte(stelle.konferenz) if plan.has_begun else 0,
        form=form or PlanForm(initial=_initial(plan)),
        gespraeche_pfad=gespraeche_path(stelle),
        druck_pfad=print_path(stelle),
        darf_steuern=darf_steuern,
        # later it is no mistake any more
        darf_zurueck=darf_steuern and plan.has_begun and not stelle.konferenz.has_ended(Art.VORSTELLUNGSRUNDE),
    )
    return render(request, "themen/kurzgespraeche.html", context, status=status)


def _initial(plan: Plan) -> dict:
    if not plan.runden:
        return {}
    letzte = plan.runden[-1]
    return {"runden": len(plan.runden), "groesse": letzte.groesse, "minuten": letzte.minuten}


def _do_runde(request, stelle: Stelle, service):
    form = RundeForm(request.POST)
    if not form.is_valid():
        messages.error(request, _unreadable())
        return redirect(gespraeche_path(stelle))
    return _do(request, stelle, lambda: service(stelle.konferenz, form.cleaned_data["runde"], by=stelle.by))


def _do(request, stelle: Stelle, work, satz: str = ""):
    """The step or a sentence on why not, then the page that it was asked on."""
    try:
        work()
        if satz:
            messages.success(request, satz)
    except NichtErlaubt as error:
        messages.error(request, error.satz)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    if "regie" in request.POST and "heim" in stelle.rahmen:
        return redirect(stelle.rahmen["heim"])
    return redirect(gespraeche_path(stelle))


def _unreadable() -> str:
    return _("Das war nicht zu lesen. Es ist nichts geändert. Bitte tippen Sie noch einmal.")


def _find(stelle: Stelle, kennung: str) -> Anmeldung:
    anmeldung = get_object_or_404(stelle.konferenz.anmeldungen.nennbar().select_related("einrichtung"), kennung=kennung)
    anmeldung.konferenz = stelle.konferenz
    return anmeldung


def _person_page(request, stelle: Stelle, anmeldung: Anmeldung, fehler: str = "", status: int = 200):
    context = stelle.context(
        "anwesenheit",
        anmeldung=anmeldung,
        karte=collect_karte(anmeldung),
        person_pfad=f"{stelle.personen}{anmeldung.kennung}/",
        darf_kontakt=erlaubt(stelle.konferenz, Handlung.KONTAKT_WUENSCHEN, stelle.by),
        fehler=fehler,
    )
    return render(request, "themen/person_gespraeche.html", context, status=status)
