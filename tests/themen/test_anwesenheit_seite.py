import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from konferenz.akteur import Akteur, Rolle
from konferenz.models import Konferenz, Zugang
from teilnehmer.models import Anmeldung
from tests.factories import (
    make_anmeldung,
    make_einrichtung,
    make_kleingruppe,
    make_konferenz_heute,
    make_mitglied,
    make_zugang,
)
from themen.models import Themenvorschlag, Zuordnung
from themen.services.zuordnung import assign_kleingruppe

pytestmark = pytest.mark.django_db
HILFE = Akteur(Rolle.HILFE, 1)


@pytest.fixture
def konferenz():
    return make_konferenz_heute()


@pytest.fixture
def hilfe(konferenz):
    zugang = make_zugang(konferenz, Zugang.Zweck.HILFE)
    return zugang.pfad, f"{zugang.pfad}personen/"


@pytest.fixture
def moderation(konferenz):
    pfad = f"{make_zugang(konferenz, Zugang.Zweck.MODERATION).pfad}anwesenheit/"
    return pfad, pfad


@pytest.fixture
def staff(konferenz, client):
    client.force_login(make_mitglied(konferenz.veranstalter, Rolle.PLANUNG).konto)
    pfad = f"/verwaltung/{konferenz.veranstalter.slug}/{konferenz.slug}/anwesenheit/"
    return pfad, pfad


@pytest.fixture(params=["hilfe", "moderation", "staff"])
def stelle(request):
    """Address of the list, prefix of one person."""
    return request.getfixturevalue(request.param)


def test_ticking_and_undoing(client, stelle, konferenz):
    liste, personen = stelle
    person = make_anmeldung(konferenz)
    assert "Ist da" in client.get(liste).content.decode()
    response = client.post(f"{personen}{person.kennung}/da/", {"da": "1", "q": "reu"})
    assert response.url == f"{liste}?q=reu#p-{person.kennung}"
    person.refresh_from_db()
    zuerst = person.anwesend_am
    assert zuerst is not None
    client.post(f"{personen}{person.kennung}/da/", {"da": "1"})
    person.refresh_from_db()
    assert person.anwesend_am == zuerst
    client.post(f"{personen}{person.kennung}/da/", {"da": "0"})
    person.refresh_from_db()
    assert person.anwesend_am is None


def test_placing_moving_and_taking_out(client, stelle, konferenz):
    _liste, personen = stelle
    person = make_anmeldung(konferenz, vorname="Petra", nachname="Öz")
    for _ in range(2):
        make_kleingruppe(konferenz, plaetze=1)
    url = f"{personen}{person.kennung}/gruppe/"
    page = client.post(url, {"gruppe": "1"}, follow=True).content.decode()
    assert "Petra Öz ist in Gruppe 1." in page
    client.post(url, {"gruppe": "2"})
    assert Zuordnung.objects.get(bis=None).kleingruppe.nummer == 2
    page = client.post(url, {"gruppe": ""}, follow=True).content.decode()
    assert "Petra Öz ist in keiner Gruppe." in page
    assert not Zuordnung.objects.filter(bis=None).exists()


def test_a_full_group_is_a_sentence(client, stelle, konferenz):
    make_kleingruppe(konferenz, plaetze=1)
    make_kleingruppe(konferenz)
    assign_kleingruppe(make_anmeldung(konferenz), konferenz.kleingruppen.get(nummer=1), by=HILFE)
    person = make_anmeldung(konferenz)
    response = client.post(f"{stelle[1]}{person.kennung}/gruppe/", {"gruppe": "1"})
    assert response.status_code == 409
    assert "Dieser Platz war gerade vergeben. Noch frei: Gruppe 2." in response.content.decode()


def test_who_is_in_a_group_is_present(client, stelle, konferenz):
    person = make_anmeldung(konferenz)
    assign_kleingruppe(person, make_kleingruppe(konferenz), by=HILFE)
    response = client.post(f"{stelle[1]}{person.kennung}/da/", {"da": "0"}, follow=True)
    assert "Diese Person ist in Gruppe 1. Nehmen Sie sie zuerst aus der Gruppe." in response.content.decode()
    person.refresh_from_db()
    assert person.anwesend_am is not None


@pytest.mark.parametrize(
    ("suche", "gefunden"),
    [
        ("öz", True),
        ("OZ", True),
        ("sonne", True),
        ("petra sonn", True),
        ("strasse", True),
        ("STRAßE", True),
        ("meier", False),
        ("%", False),
        ("' OR 1=1", False),
        ("petra meier", False),
    ],
)
def test_searching_by_name_or_institution_without_regard_to_umlauts(client, hilfe, konferenz, suche, gefunden):
    kita = make_einrichtung(konferenz.veranstalter, name="Kita Sonnenstraße")
    make_anmeldung(konferenz, vorname="Petra", nachname="Öz", einrichtung=kita)
    page = client.get(hilfe[0], {"q": suche}).content.decode()
    assert ("Petra Öz" in page) == gefunden


def test_a_control_character_in_the_search_is_ignored(client, hilfe, konferenz):
    make_anmeldung(konferenz, nachname="Öz")
    assert client.get(hilfe[0], {"q": "a\x07"}).status_code == 200


def test_people_with_a_sperrvermerk_are_not_listed_and_not_reached(client, stelle, konferenz):
    liste, personen = stelle
    person = make_anmeldung(konferenz, nachname="Geheim", gesperrt=True)
    assert "Geheim" not in client.get(liste).content.decode()
    assert "Geheim" not in client.get(liste, {"q": "geheim"}).content.decode().replace('value="geheim"', "").replace(
        "„geheim“", ""
    )
    assert client.get(f"{personen}{person.kennung}/").status_code == 404
    assert client.post(f"{personen}{person.kennung}/da/").status_code == 404


def test_who_cancelled_and_comes_anyway_is_found_and_welcome(client, hilfe, konferenz):
    liste, personen = hilfe
    person = make_anmeldung(konferenz, nachname="Immerhin", status="abgesagt", abgesagt_am=timezone.now())
    assert "Immerhin" not in client.get(liste).content.decode()
    assert "hat abgesagt" in client.get(liste, {"q": "immerhin"}).content.decode()
    client.post(f"{personen}{person.kennung}/da/", {"da": "1"})
    person.refresh_from_db()
    assert (person.status, person.abgesagt_am) == ("angemeldet", None)


def test_german_order_in_the_list(client, hilfe, konferenz):
    for name in ("Zander", "Özdemir", "Ott", "ozan", "Äbel", "Abel"):
        make_anmeldung(konferenz, vorname="", nachname=name)
    page = client.get(hilfe[0]).content.decode()
    order = sorted(("Zander", "Özdemir", "Ott", "ozan", "Äbel", "Abel"), key=lambda n: page.index(f"<strong>{n}<"))
    assert order[2:] == ["Ott", "ozan", "Özdemir", "Zander"]


def walk_in(**overrides) -> dict:
    return {"vorname": "Ali", "nachname": "Demir", "einrichtung": ""} | overrides


def test_somebody_without_registration_is_entered_and_present(client, stelle, konferenz):
    verein = make_einrichtung(konferenz.veranstalter, name="Sportverein Bäkewiese e. V.")
    page = client.get(f"{stelle[1]}neu/").content.decode()
    assert '<option value="Sportverein Bäkewiese e. V.">' in page
    response = client.post(f"{stelle[1]}neu/", walk_in(einrichtung=" sportverein  bäkewiese e. v."))
    person = Anmeldung.objects.get()
    assert response.url == f"{stelle[0]}#p-{person.kennung}"
    assert (person.name, person.einrichtung, person.einrichtung_angabe, person.kanal) == (
        "Ali Demir",
        verein,
        "",
        "vor_ort",
    )
    assert person.anwesend_am is not None
    assert person.zugang.zweck == Zugang.Zweck.PASS
    assert "Ali Demir ist angemeldet und da." in client.get(response.url).content.decode()


def test_an_unknown_institution_is_kept_as_it_was_said_and_stands_where_a_name_would(client, stelle):
    liste, personen = stelle
    client.post(f"{personen}neu/", walk_in(einrichtung=" Freie  Theatergruppe Bäke "))
    person = Anmeldung.objects.get()
    assert (person.einrichtung, person.einrichtung_angabe) == (None, "Freie Theatergruppe Bäke")
    assert "Freie Theatergruppe Bäke" in client.get(liste, {"q": "bake theater"}).content.decode()
    assert "Freie Theatergruppe Bäke" in client.get(f"{personen}{person.kennung}/").content.decode()


def test_the_next_person_is_one_tap_away_in_the_list(client, stelle):
    page = client.get(stelle[0]).content.decode()
    assert "Person ohne Anmeldung eintragen" in page
    assert f'action="{stelle[1]}neu/"' in page


def test_an_institution_of_the_neighbouring_town_is_only_text(client, hilfe):
    make_einrichtung(name="Kita Fremd")
    client.post(f"{hilfe[1]}neu/", walk_in(einrichtung="Kita Fremd"))
    assert Anmeldung.objects.get().einrichtung is None


def test_entering_twice_is_one_person(client, hilfe):
    key = "0d6ddc5e-9d1b-4f5e-8f6e-6a1d8c2f0f11"
    for _ in range(2):
        client.post(f"{hilfe[1]}neu/", walk_in(vorgang=key))
    assert Anmeldung.objects.count() == 1


def test_the_hall_is_full_when_so_many_are_present(client, hilfe, konferenz):
    Konferenz.objects.update(plaetze=1)
    make_anmeldung(konferenz)  # registered, not here
    assert client.post(f"{hilfe[1]}neu/", walk_in()).status_code == 302
    response = client.post(f"{hilfe[1]}neu/", walk_in(vorname="Zoe"))
    assert response.status_code == 422
    page = response.content.decode()
    assert "Der Saal ist voll: 1 Person ist schon da." in page
    assert 'value="Zoe"' in page


@pytest.mark.parametrize(
    "eingabe", [{"vorname": ""}, {"nachname": "x" * 81}, {"vorname": "a\x00"}, {"einrichtung": "b\x07"}]
)
def test_wrong_entries_stand_at_the_field_and_nobody_is_entered(client, hilfe, eingabe):
    response = client.post(f"{hilfe[1]}neu/", walk_in(**eingabe))
    assert response.status_code == 422
    assert "aria-invalid" in response.content.decode()
    assert not Anmeldung.objects.exists()


@pytest.mark.parametrize("name", ["<b>x</b>", "🙂", "\u202eabc", 'O\'Brien "Q"'])
def test_hostile_names_are_only_text(client, stelle, name):
    client.post(f"{stelle[1]}neu/", walk_in(vorname=name, einrichtung=name))
    assert Anmeldung.objects.get().vorname == name
    assert "<b>x" not in client.get(stelle[0]).content.decode()


@pytest.mark.parametrize("zweck", ["hilfe-vor-ort", "moderation"])
def test_a_topic_from_a_paper_card(client, konferenz, zweck):
    art = Zugang.Zweck.HILFE if zweck == "hilfe-vor-ort" else Zugang.Zweck.MODERATION
    url = f"{make_zugang(konferenz, art).pfad}themen/neu/"
    assert client.get(url).status_code == 200
    response = client.post(url, {"titel": "Mehr Bänke", "beschreibung": ""}, follow=True)
    assert "Das Thema „Mehr Bänke“ ist eingetragen." in response.content.decode()
    thema = Themenvorschlag.objects.get()
    assert (thema.titel, thema.kanal, thema.konferenz) == ("Mehr Bänke", "papier", konferenz)
    assert client.post(url, {"titel": ""}).status_code == 422


PARTS = ["{k}/", "{k}/da/", "{k}/gruppe/", "neu/"]


@pytest.mark.parametrize("rest", ["", *PARTS])
def test_links_for_something_else_open_nothing(client, konferenz, rest):
    kennung = make_anmeldung(konferenz).kennung
    for zweck in (Zugang.Zweck.PASS, Zugang.Zweck.EINLADUNG, Zugang.Zweck.LEINWAND):
        token = make_zugang(konferenz, zweck).token
        middle = "personen/" if rest else ""
        for url in (f"/hilfe-vor-ort/{token}/{middle}", f"/moderation/{token}/anwesenheit/"):
            assert client.get(url + rest.format(k=kennung)).status_code == 404
            assert client.post(url + rest.format(k=kennung)).status_code == 404


@pytest.mark.parametrize("rest", ["", *PARTS])
def test_the_neighbouring_town_and_the_signed_out_stay_outside(client, konferenz, rest):
    kennung = make_anmeldung(konferenz).kennung
    url = f"/verwaltung/{konferenz.veranstalter.slug}/{konferenz.slug}/anwesenheit/{rest.format(k=kennung)}"
    assert client.get(url).status_code == 302
    client.force_login(make_mitglied(rolle=Rolle.LEITUNG).konto)
    assert client.get(url).status_code == 404
    assert client.post(url).status_code == 404


def test_people_of_another_conference_are_not_found(client, hilfe):
    fremd = make_anmeldung(make_konferenz_heute())
    assert client.get(f"{hilfe[1]}{fremd.kennung}/").status_code == 404
    assert client.post(f"{hilfe[1]}{fremd.kennung}/da/").status_code == 404
    assert client.post(f"{hilfe[1]}{fremd.kennung}/gruppe/", {"gruppe": "1"}).status_code == 404


def test_lesend_sees_the_list_and_changes_nothing(client, konferenz):
    person = make_anmeldung(konferenz)
    client.force_login(make_mitglied(konferenz.veranstalter, Rolle.LESEND).konto)
    base = f"/verwaltung/{konferenz.veranstalter.slug}/{konferenz.slug}/anwesenheit/"
    page = client.get(base).content.decode()
    assert person.name in page
    assert "Ist da" not in page
    for rest in ("{k}/da/", "{k}/gruppe/", "neu/"):
        assert client.post(base + rest.format(k=person.kennung), walk_in()).status_code == 403
    assert client.get(f"{base}neu/").status_code == 403


def test_before_the_day_nobody_is_ticked(client, hilfe, konferenz):
    person = make_anmeldung(konferenz)
    Konferenz.objects.update(phase=Konferenz.Phase.VORBEREITUNG)
    assert client.get(hilfe[0]).status_code == 200
    assert client.post(f"{hilfe[1]}{person.kennung}/da/").status_code == 403
    person.refresh_from_db()
    assert person.anwesend_am is None


@pytest.mark.parametrize("rest", ["{k}/da/", "{k}/gruppe/"])
def test_changes_are_only_posted(client, hilfe, konferenz, rest):
    kennung = make_anmeldung(konferenz).kennung
    assert client.get(hilfe[1] + rest.format(k=kennung)).status_code == 405


@pytest.mark.parametrize("zahl", [1, 3])
def test_query_budget_of_the_tick_list(client, konferenz, hilfe, zahl):
    gruppe = make_kleingruppe(konferenz)
    for _ in range(zahl):
        person = make_anmeldung(konferenz, einrichtung=make_einrichtung(konferenz.veranstalter))
        assign_kleingruppe(person, gruppe, by=HILFE)
    # Zugang, Programm (now-strip), count, people with group, present by kind, names to choose from
    with CaptureQueriesContext(connection) as queries:
        client.get(hilfe[0])
    assert len(queries) == 6


@pytest.mark.parametrize("zahl", [1, 80])
def test_query_budget_of_a_tick(client, konferenz, hilfe, zahl):
    people = [make_anmeldung(konferenz) for _ in range(zahl)]
    for person in people[1:]:
        client.post(f"{hilfe[1]}{person.kennung}/da/", {"da": "1"})
    with CaptureQueriesContext(connection) as queries:
        response = client.post(f"{hilfe[1]}{people[0].kennung}/da/", {"da": "1", "vorgang": "a" * 32})
    assert response.status_code == 302
    assert konferenz.anmeldungen.anwesend().count() == zahl
    # Zugang, Programm, person; then what the service needs
    assert len([q for q in queries if "SAVEPOINT" not in q["sql"]]) == 3 + 9


def test_nonsense_instead_of_a_tick_changes_nothing(client, hilfe, konferenz):
    person = make_anmeldung(konferenz)
    for unsinn in ({"da": "2"}, {"da": "1", "vorgang": "x"}):
        response = client.post(f"{hilfe[1]}{person.kennung}/da/", unsinn)
        assert response.status_code == 422
        assert "Es ist nichts geändert." in response.content.decode()
    assert not konferenz.anmeldungen.anwesend().exists()


def test_who_only_waits_stands_in_the_list_and_gets_in_with_a_sentence(client, stelle, konferenz):
    liste, personen = stelle
    person = make_anmeldung(konferenz, vorname="Kim", nachname="Wart", status="warteliste")
    assert "auf der Warteliste" in client.get(liste).content.decode()
    assert "Steht auf der Warteliste." in client.get(f"{personen}{person.kennung}/").content.decode()
    page = client.post(f"{personen}{person.kennung}/da/", {"da": "1"}, follow=True).content.decode()
    assert "Kim Wart stand auf der Warteliste und hat jetzt einen Platz." in page


def test_who_only_asked_is_found_by_searching(client, stelle, konferenz):
    liste, personen = stelle
    person = make_anmeldung(konferenz, vorname="Kim", nachname="Frager", status="angefragt")
    assert "Frager" not in client.get(liste).content.decode()
    assert "noch nicht bestätigt" in client.get(liste, {"q": "frager"}).content.decode()
    page = client.post(f"{personen}{person.kennung}/da/", {"da": "1"}, follow=True).content.decode()
    assert "Kim Frager war noch nicht bestätigt und ist jetzt angemeldet." in page


def test_the_numbers_alone_for_a_page_whose_stream_is_cut(client, stelle, konferenz):
    make_anmeldung(konferenz, nachname="Niemand")
    page = client.get(f"{stelle[1]}stand/").content.decode()
    assert "0 von 1 da" in page
    assert "Niemand" not in page
    assert client.post(f"{stelle[1]}stand/").status_code == 405


def test_searching_sends_the_list_without_the_names_to_choose_from(client, hilfe, konferenz):
    make_einrichtung(konferenz.veranstalter, name="Kita Regenbogen")
    assert "Kita Regenbogen" in client.get(hilfe[0]).content.decode()
    page = client.get(hilfe[0], {"q": "x"}, headers={"X-Teil": "leute"}).content.decode()
    assert "Kita Regenbogen" not in page
    assert "<datalist" not in page
