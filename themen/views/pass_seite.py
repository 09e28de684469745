"""A participant's pass: the day, the topics, the own data. Groups and boards have their own modules."""

from django.contrib import messages
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from konferenz import live
from konferenz.models import Programmpunkt
from konferenz.permissions import Handlung, erlaubt
from konferenz.services.fehler import NichtErlaubt
from konferenz.speichern import initial_of, save_form
from konferenz.zugriff import personal_link
from teilnehmer.services.plaetze import positions
from teilnehmer.services.warteliste import confirm_platz
from themen.forms.pass_seite import MeineDatenForm
from themen.forms.themenvorschlag import KurzThemaFassungForm, KurzThemaForm
from themen.gruppen_stand import tag_of
from themen.klebepunkte import why_no_dots
from themen.massnahmen import collect_eigene_massnahmen
from themen.mitstreiten import load_meine
from themen.models import Mitstreiter, Themenvorschlag, Zuordnung
from themen.pass_navigation import Pass, load_pass, pass_context
from themen.protokoll.stand import reading
from themen.services import themenvorschlag as services
from themen.services.pass_seite import cancel_teilnahme, change_meine_daten
from themen.themen_stand import version_of
from themen.themenliste import load_themenliste, open_herkunft, sichtbare, with_zahlen
from themen.views.kurzgespraech_pass import gespraeche_context
from themen.views.rueckmeldung import is_asked, may_give

form_methods = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@personal_link("pass")
def mein_tag(request, zugang):
    person = load_pass(zugang)
    konferenz = person.konferenz
    zuordnung = (
        Zuordnung.objects.filter(anmeldung=person.anmeldung, bis__isnull=True).select_related("kleingruppe").first()
    )
    gefragt = is_asked(person)
    return render(
        request,
        "themen/pass.html",
        pass_context(person, "tag")
        | gespraeche_context(person)
        | {
            "gruppe": zuordnung.kleingruppe if zuordnung else None,
            "wahl_offen": erlaubt(konferenz, Handlung.GRUPPE_WAEHLEN, person.by),
            "karten_offen": erlaubt(konferenz, Handlung.KARTE_SCHREIBEN, person.by),
            "darf_bestaetigen": erlaubt(konferenz, Handlung.ABMELDEN, person.by),
            "platz": positions(konferenz).get(person.anmeldung.pk) if person.is_wartend else None,
            "rueckmeldung_offen": gefragt,
            "ergebnisse_da": erlaubt(konferenz, Handlung.ERGEBNISSE_SEHEN, person.by),
            "protokoll": reading(konferenz, entwurf=person.anmeldung.anwesend_am is not None),
            "eigene": _own_themen(person),
            "massnahmen": collect_eigene_massnahmen(person.anmeldung),
            "tag": tag_of(konferenz),
            "schreiben_laeuft": konferenz.has_begun(Programmpunkt.Art.GRUPPENARBEIT)
            and not konferenz.has_ended(Programmpunkt.Art.GRUPPENARBEIT),
            "rueckmeldung_gegeben": may_give(person) and not gefragt,
            "darf_mitmachen": _may_join(person),
            "darf_vorschlagen": _may_propose(person),
            "darf_kleben": not why_no_dots(person.anmeldung, person.by),
        },
    )


@require_safe
@personal_link("pass")
def pass_themen(request, zugang):
    person = load_pass(zugang)
    liste = load_themenliste(sichtbare(person.konferenz).prefetch_related(open_herkunft()), request.GET.get("seite"))
    load_meine(person.anmeldung, liste.themen)
    for thema in liste.themen:
        thema.is_meins = thema.anmeldung_id == person.anmeldung.pk
    return render(
        request,
        "themen/pass_themen.html",
        pass_context(person, "themen")
        | {
            "liste": liste,
            "darf_mitmachen": _may_join(person),
            "darf_vorschlagen": _may_propose(person),
            "live_url": live.url(person.konferenz.live_kanal, "themen"),
            "version": version_of(person.konferenz.pk),
        },
    )


@require_safe
@personal_link("pass")
def pass_thema(request, zugang, kennung):
    person = load_pass(zugang)
    thema = get_object_or_404(
        sichtbare(person.konferenz).select_related("leitfrage", "einrichtung").prefetch_related(open_herkunft()),
        kennung=kennung,
    )
    with_zahlen([thema])
    load_meine(person.anmeldung, [thema])
    return render(
        request,
        "themen/pass_thema.html",
        pass_context(person, "themen")
        | {
            "thema": thema,
            "darf_mitmachen": _may_join(person),
            "is_meins": thema.anmeldung_id == person.anmeldung.pk,
            "darf_vorschlagen": _may_propose(person),
        },
    )


@form_methods
@personal_link("pass")
def pass_thema_neu(request, zugang):
    person = load_pass(zugang)
    form = KurzThemaForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not person.is_angemeldet:
            form.add_error(None, _("Sie sind nicht angemeldet. Darum können Sie kein Thema vorschlagen."))
        elif save_form(
            form,
            lambda: services.submit_themenvorschlag(
                person.konferenz,
                anmeldung=person.anmeldung,
                einrichtung=person.anmeldung.einrichtung,
                by=person.by,
                vorgang=form.cleaned_data["vorgang"],
                **form.felder,
            ),
        ):
            messages.success(request, _("Ihr Thema ist eingetragen."))
            return redirect("themen:pass_themen", zugang.token)
    return _render_formular(request, person, form)


@form_methods
@personal_link("pass")
def pass_thema_bearbeiten(request, zugang, kennung):
    person = load_pass(zugang)
    thema = _get_own_thema(person, kennung)
    form = KurzThemaFassungForm(request.POST or None, initial=initial_of(thema, KurzThemaFassungForm))
    if (
        request.method == "POST"
        and form.is_valid()
        and save_form(
            form,
            lambda: services.change_themenvorschlag(
                thema, fassung=form.cleaned_data["fassung"], by=person.by, **form.felder
            ),
        )
    ):
        messages.success(request, _("Ihr Thema ist geändert."))
        return redirect("themen:pass_thema", zugang.token, kennung)
    return _render_formular(request, person, form, thema)


@require_POST
@personal_link("pass")
def pass_thema_zurueckziehen(request, zugang, kennung):
    person = load_pass(zugang)
    thema = _get_own_thema(person, kennung)
    try:
        services.withdraw_themenvorschlag(thema, by=person.by)
        messages.success(request, _("Das Thema „%(titel)s“ ist zurückgezogen.") % {"titel": thema.titel})
    except NichtErlaubt as error:
        messages.error(request, error.satz)
    return redirect("themen:pass_themen", zugang.token)


@form_methods
@personal_link("pass")
def meine_daten(request, zugang):
    person = load_pass(zugang)
    form = MeineDatenForm(request.POST or None, initial=initial_of(person.anmeldung, MeineDatenForm))
    if (
        request.method == "POST"
        and form.is_valid()
        and save_form(form, lambda: change_meine_daten(person.anmeldung, by=person.by, **form.cleaned_data))
    ):
        messages.success(request, _("Ihre Angaben sind gespeichert."))
        return redirect("themen:pass_daten", zugang.token)
    return render(
        request,
        "themen/pass_daten.html",
        pass_context(person, "daten")
        | {
            "form": form,
            "darf_aendern": person.is_dabei and erlaubt(person.konferenz, Handlung.ABMELDEN, person.by),
            "einwilligungen": list(person.anmeldung.einwilligungen.order_by("-erteilt_am", "-pk")),
            "bedarfe": list(person.anmeldung.bedarfe.all()),
        },
    )


@require_POST
@personal_link("pass")
def platz(request, zugang):
    """Yes, I come: a seat that became free is firm."""
    person = load_pass(zugang)
    try:
        confirm_platz(person.anmeldung, by=person.by)
        messages.success(request, _("Ihr Platz ist sicher. Wir freuen uns auf Sie."))
    except NichtErlaubt as error:
        messages.error(request, error.satz)
    return redirect("themen:pass", zugang.token)


@form_methods
@personal_link("pass")
def abmelden(request, zugang):
    """Asks once, then gives the seat back."""
    person = load_pass(zugang)
    if request.method == "POST":
        try:
            cancel_teilnahme(person.anmeldung, by=person.by)
            messages.success(
                request,
                _("Sie stehen nicht mehr auf der Warteliste.")
                if person.is_wartend
                else _("Sie sind abgemeldet. Ihr Platz ist frei."),
            )
        except NichtErlaubt as error:
            messages.error(request, error.satz)
        return redirect("themen:pass", zugang.token)
    return render(request, "themen/pass_abmelden.html", pass_context(person, "daten"))


def _may_join(person: Pass) -> bool:
    return person.is_angemeldet and erlaubt(person.konferenz, Handlung.MITSTREITEN, person.by)


def _may_propose(person: Pass) -> bool:
    return person.is_angemeldet and erlaubt(person.konferenz, Handlung.THEMA_VORSCHLAGEN, person.by)


def _own_themen(person: Pass) -> list[Themenvorschlag]:
    """What this person or their institution proposed, and what they joined."""
    mine = Q(anmeldung=person.anmeldung) | Q(
        pk__in=Mitstreiter.objects.filter(anmeldung=person.anmeldung, bis__isnull=True).values("thema")
    )
    if person.anmeldung.einladung_id:
        mine |= Q(einladung=person.anmeldung.einladung_id)
    themen = list(sichtbare(person.konferenz).filter(mine).prefetch_related(open_herkunft()))
    for thema in themen:
        thema.is_meins = thema.anmeldung_id == person.anmeldung.pk or (
            thema.einladung_id is not None and thema.einladung_id == person.anmeldung.einladung_id
        )
    return themen


def _get_own_thema(person: Pass, kennung: str) -> Themenvorschlag:
    thema = get_object_or_404(
        person.konferenz.themenvorschlaege.sichtbar().filter(anmeldung=person.anmeldung), kennung=kennung
    )
    thema.konferenz = person.konferenz
    return thema


def _render_formular(request, person: Pass, form, thema: Themenvorschlag | None = None):
    return render(
        request,
        "themen/pass_thema_formular.html",
        pass_context(person, "themen")
        | {
            "form": form,
            "thema": thema,
            "darf_vorschlagen": _may_propose(person),
            "tor_satz": services.tor_satz(person.konferenz),
        },
    )
