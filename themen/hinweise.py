"""Places in what becomes public that an officer should look at first: addresses, telephone numbers, names. Only reads.

Nothing is blocked: a topic may well be called "Koch". The patterns are those of the feedback.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from konferenz.models import Konferenz
from themen.models import Befund, Massnahme, Protokollabschnitt, Publikum
from themen.rueckmeldung_hinweise import collect_nachnamen, find_hinweise

TEXTE = ("titel", "motto", "kurzbeschreibung", "anlass", "ziel", "resonanz", "ausblick", "dank")


@dataclass(frozen=True)
class Stelle:
    """One text to look at: what it is, what was found in it, where it can be changed."""

    wo: str
    text: str
    hinweise: tuple[str, ...]
    url: str


def collect_stellen(konferenz: Konferenz) -> tuple[Stelle, ...]:
    """All texts of the public page and the public minutes in which something stands out. Nine queries."""
    nachnamen = collect_nachnamen(konferenz)
    found = ((wo, text, tuple(find_hinweise(text, nachnamen)), url) for wo, text, url in _texts(konferenz))
    return tuple(Stelle(wo, text, hinweise, url) for wo, text, hinweise, url in found if hinweise)


def _texts(konferenz: Konferenz) -> Iterator[tuple[str, str, str]]:
    """Every text with its name and the address where it is edited."""
    basis = (konferenz.veranstalter.slug, konferenz.slug)
    for text in konferenz.__class__.objects.filter(pk=konferenz.pk).values_list("bericht__text", flat=True):
        yield _("Text der Ergebnisseite"), text or "", reverse("themen:bericht", args=basis)
    bearbeiten = reverse("konferenz:konferenz_bearbeiten", args=basis)
    for name in TEXTE:
        label = konferenz._meta.get_field(name).verbose_name
        yield _("Angaben: %(feld)s") % {"feld": label}, getattr(konferenz, name), bearbeiten
    for pk, text in konferenz.leitfragen.order_by("position").values_list("pk", "text"):
        yield _("Leitfrage"), text, reverse("konferenz:leitfrage", args=[*basis, pk])
    yield from _group_texts(konferenz, basis)
    for kennung, *texte in konferenz.themenvorschlaege.sichtbar().values_list("kennung", "titel", "beschreibung"):
        yield (
            _("Thema „%(titel)s“") % {"titel": texte[0]},
            _join(texte),
            reverse("themen:verwaltung_thema", args=[*basis, kennung]),
        )
    for row in _own_sections(konferenz):
        yield (
            _("Protokoll, eigener Text"),
            row.text,
            reverse("themen:protokoll_abschnitt", args=[*basis, row.schluessel]),
        )
    for kennung, text in konferenz.fotos.druckbar().order_by("pk").values_list("kennung", "alternativtext"):
        yield _("Beschreibung eines Fotos"), text, reverse("themen:verwaltung_foto", args=[*basis, kennung])
    zitate = konferenz.rueckmeldungen.values_list("gut", "zitat_gut", "naechstes_mal", "zitat_naechstes_mal")
    for gut, is_gut, mal, is_mal in zitate.order_by("pk"):
        yield (
            _("Zitat aus der Rückmeldung"),
            _join((gut * is_gut, mal * is_mal)),
            reverse("themen:rueckmeldung", args=basis),
        )


def _group_texts(konferenz: Konferenz, basis: tuple[str, str]) -> Iterator[tuple[str, str, str]]:
    """Groups, their cards and their measures."""
    gruppen = konferenz.kleingruppen.for_list()
    for gruppe in gruppen:
        yield (
            _("Gruppe %(nummer)s") % {"nummer": gruppe.nummer},
            _join((gruppe.titel, gruppe.beschreibung, gruppe.offen)),
            reverse("themen:verwaltung_gruppe_bearbeiten", args=[*basis, gruppe.nummer]),
        )
    karten = Befund.objects.vorhanden().filter(kleingruppe__in=[gruppe.pk for gruppe in gruppen])
    for karte in karten.select_related("kleingruppe").order_by("kleingruppe__nummer", "art", "nummer"):
        nummer = karte.kleingruppe.nummer
        brett = reverse("themen:brett_verwaltung", args=[*basis, nummer])
        wo = _("Gruppe %(nummer)s, %(karte)s") % {"nummer": nummer, "karte": karte}
        yield wo, karte.text, f"{brett}#karte-{karte.kennung}"
    rows: Iterable[Massnahme] = konferenz.massnahmen.vorhanden().select_related("kleingruppe")
    for row in rows.order_by("kleingruppe__nummer", "nummer"):
        nummer = f"{row.kleingruppe.nummer}.{row.nummer}"
        yield (
            _("Maßnahme %(nummer)s") % {"nummer": nummer},
            _join((row.was, row.mit, row.ressourcen, row.merkmal, row.grund)),
            reverse("themen:massnahme_stand", args=[*basis, row.kennung]),
        )


def _own_sections(konferenz: Konferenz) -> Iterable[Protokollabschnitt]:
    modi = (Protokollabschnitt.Modus.ERGAENZT, Protokollabschnitt.Modus.ERSETZT)
    return konferenz.protokollabschnitte.filter(publikum=Publikum.OEFFENTLICH, modus__in=modi).order_by("schluessel")


def _join(texte: Iterable[str]) -> str:
    return "\n".join(filter(None, texte))
