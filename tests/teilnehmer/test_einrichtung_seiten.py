"""The directory as officers keep it."""

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from konferenz.akteur import Rolle
from konferenz.models import Verlauf
from teilnehmer.models import Ansprechperson, Einrichtung, Traeger
from tests.factories import (
    make_ansprechperson,
    make_einladung,
    make_einrichtung,
    make_konferenz,
    make_mitglied,
    make_traeger,
)

pytestmark = pytest.mark.django_db
ANGABEN = {"name": "Kita Sonnenblume", "art": "kita", "aktiv": "on"}


@pytest.fixture
def v(client):
    mitglied = make_mitglied(rolle=Rolle.PLANUNG)
    client.force_login(mitglied.konto)
    return mitglied.veranstalter


def url(name, v, *more):
    return reverse(f"teilnehmer:{name}", args=[v.slug, *more])


def test_an_institution_is_entered_with_a_new_carrier_and_a_contact(client, v):
    daten = ANGABEN | {
        "traeger_neu": "Kita-Verbund",
        "traeger_art": "kommunal",
        "tags": "Inklusion, Sprache,, Inklusion",
    }
    client.post(url("einrichtung_neu", v), daten)
    row = v.einrichtungen.get()
    assert (row.name, row.traeger.name, row.tags) == ("Kita Sonnenblume", "Kita-Verbund", ["Inklusion", "Sprache"])
    answer = client.post(
        url("ansprechperson_neu", v, row.kennung),
        {"vorname": "Miriam", "nachname": "Albers", "email": "m@example.org", "erhaelt_einladungen": "on"},
    )
    assertRedirects(answer, url("einrichtung", v, row.kennung))
    assertContains(client.get(url("einrichtung", v, row.kennung)), "Miriam Albers")
    assert list(Verlauf.objects.order_by("pk").values_list("satz", flat=True)) == [
        "Träger eingetragen.",
        "Einrichtung eingetragen.",
        "Ansprechperson eingetragen.",
    ]


def test_a_carrier_that_exists_is_not_entered_twice(client, v):
    make_traeger(v, name="Kita-Verbund")
    client.post(url("einrichtung_neu", v), ANGABEN | {"traeger_neu": "Kita-Verbund", "traeger_art": "kommunal"})
    assert Traeger.objects.filter(veranstalter=v).count() == 1
    assert v.einrichtungen.get().traeger.name == "Kita-Verbund"


@pytest.mark.parametrize(
    ("angaben", "satz"),
    [
        ({"name": ""}, "Bitte füllen Sie dieses Feld aus."),
        ({"art": ""}, "Bitte wählen Sie, welche Art von Einrichtung das ist."),
        ({"traeger_neu": "Neu"}, "Bitte wählen Sie, welche Art von Träger das ist."),
        ({"name": "a\x00b"}, "Hier steht ein unsichtbares Steuerzeichen."),
        ({"tags": "x" * 41}, "Höchstens 20 Schlagworte mit je 40 Zeichen."),
        ({"name": "Schon da"}, "Eine Einrichtung mit diesem Namen gibt es in diesem Ort schon."),
    ],
)
def test_bad_entries_are_sentences_and_nothing_is_saved(client, v, angaben, satz):
    make_einrichtung(v, name="Schon da")
    assertContains(client.post(url("einrichtung_neu", v), ANGABEN | angaben), satz)
    assert v.einrichtungen.count() == 1


def test_a_carrier_of_another_town_cannot_be_chosen(client, v):
    fremd = make_traeger()
    answer = client.post(url("einrichtung_neu", v), ANGABEN | {"traeger": fremd.pk})
    assert answer.status_code == 200
    assert v.einrichtungen.count() == 0


def test_two_editors_see_both_texts(client, v):
    row = make_einrichtung(v, name="Alt", fassung=2)
    answer = client.post(url("einrichtung", v, row.kennung), ANGABEN | {"name": "Mein", "fassung": 1})
    assertContains(answer, "Während Sie geschrieben haben")
    assert Einrichtung.objects.get(pk=row.pk).name == "Alt"
    client.post(url("einrichtung", v, row.kennung), ANGABEN | {"name": "Mein", "fassung": 2})
    assert Einrichtung.objects.get(pk=row.pk).name == "Mein"


def test_a_contact_is_changed_and_deleted(client, v):
    person = make_ansprechperson(make_einrichtung(v), nachname="Albers")
    kennung = person.einrichtung.kennung
    client.post(url("ansprechperson", v, kennung, person.pk), {"nachname": "Neu", "fassung": 1})
    person.refresh_from_db()
    assert (person.nachname, person.erhaelt_einladungen, person.fassung) == ("Neu", False, 2)
    assertContains(client.get(url("ansprechperson_loeschen", v, kennung, person.pk)), "aus dem Verzeichnis löschen?")
    client.post(url("ansprechperson_loeschen", v, kennung, person.pk))
    assert not Ansprechperson.objects.exists()


def test_carriers_are_kept_and_their_institutions_survive(client, v):
    client.post(url("traeger", v), {"name": "Verein", "art": "frei"})
    traeger = v.traeger.get()
    row = make_einrichtung(v, traeger=traeger)
    client.post(url("traeger_bearbeiten", v, traeger.pk), {"name": "Verein e. V.", "art": "frei", "fassung": 1})
    assertContains(client.get(url("traeger", v)), "Verein e. V.")
    assertContains(client.get(url("traeger_loeschen", v, traeger.pk)), "dann ohne Träger: 1.")
    client.post(url("traeger_loeschen", v, traeger.pk))
    row.refresh_from_db()
    assert row.traeger is None


def test_the_list_is_in_german_order_and_can_be_searched(client, v):
    for name, art in (
        ("Zebra-Schule", "schule"),
        ("Ökolaube", "freizeit"),
        ("Oase", "freizeit"),
        ("Straßenkinder", "kita"),
    ):
        make_einrichtung(v, name=name, art=art)
    make_einrichtung(name="Fremd")
    page = client.get(url("einrichtungen", v)).content.decode()
    assert [page.index(name) for name in ("Oase", "Ökolaube", "Straßenkinder", "Zebra-Schule")] == sorted(
        page.index(name) for name in ("Oase", "Ökolaube", "Straßenkinder", "Zebra-Schule")
    )
    assert "Fremd" not in page
    assertContains(client.get(url("einrichtungen", v), {"suche": "OKO"}), "Ökolaube")
    assertNotContains(client.get(url("einrichtungen", v), {"suche": "OKO"}), "Oase")
    assertContains(client.get(url("einrichtungen", v), {"art": "schule"}), "Zebra-Schule")
    assertContains(client.get(url("einrichtungen", v), {"suche": "gibtesnicht"}), "Hier ist keine Einrichtung")
    for unsinn in ({"art": "quatsch", "traeger": "x", "seite": "x"}, {"suche": "a\x01b"}, {"seite": "99"}):
        assert client.get(url("einrichtungen", v), unsinn).status_code == 200


@pytest.mark.parametrize("rows", [1, 50])
def test_the_list_stays_in_its_budget(client, v, rows, django_assert_num_queries):
    traeger = make_traeger(v, name="Gemeinnützige Trägergesellschaft")
    for number in range(rows):
        make_ansprechperson(make_einrichtung(v, name=f"Kindertagesstätte Nummer {number:02}", traeger=traeger))
    with django_assert_num_queries(9):
        answer = client.get(url("einrichtungen", v))
    assert len(answer.content) <= 40_000


def test_reading_members_see_data_but_no_buttons_and_cannot_write(client):
    mitglied = make_mitglied(rolle=Rolle.LESEND)
    client.force_login(mitglied.konto)
    v = mitglied.veranstalter
    row = make_einrichtung(v, name="Kita Blau")
    make_einladung(make_konferenz(veranstalter=v, titel="Treffen"), row)
    page = client.get(url("einrichtung", v, row.kennung))
    assertContains(page, "Treffen")
    assertNotContains(page, "Einrichtung speichern")
    assert client.post(url("einrichtung", v, row.kennung), ANGABEN | {"fassung": 1}).status_code == 403
    assert client.get(url("einrichtung_neu", v)).status_code == 403


def test_a_stranger_sees_nothing(client, v):
    fremd = make_einrichtung()
    for name in ("einrichtungen", "traeger", "postausgang"):
        assert client.get(url(name, fremd.veranstalter)).status_code == 404
    assert client.get(url("einrichtung", v, fremd.kennung)).status_code == 404
    client.logout()
    assert client.get(url("einrichtungen", v)).status_code == 302
    assert client.get(url("einrichtungen", v)).url.startswith("/konto/")
