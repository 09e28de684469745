"""The groups of the minutes: their cards in bundles, their people in figures, and what they left over."""

import dataclasses
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from konferenz.models import Konferenz
from teilnehmer.models import Anmeldung, Einrichtung
from themen.gruppenrollen import named_rollen
from themen.massnahmen import MassnahmeZeile
from themen.models import Befund, BefundBezug, Gruppenrolle, Herkunft, Kleingruppe, Mitstreiter
from themen.protokoll.daten import Gruppe, GruppenZeile, Person, SpeicherZeile, Thema
from themen.protokoll.karten import bundle_cards

ARTEN = list(Einrichtung.Art.values)
# Roles that the map of the groups tells by institution.
GENANNT = (Gruppenrolle.Art.MODERATION, Gruppenrolle.Art.PROTOKOLL)


def collect_gruppen(
    konferenz: Konferenz,
    themen: dict[int, Thema],
    zuordnungen: Iterable[tuple],
    namen: Mapping[int, object],
    massnahmen: Iterable[MassnahmeZeile],
    intern: bool,
) -> tuple[dict[int, int], tuple[Gruppe, ...], tuple[GruppenZeile, ...], dict[int, Thema]]:
    """Numbers by key, the groups in their order, their map, and the topics with the numbers of their groups."""
    alle = list(Kleingruppe.objects.filter(konferenz=konferenz).annotate(**_institutions()).order_by("nummer"))
    gruppen = [gruppe for gruppe in alle if gruppe.aufgeloest_am is None]
    nummern = {gruppe.pk: gruppe.nummer for gruppe in gruppen}
    aufgenommen = _merged(alle)
    herkunft, wohin = defaultdict(list), defaultdict(list)
    for gruppe, thema in (
        Herkunft.objects.filter(konferenz=konferenz, bis=None)
        .order_by("seit", "pk")
        .values_list("kleingruppe_id", "thema_id")
    ):
        if thema in themen and gruppe in nummern:
            herkunft[gruppe].append(thema)
            wohin[thema].append(nummern[gruppe])
    mitstreiter = defaultdict(set)
    for thema, anmeldung in Mitstreiter.objects.filter(konferenz=konferenz, bis=None).values_list(
        "thema_id", "anmeldung_id"
    ):
        mitstreiter[thema].add(anmeldung)
    personen = defaultdict(list)
    for row in zuordnungen:
        personen[row[0]].append(row[1:])
    karten = defaultdict(lambda: {art: [] for art in Befund.Art.values})
    for karte in Befund.objects.filter(konferenz=konferenz).vorhanden().order_by("position", "nummer", "pk"):
        karten[karte.kleingruppe_id][karte.art].append(karte)
    rollen = named_rollen(konferenz) if intern else {}
    bezuege = list(BefundBezug.objects.filter(quelle__konferenz=konferenz).values_list("quelle_id", "ziel_id"))
    vereinbart = defaultdict(list)
    for zeile in massnahmen:
        if zeile.is_vereinbart:
            vereinbart[zeile.gruppe].append(zeile)
    themen = {pk: dataclasses.replace(thema, gruppen=tuple(sorted(wohin[pk]))) for pk, thema in themen.items()}
    found = tuple(
        _group(
            gruppe,
            [themen[pk] for pk in herkunft[gruppe.pk]],
            set().union(*(mitstreiter[pk] for pk in herkunft[gruppe.pk])),
            personen[gruppe.pk],
            karten[gruppe.pk],
            bezuege,
            namen,
            intern,
            rollen.get(gruppe.pk, {}),
            tuple(vereinbart[gruppe.nummer]),
            tuple(aufgenommen[gruppe.pk]),
        )
        for gruppe in gruppen
    )
    return nummern, found, tuple(map(_row, found, gruppen)), themen


def _merged(gruppen: Iterable[Kleingruppe]) -> dict[int, list[int]]:
    """By the key of a group that goes on, the numbers of all that went into it, also by way of another."""
    weiter = {gruppe.pk: gruppe.aufgegangen_in_id for gruppe in gruppen}
    found = defaultdict(list)
    for gruppe in gruppen:
        ziel, seen = gruppe.pk, set()
        while weiter.get(ziel) is not None and ziel not in seen:
            seen.add(ziel)
            ziel = weiter[ziel]
        if ziel != gruppe.pk:
            found[ziel].append(gruppe.nummer)
    return found


def _institutions() -> dict[str, Subquery]:
    """Where those come from who have a role, and their keys: of nobody with a Sperrvermerk."""
    offen = Gruppenrolle.objects.filter(kleingruppe=OuterRef("pk"), bis=None, anmeldung__in=Anmeldung.objects.nennbar())
    von = Coalesce("anmeldung__einrichtung__name", "anmeldung__einrichtung_angabe")
    return {f"von_{art}": Subquery(offen.filter(art=art).values_list(von)[:1]) for art in GENANNT} | {
        f"kennung_{art}": Subquery(offen.filter(art=art).values_list("anmeldung__kennung")[:1]) for art in GENANNT
    }


def _row(gruppe: Gruppe, row: Kleingruppe) -> GruppenZeile:
    genannt = [art for art in GENANNT if getattr(row, f"von_{art}")]
    return GruppenZeile(
        gruppe.nummer,
        gruppe.titel,
        gruppe.beschreibung,
        gruppe.mitstreiter,
        gruppe.personen,
        ort=gruppe.ort,
        themen=tuple(thema.titel for thema in gruppe.andere_themen),
        aufgenommen=gruppe.aufgenommen,
        rollen=tuple((str(art.label), getattr(row, f"von_{art}")) for art in genannt),
        kennungen=tuple(getattr(row, f"kennung_{art}") for art in genannt),
    )


def left_over(
    themen: Iterable[Thema], gruppen: Iterable[Gruppe], massnahmen: Iterable[MassnahmeZeile]
) -> tuple[SpeicherZeile, ...]:
    """Topics of no group, Ist without a Soll, points nobody answers for, what a group left open: nothing gets lost."""
    zeilen = [
        SpeicherZeile(
            thema.titel, thema.beschreibung, thema.einrichtung or _("Themenvorschlag"), verbleib=thema.verbleib
        )
        for thema in themen
        if not thema.gruppen
    ]
    offen = defaultdict(list)
    for zeile in massnahmen:
        if not zeile.is_vereinbart:
            offen[zeile.gruppe].append(zeile)
    for gruppe in gruppen:
        aus = _("Gruppe %(nummer)s") % {"nummer": gruppe.nummer}
        for karte in gruppe.ist_ohne_soll:
            punkt = _("%(text)s (Ist %(nummer)s): noch kein Soll") % {
                "text": karte.text.removesuffix("."),
                "nummer": karte.nummer,
            }
            zeilen.append(SpeicherZeile(punkt, "", aus, gruppe.nummer))
        for zeile in offen[gruppe.nummer]:
            zeilen.append(SpeicherZeile(zeile.was, zeile.fehlt, aus, gruppe.nummer, zeile.verbleib))
        if gruppe.offen:
            zeilen.append(SpeicherZeile(gruppe.offen, "", aus, gruppe.nummer))
    return tuple(zeilen)


def _group(
    gruppe: Kleingruppe, themen, mitstreiter, personen, karten, bezuege, namen, intern, rollen, massnahmen, aufgenommen
) -> Gruppe:
    buendel, ideen = bundle_cards(karten, bezuege)
    mit_idee = {nummer for idee in ideen for nummer in idee.soll}
    arten = Counter(art for _einrichtung, art in {(einrichtung, art) for _pk, einrichtung, art in personen if art})
    return Gruppe(
        nummer=gruppe.nummer,
        titel=gruppe.titel,
        beschreibung=gruppe.beschreibung,
        ort=", ".join(part for part in (gruppe.wegweiser, gruppe.raum) if part),
        # a person's name: only where names may stand
        moderation=gruppe.moderation if intern else "",
        offen=gruppe.offen,
        themen=tuple(themen),
        mitstreiter=len(mitstreiter),
        personen=len(personen),
        arten=tuple((art, arten[art]) for art in ARTEN if arten[art]),
        buendel=buendel,
        ideen=ideen,
        soll_ohne_idee=tuple(sorted(k.nummer for k in karten[Befund.Art.SOLL] if k.nummer not in mit_idee)),
        anwesend=tuple(person_of(namen[pk]) for pk, _einrichtung, _art in personen if pk in namen),
        rollen=_roles(gruppe, rollen),
        massnahmen=massnahmen,
        aufgenommen=aufgenommen,
    )


def _roles(gruppe: Kleingruppe, rollen: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """What each role is called and who has it; a moderator whom the planners named themselves comes first."""
    genannt = {Gruppenrolle.Art.MODERATION} if gruppe.moderation else set()
    return tuple((str(art.label), rollen[art]) for art in Gruppenrolle.Art if art in rollen and art not in genannt)


def person_of(anmeldung: Anmeldung, gruppe: int | None = None) -> Person:
    """Whoever calls this has the registration from nennbar()."""
    return Person(anmeldung.name, anmeldung.funktion, anmeldung.einrichtung_name, gruppe, anmeldung.kennung)
