"""Where every view of the administration and of a personal link starts: who is this, and what may they see."""

from dataclasses import dataclass
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, render

from konferenz.akteur import Akteur, Rolle
from konferenz.models import Konferenz, Mitgliedschaft, Veranstalter, Zugang
from konferenz.models.zugang import ZugangUngueltig

SCHREIBEND = frozenset({Rolle.LEITUNG, Rolle.PLANUNG})
NUR_LEITUNG = frozenset({Rolle.LEITUNG})


@dataclass(frozen=True)
class Dienst:
    """An officer at work: organiser, role as actor, and the conference if the address names one."""

    veranstalter: Veranstalter
    by: Akteur
    konferenz: Konferenz | None = None

    @property
    def darf_schreiben(self) -> bool:
        return self.by.rolle in SCHREIBEND

    @property
    def darf_leiten(self) -> bool:
        return self.by.rolle in NUR_LEITUNG

    def context(self, seite: str = "", **more) -> dict:
        """What every staff page needs; `seite` is the item of the conference's navigation that this page is."""
        shared = {"dienst": self, "veranstalter": self.veranstalter, "bereich": "konferenzen"}
        if self.konferenz is not None:
            shared |= {"konferenz": self.konferenz, "seite": seite}
        return shared | more


def verwaltung(*, schreibend: bool | None = None, leitung: bool = False):
    """Decorator of a staff view: `view(request, dienst, …)` instead of `view(request, v, [k], …)`.

    Not signed in → sign-in page; somebody else's organiser or conference → 404; a role too small → 403.
    By default GET is open to every role of the team and every other method to those who may write.
    """

    def decorate(view):
        @wraps(view)
        @login_required
        def inner(request, v, k=None, **kwargs):
            mitgliedschaft = (
                Mitgliedschaft.objects.select_related("veranstalter")
                .filter(konto=request.user, veranstalter__slug=v)
                .first()
            )
            if mitgliedschaft is None:
                raise Http404
            by = mitgliedschaft.akteur
            writes = request.method not in ("GET", "HEAD", "OPTIONS") if schreibend is None else schreibend
            if (writes and by.rolle not in SCHREIBEND) or (leitung and by.rolle not in NUR_LEITUNG):
                raise PermissionDenied
            konferenz = None
            if k is not None:
                konferenz = get_object_or_404(Konferenz, veranstalter=mitgliedschaft.veranstalter, slug=k)
                konferenz.veranstalter = mitgliedschaft.veranstalter
            request.dienst = Dienst(mitgliedschaft.veranstalter, by, konferenz)
            return view(request, request.dienst, **kwargs)

        return inner

    return decorate


def personal_link(*zwecke: str):
    """Decorator of a page behind a personal link: `view(request, zugang, …)` instead of `view(request, token, …)`.

    An unknown, revoked or expired link gets a page (404) that says whom to ask.
    """

    def decorate(view):
        @wraps(view)
        def inner(request, token, **kwargs):
            try:
                zugang = Zugang.objects.by_token(token, *zwecke)
            except ZugangUngueltig as error:
                return render(request, "konferenz/zugang_ungueltig.html", {"grund": error.grund}, status=404)
            return view(request, zugang, **kwargs)

        return inner

    return decorate


def get_oeffentliche_konferenz(v: str, k: str) -> Konferenz:
    """The announced conference at this public address, or 404; drafts do not exist for the public."""
    return get_object_or_404(
        Konferenz.objects.oeffentlich().select_related("veranstalter"), veranstalter__slug=v, slug=k
    )
