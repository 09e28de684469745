from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from konferenz.akteur import Rolle
from konferenz.felder import new_kennung


class FotoQuerySet(models.QuerySet):
    def vorhanden(self):
        return self.filter(geloescht_am__isnull=True)

    def druckbar(self):
        """What may stand in minutes and gallery: described in words, and nobody in it who did not agree."""
        return (
            self.vorhanden()
            .exclude(alternativtext="")
            .filter(personen__in=(Foto.Personen.KEINE, Foto.Personen.EINVERSTANDEN))
        )

    def for_list(self):
        return (
            self.vorhanden()
            .select_related("kleingruppe", "datei", "vorschau")
            .defer("datei__inhalt", "vorschau__inhalt")
            .order_by("kleingruppe__nummer", "position", "pk")
        )


class Foto(models.Model):
    """A picture of a flip chart or a filled-in form, re-encoded by us: no EXIF, no place, no foreign bytes."""

    class Art(models.TextChoices):
        FLIPCHART = "flipchart", _("Flipchart oder Tisch")
        BOGEN = "bogen", _("Gruppenbogen zum Abtippen")
        EINDRUCK = "eindruck", _("Eindruck von der Konferenz")

    class Personen(models.TextChoices):
        UNGEKLAERT = "ungeklaert", _("noch nicht geklärt")
        KEINE = "keine", _("niemand ist zu erkennen")
        EINVERSTANDEN = "einverstanden", _("alle, die zu erkennen sind, sind einverstanden")

    konferenz = models.ForeignKey("konferenz.Konferenz", models.CASCADE, related_name="fotos")
    kleingruppe = models.ForeignKey("Kleingruppe", models.PROTECT, null=True, blank=True, related_name="fotos")
    kennung = models.CharField(max_length=10, default=new_kennung, editable=False)
    art = models.CharField(_("Was ist zu sehen?"), max_length=10, choices=Art.choices, default=Art.FLIPCHART)
    datei = models.OneToOneField("konferenz.Datei", models.PROTECT, related_name="+")
    vorschau = models.OneToOneField("konferenz.Datei", models.PROTECT, related_name="+")
    breite = models.PositiveIntegerField()
    hoehe = models.PositiveIntegerField()
    alternativtext = models.CharField(
        _("Beschreibung in Worten"),
        max_length=300,
        blank=True,
        help_text=_("Für alle, die das Bild nicht sehen. Ohne Beschreibung steht es nicht im Protokoll."),
    )
    personen = models.CharField(
        _("Personen auf dem Bild"), max_length=14, choices=Personen.choices, default=Personen.UNGEKLAERT
    )
    position = models.PositiveSmallIntegerField(default=0)
    fassung = models.PositiveIntegerField(default=1, editable=False)
    erfasst_am = models.DateTimeField(default=timezone.now, editable=False)
    erfasst_durch = models.CharField(max_length=12, choices=Rolle.choices, editable=False)
    geloescht_am = models.DateTimeField(null=True, blank=True, editable=False)
    geloescht_von = models.CharField(max_length=12, choices=Rolle.choices, blank=True, editable=False)

    objects = FotoQuerySet.as_manager()

    class Meta:
        verbose_name = _("Foto")
        verbose_name_plural = _("Fotos")
        constraints = [
            # not over all conferences: an imported one keeps the names that its frozen minutes use
            models.UniqueConstraint(fields=["konferenz", "kennung"], name="foto_kennung_unique"),
            models.CheckConstraint(
                condition=Q(geloescht_am__isnull=True, geloescht_von="")
                | (Q(geloescht_am__isnull=False) & ~Q(geloescht_von="")),
                name="foto_geloescht_am_and_von",
            ),
        ]

    def __str__(self):
        return self.alternativtext or f"Foto {self.kennung}"

    @property
    def is_druckbar(self) -> bool:
        """The rule of FotoQuerySet.druckbar for one row."""
        return self.geloescht_am is None and bool(self.alternativtext) and self.personen != self.Personen.UNGEKLAERT

    @property
    def was_fehlt(self) -> str:
        """What keeps it out of the minutes, in words."""
        ohne_text, ungeklaert = not self.alternativtext, self.personen == self.Personen.UNGEKLAERT
        if ohne_text and ungeklaert:
            return _("Es fehlen die Beschreibung und die Antwort zu den Personen.")
        if ohne_text:
            return _("Es fehlt die Beschreibung.")
        return _("Noch ist offen, ob alle auf dem Bild einverstanden sind.") if ungeklaert else ""
