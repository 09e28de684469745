"""The public page of a conference, its topics, groups and results."""

import datetime

import pytest
from django.utils import timezone

from konferenz.akteur import Rolle
from konferenz.models import Konferenz, Phasenwechsel
from tests.factories import (
    make_anmeldung,
    make_befund,
    make_einrichtung,
    make_kleingruppe,
    make_konferenz,
    make_konferenz_heute,
    make_leitfrage,
    make_mitglied,
    make_mitstreiter,
    make_programmpunkt,
    make_themenvorschlag,
)
from themen.models import Befund, Themenvorschlag

pytestmark = pytest.mark.django_db
Phase = Konferenz.Phase


def address(konferenz, rest="") -> str:
    return f"/{konferenz.veranstalter.slug}/{konferenz.slug}/{rest}"


def text(response) -> str:
    return response.content.decode().replace("\u00ad", "").replace("\u00a0", " ")


def make_full_konferenz(topics: int, **overrides):
    konferenz = make_konferenz(**overrides)
    for n in range(topics):
        make_leitfrage(konferenz)
        make_programmpunkt(konferenz, titel=f"Punkt {n}", dauer=10)
        thema = make_themenvorschlag(konferenz, titel=f"Thema {n}")
        make_mitstreiter(thema, make_anmeldung(konferenz))
    return konferenz


def test_announcement_says_when_where_and_what_to_do(client):
    konferenz = make_konferenz(
        titel="Erste Sozialraumkonferenz", datum=datetime.date(2035, 6, 16), anmeldeschluss=datetime.date(2035, 6, 9)
    )
    make_leitfrage(konferenz, text="Was können wir gestalten?")
    page = text(client.get(address(konferenz)))
    assert "Samstag, 16. Juni 2035" in page
    assert "14:30 bis 18:00 Uhr" in page
    assert "bis 9. Juni 2035" in page
    assert "Was können wir gestalten?" in page
    assert "Termin speichern" in page


def test_times_of_the_programme_follow_from_the_beginning(client):
    konferenz = make_konferenz()
    make_programmpunkt(konferenz, dauer=10)
    make_programmpunkt(konferenz, titel="Vorstellungsrunde", dauer=40)
    page = text(client.get(address(konferenz)))
    times = [page.index(f">{zeit}</time>") for zeit in ("14:30", "14:40", "15:20")]
    assert times == sorted(times)


def test_topics_show_how_many_join(client):
    konferenz = make_konferenz()
    thema = make_themenvorschlag(konferenz, titel="Netzwerk")
    for _ in range(2):
        make_mitstreiter(thema, make_anmeldung(konferenz))
    make_mitstreiter(thema, make_anmeldung(konferenz), bis=timezone.now())
    page = text(client.get(address(konferenz)))
    assert "2 machen mit" in page


def test_a_withdrawn_topic_is_not_shown(client):
    konferenz = make_konferenz()
    thema = make_themenvorschlag(konferenz, titel="Zurück", status=Themenvorschlag.Status.ZURUECKGEZOGEN)
    assert "Zurück</a>" not in text(client.get(address(konferenz)))
    assert client.get(address(konferenz, f"themen/{thema.kennung}/")).status_code == 404


def test_a_cancelled_conference_says_so_and_offers_no_answer(client):
    konferenz = make_konferenz(abgesagt_am=timezone.now())
    page = text(client.get(address(konferenz)))
    assert "Diese Konferenz ist abgesagt" in page
    assert "Einladung beantworten" not in page


@pytest.mark.parametrize("rest", ["", "themen/", "gruppen/", "ergebnisse/", "termin.ics"])
def test_a_draft_does_not_exist_for_the_public(client, rest):
    konferenz = make_konferenz(phase=Phase.ENTWURF)
    assert client.get(address(konferenz, rest)).status_code == 404


@pytest.mark.parametrize("rest", ["", "themen/", "termin.ics"])
def test_public_pages_only_read(client, rest):
    konferenz = make_konferenz()
    assert client.post(address(konferenz, rest)).status_code == 405
    assert client.head(address(konferenz, rest)).status_code == 200


def test_a_conference_under_another_organiser_is_not_found(client):
    konferenz, other = make_konferenz(), make_konferenz()
    assert client.get(f"/{other.veranstalter.slug}/{konferenz.slug}/").status_code == 404


@pytest.mark.parametrize("topics", [1, 3])
def test_announcement_takes_six_queries(client, django_assert_num_queries, topics):
    konferenz = make_full_konferenz(topics)
    with django_assert_num_queries(6):
        client.get(address(konferenz))


# Topics


@pytest.mark.parametrize("topics", [1, 3, 60])
def test_list_of_topics_takes_four_queries(client, django_assert_num_queries, topics):
    konferenz = make_konferenz()
    for n in range(topics):
        make_themenvorschlag(konferenz, titel=f"Thema {n:02}")
    with django_assert_num_queries(4):
        response = client.get(address(konferenz, "themen/"))
    assert text(response).count('class="nw-themen__zahl"') == min(topics, 50)


def test_second_page_of_topics(client):
    konferenz = make_konferenz()
    for n in range(51):
        make_themenvorschlag(konferenz, titel=f"Thema {n:02}")
    page = text(client.get(address(konferenz, "themen/?seite=2")))
    assert "Thema 50" in page
    assert "Thema 49" not in page
    assert "Seite 2 von 2" in page


@pytest.mark.parametrize("seite", ["x", "0", "-1", "99999999999999999999"])
def test_a_page_number_that_does_not_exist_gives_the_nearest(client, seite):
    konferenz = make_konferenz()
    make_themenvorschlag(konferenz)
    assert client.get(address(konferenz, f"themen/?seite={seite}")).status_code == 200


def test_an_empty_list_says_what_happens_next(client):
    assert "Noch gibt es keinen Vorschlag" in text(client.get(address(make_konferenz(), "themen/")))


def test_one_topic_with_its_group(client, django_assert_num_queries):
    konferenz = make_konferenz_heute()
    einrichtung = make_einrichtung(konferenz.veranstalter, name="Kita Sonnenschein")
    thema = make_themenvorschlag(
        konferenz, titel="Netzwerk", einrichtung=einrichtung, leitfrage=make_leitfrage(konferenz)
    )
    make_kleingruppe(konferenz, nummer=3, titel="Zusammen", themen=[thema])
    with django_assert_num_queries(4):
        page = text(client.get(address(konferenz, f"themen/{thema.kennung}/")))
    assert "Dieses Thema ist in Gruppe 3: Zusammen." in page
    assert "Kita Sonnenschein" in page


def test_a_topic_of_another_conference_is_not_found(client):
    konferenz, thema = make_konferenz(), make_themenvorschlag()
    assert client.get(address(konferenz, f"themen/{thema.kennung}/")).status_code == 404


def test_html_in_a_topic_stays_text(client):
    konferenz = make_konferenz()
    make_themenvorschlag(konferenz, titel="<script>alert(1)</script>", beschreibung="<b>fett</b>")
    page = client.get(address(konferenz, "themen/")).content.decode()
    assert "<script>alert" not in page
    assert "<b>fett" not in page


# Groups


def test_groups_are_public_from_the_day_on(client):
    assert client.get(address(make_konferenz(), "gruppen/")).status_code == 404
    konferenz = make_konferenz_heute()
    make_kleingruppe(konferenz, titel="Netzwerk", plaetze=12, belegt=9)
    page = text(client.get(address(konferenz, "gruppen/")))
    assert "Noch 3 Plätze frei" in page
    assert "9 von 12" in page


def test_groups_show_no_names(client):
    konferenz = make_konferenz_heute()
    make_kleingruppe(konferenz, moderation="Erika Beispiel")
    make_anmeldung(konferenz, nachname="Geheim")
    page = text(client.get(address(konferenz, "gruppen/")))
    assert "Geheim" not in page
    assert "Erika" not in page


@pytest.mark.parametrize("groups", [1, 3])
def test_groups_take_two_queries(client, django_assert_num_queries, groups):
    konferenz = make_konferenz_heute()
    for _ in range(groups):
        make_kleingruppe(konferenz)
    with django_assert_num_queries(2):
        client.get(address(konferenz, "gruppen/"))


# Results


def make_published(groups: int = 1) -> Konferenz:
    konferenz = make_konferenz(
        phase=Phase.VEROEFFENTLICHT, datum=datetime.date(2022, 6, 16), ausblick="Wir treffen uns wieder.", dank="Danke."
    )
    Phasenwechsel.objects.create(
        konferenz=konferenz,
        von=Phase.NACHBEREITUNG,
        nach=Phase.VEROEFFENTLICHT,
        am=datetime.datetime(2022, 6, 30, 10, tzinfo=datetime.UTC),
    )
    for _ in range(groups):
        gruppe = make_kleingruppe(konferenz, titel="Sport und Freizeit")
        make_befund(gruppe, Befund.Art.IST, text="Hallenzeiten fehlen.")
        make_befund(gruppe, Befund.Art.SOLL, text="Ein Kalender für alle.")
        make_befund(gruppe, Befund.Art.IDEE, text="Offene Halle", geloescht_am=timezone.now(), geloescht_von="planung")
        anmeldung = make_anmeldung(
            konferenz,
            einrichtung=make_einrichtung(konferenz.veranstalter),
            nachname="Geheim",
            anwesend_am=timezone.now(),
        )
        make_mitstreiter(make_themenvorschlag(konferenz), anmeldung)
    return konferenz


@pytest.mark.parametrize("rest", ["", "ergebnisse/"])
def test_results_show_groups_cards_outlook_and_thanks(client, rest):
    konferenz = make_published()
    page = text(client.get(address(konferenz, rest)))
    assert "Ergebnisse · 16. Juni 2022" in page
    assert "Veröffentlicht am 30. Juni 2022" in page
    assert "Hallenzeiten fehlen." in page
    assert "1 Ist · 1 Soll · 0 Ideen" in page
    assert "Offene Halle" not in page
    assert "Wir treffen uns wieder." in page


def test_results_name_no_person(client):
    assert "Geheim" not in text(client.get(address(make_published())))


@pytest.mark.parametrize("phase", [Phase.VORBEREITUNG, Phase.DURCHFUEHRUNG, Phase.NACHBEREITUNG])
def test_results_are_not_found_before_publication(client, phase):
    konferenz = make_konferenz(phase=phase)
    assert client.get(address(konferenz, "ergebnisse/")).status_code == 404
    assert "Ergebnisse ·" not in text(client.get(address(konferenz)))


@pytest.mark.parametrize("groups", [1, 3])
def test_results_take_a_fixed_number_of_queries(client, django_assert_max_num_queries, groups):
    konferenz = make_published(groups)
    with django_assert_max_num_queries(28):
        client.get(address(konferenz))


# Preview


def preview(konferenz, rest="") -> str:
    return f"/verwaltung/{konferenz.veranstalter.slug}/{konferenz.slug}/vorschau/{rest}"


@pytest.mark.parametrize("rest", ["", "ergebnisse/"])
def test_staff_sees_the_page_before_anybody_else(client, rest):
    konferenz = make_konferenz(phase=Phase.ENTWURF)
    client.force_login(make_mitglied(konferenz.veranstalter, rolle=Rolle.LESEND).konto)
    page = text(client.get(preview(konferenz, rest)))
    assert "Noch sieht sie niemand." in page


@pytest.mark.parametrize("rest", ["", "ergebnisse/"])
def test_preview_is_for_the_own_team_only(client, rest):
    konferenz = make_konferenz(phase=Phase.ENTWURF)
    assert client.get(preview(konferenz, rest)).status_code == 302
    client.force_login(make_mitglied().konto)
    assert client.get(preview(konferenz, rest)).status_code == 404
    assert client.post(preview(konferenz, rest)).status_code == 405
