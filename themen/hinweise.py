"""Places in what becomes public that an officer should look at first: addresses, telephone numbers, names. Only reads.

Nothing is blocked: a topic may well be called "Koch". The patterns are those of the feedback. What is looked at is
what everybody will read: the frozen public minutes once a version is released, before that the draft, and the texts
of the results page.
"""

import dataclasses
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from konferenz.models import Konferenz
from konferenz.verteiler import printed_names
from themen.ergebnisse import Ergebnisse
from themen.models import Befund, Massnahme, Protokollabschnitt, Protokollstand, Publikum
from themen.protokoll.abschnitte import ARTEN, gruppen_nummer, gruppen_schluessel
from themen.protokoll.daten import Protokoll
from themen.protokoll.gefroren import strings
from themen.protokoll.stand import load_stand
from themen.rueckmeldung_hinweise import collect_nachnamen, find_hinweise

# Live on the results page, also when the minutes are released.
KOPF = ("titel", "motto", "kurzbeschreibung")
TEXTE = ("anlass", "ziel", "begruessung", "resonanz", "ausblick", "dank")
# No text of anybody: hashes, and the office's own address and telephone, which are there to be read.
OHNE = frozenset(
    {
        "variante",
        "wappen_sha256",
        "sha256",
        "kennung",
        "kennungen",
        "summe_der_version",
        "kontakt",
        "anschrift",
        "gemeinde",
        "fachbereich",
    }
)
Text = tuple[str, str, str]


@dataclass(frozen=True)
class Fundstelle:
    """One text to look at: what it is, what was found in it, where it can be changed."""

    wo: str
    text: str
    hinweise: tuple[str, ...]
    url: str


def collect_fundstellen(konferenz: Konferenz, ergebnisse: Ergebnisse) -> tuple[Fundstelle, ...]:
    """All texts in which something stands out, of the page as it was collected and of the public minutes."""
    protokoll = ergebnisse.protokoll
    if not protokoll.is_freigegeben:
        return collect_fundstellen_entwurf(konferenz, protokoll)
    basis = _base(konferenz)
    stand = load_stand(konferenz)
    ziel = "protokoll_korrigieren" if stand.zustand == Protokollstand.Zustand.FREIGEGEBEN else "protokoll_freigabe"
    mend = reverse(f"themen:{ziel}", args=basis)
    nachnamen = collect_nachnamen(konferenz)
    live = [*_page_texts(konferenz, basis), *_measures(konferenz, basis), *_photos(konferenz, basis)]
    frozen = [(_place(key), text, mend) for key, text in _texts_of(protokoll)]
    return _look(live, nachnamen) + _look_once(frozen, nachnamen)


def collect_fundstellen_entwurf(
    konferenz: Konferenz, protokoll: Protokoll, aenderung: str = ""
) -> tuple[Fundstelle, ...]:
    """The same of the public draft: each text with the address where it is written, and then what has no such place."""
    basis = _base(konferenz)
    drin = "\n".join(text for _key, text in _texts_of(protokoll))
    texte = list(_page_texts(konferenz, basis))
    texte += [one for one in _draft_texts(konferenz, basis) if any(line in drin for line in _lines(one[1]))]
    if aenderung:
        texte.append((_("Was an der Version anders ist"), aenderung, reverse("themen:protokoll_freigabe", args=basis)))
    nachnamen = collect_nachnamen(konferenz)
    found = _look(texte, nachnamen)
    rest = [(_place(key), text, _section_url(key, basis)) for key, text in _texts_of(protokoll)]
    return found + _look_once(rest, nachnamen, found)


def _look_once(
    texte: Iterable[Text], nachnamen: Iterable[str], found: Iterable[Fundstelle] = ()
) -> tuple[Fundstelle, ...]:
    """Without what stands word by word in a text that is listed already. Better listed twice than not at all."""
    bekannt = [stelle.text for stelle in found]
    neu = []
    for stelle in _look(texte, nachnamen):
        if not any(stelle.text.strip() in text for text in bekannt):
            neu.append(stelle)
            bekannt.append(stelle.text)
    return tuple(neu)


def _look(texte: Iterable[Text], nachnamen: Iterable[str]) -> tuple[Fundstelle, ...]:
    found = (Fundstelle(wo, text, tuple(find_hinweise(text, nachnamen)), url) for wo, text, url in texte)
    return tuple(dict.fromkeys(stelle for stelle in found if stelle.hinweise))


def _base(konferenz: Konferenz) -> tuple[str, str]:
    return konferenz.veranstalter.slug, konferenz.slug


# What the minutes say


def _texts_of(protokoll: Protokoll) -> Iterator[tuple[str, str]]:
    """Every text in the minutes, with the key of the section or group it stands in; "" for the head."""
    section = {feld: art.schluessel for art in ARTEN for feld in art.felder}
    for field in dataclasses.fields(protokoll):
        wert = getattr(protokoll, field.name)
        if field.name in OHNE or field.name == "abschnitte":
            continue
        if field.name == "gruppen":
            for gruppe in wert:
                yield from ((gruppen_schluessel(gruppe.nummer), text) for text in strings(gruppe, OHNE))
        elif field.name == "eigene":
            yield from ((eigen.schluessel, eigen.text) for eigen in wert)
        else:
            yield from ((section.get(field.name, ""), text) for text in strings(wert, OHNE))


def _place(key: str) -> str:
    if nummer := gruppen_nummer(key):
        return _("Protokoll, Gruppe %(nummer)s") % {"nummer": nummer}
    titel = next((str(art.titel) for art in ARTEN if art.schluessel == key), _("Angaben im Kopf"))
    return _("Protokoll, „%(titel)s“") % {"titel": titel}


def _section_url(key: str, basis: tuple[str, str]) -> str:
    if key:
        return reverse("themen:protokoll_abschnitt", args=[*basis, key])
    return reverse("konferenz:konferenz_bearbeiten", args=basis)


# Where it is written


def _page_texts(konferenz: Konferenz, basis: tuple[str, str]) -> Iterator[Text]:
    """The report and the head of the results page."""
    for text in konferenz.__class__.objects.filter(pk=konferenz.pk).values_list("bericht__text", flat=True):
        yield _("Text der Ergebnisseite"), text or "", reverse("themen:bericht", args=basis)
    yield from _fields(konferenz, basis, KOPF)


def _fields(konferenz: Konferenz, basis: tuple[str, str], felder: Iterable[str]) -> Iterator[Text]:
    bearbeiten = reverse("konferenz:konferenz_bearbeiten", args=basis)
    for name in felder:
        label = konferenz._meta.get_field(name).verbose_name
        yield _("Angaben: %(feld)s") % {"feld": label}, getattr(konferenz, name), bearbeiten


def _draft_texts(konferenz: Konferenz, basis: tuple[str, str]) -> Iterator[Text]:
    """Every text of the minutes with its name and the address where it is edited, whoever it is meant for."""
    yield from _fields(konferenz, basis, TEXTE)
    label, bearbeiten = konferenz._meta.get_field("verteiler").verbose_name, _section_url("", basis)
    for name in printed_names(konferenz.verteiler):
        yield _("Angaben: %(feld)s") % {"feld": label}, name, bearbeiten
    for pk, text in konferenz.leitfragen.order_by("position").values_list("pk", "text"):
        yield _("Leitfrage"), text, reverse("konferenz:leitfrage", args=[*basis, pk])
    for punkt in konferenz.punkte:
        yield (
            _("Programmpunkt „%(titel)s“") % {"titel": punkt.titel},
            _join((punkt.titel, punkt.beschreibung)),
            reverse("konferenz:punkt", args=[*basis, punkt.pk]),
        )
    yield from _groups(konferenz, basis)
    yield from _measures(konferenz, basis)
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
    yield from _photos(konferenz, basis)
    zitate = konferenz.rueckmeldungen.values_list("gut", "zitat_gut", "naechstes_mal", "zitat_naechstes_mal")
    for gut, is_gut, mal, is_mal in zitate.order_by("pk"):
        yield (
            _("Zitat aus der Rückmeldung"),
            _join((gut * is_gut, mal * is_mal)),
            reverse("themen:rueckmeldung", args=basis),
        )


def _groups(konferenz: Konferenz, basis: tuple[str, str]) -> Iterator[Text]:
    """Groups and their cards."""
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


def _measures(konferenz: Konferenz, basis: tuple[str, str]) -> Iterator[Text]:
    """Measures are live on the page, with their state."""
    rows: Iterable[Massnahme] = konferenz.massnahmen.vorhanden().select_related("kleingruppe")
    for row in rows.order_by("kleingruppe__nummer", "nummer"):
        yield (
            _("Maßnahme %(nummer)s") % {"nummer": f"{row.kleingruppe.nummer}.{row.nummer}"},
            _join((row.was, row.mit, row.ressourcen, row.merkmal, row.grund, row.verbleib)),
            reverse("themen:massnahme_stand", args=[*basis, row.kennung]),
        )


def _photos(konferenz: Konferenz, basis: tuple[str, str]) -> Iterator[Text]:
    for kennung, text in konferenz.fotos.druckbar().order_by("pk").values_list("kennung", "alternativtext"):
        yield _("Beschreibung eines Fotos"), text, reverse("themen:verwaltung_foto", args=[*basis, kennung])


def _own_sections(konferenz: Konferenz) -> Iterable[Protokollabschnitt]:
    modi = (Protokollabschnitt.Modus.ERGAENZT, Protokollabschnitt.Modus.ERSETZT)
    return konferenz.protokollabschnitte.filter(publikum=Publikum.OEFFENTLICH, modus__in=modi).order_by("schluessel")


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _join(texte: Iterable[str]) -> str:
    return "\n".join(filter(None, texte))
