"""Topics presented in the plenum: buttons of the Regie."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from themen.forms.regie import number_of
from themen.services import pitch
from themen.views.moderation import do
from themen.views.stelle import Stelle


@require_POST
def beginnen(request, stelle: Stelle, kennung: str):
    thema = _get_thema(stelle, kennung)
    return do(request, stelle, lambda: pitch.begin_pitch(thema, laeuft=_laeuft(request), by=stelle.by))


@require_POST
def naechstes(request, stelle: Stelle):
    return do(request, stelle, lambda: pitch.next_pitch(stelle.konferenz, laeuft=_laeuft(request), by=stelle.by))


@require_POST
def beenden(request, stelle: Stelle, kennung: str):
    thema = _get_thema(stelle, kennung)
    return do(request, stelle, lambda: pitch.finish_pitch(thema, by=stelle.by))


@require_POST
def zurueck(request, stelle: Stelle, kennung: str):
    """Back into the queue."""
    thema = _get_thema(stelle, kennung)
    return do(request, stelle, lambda: pitch.put_back_pitch(thema, by=stelle.by))


@require_POST
def verschieben(request, stelle: Stelle, kennung: str):
    thema = _get_thema(stelle, kennung)
    hinauf = request.POST.get("richtung") != "hinunter"
    return do(request, stelle, lambda: pitch.move_pitch(thema, hinauf=hinauf, by=stelle.by))


def _laeuft(request: HttpRequest) -> int | None:
    """The topic that was presented on the page where the button was."""
    return number_of(request.POST.get("laeuft")) or None


def _get_thema(stelle: Stelle, kennung: str):
    thema = get_object_or_404(stelle.konferenz.themenvorschlaege, kennung=kennung)
    thema.konferenz = stelle.konferenz
    return thema
