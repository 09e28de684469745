from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from konferenz.services.fehler import NichtErlaubt
from konferenz.zugriff import personal_link
from themen.forms.mitstreiter import MitstreiterForm
from themen.pass_navigation import load_pass
from themen.services.mitstreiter import join_thema, leave_thema


@require_POST
@personal_link("pass")
def mitmachen(request, zugang, kennung):
    """Become a Mitstreiter of a topic."""
    person, thema = load_pass(zugang), _get_thema(zugang, kennung)
    form = MitstreiterForm(request.POST)
    if form.is_valid():
        try:
            join_thema(thema, anmeldung=person.anmeldung, art=form.cleaned_data["art"], by=person.by)
            messages.success(request, _("Sie machen bei „%(titel)s“ mit.") % {"titel": thema.titel})
        except NichtErlaubt as error:
            messages.error(request, error.satz)
    return _back(request, zugang, kennung)


@require_POST
@personal_link("pass")
def nicht_mehr_mitmachen(request, zugang, kennung):
    """Stop being one."""
    person, thema = load_pass(zugang), _get_thema(zugang, kennung)
    try:
        leave_thema(thema, anmeldung=person.anmeldung, by=person.by)
        messages.success(request, _("Sie machen bei „%(titel)s“ nicht mehr mit.") % {"titel": thema.titel})
    except NichtErlaubt as error:
        messages.error(request, error.satz)
    return _back(request, zugang, kennung)


def _back(request, zugang, kennung):
    """To the list, where the button stood in it, or to the topic's own page."""
    seite = request.POST.get("liste", "")
    if not seite:
        return redirect("themen:pass_thema", zugang.token, kennung)
    frage = f"?seite={seite}" if seite.isascii() and seite.isdigit() and seite != "1" else ""
    return redirect(f"{zugang.pfad}themen/{frage}#thema-{kennung}")


def _get_thema(zugang, kennung):
    thema = get_object_or_404(zugang.konferenz.themenvorschlaege.all(), kennung=kennung)
    thema.konferenz = zugang.konferenz
    return thema
