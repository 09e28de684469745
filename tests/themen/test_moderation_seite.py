import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from konferenz.lauf import collect_lauf
from konferenz.models import Konferenz, Programmpunkt, Zugang
from konferenz.texte import uhrzeit
from tests.factories import (
    make_anmeldung,
    make_gespraechsrunde,
    make_kleingruppe,
    make_konferenz_heute,
    make_mitstreiter,
    make_programmpunkt,
    make_themenvorschlag,
    make_zugang,
)
from themen.models import Themenvorschlag

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


def test_the_running_item_is_held_made_longer_and_taken_back(client, regie, konferenz):
    punkt = konferenz.programmpunkte.get(art=Art.THEMEN)
    client.post(f"{regie}weiter/", {"punkt": punkt.pk, "laeuft": ""})
    assert "Beginn zurücknehmen" in client.get(regie).content.decode()
    client.post(f"{regie}zugabe/", {"punkt": punkt.pk, "zugabe": "5", "vorher": "0"})
    client.post(f"{regie}anhalten/", {"punkt": punkt.pk})
    page = client.get(regie).content.decode()
    assert "Angehalten seit" in page
    assert "Weiterlaufen lassen" in page
    client.post(f"{regie}weiterlaufen/", {"punkt": punkt.pk})
    punkt.refresh_from_db()
    assert (punkt.zugabe, punkt.angehalten_am) == (5, None)
    response = client.post(f"{regie}zugabe/", {"punkt": punkt.pk, "zugabe": "viel"}, follow=True)
    assert "Diese Dauer gibt es nicht. Es wurde nichts geändert." in response.content.decode()


def test_a_wrong_weiter_is_taken_back_from_the_page(client, regie, konferenz):
    erster, zweiter, _dritter = konferenz.programmpunkte.order_by("position")
    client.post(f"{regie}weiter/", {"punkt": erster.pk, "laeuft": ""})
    client.post(f"{regie}weiter/", {"punkt": zweiter.pk, "laeuft": erster.pk})
    assert "Zurück zu „Themen im Plenum“" in client.get(regie).content.decode()
    client.post(f"{regie}zurueck/", {"punkt": zweiter.pk})
    assert "Weiter: Gruppenbildung" in client.get(regie).content.decode()


def test_an_old_page_is_told_what_runs_by_now(client, regie, konferenz):
    erster, zweiter, dritter = konferenz.programmpunkte.order_by("position")
    client.post(f"{regie}weiter/", {"punkt": dritter.pk, "laeuft": ""})
    response = client.post(f"{regie}weiter/", {"punkt": zweiter.pk, "laeuft": erster.pk}, follow=True)
    assert "Inzwischen läuft „Gruppenarbeit“. Es wurde nichts geändert." in response.content.decode()


def test_topics_are_presented_from_the_regie(client, regie, konferenz):
    erstes, zweites = (make_themenvorschlag(konferenz, titel=titel) for titel in ("Beratung", "Kultur"))
    pfad = f"{regie}vorstellungen/"
    assert "Erstes Thema vorstellen" in client.get(regie).content.decode()
    client.post(f"{pfad}{zweites.kennung}/verschieben/", {"richtung": "hinauf"})
    client.post(f"{pfad}naechstes/", {"laeuft": ""})
    page = client.get(regie).content.decode()
    assert page.index("Spricht gerade") < page.index("Kultur") < page.index("Beratung")
    client.post(f"{pfad}{erstes.kennung}/beginnen/", {"laeuft": zweites.pk})
    assert "1 Thema ist vorgestellt" in client.get(regie).content.decode()
    client.post(f"{pfad}{erstes.kennung}/beenden/")
    client.post(f"{pfad}{zweites.kennung}/zurueck/")
    zweites.refresh_from_db()
    assert (zweites.pitch_position, zweites.pitch_begonnen_am) == (1, None)


def test_topics_of_another_conference_are_not_found(client, regie):
    fremd = make_themenvorschlag(make_konferenz_heute())
    for was in ("beginnen", "beenden", "zurueck", "verschieben"):
        assert client.post(f"{regie}vorstellungen/{fremd.kennung}/{was}/").status_code == 404


def test_the_leinwand_is_set_from_the_regie(client, regie, konferenz):
    client.post(f"{regie}leinwand/", {"leinwand": "gruppen"})
    assert "Von Hand: Gruppen" in client.get(regie).content.decode()
    response = client.post(f"{regie}leinwand/", {"leinwand": "kino"}, follow=True)
    assert "Diese Ansicht gibt es nicht." in response.content.decode()
    client.post(f"{regie}leinwand/", {"leinwand": "automatisch"})
    assert "Sie folgt dem Programm." in client.get(regie).content.decode()


def test_the_shared_fragment_changes_with_what_others_do_and_says_nothing_else(client, regie, konferenz):
    def stand() -> str:
        return client.get(f"{regie}stand/").content.decode()

    vorher = stand()
    assert stand() == vorher
    assert konferenz.titel not in vorher
    thema = make_themenvorschlag(konferenz)
    mit_thema = stand()
    make_mitstreiter(thema, make_anmeldung(konferenz))
    mit_mitstreiter = stand()
    client.post(f"{regie}leinwand/", {"leinwand": "uhr"})
    assert len({vorher, mit_thema, mit_mitstreiter, stand()}) == 4
    assert f'data-regie-teil="{stand().split(chr(34))[3]}"' in client.get(regie).content.decode()


def test_the_rounds_of_talks_are_begun_ended_and_undone_from_the_regie(client, regie, konferenz):
    """While their item runs; the same buttons as on the page of the talks, and back to the Regie."""
    assert "Runden planen" not in client.get(regie).content.decode()
    make_programmpunkt(konferenz, art=Art.VORSTELLUNGSRUNDE, begonnen_am=timezone.now())
    assert "Noch gibt es keinen Plan." in client.get(regie).content.decode()
    leute = [make_anmeldung(konferenz, anwesend_am=timezone.now()) for _ in range(2)]
    for _ in range(2):
        make_gespraechsrunde(konferenz, tische=[leute])
    assert "Als Nächstes kommt Runde 1 von 2." in client.get(regie).content.decode()
    for rest, satz in (
        ("beginnen", "Runde 1 von 2"),
        ("zurueck", "Als Nächstes kommt Runde 1 von 2."),
        ("beginnen", "Runde 1 von 2"),
        ("beenden", "Als Nächstes kommt Runde 2 von 2."),
    ):
        response = client.post(f"{regie}gespraeche/{rest}/", {"runde": 1, "regie": 1})
        assert (response.status_code, response["Location"]) == (302, regie)
        assert satz in client.get(regie).content.decode()


def test_who_presses_second_is_told_and_sees_what_is(client, regie, konferenz):
    erster = konferenz.programmpunkte.order_by("position").first()
    client.post(f"{regie}weiter/", {"punkt": erster.pk, "laeuft": ""})
    daten = {"punkt": erster.pk, "vorher": 0, "zugabe": 5}
    assert "schon jemand" not in client.post(f"{regie}zugabe/", daten, follow=True).content.decode()
    page = client.post(f"{regie}zugabe/", daten, follow=True).content.decode()
    assert "Das hat gerade schon jemand getan. Es gilt, was Sie jetzt sehen." in page
    assert Programmpunkt.objects.get(pk=erster.pk).zugabe == 5


def test_phones_show_when_what_comes_is_expected(client, konferenz):
    erster = konferenz.programmpunkte.get(art=Art.THEMEN)
    Programmpunkt.objects.filter(pk=erster.pk).update(begonnen_am=timezone.now())
    page = client.get(make_anmeldung(konferenz).zugang.pfad).content.decode()
    zeit = uhrzeit(collect_lauf(Konferenz.objects.get(pk=konferenz.pk)).naechster.erwartet)
    assert f"Um {zeit} Uhr beginnt: Gruppenbildung" in page
    assert "Thema vorschlagen" in page


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


SCHRITTE = ["weiter/", "zurueck/", "beenden/", "anhalten/", "weiterlaufen/", "zugabe/", "tore/", "leinwand/"]
VORSTELLUNGEN = ["vorstellungen/naechstes/"] + [
    f"vorstellungen/abc/{was}/" for was in ("beginnen", "beenden", "zurueck", "verschieben")
]


@pytest.mark.parametrize("rest", ["", "stand/", *SCHRITTE, *VORSTELLUNGEN])
def test_other_links_open_nothing(client, konferenz, rest):
    for zweck in (Zugang.Zweck.HILFE, Zugang.Zweck.PASS, Zugang.Zweck.EINLADUNG, Zugang.Zweck.LEINWAND):
        token = make_zugang(konferenz, zweck).token
        assert client.get(f"/moderation/{token}/{rest}").status_code == 404
        assert client.post(f"/moderation/{token}/{rest}").status_code == 404


def test_a_revoked_link_opens_nothing(client, konferenz):
    zugang = make_zugang(konferenz, Zugang.Zweck.MODERATION, widerrufen_am=timezone.now())
    assert client.get(zugang.pfad).status_code == 404


@pytest.mark.parametrize("rest", [*SCHRITTE, *VORSTELLUNGEN])
def test_steering_is_only_posted_and_looking_only_read(client, regie, rest):
    assert client.get(f"{regie}{rest}").status_code == 405
    assert client.post(regie).status_code == 405
    assert client.post(f"{regie}stand/").status_code == 405


@pytest.mark.parametrize("zahl", [1, 3])
def test_query_budget(client, regie, konferenz, zahl):
    for _ in range(zahl):
        make_kleingruppe(konferenz)
        make_anmeldung(konferenz, anwesend_am=timezone.now())
        make_themenvorschlag(konferenz)
    # Zugang, Programm, topics to present, rounds of talks, groups, present, topics without a group
    with CaptureQueriesContext(connection) as queries:
        client.get(regie)
    assert len(queries) == 7


def test_after_the_group_work_the_regie_says_that_dots_can_be_stuck(client, regie, konferenz):
    arbeit = konferenz.programmpunkte.get(art=Art.GRUPPENARBEIT)
    konferenz.klebepunkte = 3
    konferenz.save()
    client.post(f"{regie}weiter/", {"punkt": arbeit.pk})
    assert "Jetzt kleben" not in client.get(regie).content.decode()
    client.post(f"{regie}beenden/", {"punkt": arbeit.pk})
    page = client.get(regie).content.decode()
    assert "Jetzt kleben: Jede Person hat 3 Punkte." in page
    assert f'href="{regie}punkte/"' in page
    assert client.get(f"{regie}punkte/").status_code == 200
    konferenz.klebepunkte = 0
    konferenz.save()
    assert "Jetzt kleben" not in client.get(regie).content.decode()
