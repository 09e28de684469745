from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from konferenz.abfrage import Abfrage
from konferenz.akteur import Rolle

FARBEN = 8


class KleingruppeQuerySet(models.QuerySet):
    def bestehend(self):
        """Groups that were not merged into another."""
        return self.filter(aufgeloest_am__isnull=True)

    def for_list(self):
        return self.bestehend().order_by("nummer")


class Kleingruppe(models.Model):
    """A small group. Its number is never given again; `belegt` is kept by the services that move people."""

    konferenz = models.ForeignKey("konferenz.Konferenz", models.CASCADE, related_name="kleingruppen")
    nummer = models.PositiveSmallIntegerField(_("Nummer"))
    titel = models.CharField(_("Titel"), max_length=120)
    beschreibung = models.TextField(_("Worum es geht"), max_length=1000, blank=True)
    raum = models.CharField(
        _("Tisch oder Raum"),
        max_length=40,
        blank=True,
        help_text=_("Steht groß auf Telefon und Leinwand, zum Beispiel „Tisch 4“."),
    )
    wegweiser = models.CharField(
        _("Wo das ist"),
        max_length=80,
        blank=True,
        help_text=_("Zum Beispiel „Bürgersaal“ oder „1. Etage, Aufzug“."),
    )
    farbe = models.PositiveSmallIntegerField(_("Farbe"), default=1)
    moderation = models.CharField(_("Moderation der Gruppe"), max_length=120, blank=True)
    plaetze = models.PositiveSmallIntegerField(
        _("Plätze"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Leer: so viele, wie kommen."),
    )
    hart = models.BooleanField(_("Mehr Personen passen nicht hinein"), default=True)
    belegt = models.PositiveSmallIntegerField(default=0, editable=False)
    offen = models.CharField(_("Was offen blieb"), max_length=600, blank=True)
    aufgeloest_am = models.DateTimeField(null=True, blank=True)
    aufgegangen_in = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="aufgenommene")
    fassung = models.PositiveIntegerField(default=1, editable=False)
    themen = models.ManyToManyField("Themenvorschlag", through="Herkunft", related_name="kleingruppen")

    objects = KleingruppeQuerySet.as_manager()

    class Meta:
        verbose_name = _("Kleingruppe")
        verbose_name_plural = _("Kleingruppen")
        ordering = ["konferenz", "nummer"]
        constraints = [
            models.UniqueConstraint(fields=["konferenz", "nummer"], name="kleingruppe_nummer_unique"),
            models.UniqueConstraint(fields=["id", "konferenz"], name="kleingruppe_id_konferenz"),
            models.CheckConstraint(
                condition=Q(hart=False) | Q(plaetze__isnull=True) | Q(belegt__lte=F("plaetze")),
                name="kleingruppe_belegt_within_plaetze",
                violation_error_message=_("So viele Plätze hat die Gruppe nicht: Es sind schon mehr Personen darin."),
            ),
            models.CheckConstraint(
                condition=Q(plaetze__isnull=True) | Q(plaetze__gte=1),
                name="kleingruppe_plaetze_positive",
                violation_error_message=_(
                    "Eine Gruppe braucht mindestens einen Platz. Lassen Sie das Feld leer, wenn es keine Grenze gibt."
                ),
            ),
            models.CheckConstraint(condition=Q(farbe__range=(1, FARBEN)), name="kleingruppe_farbe_1_to_8"),
            models.CheckConstraint(
                condition=Q(aufgeloest_am__isnull=True) | Q(belegt=0), name="kleingruppe_aufgeloest_is_empty"
            ),
        ]

    def __str__(self):
        return f"Gruppe {self.nummer}: {self.titel}"

    def has_inhalt(self) -> bool:
        """Whether there are people in it, or cards, measures or photos that would be lost with it."""
        return bool(self.belegt) or any(
            rows.vorhanden().exists() for rows in (self.befunde, self.massnahmen, self.fotos)
        )

    def has_member(self, anmeldung_id: int | None) -> bool:
        """Whether this person sits in the group now."""
        return self.zuordnungen.filter(anmeldung_id=anmeldung_id, bis__isnull=True).exists()

    @property
    def frei(self) -> int | None:
        """Free seats, None without a limit, never below zero."""
        return None if self.plaetze is None else max(0, self.plaetze - self.belegt)

    @property
    def is_voll(self) -> bool:
        return self.hart and self.frei == 0

    @property
    def is_gross(self) -> bool:
        """As many as were thought of, but whoever comes still finds a place."""
        return not self.hart and self.frei == 0


def load_gruppen(konferenz_id: int) -> list[Kleingruppe]:
    """The groups of a conference by number, as Kleingruppe.objects.for_list() gives them."""
    return _DER_KONFERENZ.all(konferenz_id)


_DER_KONFERENZ = Abfrage(lambda konferenz: Kleingruppe.objects.for_list().filter(konferenz=konferenz))


class Herkunft(models.Model):
    """Which topic is (or was) worked on in which group: n:m, kept for the minutes and for undo."""

    konferenz = models.ForeignKey("konferenz.Konferenz", models.CASCADE, related_name="+")
    kleingruppe = models.ForeignKey(Kleingruppe, models.CASCADE, related_name="herkunft")
    thema = models.ForeignKey("Themenvorschlag", models.CASCADE, related_name="herkunft")
    seit = models.DateTimeField(default=timezone.now)
    bis = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("Herkunft")
        verbose_name_plural = _("Herkunft")
        constraints = [
            models.UniqueConstraint(
                fields=["kleingruppe", "thema"], condition=Q(bis__isnull=True), name="herkunft_one_open"
            )
        ]

    def __str__(self):
        return f"{self.thema_id} → {self.kleingruppe_id}"


class Umbau(models.Model):
    """One change of groups, with what it moved or what was there before, so that it can be undone exactly."""

    class Art(models.TextChoices):
        ZUSAMMENLEGEN = "zusammenlegen", _("zusammengelegt")
        TEILEN = "teilen", _("geteilt")
        UMZIEHEN = "umziehen", _("Thema verschoben")
        UMBENENNEN = "umbenennen", _("umbenannt")

    konferenz = models.ForeignKey("konferenz.Konferenz", models.CASCADE, related_name="umbauten")
    art = models.CharField(max_length=14, choices=Art.choices)
    quelle = models.ForeignKey(Kleingruppe, models.CASCADE, related_name="+")
    ziel = models.ForeignKey(Kleingruppe, models.CASCADE, related_name="+")
    bewegt = models.JSONField(default=dict)
    am = models.DateTimeField(default=timezone.now)
    rueckgaengig_am = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("Umbau")
        verbose_name_plural = _("Umbauten")
        ordering = ["-am", "-pk"]

    def __str__(self):
        return f"{self.art}: {self.quelle_id} → {self.ziel_id}"


class Gruppenrolle(models.Model):
    """Who does what in a group: one person a role, open while `bis` is empty."""

    class Art(models.TextChoices):
        MODERATION = "moderation", _("Moderation")
        PROTOKOLL = "protokoll", _("Protokoll")
        ZEIT = "zeit", _("Zeit")

    konferenz = models.ForeignKey("konferenz.Konferenz", models.CASCADE, related_name="+")
    kleingruppe = models.ForeignKey(Kleingruppe, models.CASCADE, related_name="rollen")
    anmeldung = models.ForeignKey("teilnehmer.Anmeldung", models.CASCADE, related_name="gruppenrollen")
    art = models.CharField(max_length=10, choices=Art.choices)
    seit = models.DateTimeField(default=timezone.now)
    bis = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("Gruppenrolle")
        verbose_name_plural = _("Gruppenrollen")
        constraints = [
            models.UniqueConstraint(
                fields=["kleingruppe", "art"],
                condition=Q(bis__isnull=True),
                name="gruppenrolle_one_open",
                violation_error_message=_("Diese Aufgabe hat schon jemand übernommen."),
            )
        ]

    def __str__(self):
        return f"{self.kleingruppe_id}: {self.get_art_display()}"


class Zuordnung(models.Model):
    """Who was in which group from when to when; one open row per person, old ones stay (law of two feet)."""

    konferenz = models.ForeignKey("konferenz.Konferenz", models.CASCADE, related_name="+")
    anmeldung = models.ForeignKey("teilnehmer.Anmeldung", models.CASCADE, related_name="zuordnungen")
    kleingruppe = models.ForeignKey(Kleingruppe, models.PROTECT, related_name="zuordnungen")
    von = models.DateTimeField(default=timezone.now)
    bis = models.DateTimeField(null=True, blank=True)
    durch = models.CharField(max_length=12, choices=Rolle.choices)

    class Meta:
        verbose_name = _("Zuordnung")
        verbose_name_plural = _("Zuordnungen")
        ordering = ["von", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["anmeldung"], condition=Q(bis__isnull=True), name="zuordnung_one_open")
        ]
        indexes = [models.Index(fields=["kleingruppe"], condition=Q(bis__isnull=True), name="zuordnung_open_by_gruppe")]

    def __str__(self):
        return f"{self.anmeldung_id} → {self.kleingruppe_id}"
