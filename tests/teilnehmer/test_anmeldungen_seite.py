"""The officer's list of registrations, cancelling a person, the Sperrvermerk."""

import pytest
from django.utils import timezone

from konferenz.akteur import Rolle
from konferenz.models import Verlauf
from konferenz.services.fehler import NichtErlaubt
from teilnehmer.models import Anmeldung
from teilnehmer.services.anmeldung import set_sperrvermerk
from tests.factories import (
    make_akteur,
    make_anmeldung,
    make_einladung,
    make_einrichtung,
    make_konferenz,
    make_konferenz_heute,
    make_mitglied,
    make_veranstalter,
)

pytestmark = pytest.mark.django_db
LISTE = "/verwaltung/ort/k/anmeldungen/"


@pytest.fixture
def veranstalter():
    return make_veranstalter(slug="ort")


@pytest.fixture
def konferenz(veranstalter):
    return make_konferenz(veranstalter=veranstalter, slug="k", plaetze=80)


def enter(client, veranstalter, rolle=Rolle.PLANUNG):
    client.force_login(make_mitglied(veranstalter, rolle).konto)
    return client


@pytest.fixture
def planung(client, veranstalter):
    return enter(client, veranstalter)


def make_gast(konferenz, nachname, *, einrichtung="Kita Kiefernweg", **overrides) -> Anmeldung:
    haus = konferenz.veranstalter.einrichtungen.filter(name=einrichtung).first()
    haus = haus or make_einrichtung(konferenz.veranstalter, name=einrichtung)
    einladung = haus.einladungen.filter(konferenz=konferenz).first() or make_einladung(konferenz, haus)
    return make_anmeldung(konferenz, nachname=nachname, einladung=einladung, einrichtung=haus, **overrides)


def names(response) -> list[str]:
    return [row.nachname for row in response.context["blatt"]]


def test_the_list_shows_who_comes_in_german_order(planung, konferenz):
    for nachname in ("Zander", "Öz", "Otto", "Ärmel"):
        make_gast(konferenz, nachname)
    make_gast(konferenz, "Weg", status="abgesagt", abgesagt_am=timezone.now())
    make_gast(make_konferenz(veranstalter=konferenz.veranstalter), "Andere")
    response = planung.get(LISTE)
    assert names(response) == ["Ärmel", "Otto", "Öz", "Zander"]
    assert "4 von 80 Plätzen sind vergeben." in response.content.decode()


def test_a_seat_without_a_name_says_that_the_name_follows(planung, konferenz):
    make_gast(konferenz, "", vorname="")
    text = planung.get(LISTE).content.decode()
    assert "Name folgt" in text
    assert "1 Name folgt noch." in text


def test_the_search_finds_name_and_institution_without_umlauts(planung, konferenz):
    make_gast(konferenz, "Öz", vorname="Ayşe", einrichtung="Hort Süd")
    make_gast(konferenz, "Albers", einrichtung="Kita Nord")
    assert names(planung.get(LISTE, {"suche": "sud oz"})) == ["Öz"]
    assert names(planung.get(LISTE, {"suche": "kita"})) == ["Albers"]
    assert "Hier ist niemand." in planung.get(LISTE, {"suche": "niemand"}).content.decode()


def test_the_filter_shows_those_present_and_those_who_cancelled(planung, konferenz):
    make_gast(konferenz, "Da", anwesend_am=timezone.now())
    make_gast(konferenz, "Weg", status="abgesagt", abgesagt_am=timezone.now())
    make_gast(konferenz, "Kommt")
    assert names(planung.get(LISTE, {"stand": "anwesend"})) == ["Da"]
    assert names(planung.get(LISTE, {"stand": "abgesagt"})) == ["Weg"]
    assert names(planung.get(LISTE, {"stand": "alle"})) == ["Da", "Kommt", "Weg"]
    assert names(planung.get(LISTE, {"stand": "Unsinn"})) == ["Da", "Kommt"]


def test_an_empty_list_says_what_will_stand_here(planung, konferenz):
    text = planung.get(LISTE).content.decode()
    assert "Noch ist niemand angemeldet" in text
    assert "Von selbst geht nichts hinaus." in text


@pytest.mark.parametrize("zahl", [1, 3])
def test_the_list_needs_eight_queries(planung, konferenz, django_assert_num_queries, zahl):
    for n in range(zahl):
        make_gast(konferenz, f"Gast {n}", einrichtung=f"Kita {n}")
    with django_assert_num_queries(8):
        planung.get(LISTE)


def test_fifty_rows_stay_below_forty_kilobytes(planung, konferenz):
    for n in range(60):
        make_gast(konferenz, f"Mustermann-Beispiel {n}", funktion="Pädagogische Leitung", einrichtung=f"Kita {n % 20}")
    response = planung.get(LISTE)
    assert len(response.context["blatt"]) == 50
    assert len(response.content) < 40_000


def test_whoever_has_a_sperrvermerk_stands_in_no_list(planung, konferenz):
    person = make_gast(konferenz, "Geheim")
    response = planung.post(f"{LISTE}{person.kennung}/sperrvermerk/")
    assert response.status_code == 302
    text = planung.get(LISTE, {"stand": "alle"}).content.decode()
    assert "Geheim" not in text
    assert "1 Person mit Sperrvermerk steht nicht in der Liste" in text
    assert "Geheim" not in planung.get(f"{LISTE}gesperrt/").content.decode()
    assert planung.get(f"{LISTE}{person.kennung}/absagen/").status_code == 404


def test_a_sperrvermerk_can_be_taken_back(planung, konferenz):
    person = make_gast(konferenz, "Wieder", gesperrt=True)
    assert person.kennung in planung.get(f"{LISTE}gesperrt/").content.decode()
    planung.post(f"{LISTE}{person.kennung}/sperrvermerk/", {"gesperrt": "0"})
    assert names(planung.get(LISTE)) == ["Wieder"]


def test_the_verlauf_of_a_sperrvermerk_names_nobody(konferenz):
    person = make_gast(konferenz, "Geheim")
    set_sperrvermerk(anmeldung=person, gesperrt=True, by=make_akteur())
    set_sperrvermerk(anmeldung=person, gesperrt=True, by=make_akteur())
    assert [row.satz for row in Verlauf.objects.all()] == ["Sperrvermerk gesetzt."]


@pytest.mark.parametrize("rolle", [Rolle.LESEND, Rolle.EINRICHTUNG, Rolle.TEILNAHME, Rolle.MODERATION])
def test_others_set_no_sperrvermerk(konferenz, rolle):
    person = make_gast(konferenz, "Frei")
    with pytest.raises(NichtErlaubt):
        set_sperrvermerk(anmeldung=person, gesperrt=True, by=make_akteur(rolle))
    person.refresh_from_db()
    assert person.gesperrt is False


def test_cancelling_a_person_asks_first_and_frees_the_place(planung, konferenz):
    person = make_gast(konferenz, "Albers")
    bleibt = make_gast(konferenz, "Bleibt")
    seite = f"{LISTE}{person.kennung}/absagen/"
    assert "Möchten Sie Jonas Albers abmelden?" in planung.get(seite).content.decode()
    person.refresh_from_db()
    assert person.status == "angemeldet"
    assert planung.post(seite).url == LISTE
    assert names(planung.get(LISTE)) == [bleibt.nachname]
    assert planung.get(seite).status_code == 404


def test_whoever_is_present_is_not_cancelled(planung, veranstalter):
    konferenz = make_konferenz_heute(veranstalter=veranstalter, slug="k")
    person = make_gast(konferenz, "Da", anwesend_am=timezone.now())
    response = planung.post(f"{LISTE}{person.kennung}/absagen/", follow=True)
    assert "Jonas Da ist schon da." in response.content.decode()
    person.refresh_from_db()
    assert person.status == "angemeldet"


def test_after_the_conference_nobody_is_cancelled(planung, veranstalter):
    konferenz = make_konferenz(veranstalter=veranstalter, slug="k", phase="nachbereitung")
    person = make_gast(konferenz, "Albers")
    assert f"{person.kennung}/absagen/" not in planung.get(LISTE).content.decode()
    planung.post(f"{LISTE}{person.kennung}/absagen/")
    person.refresh_from_db()
    assert person.status == "angemeldet"


def test_those_who_only_read_see_the_list_and_change_nothing(client, veranstalter, konferenz):
    person = make_gast(konferenz, "Albers")
    lesend = enter(client, veranstalter, Rolle.LESEND)
    text = lesend.get(LISTE).content.decode()
    assert "Albers" in text
    assert "absagen/" not in text
    for pfad in ("gesperrt/", f"{person.kennung}/absagen/", f"{person.kennung}/sperrvermerk/"):
        assert lesend.get(LISTE + pfad).status_code == 403
    assert lesend.post(f"{LISTE}{person.kennung}/sperrvermerk/").status_code == 403


def test_an_officer_of_another_town_finds_nothing(client, konferenz):
    person = make_gast(konferenz, "Albers")
    fremd = enter(client, make_veranstalter(slug="fremd"))
    for pfad in ("", "gesperrt/", f"{person.kennung}/absagen/", f"{person.kennung}/sperrvermerk/"):
        assert fremd.get(LISTE + pfad).status_code == 404
    assert fremd.post(f"{LISTE}{person.kennung}/absagen/").status_code == 404


def test_a_person_of_another_conference_is_not_found_here(planung, konferenz):
    person = make_anmeldung(make_konferenz(veranstalter=konferenz.veranstalter))
    assert planung.post(f"{LISTE}{person.kennung}/absagen/").status_code == 404
    assert planung.post(f"{LISTE}{person.kennung}/sperrvermerk/").status_code == 404


def test_the_lists_answer_only_to_reading(planung, konferenz):
    assert planung.post(LISTE).status_code == 405
    assert planung.post(f"{LISTE}gesperrt/").status_code == 405


def test_strangers_are_sent_to_sign_in(client, konferenz):
    assert client.get(LISTE).url == f"/konto/anmelden/?next={LISTE}"
