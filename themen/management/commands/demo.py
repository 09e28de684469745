from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from konferenz.models import Veranstalter, Zugang
from themen.demo import laden, laufend

LADEN = (
    ("kleinmachnow", laden.load_kleinmachnow),
    ("musterwerder", laden.load_nachbargemeinde),
    ("beispielhagen", laden.load_offene_stadt),
)


class Command(BaseCommand):
    """Loads the examples once per Veranstalter and prints where to begin; refused in production."""

    help = "Lädt die Beispiele (einmal je Veranstalter) und nennt die Zugänge."

    def handle(self, *args, **options):
        if settings.PRODUKTION:
            raise CommandError(
                "Beispiele gibt es in der Produktion nicht. Eine echte Gemeinde beginnt mit: manage.py einrichten"
            )
        for slug, load in LADEN:
            veranstalter = Veranstalter.objects.filter(slug=slug).first()
            if veranstalter is None:
                veranstalter = load()
                self.stdout.write(f"Beispiel „{veranstalter.name}“ ist geladen.")
            laden.refresh_heute(veranstalter)
        self.print_hints()

    def print_hints(self):
        """Addresses and accounts to begin with, for whoever just started the example."""
        adresse = settings.ADRESSE
        heute = Zugang.objects.filter(
            konferenz__veranstalter__slug="kleinmachnow", konferenz__slug=laufend.SLUG_HEUTE, widerrufen_am__isnull=True
        )
        kommend = Zugang.objects.filter(
            konferenz__veranstalter__slug="kleinmachnow", konferenz__slug=laufend.SLUG_KOMMEND
        )
        lines = [
            ("Öffentliche Seite", f"{adresse}/kleinmachnow/erste-sozialraumkonferenz/"),
            ("Verwaltung", f"{adresse}/verwaltung/   planung@kleinmachnow.example / {laden.PASSWORT}"),
            ("", "ebenso leitung@ und lesend@kleinmachnow.example, planung@musterwerder.example"),
            ("Protokoll schreiben", f"{adresse}/verwaltung/beispielhagen/offener-tag/protokoll/"),
            ("", "als planung@beispielhagen.example; frei gibt leitung@beispielhagen.example"),
        ]
        for label, zugang in (
            ("Einrichtung", kommend.filter(zweck="einladung", einladung__antwort="offen").order_by("pk").first()),
            ("Teilnehmende Person", _unassigned_pass(heute)),
            ("Moderation", heute.filter(zweck="moderation").order_by("pk").first()),
            ("Leinwand", heute.filter(zweck="leinwand").order_by("pk").first()),
            ("Hilfe vor Ort", heute.filter(zweck="hilfe").order_by("pk").first()),
        ):
            if zugang:
                lines.append((label, adresse + zugang.pfad))
        for label, text in lines:
            self.stdout.write(f"  {label:<20} {text}")


def _unassigned_pass(zugaenge):
    """A pass of somebody who has not chosen a group yet."""
    return (
        zugaenge.filter(zweck="pass", anmeldung__status="angemeldet")
        .exclude(anmeldung__zuordnungen__bis__isnull=True, anmeldung__zuordnungen__isnull=False)
        .order_by("pk")
        .first()
    )
