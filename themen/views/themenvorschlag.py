"""Topics: read by everybody, proposed by institutions, kept by staff."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from konferenz.akteur import Akteur, Rolle
from konferenz.permissions import Handlung, erlaubt
from konferenz.services.fehler import NichtErlaubt
from konferenz.speichern import initial_of, save_form
from konferenz.zugriff import get_oeffentliche_konferenz, personal_link, verwaltung
from themen.forms.themenvorschlag import (
    ThemenvorschlagFassungForm,
    ThemenvorschlagForm,
    VerbleibForm,
    VerwaltungThemaFassungForm,
    VerwaltungThemaForm,
)
from themen.models import Themenvorschlag
from themen.services import themenvorschlag as services
from themen.services.protokoll import why_only_leitung
from themen.themenliste import load_themenliste, open_herkunft, sichtbare, with_zahlen

form_methods = require_http_methods(["GET", "HEAD", "POST"])


# Everybody


@require_safe
def themen(request, v, k):
    konferenz = get_oeffentliche_konferenz(v, k)
    return render(
        request,
        "themen/themen.html",
        {
            "konferenz": konferenz,
            "veranstalter": konferenz.veranstalter,
            "seite": "themen",
            "liste": load_themenliste(sichtbare(konferenz), request.GET.get("seite")),
        },
    )


@require_safe
def thema(request, v, k, kennung):
    konferenz = get_oeffentliche_konferenz(v, k)
    found = get_object_or_404(
        sichtbare(konferenz).select_related("leitfrage", "einrichtung").prefetch_related(open_herkunft()),
        kennung=kennung,
    )
    with_zahlen([found])
    return render(
        request,
        "themen/thema.html",
        {"konferenz": konferenz, "veranstalter": konferenz.veranstalter, "seite": "themen", "thema": found},
    )


# An institution


def _load_einladung(zugang):
    einladung = zugang.einladung
    einladung.konferenz = zugang.konferenz
    return einladung, Akteur(Rolle.EINRICHTUNG, einladung.pk)


def _einladung_context(zugang, einladung, by) -> dict:
    return {
        "konferenz": zugang.konferenz,
        "veranstalter": zugang.konferenz.veranstalter,
        "einladung": einladung,
        "pfad": zugang.pfad,
        "vertraulich": True,
        "darf_vorschlagen": erlaubt(zugang.konferenz, Handlung.THEMA_VORSCHLAGEN, by),
        "tor_satz": services.tor_satz(zugang.konferenz),
    }


@require_safe
@personal_link("einladung")
def einladung_themen(request, zugang):
    einladung, by = _load_einladung(zugang)
    eigene = einladung.themenvorschlaege.sichtbar().prefetch_related(open_herkunft()).order_by("eingereicht_am", "pk")
    return render(
        request,
        "themen/einladung_themen.html",
        _einladung_context(zugang, einladung, by) | {"themen": with_zahlen(list(eigene))},
    )


@form_methods
@personal_link("einladung")
def einladung_thema_neu(request, zugang):
    einladung, by = _load_einladung(zugang)
    form = ThemenvorschlagForm(request.POST or None, konferenz=zugang.konferenz)
    if (
        request.method == "POST"
        and form.is_valid()
        and save_form(
            form,
            lambda: services.submit_themenvorschlag(
                zugang.konferenz, einladung=einladung, by=by, vorgang=form.cleaned_data["vorgang"], **form.felder
            ),
        )
    ):
        messages.success(request, _("Ihr Thema ist eingetragen."))
        return redirect("themen:einladung_themen", zugang.token)
    return render(
        request,
        "themen/einladung_thema_formular.html",
        _einladung_context(zugang, einladung, by) | {"form": form},
    )


@form_methods
@personal_link("einladung")
def einladung_thema_bearbeiten(request, zugang, kennung):
    einladung, by = _load_einladung(zugang)
    found = get_object_or_404(einladung.themenvorschlaege.sichtbar(), kennung=kennung)
    found.konferenz = zugang.konferenz
    form = ThemenvorschlagFassungForm(
        request.POST or None, konferenz=zugang.konferenz, initial=initial_of(found, ThemenvorschlagFassungForm)
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and save_form(
            form,
            lambda: services.change_themenvorschlag(found, fassung=form.cleaned_data["fassung"], by=by, **form.felder),
        )
    ):
        messages.success(request, _("Ihr Thema ist geändert."))
        return redirect("themen:einladung_themen", zugang.token)
    return render(
        request,
        "themen/einladung_thema_formular.html",
        _einladung_context(zugang, einladung, by) | {"form": form, "thema": found},
    )


@require_POST
@personal_link("einladung")
def einladung_thema_zurueckziehen(request, zugang, kennung):
    einladung, by = _load_einladung(zugang)
    found = get_object_or_404(einladung.themenvorschlaege.sichtbar(), kennung=kennung)
    found.konferenz = zugang.konferenz
    try:
        services.withdraw_themenvorschlag(found, by=by)
        messages.success(request, _("Das Thema „%(titel)s“ ist zurückgezogen.") % {"titel": found.titel})
    except NichtErlaubt as error:
        messages.error(request, error.satz)
    return redirect("themen:einladung_themen", zugang.token)


# Staff

FILTER = {
    "neu": Themenvorschlag.Status.EINGEREICHT,
    "gruppe": Themenvorschlag.Status.ANGENOMMEN,
    "speicher": Themenvorschlag.Status.IM_SPEICHER,
    "zurueckgezogen": Themenvorschlag.Status.ZURUECKGEZOGEN,
}


@require_safe
@verwaltung()
def verwaltung_themen(request, dienst):
    auswahl = request.GET.get("stand", "")
    rows = dienst.konferenz.themenvorschlaege.select_related("einrichtung").prefetch_related(open_herkunft())
    rows = rows.filter(status=FILTER[auswahl]) if auswahl in FILTER else rows.sichtbar()
    return render(
        request,
        "themen/verwaltung_themen.html",
        _verwaltung_context(dienst)
        | {
            "liste": load_themenliste(rows.order_by("sortierschluessel", "pk"), request.GET.get("seite")),
            "auswahl": auswahl if auswahl in FILTER else "",
        },
    )


@form_methods
@verwaltung(schreibend=True)
def verwaltung_thema_neu(request, dienst):
    form = VerwaltungThemaForm(request.POST or None, konferenz=dienst.konferenz)
    if (
        request.method == "POST"
        and form.is_valid()
        and save_form(
            form,
            lambda: services.submit_themenvorschlag(
                dienst.konferenz, by=dienst.by, vorgang=form.cleaned_data["vorgang"], **form.felder
            ),
        )
    ):
        messages.success(request, _("Das Thema ist eingetragen."))
        return redirect("themen:verwaltung_themen", dienst.veranstalter.slug, dienst.konferenz.slug)
    return render(request, "themen/verwaltung_thema.html", _verwaltung_context(dienst) | {"form": form})


@form_methods
@verwaltung()
def verwaltung_thema(request, dienst, kennung):
    """The whole topic while topics are taken; after the day only where it went.

    Whoever sends the whole topic too late keeps their text in the fields, beside the refusal.
    """
    found = _get_thema(dienst, kennung)
    context = _verwaltung_context(dienst)
    if context["is_danach"] and "titel" not in request.POST:
        form, save = VerbleibForm(request.POST or None, initial=initial_of(found, VerbleibForm)), services.tell_verbleib
    else:
        initial = initial_of(found, VerwaltungThemaFassungForm)
        form = VerwaltungThemaFassungForm(request.POST or None, konferenz=dienst.konferenz, initial=initial)
        save = services.change_themenvorschlag
    if (
        request.method == "POST"
        and form.is_valid()
        and save_form(form, lambda: save(found, fassung=form.cleaned_data["fassung"], by=dienst.by, **form.felder))
    ):
        messages.success(request, _("Das Thema ist geändert."))
        return redirect("themen:verwaltung_themen", dienst.veranstalter.slug, dienst.konferenz.slug)
    with_zahlen([found])
    return render(request, "themen/verwaltung_thema.html", context | {"form": form, "thema": found})


SCHRITTE = {
    "speicher": (services.store_themenvorschlag, gettext_lazy("Das Thema ist im Themenspeicher.")),
    "zurueckholen": (services.restore_themenvorschlag, gettext_lazy("Das Thema ist wieder unter den Vorschlägen.")),
    "zurueckziehen": (services.withdraw_themenvorschlag, gettext_lazy("Das Thema ist zurückgezogen.")),
}


@require_POST
@verwaltung()
def verwaltung_thema_schritt(request, dienst, kennung, schritt):
    service, satz = SCHRITTE[schritt]
    found = _get_thema(dienst, kennung)
    try:
        service(found, by=dienst.by)
        messages.success(request, satz)
    except NichtErlaubt as error:
        messages.error(request, error.satz)
    return redirect("themen:verwaltung_thema", dienst.veranstalter.slug, dienst.konferenz.slug, kennung)


def _get_thema(dienst, kennung) -> Themenvorschlag:
    found = get_object_or_404(
        dienst.konferenz.themenvorschlaege.select_related("einrichtung", "leitfrage").prefetch_related(open_herkunft()),
        kennung=kennung,
    )
    found.konferenz = dienst.konferenz
    return found


def _verwaltung_context(dienst) -> dict:
    darf = erlaubt(dienst.konferenz, Handlung.THEMA_VORSCHLAGEN, dienst.by)
    danach = not darf and erlaubt(dienst.konferenz, Handlung.PROTOKOLL_BEARBEITEN, dienst.by)
    nur_lesen = why_only_leitung(dienst.konferenz, dienst.by) if danach else ""
    return dienst.context(
        "themen", darf_eintragen=darf, is_danach=danach, nur_lesen=nur_lesen, darf_verbleib=danach and not nur_lesen
    )
