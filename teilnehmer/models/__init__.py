from teilnehmer.models.anmeldung import Anmeldung, Bedarf, Einwilligung
from teilnehmer.models.einladung import Einladung
from teilnehmer.models.einrichtung import Angebot, Ansprechperson, Einrichtung, Traeger
from teilnehmer.models.kurzgespraech import Gespraechsrunde, Kontaktwunsch, Kurzgespraech
from teilnehmer.models.nachricht import Nachricht
from teilnehmer.models.verzeichnisimport import Verzeichnisimport

__all__ = [
    "Angebot",
    "Anmeldung",
    "Ansprechperson",
    "Bedarf",
    "Einladung",
    "Einrichtung",
    "Einwilligung",
    "Gespraechsrunde",
    "Kontaktwunsch",
    "Kurzgespraech",
    "Nachricht",
    "Traeger",
    "Verzeichnisimport",
]
