"""Collects the minutes of one conference in a fixed number of queries, however many groups and cards there are."""

from collections import Counter, defaultdict

from django.conf import settings
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from konferenz import recht
from konferenz.models import Konferenz, Programmpunkt
from konferenz.verteiler import printed_names
from teilnehmer.beteiligung import collect_beteiligung
from teilnehmer.einladungstext import collect_einladungstext
from teilnehmer.kurzgespraech_karte import collect_gespraechsbilanz
from teilnehmer.models import Anmeldung, Einrichtung
from themen.fotos import collect_fotos
from themen.klebepunkte import collect_rangliste
from themen.massnahmen import collect_massnahmen
from themen.models import Themenvorschlag, Zuordnung
from themen.protokoll.abschnitte import Entscheidung, apply_decisions
from themen.protokoll.daten import (
    AnwesendeEinrichtung,
    BeteiligungsZeile,
    Nachbar,
    Protokoll,
    Punkt,
    Rang,
    Thema,
    Variante,
    Vertreten,
)
from themen.protokoll.gruppen import collect_gruppen, left_over, person_of
from themen.protokoll.saetze import art_plural
from themen.rueckmeldung_bild import collect_bilanz

ARTEN = list(Einrichtung.Art.values)


def collect_protokoll(konferenz: Konferenz, variante: Variante) -> Protokoll:
    """The minutes as they stand now, a draft; fassung.py makes a version of it. Only INTERN ever loads a name."""
    return apply_decisions(collect_daten(konferenz, variante), collect_entscheidungen(konferenz))


def collect_entscheidungen(konferenz: Konferenz) -> dict[str, Entscheidung]:
    """What was decided about the sections; one query."""
    rows = konferenz.protokollabschnitte.values_list("schluessel", "modus", "publikum", "text")
    return {schluessel: Entscheidung(*rest) for schluessel, *rest in rows}


def collect_daten(konferenz: Konferenz, variante: Variante) -> Protokoll:
    """The minutes as the data alone give them, every section, nothing written by hand."""
    intern = variante.is_intern
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
    massnahmen = collect_massnahmen(konferenz, intern=intern)
    nummern, gruppen, gruppenliste, themen = collect_gruppen(konferenz, themen, zuordnungen, namen, massnahmen, intern)
    vertreten = _represented(anwesend)
    runde = _introductions(konferenz)
    ablauf = _programme(konferenz, intern)
    vorige, naechste = _neighbours(konferenz)
    return Protokoll(
        variante=variante,
        gemeinde=veranstalter.name,
        fachbereich=konferenz.einladender_fachbereich,
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
        moderation_stelle=konferenz.moderation_organisation or konferenz.moderation_funktion,
        aktenzeichen=konferenz.aktenzeichen,
        kontakt=_contact(konferenz, intern),
        verteiler=printed_names(konferenz.verteiler),
        is_abgesagt=konferenz.is_abgesagt,
        personen=len(anwesend),
        einrichtungen=sum(len(zeile.einrichtungen) for zeile in vertreten),
        **_arms_and_remarks(konferenz),
        von=ablauf[0].von if ablauf else None,
        bis=ablauf[-1].bis if ablauf else None,
        anlass=konferenz.anlass,
        ziel=konferenz.ziel,
        vorige=vorige,
        beteiligung=_attendance_by_kind(konferenz, anwesend),
        leitfragen=tuple(konferenz.leitfragen.values_list("text", flat=True)),
        ablauf=ablauf,
        begruessung=konferenz.begruessung,
        vorstellungsrunde=runde,
        gespraeche=collect_gespraechsbilanz(konferenz),
        themen=tuple(themen.values()),
        gruppenliste=gruppenliste,
        gruppen=gruppen,
        rangliste=tuple(Rang(*zeile) for zeile in collect_rangliste(konferenz)),
        massnahmen=tuple(zeile for zeile in massnahmen if zeile.is_vereinbart),
        themenspeicher=left_over(themen.values(), gruppen, massnahmen),
        rueckmeldung=collect_bilanz(konferenz, len(anwesend)),
        resonanz=konferenz.resonanz,
        ausblick=konferenz.ausblick,
        naechste=naechste,
        ergebnisseite=_results_address(konferenz) if gruppen else "",
        dank=konferenz.dank,
        unterschriften=tuple(filter(None, map(str.strip, veranstalter.unterschriften.splitlines()))),
        einladung=collect_einladungstext(konferenz),
        vertreten=vertreten,
        anwesende=_present(namen, {row[1]: nummern.get(row[0]) for row in zuordnungen}),
        ungenannt=len(anwesend) - len(namen) if intern else 0,
        fotos=collect_fotos(konferenz),
        datenschutz=_privacy_address(konferenz),
    )


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def _contact(konferenz: Konferenz, intern: bool) -> tuple[str, ...]:
    veranstalter = konferenz.veranstalter
    parts = (
        konferenz.kontakt_name if intern else "",
        konferenz.einladender_fachbereich,
        konferenz.kontakt_telefon or veranstalter.telefon,
        konferenz.kontakt_email or veranstalter.email,
    )
    return tuple(dict.fromkeys(part for part in parts if part))


def _arms_and_remarks(konferenz: Konferenz) -> dict:
    """The hash of the coat of arms; until when those present could answer to the draft, and how many did."""
    rows = Konferenz.objects.filter(pk=konferenz.pk).annotate(zahl=Count("protokollanmerkungen"))
    wappen, frist, zahl = rows.values_list("veranstalter__wappen__sha256", "protokollstand__frist", "zahl").get()
    return {"wappen_sha256": wappen or "", "frist": frist, "anmerkungen": zahl}


def _neighbours(konferenz: Konferenz) -> tuple[Nachbar | None, Nachbar | None]:
    """The conference before this one and the next, as far as everybody may know of them. One query."""
    rows = (
        Konferenz.objects.oeffentlich()
        .filter(Q(pk=konferenz.vorgaenger_id) | Q(vorgaenger=konferenz), abgesagt_am=None)
        .order_by("datum", "pk")
    )
    vorige = naechste = None
    for row in rows.only("pk", "titel", "datum"):
        if row.pk == konferenz.vorgaenger_id:
            vorige = Nachbar(row.titel, row.datum)
        elif naechste is None and row.datum > konferenz.datum:
            naechste = Nachbar(row.titel, row.datum)
    return vorige, naechste


def _results_address(konferenz: Konferenz) -> str:
    return settings.ADRESSE + reverse("themen:ergebnisse", args=[konferenz.veranstalter.slug, konferenz.slug])


def _privacy_address(konferenz: Konferenz) -> str:
    """Only a page on which nothing is left to be filled in."""
    veranstalter = konferenz.veranstalter
    if not recht.is_fertig(veranstalter, "datenschutz"):
        return ""
    return settings.ADRESSE + reverse("konferenz:datenschutz_veranstalter", args=[veranstalter.slug])


def _introductions(konferenz: Konferenz) -> str:
    art = Programmpunkt.Art.VORSTELLUNGSRUNDE
    return "\n\n".join(p.beschreibung for p in konferenz.punkte if p.art == art and p.beschreibung)


def _programme(konferenz: Konferenz, intern: bool) -> tuple[Punkt, ...]:
    """Who answers for an item is free text and may be a person's name: only where names may stand."""
    return tuple(
        Punkt(
            start=punkt.start,
            dauer=punkt.dauer,
            art=punkt.art,
            titel=punkt.titel,
            beschreibung=punkt.beschreibung,
            verantwortlich=punkt.verantwortlich if intern else "",
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
            tuple(person_of(p, gruppen.get(p.pk)) for p in people),
        )
        for people in by_institution.values()
    )


def _topics(konferenz: Konferenz) -> dict[int, Thema]:
    """Every topic that was not withdrawn, with its supporters."""
    return {
        thema.pk: Thema(
            titel=thema.titel,
            beschreibung=thema.beschreibung,
            einrichtung=thema.einrichtung.name if thema.einrichtung_id else "",
            mitstreiter=thema.anzahl_mitstreiter,
            verbleib=thema.verbleib,
        )
        for thema in Themenvorschlag.objects.filter(konferenz=konferenz).for_list()
    }
