"""Shared fragments of the choice: the same HTML for every phone in the hall, no form and nothing personal in it."""

from collections.abc import Iterable

from django.template.loader import render_to_string

from konferenz.akteur import Akteur, Rolle
from konferenz.models import Konferenz
from konferenz.permissions import Handlung, erlaubt, is_tor_offen
from themen.gruppenrollen import free_or_taken, taken_by_gruppe
from themen.mischung import mischung_by_gruppe
from themen.models import Kleingruppe
from themen.models.kleingruppe import load_gruppen


def version_of(gruppen: Iterable[Kleingruppe]) -> str:
    """Changes when groups appear, go or get another title or place: then a page is worth loading again."""
    return ".".join(f"{gruppe.nummer}-{gruppe.fassung}" for gruppe in gruppen)


def tore_of(konferenz: Konferenz) -> str:
    """Changes when choosing or writing opens or closes."""
    offen = [tor for tor in ("gruppenwahl", "karten") if is_tor_offen(konferenz, tor)]
    if erlaubt(konferenz, Handlung.GRUPPE_WECHSELN, Akteur(Rolle.TEILNAHME)):
        offen.append("wechseln")
    return ".".join([konferenz.phase, *offen, "abgesagt" if konferenz.is_abgesagt else ""])


def tag_of(konferenz: Konferenz) -> str:
    """Changes with the running item, its end and what is open: then a phone's page of the day says something else."""
    punkt = konferenz.laufender_punkt
    steht = punkt and f"{punkt.pk}.{punkt.zugabe}{'.steht' if punkt.angehalten_am else ''}"
    return f"{tore_of(konferenz)}.{steht or ''}"


def add_lage(gruppen: Iterable[Kleingruppe], konferenz: Konferenz | int) -> None:
    """Each group with `mischung`, its institutions by kind, and `rollen`, free or taken. Two queries for all."""
    mischung, vergeben = mischung_by_gruppe(konferenz), taken_by_gruppe(konferenz)
    for gruppe in gruppen:
        gruppe.mischung = mischung.get(gruppe.pk, "")
        gruppe.rollen_stand = free_or_taken(gruppe.nummer, vergeben.get(gruppe.pk, ()))


def render_stand(konferenz_id: int) -> str:
    """Seats, institutions by kind and roles of all groups; registered as the live fragment `gruppen`."""
    gruppen = load_gruppen(konferenz_id)
    add_lage(gruppen, konferenz_id)
    return render_to_string("themen/_gruppen_stand.html", {"gruppen": gruppen, "version": version_of(gruppen)})


def render_tore(konferenz_id: int) -> str:
    """What is open; registered as the live fragment `jetzt`."""
    return render_tore_of(Konferenz.objects.get(pk=konferenz_id))


def render_tore_of(konferenz: Konferenz) -> str:
    return render_to_string("themen/_tore_stand.html", {"tore": tore_of(konferenz), "tag": tag_of(konferenz)})
