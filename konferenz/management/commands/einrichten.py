"""manage.py einrichten: a town that starts for real. Asks for what the options do not say."""

import getpass
import sys

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from konferenz.akteur import SYSTEM
from konferenz.models import Konto, Veranstalter
from konferenz.services.team import password_link
from konferenz.services.veranstalter import create_veranstalter

# Passwords that our own papers and examples show: nobody may start with them.
BEISPIEL_PASSWOERTER = ("netzwerkstatt", "sozialraumkonferenz", "beispiel", "ein-langes-passwort", "passwort", "geheim")


class Command(BaseCommand):
    help = "Legt einen Veranstalter und das erste Konto (Leitung) an."

    def add_arguments(self, parser):
        parser.add_argument("--name", help="zum Beispiel „Gemeinde Kleinmachnow“")
        parser.add_argument("--kurzname", help="zum Beispiel „Kleinmachnow“; ohne Angabe wie der Name")
        parser.add_argument("--slug", help="Wort in der Adresse, zum Beispiel kleinmachnow")
        parser.add_argument("--fachbereich", default="")
        parser.add_argument("--email", help="E-Mail der Leitung, zugleich ihr Anmeldename")
        parser.add_argument(
            "--link", action="store_true", help="kein Passwort fragen, sondern einen Link ausgeben, der es setzt"
        )

    def handle(self, *args, **options):
        name = options["name"] or self._ask("Name der Gemeinde oder des Amtes")
        daten = {
            "name": name,
            "kurzname": options["kurzname"] or name.removeprefix("Gemeinde ").removeprefix("Stadt ")[:60],
            "slug": options["slug"] or self._ask("Wort in der Adresse (klein, ohne Umlaute)"),
            "fachbereich": options["fachbereich"],
        }
        email = (options["email"] or self._ask("E-Mail der Leitung")).strip().lower()
        existing = Konto.objects.filter(email=email).first()
        passwort = None if options["link"] or existing else self._ask_password(email, daten)
        try:
            with transaction.atomic():
                mitgliedschaft = create_veranstalter(daten=daten, email=email, passwort=passwort, by=SYSTEM)
        except ValidationError as error:
            raise CommandError(self._sentences(error)) from error
        self.stdout.write(f"Eingerichtet: {mitgliedschaft.veranstalter.name} ({settings.ADRESSE}/{daten['slug']}/)")
        self.stdout.write(f"Leitung: {email}, Anmeldung: {settings.ADRESSE}/verwaltung/")
        if not mitgliedschaft.konto.has_usable_password():
            self.stdout.write("Mit diesem Link wählt die Leitung ihr Passwort. Er gilt drei Tage:")
            self.stdout.write(password_link(mitgliedschaft.konto))

    def _ask(self, frage: str) -> str:
        if not sys.stdin.isatty():
            raise CommandError(f"Es fehlt: {frage}. Siehe manage.py einrichten --help.")
        return input(f"{frage}: ").strip()

    def _ask_password(self, email: str, daten: dict) -> str | None:
        """Asked twice; without a terminal there is no password and the link is printed instead."""
        if not sys.stdin.isatty():
            return None
        passwort = getpass.getpass("Passwort (mindestens 12 Zeichen, leer: Link ausgeben): ")
        if not passwort:
            return None
        check_password(passwort, email, daten)
        if getpass.getpass("Passwort noch einmal: ") != passwort:
            raise CommandError("Die beiden Passwörter sind verschieden. Es wurde nichts angelegt.")
        return passwort

    def _sentences(self, error: ValidationError) -> str:
        if not hasattr(error, "message_dict"):
            return " ".join(error.messages)
        felder = {field.name: field.verbose_name for field in (*Veranstalter._meta.fields, *Konto._meta.fields)}
        return " ".join(f"{felder.get(name, name)}: {' '.join(texte)}" for name, texte in error.message_dict.items())


def check_password(passwort: str, email: str, daten: dict) -> None:
    """Raises CommandError for weak passwords and for those our examples show."""
    try:
        validate_password(passwort, Konto(email=email))
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from error
    known = {wort.lower() for wort in (*BEISPIEL_PASSWOERTER, daten["slug"], daten["name"])}
    core = passwort.lower().strip("0123456789!?.-_ ")
    if core in known:
        raise CommandError("Das ist ein Beispielpasswort. Bitte wählen Sie ein eigenes.")
