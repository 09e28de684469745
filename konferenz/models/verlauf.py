from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from konferenz.akteur import Rolle


class Verlauf(models.Model):
    """Who did what, in one German sentence without personal data. A trigger refuses UPDATE and DELETE."""

    veranstalter = models.ForeignKey("Veranstalter", models.PROTECT, related_name="verlauf")
    konferenz = models.ForeignKey("Konferenz", models.PROTECT, null=True, related_name="verlauf")
    am = models.DateTimeField(default=timezone.now)
    rolle = models.CharField(max_length=12, choices=Rolle.choices)
    # Plain number, no foreign key: erasing a person must not need a change here.
    akteur_id = models.BigIntegerField(null=True)
    objekt = models.CharField(max_length=80, blank=True)
    satz = models.CharField(max_length=300)

    class Meta:
        verbose_name = _("Verlaufseintrag")
        verbose_name_plural = _("Verlauf")
        ordering = ["-am", "-pk"]
        indexes = [models.Index(fields=["veranstalter", "-am"]), models.Index(fields=["konferenz", "-am"])]

    def __str__(self):
        return self.satz
