from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from konferenz.felder import SortierschluesselField, new_kennung
from teilnehmer.models.einladung import Kanal


class Handlungsfeld(models.TextChoices):
    """Fields of work under the SGB VIII, in the words that practice uses."""

    BILDUNG = "bildung", _("Bildung und Betreuung")
    UEBERGAENGE = "uebergaenge", _("Übergänge Kita, Schule, Hort")
    FREIZEIT = "freizeit", _("Freizeit und Sport")
    KULTUR = "kultur", _("Kultur")
    BERATUNG = "beratung", _("Beratung und Familienförderung")
    KINDERSCHUTZ = "kinderschutz", _("Kinderschutz und Frühe Hilfen")
    BETEILIGUNG = "beteiligung", _("Beteiligung von Kindern und Jugendlichen")
    INKLUSION = "inklusion", _("Inklusion und Integration")
    NETZWERK = "netzwerk", _("Zusammenarbeit und Netzwerk")
    SONSTIGES = "sonstiges", _("Sonstiges")


class Altersgruppe(models.TextChoices):
    ALLE = "", _("alle")
    U3 = "u3", _("unter 3 Jahren")
    KITA = "kita", _("3 bis 6 Jahre")
    GRUNDSCHULE = "grundschule", _("6 bis 12 Jahre")
    JUGEND = "jugend", _("12 bis 18 Jahre")
    JUNGE_ERWACHSENE = "junge_erwachsene", _("über 18 Jahre")
    ELTERN = "eltern", _("Eltern und Familien")


class ThemenvorschlagQuerySet(models.QuerySet):
    def sichtbar(self):
        """All that were not withdrawn."""
        return self.exclude(status=Themenvorschlag.Status.ZURUECKGEZOGEN)

    def with_mitstreiter(self):
        return self.annotate(anzahl_mitstreiter=models.Count("mitstreiter", filter=Q(mitstreiter__bis__isnull=True)))

    def for_list(self):
        return (
            self.sichtbar()
            .select_related("leitfrage", "einrichtung")
            .with_mitstreiter()
            .order_by("-anzahl_mitstreiter", "sortierschluessel", "pk")
        )

    def ohne_gruppe(self):
        """Topics in no group that still exists: the Themenspeicher."""
        return self.sichtbar().exclude(
            pk__in=Themenvorschlag.objects.filter(herkunft__bis__isnull=True, herkunft__isnull=False).values("pk")
        )


class Themenvorschlag(models.Model):
    """A topic proposed for a conference by an institution, a person on the spot, or the administration."""

    class Status(models.TextChoices):
        EINGEREICHT = "eingereicht", _("eingereicht")
        ANGENOMMEN = "angenommen", _("in einer Gruppe")
        IM_SPEICHER = "im_speicher", _("im Themenspeicher")
        ZURUECKGEZOGEN = "zurueckgezogen", _("zurückgezogen")

    konferenz = models.ForeignKey("konferenz.Konferenz", models.CASCADE, related_name="themenvorschlaege")
    kennung = models.CharField(max_length=10, unique=True, default=new_kennung, editable=False)
    titel = models.CharField(_("Titel"), max_length=120)
    beschreibung = models.TextField(_("Kurzbeschreibung"), max_length=1000, blank=True)
    leitfrage = models.ForeignKey(
        "konferenz.Leitfrage",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="themenvorschlaege",
        verbose_name=_("Leitfrage"),
    )
    handlungsfeld = models.CharField(_("Handlungsfeld"), max_length=14, choices=Handlungsfeld.choices, blank=True)
    altersgruppe = models.CharField(_("Altersgruppe"), max_length=18, choices=Altersgruppe.choices, blank=True)
    status = models.CharField(max_length=14, choices=Status.choices, default=Status.EINGEREICHT)
    einladung = models.ForeignKey(
        "teilnehmer.Einladung", models.SET_NULL, null=True, blank=True, related_name="themenvorschlaege"
    )
    einrichtung = models.ForeignKey(
        "teilnehmer.Einrichtung", models.SET_NULL, null=True, blank=True, related_name="themenvorschlaege"
    )
    anmeldung = models.ForeignKey(
        "teilnehmer.Anmeldung", models.SET_NULL, null=True, blank=True, related_name="themenvorschlaege"
    )
    kanal = models.CharField(max_length=8, choices=Kanal.choices, default=Kanal.LINK)
    eingereicht_am = models.DateTimeField(default=timezone.now)
    verbleib = models.CharField(
        _("Wenn es keine Gruppe wird: warum, und wohin geht es?"),
        max_length=200,
        blank=True,
        help_text=_("Ein Satz ohne Namen. Er steht im Themenspeicher des Protokolls."),
    )
    pitch_position = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    pitch_begonnen_am = models.DateTimeField(null=True, blank=True)
    pitch_beendet_am = models.DateTimeField(null=True, blank=True)
    fassung = models.PositiveIntegerField(default=1, editable=False)
    sortierschluessel = SortierschluesselField("titel")

    objects = ThemenvorschlagQuerySet.as_manager()

    class Meta:
        verbose_name = _("Themenvorschlag")
        verbose_name_plural = _("Themenvorschläge")
        constraints = [
            models.UniqueConstraint(fields=["id", "konferenz"], name="themenvorschlag_id_konferenz"),
            models.UniqueConstraint(
                fields=["konferenz"],
                condition=Q(pitch_begonnen_am__isnull=False, pitch_beendet_am__isnull=True),
                name="themenvorschlag_one_pitch_running",
                violation_error_message=_("Es wird gerade ein anderes Thema vorgestellt."),
            ),
            models.CheckConstraint(
                condition=Q(pitch_beendet_am__isnull=True) | Q(pitch_begonnen_am__isnull=False),
                name="themenvorschlag_pitch_ends_after_it_began",
            ),
        ]
        indexes = [models.Index(fields=["konferenz", "sortierschluessel"])]

    def __str__(self):
        return self.titel


class Mitstreiter(models.Model):
    """A person's commitment to a topic, open while `bis` is empty."""

    class Art(models.TextChoices):
        MITDENKEN = "mitdenken", _("mitdenken")
        MITMACHEN = "mitmachen", _("mitmachen")
        RESSOURCE = "ressource", _("etwas beitragen")

    konferenz = models.ForeignKey("konferenz.Konferenz", models.CASCADE, related_name="+")
    thema = models.ForeignKey(Themenvorschlag, models.CASCADE, related_name="mitstreiter")
    anmeldung = models.ForeignKey("teilnehmer.Anmeldung", models.CASCADE, related_name="mitstreiter")
    art = models.CharField(max_length=10, choices=Art.choices, default=Art.MITMACHEN)
    seit = models.DateTimeField(default=timezone.now)
    bis = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("Mitstreiter/-in")
        verbose_name_plural = _("Mitstreiter/-innen")
        constraints = [
            models.UniqueConstraint(
                fields=["thema", "anmeldung"],
                condition=Q(bis__isnull=True),
                name="mitstreiter_one_open",
                violation_error_message=_("Sie machen bei diesem Thema schon mit."),
            )
        ]

    def __str__(self):
        return f"{self.thema_id}: {self.anmeldung_id}"
