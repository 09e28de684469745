from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from konferenz.felder import new_kennung


class DruckauftragQuerySet(models.QuerySet):
    def offen(self):
        """Waiting or begun: what a worker still has to do."""
        return self.filter(zustand__in=(Druckauftrag.Zustand.WARTET, Druckauftrag.Zustand.LAEUFT))


class Druckauftrag(models.Model):
    """A print too large for a request: made in the background, downloaded, gone after a day.

    `schluessel` is the hash of what is to be printed, so that the same request meets the same row.
    """

    class Zustand(models.TextChoices):
        WARTET = "wartet", _("wartet")
        LAEUFT = "laeuft", _("wird gedruckt")
        FERTIG = "fertig", _("fertig")
        GESCHEITERT = "gescheitert", _("gescheitert")

    konferenz = models.ForeignKey("Konferenz", models.CASCADE, related_name="druckauftraege")
    kennung = models.CharField(max_length=10, unique=True, default=new_kennung, editable=False)
    art = models.CharField(max_length=30)
    parameter = models.JSONField(default=dict, blank=True)
    schluessel = models.CharField(max_length=64, unique=True, null=True, blank=True)
    titel = models.CharField(max_length=160)
    zurueck = models.CharField(max_length=300, blank=True)
    zahl = models.PositiveIntegerField()
    erledigt = models.PositiveIntegerField(default=0)
    versuche = models.PositiveSmallIntegerField(default=0)
    zustand = models.CharField(max_length=12, choices=Zustand.choices, default=Zustand.WARTET)
    fehler = models.CharField(max_length=300, blank=True)
    angefordert_von = models.ForeignKey("Konto", models.SET_NULL, null=True, blank=True, related_name="+")
    angelegt_am = models.DateTimeField(default=timezone.now, editable=False)
    begonnen_am = models.DateTimeField(null=True, blank=True)
    fertig_am = models.DateTimeField(null=True, blank=True)

    objects = DruckauftragQuerySet.as_manager()

    class Meta:
        verbose_name = _("Druckauftrag")
        verbose_name_plural = _("Druckaufträge")
        ordering = ["-angelegt_am", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(erledigt__lte=models.F("zahl")), name="druckauftrag_erledigt_in_zahl"),
            models.CheckConstraint(
                condition=Q(zustand="fertig", fertig_am__isnull=False)
                | (~Q(zustand="fertig") & Q(fertig_am__isnull=True)),
                name="druckauftrag_fertig_has_time",
            ),
        ]

    def __str__(self):
        return self.titel

    @property
    def is_offen(self) -> bool:
        return self.zustand in (self.Zustand.WARTET, self.Zustand.LAEUFT)


class Druckteil(models.Model):
    """One file of a print; there are several where one would be larger than a Datei may be."""

    auftrag = models.ForeignKey(Druckauftrag, models.CASCADE, related_name="teile")
    nummer = models.PositiveSmallIntegerField()
    ab = models.PositiveIntegerField()
    zahl = models.PositiveIntegerField()
    datei = models.OneToOneField("Datei", models.CASCADE, related_name="druckteil")

    class Meta:
        verbose_name = "Druckteil"
        verbose_name_plural = "Druckteile"
        ordering = ["auftrag", "nummer"]
        constraints = [models.UniqueConstraint(fields=["auftrag", "nummer"], name="druckteil_nummer_unique")]

    def __str__(self):
        return f"{self.auftrag} {self.nummer}"
