"""A badge's QR code: opens the person in a helper's hands, and nothing about anybody elsewhere."""

import datetime

import pytest
from django.core.signing import Signer
from django.utils import timezone

from konferenz.akteur import Akteur, Rolle
from konferenz.models import Zugang
from konferenz.services.zugang import renew_zugang, revoke_zugang
from tests.factories import make_anmeldung, make_konferenz_heute, make_mitglied, make_zugang
from themen import geraet

pytestmark = pytest.mark.django_db


@pytest.fixture
def konferenz():
    return make_konferenz_heute()


@pytest.fixture
def person(konferenz):
    return make_anmeldung(konferenz, nachname="Geheimrat")


def address(person) -> str:
    return f"/hilfe-vor-ort/schild/{person.kennung}/"


def is_closed(response) -> bool:
    text = response.content.decode()
    return response.status_code == 404 and "Dieses Schild lesen die Helfenden" in text and "Geheimrat" not in text


def test_a_helpers_device_opens_the_person_with_one_button(client, konferenz, person):
    zugang = make_zugang(konferenz, Zugang.Zweck.HILFE)
    client.get(zugang.pfad)
    response = client.get(address(person))
    assert response.url == f"{zugang.pfad}personen/{person.kennung}/"
    page = client.get(response.url).content.decode()
    assert "Geheimrat" in page
    assert page.count("kern-btn--primary") == 1
    assert client.post(f"{response.url}da/", {"da": "1", "person": "1"}).url == response.url
    assert "Doch nicht da" in client.get(response.url).content.decode()


def test_the_moderations_device_reads_badges_too_from_any_of_its_pages(client, konferenz, person):
    zugang = make_zugang(konferenz, Zugang.Zweck.MODERATION)
    client.get(zugang.pfad)
    assert client.get(address(person)).url == f"{zugang.pfad}anwesenheit/{person.kennung}/"


def test_elsewhere_the_page_is_the_same_for_everybody_and_every_code(client, konferenz, person):
    fremde = client.get(address(person))
    assert is_closed(fremde)
    unbekannt = client.get("/hilfe-vor-ort/schild/aaaaaaaaaa/")
    assert unbekannt.content == fremde.content
    assert unbekannt.status_code == fremde.status_code
    client.force_login(make_mitglied(konferenz.veranstalter, Rolle.LEITUNG).konto)
    assert is_closed(client.get(address(person)))
    client.get(person.zugang.pfad)
    assert is_closed(client.get(address(person)))


def test_people_of_another_conference_and_with_a_sperrvermerk_are_not_opened(client, konferenz):
    client.get(make_zugang(konferenz, Zugang.Zweck.HILFE).pfad)
    assert is_closed(client.get(address(make_anmeldung(make_konferenz_heute()))))
    assert is_closed(client.get(address(make_anmeldung(konferenz, gesperrt=True))))


@pytest.mark.parametrize("end", [revoke_zugang, renew_zugang])
def test_with_the_link_goes_the_device(client, konferenz, person, end):
    zugang = make_zugang(konferenz, Zugang.Zweck.HILFE)
    client.get(zugang.pfad)
    end(zugang=zugang, by=Akteur(Rolle.LEITUNG))
    assert is_closed(client.get(address(person)))


def test_the_device_is_known_for_the_day_only(client, konferenz, person):
    zugang = make_zugang(konferenz, Zugang.Zweck.HILFE)
    client.get(zugang.pfad)
    cookie = client.cookies[geraet.NAME]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/hilfe-vor-ort/schild/", True, "Lax")
    assert 0 < cookie["max-age"] <= 24 * 60 * 60
    assert zugang.token not in cookie.value
    gestern = timezone.localdate() - datetime.timedelta(days=1)
    client.cookies[geraet.NAME] = Signer(salt=f"themen.geraet {zugang.pfad}").sign(f"{zugang.pk}.{gestern}")
    assert is_closed(client.get(address(person)))


@pytest.mark.parametrize("value", ["", "1", "x.y:z", "²", "9" * 40, "{pk}.2026-01-01:abc", "{pk}.{heute}:abc", "{pk}"])
def test_a_made_up_cookie_opens_nothing(client, konferenz, person, value):
    zugang = make_zugang(konferenz, Zugang.Zweck.HILFE)
    client.cookies[geraet.NAME] = value.format(pk=zugang.pk, heute=timezone.localdate())
    assert is_closed(client.get(address(person)))


def test_scanning_changes_nothing_and_is_only_read(client, konferenz, person):
    client.get(make_zugang(konferenz, Zugang.Zweck.HILFE).pfad)
    client.get(address(person))
    person.refresh_from_db()
    assert person.anwesend_am is None
    assert client.post(address(person)).status_code == 405


def test_a_link_for_something_else_makes_no_helpers_device(client, konferenz, person):
    for zweck in (Zugang.Zweck.PASS, Zugang.Zweck.EINLADUNG, Zugang.Zweck.LEINWAND):
        zugang = make_zugang(konferenz, zweck)
        client.get(f"/hilfe-vor-ort/{zugang.token}/")
        assert geraet.NAME not in client.cookies
