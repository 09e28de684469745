from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """A letter to the Verteiler of the minutes belongs to an Aussendung only, and goes to each address once."""

    dependencies = [("teilnehmer", "0007_protokoll"), ("konferenz", "0006_protokoll")]
    operations = [
        migrations.RemoveConstraint("nachricht", "nachricht_has_recipient"),
        migrations.AddConstraint(
            "nachricht",
            models.CheckConstraint(
                condition=Q(einladung__isnull=False) | Q(anmeldung__isnull=False) | Q(aussendung__isnull=False),
                name="nachricht_has_recipient",
            ),
        ),
        migrations.AddConstraint(
            "nachricht",
            models.UniqueConstraint(
                fields=["aussendung", "empfaenger"],
                condition=Q(einladung__isnull=True, anmeldung__isnull=True),
                name="nachricht_verteiler_unique",
            ),
        ),
    ]
