"""Reads what the prints need, each in a fixed number of queries. Names come from nennbar() alone."""

import datetime

from django.conf import settings
from django.db.models import OuterRef, Q, Subquery

from konferenz import texte
from konferenz.felder import sort_key
from konferenz.models import Konferenz
from teilnehmer.models import Anmeldung, Einrichtung
from themen.druckerei.daten import Gruppe, Kopf, Person
from themen.gruppenrollen import named_rollen
from themen.models import Zuordnung


def collect_kopf(konferenz: Konferenz) -> Kopf:
    """The conference and its organiser, both fetched already."""
    veranstalter = konferenz.veranstalter
    return Kopf(
        titel=konferenz.titel,
        motto=konferenz.motto,
        datum=konferenz.datum,
        zeit=texte.zeitraum(konferenz.beginn, konferenz.ende),
        ort=konferenz.ort,
        raum=konferenz.raum,
        absender=veranstalter.name,
        datenschutz=f"{settings.ADRESSE}/{veranstalter.slug}/datenschutz/".split("://", 1)[1],
    )


def registered(konferenz: Konferenz):
    """Who gets a badge and a line on the list: has a seat and may be named."""
    return konferenz.anmeldungen.nennbar().angemeldet()


def represented(konferenz: Konferenz):
    """Institutions somebody of whom is registered and may be named."""
    return Einrichtung.objects.filter(pk__in=registered(konferenz).values("einrichtung")).order_by(
        "sortierschluessel", "pk"
    )


def collect_personen(
    konferenz: Konferenz,
    *,
    seit: datetime.date | None = None,
    einrichtung: Einrichtung | None = None,
    person: Anmeldung | None = None,
    mit_gruppe: bool = False,
) -> tuple[Person, ...]:
    """By surname; seats whose name follows come last, by institution. One query."""
    offen = Zuordnung.objects.filter(anmeldung=OuterRef("pk"), bis__isnull=True)
    rows = registered(konferenz)
    if seit:
        rows = rows.filter(angemeldet_am__date__gte=seit)
    if einrichtung:
        rows = rows.filter(einrichtung=einrichtung)
    if person:
        rows = rows.filter(pk=person.pk)
    rows = (
        rows.select_related("einrichtung")
        .annotate(gruppe_nummer=Subquery(offen.values("kleingruppe__nummer")[:1]))
        .order_by("sortierschluessel", "pk")
    )
    personen = [
        Person(
            kennung=row.kennung,
            vorname=row.vorname,
            nachname=row.nachname,
            einrichtung=row.einrichtung.name if row.einrichtung else row.einrichtung_angabe,
            gruppe=row.gruppe_nummer if mit_gruppe else None,
            anwesend=row.anwesend_am is not None,
        )
        for row in rows
    ]
    return tuple(sorted(personen, key=lambda p: (not p.name, "" if p.name else sort_key(p.einrichtung))))


def by_einrichtung(personen: tuple[Person, ...]) -> tuple[Person, ...]:
    """By institution and then by name; who belongs to none comes last."""
    return tuple(sorted(personen, key=lambda p: (not p.einrichtung, sort_key(p.einrichtung))))


def collect_gruppen(konferenz: Konferenz, *, mit_namen: bool = False) -> tuple[Gruppe, ...]:
    """The groups; with names also who moderates, writes and keeps the time, as far as somebody may be named."""
    rollen = named_rollen(konferenz) if mit_namen else {}
    gruppen = konferenz.kleingruppen.for_list()
    return tuple(Gruppe(g.nummer, g.titel, g.raum, g.wegweiser, **rollen.get(g.pk, {})) for g in gruppen)


def named(konferenz: Konferenz):
    """People one can choose for a single badge."""
    return registered(konferenz).exclude(Q(vorname="") & Q(nachname="")).order_by("sortierschluessel", "pk")
