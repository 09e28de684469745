from konferenz.models.aussendung import Aussendung
from konferenz.models.datei import Datei
from konferenz.models.druckauftrag import Druckauftrag, Druckteil
from konferenz.models.konferenz import Konferenz, Leitfrage, Phasenwechsel
from konferenz.models.konto import Konto
from konferenz.models.programm import Programmpunkt
from konferenz.models.veranstalter import Mitgliedschaft, Veranstalter
from konferenz.models.verlauf import Verlauf
from konferenz.models.vorgang import Vorgang
from konferenz.models.zugang import Zugang

__all__ = [
    "Aussendung",
    "Datei",
    "Druckauftrag",
    "Druckteil",
    "Konferenz",
    "Konto",
    "Leitfrage",
    "Mitgliedschaft",
    "Phasenwechsel",
    "Programmpunkt",
    "Veranstalter",
    "Verlauf",
    "Vorgang",
    "Zugang",
]
