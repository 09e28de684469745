from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Anlass(models.TextChoices):
    EINLADUNG = "einladung", _("Einladung")
    ERINNERUNG = "erinnerung", _("Erinnerung")
    PASS = "pass", _("Persönlicher Pass")
    BESTAETIGUNG = "bestaetigung", _("Bestätigung")
    RUNDMAIL = "rundmail", _("Rundmail")
    ABSAGE = "absage", _("Absage oder Verschiebung")
    NACHRUECKEN = "nachruecken", _("Nachrücken")
    WEITERGABE = "weitergabe", _("Weitergabe")
    PROTOKOLL = "protokoll", _("Protokoll")


class Kreis(models.TextChoices):
    """Who a Rundmail goes to. ART and GRUPPE need a `kreis_wert`: Einrichtung.Art or the number of the group."""

    ANGEMELDETE = "angemeldete", _("alle Angemeldeten")
    ANWESENDE = "anwesende", _("alle, die da waren")
    GRUPPE = "gruppe", _("eine Kleingruppe")
    ART = "art", _("eine Art von Einrichtung")
    ALLE = "alle", _("alle Eingeladenen und Angemeldeten")
    VERTEILER = "verteiler", _("der Verteiler des Protokolls")


class Aussendung(models.Model):
    """What goes to whom, and who released it. Nothing leaves before a person released it.

    With `tage_vorher` a released reminder waits for that many days before the Anmeldeschluss; `ausgefuehrt_am` is
    when its Nachrichten were written.
    """

    konferenz = models.ForeignKey("Konferenz", models.PROTECT, related_name="aussendungen")
    anlass = models.CharField(_("Anlass"), max_length=14, choices=Anlass.choices)
    betreff = models.CharField(_("Betreff"), max_length=150)
    text = models.TextField(_("Text"), max_length=6000)
    kreis = models.CharField(_("An wen"), max_length=12, choices=Kreis.choices, blank=True)
    kreis_wert = models.CharField(max_length=16, blank=True)
    anlage = models.ForeignKey("Datei", models.SET_NULL, null=True, blank=True, related_name="+")
    tage_vorher = models.PositiveSmallIntegerField(_("Tage vor dem Anmeldeschluss"), null=True, blank=True)
    angelegt_am = models.DateTimeField(default=timezone.now, editable=False)
    angelegt_von = models.ForeignKey("Konto", models.SET_NULL, null=True, related_name="+")
    freigegeben_am = models.DateTimeField(null=True, blank=True)
    freigegeben_von = models.ForeignKey("Konto", models.SET_NULL, null=True, blank=True, related_name="+")
    ausgefuehrt_am = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("Aussendung")
        verbose_name_plural = _("Aussendungen")
        ordering = ["-angelegt_am", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(freigegeben_am__isnull=False) | Q(freigegeben_von__isnull=True),
                name="aussendung_freigabe_has_time",
            ),
            models.CheckConstraint(
                condition=Q(ausgefuehrt_am__isnull=True) | Q(freigegeben_am__isnull=False),
                name="aussendung_executed_is_released",
            ),
        ]

    def __str__(self):
        return self.betreff

    @property
    def is_freigegeben(self) -> bool:
        return self.freigegeben_am is not None

    @property
    def is_geplant(self) -> bool:
        """Released, and waiting for its day."""
        return self.is_freigegeben and self.ausgefuehrt_am is None and self.tage_vorher is not None
