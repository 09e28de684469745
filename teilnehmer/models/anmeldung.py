from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from konferenz.felder import SortierschluesselField, new_kennung, sort_key
from teilnehmer.models.einladung import Kanal


class AnmeldungQuerySet(models.QuerySet):
    def nennbar(self):
        """The only source of names for lists, prints, exports and pages: nobody with a Sperrvermerk."""
        return self.filter(gesperrt=False)

    def angemeldet(self):
        return self.filter(status=Anmeldung.Status.ANGEMELDET)

    def dabei(self):
        """Who has a seat or waits for one: nobody who cancelled, nobody whose request is still open."""
        return self.filter(status__in=[Anmeldung.Status.ANGEMELDET, Anmeldung.Status.WARTELISTE])

    def ohne_anfragen(self):
        """Open requests stand only in their own list."""
        return self.exclude(status=Anmeldung.Status.ANGEFRAGT)

    def warteliste(self):
        """Who waits, in the one order in which they move up."""
        return self.filter(status=Anmeldung.Status.WARTELISTE).order_by("angemeldet_am", "pk")

    def anwesend(self):
        return self.filter(anwesend_am__isnull=False)

    def anwesend_oder_in_gruppe(self):
        """Who was there, also when nobody checked them in at the door: a group found them, so they take tasks on.

        Nobody sits in two groups, so the join gives no row twice; it reads the groups of their own conference only.
        """
        offen = models.FilteredRelation(
            "zuordnungen", condition=Q(zuordnungen__bis__isnull=True, zuordnungen__konferenz=models.F("konferenz"))
        )
        return self.alias(offen=offen).filter(Q(anwesend_am__isnull=False) | Q(offen__isnull=False))

    def with_haus(self):
        """To filter and order by `haus`, the order key of the institution's name or of what was said instead."""
        angabe = SortierschluesselField("einrichtung_angabe").expression
        return self.alias(haus=Coalesce("einrichtung__sortierschluessel", angabe, output_field=models.TextField()))

    def search(self, text: str):
        """Every word occurs in the name or the institution; umlauts and case do not matter."""
        found = self.with_haus()
        for word in sort_key(text).split():
            found = found.filter(Q(sortierschluessel__contains=word) | Q(haus__contains=word))
        return found

    def mit_angabe(self):
        """Whose institution is only a text as somebody said it: a proposal for the directory."""
        return self.dabei().filter(einrichtung__isnull=True).exclude(einrichtung_angabe="")

    def for_list(self):
        return self.select_related("einrichtung", "zugang").order_by("sortierschluessel", "pk")

    def for_antwort(self):
        """The seats an institution sees and edits, in the order they were taken, with their consent to the minutes."""
        protokoll = Einwilligung.objects.filter(
            anmeldung=models.OuterRef("pk"), zweck=Einwilligung.Zweck.PROTOKOLL, widerrufen_am__isnull=True
        )
        return (
            self.nennbar()
            .dabei()
            .select_related("zugang")
            .annotate(will_protokoll=models.Exists(protokoll))
            .order_by("angemeldet_am", "pk")
        )


class Anmeldung(models.Model):
    """One seat of one person in one conference, with its own snapshot of the name ("Name folgt" while empty)."""

    class Status(models.TextChoices):
        ANGEMELDET = "angemeldet", _("angemeldet")
        WARTELISTE = "warteliste", _("auf der Warteliste")
        ABGESAGT = "abgesagt", _("abgesagt")
        ANGEFRAGT = "angefragt", _("wartet auf Bestätigung")

    konferenz = models.ForeignKey("konferenz.Konferenz", models.CASCADE, related_name="anmeldungen")
    kennung = models.CharField(max_length=10, unique=True, default=new_kennung, editable=False)
    zugang = models.OneToOneField("konferenz.Zugang", models.PROTECT, related_name="anmeldung")
    einladung = models.ForeignKey("Einladung", models.PROTECT, null=True, blank=True, related_name="anmeldungen")
    einrichtung = models.ForeignKey("Einrichtung", models.PROTECT, null=True, blank=True, related_name="anmeldungen")
    einrichtung_angabe = models.CharField(
        _("Einrichtung, wie angegeben"),
        max_length=160,
        blank=True,
        help_text=_("Von Personen ohne Einladung; ein Vorschlag für das Verzeichnis."),
    )
    ansprechperson = models.ForeignKey(
        "Ansprechperson", models.SET_NULL, null=True, blank=True, related_name="anmeldungen"
    )
    vorname = models.CharField(_("Vorname"), max_length=80, blank=True)
    nachname = models.CharField(_("Nachname"), max_length=80, blank=True)
    funktion = models.CharField(_("Funktion"), max_length=120, blank=True)
    email = models.EmailField(_("E-Mail"), blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.ANGEMELDET)
    kanal = models.CharField(max_length=8, choices=Kanal.choices, default=Kanal.LINK)
    angemeldet_am = models.DateTimeField(default=timezone.now)
    abgesagt_am = models.DateTimeField(null=True, blank=True)
    nachgerueckt_am = models.DateTimeField(null=True, blank=True)
    bestaetigen_bis = models.DateTimeField(null=True, blank=True)
    anwesend_am = models.DateTimeField(null=True, blank=True)
    fester_platz = models.BooleanField(
        _("fester Platz"),
        default=False,
        help_text=_("Diese Person bleibt in den Kurzgesprächen an ihrem Tisch. Andere kommen zu ihr."),
    )
    gesperrt = models.BooleanField(
        _("Sperrvermerk"),
        default=False,
        help_text=_("Diese Person erscheint in keiner Liste, keinem Druck und keinem Export."),
    )
    fassung = models.PositiveIntegerField(default=1, editable=False)
    sortierschluessel = SortierschluesselField("nachname", "vorname")

    objects = AnmeldungQuerySet.as_manager()

    class Meta:
        verbose_name = _("Anmeldung")
        verbose_name_plural = _("Anmeldungen")
        constraints = [
            models.UniqueConstraint(fields=["id", "konferenz"], name="anmeldung_id_konferenz"),
            models.CheckConstraint(
                condition=(Q(status="abgesagt") & Q(abgesagt_am__isnull=False))
                | (~Q(status="abgesagt") & Q(abgesagt_am__isnull=True)),
                name="anmeldung_abgesagt_has_time",
            ),
            models.CheckConstraint(
                condition=Q(anwesend_am__isnull=True) | Q(status="angemeldet"),
                name="anmeldung_anwesend_is_angemeldet",
                violation_error_message=_("Nur wer angemeldet ist, kann anwesend sein."),
            ),
            models.CheckConstraint(
                condition=Q(bestaetigen_bis__isnull=True) | Q(status="angemeldet"),
                name="anmeldung_held_seat_is_angemeldet",
            ),
        ]
        indexes = [models.Index(fields=["konferenz", "sortierschluessel"])]

    def __str__(self):
        return self.name

    @property
    def name(self) -> str:
        """First name and surname, or "Name folgt" while nobody has said who comes."""
        return f"{self.vorname} {self.nachname}".strip() or str(_("Name folgt"))

    @property
    def einrichtung_name(self) -> str:
        """The institution's name, or what the person said while the directory does not know it; needs `einrichtung`."""
        return self.einrichtung.name if self.einrichtung else self.einrichtung_angabe

    @property
    def has_name(self) -> bool:
        return bool(self.vorname or self.nachname)


class Einwilligung(models.Model):
    """A consent with its exact wording; revoking keeps the row (Art. 7 DSGVO: it must be provable)."""

    class Zweck(models.TextChoices):
        PROTOKOLL = "protokoll", _("Protokoll zusenden")
        KONTAKT = "kontakt", _("Kontakt nach der Konferenz")
        FOTO = "foto", _("Fotos")
        BEDARF = "bedarf", _("Bedarf am Tag")

    anmeldung = models.ForeignKey(Anmeldung, models.CASCADE, related_name="einwilligungen")
    zweck = models.CharField(max_length=12, choices=Zweck.choices)
    wortlaut = models.TextField()
    erteilt_am = models.DateTimeField(default=timezone.now)
    widerrufen_am = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("Einwilligung")
        verbose_name_plural = _("Einwilligungen")
        constraints = [
            models.UniqueConstraint(
                fields=["anmeldung", "zweck"],
                condition=Q(widerrufen_am__isnull=True),
                name="einwilligung_one_valid",
            )
        ]

    def __str__(self):
        return self.get_zweck_display()


class Bedarf(models.Model):
    """What somebody needs on the day. Health data (Art. 9 DSGVO): deleted the day after the conference."""

    class Art(models.TextChoices):
        ASSISTENZ = "assistenz", _("Assistenz")
        GEBAERDENSPRACHE = "gebaerden", _("Gebärdensprache")
        DOLMETSCHEN = "dolmetschen", _("Dolmetschen")
        KINDERBETREUUNG = "kinder", _("Kinderbetreuung")
        VERPFLEGUNG = "verpflegung", _("Besondere Verpflegung")

    anmeldung = models.ForeignKey(Anmeldung, models.CASCADE, related_name="bedarfe")
    art = models.CharField(max_length=12, choices=Art.choices)
    angabe = models.CharField(_("Angabe"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("Bedarf")
        verbose_name_plural = _("Bedarfe")
        ordering = ["anmeldung", "art"]
        constraints = [models.UniqueConstraint(fields=["anmeldung", "art"], name="bedarf_unique")]

    def __str__(self):
        return self.get_art_display()
