from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from konferenz.felder import SortierschluesselField, new_kennung, sort_key


class TraegerQuerySet(models.QuerySet):
    def visible_to(self, konto):
        if not konto.is_authenticated:
            return self.none()
        return self.filter(veranstalter__mitgliedschaften__konto=konto)

    def for_list(self):
        """With `anzahl`, the number of institutions."""
        return self.annotate(anzahl=models.Count("einrichtungen")).order_by("sortierschluessel", "pk")


class Traeger(models.Model):
    """Who runs institutions: five Kitas can have one carrier and one secretary."""

    class Art(models.TextChoices):
        KOMMUNAL = "kommunal", _("kommunal")
        FREI = "frei", _("frei")
        KONFESSIONELL = "konfessionell", _("konfessionell")
        KREIS = "kreis", _("Landkreis")
        LAND = "land", _("Land")
        PRIVAT = "privat", _("privat")

    veranstalter = models.ForeignKey("konferenz.Veranstalter", models.CASCADE, related_name="traeger")
    name = models.CharField(_("Name"), max_length=160)
    art = models.CharField(_("Art des Trägers"), max_length=14, choices=Art.choices)
    fassung = models.PositiveIntegerField(default=1, editable=False)
    sortierschluessel = SortierschluesselField("name")

    objects = TraegerQuerySet.as_manager()

    class Meta:
        verbose_name = _("Träger")
        verbose_name_plural = _("Träger")
        ordering = ["sortierschluessel", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["veranstalter", "name"],
                name="traeger_name_unique",
                violation_error_message=_("Diesen Träger gibt es schon."),
            ),
            models.UniqueConstraint(fields=["id", "veranstalter"], name="traeger_id_veranstalter"),
        ]

    def __str__(self):
        return self.name


class EinrichtungQuerySet(models.QuerySet):
    def visible_to(self, konto):
        if not konto.is_authenticated:
            return self.none()
        return self.filter(veranstalter__mitgliedschaften__konto=konto)

    def aktiv(self):
        return self.filter(aktiv=True)

    def search(self, text: str):
        """Every word occurs in the name or the carrier's; umlauts and case do not matter."""
        found = self
        for word in sort_key(text).split():
            found = found.filter(
                models.Q(sortierschluessel__contains=word) | models.Q(traeger__sortierschluessel__contains=word)
            )
        return found

    def list_orte(self) -> list[str]:
        return sorted(self.exclude(ort="").order_by().values_list("ort", flat=True).distinct(), key=sort_key)

    def list_schlagworte(self) -> list[str]:
        tags = self.order_by().annotate(tag=models.Func("tags", function="unnest")).values_list("tag", flat=True)
        return sorted(tags.distinct(), key=sort_key)

    def invited_to(self, konferenz):
        return self.filter(einladungen__konferenz=konferenz)

    def present_at(self, konferenz):
        """Somebody of them was there."""
        return self.filter(models.Exists(konferenz.anmeldungen.anwesend().filter(einrichtung=models.OuterRef("pk"))))

    def for_list(self):
        """Rows of the directory list with carrier and the number of contacts who get invitations."""
        empfaenger = models.Count("ansprechpersonen", filter=models.Q(ansprechpersonen__erhaelt_einladungen=True))
        return self.select_related("traeger").annotate(empfaenger=empfaenger).order_by("sortierschluessel", "pk")


class Einrichtung(models.Model):
    """An institution in the lasting directory of a Veranstalter: the one who is invited."""

    class Art(models.TextChoices):
        KITA = "kita", _("Kita")
        HORT = "hort", _("Hort")
        SCHULE = "schule", _("Schule")
        JUGENDARBEIT = "jugendarbeit", _("Jugendarbeit")
        VHS_MUSIKSCHULE = "vhs_musikschule", _("Volkshochschule, Musikschule")
        BERATUNGSSTELLE = "beratungsstelle", _("Beratungsstelle")
        SPORT = "sport", _("Sport")
        FREIZEIT = "freizeit", _("Freizeit")
        KULTUR = "kultur", _("Kultur")
        KIRCHE = "kirche", _("Kirche, Religionsgemeinschaft")
        VERWALTUNG = "verwaltung", _("Verwaltung")
        SONSTIGE = "sonstige", _("Sonstige")

    veranstalter = models.ForeignKey("konferenz.Veranstalter", models.CASCADE, related_name="einrichtungen")
    kennung = models.CharField(max_length=10, unique=True, default=new_kennung, editable=False)
    name = models.CharField(_("Name"), max_length=160)
    art = models.CharField(_("Art"), max_length=16, choices=Art.choices)
    traeger = models.ForeignKey(
        Traeger,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="einrichtungen",
        verbose_name=_("Träger"),
    )
    strasse = models.CharField(_("Straße und Hausnummer"), max_length=120, blank=True)
    plz = models.CharField(_("PLZ"), max_length=10, blank=True)
    ort = models.CharField(_("Ort"), max_length=80, blank=True)
    telefon = models.CharField(_("Telefon"), max_length=40, blank=True)
    webseite = models.URLField(_("Webseite"), blank=True)
    tags = ArrayField(models.CharField(max_length=40), verbose_name=_("Schlagworte"), default=list, blank=True)
    aktiv = models.BooleanField(_("aktiv"), default=True)
    fassung = models.PositiveIntegerField(default=1, editable=False)
    sortierschluessel = SortierschluesselField("name")

    objects = EinrichtungQuerySet.as_manager()

    class Meta:
        verbose_name = _("Einrichtung")
        verbose_name_plural = _("Einrichtungen")
        ordering = ["sortierschluessel", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["veranstalter", "name", "ort"],
                name="einrichtung_name_unique",
                violation_error_message=_("Eine Einrichtung mit diesem Namen gibt es in diesem Ort schon."),
            )
        ]
        indexes = [models.Index(fields=["veranstalter", "sortierschluessel"])]

    def __str__(self):
        return self.name


class Ansprechperson(models.Model):
    """A contact of an institution; lasts from conference to conference."""

    class Anrede(models.TextChoices):
        FRAU = "frau", _("Frau")
        HERR = "herr", _("Herr")
        KEINE = "", _("keine Angabe")

    einrichtung = models.ForeignKey(Einrichtung, models.CASCADE, related_name="ansprechpersonen")
    anrede = models.CharField(_("Anrede"), max_length=4, choices=Anrede.choices, blank=True, default=Anrede.KEINE)
    titel = models.CharField(_("Titel"), max_length=30, blank=True)
    vorname = models.CharField(_("Vorname"), max_length=80, blank=True)
    nachname = models.CharField(_("Nachname"), max_length=80)
    funktion = models.CharField(_("Funktion"), max_length=120, blank=True)
    email = models.EmailField(_("E-Mail"), blank=True)
    telefon = models.CharField(_("Telefon"), max_length=40, blank=True)
    erhaelt_einladungen = models.BooleanField(_("erhält Einladungen"), default=True)
    fassung = models.PositiveIntegerField(default=1, editable=False)
    sortierschluessel = SortierschluesselField("nachname", "vorname")

    class Meta:
        verbose_name = _("Ansprechperson")
        verbose_name_plural = _("Ansprechpersonen")
        ordering = ["sortierschluessel", "pk"]

    def __str__(self):
        return self.name

    @property
    def name(self) -> str:
        return " ".join(part for part in (self.titel, self.vorname, self.nachname) if part)

    @property
    def briefanrede(self) -> str:
        """The salutation of a letter: "Sehr geehrte Frau Dr. Albers" or "Guten Tag Kim Albers"."""
        nachname = " ".join(part for part in (self.titel, self.nachname) if part)
        if self.anrede == self.Anrede.FRAU:
            return f"Sehr geehrte Frau {nachname}"
        if self.anrede == self.Anrede.HERR:
            return f"Sehr geehrter Herr {nachname}"
        return f"Guten Tag {self.name}"


class Angebot(models.Model):
    """What an institution offers, for the network directory."""

    einrichtung = models.ForeignKey(Einrichtung, models.CASCADE, related_name="angebote")
    titel = models.CharField(_("Angebot"), max_length=120)
    beschreibung = models.CharField(_("Beschreibung"), max_length=400, blank=True)
    zielgruppe = models.CharField(_("Zielgruppe"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("Angebot")
        verbose_name_plural = _("Angebote")
        ordering = ["titel", "pk"]

    def __str__(self):
        return self.titel
