from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from konferenz.felder import new_kurzcode


class Kanal(models.TextChoices):
    """Which way an answer, a topic or a person came in."""

    LINK = "link", _("über den Link")
    TELEFON = "telefon", _("am Telefon")
    PAPIER = "papier", _("auf Papier")
    VOR_ORT = "vor_ort", _("vor Ort")


class EinladungQuerySet(models.QuerySet):
    def for_list(self):
        """Rows of the officer's list: institution, and how many persons are registered."""
        personen = models.Count("anmeldungen", filter=Q(anmeldungen__status="angemeldet"))
        return (
            self.select_related("einrichtung__traeger", "zugang")
            .annotate(personen=personen)
            .order_by("einrichtung__sortierschluessel", "pk")
        )


class Einladung(models.Model):
    """One invitation per institution and conference, shared by all its contacts."""

    class Antwort(models.TextChoices):
        OFFEN = "offen", _("keine Antwort")
        ZUGESAGT = "zugesagt", _("zugesagt")
        ABGESAGT = "abgesagt", _("abgesagt")

    konferenz = models.ForeignKey("konferenz.Konferenz", models.CASCADE, related_name="einladungen")
    einrichtung = models.ForeignKey("Einrichtung", models.PROTECT, related_name="einladungen")
    zugang = models.OneToOneField("konferenz.Zugang", models.PROTECT, related_name="einladung")
    kurzcode = models.CharField(max_length=8, unique=True, default=new_kurzcode, editable=False)
    antwort = models.CharField(_("Antwort"), max_length=10, choices=Antwort.choices, default=Antwort.OFFEN)
    beantwortet_am = models.DateTimeField(null=True, blank=True)
    kanal = models.CharField(max_length=8, choices=Kanal.choices, blank=True)
    nachricht = models.CharField(_("Nachricht an die Verwaltung"), max_length=500, blank=True)
    versandt_am = models.DateTimeField(null=True, blank=True)
    fassung = models.PositiveIntegerField(default=1, editable=False)
    angelegt_am = models.DateTimeField(default=timezone.now, editable=False)

    objects = EinladungQuerySet.as_manager()

    class Meta:
        verbose_name = _("Einladung")
        verbose_name_plural = _("Einladungen")
        constraints = [
            models.UniqueConstraint(
                fields=["konferenz", "einrichtung"],
                name="einladung_unique",
                violation_error_message=_("Diese Einrichtung ist schon eingeladen."),
            ),
            models.UniqueConstraint(fields=["id", "konferenz"], name="einladung_id_konferenz"),
            models.CheckConstraint(
                condition=Q(antwort="offen", beantwortet_am__isnull=True)
                | (~Q(antwort="offen") & Q(beantwortet_am__isnull=False)),
                name="einladung_antwort_has_time",
            ),
        ]

    def __str__(self):
        return f"{self.einrichtung}"

    @property
    def stand(self) -> str:
        """Where this invitation stands, in words for the officer's list."""
        if not self.zugang.is_gueltig:
            return str(_("Link gesperrt"))
        if self.antwort != self.Antwort.OFFEN:
            return self.get_antwort_display()
        return str(_("wartet auf Antwort") if self.versandt_am else _("noch nicht versandt"))

    @property
    def kurzcode_lesbar(self) -> str:
        return f"{self.kurzcode[:4]}-{self.kurzcode[4:]}"
