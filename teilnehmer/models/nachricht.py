from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from post_office.models import STATUS

from konferenz.models.aussendung import Anlass


class NachrichtQuerySet(models.QuerySet):
    def for_list(self):
        return self.select_related("einladung__einrichtung", "anmeldung__einrichtung", "konferenz", "post").order_by(
            "-angelegt_am", "-pk"
        )

    def of_einrichtung(self, einrichtung):
        """To the institution, or to persons who come from it."""
        return self.filter(Q(einladung__einrichtung=einrichtung) | Q(anmeldung__einrichtung=einrichtung))


class Nachricht(models.Model):
    """One letter to one address, as the Postausgang shows it. Personal links stand in it as [[zugang:…]] marks."""

    konferenz = models.ForeignKey("konferenz.Konferenz", models.CASCADE, related_name="nachrichten")
    aussendung = models.ForeignKey(
        "konferenz.Aussendung", models.PROTECT, null=True, blank=True, related_name="nachrichten"
    )
    einladung = models.ForeignKey("Einladung", models.CASCADE, null=True, blank=True, related_name="nachrichten")
    anmeldung = models.ForeignKey("Anmeldung", models.CASCADE, null=True, blank=True, related_name="nachrichten")
    anlass = models.CharField(max_length=14, choices=Anlass.choices)
    empfaenger = models.EmailField(_("An"))
    generation = models.PositiveSmallIntegerField(default=1)
    betreff = models.CharField(max_length=150)
    text = models.TextField()
    post = models.OneToOneField("post_office.Email", models.SET_NULL, null=True, blank=True, related_name="nachricht")
    zurueckgekommen_am = models.DateTimeField(null=True, blank=True)
    angelegt_am = models.DateTimeField(default=timezone.now, editable=False)

    objects = NachrichtQuerySet.as_manager()

    class Meta:
        verbose_name = _("Nachricht")
        verbose_name_plural = _("Nachrichten")
        constraints = [
            models.UniqueConstraint(
                fields=["einladung", "anlass", "empfaenger", "generation"],
                condition=Q(einladung__isnull=False),
                name="nachricht_einladung_unique",
            ),
            models.UniqueConstraint(
                fields=["anmeldung", "anlass", "empfaenger", "generation"],
                condition=Q(anmeldung__isnull=False),
                name="nachricht_anmeldung_unique",
            ),
            models.CheckConstraint(
                condition=Q(einladung__isnull=False) | Q(anmeldung__isnull=False),
                name="nachricht_has_recipient",
            ),
        ]

    def __str__(self):
        return self.betreff

    @property
    def einrichtung(self):
        """Whose institution it is about, or None for somebody without one."""
        if self.einladung_id:
            return self.einladung.einrichtung
        return self.anmeldung.einrichtung

    @property
    def zustand(self) -> str:
        """State in words, read from the transport: there is no second copy of it."""
        if self.zurueckgekommen_am:
            return str(_("zurückgekommen"))
        if self.post is None:
            return str(_("liegt hier, kein Mailserver"))
        if self.post.status == STATUS.sent:
            return str(_("versandt"))
        if self.post.status == STATUS.failed:
            return str(_("nicht zustellbar"))
        return str(_("wartet"))
