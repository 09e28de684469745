"""Rotating short talks: who talks to whom in which round, and who wants to keep in touch."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Gespraechsrunde(models.Model):
    """One round of short talks. What was begun stays as it was; later rounds are computed anew when people change."""

    konferenz = models.ForeignKey("konferenz.Konferenz", models.CASCADE, related_name="gespraechsrunden")
    nummer = models.PositiveSmallIntegerField(_("Runde"))
    groesse = models.PositiveSmallIntegerField(
        _("Personen je Tisch"), default=2, validators=[MinValueValidator(2), MaxValueValidator(12)]
    )
    minuten = models.PositiveSmallIntegerField(
        _("Minuten je Runde"), default=5, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    begonnen_am = models.DateTimeField(null=True, blank=True)
    beendet_am = models.DateTimeField(null=True, blank=True)
    # seconds that its Programmpunkt had stood still by then; what comes on top stops the clock of the round, too
    stillstand_vorher = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("Gesprächsrunde")
        verbose_name_plural = _("Gesprächsrunden")
        ordering = ["konferenz", "nummer"]
        constraints = [
            models.UniqueConstraint(fields=["konferenz", "nummer"], name="gespraechsrunde_nummer_unique"),
            models.UniqueConstraint(fields=["id", "konferenz"], name="gespraechsrunde_id_konferenz"),
            models.UniqueConstraint(
                fields=["konferenz"],
                condition=Q(begonnen_am__isnull=False, beendet_am__isnull=True),
                name="gespraechsrunde_one_running",
                violation_error_message=_("Es läuft schon eine andere Runde."),
            ),
            models.CheckConstraint(
                condition=Q(beendet_am__isnull=True) | Q(begonnen_am__isnull=False, beendet_am__gte=F("begonnen_am")),
                name="gespraechsrunde_beendet_after_begonnen",
            ),
        ]

    def __str__(self):
        return f"Runde {self.nummer}"

    @property
    def is_laufend(self) -> bool:
        return self.begonnen_am is not None and self.beendet_am is None


class Kurzgespraech(models.Model):
    """One seat: this person sits at this table in this round."""

    konferenz = models.ForeignKey("konferenz.Konferenz", models.CASCADE, related_name="+")
    runde = models.ForeignKey(Gespraechsrunde, models.CASCADE, related_name="plaetze")
    tisch = models.PositiveSmallIntegerField(_("Tisch"))
    anmeldung = models.ForeignKey("Anmeldung", models.CASCADE, related_name="kurzgespraeche")

    class Meta:
        verbose_name = _("Kurzgespräch")
        verbose_name_plural = _("Kurzgespräche")
        ordering = ["runde", "tisch", "pk"]
        constraints = [models.UniqueConstraint(fields=["runde", "anmeldung"], name="kurzgespraech_one_seat_a_round")]
        indexes = [models.Index(fields=["runde", "tisch"])]

    def __str__(self):
        return f"{self.runde_id}, Tisch {self.tisch}: {self.anmeldung_id}"


class Kontaktwunsch(models.Model):
    """One wants to keep in touch with the other. Only when both do, each sees the other's contact."""

    konferenz = models.ForeignKey("konferenz.Konferenz", models.CASCADE, related_name="+")
    von = models.ForeignKey("Anmeldung", models.CASCADE, related_name="kontaktwuensche")
    an = models.ForeignKey("Anmeldung", models.CASCADE, related_name="+")
    am = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("Kontaktwunsch")
        verbose_name_plural = _("Kontaktwünsche")
        constraints = [
            models.UniqueConstraint(fields=["von", "an"], name="kontaktwunsch_unique"),
            models.CheckConstraint(condition=~Q(von=F("an")), name="kontaktwunsch_not_oneself"),
        ]

    def __str__(self):
        return f"{self.von_id} → {self.an_id}"
