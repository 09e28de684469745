"""The moderator's Regie: what runs, what comes, what is open."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from konferenz import live
from konferenz.models.konferenz import Leinwand
from konferenz.permissions import Handlung, erlaubt
from konferenz.services import ablauf
from konferenz.services.fehler import NichtErlaubt
from konferenz.services.phase import set_tor
from themen.forms.regie import ZugabeForm, number_of
from themen.regie_stand import collect_regie, render_stand_of
from themen.services.moderation import begin_punkt
from themen.views.stelle import Stelle


@require_safe
def regie(request, stelle: Stelle):
    konferenz = stelle.konferenz
    stand = collect_regie(konferenz)
    context = stelle.context(
        "regie",
        regie=stand,
        lauf=stand.lauf,
        vorstellungen=stand.vorstellungen,
        ansichten=Leinwand.choices,
        darf_steuern=erlaubt(konferenz, Handlung.ABLAUF_STEUERN, stelle.by),
        darf_kleben=konferenz.phase == konferenz.Phase.DURCHFUEHRUNG
        and erlaubt(konferenz, Handlung.PUNKTE_KLEBEN, stelle.by),
        darf_tore=erlaubt(konferenz, Handlung.TORE_STELLEN, stelle.by),
        live_url=live.url(konferenz.live_kanal, "regie"),
        jetzt=None,
    )
    return render(request, "themen/regie.html", context)


@require_safe
def stand(request, stelle: Stelle):
    """The shared fragment, for a page whose stream is cut."""
    return HttpResponse(
        render_stand_of(collect_regie(stelle.konferenz)),
        headers={"Nw-Strom": live.url(stelle.konferenz.live_kanal, "regie")},
    )


@require_POST
def weiter(request, stelle: Stelle):
    """Begin an item; the running one ends with it. `laeuft` is the one that ran on the page, nothing for none."""
    punkt = _get_punkt(request, stelle)
    laeuft = ablauf.OHNE_PRUEFUNG
    if "laeuft" in request.POST:
        laeuft = number_of(request.POST["laeuft"]) or None
    return do(request, stelle, lambda: begin_punkt(punkt, by=stelle.by, laeuft=laeuft))


@require_POST
def zurueck(request, stelle: Stelle):
    """Take back a wrong "Weiter"."""
    punkt = _get_punkt(request, stelle)
    return do(request, stelle, lambda: ablauf.take_back_begin(punkt=punkt, by=stelle.by))


@require_POST
def beenden(request, stelle: Stelle):
    punkt = _get_punkt(request, stelle)
    return do(request, stelle, lambda: ablauf.finish_programmpunkt(punkt=punkt, by=stelle.by))


@require_POST
def anhalten(request, stelle: Stelle):
    punkt = _get_punkt(request, stelle)
    return do(request, stelle, lambda: ablauf.hold_programmpunkt(punkt=punkt, by=stelle.by))


@require_POST
def weiterlaufen(request, stelle: Stelle):
    punkt = _get_punkt(request, stelle)
    return do(request, stelle, lambda: ablauf.resume_programmpunkt(punkt=punkt, by=stelle.by))


@require_POST
def zugabe(request, stelle: Stelle):
    """Longer or shorter."""
    punkt = _get_punkt(request, stelle)
    form = ZugabeForm(request.POST)

    def work():
        if not form.is_valid():
            raise ValidationError(form.error_text)
        return ablauf.set_zugabe(punkt=punkt, by=stelle.by, **form.cleaned_data)

    return do(request, stelle, work)


@require_POST
def tore(request, stelle: Stelle):
    tor, stellung = request.POST.get("tor", ""), request.POST.get("stellung", "")
    return do(request, stelle, lambda: set_tor(konferenz=stelle.konferenz, tor=tor, stellung=stellung, by=stelle.by))


@require_POST
def leinwand(request, stelle: Stelle):
    """What the projector shows."""
    ansicht = request.POST.get("leinwand", "")
    return do(request, stelle, lambda: ablauf.set_leinwand(konferenz=stelle.konferenz, leinwand=ansicht, by=stelle.by))


def do(request, stelle: Stelle, work):
    """The step, or a sentence on why not; then the Regie again."""
    try:
        if getattr(work(), "schon_getan", False):
            messages.info(request, _("Das hat gerade schon jemand getan. Es gilt, was Sie jetzt sehen."))
    except NichtErlaubt as error:
        messages.error(request, error.satz)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect(stelle.rahmen["heim"])


def _get_punkt(request, stelle: Stelle):
    return get_object_or_404(stelle.konferenz.programmpunkte, pk=number_of(request.POST.get("punkt")))
