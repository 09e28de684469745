from django.db import models
from django.utils import timezone


class Vorgang(models.Model):
    """One write from outside: its key came with the form, so a repeat finds the first result."""

    schluessel = models.UUIDField(unique=True)
    ergebnis = models.JSONField(default=dict)
    angelegt_am = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = "Vorgang"
        verbose_name_plural = "Vorgänge"

    def __str__(self):
        return str(self.schluessel)
