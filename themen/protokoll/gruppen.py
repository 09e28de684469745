"""The groups of the minutes: their cards in bundles, their people in figures, and what they left over."""

import dataclasses
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from konferenz.models import Konferenz
from teilnehmer.models import Anmeldung, Einrichtung
from themen.gruppenrollen import named_rollen
from themen.massnahmen import MassnahmeZeile
from themen.models import Befund, BefundBezug, Gruppenrolle, Herkunft, Kleingruppe, Mitstreiter
from themen.protokoll.buendel import bundle
from themen.protokoll.daten import Buendel, Gruppe, Idee, Karte, Person, SpeicherZeile, Thema

ARTEN = list(Einrichtung.Art.values)


def collect_gruppen(
    konferenz: Konferenz,
    themen: dict[int, Thema],
    zuordnungen: Iterable[tuple],
    namen: Mapping[int, object],
    massnahmen: Iterable[MassnahmeZeile],
    intern: bool,
) -> tuple[dict[int, int], tuple[Gruppe, ...], dict[int, Thema]]:
    """Numbers by key, the groups in their order, and the topics with the numbers of the groups that work on them."""
    gruppen = list(Kleingruppe.objects.filter(konferenz=konferenz).for_list())
    nummern = {gruppe.pk: gruppe.nummer for gruppe in gruppen}
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
        )
        for gruppe in gruppen
    )
    return nummern, found, themen


def left_over(
    themen: Iterable[Thema], gruppen: Iterable[Gruppe], massnahmen: Iterable[MassnahmeZeile]
) -> tuple[SpeicherZeile, ...]:
    """Topics of no group, Ist without a Soll, points nobody answers for, what a group left open: nothing gets lost."""
    zeilen = [
        SpeicherZeile(thema.titel, thema.beschreibung, thema.einrichtung or _("Themenvorschlag"))
        for thema in themen
        if not thema.gruppen
    ]
    offen = defaultdict(list)
    for zeile in massnahmen:
        if not zeile.is_vereinbart:
            offen[zeile.gruppe].append(zeile.was)
    for gruppe in gruppen:
        aus = _("Gruppe %(nummer)s") % {"nummer": gruppe.nummer}
        for karte in gruppe.ist_ohne_soll:
            punkt = _("%(text)s (Ist %(nummer)s): noch kein Soll") % {
                "text": karte.text.removesuffix("."),
                "nummer": karte.nummer,
            }
            zeilen.append(SpeicherZeile(punkt, "", aus, gruppe.nummer))
        for was in offen[gruppe.nummer]:
            zeilen.append(SpeicherZeile(was, _("Noch ohne Verantwortliche oder ohne Datum"), aus, gruppe.nummer))
        if gruppe.offen:
            zeilen.append(SpeicherZeile(gruppe.offen, "", aus, gruppe.nummer))
    return tuple(zeilen)


def _group(
    gruppe: Kleingruppe, themen, mitstreiter, personen, karten, bezuege, namen, intern, rollen, massnahmen
) -> Gruppe:
    ist, soll, ideen = (karten[art] for art in (Befund.Art.IST, Befund.Art.SOLL, Befund.Art.IDEE))
    by_pk = {karte.pk: karte for karte in (*ist, *soll)}
    rows = bundle([k.pk for k in ist], [k.pk for k in soll], bezuege)
    serves = defaultdict(set)
    ideen_pks = {idee.pk for idee in ideen}
    for quelle, ziel in bezuege:
        if quelle in ideen_pks and ziel in by_pk:
            serves[quelle].add(ziel)
    served = set().union(*serves.values())
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
        buendel=tuple(
            Buendel(
                tuple(Karte(by_pk[pk].nummer, by_pk[pk].text) for pk in left),
                tuple(Karte(by_pk[pk].nummer, by_pk[pk].text) for pk in right),
            )
            for left, right in rows
        ),
        ideen=tuple(
            Idee(
                idee.nummer,
                idee.text,
                soll=_numbers(serves[idee.pk], by_pk, Befund.Art.SOLL),
                ist=_numbers(serves[idee.pk], by_pk, Befund.Art.IST),
            )
            for idee in ideen
        ),
        soll_ohne_idee=tuple(sorted(karte.nummer for karte in soll if karte.pk not in served)),
        anwesend=tuple(person_of(namen[pk]) for pk, _einrichtung, _art in personen if pk in namen),
        rollen=_roles(gruppe, rollen),
        massnahmen=massnahmen,
    )


def _roles(gruppe: Kleingruppe, rollen: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """What each role is called and who has it; a moderator whom the planners named themselves comes first."""
    genannt = {Gruppenrolle.Art.MODERATION} if gruppe.moderation else set()
    return tuple((str(art.label), rollen[art]) for art in Gruppenrolle.Art if art in rollen and art not in genannt)


def _numbers(pks, by_pk, art) -> tuple[int, ...]:
    return tuple(sorted(by_pk[pk].nummer for pk in pks if by_pk[pk].art == art))


def person_of(anmeldung: Anmeldung, gruppe: int | None = None) -> Person:
    """Whoever calls this has the registration from nennbar()."""
    return Person(anmeldung.name, anmeldung.funktion, anmeldung.einrichtung_name, gruppe)
