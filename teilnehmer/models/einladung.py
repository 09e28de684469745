from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from konferenz.felder import new_kurzcode
from konferenz.models.aussendung import Anlass
from teilnehmer.models.nachricht import Nachricht


class Kanal(models.TextChoices):
    """Which way an answer, a topic or a person came in."""

    LINK = "link", _("über den Link")
    TELEFON = "telefon", _("am Telefon")
    PAPIER = "papier", _("auf Papier")
    VOR_ORT = "vor_ort", _("vor Ort")


class Stand(models.TextChoices):
    """Where an invitation stands; each has exactly one."""

    ENTWURF = "entwurf", _("noch nicht versandt")
    WARTET = "wartet", _("wartet auf Versand")
    VERSANDT = "versandt", _("versandt, keine Antwort")
    ZURUECK = "zurueck", _("zurückgekommen")
    ZUGESAGT = "zugesagt", _("zugesagt")
    ABGESAGT = "abgesagt", _("abgesagt")
    GESPERRT = "gesperrt", _("Link gesperrt")


class EinladungQuerySet(models.QuerySet):
    def with_zurueck(self):
        """With `is_zurueck`: every address this invitation was sent to under its present link sent a letter back.

        A letter on paper or a new link starts anew; a reminder to an address that is known to be wrong reaches nobody.
        """
        since = Coalesce(OuterRef("versandt_am"), OuterRef("angelegt_am"))
        letters = Nachricht.objects.filter(einladung=OuterRef("pk"), angelegt_am__gte=since).filter(
            Q(anlass=Anlass.EINLADUNG, generation=OuterRef("zugang__generation"))
            | Q(anlass=Anlass.ERINNERUNG, einladung__versandt_am__isnull=False)
        )
        wrong = Nachricht.objects.filter(
            einladung=OuterRef("einladung"),
            empfaenger=OuterRef("empfaenger"),
            angelegt_am__gte=Coalesce(OuterRef("einladung__versandt_am"), OuterRef("einladung__angelegt_am")),
        ).returned()
        return self.annotate(
            is_zurueck=Exists(letters.returned()) & ~Exists(letters.not_returned().exclude(Exists(wrong)))
        )

    def with_zustand(self):
        """With `zustand`, one of Stand: the one source of where an invitation stands, for lists, counts and pages."""
        letters = Nachricht.objects.filter(einladung=OuterRef("pk"), anlass=Anlass.EINLADUNG)
        letters = letters.filter(generation=OuterRef("zugang__generation"))
        locked = Q(zugang__widerrufen_am__isnull=False) | Q(zugang__gueltig_bis__lt=timezone.now())
        return self.with_zurueck().annotate(
            zustand=Case(
                When(locked, then=Value(Stand.GESPERRT)),
                When(antwort=Einladung.Antwort.ZUGESAGT, then=Value(Stand.ZUGESAGT)),
                When(antwort=Einladung.Antwort.ABGESAGT, then=Value(Stand.ABGESAGT)),
                When(versandt_am__isnull=True, then=Value(Stand.ENTWURF)),
                When(is_zurueck=True, then=Value(Stand.ZURUECK)),
                When(Exists(letters.waiting()) & ~Exists(letters.sent()), then=Value(Stand.WARTET)),
                default=Value(Stand.VERSANDT),
                output_field=models.CharField(),
            )
        )

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
        """Where this invitation stands, in words; the row comes from with_zustand()."""
        return str(Stand(self.zustand).label)

    @property
    def kurzcode_lesbar(self) -> str:
        return f"{self.kurzcode[:4]}-{self.kurzcode[4:]}"
