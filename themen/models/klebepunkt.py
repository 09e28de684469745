from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Klebepunkt(models.Model):
    """Dots that one person stuck on one card; a person has as many in all as `Konferenz.klebepunkte` says."""

    konferenz = models.ForeignKey("konferenz.Konferenz", models.CASCADE, related_name="+")
    befund = models.ForeignKey("Befund", models.CASCADE, related_name="klebepunkte")
    anmeldung = models.ForeignKey("teilnehmer.Anmeldung", models.CASCADE, related_name="klebepunkte")
    anzahl = models.PositiveSmallIntegerField(default=1)

    class Meta:
        verbose_name = _("Klebepunkt")
        verbose_name_plural = _("Klebepunkte")
        constraints = [
            models.UniqueConstraint(fields=["befund", "anmeldung"], name="klebepunkt_unique"),
            models.CheckConstraint(condition=Q(anzahl__gte=1), name="klebepunkt_positive"),
        ]

    def __str__(self):
        return f"{self.befund_id}: {self.anzahl}"
