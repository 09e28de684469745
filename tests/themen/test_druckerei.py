"""Badges, lists and signs before they are set: who is on them, what fits, where it lies."""

import base64
import datetime
from decimal import Decimal

import pytest
from django.conf import settings
from django.utils import timezone

from konferenz.texte import SHY
from teilnehmer.models import Anmeldung
from tests.factories import (
    make_anmeldung,
    make_einrichtung,
    make_kleingruppe,
    make_konferenz,
    make_konferenz_heute,
)
from tests.themen.protokoll_daten import LANGES_WORT, assign
from themen.druckerei import gross, sammeln, schilder
from themen.druckerei.ausgabe import destruction_day
from themen.druckerei.daten import Gruppe, Kopf, Person
from themen.druckerei.schrift import PUNKT, Satz, fit, printable, width

HERMA = schilder.FORMATE["herma-4412"]


def person(vorname="Kerstin", nachname="Albrecht", einrichtung="", gruppe=None) -> Person:
    return Person("kennung123", vorname, nachname, einrichtung, gruppe, anwesend=False)


def names(personen) -> list[str]:
    return [p.name for p in personen]


# Text that fits itself


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (("Kerstin", "Albrecht"), Satz("g32", ("Kerstin", "Albrecht"))),
        (("Marek", "Dombrowski"), Satz("g32", ("Marek", "Dombrowski"))),
        (("Aleksandra", "Brzęczyszczykiewicz"), Satz("g21", ("Aleksandra", "Brzęczyszczykiewicz"))),
        (
            ("Maximiliane-Charlotte", "von Hohenstein-Wittgenfeld"),
            Satz("g18", ("Maximiliane-Charlotte", "von Hohenstein-", "Wittgenfeld")),
        ),
        (
            ("Anna-Maria Magdalena", "Müller-Lüdenscheidt-Schulze"),
            Satz("g18", ("Anna-Maria Magdalena", "Müller-Lüdenscheidt-", "Schulze")),
        ),
        (("", "Wu"), Satz("g32", ("Wu",))),
    ],
)
def test_a_name_takes_the_largest_size_at_which_it_fits(parts, expected):
    assert schilder.fit_name(parts, HERMA) == expected


@pytest.mark.parametrize("format", schilder.FORMATE.values(), ids=schilder.FORMATE)
@pytest.mark.parametrize("parts", [("W" * 80, "M" * 80), (LANGES_WORT, LANGES_WORT), ("A-" * 40, "i " * 40)])
def test_even_the_longest_name_stays_whole_and_on_the_label(format, parts):
    satz = schilder.fit_name(parts, format)
    grad = float(satz.grad.removeprefix("g"))
    pitch = dict(schilder.NAME_STUFEN)[grad]
    assert max(width(line, grad, "600") for line in satz.zeilen) <= (format.breite - 8) * PUNKT
    assert len(satz.zeilen) * pitch <= 76
    printed = "".join(satz.zeilen).replace("-", "").replace(" ", "")
    assert printed == "".join(parts).replace("-", "").replace(" ", "")


def test_an_institution_takes_three_lines_and_a_hyphen_in_front_stays_with_its_word():
    satz = schilder.fit_ort("Kreisvolkshoch- und -Musikschule Potsdam-Mittelmark", HERMA, mit_gruppe=True)
    assert satz == Satz("g9-5", ("Kreisvolkshoch- und", "-Musikschule Potsdam-", "Mittelmark"))
    long = schilder.fit_ort("Einrichtung für alle " * 8, HERMA, mit_gruppe=True)
    assert long.grad == "g7-5"
    assert len(long.zeilen) == 4
    assert long.zeilen[-1].endswith(" …")


def test_a_long_compound_breaks_at_its_joint_before_it_is_set_smaller():
    text = f"Einrichtungs{SHY}übergreifendes"
    assert fit([text], ((40, 44), (20, 24)), breite=100, hoehe=40) == Satz("g40", ("Einrichtungs-", "übergreifendes"))
    assert fit([text], ((40, 44), (20, 24)), breite=200, hoehe=40) == Satz("g40", ("Einrichtungsübergreifendes",))


def test_what_is_measured_is_what_will_be_printed():
    assert printable(["Jo 😀 Ă", "\u202eLi\u202c  Wu", ""]) == ["Jo [Emoji] Ă", "Li Wu", ""]


# Sheets of labels


@pytest.mark.parametrize(
    ("schluessel", "je_bogen", "right", "bottom"),
    [("herma-4412", 10, 192.5, 283.5), ("durable-1445", 10, 195, 282), ("durable-1456", 8, 195, 268.5)],
)
def test_the_labels_lie_on_the_sheet(schluessel, je_bogen, right, bottom):
    f = schilder.FORMATE[schluessel]
    assert f.je_bogen == je_bogen
    assert f.links + (f.spalten - 1) * f.schritt_x + f.breite == right
    assert f.oben + (f.zeilen - 1) * f.schritt_y + f.hoehe == bottom


def test_sheets_fill_row_by_row_and_skip_labels_that_are_used_up():
    found = schilder.make_boegen(schilder.make_schilder([person()] * 9, HERMA, leere=1), HERMA, start=4)
    assert [len(bogen) for bogen in found] == [7, 3]
    assert [feld.klassen for feld in found[0]][:3] == ["s2 z2", "s1 z3", "s2 z3"]
    assert found[1][0].klassen == "s1 z1"
    assert found[1][-1].schild == schilder.Schild()
    assert [len(bogen) for bogen in schilder.make_boegen([schilder.Schild()] * 10, HERMA)] == [10]


def test_the_offset_moves_the_whole_sheet():
    address = schilder.style_sheet(HERMA, Decimal("-0.5"), Decimal(5))
    css = base64.b64decode(address.removeprefix("data:text/css;base64,")).decode()
    assert ".bogen{left:-0.5mm;top:5.0mm}" in css
    assert ".s2{left:112.5mm}" in css
    assert ".z5{top:233.5mm}" in css


def test_a_badge_leads_helpers_to_the_person_and_nobody_else():
    (schild,) = schilder.make_schilder([person(gruppe=4, einrichtung="Kita Waldrand")], HERMA)
    assert schild.adresse == f"{settings.ADRESSE}/hilfe-vor-ort/schild/kennung123/"
    assert schild.qr.startswith("data:image/svg+xml")
    assert (schild.gruppe, schild.ort) == (4, Satz("g9-5", ("Kita Waldrand",)))
    (leer,) = schilder.make_schilder([person("", "", "Kita Waldrand")], HERMA)
    assert (leer.name, leer.ort) == (None, Satz("g9-5", ("Kita Waldrand",)))


# Who is on it


@pytest.mark.django_db
def test_everybody_with_a_seat_is_on_it_by_surname_and_nobody_else():
    konferenz = make_konferenz()
    kita = make_einrichtung(konferenz.veranstalter, name="Kita Waldrand")
    for nachname in ("Zander", "Österle", "Oswald"):
        make_anmeldung(konferenz, vorname="Kim", nachname=nachname, einrichtung=kita)
    make_anmeldung(konferenz, vorname="", nachname="", einrichtung=kita)
    make_anmeldung(konferenz, nachname="Gesperrt", gesperrt=True)
    make_anmeldung(konferenz, nachname="Wartend", status=Anmeldung.Status.WARTELISTE)
    make_anmeldung(konferenz, nachname="Angefragt", status=Anmeldung.Status.ANGEFRAGT)
    make_anmeldung(konferenz, nachname="Weg", status=Anmeldung.Status.ABGESAGT, abgesagt_am=timezone.now())
    make_anmeldung(nachname="Fremd")
    assert names(sammeln.collect_personen(konferenz)) == ["Österle, Kim", "Oswald, Kim", "Zander, Kim", ""]


@pytest.mark.django_db
def test_one_day_one_institution_or_one_person_can_be_chosen():
    konferenz = make_konferenz()
    kita, hort = (make_einrichtung(konferenz.veranstalter, name=name) for name in ("Kita", "Hort"))
    vorgestern = timezone.now() - datetime.timedelta(days=2)
    alt = make_anmeldung(konferenz, vorname="A", nachname="Alt", einrichtung=kita, angemeldet_am=vorgestern)
    make_anmeldung(konferenz, vorname="N", nachname="Neu", einrichtung=hort)
    heute = timezone.localdate()
    assert names(sammeln.collect_personen(konferenz, seit=heute)) == ["Neu, N"]
    assert names(sammeln.collect_personen(konferenz, einrichtung=kita)) == ["Alt, A"]
    assert names(sammeln.collect_personen(konferenz, person=alt)) == ["Alt, A"]
    assert [e.name for e in sammeln.represented(konferenz)] == ["Hort", "Kita"]


@pytest.mark.django_db
def test_the_list_goes_by_institution_and_shows_what_guests_said():
    konferenz = make_konferenz()
    kita = make_einrichtung(konferenz.veranstalter, name="Ärztehaus")
    make_anmeldung(konferenz, vorname="A", nachname="Arm", einrichtung_angabe="Bäckerei Schröder")
    make_anmeldung(konferenz, vorname="B", nachname="Bein", einrichtung=kita)
    make_anmeldung(konferenz, vorname="C", nachname="Chor")
    found = sammeln.by_einrichtung(sammeln.collect_personen(konferenz))
    assert [(p.name, p.einrichtung) for p in found] == [
        ("Bein, B", "Ärztehaus"),
        ("Arm, A", "Bäckerei Schröder"),
        ("Chor, C", ""),
    ]


@pytest.mark.django_db
def test_the_group_stands_on_a_badge_only_when_asked_for():
    konferenz = make_konferenz_heute()
    anmeldung = make_anmeldung(konferenz)
    make_kleingruppe(konferenz)
    assign(anmeldung, make_kleingruppe(konferenz))
    assert [p.gruppe for p in sammeln.collect_personen(konferenz, mit_gruppe=True)] == [2]
    assert [p.gruppe for p in sammeln.collect_personen(konferenz)] == [None]


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.django_db
def test_people_take_one_query_however_many_they_are(django_assert_num_queries, rows):
    konferenz = make_konferenz_heute()
    for _n in range(rows):
        make_anmeldung(konferenz, einrichtung=make_einrichtung(konferenz.veranstalter))
    with django_assert_num_queries(1):
        assert len(sammeln.collect_personen(konferenz, mit_gruppe=True)) == rows


# Signs


def make_kopf(**overrides) -> Kopf:
    fields = {
        "titel": "Erste Sozialraumkonferenz",
        "motto": "",
        "datum": datetime.date(2022, 6, 16),
        "zeit": "14:30 bis 18:00 Uhr",
        "ort": "Rathaus",
        "raum": "Bürgersaal",
        "absender": "Gemeinde",
        "datenschutz": "",
    }
    return Kopf(**fields | overrides)


def test_a_door_sign_stands_for_the_hall_and_for_each_room_but_not_for_a_table():
    gruppen = [
        Gruppe(1, "Netzwerk", "Raum 2", "1. Etage"),
        Gruppe(2, "Sport", "Tisch 4", "Bürgersaal"),
        Gruppe(3, "Kunst", "raum 2", ""),
        Gruppe(4, "Beratung", "bürgersaal", ""),
        Gruppe(5, "Kinderschutz", "", ""),
    ]
    found = gross.make_tuerschilder(make_kopf(), gruppen, mit_pfeil=False)
    assert [(s.raum.zeilen, s.zusatz, [g.nummer for g in s.gruppen]) for s in found] == [
        (("Bürgersaal",), "Rathaus", []),
        (("Raum 2",), "1. Etage", [1, 3]),
    ]


def test_a_hall_without_a_room_is_called_by_its_place():
    (schild,) = gross.make_tuerschilder(make_kopf(raum=""), [], mit_pfeil=True)
    assert (schild.raum.zeilen, schild.zusatz) == (("Rathaus",), "")
    (schild,) = gross.make_tuerschilder(make_kopf(raum="", ort=""), [], mit_pfeil=True)
    assert schild.raum.zeilen == ("Erste", "Sozialraum-", "konferenz")


def test_more_groups_than_a_door_sign_holds_go_on_the_next():
    gruppen = [Gruppe(n, "Thema", "Aula", "") for n in range(1, 7)]
    found = gross.make_tuerschilder(make_kopf(), gruppen, mit_pfeil=False)
    assert [[g.nummer for g in s.gruppen] for s in found] == [[], [1, 2, 3, 4], [5, 6]]


def test_a_table_card_of_a_group_says_its_place_and_that_of_a_table_only_its_number():
    (karte,) = gross.make_tischkarten_gruppen([Gruppe(12, "Netzwerk", "Tisch 4", "Bürgersaal")])
    assert (karte.nummer, karte.titel, karte.ort) == (
        Satz("g150", ("12",)),
        Satz("g40", ("Netzwerk",)),
        "Tisch 4, Bürgersaal",
    )
    karten = gross.make_tischkarten_nummern(3)
    assert [(k.wort, k.nummer.zeilen, k.is_gruppe) for k in karten] == [
        ("Tisch", ("1",), False),
        ("Tisch", ("2",), False),
        ("Tisch", ("3",), False),
    ]


@pytest.mark.parametrize(
    ("datum", "monate", "expected"),
    [
        (datetime.date(2022, 6, 16), 3, datetime.date(2022, 9, 16)),
        (datetime.date(2023, 11, 30), 3, datetime.date(2024, 2, 29)),
        (datetime.date(2022, 10, 31), 1, datetime.date(2022, 11, 30)),
        (datetime.date(2022, 12, 31), 12, datetime.date(2023, 12, 31)),
        (datetime.date(2022, 11, 5), 1, datetime.date(2022, 12, 5)),
    ],
)
def test_the_day_of_destruction_is_the_same_day_months_later(datum, monate, expected):
    assert destruction_day(datum, monate) == expected
