"""Where the minutes stand, and every step from the draft to the release and back, for staff."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from konferenz.forms.gemeinsam import add_service_errors
from konferenz.permissions import PUBLIZIERT, Handlung, erlaubt
from konferenz.services.fehler import NichtErlaubt
from konferenz.zugriff import Dienst, verwaltung
from themen.forms.protokollfreigabe import FristForm, KorrekturForm
from themen.hinweise import collect_fundstellen_entwurf
from themen.models import Protokollfassung, Protokollstand
from themen.protokoll.brief import find_brief
from themen.protokoll.daten import Variante
from themen.protokoll.fassung import Varianten, collect_varianten, content_sum, load_variante, outdated_titles
from themen.protokoll.stand import count_offene, is_frist_offen, load_stand
from themen.protokoll.unterschied import Unterschied, compare_versions
from themen.services import protokollfreigabe as service

READ_OR_SEND = require_http_methods(["GET", "HEAD", "POST"])
Zustand = Protokollstand.Zustand


@require_safe
@verwaltung()
def freigabe(request, dienst: Dienst):
    """The four steps, what is due, and the buttons for it."""
    konferenz = dienst.konferenz
    stand = load_stand(konferenz)
    version = konferenz.protokollfassungen.select_related("freigegeben_von").order_by("-nummer").first()
    context = dienst.context(
        "protokoll",
        stand=stand,
        schritte=_steps(stand),
        version=version,
        anmerkungen=konferenz.protokollanmerkungen.count(),
        offen=count_offene(konferenz),
        is_frist_offen=is_frist_offen(stand),
        brief=find_brief(konferenz, stand, version),
        geaendert=outdated_titles(konferenz, version) if version and stand.zustand == Zustand.FREIGEGEBEN else [],
        darf_vorlegen=erlaubt(konferenz, Handlung.PROTOKOLL_VORLEGEN, dienst.by),
        darf_freigeben=erlaubt(konferenz, Handlung.PROTOKOLL_FREIGEBEN, dienst.by),
        warum_nicht=service.why_not_release(konferenz, stand, dienst.by),
    )
    return render(request, "themen/protokollfreigabe/freigabe.html", context)


def _steps(stand: Protokollstand) -> list[dict]:
    hier = list(Zustand).index(stand.zustand)
    return [
        {"name": zustand.label, "stand": "da" if n < hier else "jetzt" if n == hier else ""}
        for n, zustand in enumerate(Zustand)
    ]


@READ_OR_SEND
@verwaltung(schreibend=True)
def rueckmeldung(request, dienst: Dienst):
    """Until when those present may write: gives the draft out, or moves the deadline."""
    stand = load_stand(dienst.konferenz)
    laeuft = stand.zustand == Zustand.RUECKMELDUNG
    form = FristForm(request.POST or None, initial={"frist": stand.frist} if laeuft else None)
    if request.method == "POST" and form.is_valid():
        try:
            frist = form.cleaned_data["frist"]
            if laeuft:
                service.change_frist(konferenz=dienst.konferenz, frist=frist, by=dienst.by)
                messages.success(request, _("Die Frist ist geändert."))
                return _to_freigabe(dienst)
            aussendung = service.start_rueckmeldung(konferenz=dienst.konferenz, frist=frist, by=dienst.by)
        except NichtErlaubt as error:
            form.add_error(None, error.satz)
        except ValidationError as error:
            add_service_errors(form, error)
        else:
            messages.success(request, _("Der Entwurf liegt zur Rückmeldung vor. Die E-Mail ist vorbereitet."))
            return redirect("teilnehmer:aussendung", dienst.veranstalter.slug, dienst.konferenz.slug, aussendung.pk)
    context = dienst.context("protokoll", form=form, laeuft=laeuft)
    return render(request, "themen/protokollfreigabe/rueckmeldung.html", context)


@require_POST
@verwaltung()
def vorlegen(request, dienst: Dienst):
    trotz_frist = request.POST.get("trotz_frist") == "1"
    return _step(
        request,
        dienst,
        lambda: service.submit_protokoll(konferenz=dienst.konferenz, trotz_frist=trotz_frist, by=dienst.by),
        _("Das Protokoll liegt zur Freigabe vor."),
    )


@require_POST
@verwaltung()
def zurueck(request, dienst: Dienst):
    return _step(
        request,
        dienst,
        lambda: service.withdraw_protokoll(konferenz=dienst.konferenz, by=dienst.by),
        _("Das Protokoll ist wieder ein Entwurf."),
    )


@require_POST
@verwaltung()
def korrektur_beenden(request, dienst: Dienst):
    return _step(
        request,
        dienst,
        lambda: service.drop_correction(konferenz=dienst.konferenz, by=dienst.by),
        _("Es bleibt bei der freigegebenen Version."),
    )


@READ_OR_SEND
@verwaltung(leitung=True)
def freigeben(request, dienst: Dienst):
    """What is signed, word by word, before it is signed; then it is frozen."""
    konferenz = dienst.konferenz
    if request.method == "POST":
        gelesen = request.POST.get("gelesen", "")[:64]
        is_oeffentlich = request.POST.get("oeffentlich") == "1"
        return _step(
            request,
            dienst,
            lambda: service.release_protokoll(
                konferenz=konferenz, gelesen=gelesen, is_oeffentlich=is_oeffentlich, by=dienst.by
            ),
            _("Das Protokoll ist freigegeben. Die Dateien werden gerade erstellt."),
        )
    stand = load_stand(konferenz)
    if stand.zustand != Zustand.VORGELEGT:
        return _to_freigabe(dienst)
    entwuerfe = collect_varianten(konferenz)
    vorige = konferenz.protokollfassungen.order_by("-nummer").first()
    context = dienst.context(
        "protokoll",
        stand=stand,
        gelesen=content_sum(entwuerfe),
        nummer=vorige.nummer + 1 if vorige else 1,
        vorige=vorige,
        unterschiede=_differences(vorige, entwuerfe, Variante.INTERN),
        varianten=list(reversed(Variante)),
        warum_nicht=service.why_not_release(konferenz, stand, dienst.by)
        or service.why_submit_again(konferenz, stand, entwuerfe),
        darf_freigeben=erlaubt(konferenz, Handlung.PROTOKOLL_FREIGEBEN, dienst.by),
    )
    if konferenz.phase in PUBLIZIERT:  # the release publishes, so this page shows what becomes public
        context |= {
            "is_sofort_oeffentlich": True,
            "oeffentlich_anders": _differences(vorige, entwuerfe, Variante.OEFFENTLICH),
            "fundstellen": collect_fundstellen_entwurf(
                konferenz, entwuerfe[Variante.OEFFENTLICH], stand.aenderung if vorige else ""
            ),
        }
    return render(request, "themen/protokollfreigabe/freigeben.html", context)


def _differences(vorige: Protokollfassung | None, entwuerfe: Varianten, variante: Variante) -> list[Unterschied]:
    return compare_versions(load_variante(vorige, variante), entwuerfe[variante]) if vorige else []


@READ_OR_SEND
@verwaltung(schreibend=True)
def korrigieren(request, dienst: Dienst):
    """A next version, with its reason."""
    version = dienst.konferenz.protokollfassungen.order_by("-nummer").defer("inhalt").first()
    if version is None:
        raise Http404
    form = KorrekturForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            service.correct_protokoll(
                konferenz=dienst.konferenz, aenderung=form.cleaned_data["aenderung"], by=dienst.by
            )
        except NichtErlaubt as error:
            form.add_error(None, error.satz)
        except ValidationError as error:
            add_service_errors(form, error)
        else:
            messages.success(request, _("Der Entwurf der nächsten Version ist offen. Die alte gilt bis zur Freigabe."))
            return _to_freigabe(dienst)
    context = dienst.context("protokoll", form=form, version=version)
    return render(request, "themen/protokollfreigabe/korrigieren.html", context)


def _step(request, dienst: Dienst, step, satz: str):
    """One step; what is not possible (any more) becomes a sentence on the page it comes back to."""
    try:
        step()
    except NichtErlaubt as error:
        messages.error(request, error.satz)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, satz)
    return _to_freigabe(dienst)


def _to_freigabe(dienst: Dienst):
    return redirect(reverse("themen:protokoll_freigabe", args=[dienst.veranstalter.slug, dienst.konferenz.slug]))
