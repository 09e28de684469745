"""manage.py konferenz_ausgeben: a whole conference as one JSON file."""

from django.core.management.base import BaseCommand, CommandError

from konferenz.akteur import SYSTEM
from konferenz.models import Konferenz
from themen.services.datenpaket import export_konferenz


class Command(BaseCommand):
    help = "Gibt eine Konferenz als Datenpaket (JSON) aus. Es enthält Namen und Adressen: bitte sicher aufbewahren."

    def add_arguments(self, parser):
        parser.add_argument("veranstalter", help="Wort in der Adresse, zum Beispiel kleinmachnow")
        parser.add_argument("konferenz", help="Wort in der Adresse, zum Beispiel erste-sozialraumkonferenz")
        parser.add_argument("datei", nargs="?", default="-", help="Ohne Angabe: auf die Ausgabe")

    def handle(self, *args, **options):
        konferenz = (
            Konferenz.objects.select_related("veranstalter")
            .filter(veranstalter__slug=options["veranstalter"], slug=options["konferenz"])
            .first()
        )
        if konferenz is None:
            raise CommandError("Diese Konferenz gibt es nicht. Bitte prüfen Sie die beiden Wörter.")
        if options["datei"] == "-":
            export_konferenz(konferenz=konferenz, out=self.stdout, by=SYSTEM)
            return
        with open(options["datei"], "x", encoding="utf-8") as out:
            export_konferenz(konferenz=konferenz, out=out, by=SYSTEM)
        self.stdout.write(f"„{konferenz.titel}“ steht in {options['datei']}.")
