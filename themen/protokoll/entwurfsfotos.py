"""Which photos the draft shows, without collecting the draft: asked once for each picture on its page."""

from konferenz.models import Konferenz
from themen.fotos import FotoBild, collect_fotos
from themen.protokoll.abschnitte import OHNE, gruppe_appears
from themen.protokoll.daten import Variante
from themen.protokoll.sammeln import collect_entscheidungen


def collect_entwurfsfotos(konferenz: Konferenz, variante: Variante) -> tuple[FotoBild, ...]:
    """The same as `collect_protokoll(…).fotos`, in two queries."""
    entscheidungen = collect_entscheidungen(konferenz)
    wahl = entscheidungen.get("fotos", OHNE)
    if wahl.is_ersetzt or not wahl.appears_in(variante):
        return ()
    return tuple(foto for foto in collect_fotos(konferenz) if gruppe_appears(foto.gruppe, variante, entscheidungen))
