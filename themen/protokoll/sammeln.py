"""Collects the minutes of one conference in a fixed number of queries, however many groups and cards there are."""

from collections import Counter, defaultdict

from django.utils import timezone

from konferenz.models import Datei, Konferenz
from konferenz.permissions import PUBLIZIERT
from teilnehmer.beteiligung import collect_beteiligung
from teilnehmer.kurzgespraech_karte import collect_gespraechsbilanz
from teilnehmer.models import Anmeldung, Einrichtung
from themen.gruppenrollen import named_rollen
from themen.models import (
    Befund,
    BefundBezug,
    Gruppenrolle,
    Herkunft,
    Kleingruppe,
    Mitstreiter,
    Themenvorschlag,
    Zuordnung,
)
from themen.protokoll.buendel import bundle
from themen.protokoll.daten import (
    AnwesendeEinrichtung,
    BeteiligungsZeile,
    Buendel,
    Gruppe,
    Idee,
    Karte,
    Person,
    Protokoll,
    Punkt,
    Thema,
    Variante,
    Vertreten,
)
from themen.protokoll.saetze import art_plural
from themen.rueckmeldung_bild import collect_bilanz

ARTEN = list(Einrichtung.Art.values)


def collect_protokoll(konferenz: Konferenz, variante: Variante) -> Protokoll:
    """The minutes as they stand now. The variant for the public never even loads a name."""
    intern = variante == Variante.INTERN
    veranstalter = konferenz.veranstalter
    anwesend = list(
        Anmeldung.objects.filter(konferenz=konferenz)
        .anwesend()
        .values_list("pk", "einrichtung_id", "einrichtung__name", "einrichtung__art", "einrichtung__sortierschluessel")
    )
    namen = _named(konferenz) if intern else {}
    themen = _topics(konferenz)
    zuordnungen = list(
        Zuordnung.objects.filter(konferenz=konferenz, bis=None)
        .order_by("anmeldung__sortierschluessel", "anmeldung_id")
        .values_list("kleingruppe_id", "anmeldung_id", "anmeldung__einrichtung_id", "anmeldung__einrichtung__art")
    )
    nummern, gruppen = _groups(konferenz, themen, zuordnungen, namen, intern)
    in_gruppe = {pk for _gruppe, pks in gruppen for pk in pks}
    return Protokoll(
        variante=variante,
        gemeinde=veranstalter.name,
        fachbereich=konferenz.fachbereich or veranstalter.fachbereich,
        anschrift=veranstalter.anschrift,
        pluralform=veranstalter.pluralform,
        titel=konferenz.titel,
        motto=konferenz.motto,
        datum=konferenz.datum,
        beginn=konferenz.beginn,
        ende=konferenz.ende,
        ort=konferenz.ort,
        raum=konferenz.raum,
        moderation=_joined(
            konferenz.moderation_name if intern else "",
            konferenz.moderation_funktion,
            konferenz.moderation_organisation,
        ),
        aktenzeichen=konferenz.aktenzeichen,
        kontakt=_contact(konferenz, intern),
        verteiler=_lines(konferenz.verteiler),
        freigegeben_am=_published_on(konferenz),
        is_freigegeben=konferenz.phase in PUBLIZIERT,
        is_abgesagt=konferenz.is_abgesagt,
        anlass=konferenz.anlass,
        ziel=konferenz.ziel,
        begruessung=konferenz.begruessung,
        resonanz=konferenz.resonanz,
        rueckmeldung=collect_bilanz(konferenz, len(anwesend)),
        ausblick=konferenz.ausblick,
        dank=konferenz.dank,
        leitfragen=tuple(konferenz.leitfragen.values_list("text", flat=True)),
        ablauf=_programme(konferenz),
        beteiligung=_attendance_by_kind(konferenz, anwesend),
        personen=len(anwesend),
        vertreten=_represented(anwesend),
        themen_gesamt=len(themen),
        gruppen=tuple(gruppe for gruppe, _pks in gruppen),
        themenspeicher=tuple(thema for pk, thema in themen.items() if pk not in in_gruppe),
        anwesende=_present(namen, {row[1]: nummern.get(row[0]) for row in zuordnungen}),
        ungenannt=len(anwesend) - len(namen) if intern else 0,
        wappen_sha256=_arms(veranstalter),
        gespraeche=collect_gespraechsbilanz(konferenz),
    )


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _contact(konferenz: Konferenz, intern: bool) -> tuple[str, ...]:
    veranstalter = konferenz.veranstalter
    parts = (
        konferenz.kontakt_name if intern else "",
        konferenz.fachbereich or veranstalter.fachbereich,
        konferenz.kontakt_telefon or veranstalter.telefon,
        konferenz.kontakt_email or veranstalter.email,
    )
    return tuple(part for part in parts if part)


def _arms(veranstalter) -> str:
    """Only its hash: the picture itself is loaded when something is really set."""
    return Datei.objects.filter(pk=veranstalter.wappen_id).values_list("sha256", flat=True).first() or ""


def _published_on(konferenz: Konferenz):
    wechsel = (
        konferenz.phasenwechsel.filter(nach=Konferenz.Phase.VEROEFFENTLICHT)
        .order_by("-am")
        .values_list("am", flat=True)
        .first()
    )
    return timezone.localdate(wechsel) if wechsel and konferenz.phase in PUBLIZIERT else None


def _programme(konferenz: Konferenz) -> tuple[Punkt, ...]:
    return tuple(
        Punkt(
            start=punkt.start,
            dauer=punkt.dauer,
            art=punkt.art,
            titel=punkt.titel,
            beschreibung=punkt.beschreibung,
            verantwortlich=punkt.verantwortlich,
            von=_time(punkt.begonnen_am),
            bis=_time(punkt.beendet_am),
        )
        for punkt in konferenz.punkte
    )


def _time(moment):
    return timezone.localtime(moment).time().replace(second=0, microsecond=0) if moment else None


def _attendance_by_kind(konferenz: Konferenz, anwesend) -> tuple[BeteiligungsZeile, ...]:
    personen = Counter(art for _pk, _einrichtung, _name, art, _sort in anwesend if art)
    vertreten = Counter(art for _einrichtung, art in {(row[1], row[3]) for row in anwesend if row[1]})
    return tuple(
        BeteiligungsZeile(
            art=zeile.art,
            label=art_plural(zeile.art),
            eingeladen=zeile.eingeladen,
            zugesagt=zeile.zugesagt,
            abgesagt=zeile.abgesagt,
            offen=zeile.offen,
            zurueck=zeile.zurueck,
            vertreten=vertreten[zeile.art],
            personen=personen[zeile.art],
        )
        for zeile in collect_beteiligung(konferenz)
        if zeile.art in ARTEN and (zeile.eingeladen or personen[zeile.art])
    )


def _represented(anwesend) -> tuple[Vertreten, ...]:
    personen = Counter(art for _pk, _einrichtung, _name, art, _sort in anwesend if art)
    namen = {(art, sort, einrichtung): name for _pk, einrichtung, name, art, sort in anwesend if einrichtung}
    by_kind = defaultdict(list)
    for (art, _sort, _einrichtung), name in sorted(namen.items()):
        by_kind[art].append(name)
    return tuple(Vertreten(art_plural(art), tuple(by_kind[art]), personen[art]) for art in ARTEN if art in by_kind)


def _named(konferenz: Konferenz) -> dict[int, Anmeldung]:
    return {
        anmeldung.pk: anmeldung
        for anmeldung in Anmeldung.objects.filter(konferenz=konferenz)
        .anwesend()
        .nennbar()
        .select_related("einrichtung")
        .order_by("einrichtung__sortierschluessel", "einrichtung_id", "sortierschluessel", "pk")
    }


def _present(namen: dict[int, Anmeldung], gruppen: dict[int, int]) -> tuple[AnwesendeEinrichtung, ...]:
    by_institution = defaultdict(list)
    for anmeldung in namen.values():
        by_institution[anmeldung.einrichtung_id].append(anmeldung)
    return tuple(
        AnwesendeEinrichtung(
            people[0].einrichtung.name if people[0].einrichtung_id else "",
            tuple(_person(p, gruppen.get(p.pk)) for p in people),
        )
        for people in by_institution.values()
    )


def _person(anmeldung: Anmeldung, gruppe: int | None = None) -> Person:
    return Person(anmeldung.name, anmeldung.funktion, anmeldung.einrichtung_name, gruppe)


def _topics(konferenz: Konferenz) -> dict[int, Thema]:
    """Every topic that was not withdrawn, with its supporters."""
    return {
        thema.pk: Thema(
            titel=thema.titel,
            beschreibung=thema.beschreibung,
            einrichtung=thema.einrichtung.name if thema.einrichtung_id else "",
            mitstreiter=thema.anzahl_mitstreiter,
        )
        for thema in Themenvorschlag.objects.filter(konferenz=konferenz).for_list()
    }


def _groups(konferenz: Konferenz, themen: dict[int, Thema], zuordnungen, namen, intern: bool):
    """Numbers by key, and the groups in their order, each with the keys of its topics."""
    gruppen = list(Kleingruppe.objects.filter(konferenz=konferenz).for_list())
    herkunft = defaultdict(list)
    for gruppe, thema in (
        Herkunft.objects.filter(konferenz=konferenz, bis=None)
        .order_by("seit", "pk")
        .values_list("kleingruppe_id", "thema_id")
    ):
        if thema in themen:
            herkunft[gruppe].append(thema)
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
    return {gruppe.pk: gruppe.nummer for gruppe in gruppen}, [
        (
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
            ),
            herkunft[gruppe.pk],
        )
        for gruppe in gruppen
    ]


def _group(gruppe: Kleingruppe, themen, mitstreiter, personen, karten, bezuege, namen, intern, rollen) -> Gruppe:
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
        ort=_joined(gruppe.wegweiser, gruppe.raum),
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
        anwesend=tuple(_person(namen[pk]) for pk, _einrichtung, _art in personen if pk in namen),
        rollen=_roles(gruppe, rollen),
    )


def _roles(gruppe: Kleingruppe, rollen: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """What each role is called and who has it; a moderator whom the planners named themselves comes first."""
    genannt = {Gruppenrolle.Art.MODERATION} if gruppe.moderation else set()
    return tuple((str(art.label), rollen[art]) for art in Gruppenrolle.Art if art in rollen and art not in genannt)


def _numbers(pks, by_pk, art) -> tuple[int, ...]:
    return tuple(sorted(by_pk[pk].nummer for pk in pks if by_pk[pk].art == art))
