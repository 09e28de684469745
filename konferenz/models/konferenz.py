import datetime

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from konferenz.models.programm import in_order_with_times
from konferenz.reserviert import validate_slug_free


class KonferenzQuerySet(models.QuerySet):
    def visible_to(self, konto):
        """The conferences of the organisers this account works for."""
        if not konto.is_authenticated:
            return self.none()
        return self.filter(veranstalter__mitgliedschaften__konto=konto)

    def oeffentlich(self):
        """What everybody may know of: announced and not yet only a draft."""
        return self.exclude(phase=Konferenz.Phase.ENTWURF)

    def for_list(self):
        return self.select_related("veranstalter").order_by("-datum", "-beginn", "pk")


class Tor(models.TextChoices):
    AUTOMATISCH = "automatisch", _("Automatisch")
    OFFEN = "offen", _("Von Hand geöffnet")
    GESCHLOSSEN = "geschlossen", _("Von Hand geschlossen")


class Leinwand(models.TextChoices):
    """What the projector shows: by itself what runs, or what the moderation wants to show now."""

    AUTOMATISCH = "automatisch", _("Folgt dem Programm")
    WILLKOMMEN = "willkommen", _("Willkommen")
    UHR = "uhr", _("Uhr")
    GESPRAECHE = "gespraeche", _("Kurzgespräche")
    THEMA = "thema", _("Thema, das vorgestellt wird")
    THEMEN = "themen", _("Alle Themen")
    GRUPPEN = "gruppen", _("Gruppen")
    ERGEBNISSE = "ergebnisse", _("Ergebnisse")
    RUECKMELDUNG = "rueckmeldung", _("Rückmeldung")
    DANK = "dank", _("Dank")


class Konferenz(models.Model):
    """One afternoon of one Veranstalter, from the draft to the archive. Times are local (Europe/Berlin)."""

    class Phase(models.TextChoices):
        ENTWURF = "entwurf", _("Entwurf")
        VORBEREITUNG = "vorbereitung", _("Vorbereitung")
        DURCHFUEHRUNG = "durchfuehrung", _("Durchführung")
        NACHBEREITUNG = "nachbereitung", _("Nachbereitung")
        VEROEFFENTLICHT = "veroeffentlicht", _("Veröffentlicht")
        ARCHIVIERT = "archiviert", _("Archiviert")

    veranstalter = models.ForeignKey("Veranstalter", models.PROTECT, related_name="konferenzen")
    slug = models.SlugField(_("Kurzname in der Adresse"), max_length=60, validators=[validate_slug_free])
    titel = models.CharField(_("Titel"), max_length=120)
    motto = models.CharField(_("Motto"), max_length=160, blank=True)
    kurzbeschreibung = models.TextField(
        _("Kurzbeschreibung"),
        max_length=600,
        blank=True,
        help_text=_("Zwei bis drei Sätze für die öffentliche Seite."),
    )
    anlass = models.TextField(_("Anlass"), max_length=4000, blank=True)
    ziel = models.TextField(_("Ziel"), max_length=4000, blank=True)
    fachbereich = models.CharField(_("Einladender Fachbereich"), max_length=120, blank=True)
    datum = models.DateField(_("Datum"))
    beginn = models.TimeField(_("Beginn"))
    ende = models.TimeField(_("Ende"))
    ort = models.CharField(_("Ort"), max_length=120, blank=True, help_text=_("Zum Beispiel „Rathaus Kleinmachnow“."))
    raum = models.CharField(_("Raum"), max_length=80, blank=True, help_text=_("Zum Beispiel „Bürgersaal“."))
    anschrift = models.CharField(_("Anschrift"), max_length=200, blank=True)
    barrierefreiheit = models.CharField(
        _("Barrierefreiheit des Ortes"),
        max_length=300,
        blank=True,
        help_text=_("Zum Beispiel „stufenlos erreichbar“."),
    )
    aktenzeichen = models.CharField(_("Aktenzeichen"), max_length=60, blank=True)
    anmeldeschluss = models.DateField(
        _("Anmeldeschluss"), null=True, blank=True, help_text=_("Der Tag zählt noch mit, bis 24 Uhr.")
    )
    plaetze = models.PositiveIntegerField(
        _("Plätze im Saal"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Leer: ohne Grenze."),
    )
    plaetze_je_einrichtung = models.PositiveIntegerField(
        _("Plätze je Einrichtung"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Leer: ohne Grenze."),
    )
    offene_anmeldung = models.BooleanField(
        _("Offene Anmeldung"),
        default=False,
        help_text=_("Auf der öffentlichen Seite kann sich jede und jeder anmelden. Sie bestätigen jede Anmeldung."),
    )
    vorgaenger = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="nachfolger",
        verbose_name=_("Vorherige Konferenz"),
    )
    moderation_name = models.CharField(_("Moderation: Name"), max_length=120, blank=True)
    moderation_funktion = models.CharField(_("Moderation: Funktion"), max_length=160, blank=True)
    moderation_organisation = models.CharField(_("Moderation: Organisation"), max_length=160, blank=True)
    kontakt_name = models.CharField(_("Auskunft gibt"), max_length=120, blank=True)
    kontakt_telefon = models.CharField(_("Telefon für Fragen"), max_length=40, blank=True)
    kontakt_email = models.EmailField(_("E-Mail für Fragen"), blank=True)
    begruessung = models.TextField(
        _("Begrüßung"),
        max_length=4000,
        blank=True,
        help_text=_("Für das Protokoll: wer begrüßt hat, worum es ging."),
    )
    resonanz = models.TextField(_("Stimmen der Teilnehmenden"), max_length=4000, blank=True)
    ausblick = models.TextField(_("Ausblick"), max_length=4000, blank=True)
    dank = models.TextField(_("Dank"), max_length=4000, blank=True)
    verteiler = models.TextField(
        _("Verteiler des Protokolls"), max_length=2000, blank=True, help_text=_("Eine Zeile je Stelle.")
    )
    drucksache = models.CharField(
        _("Drucksachen-Nr."), max_length=60, blank=True, help_text=_("Wenn das Ergebnis einem Gremium vorliegt.")
    )
    klebepunkte = models.PositiveSmallIntegerField(
        _("Klebepunkte je Person"),
        default=3,
        validators=[MaxValueValidator(20)],
        help_text=_("Womit alle am Ende sagen, was ihnen am wichtigsten ist. 0: ohne Klebepunkte."),
    )

    phase = models.CharField(_("Phase"), max_length=16, choices=Phase.choices, default=Phase.ENTWURF)
    abgesagt_am = models.DateTimeField(_("abgesagt am"), null=True, blank=True)
    verschoben_von = models.DateField(_("verschoben vom"), null=True, blank=True, editable=False)
    absage_text = models.TextField(
        _("Grund der Absage oder Verschiebung"),
        max_length=600,
        blank=True,
        help_text=_("Ein bis zwei Sätze. Sie stehen auf der öffentlichen Seite."),
    )
    tor_anmeldung = models.CharField(_("Anmeldung"), max_length=12, choices=Tor.choices, default=Tor.AUTOMATISCH)
    tor_themen = models.CharField(_("Themen"), max_length=12, choices=Tor.choices, default=Tor.AUTOMATISCH)
    tor_gruppenwahl = models.CharField(_("Gruppenwahl"), max_length=12, choices=Tor.choices, default=Tor.AUTOMATISCH)
    tor_karten = models.CharField(_("Karten"), max_length=12, choices=Tor.choices, default=Tor.AUTOMATISCH)
    leinwand = models.CharField(_("Leinwand"), max_length=12, choices=Leinwand.choices, default=Leinwand.AUTOMATISCH)
    gruppen_zaehler = models.PositiveSmallIntegerField(default=0, editable=False)
    fassung = models.PositiveIntegerField(default=1, editable=False)
    angelegt_am = models.DateTimeField(default=timezone.now, editable=False)

    objects = KonferenzQuerySet.as_manager()

    class Meta:
        verbose_name = _("Konferenz")
        verbose_name_plural = _("Konferenzen")
        constraints = [
            models.UniqueConstraint(
                fields=["veranstalter", "slug"],
                name="konferenz_slug_unique",
                violation_error_message=_(
                    "Diese Adresse hat schon eine andere Konferenz. Bitte wählen Sie einen anderen Kurznamen."
                ),
            ),
            models.CheckConstraint(
                condition=Q(ende__gt=F("beginn")),
                name="konferenz_ende_after_beginn",
                violation_error_message=_("Das Ende liegt vor dem Beginn. Bitte prüfen Sie die Uhrzeiten."),
            ),
            models.CheckConstraint(
                condition=Q(anmeldeschluss__isnull=True) | Q(anmeldeschluss__lte=F("datum")),
                name="konferenz_anmeldeschluss_before_datum",
                violation_error_message=_(
                    "Der Anmeldeschluss liegt nach der Konferenz. Bitte wählen Sie einen früheren Tag."
                ),
            ),
            models.CheckConstraint(
                condition=Q(plaetze__isnull=True) | Q(plaetze__gte=1),
                name="konferenz_plaetze_positive",
                violation_error_message=_(
                    "Ein Saal braucht mindestens einen Platz. Lassen Sie das Feld leer, wenn es keine Grenze gibt."
                ),
            ),
            models.CheckConstraint(
                condition=Q(plaetze_je_einrichtung__isnull=True) | Q(plaetze_je_einrichtung__gte=1),
                name="konferenz_plaetze_je_einrichtung_positive",
                violation_error_message=_(
                    "Jede Einrichtung braucht mindestens einen Platz. "
                    "Lassen Sie das Feld leer, wenn es keine Grenze gibt."
                ),
            ),
        ]

    def __str__(self):
        return self.titel

    @property
    def is_abgesagt(self) -> bool:
        return self.abgesagt_am is not None

    @property
    def is_verschoben(self) -> bool:
        """Moved to another date that is still to come; on the day nobody needs to read it any more."""
        is_coming = self.phase in (self.Phase.ENTWURF, self.Phase.VORBEREITUNG)
        return self.verschoben_von is not None and not self.is_abgesagt and is_coming

    @property
    def is_vorbei(self) -> bool:
        """Whether the day of the conference has passed, whatever its phase says."""
        return timezone.localdate() > self.datum

    @property
    def is_anmeldeschluss_vorbei(self) -> bool:
        """Deadlines run to midnight, so the day itself still counts."""
        return timezone.localdate() > (self.anmeldeschluss or self.datum)

    @property
    def tage_bis(self) -> int:
        """Days from today to the conference; negative afterwards."""
        return (self.datum - timezone.localdate()).days

    @property
    def beginn_am(self) -> datetime.datetime:
        """The moment it begins, with the offset that the clock of the hall has on that day."""
        return datetime.datetime.combine(self.datum, self.beginn, timezone.get_default_timezone())

    @property
    def ende_am(self) -> datetime.datetime:
        return datetime.datetime.combine(self.datum, self.ende, timezone.get_default_timezone())

    @property
    def dauer(self) -> datetime.timedelta:
        day = datetime.date(2000, 1, 1)
        return datetime.datetime.combine(day, self.ende) - datetime.datetime.combine(day, self.beginn)

    def find_vorige(self) -> "Konferenz | None":
        """The conference before this one: as chosen, else the last one of the same Veranstalter. One query."""
        earlier = Konferenz.objects.filter(veranstalter=self.veranstalter_id).exclude(pk=self.pk)
        if self.vorgaenger_id:
            return earlier.filter(pk=self.vorgaenger_id).first()
        return earlier.filter(datum__lt=self.datum, abgesagt_am__isnull=True).order_by("-datum", "-pk").first()

    @property
    def live_kanal(self) -> str:
        return f"k{self.pk}"

    @cached_property
    def punkte(self):
        """The programme in order, each with its planned `start`; one query per loaded conference."""
        return in_order_with_times(self)

    @property
    def einladender_fachbereich(self) -> str:
        """Its own, or that of the Veranstalter."""
        return self.fachbereich or self.veranstalter.fachbereich

    @cached_property
    def fragen(self):
        """The Leitfragen in order; one query per loaded conference."""
        return list(self.leitfragen.all())

    @property
    def laufender_punkt(self):
        """The running Programmpunkt, or None before, between and after."""
        return next((p for p in self.punkte if p.begonnen_am and not p.beendet_am), None)

    def has_begun(self, *arten) -> bool:
        """Whether a Programmpunkt of one of these kinds was begun today."""
        return any(p.begonnen_am and p.art in arten for p in self.punkte)

    def has_ended(self, *arten) -> bool:
        return any(p.beendet_am and p.art in arten for p in self.punkte)


class Leitfrage(models.Model):
    konferenz = models.ForeignKey(Konferenz, models.CASCADE, related_name="leitfragen")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(_("Leitfrage"), max_length=300)

    class Meta:
        verbose_name = _("Leitfrage")
        verbose_name_plural = _("Leitfragen")
        ordering = ["konferenz", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["konferenz", "position"],
                name="leitfrage_position_unique",
                deferrable=models.Deferrable.DEFERRED,
            )
        ]

    def __str__(self):
        return self.text


class Phasenwechsel(models.Model):
    """When a conference entered a phase, and why it went back if it did."""

    konferenz = models.ForeignKey(Konferenz, models.CASCADE, related_name="phasenwechsel")
    von = models.CharField(max_length=16, choices=Konferenz.Phase.choices)
    nach = models.CharField(max_length=16, choices=Konferenz.Phase.choices)
    am = models.DateTimeField(default=timezone.now)
    grund = models.CharField(_("Grund"), max_length=300, blank=True)

    class Meta:
        ordering = ["konferenz", "am", "pk"]

    def __str__(self):
        return f"{self.von} → {self.nach}"
