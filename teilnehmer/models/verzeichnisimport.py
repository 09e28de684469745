import datetime

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from konferenz.felder import new_kennung

# What was uploaded, and rows that were left out, are names and addresses: nobody needs them for longer.
TAGE_DATEI = 7
TAGE_RUECKNAHME = 30


class VerzeichnisimportQuerySet(models.QuerySet):
    def for_list(self):
        """The latest first, without the rows themselves."""
        return self.select_related("angelegt_von").defer("tabelle", "plan", "spuren").order_by("-angelegt_am", "-pk")

    def purge(self) -> int:
        """Delete what is kept for a time only: forgotten files, rows left out, the way back. Numbers stay."""
        jetzt = timezone.now()
        frist = jetzt - datetime.timedelta(days=TAGE_DATEI)
        zahl, _je_art = self.filter(uebernommen_am=None, angelegt_am__lt=frist).delete()
        zahl += self.filter(uebernommen_am__lt=frist).exclude(tabelle={}).update(tabelle={}, plan=[])
        ende = jetzt - datetime.timedelta(days=TAGE_RUECKNAHME)
        return zahl + self.filter(uebernommen_am__lt=ende).exclude(spuren=[], bericht=[]).update(spuren=[], bericht=[])


class Verzeichnisimport(models.Model):
    """One file of institutions on its way into the directory: uploaded, checked, taken over, perhaps taken back."""

    class Status(models.TextChoices):
        VORSCHAU = "vorschau", _("in Vorbereitung")
        WARTET = "wartet", _("wird übernommen")
        UEBERNOMMEN = "uebernommen", _("übernommen")
        ZURUECKGENOMMEN = "zurueck", _("zurückgenommen")

    veranstalter = models.ForeignKey("konferenz.Veranstalter", models.CASCADE, related_name="verzeichnisimporte")
    kennung = models.CharField(max_length=10, unique=True, default=new_kennung, editable=False)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.VORSCHAU)
    dateiname = models.CharField(max_length=160)
    angelegt_am = models.DateTimeField(default=timezone.now, editable=False)
    angelegt_von = models.ForeignKey("konferenz.Konto", models.SET_NULL, null=True, related_name="+")
    uebernommen_am = models.DateTimeField(null=True)
    zurueckgenommen_am = models.DateTimeField(null=True)
    fassung = models.PositiveIntegerField(default=1, editable=False)
    # The file as text: {"kopf": [...], "zeilen": [[number, [cells]], ...]}; afterwards only the rows left out.
    tabelle = models.JSONField(default=dict)
    # Which column is what: {"0": "name"}; what a value means: {"art": {"Kindergarten": "kita"}}
    zuordnung = models.JSONField(default=dict)
    werte = models.JSONField(default=dict)
    # By row number: "neu", "ueberspringen" or the kennung of the institution that it is
    entscheidungen = models.JSONField(default=dict)
    # What was shown, row by row (teilnehmer/verzeichnis/plan.py); nothing else is carried out.
    plan = models.JSONField(default=list)
    zahlen = models.JSONField(default=dict)
    # Rows worked on. Written past the running transaction, so that it can be seen while it runs.
    fortschritt = models.PositiveIntegerField(default=0)
    # What was written, with old values: the way back.
    spuren = models.JSONField(default=list)
    # What could not be taken back, and why
    bericht = models.JSONField(default=list)
    fehler = models.CharField(max_length=200, blank=True)

    objects = VerzeichnisimportQuerySet.as_manager()

    class Meta:
        verbose_name = _("Import")
        verbose_name_plural = _("Importe")
        ordering = ["-angelegt_am", "-pk"]
        indexes = [models.Index(fields=["veranstalter", "-angelegt_am"])]

    def __str__(self):
        return self.dateiname

    @property
    def is_vorschau(self) -> bool:
        return self.status == self.Status.VORSCHAU

    @property
    def is_wartend(self) -> bool:
        return self.status == self.Status.WARTET

    @property
    def is_ruecknehmbar(self) -> bool:
        return self.status == self.Status.UEBERNOMMEN and bool(self.spuren)

    @property
    def gesamt(self) -> int:
        return self.zahlen.get("alle", 0)
