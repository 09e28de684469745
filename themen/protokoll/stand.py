"""Where the minutes stand, and which are shown: the released version, or the draft that grows from the data."""

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from konferenz.models import Konferenz, Verlauf
from konferenz.permissions import AB_NACHBEREITUNG
from themen.models import Protokollfassung, Protokollstand
from themen.protokoll.daten import Protokoll, Variante, from_json
from themen.protokoll.sammeln import collect_protokoll
from themen.protokoll.zurueckgenommen import current_reading

Zustand = Protokollstand.Zustand
# The draft lies open for those who were present.
AUSLIEGEND = (Zustand.RUECKMELDUNG, Zustand.VORGELEGT)
# The line of the Verlauf that tells when a conference was read in
EINGELESEN = "datenpaket"


def load_stand(konferenz: Konferenz) -> Protokollstand:
    """Where the minutes stand, for reading: a row that does not exist yet is a draft and is not made here."""
    stand = Protokollstand.objects.filter(konferenz=konferenz).first()
    return stand or Protokollstand(konferenz=konferenz, zustand=first_zustand(konferenz))


def first_zustand(konferenz: Konferenz) -> str:
    """What was taken over from elsewhere has a version, but went no way here."""
    return Zustand.FREIGEGEBEN if konferenz.protokollfassungen.exists() else Zustand.ENTWURF


def is_frist_offen(stand: Protokollstand) -> bool:
    """Whether those present may still write; the last day counts until midnight."""
    return stand.zustand == Zustand.RUECKMELDUNG and timezone.localdate() <= stand.frist


def count_offene(konferenz: Konferenz) -> int:
    """Remarks that nobody has decided about."""
    return konferenz.protokollanmerkungen.filter(ergebnis="").count()


def is_entscheidbar(stand: Protokollstand) -> bool:
    """Whether the officer may still decide about remarks: not over a text that somebody is about to sign."""
    return stand.zustand in (Zustand.ENTWURF, Zustand.RUECKMELDUNG)


def current_fassung(konferenz: Konferenz) -> Protokollfassung | None:
    """The version that counts, None before the first release. One query, without the content."""
    return konferenz.protokollfassungen.defer("inhalt").order_by("-nummer").first()


def with_uebernommen(fassungen: QuerySet) -> QuerySet:
    """With `is_uebernommen`: released elsewhere, before the conference was read in; by whom nobody here can tell."""
    danach = Verlauf.objects.filter(
        konferenz=OuterRef("konferenz"), objekt=EINGELESEN, am__gte=OuterRef("freigegeben_am")
    )
    return fassungen.annotate(is_uebernommen=Exists(danach))


def load_freigegeben(konferenz: Konferenz, variante: Variante) -> Protokoll | None:
    """The released minutes as they were frozen, without what was taken back since; only this variant is loaded."""
    inhalt = (
        konferenz.protokollfassungen.order_by("-nummer").values_list(f"inhalt__{variante.value}", flat=True).first()
    )
    return None if inhalt is None else current_reading(konferenz, from_json(inhalt))


def load_protokoll(konferenz: Konferenz, variante: Variante) -> Protokoll:
    """For those who work on them: the released version, or the draft while one is written."""
    if is_entwurf(konferenz):
        return collect_protokoll(konferenz, variante)
    return load_freigegeben(konferenz, variante) or collect_protokoll(konferenz, variante)


def reading(konferenz: Konferenz, *, entwurf: bool = True) -> str:
    """What those who were present may read: the state of the draft that lies open, "freigegeben", or nothing ("").

    With `entwurf=False` what all others with a link may read: only what was released. Nothing is asked before the
    day is over.
    """
    if konferenz.phase not in AB_NACHBEREITUNG:
        return ""
    zustand = Protokollstand.objects.filter(konferenz=konferenz).values_list("zustand", flat=True).first()
    if entwurf and zustand in AUSLIEGEND:
        return zustand
    return Zustand.FREIGEGEBEN if konferenz.protokollfassungen.exists() else ""


def is_entwurf(konferenz: Konferenz) -> bool:
    """Whether a draft is being worked on: before the first release, and while a correction is written."""
    row = konferenz.protokollfassungen.order_by("-nummer").values_list("konferenz__protokollstand__zustand").first()
    return row is None or row[0] not in (None, Zustand.FREIGEGEBEN)
