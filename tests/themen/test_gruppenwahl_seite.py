import pytest
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from konferenz.akteur import Akteur, Rolle
from konferenz.models import Konferenz, Programmpunkt, Zugang
from tests.factories import (
    make_anmeldung,
    make_einladung,
    make_kleingruppe,
    make_konferenz_heute,
    make_programmpunkt,
    make_themenvorschlag,
    make_zugang,
)
from themen.gruppen_stand import render_stand, render_tore
from themen.models import Zuordnung
from themen.services.zuordnung import assign_kleingruppe

pytestmark = pytest.mark.django_db
MODERATION = Akteur(Rolle.MODERATION, 1)


def path_of(person) -> str:
    return f"{person.zugang.pfad}gruppen/"


def count_queries(connection, work) -> int:
    """Statements without the savepoints that a test adds."""
    with CaptureQueriesContext(connection) as queries:
        work()
    return sum("SAVEPOINT" not in query["sql"] for query in queries.captured_queries)


@pytest.fixture
def person():
    konferenz = make_konferenz_heute()
    make_kleingruppe(konferenz, titel="Netzwerk", plaetze=12, raum="Tisch 1", wegweiser="Bürgersaal")
    make_kleingruppe(konferenz, titel="Sport & Freizeit", plaetze=1)
    return make_anmeldung(konferenz)


def test_every_group_has_its_seats_in_words_and_one_button(client, person):
    page = client.get(path_of(person)).content.decode()
    assert "Wählen Sie Ihre Gruppe" in page
    assert "Noch 12 Plätze frei" in page
    assert "0 von 12" in page
    assert "<strong>Tisch 1</strong> · Bürgersaal" in page
    assert "Gruppe 1 wählen" in page
    assert "Gruppe 2 wählen" in page
    assert "Sport &amp; Freizeit" in page
    assert "kern-btn--primary" not in page  # none is recommended


def test_choosing_redirects_and_shows_numeral_table_and_room(client, person):
    response = client.post(path_of(person), {"gruppe": "1"})
    assert (response.status_code, response.url) == (302, path_of(person))
    page = client.get(path_of(person)).content.decode()
    assert "Ihr Platz ist sicher. Sie sind in Gruppe" in page
    assert "<dt>Ihr Tisch</dt><dd>Tisch 1</dd>" in page
    assert "<dt>Raum</dt><dd>Bürgersaal</dd>" in page
    assert "Mit Ihnen in der Gruppe: 1 Person" in page
    assert "Doch lieber woanders?" in page
    assert page.count("Wechseln") == 1


def test_the_last_seat_gone_is_said_on_the_page_and_nothing_changes(client, person):
    andere = make_anmeldung(person.konferenz)
    client.post(path_of(person), {"gruppe": "1"})
    client.post(path_of(andere), {"gruppe": "2"})
    response = client.post(path_of(person), {"gruppe": "2"})
    assert response.status_code == 409
    page = response.content.decode()
    assert "Dieser Platz war gerade vergeben. Sie bleiben in Gruppe 1." in page
    assert Zuordnung.objects.get(anmeldung=person, bis=None).kleingruppe.nummer == 1


def test_a_full_group_says_so_instead_of_offering_a_button(client, person):
    andere = make_anmeldung(person.konferenz)
    client.post(path_of(andere), {"gruppe": "2"})
    page = client.get(path_of(person)).content.decode()
    assert "Diese Gruppe ist voll. Bitte wählen Sie eine andere." in page
    assert "nw-platz--voll" in page  # hides the button, also when the seat goes while one looks


def test_the_own_topic_is_pointed_out(client, person):
    einladung = make_einladung(person.konferenz)
    person.einladung = einladung
    person.save()
    gruppe = person.konferenz.kleingruppen.get(nummer=1)
    thema = make_themenvorschlag(person.konferenz, titel="Räume <gemeinsam> nutzen", einladung=einladung)
    gruppe.herkunft.create(konferenz=person.konferenz, thema=thema)
    page = client.get(path_of(person)).content.decode()
    assert "Ihr Vorschlag „Räume &lt;gemeinsam&gt; nutzen“ ist in dieser Gruppe." in page
    assert page.count("Ihr Thema.") == 1


@pytest.mark.parametrize(
    ("aenderung", "satz"),
    [
        ({"tor_gruppenwahl": "geschlossen"}, "Die Gruppenwahl ist noch geschlossen."),
        ({"phase": Konferenz.Phase.VORBEREITUNG}, "Ihre Gruppe wählen Sie am Tag der Konferenz"),
        ({"phase": Konferenz.Phase.NACHBEREITUNG}, "Die Konferenz ist vorbei."),
        ({"abgesagt_am": timezone.now()}, "Die Konferenz ist abgesagt."),
    ],
)
def test_a_closed_choice_says_why_and_refuses(client, person, aenderung, satz):
    Konferenz.objects.filter(pk=person.konferenz_id).update(**aenderung)
    page = client.get(path_of(person)).content.decode()
    assert satz in page
    assert "Gruppe 1 wählen" not in page
    assert client.post(path_of(person), {"gruppe": "1"}).status_code == 403
    assert not Zuordnung.objects.exists()


def test_after_the_choice_closed_the_moderation_helps(client, person):
    punkt = make_programmpunkt(person.konferenz, art=Programmpunkt.Art.GRUPPENARBEIT, begonnen_am=timezone.now())
    Konferenz.objects.filter(pk=person.konferenz_id).update(tor_gruppenwahl="automatisch")
    satz = "Die Gruppenwahl ist geschlossen. Möchten Sie noch wechseln? Die Moderation hilft Ihnen."
    assert satz in client.get(path_of(person)).content.decode()
    assert punkt.begonnen_am


@pytest.mark.parametrize("gruppe", ["", "abc", "-1", "0", "99999999999999999999", "1\x00", "🙂"])
def test_nonsense_instead_of_a_number_is_a_sentence(client, person, gruppe):
    response = client.post(path_of(person), {"gruppe": gruppe})
    assert response.status_code == 422
    assert 'role="alert"' in response.content.decode()


def test_a_number_that_no_group_has_is_a_sentence(client, person):
    response = client.post(path_of(person), {"gruppe": "77"})
    assert response.status_code == 409
    assert "Diese Gruppe gibt es nicht. Bitte wählen Sie eine andere." in response.content.decode()


def test_strangers_other_links_and_other_methods_stay_outside(client, person):
    moderation = make_zugang(person.konferenz, Zugang.Zweck.MODERATION)
    assert client.get(f"/mein/{moderation.token}/gruppen/").status_code == 404
    assert client.get("/mein/abcdefghijabcdefghijklmnop/gruppen/").status_code == 404
    assert client.post(f"/mein/{moderation.token}/gruppen/", {"gruppe": "1"}).status_code == 404
    assert client.put(path_of(person)).status_code == 405
    assert client.post(f"{path_of(person)}stand/").status_code == 405
    assert client.get("/mein/abcdefghijabcdefghijklmnop/gruppen/stand/").status_code == 404


def test_the_shared_fragment_holds_no_form_no_link_and_no_name(client, person):
    client.post(path_of(person), {"gruppe": "1"})
    html = render_stand(person.konferenz_id) + render_tore(person.konferenz_id)
    assert client.get(f"{path_of(person)}stand/").content.decode() == html
    for word in ("<form", "href", "csrf", person.nachname, person.zugang.token):
        assert word not in html
    assert "Noch 11 Plätze frei" in html


@pytest.mark.parametrize("zahl", [1, 3])
def test_query_budgets(client, connection, zahl):
    konferenz = make_konferenz_heute(tor_gruppenwahl="automatisch")
    make_programmpunkt(konferenz, art=Programmpunkt.Art.GRUPPENBILDUNG, begonnen_am=timezone.now())
    for _ in range(zahl + 1):
        gruppe = make_kleingruppe(konferenz, plaetze=9)
        for _ in range(zahl):
            assign_kleingruppe(make_anmeldung(konferenz), gruppe, by=MODERATION)
    person = make_anmeldung(konferenz)
    # Zugang, Anmeldung, Programm, Gruppen, own group, own topics
    assert count_queries(connection, lambda: client.get(path_of(person))) == 6
    # Zugang, Anmeldung, Programm, lock the person, lock the groups, count, insert, announce
    assert count_queries(connection, lambda: client.post(path_of(person), {"gruppe": "1"})) == 8
    # and the people in it
    assert count_queries(connection, lambda: client.get(path_of(person))) == 7
    # changing also closes the former row
    assert count_queries(connection, lambda: client.post(path_of(person), {"gruppe": "2"})) == 9
    assert count_queries(connection, lambda: client.get(f"{path_of(person)}stand/")) == 3


@pytest.fixture
def connection():
    from django.db import connection

    return connection
