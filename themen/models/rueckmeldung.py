from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from teilnehmer.models.einladung import Kanal


class Rueckmeldung(models.Model):
    """What somebody says at the end, about the conference. Anonymous: nothing in the row leads to a person."""

    konferenz = models.ForeignKey("konferenz.Konferenz", models.CASCADE, related_name="rueckmeldungen")
    note = models.PositiveSmallIntegerField(
        _("Wie war die Konferenz?"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    gut = models.CharField(_("Was war gut?"), max_length=500, blank=True)
    naechstes_mal = models.CharField(_("Was wünschen Sie sich beim nächsten Mal?"), max_length=500, blank=True)
    zitat_gut = models.BooleanField(default=False)
    zitat_naechstes_mal = models.BooleanField(default=False)
    kanal = models.CharField(max_length=8, choices=Kanal.choices, default=Kanal.LINK)
    # A day, not a moment: the order of taps in a hall would tell who it was.
    am = models.DateField(default=timezone.localdate)

    class Meta:
        verbose_name = _("Rückmeldung")
        verbose_name_plural = _("Rückmeldungen")
        constraints = [
            models.CheckConstraint(
                condition=Q(note__isnull=True) | Q(note__range=(1, 5)), name="rueckmeldung_note_1_to_5"
            ),
            models.CheckConstraint(
                condition=Q(note__isnull=False) | ~Q(gut="") | ~Q(naechstes_mal=""), name="rueckmeldung_says_something"
            ),
        ]

    def __str__(self):
        return f"{self.konferenz_id}: {self.note}"
