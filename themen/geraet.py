"""Whose device reads a badge: a signed cookie from the helper's page, for today, gone with its link.

A badge's QR code holds no secret. Only a device that opened a helper's or the moderation's link makes something of it.
"""

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.utils import timezone

from konferenz.models import Zugang

NAME = "schildleser"
PFAD = "/hilfe-vor-ort/schild/"
ZWECKE = (Zugang.Zweck.HILFE, Zugang.Zweck.MODERATION)


def remember(response, zugang: Zugang) -> None:
    """The cookie holds no token: the id and the day, signed with the link as it is now."""
    now = timezone.localtime()
    response.set_cookie(
        NAME,
        _signer(zugang).sign(f"{zugang.pk}.{now.date().isoformat()}"),
        max_age=24 * 60 * 60 - (now.hour * 60 + now.minute) * 60 - now.second,
        path=PFAD,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def zugang_of(request) -> Zugang | None:
    """The link this device was opened with today, if it still opens something."""
    value = request.COOKIES.get(NAME, "")
    pk = value.partition(".")[0]
    if not (pk.isascii() and pk.isdecimal() and len(pk) < 18):
        return None
    zugang = Zugang.objects.select_related("konferenz__veranstalter").filter(pk=pk, zweck__in=ZWECKE).first()
    if zugang is None or not zugang.is_gueltig:
        return None
    try:
        tag = _signer(zugang).unsign(value).partition(".")[2]
    except BadSignature:
        return None
    return zugang if tag == timezone.localdate().isoformat() else None


def _signer(zugang: Zugang) -> Signer:
    """A renewed link has another address, so what was signed with the old one is worth nothing."""
    return Signer(salt=f"themen.geraet {zugang.pfad}")
