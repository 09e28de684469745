import hashlib

from django.db import models
from django.db.models import Q
from django.utils import timezone

MAX_BYTES = 5 * 1024 * 1024


class DateiQuerySet(models.QuerySet):
    def without_bytes(self):
        return self.defer("inhalt")

    def store(self, *, veranstalter, name: str, typ: str, inhalt: bytes, schluessel: str | None = None) -> "Datei":
        """Keep the bytes; with a schluessel (hash of what they were made from) the first one stays."""
        fields = {
            "veranstalter": veranstalter,
            "name": name,
            "typ": typ,
            "inhalt": inhalt,
            "groesse": len(inhalt),
            "sha256": hashlib.sha256(inhalt).hexdigest(),
        }
        if schluessel is None:
            return self.create(**fields)
        return self.get_or_create(schluessel=schluessel, defaults=fields)[0]


class Datei(models.Model):
    """Bytes in the database (arms, photos, PDFs): servers stay stateless and one backup holds all."""

    veranstalter = models.ForeignKey("Veranstalter", models.CASCADE, related_name="dateien")
    schluessel = models.CharField(max_length=100, unique=True, null=True, blank=True)
    name = models.CharField(max_length=160)
    typ = models.CharField(max_length=60)
    inhalt = models.BinaryField()
    groesse = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    angelegt_am = models.DateTimeField(default=timezone.now, editable=False)

    objects = DateiQuerySet.as_manager()

    class Meta:
        verbose_name = "Datei"
        verbose_name_plural = "Dateien"
        constraints = [
            models.CheckConstraint(
                condition=Q(groesse__lte=MAX_BYTES),
                name="datei_max_5_mb",
                violation_error_message="Die Datei ist größer als 5 MB.",
            )
        ]

    def __str__(self):
        return self.name
