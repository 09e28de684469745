"""Pages of text: legal pages, handbook, choice of light or dark."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from konferenz import recht
from konferenz.context import DARSTELLUNGEN
from konferenz.models import Veranstalter

TITEL = {
    "impressum": gettext_lazy("Impressum"),
    "datenschutz": gettext_lazy("Datenschutz"),
    "barrierefreiheit": gettext_lazy("Erklärung zur Barrierefreiheit"),
}
EIN_JAHR = 365 * 24 * 60 * 60


def _rechtsseite(request, art: str, v: str | None):
    context = {"titel": TITEL[art], "art": art}
    if v is not None:
        veranstalter = get_object_or_404(Veranstalter, slug=v)
        text = recht.text_of(veranstalter, art)
        context |= {
            "veranstalter": veranstalter,
            "absaetze": recht.absaetze(text),
            "unvollstaendig": recht.has_placeholder(text),
        }
    else:
        context |= {
            "betreiber": getattr(settings, "BETREIBER", ""),
            "alle": [
                {"name": one.name, "url": reverse(f"konferenz:{art}_veranstalter", args=[one.slug])}
                for one in Veranstalter.objects.only("name", "slug")[:500]
            ],
        }
    return render(request, "konferenz/rechtsseite.html", context)


@require_safe
def impressum(request, v=None):
    return _rechtsseite(request, "impressum", v)


@require_safe
def datenschutz(request, v=None):
    return _rechtsseite(request, "datenschutz", v)


@require_safe
def barrierefreiheit(request, v=None):
    return _rechtsseite(request, "barrierefreiheit", v)


@require_safe
def hilfe(request):
    return render(request, "konferenz/hilfe.html", {"seite": "hilfe"})


@require_http_methods(["GET", "HEAD", "POST"])
def darstellung(request):
    """Light, dark, or as the device says. A personal address never comes along as the way back."""
    # Personal pages send no referrer, so none of them can stand here.
    zurueck = request.POST.get("zurueck") or urlsplit(request.headers.get("Referer", "")).path
    if zurueck == request.path or not url_has_allowed_host_and_scheme(
        zurueck, {request.get_host()}, request.is_secure()
    ):
        zurueck = ""
    if request.method != "POST":
        wahl = [("system", _("Wie das Gerät")), ("light", _("Hell")), ("dark", _("Dunkel"))]
        return render(request, "konferenz/darstellung.html", {"wahl": wahl, "zurueck": zurueck})
    response = HttpResponseRedirect(zurueck or reverse("konferenz:darstellung"))
    gewaehlt = request.POST.get("darstellung", "")
    if gewaehlt in DARSTELLUNGEN:
        response.set_cookie(
            "darstellung", gewaehlt, max_age=EIN_JAHR, samesite="Lax", httponly=True, secure=request.is_secure()
        )
    else:
        response.delete_cookie("darstellung", samesite="Lax")
    return response
