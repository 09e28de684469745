"""Hardening that Django leaves to us."""

from django.http import HttpResponseBadRequest
from django.utils.translation import gettext as _

# Whoever has such an address has the rights behind it: it must not be kept or passed on.
TOKEN_PREFIXES = ("/einladung/", "/mein/", "/moderation/", "/leinwand/", "/hilfe-vor-ort/", "/anmelden/")
PERMISSIONS_POLICY = "camera=(self), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"


def hardening(get_response):
    """Refuse NUL bytes (PostgreSQL would raise), keep token pages out of caches and referrers, add headers."""

    def middleware(request):
        if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return HttpResponseBadRequest(
                _("Diese Adresse enthält ein unerlaubtes Zeichen."), content_type="text/plain; charset=utf-8"
            )
        if request.META.get("HTTP_ORIGIN") == "null" and request.path.startswith(TOKEN_PREFIXES):
            # A form on a page with no-referrer is sent with `Origin: null` (Fetch standard), which Django refuses.
            # The secret address and the form's own key protect these pages; the key is still checked.
            request.META["HTTP_ORIGIN"] = f"{request.scheme}://{request.get_host()}"
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if request.path.startswith(TOKEN_PREFIXES):
            response.headers["Referrer-Policy"] = "no-referrer"
            response.headers["Cache-Control"] = "no-store, private"
            response.headers["X-Robots-Tag"] = "noindex, nofollow"
        elif request.path.startswith(("/verwaltung/", "/konto/")):
            response.headers.setdefault("Cache-Control", "no-store, private")
        return response

    return middleware
