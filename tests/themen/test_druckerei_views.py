"""The print shop through its addresses: who gets what, what the options do, and what a wrong one says."""

import html

import pytest
from django.db import connection

from konferenz.akteur import Rolle
from konferenz.models import Datei, Konferenz, Zugang
from tests import pdfua
from tests.factories import (
    make_anmeldung,
    make_einrichtung,
    make_kleingruppe,
    make_konferenz,
    make_mitglied,
    make_zugang,
)

pytestmark = pytest.mark.django_db
OHNE_NAMEN = (
    "tuerschilder.pdf",
    "gruppenschilder.pdf",
    "tischkarten.pdf",
    "themenkarten.pdf",
    "gruppenboegen.pdf",
    "mitstreiterlisten.pdf",
)
MIT_NAMEN = ("namensschilder.pdf", "probebogen.pdf", "teilnahmeliste.pdf")


@pytest.fixture(autouse=True)
def patient_database(db):
    """A test is one transaction, and PostgreSQL would end it after 30 idle seconds while a slow machine prints."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")


def path(konferenz) -> str:
    return f"/verwaltung/{konferenz.veranstalter.slug}/{konferenz.slug}/druck/"


def seite(response) -> str:
    return html.unescape(response.content.decode()).replace("\u00a0", " ")


@pytest.fixture
def konferenz():
    konferenz = make_konferenz(titel="Erste Sozialraumkonferenz")
    make_kleingruppe(konferenz, titel="Netzwerk")
    kita = make_einrichtung(konferenz.veranstalter, name="Kita Waldrand")
    make_anmeldung(konferenz, vorname="Tom", nachname="Behrens", einrichtung=kita)
    make_anmeldung(konferenz, vorname="Sabine", nachname="Conrad")
    return konferenz


@pytest.fixture
def officer(client, konferenz):
    client.force_login(make_mitglied(konferenz.veranstalter, Rolle.LESEND).konto)
    return client


def test_the_page_offers_every_print_in_the_order_of_the_day(officer, konferenz):
    text = seite(officer.get(path(konferenz)))
    names = [*MIT_NAMEN, *OHNE_NAMEN, "gruppenbogen.pdf", "protokoll-intern.pdf", "protokoll-oeffentlich.pdf"]
    places = {name: text.find(f"{path(konferenz)}{name}") for name in names}
    assert -1 not in places.values()
    assert sorted(names, key=places.get) == [
        "probebogen.pdf" if n == "x" else n
        for n in (
            "namensschilder.pdf",
            "probebogen.pdf",
            "teilnahmeliste.pdf",
            "tuerschilder.pdf",
            "tischkarten.pdf",
            "themenkarten.pdf",
            "mitstreiterlisten.pdf",
            "gruppenschilder.pdf",
            "gruppenbogen.pdf",
            "gruppenboegen.pdf",
            "protokoll-intern.pdf",
            "protokoll-oeffentlich.pdf",
        )
    ]


def test_without_groups_the_page_offers_none_of_their_prints(officer, konferenz):
    leer = make_konferenz(veranstalter=konferenz.veranstalter)
    text = seite(officer.get(path(leer)))
    assert "gruppenschilder.pdf" not in text
    assert "gruppenboegen.pdf" not in text
    assert "Noch gibt es keine Gruppen." in text
    for name in ("gruppenschilder.pdf", "gruppenboegen.pdf", "tischkarten.pdf"):
        assert officer.get(path(leer) + name).status_code == 404
    assert officer.get(f"{path(leer)}tischkarten.pdf?art=tische").status_code == 200


@pytest.mark.parametrize("name", [*MIT_NAMEN, *OHNE_NAMEN])
def test_every_role_of_the_team_prints(officer, konferenz, name):
    response = officer.get(path(konferenz) + name)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
    assert response["Cache-Control"] == "no-store, private"
    assert response.content.startswith(b"%PDF-1.7")
    assert "Content-Security-Policy" not in response
    assert officer.get(path(konferenz) + name, headers={"if-none-match": response["ETag"]}).status_code == 304


@pytest.mark.parametrize("name", ["", *MIT_NAMEN, *OHNE_NAMEN])
def test_strangers_neighbours_and_posts_get_nothing(client, konferenz, name):
    address = path(konferenz) + name
    assert client.get(address).status_code == 302
    client.force_login(make_mitglied(rolle=Rolle.LEITUNG).konto)
    assert client.get(address).status_code == 404
    client.force_login(make_mitglied(konferenz.veranstalter, Rolle.PLANUNG).konto)
    assert client.post(address).status_code == 405


def test_the_moderation_prints_what_carries_no_names(client, konferenz):
    pfad = f"{make_zugang(konferenz, Zugang.Zweck.MODERATION).pfad}druck/"
    text = seite(client.get(pfad))
    for name in OHNE_NAMEN:
        assert f"{pfad}{name}" in text
    for name in MIT_NAMEN:
        assert name not in text
        assert client.get(pfad + name).status_code == 404
    assert "Behrens" not in text
    assert client.get(f"{pfad}tuerschilder.pdf").status_code == 200
    assert "Das Protokoll gibt es hier, sobald die Durchführung begonnen hat." in text


@pytest.mark.parametrize("zweck", [Zugang.Zweck.HILFE, Zugang.Zweck.PASS, Zugang.Zweck.EINLADUNG])
def test_other_links_do_not_print(client, konferenz, zweck):
    token = make_zugang(konferenz, zweck).token
    for name in ("", "tuerschilder.pdf"):
        assert client.get(f"/moderation/{token}/druck/{name}").status_code == 404


def test_an_archived_conference_is_still_printed(officer, konferenz):
    konferenz.phase = Konferenz.Phase.ARCHIVIERT
    konferenz.save()
    assert officer.get(f"{path(konferenz)}teilnahmeliste.pdf").status_code == 200


# Options


def test_badges_of_one_institution_or_one_person(officer, konferenz):
    def printed(options: str) -> str:
        return pdfua.text(officer.get(f"{path(konferenz)}namensschilder.pdf?{options}").content)

    kita = konferenz.veranstalter.einrichtungen.get()
    sabine = konferenz.anmeldungen.get(nachname="Conrad")
    assert "Behrens" in printed("")
    assert "Conrad" in printed("")
    assert "Conrad" not in printed(f"einrichtung={kita.kennung}")
    assert "Behrens" not in printed(f"person={sabine.kennung}")
    assert "Behrens" not in printed("seit=2090-01-01")
    assert "90 × 54 mm" in printed("format=durable-1445")


def test_a_person_with_sperrvermerk_cannot_be_chosen(officer, konferenz):
    geheim = make_anmeldung(konferenz, nachname="Geheimniskraemer", gesperrt=True)
    assert "Geheimniskraemer" not in seite(officer.get(path(konferenz)))
    response = officer.get(f"{path(konferenz)}namensschilder.pdf?person={geheim.kennung}")
    assert response.status_code == 422
    assert "Geheimniskraemer" not in seite(response)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ("namensschilder.pdf?x=5.1", "Bitte geben Sie Millimeter von −5 bis 5 an"),
        ("namensschilder.pdf?y=0.25", "Bitte geben Sie Millimeter von −5 bis 5 an"),
        ("namensschilder.pdf?start=11", "Bitte geben Sie eine Zahl von 1 bis 10 an."),
        ("namensschilder.pdf?leere=viele", "Bitte geben Sie eine Zahl von 0 bis 100 an."),
        ("probebogen.pdf?x=-9", "Bitte geben Sie Millimeter von −5 bis 5 an"),
        ("teilnahmeliste.pdf?zeilen=3", "Bitte geben Sie eine Zahl von 9 bis 100 an."),
        ("tischkarten.pdf?tische=61", "Bitte geben Sie eine Zahl von 1 bis 60 an."),
    ],
)
def test_a_wrong_option_is_explained_on_the_page(officer, konferenz, options, sentence):
    response = officer.get(path(konferenz) + options)
    assert response.status_code == 422
    assert sentence in seite(response)
    assert "Bitte prüfen Sie eine Angabe" in seite(response)
    assert "Content-Security-Policy" in response


@pytest.mark.parametrize(
    "options", ["namensschilder.pdf?format=x", "teilnahmeliste.pdf?monate=7", "tuerschilder.pdf?pfeil=unten"]
)
def test_a_choice_that_is_not_offered_is_refused(officer, konferenz, options):
    assert officer.get(path(konferenz) + options).status_code == 422


def test_an_offset_with_a_comma_is_understood(officer, konferenz):
    assert officer.get(f"{path(konferenz)}probebogen.pdf?x=0,5&y=-1").status_code == 200


def test_a_kept_print_is_replaced_when_somebody_joins(officer, konferenz):
    address = f"{path(konferenz)}namensschilder.pdf"
    first = officer.get(address)
    assert officer.get(address)["ETag"] == first["ETag"]
    make_anmeldung(konferenz, vorname="Uwe", nachname="Lorenz")
    second = officer.get(address)
    assert second["ETag"] != first["ETag"]
    assert "Lorenz" in pdfua.text(second.content)
    assert Datei.objects.filter(schluessel__startswith=f"druck-{konferenz.pk}-schilder:").count() == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_takes_a_fixed_number_of_queries(officer, django_assert_num_queries, rows):
    konferenz = make_konferenz(veranstalter=Konferenz.objects.get().veranstalter)
    for _n in range(rows):
        make_kleingruppe(konferenz)
        make_anmeldung(konferenz, einrichtung=make_einrichtung(konferenz.veranstalter))
    officer.get(path(konferenz))
    with django_assert_num_queries(9):
        officer.get(path(konferenz))
