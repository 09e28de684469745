"""Start, organiser, legal pages, choice of light or dark, health, account, personal link that opens nothing."""

import datetime

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.core import mail
from django.db import DatabaseError, connection
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from tests.factories import make_konferenz, make_konto, make_veranstalter, make_zugang

pytestmark = pytest.mark.django_db


def code_of(secret: str) -> str:
    """What an authenticator app shows now."""
    return totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))


def test_the_start_page_shows_announced_conferences_by_organiser(client):
    k = make_konferenz(titel="Kommt bald")
    make_konferenz(titel="Nur Entwurf", phase="entwurf")
    make_konferenz(titel="War schon", datum=timezone.localdate() - datetime.timedelta(days=1))
    answer = client.get("/")
    assertContains(answer, "Kommt bald")
    assertContains(answer, k.veranstalter.name)
    assertNotContains(answer, "Nur Entwurf")
    assertNotContains(answer, "War schon")


def test_what_is_published_is_no_announcement_any_more_even_on_its_day(client):
    k = make_konferenz(titel="Fertig", datum=timezone.localdate(), phase="veroeffentlicht")
    answer = client.get("/")
    assert (answer.context["angekuendigt"], list(answer.context["ergebnisse"])) == ([], [k])
    organiser = client.get(f"/{k.veranstalter.slug}/").context["veranstalter"]
    assert (organiser.kommend, organiser.vergangen) == ([], [k])


@pytest.mark.parametrize("anzahl", [1, 3])
def test_start_and_organiser_ask_a_fixed_number_of_times(client, django_assert_num_queries, anzahl):
    veranstalter = make_veranstalter()
    for _ in range(anzahl):
        make_konferenz(veranstalter=veranstalter)
        make_konferenz(veranstalter=veranstalter, phase="veroeffentlicht")
    with django_assert_num_queries(2):
        client.get("/")
    with django_assert_num_queries(3):
        client.get(f"/{veranstalter.slug}/")


def test_an_organisers_page_shows_coming_and_past_but_no_drafts_and_no_neighbours(client):
    veranstalter = make_veranstalter()
    make_konferenz(veranstalter=veranstalter, titel="Kommt bald")
    make_konferenz(veranstalter=veranstalter, titel="Nur Entwurf", phase="entwurf")
    make_konferenz(
        veranstalter=veranstalter,
        titel="War schon",
        phase="veroeffentlicht",
        datum=timezone.localdate() - datetime.timedelta(days=9),
    )
    make_konferenz(titel="Nebenan")
    answer = client.get(f"/{veranstalter.slug}/")
    for text in ("Kommt bald", "War schon", "Bisherige Konferenzen"):
        assertContains(answer, text)
    for text in ("Nur Entwurf", "Nebenan"):
        assertNotContains(answer, text)


def test_an_unknown_organiser_is_not_found(client):
    assert client.get("/gibt-es-nicht/").status_code == 404
    assert client.get("/gibt-es-nicht/impressum/").status_code == 404
    assert client.get("/gibt-es-nicht/wappen/").status_code == 404


def test_a_word_of_the_application_is_never_an_organiser(client):
    assert client.get("/moderation/").status_code == 404
    assert client.get("/static/").status_code == 404


def test_legal_pages_are_templates_until_the_town_writes_its_own(client):
    veranstalter = make_veranstalter(name="Gemeinde Muster", telefon="033203 1")
    answer = client.get(f"/{veranstalter.slug}/impressum/")
    assertContains(answer, "[bitte ergänzen: Bürgermeisterin oder Bürgermeister]")
    assertContains(answer, "Diese Seite ist noch nicht vollständig")
    assertContains(answer, "033203 1")
    veranstalter.impressum = "# Anbieter\nGemeinde Muster\n\n<b>Rathaus</b>"
    veranstalter.save()
    answer = client.get(f"/{veranstalter.slug}/impressum/")
    assertContains(answer, '<h2 class="kern-title">Anbieter</h2>', html=True)
    assertContains(answer, "&lt;b&gt;Rathaus&lt;/b&gt;")
    assertNotContains(answer, "nicht vollständig")


def test_percent_signs_in_an_organisers_data_break_no_template(client):
    veranstalter = make_veranstalter(name="100 % Gemeinde", strasse="%(name)s")
    for seite in ("impressum", "datenschutz", "barrierefreiheit"):
        assert client.get(f"/{veranstalter.slug}/{seite}/").status_code == 200


def test_the_installations_legal_pages_name_the_organisers(client, settings):
    settings.BETREIBER = "Rechenzentrum Beispiel"
    veranstalter = make_veranstalter()
    answer = client.get("/datenschutz/")
    assertContains(answer, f"/{veranstalter.slug}/datenschutz/")
    assertContains(answer, "Rechenzentrum Beispiel")


def test_choosing_dark_sets_a_cookie_and_goes_back(client):
    answer = client.post("/darstellung/", {"darstellung": "dark", "zurueck": "/hilfe/"})
    assert (answer.url, answer.cookies["darstellung"].value) == ("/hilfe/", "dark")
    assertContains(client.get("/hilfe/"), 'data-kern-theme="dark"')
    client.post("/darstellung/", {"darstellung": "system"})
    assertNotContains(client.get("/hilfe/"), "data-kern-theme")


def test_the_page_one_came_from_is_the_way_back(client):
    answer = client.get("/darstellung/", headers={"Referer": "http://testserver/hilfe/?a=1"})
    assertContains(answer, '<input type="hidden" name="zurueck" value="/hilfe/">', html=True)
    answer = client.get("/darstellung/", headers={"Referer": "http://testserver/darstellung/"})
    assertNotContains(answer, 'name="zurueck"')


@pytest.mark.parametrize(
    "ziel", ["https://boese.example/", "//boese.example", "/\\boese.example", "javascript:alert(1)", ""]
)
def test_choosing_a_theme_never_leads_elsewhere(client, ziel):
    assert client.post("/darstellung/", {"darstellung": "dark", "zurueck": ziel}).url == "/darstellung/"


def test_an_invented_theme_is_the_devices_own(client):
    answer = client.post("/darstellung/", {"darstellung": '"><script>'})
    assert answer.cookies["darstellung"].value == ""


def test_health_tells_database_migrations_and_waiting_mail(client):
    answer = client.get("/gesund/")
    assert answer.status_code == 200
    assert answer.json() == {
        "status": "gesund",
        "datenbank": True,
        "offene_migrationen": 0,
        "aelteste_mail_minuten": None,
    }


def test_health_is_503_without_a_database(client, monkeypatch, caplog):
    def broken():
        raise DatabaseError

    monkeypatch.setattr(connection, "cursor", broken)
    answer = client.get("/gesund/")
    caplog.clear()
    assert (answer.status_code, answer.json()) == (503, {"status": "gestört", "datenbank": False})


def test_signing_in_and_out(client):
    konto = make_konto(email="ada@example.org", password="ein-langes-passwort")
    answer = client.post("/konto/anmelden/", {"login": "ada@example.org", "password": "ein-langes-passwort"})
    assert answer.url == "/verwaltung/"
    assertContains(client.get("/konto/"), konto.email)
    assert client.post("/konto/abmelden/").url == "/"
    assert client.get("/konto/").status_code == 302


def test_forgetting_the_password_answers_the_same_for_everybody_and_mails_in_plain_german(client):
    make_konto(email="ada@example.org")
    known = client.post("/konto/passwort/vergessen/", {"email": "ada@example.org"})
    unknown = client.post("/konto/passwort/vergessen/", {"email": "niemand@example.org"})
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert mail.outbox[0].subject == "Neues Passwort für die Netzwerkstatt"
    assert "/konto/passwort/neu/" in mail.outbox[0].body
    assert "/konto/passwort/neu/" not in mail.outbox[1].body


def test_nobody_signs_up(client):
    data = {"email": "neu@example.org", "password1": "ein-langes-passwort", "password2": "ein-langes-passwort"}
    client.post("/konto/registrieren/", data)
    assert not make_konto().__class__.objects.filter(email="neu@example.org").exists()


def test_a_second_factor_can_be_set_up_after_signing_in(client):
    make_konto(email="ada@example.org", password="ein-langes-passwort")
    client.post("/konto/anmelden/", {"login": "ada@example.org", "password": "ein-langes-passwort"})
    client.post("/konto/bestaetigen/", {"password": "ein-langes-passwort"})
    form = client.get("/konto/zwei-faktoren/app/einrichten/").context["form"]
    client.post("/konto/zwei-faktoren/app/einrichten/", {"code": code_of(form.secret)})
    assertContains(client.get("/konto/"), "Der zweite Faktor ist eingerichtet.")
    assert client.get("/konto/zwei-faktoren/codes/").status_code == 200
    client.post("/konto/abmelden/")
    answer = client.post("/konto/anmelden/", {"login": "ada@example.org", "password": "ein-langes-passwort"})
    assert answer.url == "/konto/zwei-faktoren/anmelden/"
    assert client.get("/konto/").status_code == 302


@pytest.mark.parametrize(
    ("aenderung", "satz"),
    [
        ({"widerrufen_am": timezone.now()}, "Dieser Link gilt nicht mehr"),
        ({"gueltig_bis": timezone.now() - datetime.timedelta(days=1)}, "Dieser Link ist abgelaufen"),
    ],
)
def test_a_link_that_opens_nothing_says_why_and_whom_to_ask(client, aenderung, satz):
    zugang = make_zugang(**aenderung)
    answer = client.get(zugang.pfad)
    assertContains(answer, satz, status_code=404)
    assertContains(answer, "Rufen Sie bitte die Stelle an", status_code=404)


def test_a_guessed_link_is_unknown(client):
    answer = client.get("/moderation/aaaaaaaaaabbbbbbbbbbbbbbbb/")
    assertContains(answer, "Diesen Link kennen wir nicht", status_code=404)
