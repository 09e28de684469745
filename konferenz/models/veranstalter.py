from django.db import models
from django.utils.translation import gettext_lazy as _

from konferenz.akteur import Akteur, Rolle
from konferenz.felder import SortierschluesselField
from konferenz.reserviert import validate_slug_free


class VeranstalterQuerySet(models.QuerySet):
    def visible_to(self, konto):
        """The organisers whose administration this account belongs to."""
        if not konto.is_authenticated:
            return self.none()
        return self.filter(mitgliedschaften__konto=konto)


class Veranstalter(models.Model):
    """A municipality's department: the tenant that everything else belongs to."""

    slug = models.SlugField(_("Kurzname in der Adresse"), max_length=50, unique=True, validators=[validate_slug_free])
    name = models.CharField(_("Name"), max_length=120, help_text=_("Zum Beispiel „Gemeinde Kleinmachnow“."))
    kurzname = models.CharField(_("Kurzname"), max_length=60, help_text=_("Zum Beispiel „Kleinmachnow“."))
    fachbereich = models.CharField(_("Fachbereich"), max_length=120, blank=True)
    strasse = models.CharField(_("Straße und Hausnummer"), max_length=120, blank=True)
    plz = models.CharField(_("PLZ"), max_length=10, blank=True)
    ort = models.CharField(_("Ort"), max_length=80, blank=True)
    telefon = models.CharField(_("Telefon"), max_length=40, blank=True)
    email = models.EmailField(_("E-Mail"), blank=True)
    wappen = models.ForeignKey(
        "Datei", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("Wappen")
    )
    pluralform = models.CharField(
        _("Anrede in Briefen und Protokollen"),
        max_length=60,
        default="Teilnehmende",
        help_text=_("Zum Beispiel „Teilnehmende“ oder „Teilnehmer/-innen“."),
    )
    zweite_person = models.BooleanField(
        _("Protokolle gibt eine zweite Person frei"),
        default=False,
        help_text=_("Wer ein Protokoll zur Freigabe vorlegt, gibt es dann nicht selbst frei."),
    )
    unterschriften = models.TextField(
        _("Unterschriften unter dem Protokoll"),
        max_length=400,
        blank=True,
        default="Protokoll\nModeration\nFreigabe: Fachbereichsleitung",
        help_text=_("Jede Zeile ist ein Feld zum Unterschreiben. Leer: ohne Unterschriften."),
    )
    impressum = models.TextField(_("Impressum"), blank=True)
    datenschutz = models.TextField(_("Datenschutzhinweise"), blank=True)
    barrierefreiheit = models.TextField(_("Erklärung zur Barrierefreiheit"), blank=True)
    fassung = models.PositiveIntegerField(default=1, editable=False)
    sortierschluessel = SortierschluesselField("name")

    objects = VeranstalterQuerySet.as_manager()

    class Meta:
        verbose_name = _("Veranstalter")
        verbose_name_plural = _("Veranstalter")
        ordering = ["sortierschluessel"]

    def __str__(self):
        return self.name

    @property
    def anschrift(self) -> str:
        return ", ".join(part for part in (self.strasse, f"{self.plz} {self.ort}".strip()) if part)


class MitgliedschaftQuerySet(models.QuerySet):
    def for_list(self):
        return self.select_related("konto").order_by("konto__nachname", "konto__vorname", "konto__email")


class Mitgliedschaft(models.Model):
    """An account's role in one Veranstalter."""

    class Rolle(models.TextChoices):
        LEITUNG = Rolle.LEITUNG.value, _("Leitung: darf alles, auch veröffentlichen und das Team ändern")
        PLANUNG = Rolle.PLANUNG.value, _("Planung: plant, lädt ein und begleitet Konferenzen")
        LESEND = Rolle.LESEND.value, _("Lesend: sieht alles, ändert nichts")

    konto = models.ForeignKey("Konto", models.CASCADE, related_name="mitgliedschaften", verbose_name=_("Konto"))
    veranstalter = models.ForeignKey(Veranstalter, models.CASCADE, related_name="mitgliedschaften")
    rolle = models.CharField(_("Rolle"), max_length=12, choices=Rolle.choices, default=Rolle.PLANUNG)

    objects = MitgliedschaftQuerySet.as_manager()

    class Meta:
        verbose_name = _("Mitgliedschaft")
        verbose_name_plural = _("Mitgliedschaften")
        constraints = [
            models.UniqueConstraint(
                fields=["konto", "veranstalter"],
                name="mitgliedschaft_unique",
                violation_error_message=_("Diese Person gehört schon zum Team."),
            )
        ]

    def __str__(self):
        return f"{self.konto} · {self.veranstalter}"

    @property
    def akteur(self) -> Akteur:
        return Akteur(Rolle(self.rolle), self.konto_id)
