import base64
import hmac

from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from konferenz.abfrage import Abfrage
from konferenz.felder import new_kennung

KENNUNG_LENGTH = 10
SIGNATURE_LENGTH = 16


class ZugangUngueltig(Exception):
    """The link opens nothing (any more); `grund` says why."""

    def __init__(self, grund: str):
        super().__init__(grund)
        self.grund = grund


class ZugangQuerySet(models.QuerySet):
    def by_token(self, token: str, *zwecke: str) -> "Zugang":
        """The Zugang this token opens for one of the purposes; raises ZugangUngueltig."""
        token = token.lower()
        zugang = _ZU_KENNUNG.get(token[:KENNUNG_LENGTH])
        if zugang is None or zugang.zweck not in zwecke:
            raise ZugangUngueltig("unbekannt")
        if not hmac.compare_digest(token.encode(), zugang.token.encode()):
            # An older generation and a guess look alike on purpose.
            raise ZugangUngueltig("unbekannt")
        if zugang.widerrufen_am is not None:
            raise ZugangUngueltig("widerrufen")
        if zugang.gueltig_bis is not None and zugang.gueltig_bis < timezone.now():
            raise ZugangUngueltig("abgelaufen")
        return zugang


class Zugang(models.Model):
    """A link for one purpose in one conference.

    The token is computed, not stored: it can be printed again and revoked, and a dump holds none.
    """

    class Zweck(models.TextChoices):
        EINLADUNG = "einladung", _("Einladung einer Einrichtung")
        PASS = "pass", _("Pass einer Person")
        MODERATION = "moderation", _("Moderation")
        LEINWAND = "leinwand", _("Leinwand")
        HILFE = "hilfe", _("Hilfe vor Ort")
        ANMELDUNG = "anmeldung", _("Offene Anmeldung")

    PFADE = {
        Zweck.EINLADUNG: "/einladung/{token}/",
        Zweck.PASS: "/mein/{token}/",
        Zweck.MODERATION: "/moderation/{token}/",
        Zweck.LEINWAND: "/leinwand/{token}/",
        Zweck.HILFE: "/hilfe-vor-ort/{token}/",
        Zweck.ANMELDUNG: "/anmelden/{token}/",
    }

    konferenz = models.ForeignKey("Konferenz", models.CASCADE, related_name="zugaenge")
    zweck = models.CharField(max_length=12, choices=Zweck.choices)
    kennung = models.CharField(max_length=KENNUNG_LENGTH, unique=True, default=new_kennung, editable=False)
    generation = models.PositiveSmallIntegerField(default=1)
    bezeichnung = models.CharField(_("Für wen"), max_length=120, blank=True)
    gueltig_bis = models.DateTimeField(null=True, blank=True)
    widerrufen_am = models.DateTimeField(null=True, blank=True)
    angelegt_am = models.DateTimeField(default=timezone.now, editable=False)

    objects = ZugangQuerySet.as_manager()

    class Meta:
        verbose_name = _("Zugang")
        verbose_name_plural = _("Zugänge")
        constraints = [models.UniqueConstraint(fields=["id", "konferenz"], name="zugang_id_konferenz")]

    def __str__(self):
        return f"{self.get_zweck_display()} {self.bezeichnung}".strip()

    @property
    def token(self) -> str:
        """Kennung and 80 bits of HMAC-SHA256 over kennung, purpose and generation."""
        digest = salted_hmac(
            "konferenz.Zugang", f"{self.kennung}:{self.zweck}:{self.generation}", algorithm="sha256"
        ).digest()
        return self.kennung + base64.b32encode(digest).decode().lower()[:SIGNATURE_LENGTH]

    @property
    def pfad(self) -> str:
        return self.PFADE[self.zweck].format(token=self.token)

    @property
    def is_gueltig(self) -> bool:
        return self.widerrufen_am is None and (self.gueltig_bis is None or self.gueltig_bis >= timezone.now())


# Every page behind a personal link begins with this one.
_ZU_KENNUNG = Abfrage(lambda kennung: Zugang.objects.filter(kennung=kennung), "konferenz", "konferenz__veranstalter")
