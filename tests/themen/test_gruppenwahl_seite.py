import datetime

import pytest
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from konferenz.akteur import Akteur, Rolle
from konferenz.lauf import collect_lauf
from konferenz.models import Konferenz, Programmpunkt, Zugang
from konferenz.texte import uhrzeit
from tests.factories import (
    make_anmeldung,
    make_einladung,
    make_einrichtung,
    make_kleingruppe,
    make_konferenz_heute,
    make_mitstreiter,
    make_programmpunkt,
    make_themenvorschlag,
    make_zugang,
)
from themen.gruppen_stand import render_stand, render_tore
from themen.models import Zuordnung
from themen.services.gruppenrolle import claim_rolle
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
        gruppe = make_kleingruppe(konferenz, plaetze=9, themen=[make_themenvorschlag(konferenz)])
        for _ in range(zahl):
            assign_kleingruppe(make_anmeldung(konferenz), gruppe, by=MODERATION)
    person = make_anmeldung(konferenz)
    # Zugang, Anmeldung, Programm, Gruppen, Herkunft, Mitstreiter, kinds of institutions, own group
    assert count_queries(connection, lambda: client.get(path_of(person))) == 8
    # Zugang, Anmeldung, Programm, lock the person, lock the groups, count and insert, announce
    assert count_queries(connection, lambda: client.post(path_of(person), {"gruppe": "1"})) == 7
    # and the people in it, and their roles
    assert count_queries(connection, lambda: client.get(path_of(person))) == 10
    # changing also closes the former row, in the same statement
    assert count_queries(connection, lambda: client.post(path_of(person), {"gruppe": "2"})) == 7
    assert count_queries(connection, lambda: client.get(f"{path_of(person)}stand/")) == 5


def test_changing_with_a_role_ends_it_in_one_more_query(client, connection):
    konferenz = make_konferenz_heute(tor_gruppenwahl="automatisch")
    make_programmpunkt(konferenz, art=Programmpunkt.Art.GRUPPENARBEIT, begonnen_am=timezone.now())
    gruppe = make_kleingruppe(konferenz)
    make_kleingruppe(konferenz)
    person = make_anmeldung(konferenz)
    assign_kleingruppe(person, gruppe, by=MODERATION)
    claim_rolle(gruppe, "zeit", anmeldung=person, by=MODERATION)
    assert count_queries(connection, lambda: client.post(path_of(person), {"gruppe": "2"})) == 8
    assert gruppe.rollen.get().bis is not None


def test_a_soft_group_warns_and_lets_in(client, person):
    gross = make_kleingruppe(person.konferenz, plaetze=1, hart=False)
    assign_kleingruppe(make_anmeldung(person.konferenz), gross, by=MODERATION)
    page = client.get(path_of(person)).content.decode()
    assert "Die Gruppe ist schon groß. Sie können trotzdem dazukommen." in page
    assert "Gruppe 3 wählen" in page
    assert "Voll" not in page
    assert client.post(path_of(person), {"gruppe": "3"}).status_code == 302
    gross.refresh_from_db()
    assert gross.belegt == 2


def test_the_mix_of_institutions_is_shown_by_kind_without_names(client, person):
    gruppe = person.konferenz.kleingruppen.get(nummer=1)
    veranstalter = person.konferenz.veranstalter
    kita = make_einrichtung(veranstalter, name="Kita Sonnenhof")
    for einrichtung in (
        kita,
        kita,
        make_einrichtung(veranstalter),
        make_einrichtung(veranstalter, art="schule"),
        make_einrichtung(veranstalter, art="sport"),
        None,
    ):
        assign_kleingruppe(make_anmeldung(person.konferenz, einrichtung=einrichtung), gruppe, by=MODERATION)
    page = client.get(path_of(person)).content.decode()
    assert 'data-live-teil="mischung-1">2 Kitas, Schule, Sport</p>' in page
    assert "Sonnenhof" not in page
    assert "2 Kitas, Schule, Sport" in render_stand(person.konferenz_id)


def test_the_topics_behind_a_group_stand_there_with_who_proposed_them_and_how_many_join(client, person):
    einrichtung = make_einrichtung(person.konferenz.veranstalter, name="Kita Sonnenhof")
    thema = make_themenvorschlag(person.konferenz, titel="Offene Halle", einrichtung=einrichtung)
    make_mitstreiter(thema, make_anmeldung(person.konferenz))
    person.konferenz.kleingruppen.get(nummer=1).herkunft.create(konferenz=person.konferenz, thema=thema)
    page = client.get(path_of(person)).content.decode()
    assert 'Offene Halle<span class="nw-grau"> · Kita Sonnenhof · 1 macht mit</span>' in page


def test_while_the_groups_work_who_is_in_one_still_changes_and_who_is_in_none_is_helped(client, person):
    make_programmpunkt(person.konferenz, art=Programmpunkt.Art.GRUPPENARBEIT, begonnen_am=timezone.now())
    Konferenz.objects.filter(pk=person.konferenz_id).update(tor_gruppenwahl="automatisch")
    neue = make_anmeldung(person.konferenz)
    assign_kleingruppe(person, person.konferenz.kleingruppen.get(nummer=1), by=MODERATION)

    page = client.get(path_of(person)).content.decode()
    assert "Die Gruppenarbeit läuft. Sie können trotzdem wechseln, solange Plätze frei sind." in page
    assert "Wechseln" in page
    assert client.post(path_of(person), {"gruppe": "2"}).status_code == 302
    assert [z.kleingruppe.nummer for z in Zuordnung.objects.filter(anmeldung=person)] == [1, 2]

    assert client.post(path_of(neue), {"gruppe": "1"}).status_code == 403
    page = client.get(path_of(neue)).content.decode()
    assert "Die Moderation hilft Ihnen." in page
    assert "wählen</span>" not in page


def test_who_chose_reads_when_the_groups_are_expected_to_begin(client, person):
    """Not the planned time: the running item began late and got five minutes more."""
    Konferenz.objects.update(tor_karten="automatisch")
    jetzt = timezone.now()
    begonnen = jetzt - datetime.timedelta(minutes=3)
    make_programmpunkt(
        person.konferenz, position=1, art=Programmpunkt.Art.GRUPPENBILDUNG, dauer=10, begonnen_am=begonnen, zugabe=5
    )
    make_programmpunkt(person.konferenz, position=2, art=Programmpunkt.Art.GRUPPENARBEIT, dauer=30)
    client.post(path_of(person), {"gruppe": "1"})
    page = client.get(path_of(person)).content.decode()
    erwartet = collect_lauf(Konferenz.objects.get(pk=person.konferenz.pk)).naechster.erwartet
    assert abs((erwartet - (jetzt + datetime.timedelta(minutes=12))).total_seconds()) <= 60
    assert f"Um <strong>{uhrzeit(erwartet)} Uhr</strong> beginnt die Gruppenarbeit." in page


def test_phones_notice_when_changing_ends(person):
    konferenz = Konferenz.objects.get(pk=person.konferenz_id)
    konferenz.tor_gruppenwahl = "automatisch"
    konferenz.save()
    punkt = make_programmpunkt(konferenz, art=Programmpunkt.Art.GRUPPENARBEIT, begonnen_am=timezone.now())
    vorher = render_tore(konferenz.pk)
    punkt.beendet_am = timezone.now()
    punkt.save()
    assert render_tore(konferenz.pk) != vorher


@pytest.fixture
def connection():
    from django.db import connection

    return connection
