"""Reading the roles of a group: taken or free for everybody, by name only for those who may know it. One query."""

from collections.abc import Iterable
from dataclasses import dataclass

from konferenz.models import Konferenz
from teilnehmer.models import Anmeldung
from themen.models import Gruppenrolle

Art = Gruppenrolle.Art


@dataclass(frozen=True)
class Rolle:
    """One role of one group; `name` is empty where names may not stand, or the person has a Sperrvermerk."""

    nummer: int
    art: str
    titel: str
    is_vergeben: bool = False
    is_meine: bool = False
    name: str = ""


def collect_rollen(gruppe, *, anmeldung: Anmeldung | None = None, mit_namen: bool = False) -> list[Rolle]:
    """The three roles of a group as this person sees them."""
    offen = list(gruppe.rollen.filter(bis__isnull=True))
    namen = _names([rolle.anmeldung_id for rolle in offen]) if mit_namen and offen else {}
    inhaber = {rolle.art: rolle.anmeldung_id for rolle in offen}
    return [
        Rolle(
            gruppe.nummer,
            art.value,
            art.label,
            is_vergeben=art in inhaber,
            is_meine=anmeldung is not None and inhaber.get(art) == anmeldung.pk,
            name=namen.get(inhaber.get(art), ""),
        )
        for art in Art
    ]


def taken_by_gruppe(konferenz: Konferenz | int) -> dict[int, set[str]]:
    """The kinds of roles that are taken, by key of the group."""
    vergeben: dict[int, set[str]] = {}
    offen = Gruppenrolle.objects.filter(konferenz=konferenz, bis__isnull=True)
    for gruppe, art in offen.values_list("kleingruppe", "art"):
        vergeben.setdefault(gruppe, set()).add(art)
    return vergeben


def free_or_taken(nummer: int, vergeben: Iterable[str]) -> list[Rolle]:
    """The roles of a group for the shared fragment: no names in it."""
    return [Rolle(nummer, art.value, art.label, is_vergeben=art in vergeben) for art in Art]


def named_rollen(konferenz: Konferenz) -> dict[int, dict[str, str]]:
    """Names by group and kind, for prints that stay inside. One query."""
    nennbare = Anmeldung.objects.filter(konferenz=konferenz).nennbar()
    rows = Gruppenrolle.objects.filter(konferenz=konferenz, bis__isnull=True, anmeldung__in=nennbare)
    namen: dict[int, dict[str, str]] = {}
    for rolle in rows.select_related("anmeldung"):
        namen.setdefault(rolle.kleingruppe_id, {})[rolle.art] = rolle.anmeldung.name
    return namen


def _names(pks: list[int]) -> dict[int, str]:
    return {anmeldung.pk: anmeldung.name for anmeldung in Anmeldung.objects.nennbar().filter(pk__in=pks)}
