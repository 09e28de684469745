"""The feed of an organiser's public conferences."""

import datetime

import pytest
import vobject
from django.utils import timezone

from konferenz.akteur import Rolle
from konferenz.models import Konferenz
from konferenz.services.konferenz import update_konferenz
from tests.factories import make_konferenz, make_mitglied, make_veranstalter

pytestmark = pytest.mark.django_db


def address(veranstalter) -> str:
    return f"/{veranstalter.slug}/termine.ics"


def titles(response) -> list[str]:
    return [event.summary.value for event in getattr(vobject.readOne(response.content.decode()), "vevent_list", [])]


def test_drafts_and_neighbours_are_not_in_the_feed(client):
    veranstalter = make_veranstalter()
    make_konferenz(veranstalter=veranstalter, titel="Öffentlich")
    make_konferenz(veranstalter=veranstalter, titel="Entwurf", phase=Konferenz.Phase.ENTWURF)
    make_konferenz(titel="Nachbarn")
    make_konferenz(veranstalter=veranstalter, titel="Fällt aus", abgesagt_am=timezone.now())
    alt = timezone.localdate() - datetime.timedelta(days=731)
    make_konferenz(veranstalter=veranstalter, titel="Lange her", datum=alt)
    response = client.get(address(veranstalter))
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert sorted(titles(response)) == ["Abgesagt: Fällt aus", "Öffentlich"]


def test_an_organiser_without_dates_has_an_empty_feed_and_a_stranger_none(client):
    veranstalter = make_veranstalter()
    response = client.get(address(veranstalter))
    assert (response.status_code, titles(response)) == (200, [])
    assert client.get("/gibt-es-nicht/termine.ics").status_code == 404
    assert client.post(address(veranstalter)).status_code == 405


@pytest.mark.parametrize("number", [1, 3])
def test_a_feed_costs_two_queries(client, django_assert_num_queries, number):
    veranstalter = make_veranstalter()
    for _ in range(number):
        make_konferenz(veranstalter=veranstalter)
    with django_assert_num_queries(2):
        response = client.get(address(veranstalter))
    assert len(titles(response)) == number


def test_an_unchanged_feed_is_not_sent_again_and_a_changed_one_is(client):
    konferenz = make_konferenz()
    first = client.get(address(konferenz.veranstalter))
    again = {"headers": {"if-none-match": first["ETag"]}}
    assert client.get(address(konferenz.veranstalter), **again).status_code == 304
    since = {"headers": {"if-modified-since": first["Last-Modified"]}}
    assert client.get(address(konferenz.veranstalter), **since).status_code == 304
    by = make_mitglied(konferenz.veranstalter, Rolle.PLANUNG).akteur
    update_konferenz(konferenz=konferenz, daten={"titel": "Neuer Titel"}, fassung=None, by=by)
    changed = client.get(address(konferenz.veranstalter), **again)
    assert (changed.status_code, titles(changed)) == (200, ["Neuer Titel"])
    assert changed["ETag"] != first["ETag"]


def test_the_page_of_the_organiser_leads_to_the_feed(client):
    veranstalter = make_veranstalter()
    page = client.get(f"/{veranstalter.slug}/").content.decode()
    assert f'href="webcal://testserver/{veranstalter.slug}/termine.ics"' in page
    assert f'href="/{veranstalter.slug}/termine.ics">' in page
