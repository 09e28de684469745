"""Forming groups: the list of topics and groups, and what can be done with one group. Same views at every Stelle."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Prefetch, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from konferenz import live
from konferenz.permissions import Handlung
from konferenz.services.fehler import NichtErlaubt
from konferenz.services.gemeinsam import require
from konferenz.speichern import save_form
from themen.forms.kleingruppe import KleingruppeAendernForm, KleingruppeNeuForm, ThemenWahlForm, ZielForm
from themen.gruppen_stand import add_lage, render_stand, render_tore_of, tore_of, version_of
from themen.models import Herkunft, Kleingruppe, Themenvorschlag, Umbau
from themen.services import kleingruppe as services
from themen.services import umbau as umbauten
from themen.themenliste import with_zahlen
from themen.views.stelle import Stelle

Status = Themenvorschlag.Status
LETZTE = 5


@require_safe
def gruppen(request, stelle: Stelle):
    """Topics that wait, groups as they are, the Themenspeicher, and the last changes that can be undone."""
    themen = list(_waiting(stelle).select_related("einrichtung"))
    bestehende = list(
        _with_themen(stelle).annotate(
            karten=Count("befunde", filter=Q(befunde__geloescht_am__isnull=True), distinct=True)
        )
    )
    with_zahlen([*themen, *(row.thema for gruppe in bestehende for row in gruppe.offene_herkunft)])
    add_lage(bestehende, stelle.konferenz)
    context = stelle.context(
        "gruppen",
        offene=[thema for thema in themen if thema.status != Status.IM_SPEICHER],
        speicher=[thema for thema in themen if thema.status == Status.IM_SPEICHER],
        gruppen=bestehende,
        live_url=live.url(stelle.konferenz.live_kanal, "gruppen", "jetzt"),
        version=version_of(bestehende),
        tore=tore_of(stelle.konferenz),
        umbauten=stelle.konferenz.umbauten.filter(rueckgaengig_am__isnull=True).select_related("quelle", "ziel")[
            :LETZTE
        ],
    )
    return render(request, "themen/gruppen_bilden.html", context)


@require_safe
def stand(request, stelle: Stelle):
    """The shared fragments, for a page whose stream is cut."""
    return HttpResponse(render_stand(stelle.konferenz.pk) + render_tore_of(stelle.konferenz))


@require_http_methods(["GET", "HEAD", "POST"])
def neu(request, stelle: Stelle):
    """One group out of the topics that were ticked on the list."""
    require(stelle.konferenz, Handlung.GRUPPEN_BILDEN, stelle.by)
    themen = _waiting(stelle)
    if request.method == "POST":
        form = KleingruppeNeuForm(request.POST, themen=themen)
        if form.is_valid() and save_form(form, lambda: _form(stelle, form)):
            return redirect(stelle.gruppen)
    else:
        gewaehlt = list(themen.filter(kennung__in=request.GET.getlist("thema")))
        form = KleingruppeNeuForm(themen=themen, initial=_initial(gewaehlt))
    status = 422 if form.is_bound else 200
    return render(request, "themen/gruppe_neu.html", stelle.context("gruppen", form=form), status=status)


def _form(stelle: Stelle, form: KleingruppeNeuForm) -> None:
    angaben = dict(form.cleaned_data)
    themen, vorgang = angaben.pop("thema"), angaben.pop("vorgang")
    services.form_kleingruppe(stelle.konferenz, themen=themen, by=stelle.by, vorgang=vorgang, **angaben)


def _initial(themen: list[Themenvorschlag]) -> dict:
    if not themen:
        return {}
    return {
        "thema": [thema.kennung for thema in themen],
        "titel": themen[0].titel,
        "beschreibung": themen[0].beschreibung if len(themen) == 1 else "\n".join(thema.titel for thema in themen),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def bearbeiten(request, stelle: Stelle, nr: int):
    """Room, seats and words of a group; below it everything else that can be done with it."""
    require(stelle.konferenz, Handlung.GRUPPEN_BILDEN, stelle.by)
    gruppe = _find(stelle, nr)
    if request.method == "POST":
        form = KleingruppeAendernForm(request.POST, instance=_find(stelle, nr))
        if form.is_valid() and save_form(
            form, lambda: services.change_kleingruppe(gruppe, by=stelle.by, **form.cleaned_data)
        ):
            messages.success(request, _("Gruppe %(nr)s ist gespeichert.") % {"nr": nr})
            return redirect(stelle.gruppen)
    else:
        form = KleingruppeAendernForm(instance=gruppe, initial={"fassung": gruppe.fassung})
    status = 422 if form.is_bound else 200
    return render(request, "themen/gruppe_bearbeiten.html", _gruppe_context(stelle, gruppe, form), status=status)


def _gruppe_context(stelle: Stelle, gruppe: Kleingruppe, form) -> dict:
    drin = [row.thema for row in gruppe.offene_herkunft]
    return stelle.context(
        "gruppen",
        gruppe=_find(stelle, gruppe.nummer) if form.is_bound else gruppe,
        form=form,
        drin=drin,
        teilbar=len(drin) > 1,
        wartende=list(_waiting(stelle)),
        andere=stelle.konferenz.kleingruppen.for_list().exclude(pk=gruppe.pk),
    )


@require_POST
def themen_geben(request, stelle: Stelle, nr: int):
    gruppe = _find(stelle, nr)
    form = ThemenWahlForm(request.POST, themen=_waiting(stelle))
    return _do(request, stelle, form, lambda: services.give_themen(gruppe, form.cleaned_data["thema"], by=stelle.by))


@require_POST
def thema_nehmen(request, stelle: Stelle, nr: int):
    gruppe = _find(stelle, nr)
    thema = _get_thema_of(gruppe, request)
    return _do(request, stelle, None, lambda: services.take_thema(gruppe, thema, by=stelle.by))


@require_POST
def thema_verschieben(request, stelle: Stelle, nr: int):
    """One topic into another group; can be undone."""
    gruppe = _find(stelle, nr)
    thema = _get_thema_of(gruppe, request)
    form = ZielForm(request.POST, gruppen=stelle.konferenz.kleingruppen.for_list())
    satz = _("Das Thema ist verschoben. Unten auf der Seite können Sie das rückgängig machen.")
    return _do(
        request,
        stelle,
        form,
        lambda: umbauten.move_thema(thema, gruppe, _in_konferenz(form.cleaned_data["ziel"], stelle), by=stelle.by),
        satz,
    )


@require_POST
def zusammenlegen(request, stelle: Stelle, nr: int):
    gruppe = _find(stelle, nr)
    form = ZielForm(request.POST, gruppen=stelle.konferenz.kleingruppen.for_list())
    satz = _("Die Gruppen sind zusammengelegt. Unten auf der Seite können Sie das rückgängig machen.")
    return _do(
        request,
        stelle,
        form,
        lambda: umbauten.merge_kleingruppen(gruppe, form.cleaned_data["ziel"], by=stelle.by),
        satz,
    )


@require_POST
def teilen(request, stelle: Stelle, nr: int):
    gruppe = _find(stelle, nr)
    form = ThemenWahlForm(request.POST, themen=_themen_of(gruppe))
    satz = _("Die Gruppe ist geteilt. Bitte geben Sie der neuen Gruppe einen Raum.")
    return _do(
        request,
        stelle,
        form,
        lambda: umbauten.split_kleingruppe(gruppe, form.cleaned_data["thema"], by=stelle.by),
        satz,
    )


@require_POST
def aufloesen(request, stelle: Stelle, nr: int):
    gruppe = _find(stelle, nr)
    return _do(request, stelle, None, lambda: services.dissolve_kleingruppe(gruppe, by=stelle.by))


@require_POST
def umbau_zurueck(request, stelle: Stelle, pk: int):
    umbau = get_object_or_404(Umbau.objects.select_related("quelle", "ziel"), konferenz=stelle.konferenz, pk=pk)
    umbau.konferenz = stelle.konferenz

    def undo():
        for satz in umbauten.undo_umbau(umbau, by=stelle.by):
            messages.info(request, satz)

    return _do(request, stelle, None, undo, _("Die Änderung ist rückgängig gemacht."))


def _do(request, stelle: Stelle, form, work, satz: str = ""):
    """Do it and go back to the list; what was refused stands there as a sentence."""
    if form is not None and not form.is_valid():
        messages.error(request, next(iter(form.errors.values()))[0])
        return redirect(stelle.gruppen)
    try:
        work()
    except NichtErlaubt as error:
        messages.error(request, error.satz)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        if satz:
            messages.success(request, satz)
    return redirect(stelle.gruppen)


def _waiting(stelle: Stelle):
    """Topics of this conference in no group, in German order."""
    return stelle.konferenz.themenvorschlaege.ohne_gruppe().order_by("sortierschluessel", "pk")


def _with_themen(stelle: Stelle):
    offene = Herkunft.objects.filter(bis__isnull=True).select_related("thema__einrichtung").order_by("seit", "pk")
    return stelle.konferenz.kleingruppen.for_list().prefetch_related(Prefetch("herkunft", offene, "offene_herkunft"))


def _find(stelle: Stelle, nr: int) -> Kleingruppe:
    gruppe = get_object_or_404(_with_themen(stelle), nummer=nr)
    gruppe.konferenz = stelle.konferenz
    return gruppe


def _get_thema_of(gruppe: Kleingruppe, request) -> Themenvorschlag:
    kennung = request.POST.get("thema")
    thema = next((row.thema for row in gruppe.offene_herkunft if row.thema.kennung == kennung), None)
    if thema is None:
        raise Http404
    return thema


def _in_konferenz(gruppe: Kleingruppe, stelle: Stelle) -> Kleingruppe:
    gruppe.konferenz = stelle.konferenz
    return gruppe


def _themen_of(gruppe: Kleingruppe):
    return Themenvorschlag.objects.filter(
        herkunft__in=Herkunft.objects.filter(kleingruppe=gruppe, bis__isnull=True)
    ).order_by("sortierschluessel", "pk")
