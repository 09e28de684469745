"""The prints themselves: conformant for two checkers with hostile text, the right number of pages, nobody hidden."""

import datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from konferenz.pdf import render
from tests import pdfua
from tests.factories import make_anmeldung, make_einrichtung, make_kleingruppe, make_konferenz_heute
from tests.themen.protokoll_daten import FEINDLICH, LANGES_WORT, assign
from themen.druckerei import ausgabe

pytestmark = pytest.mark.django_db
SCHILDER = {
    "format": "herma-4412",
    "gruppe": True,
    "seit": None,
    "einrichtung": None,
    "person": None,
    "leere": 0,
    "start": 1,
    "x": Decimal(0),
    "y": Decimal(0),
    "rahmen": False,
}
LISTE = {"zeilen": 9, "monate": 3, "haken": True}
GRUPPEN = {"art": "gruppen", "tische": 3, "form": "zwei"}
TISCHE = {"art": "tische", "tische": 3, "form": "zwei"}


@pytest.fixture(autouse=True)
def patient_database(db):
    """A test is one transaction, and PostgreSQL would end it after 30 idle seconds while a slow machine prints."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")


def prints(konferenz) -> dict[str, ausgabe.Ausgabe]:
    """Every print of the shop once."""
    return {
        "schilder": ausgabe.print_namensschilder(konferenz, SCHILDER),
        "probebogen": ausgabe.print_probebogen(konferenz, SCHILDER),
        "liste": ausgabe.print_liste(konferenz, LISTE),
        "tueren": ausgabe.print_tuerschilder(konferenz, {"pfeil": "links"}),
        "gruppenschilder": ausgabe.print_gruppenschilder(konferenz),
        "tischkarten": ausgabe.print_tischkarten(konferenz, GRUPPEN | {"form": "falten"}),
        "themenkarten": ausgabe.print_themenkarten(konferenz),
        "boegen": ausgabe.print_gruppenboegen(konferenz),
        "mitstreiter": ausgabe.print_mitstreiter(konferenz, {"monate": 3}),
    }


def pdf(druckstueck) -> bytes:
    return render(druckstueck.make())


def make_tag(personen=1, gruppen=1, **overrides):
    """A conference day with so many people of one institution each, all in the first of so many groups."""
    konferenz = make_konferenz_heute(
        titel="Erste Sozialraumkonferenz",
        datum=datetime.date(2022, 6, 16),
        ort="Rathaus",
        raum="Bürgersaal",
        **overrides,
    )
    alle = [make_kleingruppe(konferenz, titel=f"Thema {n}", raum=f"Raum {n}") for n in range(1, gruppen + 1)]
    for n in range(personen):
        anmeldung = make_anmeldung(
            konferenz,
            vorname="Kim",
            nachname=f"Person{n:03}",
            einrichtung=make_einrichtung(konferenz.veranstalter, name=f"Kita {n:03}"),
        )
        if alle:
            assign(anmeldung, alle[0])
    return konferenz


@pytest.fixture
def feindlich():
    """Hostile text in every field, the longest that fits, and names nobody has."""
    konferenz = make_tag(personen=6, gruppen=3, motto=FEINDLICH[:160])
    konferenz.titel, konferenz.ort, konferenz.raum = FEINDLICH[:120], FEINDLICH[:120], FEINDLICH[:80]
    konferenz.save()
    konferenz.veranstalter.name = FEINDLICH[:120]
    konferenz.veranstalter.save()
    konferenz.kleingruppen.update(titel=FEINDLICH[:120], raum=FEINDLICH[:40], wegweiser=FEINDLICH[:80])
    konferenz.kleingruppen.filter(nummer=2).update(titel=(LANGES_WORT * 2)[:120])
    konferenz.anmeldungen.update(vorname=FEINDLICH[:80], nachname=FEINDLICH[80:160], anwesend_am=timezone.now())
    konferenz.anmeldungen.filter(pk=konferenz.anmeldungen.first().pk).update(vorname="W" * 80, nachname=LANGES_WORT)
    make_anmeldung(konferenz, vorname="Gast", einrichtung_angabe=FEINDLICH[:160])
    make_anmeldung(konferenz, vorname="", nachname="", einrichtung_angabe=LANGES_WORT)
    return konferenz


def test_every_print_is_conformant_with_hostile_text_in_every_field(feindlich):
    found = {name: pdf(druckstueck) for name, druckstueck in prints(feindlich).items()}
    pdfua.assert_pdfua(*found.values())
    assert {name: len(pdfua.page_texts(one)) for name, one in found.items()} == {
        "schilder": 1,
        "probebogen": 1,
        "liste": 2,
        "tueren": 2,
        "gruppenschilder": 3,
        "tischkarten": 3,
        "themenkarten": 1,
        "boegen": 6,
        "mitstreiter": 3,
    }
    text = pdfua.text(found["liste"])
    assert "<script>alert(1)</script>" in text
    assert "[Emoji]" in text


def test_a_person_with_sperrvermerk_is_in_no_print():
    konferenz = make_tag(personen=2)
    person = make_anmeldung(
        konferenz,
        vorname="Geheim",
        nachname="Geheimniskraemer",
        einrichtung_angabe="Verborgenes Haus",
        anwesend_am=timezone.now(),
        gesperrt=True,
    )
    assign(person, konferenz.kleingruppen.get())
    found = prints(konferenz)
    for name, druckstueck in found.items():
        html = druckstueck.make().html
        assert "Geheim" not in html, name
        assert "Verborgenes" not in html, name
        assert person.kennung not in html, name
    for name in ("schilder", "liste"):
        text = pdfua.text(pdf(found[name]))
        assert "Person001" in text, name
        assert "Geheim" not in text, name
        assert "Verborgenes" not in text, name


def test_the_list_says_who_where_why_and_until_when():
    konferenz = make_tag(personen=13)
    konferenz.anmeldungen.filter(nachname="Person001").update(anwesend_am=timezone.now())
    text = pdfua.text(pdf(ausgabe.print_liste(konferenz, LISTE)))
    assert "Erste Sozialraumkonferenz, 16. Juni 2022, 14:30 bis 18:00 Uhr, Bürgersaal, Rathaus." in text
    assert "1 Person000, Kim Kita 000 2 Person001, Kim Kita 001 ist da 3 Person002" in text
    assert "13 Person012, Kim Kita 012 14 15 16 17 18 19 20 21 22 " in text
    assert "Zweck: Nachweis der Teilnahme und Protokoll der Konferenz." in text
    assert (
        f"/{konferenz.veranstalter.slug}/datenschutz/. Diese Liste wird bis zum 16. September 2022 vernichtet." in text
    )
    assert "ist da" not in ausgabe.print_liste(konferenz, LISTE | {"haken": False}).make().html


def test_head_and_purpose_stand_on_every_page_of_a_long_list():
    pages = pdfua.page_texts(pdf(ausgabe.print_liste(make_tag(personen=40, gruppen=0), LISTE | {"zeilen": 20})))
    assert len(pages) == 3
    for number, page in enumerate(pages, 1):
        assert "Nr. Name Einrichtung Unterschrift" in page
        assert "vernichtet." in page
        assert f"Seite {number} von 3" in page


def test_forty_badges_take_four_sheets_and_a_used_up_label_one_more():
    konferenz = make_tag(personen=40)
    pages = pdfua.page_texts(pdf(ausgabe.print_namensschilder(konferenz, SCHILDER)))
    assert len(pages) == 4
    assert "Namensschilder, 10 Stück je Bogen, 80 × 50 mm; in Originalgröße (100 %) drucken" in pages[0]
    assert "Kim Kim Person000 Person001" in pages[0]
    assert "Bogen 4 von 4" in pages[3]
    html = ausgabe.print_namensschilder(konferenz, SCHILDER | {"start": 2, "gruppe": False}).make().html
    assert "Bogen 5 von 5" in html
    assert "Gruppe" not in html


def test_nobody_registered_gives_a_sheet_to_write_on():
    konferenz = make_tag(personen=0)
    html = ausgabe.print_namensschilder(konferenz, SCHILDER).make().html
    assert html.count('class="hand">Name<') == 10
    assert html.count('class="hand hand--ort">Einrichtung<') == 10


def test_forms_of_all_groups_carry_number_and_topic_on_two_sides_each():
    pages = pdfua.page_texts(pdf(ausgabe.print_gruppenboegen(make_tag(gruppen=2))))
    assert len(pages) == 4
    assert "Thema 2" in pages[2]
    assert "Vorderseite" in pages[2]
    assert "Rückseite" in pages[3]


def test_table_cards_stand_two_on_a_sheet_or_one_to_fold():
    konferenz = make_tag(gruppen=3)
    assert len(pdfua.page_texts(pdf(ausgabe.print_tischkarten(konferenz, GRUPPEN)))) == 2
    folded = ausgabe.print_tischkarten(konferenz, GRUPPEN | {"form": "falten"}).make().html
    assert folded.count('class="bogen falten"') == folded.count("kopfueber") == 3
    tables = ausgabe.print_tischkarten(konferenz, TISCHE).make().html
    assert tables.count('class="bogen schneiden"') == 2
    assert tables.count("karte--tisch") == 3


def test_without_groups_there_is_no_sign_no_form_and_a_blank_sheet_to_sign_up():
    konferenz = make_tag(gruppen=0)
    assert ausgabe.print_gruppenschilder(konferenz) is None
    assert ausgabe.print_gruppenboegen(konferenz) is None
    assert ausgabe.print_tischkarten(konferenz, GRUPPEN) is None
    html = ausgabe.print_mitstreiter(konferenz, {"monate": 3}).make().html
    assert "<h1>Wer macht mit?</h1>" in html
    assert ">Gruppe Nr.</td><td>Thema</td>" in html


@pytest.mark.parametrize("rows", [1, 3])
def test_each_print_takes_a_fixed_number_of_queries(rows):
    konferenz = make_tag(personen=rows, gruppen=rows)  # its Veranstalter is fetched with it, as by the view
    counted = {}
    for name, make in {
        "schilder": lambda: ausgabe.print_namensschilder(konferenz, SCHILDER),
        "probebogen": lambda: ausgabe.print_probebogen(konferenz, SCHILDER),
        "liste": lambda: ausgabe.print_liste(konferenz, LISTE),
        "tueren": lambda: ausgabe.print_tuerschilder(konferenz, {"pfeil": ""}),
        "gruppenschilder": lambda: ausgabe.print_gruppenschilder(konferenz),
        "tischkarten": lambda: ausgabe.print_tischkarten(konferenz, GRUPPEN),
        "themenkarten": lambda: ausgabe.print_themenkarten(konferenz),
        "boegen": lambda: ausgabe.print_gruppenboegen(konferenz),
        "mitstreiter": lambda: ausgabe.print_mitstreiter(konferenz, {"monate": 3}),
    }.items():
        with CaptureQueriesContext(connection) as queries:
            make().make()
        counted[name] = len(queries)
    assert counted == {
        "schilder": 1,
        "probebogen": 0,
        "liste": 1,
        "tueren": 1,
        "gruppenschilder": 1,
        "tischkarten": 1,
        "themenkarten": 0,
        "boegen": 1,
        "mitstreiter": 1,
    }
