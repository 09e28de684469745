from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from konferenz.akteur import Rolle
from konferenz.felder import new_kennung


class MassnahmeQuerySet(models.QuerySet):
    def vorhanden(self):
        return self.filter(geloescht_am__isnull=True)

    def vereinbart(self):
        """Somebody answers for it and there is a date; everything else is honestly in the Themenspeicher."""
        return self.vorhanden().filter(VEREINBART)

    def im_speicher(self):
        return self.vorhanden().exclude(VEREINBART)

    def ueberfaellig(self):
        """Agreed, the day is over, and nobody said that it is done or cannot be done."""
        offen = (Massnahme.Status.OFFEN, Massnahme.Status.IN_ARBEIT)
        return self.vereinbart().filter(bis__lt=timezone.localdate(), status__in=offen)

    def with_wer(self):
        """What everybody may read of who is responsible, no name: `einrichtung_name` and `funktion`.

        Of a person with a Sperrvermerk neither: where few work, the institution tells who it is.
        """
        person_gesperrt = Q(verantwortlich__gesperrt=True)
        return self.annotate(
            einrichtung_name=Case(
                When(person_gesperrt & Q(einrichtung=F("verantwortlich__einrichtung")), then=Value("")),
                When(einrichtung__isnull=False, then=F("einrichtung__name")),
                When(verantwortlich__gesperrt=False, then=F("verantwortlich__einrichtung_angabe")),
                default=Value(""),
            ),
            funktion=Case(When(verantwortlich__gesperrt=False, then=F("verantwortlich__funktion")), default=Value("")),
        )


class Massnahme(models.Model):
    """What was agreed: who (a person who was there, and their institution) does what until when, towards which Soll.

    Without a responsible person or a date it is no measure yet but a point of the Themenspeicher (moderation rule:
    a measure must have a responsible person, who must be present, and a date).
    """

    class Status(models.TextChoices):
        OFFEN = "offen", _("offen")
        IN_ARBEIT = "in_arbeit", _("in Arbeit")
        ERLEDIGT = "erledigt", _("erledigt")
        NICHT_UMSETZBAR = "nicht_umsetzbar", _("nicht umsetzbar")

    konferenz = models.ForeignKey("konferenz.Konferenz", models.CASCADE, related_name="massnahmen")
    kleingruppe = models.ForeignKey("Kleingruppe", models.PROTECT, related_name="massnahmen")
    kennung = models.CharField(max_length=10, unique=True, default=new_kennung, editable=False)
    nummer = models.PositiveSmallIntegerField(editable=False)
    was = models.CharField(_("Was wird getan?"), max_length=300)
    verantwortlich = models.ForeignKey(
        "teilnehmer.Anmeldung",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="massnahmen",
        verbose_name=_("Wer ist verantwortlich?"),
    )
    einrichtung = models.ForeignKey(
        "teilnehmer.Einrichtung", models.SET_NULL, null=True, blank=True, related_name="massnahmen"
    )
    mit = models.CharField(
        _("Mit wem?"), max_length=300, blank=True, help_text=_("Einrichtungen oder Stellen, keine Namen von Personen.")
    )
    ab = models.DateField(_("Ab wann?"), null=True, blank=True)
    bis = models.DateField(_("Bis wann?"), null=True, blank=True)
    ressourcen = models.CharField(_("Was wird gebraucht?"), max_length=300, blank=True)
    verbleib = models.CharField(
        _("An wen weitergegeben?"),
        max_length=200,
        blank=True,
        help_text=_("Solange niemand verantwortlich ist: welche Stelle sich darum kümmert."),
    )
    merkmal = models.CharField(_("Woran merkt man, dass es geklappt hat?"), max_length=300, blank=True)
    status = models.CharField(_("Stand"), max_length=16, choices=Status.choices, default=Status.OFFEN)
    grund = models.CharField(_("Warum nicht umsetzbar?"), max_length=300, blank=True)
    befunde = models.ManyToManyField("Befund", through="MassnahmeBezug", related_name="massnahmen")
    fassung = models.PositiveIntegerField(default=1, editable=False)
    angelegt_am = models.DateTimeField(default=timezone.now, editable=False)
    geaendert_am = models.DateTimeField(default=timezone.now, editable=False)
    geloescht_am = models.DateTimeField(null=True, blank=True, editable=False)
    geloescht_von = models.CharField(max_length=12, choices=Rolle.choices, blank=True, editable=False)

    objects = MassnahmeQuerySet.as_manager()

    class Meta:
        verbose_name = _("Maßnahme")
        verbose_name_plural = _("Maßnahmen")
        constraints = [
            models.UniqueConstraint(fields=["kleingruppe", "nummer"], name="massnahme_nummer_unique"),
            models.CheckConstraint(
                condition=Q(ab__isnull=True) | Q(bis__isnull=True) | Q(ab__lte=F("bis")),
                name="massnahme_ab_before_bis",
                violation_error_message=_("„Bis“ liegt vor „ab“. Bitte prüfen Sie die beiden Tage."),
            ),
            models.CheckConstraint(
                condition=~Q(status="nicht_umsetzbar") | ~Q(grund=""),
                name="massnahme_nicht_umsetzbar_has_grund",
                violation_error_message=_("Bitte schreiben Sie in einem Satz, warum das nicht umsetzbar ist."),
            ),
            models.CheckConstraint(
                condition=Q(geloescht_am__isnull=True, geloescht_von="")
                | (Q(geloescht_am__isnull=False) & ~Q(geloescht_von="")),
                name="massnahme_geloescht_am_and_von",
            ),
        ]

    def __str__(self):
        return f"Maßnahme {self.zeichen}"

    @property
    def zeichen(self) -> str:
        """2.1"""
        return f"{self.kleingruppe.nummer}.{self.nummer}"

    @property
    def is_vereinbart(self) -> bool:
        return self.verantwortlich_id is not None and self.bis is not None


VEREINBART = Q(verantwortlich__isnull=False, bis__isnull=False)


class MassnahmeBezug(models.Model):
    """Which Soll a measure serves, and which Idee it came from."""

    massnahme = models.ForeignKey(Massnahme, models.CASCADE, related_name="bezuege")
    befund = models.ForeignKey("Befund", models.CASCADE, related_name="massnahmenbezuege")

    class Meta:
        verbose_name = _("Bezug einer Maßnahme")
        verbose_name_plural = _("Bezüge von Maßnahmen")
        constraints = [models.UniqueConstraint(fields=["massnahme", "befund"], name="massnahmebezug_unique")]

    def __str__(self):
        return f"{self.massnahme_id} → {self.befund_id}"
