import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from konferenz.models import Konferenz, Programmpunkt, Zugang
from tests.factories import (
    make_anmeldung,
    make_kleingruppe,
    make_konferenz_heute,
    make_programmpunkt,
    make_themenvorschlag,
    make_zugang,
)
from themen.models import Themenvorschlag
from themen.views.moderation import collect_lauf

pytestmark = pytest.mark.django_db
Art = Programmpunkt.Art


@pytest.fixture
def konferenz():
    konferenz = make_konferenz_heute(tor_themen="automatisch", tor_gruppenwahl="automatisch", tor_karten="automatisch")
    for art in (Art.THEMEN, Art.GRUPPENBILDUNG, Art.GRUPPENARBEIT):
        make_programmpunkt(konferenz, art=art, titel=str(art.label), dauer=20)
    return konferenz


@pytest.fixture
def regie(konferenz) -> str:
    return make_zugang(konferenz, Zugang.Zweck.MODERATION).pfad


def test_the_first_item_is_begun_and_weiter_names_what_comes(client, regie, konferenz):
    assert "Beginnen: Themen im Plenum" in client.get(regie).content.decode()
    erster, zweiter, _dritter = konferenz.programmpunkte.order_by("position")
    client.post(f"{regie}weiter/", {"punkt": erster.pk})
    page = client.get(regie).content.decode()
    assert "Läuft jetzt" in page
    assert "Weiter: Gruppenbildung" in page
    client.post(f"{regie}weiter/", {"punkt": zweiter.pk})
    erster.refresh_from_db()
    zweiter.refresh_from_db()
    assert erster.beendet_am is not None
    assert (zweiter.begonnen_am is not None, zweiter.beendet_am) == (True, None)


def test_gates_follow_the_running_item_and_can_be_set_by_hand(client, regie, konferenz):
    page = client.get(regie).content.decode()
    assert "Automatisch, öffnet mit „Gruppenbildung“" in page
    client.post(f"{regie}weiter/", {"punkt": konferenz.programmpunkte.get(art=Art.GRUPPENBILDUNG).pk})
    assert "Automatisch, bis „Gruppenarbeit“ beginnt" in client.get(regie).content.decode()
    client.post(f"{regie}tore/", {"tor": "gruppenwahl", "stellung": "geschlossen"})
    konferenz.refresh_from_db()
    assert konferenz.tor_gruppenwahl == "geschlossen"
    response = client.post(f"{regie}tore/", {"tor": "phase", "stellung": "offen"}, follow=True)
    assert "Diese Einstellung gibt es nicht." in response.content.decode()


def test_when_the_groups_begin_to_work_topics_without_a_group_go_to_the_themenspeicher(client, regie, konferenz):
    thema = make_themenvorschlag(konferenz)
    client.post(f"{regie}weiter/", {"punkt": konferenz.programmpunkte.get(art=Art.GRUPPENARBEIT).pk})
    thema.refresh_from_db()
    assert thema.status == Themenvorschlag.Status.IM_SPEICHER


def test_an_item_is_ended(client, regie, konferenz):
    punkt = konferenz.programmpunkte.get(art=Art.THEMEN)
    client.post(f"{regie}weiter/", {"punkt": punkt.pk})
    client.post(f"{regie}beenden/", {"punkt": punkt.pk})
    assert "Gerade läuft kein Programmpunkt" in client.get(regie).content.decode()


def test_lateness_shifts_what_comes(konferenz):
    start = timezone.localtime().replace(hour=14, minute=33, second=0, microsecond=0)
    punkt = konferenz.programmpunkte.get(art=Art.THEMEN)
    Programmpunkt.objects.filter(pk=punkt.pk).update(begonnen_am=start)
    lauf = collect_lauf(Konferenz.objects.get(pk=konferenz.pk))
    assert (lauf.spaeter, lauf.verspaetung) == (3, "3 Minuten später")
    erwartet = max(timezone.localtime(), start + datetime.timedelta(minutes=20))
    assert lauf.danach[0].erwartet == erwartet.time().replace(
        second=lauf.danach[0].erwartet.second, microsecond=lauf.danach[0].erwartet.microsecond
    )


def test_before_the_day_nothing_can_be_steered(client, regie, konferenz):
    Konferenz.objects.update(phase=Konferenz.Phase.VORBEREITUNG)
    page = client.get(regie).content.decode()
    assert "Die Verwaltung beginnt die Durchführung." in page
    assert "weiter/" not in page
    punkt = konferenz.programmpunkte.first()
    response = client.post(f"{regie}weiter/", {"punkt": punkt.pk}, follow=True)
    assert "Das geht gerade nicht. Es wurde nichts geändert." in response.content.decode()
    punkt.refresh_from_db()
    assert punkt.begonnen_am is None


def test_items_of_another_conference_and_nonsense_are_not_found(client, regie):
    fremd = make_programmpunkt(make_konferenz_heute())
    for value in (fremd.pk, "", "abc", "9" * 30):
        assert client.post(f"{regie}weiter/", {"punkt": value}).status_code == 404
        assert client.post(f"{regie}beenden/", {"punkt": value}).status_code == 404


@pytest.mark.parametrize("rest", ["", "weiter/", "beenden/", "tore/"])
def test_other_links_open_nothing(client, konferenz, rest):
    for zweck in (Zugang.Zweck.HILFE, Zugang.Zweck.PASS, Zugang.Zweck.EINLADUNG, Zugang.Zweck.LEINWAND):
        token = make_zugang(konferenz, zweck).token
        assert client.get(f"/moderation/{token}/{rest}").status_code == 404
        assert client.post(f"/moderation/{token}/{rest}").status_code == 404


def test_a_revoked_link_opens_nothing(client, konferenz):
    zugang = make_zugang(konferenz, Zugang.Zweck.MODERATION, widerrufen_am=timezone.now())
    assert client.get(zugang.pfad).status_code == 404


@pytest.mark.parametrize("rest", ["weiter/", "beenden/", "tore/"])
def test_steering_is_only_posted_and_looking_only_read(client, regie, rest):
    assert client.get(f"{regie}{rest}").status_code == 405
    assert client.post(regie).status_code == 405


@pytest.mark.parametrize("zahl", [1, 3])
def test_query_budget(client, regie, konferenz, zahl):
    for _ in range(zahl):
        make_kleingruppe(konferenz)
        make_anmeldung(konferenz, anwesend_am=timezone.now())
        make_themenvorschlag(konferenz)
    # Zugang, Programm, present, topics without a group, groups
    with CaptureQueriesContext(connection) as queries:
        client.get(regie)
    assert len(queries) == 5
