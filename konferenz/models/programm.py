import datetime

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from konferenz.abfrage import Abfrage


def in_order_with_times(konferenz) -> list["Programmpunkt"]:
    """All items of a conference in order, each with its planned `start` and `schluss`, computed from the beginning."""
    punkte = _DER_KONFERENZ.all(konferenz.pk)
    zeit = datetime.datetime.combine(konferenz.datum, konferenz.beginn)
    for punkt in punkte:
        punkt.konferenz = konferenz
        punkt.start = zeit.time()
        zeit += datetime.timedelta(minutes=punkt.dauer)
        punkt.schluss = zeit.time()
    return punkte


class Programmpunkt(models.Model):
    """One item of the afternoon. Its planned time follows from the items before it; only real times are stored.

    `zugabe` are minutes the moderation gave or took while it ran; `angehalten_sekunden` how long it stood still.
    """

    class Art(models.TextChoices):
        BEGRUESSUNG = "begruessung", _("Begrüßung")
        VORSTELLUNGSRUNDE = "vorstellungsrunde", _("Vorstellungsrunde")
        THEMEN = "themen", _("Themen im Plenum")
        GRUPPENBILDUNG = "gruppenbildung", _("Gruppenbildung")
        GRUPPENARBEIT = "gruppenarbeit", _("Gruppenarbeit")
        ERGEBNISSE = "ergebnisse", _("Vorstellung der Ergebnisse")
        RUECKMELDUNG = "rueckmeldung", _("Rückmeldung")
        AUSBLICK = "ausblick", _("Ausblick und Dank")
        PAUSE = "pause", _("Pause")
        SONSTIGES = "sonstiges", _("Sonstiges")

    konferenz = models.ForeignKey("Konferenz", models.CASCADE, related_name="programmpunkte")
    position = models.PositiveSmallIntegerField()
    art = models.CharField(_("Art"), max_length=20, choices=Art.choices)
    titel = models.CharField(_("Titel"), max_length=120)
    beschreibung = models.CharField(_("Beschreibung"), max_length=300, blank=True)
    dauer = models.PositiveSmallIntegerField(
        _("Dauer in Minuten"), validators=[MinValueValidator(1), MaxValueValidator(480)]
    )
    verantwortlich = models.CharField(_("Verantwortlich"), max_length=160, blank=True)
    material = models.CharField(_("Material"), max_length=300, blank=True)
    begonnen_am = models.DateTimeField(null=True, blank=True)
    beendet_am = models.DateTimeField(null=True, blank=True)
    zugabe = models.SmallIntegerField(_("Minuten dazu oder weniger"), default=0)
    angehalten_am = models.DateTimeField(null=True, blank=True)
    angehalten_sekunden = models.PositiveIntegerField(default=0, editable=False)
    fassung = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("Programmpunkt")
        verbose_name_plural = _("Programmpunkte")
        ordering = ["konferenz", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["konferenz", "position"],
                name="programmpunkt_position_unique",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.UniqueConstraint(
                fields=["konferenz"],
                condition=Q(begonnen_am__isnull=False, beendet_am__isnull=True),
                name="programmpunkt_one_running",
                violation_error_message=_("Es läuft schon ein anderer Programmpunkt."),
            ),
            models.CheckConstraint(
                condition=Q(beendet_am__isnull=True) | Q(begonnen_am__isnull=False, beendet_am__gte=F("begonnen_am")),
                name="programmpunkt_beendet_after_begonnen",
            ),
            models.CheckConstraint(condition=Q(dauer__gte=1), name="programmpunkt_dauer_positive"),
            models.CheckConstraint(condition=Q(dauer__gte=1 - F("zugabe")), name="programmpunkt_dauer_stays_positive"),
            models.CheckConstraint(
                condition=Q(angehalten_am__isnull=True) | Q(begonnen_am__isnull=False, beendet_am__isnull=True),
                name="programmpunkt_held_is_running",
            ),
        ]

    def __str__(self):
        return self.titel

    @property
    def sekunden(self) -> int:
        """How long it lasts by now: its minutes and those given or taken."""
        return (self.dauer + self.zugabe) * 60

    def endet_at(self, jetzt: datetime.datetime) -> datetime.datetime:
        """When a begun item ends; as long as it stands still, that moment moves along with `jetzt`."""
        return self.begonnen_am + datetime.timedelta(seconds=self.sekunden) + self.stillstand(jetzt)

    def stillstand(self, jetzt: datetime.datetime) -> datetime.timedelta:
        """How long it stood still until then, a hold that lasts included."""
        gehalten = datetime.timedelta(seconds=self.angehalten_sekunden)
        return gehalten + max(jetzt - self.angehalten_am, datetime.timedelta()) if self.angehalten_am else gehalten


# What may be done now hangs on what runs now: every page and every write of the day asks for it.
_DER_KONFERENZ = Abfrage(lambda konferenz: Programmpunkt.objects.filter(konferenz=konferenz).order_by("position"))
