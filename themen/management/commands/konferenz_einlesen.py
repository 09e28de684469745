"""manage.py konferenz_einlesen: a package becomes a conference again. For packages too large for the browser, too."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from konferenz.akteur import SYSTEM
from konferenz.models import Veranstalter
from themen.export.einlesen import read_paket
from themen.services.datenpaket import import_konferenz


class Command(BaseCommand):
    help = "Liest ein Datenpaket (JSON) als neue Konferenz ein. Es wird alles eingelesen oder nichts."

    def add_arguments(self, parser):
        parser.add_argument("veranstalter", help="Wort in der Adresse, zum Beispiel kleinmachnow")
        parser.add_argument("datei")
        parser.add_argument("--oeffentlich", action="store_true", help="was veröffentlicht war, bleibt öffentlich")

    def handle(self, *args, **options):
        veranstalter = Veranstalter.objects.filter(slug=options["veranstalter"]).first()
        if veranstalter is None:
            raise CommandError("Diesen Veranstalter gibt es nicht. Er entsteht mit: manage.py einrichten")
        try:
            with open(options["datei"], "rb") as datei:
                paket = read_paket(datei)
            konferenz = import_konferenz(
                veranstalter=veranstalter, paket=paket, by=SYSTEM, oeffentlich=options["oeffentlich"]
            )
        except OSError as error:
            raise CommandError(f"Die Datei lässt sich nicht lesen: {error.strerror}.") from error
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from error
        adresse = f"/{veranstalter.slug}/{konferenz.slug}/"
        self.stdout.write(f"Eingelesen: „{konferenz.titel}“, {adresse}. Alle Links sind neu.")
