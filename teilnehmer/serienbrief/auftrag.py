"""Letters as a large print in the background (settings.DRUCKARTEN)."""

from konferenz.models import Aussendung, Konferenz
from konferenz.pdf import Stapel
from teilnehmer.serienbrief.druck import druck_briefe, name_of
from teilnehmer.serienbrief.sammeln import collect_serienbrief, find_einladungen

JE_DATEI = 150


def make_stapel(konferenz: Konferenz, parameter: dict) -> Stapel:
    aussendung = Aussendung.objects.get(konferenz=konferenz, pk=parameter["aussendung"])
    serienbrief = collect_serienbrief(konferenz, aussendung, find_einladungen(konferenz, aussendung, parameter["wer"]))
    wappen = konferenz.veranstalter.wappen
    return Stapel(
        zahl=len(serienbrief.briefe),
        je_datei=JE_DATEI,
        stand=serienbrief.stand,
        make=lambda ab, bis: druck_briefe(serienbrief, ab, bis, wappen),
        name=lambda ab, bis: name_of(serienbrief, ab, bis),
    )
