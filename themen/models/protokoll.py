"""The minutes: what was written by hand over the data, what people remarked, and what was released for good."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from konferenz.felder import new_kennung


class Publikum(models.TextChoices):
    """Who a section is for; each sees what is meant for those after it, too."""

    INTERN = "intern", _("intern: Verwaltung und Moderation")
    NETZWERK = "netzwerk", _("Netzwerk: wer eingeladen oder dabei war")
    OEFFENTLICH = "oeffentlich", _("öffentlich")


class Protokollabschnitt(models.Model):
    """What was decided about one section; without a row it is filled from the data and for everybody.

    `daten_stand` is the section as the data gave it when the text was written, so that the page can show what
    changed in the data since.
    """

    class Modus(models.TextChoices):
        DATEN = "daten", _("aus den Daten")
        ERGAENZT = "ergaenzt", _("aus den Daten, mit eigenem Text dahinter")
        ERSETZT = "ersetzt", _("nur der eigene Text")
        AUS = "aus", _("erscheint nicht")

    konferenz = models.ForeignKey("konferenz.Konferenz", models.CASCADE, related_name="protokollabschnitte")
    schluessel = models.CharField(max_length=24)
    modus = models.CharField(_("Inhalt"), max_length=10, choices=Modus.choices, default=Modus.DATEN)
    text = models.TextField(_("Eigener Text"), max_length=12000, blank=True)
    daten_stand = models.TextField(blank=True, editable=False)
    publikum = models.CharField(_("Für wen?"), max_length=12, choices=Publikum.choices, default=Publikum.OEFFENTLICH)
    fassung = models.PositiveIntegerField(default=1, editable=False)
    geaendert_am = models.DateTimeField(default=timezone.now, editable=False)
    geaendert_von = models.ForeignKey("konferenz.Konto", models.SET_NULL, null=True, related_name="+", editable=False)

    class Meta:
        verbose_name = _("Abschnitt des Protokolls")
        verbose_name_plural = _("Abschnitte des Protokolls")
        constraints = [
            models.UniqueConstraint(fields=["konferenz", "schluessel"], name="protokollabschnitt_unique"),
            models.CheckConstraint(
                condition=~Q(modus__in=("ergaenzt", "ersetzt")) | ~Q(text=""),
                name="protokollabschnitt_own_text_is_there",
                violation_error_message=_("Der eigene Text ist noch leer. Bitte schreiben Sie einen Satz."),
            ),
        ]

    def __str__(self):
        return self.schluessel


class Abschnittfassung(models.Model):
    """Every state that the text written for a section ever had, so that each can come back."""

    abschnitt = models.ForeignKey(Protokollabschnitt, models.CASCADE, related_name="fassungen")
    fassung = models.PositiveIntegerField()
    modus = models.CharField(max_length=10, choices=Protokollabschnitt.Modus.choices)
    text = models.TextField(blank=True)
    publikum = models.CharField(max_length=12, choices=Publikum.choices)
    am = models.DateTimeField(default=timezone.now)
    konto = models.ForeignKey("konferenz.Konto", models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("Früherer Stand eines Abschnitts")
        verbose_name_plural = _("Frühere Stände von Abschnitten")
        ordering = ["abschnitt", "-fassung"]
        constraints = [models.UniqueConstraint(fields=["abschnitt", "fassung"], name="abschnittfassung_unique")]

    def __str__(self):
        return f"{self.abschnitt}/{self.fassung}"


class Protokollstand(models.Model):
    """Where the minutes of a conference stand on their way from the draft to the release."""

    class Zustand(models.TextChoices):
        ENTWURF = "entwurf", _("Entwurf")
        RUECKMELDUNG = "rueckmeldung", _("zur Rückmeldung")
        VORGELEGT = "vorgelegt", _("zur Freigabe vorgelegt")
        FREIGEGEBEN = "freigegeben", _("freigegeben")

    konferenz = models.OneToOneField("konferenz.Konferenz", models.CASCADE, related_name="protokollstand")
    zustand = models.CharField(max_length=14, choices=Zustand.choices, default=Zustand.ENTWURF)
    # inclusive, until midnight
    frist = models.DateField(_("Rückmeldung bis"), null=True, blank=True)
    aenderung = models.CharField(_("Was ist anders als in der vorigen Version?"), max_length=300, blank=True)
    # checksum of what was submitted: the second person releases this and nothing else
    vorgelegt_summe = models.CharField(max_length=64, blank=True, editable=False)
    vorgelegt_am = models.DateTimeField(null=True, blank=True)
    vorgelegt_von = models.ForeignKey("konferenz.Konto", models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("Stand des Protokolls")
        verbose_name_plural = _("Stände von Protokollen")
        constraints = [
            models.CheckConstraint(
                condition=~Q(zustand="rueckmeldung") | Q(frist__isnull=False), name="protokollstand_needs_frist"
            ),
        ]

    def __str__(self):
        return self.get_zustand_display()


class Protokollanmerkung(models.Model):
    """What somebody who was there remarked about one section; the officer settles each."""

    class Ergebnis(models.TextChoices):
        UEBERNOMMEN = "uebernommen", _("übernommen")
        NICHT_UEBERNOMMEN = "nicht_uebernommen", _("nicht übernommen")

    konferenz = models.ForeignKey("konferenz.Konferenz", models.CASCADE, related_name="protokollanmerkungen")
    kennung = models.CharField(max_length=10, unique=True, default=new_kennung, editable=False)
    abschnitt = models.CharField(max_length=24)
    text = models.TextField(_("Ihre Anmerkung"), max_length=2000)
    anmeldung = models.ForeignKey("teilnehmer.Anmeldung", models.SET_NULL, null=True, related_name="+")
    einrichtung = models.ForeignKey("teilnehmer.Einrichtung", models.SET_NULL, null=True, blank=True, related_name="+")
    am = models.DateTimeField(default=timezone.now, editable=False)
    ergebnis = models.CharField(_("Entscheidung"), max_length=18, choices=Ergebnis.choices, blank=True)
    antwort = models.CharField(_("Antwort"), max_length=600, blank=True)
    erledigt_am = models.DateTimeField(null=True, blank=True, editable=False)
    erledigt_von = models.ForeignKey("konferenz.Konto", models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("Anmerkung zum Protokoll")
        verbose_name_plural = _("Anmerkungen zum Protokoll")
        ordering = ["konferenz", "am", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ergebnis="", erledigt_am__isnull=True) | (~Q(ergebnis="") & Q(erledigt_am__isnull=False)),
                name="protokollanmerkung_ergebnis_has_time",
            ),
        ]

    def __str__(self):
        return f"{self.abschnitt}: {self.kennung}"


class Protokollfassung(models.Model):
    """A released version: frozen content of each variant, numbered, with the checksum of its canonical JSON.

    The database refuses to change it (trigger in migration 0006).
    """

    konferenz = models.ForeignKey("konferenz.Konferenz", models.PROTECT, related_name="protokollfassungen")
    nummer = models.PositiveSmallIntegerField()
    aenderung = models.CharField(max_length=300, blank=True)
    inhalt = models.JSONField()
    sha256 = models.CharField(max_length=64)
    freigegeben_am = models.DateTimeField(default=timezone.now)
    freigegeben_von = models.ForeignKey("konferenz.Konto", models.SET_NULL, null=True, related_name="+")
    vorgelegt_von = models.ForeignKey("konferenz.Konto", models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("Version des Protokolls")
        verbose_name_plural = _("Versionen des Protokolls")
        ordering = ["konferenz", "-nummer"]
        constraints = [
            models.UniqueConstraint(fields=["konferenz", "nummer"], name="protokollfassung_nummer_unique"),
            models.CheckConstraint(
                condition=Q(nummer=1) | ~Q(aenderung=""),
                name="protokollfassung_correction_says_why",
                violation_error_message=_("Bitte schreiben Sie in einem Satz, was anders ist."),
            ),
        ]

    def __str__(self):
        return f"Version {self.nummer}"


class Protokolldatei(models.Model):
    """The bytes of a released version as they were made once; whoever loads it gets exactly these.

    `gruppe` is the number of the group whose sheet this is, 0 for the whole minutes.
    """

    protokollfassung = models.ForeignKey(Protokollfassung, models.PROTECT, related_name="dateien")
    publikum = models.CharField(max_length=12, choices=Publikum.choices)
    gruppe = models.PositiveSmallIntegerField(default=0)
    endung = models.CharField(max_length=5)
    datei = models.OneToOneField("konferenz.Datei", models.PROTECT, related_name="protokolldatei")

    class Meta:
        verbose_name = _("Datei einer Version")
        verbose_name_plural = _("Dateien von Versionen")
        constraints = [
            models.UniqueConstraint(
                fields=["protokollfassung", "publikum", "gruppe", "endung"], name="protokolldatei_one_per_kind"
            )
        ]

    def __str__(self):
        return f"{self.protokollfassung}: {self.publikum}.{self.endung}"


class Bericht(models.Model):
    """The text of the results page: generated in the shape of the seed, then edited by a person."""

    konferenz = models.OneToOneField("konferenz.Konferenz", models.CASCADE, related_name="bericht")
    text = models.TextField(_("Text der Ergebnisseite"), max_length=20000)
    daten_stand = models.TextField(blank=True, editable=False)
    fassung = models.PositiveIntegerField(default=1, editable=False)
    geaendert_am = models.DateTimeField(default=timezone.now, editable=False)
    geaendert_von = models.ForeignKey("konferenz.Konto", models.SET_NULL, null=True, related_name="+", editable=False)

    class Meta:
        verbose_name = _("Bericht")
        verbose_name_plural = _("Berichte")

    def __str__(self):
        return str(self.konferenz)
