"""Choosing whom to invite: by kind, carrier, town, tag, and by who came last time."""

import datetime

import pytest
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from konferenz.akteur import Rolle
from tests.factories import (
    make_anmeldung,
    make_einladung,
    make_einrichtung,
    make_konferenz,
    make_mitglied,
    make_traeger,
)

pytestmark = pytest.mark.django_db
HEUTE = timezone.localdate()


@pytest.fixture
def konferenz():
    return make_konferenz()


@pytest.fixture
def planung(client, konferenz):
    client.force_login(make_mitglied(konferenz.veranstalter).konto)
    return client


def url(konferenz, query="") -> str:
    return f"/verwaltung/{konferenz.veranstalter.slug}/{konferenz.slug}/einladungen/auswahl/{query}"


def shown(answer) -> list[str]:
    return [row.name for _art, rows in answer.context["gruppen"] for row in rows]


def test_filters_by_kind_carrier_town_and_tag(planung, konferenz):
    v = konferenz.veranstalter
    traeger = make_traeger(v)
    make_einrichtung(v, name="Kita Blau", ort="Kleinmachnow", tags=["Inklusion"], traeger=traeger)
    make_einrichtung(v, name="Kita Rot", ort="Teltow", tags=["Sprache", "Inklusion"])
    make_einrichtung(v, name="Verein", art="sport", ort="Teltow")
    assert shown(planung.get(url(konferenz, "?art=sport"))) == ["Verein"]
    assert shown(planung.get(url(konferenz, f"?traeger={traeger.pk}"))) == ["Kita Blau"]
    assert shown(planung.get(url(konferenz, "?ort=Teltow"))) == ["Kita Rot", "Verein"]
    assert shown(planung.get(url(konferenz, "?schlagwort=Inklusion"))) == ["Kita Blau", "Kita Rot"]
    assert shown(planung.get(url(konferenz, "?schlagwort=Inklusion&ort=Teltow"))) == ["Kita Rot"]


def test_fields_that_could_say_only_one_thing_are_not_shown(planung, konferenz):
    make_einrichtung(konferenz.veranstalter)
    page = planung.get(url(konferenz))
    for label in ("Schlagwort", "Beim letzten Mal", "Ort</label>"):
        assertNotContains(page, label)


def test_towns_and_tags_of_other_organisers_are_not_offered(planung, konferenz):
    make_einrichtung(konferenz.veranstalter, ort="Teltow", tags=["Sprache"])
    make_einrichtung(ort="Musterwerder", tags=["Geheim"])
    page = planung.get(url(konferenz))
    assertContains(page, "Teltow")
    assertNotContains(page, "Musterwerder")
    assertNotContains(page, "Geheim")


def test_filters_by_who_came_last_time(planung, konferenz):
    v = konferenz.veranstalter
    vorige = make_konferenz(veranstalter=v, datum=HEUTE - datetime.timedelta(days=365), phase="archiviert")
    da, gefehlt, _neu = (make_einrichtung(v, name=name) for name in ("Da", "Gefehlt", "Neu"))
    for row in (da, gefehlt):
        make_einladung(vorige, row, antwort="zugesagt")
    for _n in range(2):
        make_anmeldung(vorige, einrichtung=da, anwesend_am=timezone.now())
    make_anmeldung(vorige, einrichtung=gefehlt)
    assert shown(planung.get(url(konferenz, "?letztes_mal=dabei"))) == ["Da"]
    assert shown(planung.get(url(konferenz, "?letztes_mal=gefehlt"))) == ["Gefehlt"]
    assert shown(planung.get(url(konferenz, "?letztes_mal=neu"))) == ["Neu"]
    assert shown(planung.get(url(konferenz, "?letztes_mal=quatsch"))) == ["Da", "Gefehlt", "Neu"]
    planung.post(url(konferenz, "?letztes_mal=dabei"), {"alle": "1"})
    assert [einladung.einrichtung for einladung in konferenz.einladungen.all()] == [da]


def test_last_time_is_the_chosen_predecessor_else_the_latest_that_took_place(konferenz):
    v = konferenz.veranstalter
    days = datetime.timedelta(days=1)
    assert konferenz.find_vorige() is None
    alt = make_konferenz(veranstalter=v, datum=HEUTE - 700 * days)
    neuer = make_konferenz(veranstalter=v, datum=HEUTE - 300 * days)
    make_konferenz(veranstalter=v, datum=HEUTE - 100 * days, abgesagt_am=timezone.now())
    make_konferenz(veranstalter=v, datum=konferenz.datum + days)
    make_konferenz(datum=HEUTE - days)
    assert konferenz.find_vorige() == neuer
    konferenz.vorgaenger = alt
    assert konferenz.find_vorige() == alt


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_stays_in_its_budget(planung, konferenz, rows, django_assert_num_queries):
    v = konferenz.veranstalter
    make_konferenz(veranstalter=v, datum=HEUTE - datetime.timedelta(days=365))
    for n in range(rows):
        make_einrichtung(v, ort=f"Ort {n}", tags=["Sprache"], traeger=make_traeger(v))
    with django_assert_num_queries(10):
        planung.get(url(konferenz))


def test_only_those_who_write_for_this_organiser_choose(client, konferenz):
    assert client.get(url(konferenz)).status_code == 302
    client.force_login(make_mitglied().konto)
    assert client.get(url(konferenz)).status_code == 404
    client.force_login(make_mitglied(konferenz.veranstalter, Rolle.LESEND).konto)
    assert client.get(url(konferenz)).status_code == 403
    assert client.delete(url(konferenz)).status_code == 405
