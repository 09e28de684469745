"""Which minutes are shown: the version that was released, or the draft that grows from the data."""

from konferenz.models import Konferenz
from konferenz.permissions import NACH_DEM_TAG
from themen.models import Protokollfassung, Protokollstand
from themen.protokoll.daten import Protokoll, Variante, from_json
from themen.protokoll.sammeln import collect_protokoll


def current_fassung(konferenz: Konferenz) -> Protokollfassung | None:
    """The version that counts, None before the first release. One query, without the content."""
    return konferenz.protokollfassungen.defer("inhalt").order_by("-nummer").first()


def load_freigegeben(konferenz: Konferenz, variante: Variante) -> Protokoll | None:
    """The released minutes exactly as they were frozen; only this variant is loaded. One query."""
    inhalt = (
        konferenz.protokollfassungen.order_by("-nummer").values_list(f"inhalt__{variante.value}", flat=True).first()
    )
    return None if inhalt is None else from_json(inhalt)


def load_protokoll(konferenz: Konferenz, variante: Variante) -> Protokoll:
    """For those who work on them: the released version, or the draft while one is written."""
    if is_entwurf(konferenz):
        return collect_protokoll(konferenz, variante)
    return load_freigegeben(konferenz, variante) or collect_protokoll(konferenz, variante)


def load_oeffentlich(konferenz: Konferenz) -> Protokoll:
    """For everybody: the released version as long as there is one, also while a correction is written."""
    return load_freigegeben(konferenz, Variante.OEFFENTLICH) or collect_protokoll(konferenz, Variante.OEFFENTLICH)


def reading(konferenz: Konferenz) -> str:
    """What those who were present may read: the state of the draft that lies open, "freigegeben", or nothing ("").

    Nothing is asked before the day is over.
    """
    if konferenz.phase not in (*NACH_DEM_TAG, Konferenz.Phase.ARCHIVIERT):
        return ""
    zustand = Protokollstand.objects.filter(konferenz=konferenz).values_list("zustand", flat=True).first()
    if zustand in (Protokollstand.Zustand.RUECKMELDUNG, Protokollstand.Zustand.VORGELEGT):
        return zustand
    return Protokollstand.Zustand.FREIGEGEBEN if konferenz.protokollfassungen.exists() else ""


def is_entwurf(konferenz: Konferenz) -> bool:
    """Whether a draft is being worked on: before the first release, and while a correction is written."""
    row = konferenz.protokollfassungen.order_by("-nummer").values_list("konferenz__protokollstand__zustand").first()
    return row is None or row[0] not in (None, Protokollstand.Zustand.FREIGEGEBEN)
