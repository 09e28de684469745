from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from post_office.models import STATUS, Log

from konferenz.models.aussendung import Anlass

GESCHEITERT = Q(post__status=STATUS.failed, zurueckgekommen_am__isnull=True)


class NachrichtQuerySet(models.QuerySet):
    def for_list(self):
        return (
            self.select_related(
                "einladung__einrichtung", "einladung__zugang", "anmeldung__einrichtung", "konferenz", "post"
            )
            .with_fehler()
            .order_by("-angelegt_am", "-pk")
        )

    def returned(self):
        """Marked as returned by hand, or refused for good by the mail server."""
        return self.filter(Q(zurueckgekommen_am__isnull=False) | Q(post__status=STATUS.failed))

    def not_returned(self):
        return self.filter(zurueckgekommen_am__isnull=True).exclude(post__status=STATUS.failed)

    def failed(self):
        """Given up by the transport; a mark by hand is something else."""
        return self.filter(GESCHEITERT)

    def waiting(self):
        """On the way out, or lying here because there is no mail server."""
        return self.filter(
            Q(post__isnull=True) | Q(post__status__in=[STATUS.queued, STATUS.requeued]),
            zurueckgekommen_am__isnull=True,
        )

    def sent(self):
        return self.filter(post__status=STATUS.sent, zurueckgekommen_am__isnull=True)

    def count_zustaende(self) -> dict[str, int]:
        """How many there are, left, wait, and did not arrive. One query, from the transport itself."""
        zurueck = Q(zurueckgekommen_am__isnull=False)
        zahlen = self.aggregate(
            alle=Count("pk"),
            versandt=Count("pk", filter=Q(post__status=STATUS.sent) & ~zurueck),
            gescheitert=Count("pk", filter=Q(post__status=STATUS.failed) | zurueck),
        )
        return zahlen | {"warten": zahlen["alle"] - zahlen["versandt"] - zahlen["gescheitert"]}

    def with_fehler(self):
        """With `fehler`, what the mail server said to the last attempt that failed."""
        last = Log.objects.filter(email=OuterRef("post")).order_by("-pk")
        return self.annotate(fehler=Subquery(last.values("message")[:1]))

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
                condition=Q(einladung__isnull=False) | Q(anmeldung__isnull=False) | Q(aussendung__isnull=False),
                name="nachricht_has_recipient",
            ),
            models.UniqueConstraint(
                fields=["aussendung", "empfaenger"],
                condition=Q(einladung__isnull=True, anmeldung__isnull=True),
                name="nachricht_verteiler_unique",
            ),
        ]

    def __str__(self):
        return self.betreff

    @property
    def einrichtung(self):
        """Whose institution it is about, or None for somebody without one and for the Verteiler."""
        if self.einladung_id:
            return self.einladung.einrichtung
        return self.anmeldung.einrichtung if self.anmeldung_id else None

    @property
    def is_versandt(self) -> bool:
        """Left our server, and nobody has said that it came back."""
        return self.zurueckgekommen_am is None and self.post is not None and self.post.status == STATUS.sent

    @property
    def is_gescheitert(self) -> bool:
        """Given up by the transport: the mail server refused it, or did not answer for days."""
        return self.zurueckgekommen_am is None and self.post is not None and self.post.status == STATUS.failed

    @property
    def naechster_versuch(self):
        """When a letter that was put off is tried again, or None."""
        if self.zurueckgekommen_am or self.post is None or self.post.status != STATUS.requeued:
            return None
        return self.post.scheduled_time

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
