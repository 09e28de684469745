from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from konferenz.akteur import Rolle
from konferenz.felder import new_kennung


class BefundQuerySet(models.QuerySet):
    def vorhanden(self):
        return self.filter(geloescht_am__isnull=True)


class Befund(models.Model):
    """A card of a group: what is (Ist), what should be (Soll), how to get there (Idee). Its number never changes."""

    class Art(models.TextChoices):
        IST = "ist", _("Ist")
        SOLL = "soll", _("Soll")
        IDEE = "idee", _("Idee")

    # Which kind a card may refer to: a Soll answers an Ist, an Idee serves a Soll.
    BEZUG_AUF = {Art.SOLL: Art.IST, Art.IDEE: Art.SOLL}
    TEXT_LAENGE = 600

    konferenz = models.ForeignKey("konferenz.Konferenz", models.CASCADE, related_name="+")
    kleingruppe = models.ForeignKey("Kleingruppe", models.PROTECT, related_name="befunde")
    kennung = models.CharField(max_length=10, unique=True, default=new_kennung, editable=False)
    art = models.CharField(max_length=4, choices=Art.choices)
    nummer = models.PositiveSmallIntegerField()
    position = models.PositiveSmallIntegerField()
    text = models.TextField(_("Text"), max_length=TEXT_LAENGE)
    fassung = models.PositiveIntegerField(default=1)
    einrichtung = models.ForeignKey("teilnehmer.Einrichtung", models.SET_NULL, null=True, blank=True, related_name="+")
    erfasst_von = models.ForeignKey("teilnehmer.Anmeldung", models.SET_NULL, null=True, blank=True, related_name="+")
    erfasst_am = models.DateTimeField(default=timezone.now)
    geaendert_am = models.DateTimeField(default=timezone.now)
    geloescht_am = models.DateTimeField(null=True, blank=True)
    geloescht_von = models.CharField(max_length=12, choices=Rolle.choices, blank=True)
    bezug = models.ManyToManyField("self", through="BefundBezug", symmetrical=False, related_name="bezogen_von")

    objects = BefundQuerySet.as_manager()

    class Meta:
        verbose_name = _("Karte")
        verbose_name_plural = _("Karten")
        constraints = [
            models.UniqueConstraint(
                fields=["kleingruppe", "art", "nummer"],
                name="befund_nummer_unique",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.UniqueConstraint(fields=["id", "konferenz"], name="befund_id_konferenz"),
            models.CheckConstraint(
                condition=Q(geloescht_am__isnull=True, geloescht_von="")
                | (Q(geloescht_am__isnull=False) & ~Q(geloescht_von="")),
                name="befund_geloescht_am_and_von",
            ),
        ]

    def __str__(self):
        return f"{self.get_art_display()} {self.nummer}"


class BefundBezug(models.Model):
    """A thread between two cards: a Soll answers an Ist, an Idee serves a Soll."""

    quelle = models.ForeignKey(Befund, models.CASCADE, related_name="bezuege")
    ziel = models.ForeignKey(Befund, models.CASCADE, related_name="rueckbezuege")

    class Meta:
        verbose_name = _("Bezug")
        verbose_name_plural = _("Bezüge")
        constraints = [
            models.UniqueConstraint(fields=["quelle", "ziel"], name="befundbezug_unique"),
            models.CheckConstraint(condition=~Q(quelle=models.F("ziel")), name="befundbezug_not_self"),
        ]

    def __str__(self):
        return f"{self.quelle_id} → {self.ziel_id}"


class BefundFassung(models.Model):
    """Every text a card ever had."""

    befund = models.ForeignKey(Befund, models.CASCADE, related_name="fassungen")
    fassung = models.PositiveIntegerField()
    text = models.TextField()
    am = models.DateTimeField(default=timezone.now)
    durch = models.CharField(max_length=12, choices=Rolle.choices)

    class Meta:
        verbose_name = _("Fassung einer Karte")
        verbose_name_plural = _("Fassungen von Karten")
        ordering = ["befund", "fassung"]
        constraints = [models.UniqueConstraint(fields=["befund", "fassung"], name="befundfassung_unique")]

    def __str__(self):
        return f"{self.befund_id}/{self.fassung}"
