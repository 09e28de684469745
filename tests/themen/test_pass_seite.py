"""A participant's pass: the day, topics, Mitstreiter, own data."""

import datetime
import uuid

import pytest
from django.utils import timezone

from konferenz.akteur import Akteur, Rolle
from konferenz.models import Konferenz
from konferenz.services.fehler import NichtErlaubt
from teilnehmer.models import Anmeldung
from tests.factories import (
    make_anmeldung,
    make_einladung,
    make_einrichtung,
    make_kleingruppe,
    make_konferenz,
    make_konferenz_heute,
    make_mitstreiter,
    make_programmpunkt,
    make_themenvorschlag,
    make_zugang,
)
from themen.models import Mitstreiter, Themenvorschlag, Zuordnung
from themen.pass_navigation import load_pass, navigation
from themen.services.mitstreiter import join_thema, leave_thema

pytestmark = pytest.mark.django_db


def page(anmeldung, rest="") -> str:
    return anmeldung.zugang.pfad + rest


def text(response) -> str:
    return response.content.decode().replace("\u00ad", "").replace("\u00a0", " ")


def choose(anmeldung, gruppe) -> None:
    Zuordnung.objects.create(
        konferenz=anmeldung.konferenz, anmeldung=anmeldung, kleingruppe=gruppe, durch=Rolle.TEILNAHME
    )


def acting(anmeldung) -> Akteur:
    return Akteur(Rolle.TEILNAHME, anmeldung.pk)


# Frame


def test_the_navigation_marks_where_one_is():
    zugang = make_anmeldung().zugang
    items = navigation(zugang, "gruppen")
    assert [item["text"] for item in items] == ["Mein Tag", "Themen", "Gruppen", "Meine Daten"]
    assert [item["url"].removeprefix(zugang.pfad) for item in items] == ["", "themen/", "gruppen/", "daten/"]
    assert [item["aktiv"] for item in items] == [False, False, True, False]


def test_a_pass_acts_as_its_registration(django_assert_num_queries):
    anmeldung = make_anmeldung()
    with django_assert_num_queries(1):
        person = load_pass(anmeldung.zugang)
    assert person.by == acting(anmeldung)
    assert person.konferenz is anmeldung.zugang.konferenz


def test_the_strip_names_what_runs_and_the_minutes_left(client):
    konferenz = make_konferenz_heute()
    make_programmpunkt(
        konferenz,
        titel="Gruppenbildung",
        dauer=10,
        begonnen_am=timezone.now() - datetime.timedelta(minutes=4, seconds=5),
    )
    html = text(client.get(page(make_anmeldung(konferenz))))
    assert "Jetzt: Gruppenbildung" in html
    assert "noch 6 Minuten" in html


# My day


def test_before_the_day_it_says_when_and_where(client):
    konferenz = make_konferenz(datum=datetime.date(2035, 6, 14))
    html = text(client.get(page(make_anmeldung(konferenz, vorname="Jonas", nachname="Reuter"))))
    assert "Donnerstag, 14. Juni 2035" in html
    assert "Jonas Reuter" in html
    assert "Sie sind angemeldet." in html


def test_the_chosen_group_stands_large(client):
    konferenz = make_konferenz_heute()
    anmeldung = make_anmeldung(konferenz)
    choose(anmeldung, make_kleingruppe(konferenz, titel="Netzwerk", raum="Tisch 1", wegweiser="Bürgersaal"))
    html = text(client.get(page(anmeldung)))
    assert "Ihr Platz ist sicher. Sie sind in Gruppe" in html
    assert "nw-ziffer--gross" in html
    assert "Tisch 1" in html
    assert "Karten Ihrer Gruppe öffnen" in html


def test_an_open_choice_is_the_one_thing_to_do(client):
    html = text(client.get(page(make_anmeldung(make_konferenz_heute(tor_karten="geschlossen")))))
    assert "Gruppe wählen" in html
    assert html.count("kern-btn--primary") == 1


def test_own_topics_say_in_which_group_they_are(client):
    konferenz = make_konferenz_heute()
    anmeldung = make_anmeldung(konferenz)
    eigenes = make_themenvorschlag(konferenz, titel="Räume", anmeldung=anmeldung)
    make_kleingruppe(konferenz, nummer=3, themen=[eigenes])
    make_mitstreiter(make_themenvorschlag(konferenz, titel="Sport"), anmeldung)
    make_themenvorschlag(konferenz, titel="Fremdes")
    html = text(client.get(page(anmeldung)))
    assert "Ihr Thema ist in Gruppe 3." in html
    assert "Sport" in html
    assert "Fremdes" not in html


def test_the_institutions_topic_counts_as_ones_own(client):
    einladung = make_einladung()
    make_themenvorschlag(einladung.konferenz, titel="Aus der Kita", einladung=einladung)
    html = text(client.get(page(make_anmeldung(einladung.konferenz, einladung=einladung))))
    assert "Ihr Vorschlag" in html


def test_after_publication_it_leads_to_the_results(client):
    konferenz = make_konferenz(phase=Konferenz.Phase.VEROEFFENTLICHT)
    assert "Ergebnisse ansehen" in text(client.get(page(make_anmeldung(konferenz))))


def test_a_cancelled_conference_says_so(client):
    html = text(client.get(page(make_anmeldung(make_konferenz(abgesagt_am=timezone.now())))))
    assert "Diese Konferenz ist abgesagt" in html
    assert "kern-btn--primary" not in html


@pytest.mark.parametrize("topics", [1, 3])
def test_the_day_takes_seven_queries(client, django_assert_num_queries, topics):
    konferenz = make_konferenz_heute()
    anmeldung = make_anmeldung(konferenz)
    for _ in range(topics):
        make_programmpunkt(konferenz)
        make_kleingruppe(konferenz, themen=[make_themenvorschlag(konferenz, anmeldung=anmeldung)])
    with django_assert_num_queries(7):
        client.get(page(anmeldung))


# Topics


def test_joining_and_leaving_a_topic(client):
    anmeldung = make_anmeldung()
    thema = make_themenvorschlag(anmeldung.konferenz, titel="Netzwerk")
    html = text(client.post(page(anmeldung, f"themen/{thema.kennung}/mitmachen/"), follow=True))
    assert "Sie machen bei „Netzwerk“ mit." in html
    assert "1 macht mit" in html
    html = text(client.post(page(anmeldung, f"themen/{thema.kennung}/nicht-mehr-mitmachen/"), follow=True))
    assert "Sie machen bei „Netzwerk“ nicht mehr mit." in html
    assert Mitstreiter.objects.get().bis is not None


def test_joining_twice_counts_once_and_keeps_the_last_kind():
    anmeldung = make_anmeldung()
    thema = make_themenvorschlag(anmeldung.konferenz)
    join_thema(thema, anmeldung=anmeldung, by=acting(anmeldung))
    join_thema(thema, anmeldung=anmeldung, art="ressource", by=acting(anmeldung))
    assert Mitstreiter.objects.get(bis=None).art == "ressource"


def test_leaving_what_one_never_joined_changes_nothing():
    anmeldung = make_anmeldung()
    leave_thema(make_themenvorschlag(anmeldung.konferenz), anmeldung=anmeldung, by=acting(anmeldung))
    assert not Mitstreiter.objects.exists()


@pytest.mark.parametrize(
    ("konferenz", "person", "thema"),
    [
        ({"phase": "nachbereitung"}, {}, {}),
        ({"abgesagt_am": datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)}, {}, {}),
        ({}, {"status": "abgesagt", "abgesagt_am": datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)}, {}),
        ({}, {}, {"status": "zurueckgezogen"}),
    ],
)
def test_joining_is_refused(konferenz, person, thema):
    konf = make_konferenz(**konferenz)
    anmeldung = make_anmeldung(konf, **person)
    with pytest.raises(NichtErlaubt):
        join_thema(make_themenvorschlag(konf, **thema), anmeldung=anmeldung, by=acting(anmeldung))
    assert not Mitstreiter.objects.exists()


def test_a_topic_of_another_conference_cannot_be_joined(client):
    anmeldung, thema = make_anmeldung(), make_themenvorschlag()
    assert client.post(page(anmeldung, f"themen/{thema.kennung}/mitmachen/")).status_code == 404
    assert client.get(page(anmeldung, f"themen/{thema.kennung}/")).status_code == 404


def test_a_made_up_kind_changes_nothing(client):
    anmeldung = make_anmeldung()
    thema = make_themenvorschlag(anmeldung.konferenz)
    client.post(page(anmeldung, f"themen/{thema.kennung}/mitmachen/"), {"art": "zuschauen"})
    assert not Mitstreiter.objects.exists()


def test_proposing_on_the_spot(client):
    einrichtung = make_einrichtung()
    konferenz = make_konferenz_heute(veranstalter=einrichtung.veranstalter)
    anmeldung = make_anmeldung(konferenz, einrichtung=einrichtung)
    data = {"titel": "Offene Halle", "beschreibung": "Sonntags", "vorgang": str(uuid.uuid4())}
    for _ in range(2):
        response = client.post(page(anmeldung, "themen/neu/"), data, follow=True)
    assert "Ihr Thema ist eingetragen." in text(response)
    thema = Themenvorschlag.objects.get()
    assert (thema.anmeldung, thema.einrichtung) == (anmeldung, einrichtung)


def test_a_closed_gate_keeps_what_was_typed(client):
    anmeldung = make_anmeldung(make_konferenz_heute(tor_themen="geschlossen"))
    html = text(client.post(page(anmeldung, "themen/neu/"), {"titel": "Zu spät"}))
    assert "Die Themensammlung ist geschlossen." in html
    assert 'value="Zu spät"' in html
    assert not Themenvorschlag.objects.exists()


def test_changing_and_withdrawing_ones_own(client):
    anmeldung = make_anmeldung()
    thema = make_themenvorschlag(anmeldung.konferenz, anmeldung=anmeldung)
    client.post(page(anmeldung, f"themen/{thema.kennung}/bearbeiten/"), {"titel": "Neu", "fassung": 1})
    thema.refresh_from_db()
    assert thema.titel == "Neu"
    client.post(page(anmeldung, f"themen/{thema.kennung}/zurueckziehen/"))
    thema.refresh_from_db()
    assert thema.status == Themenvorschlag.Status.ZURUECKGEZOGEN


def test_somebody_elses_topic_cannot_be_changed(client):
    anmeldung = make_anmeldung()
    thema = make_themenvorschlag(anmeldung.konferenz, anmeldung=make_anmeldung(anmeldung.konferenz))
    assert client.get(page(anmeldung, f"themen/{thema.kennung}/bearbeiten/")).status_code == 404
    assert client.post(page(anmeldung, f"themen/{thema.kennung}/zurueckziehen/")).status_code == 404


@pytest.mark.parametrize("topics", [1, 3])
def test_the_topics_take_nine_queries(client, django_assert_num_queries, topics):
    konferenz = make_konferenz_heute()
    for _ in range(topics):
        make_kleingruppe(konferenz, themen=[make_themenvorschlag(konferenz)])
    anmeldung = make_anmeldung(konferenz)
    with django_assert_num_queries(9):
        client.get(page(anmeldung, "themen/"))


# My data


def test_own_name_and_function_can_be_corrected(client):
    anmeldung = make_anmeldung(vorname="", nachname="")
    html = text(
        client.post(
            page(anmeldung, "daten/"),
            {"vorname": "Ada", "nachname": "Müller", "funktion": "Leitung", "fassung": 1},
            follow=True,
        )
    )
    assert "Ihre Angaben sind gespeichert." in html
    anmeldung.refresh_from_db()
    assert (anmeldung.name, anmeldung.funktion, anmeldung.fassung) == ("Ada Müller", "Leitung", 2)


def test_an_older_page_does_not_overwrite(client):
    anmeldung = make_anmeldung(fassung=2, nachname="Neu")
    html = text(client.post(page(anmeldung, "daten/"), {"nachname": "Alt", "fassung": 1}))
    assert "Es geht nichts verloren." in html
    anmeldung.refresh_from_db()
    assert anmeldung.nachname == "Neu"


def test_the_name_stays_once_it_is_in_the_minutes(client):
    anmeldung = make_anmeldung(make_konferenz(phase=Konferenz.Phase.NACHBEREITUNG), nachname="Alt")
    html = text(client.post(page(anmeldung, "daten/"), {"nachname": "Neu", "fassung": 1}))
    assert "Ihre Angaben lassen sich jetzt nicht mehr ändern." in html
    anmeldung.refresh_from_db()
    assert anmeldung.nachname == "Alt"


def test_cancelling_asks_and_frees_the_seat(client):
    anmeldung = make_anmeldung()
    thema = make_themenvorschlag(anmeldung.konferenz)
    make_mitstreiter(thema, anmeldung)
    assert "wird frei" in text(client.get(page(anmeldung, "abmelden/")))
    anmeldung.refresh_from_db()
    assert anmeldung.status == Anmeldung.Status.ANGEMELDET
    assert "Sie sind abgemeldet." in text(client.post(page(anmeldung, "abmelden/"), follow=True))
    anmeldung.refresh_from_db()
    assert anmeldung.status == Anmeldung.Status.ABGESAGT
    assert Mitstreiter.objects.get().bis is not None


def test_whoever_is_in_a_group_speaks_with_the_moderation(client):
    konferenz = make_konferenz_heute()
    anmeldung = make_anmeldung(konferenz)
    choose(anmeldung, make_kleingruppe(konferenz))
    html = text(client.post(page(anmeldung, "abmelden/"), follow=True))
    assert "Bitte sagen Sie der Moderation Bescheid" in html
    anmeldung.refresh_from_db()
    assert anmeldung.status == Anmeldung.Status.ANGEMELDET


@pytest.mark.parametrize("rest", ["", "themen/", "themen/neu/", "daten/", "abmelden/"])
def test_a_cancelled_person_still_sees_the_pages(client, rest):
    anmeldung = make_anmeldung(status="abgesagt", abgesagt_am=timezone.now())
    assert client.get(page(anmeldung, rest)).status_code == 200


@pytest.mark.parametrize("rest", ["", "themen/", "themen/neu/", "daten/", "abmelden/"])
def test_only_a_pass_opens_these_pages(client, rest):
    konferenz = make_konferenz()
    for zweck in ("einladung", "moderation", "hilfe", "leinwand"):
        assert client.get(f"/mein/{make_zugang(konferenz, zweck).token}/{rest}").status_code == 404
    guessed = make_anmeldung(konferenz).zugang.kennung + "a" * 16
    assert client.get(f"/mein/{guessed}/{rest}").status_code == 404


@pytest.mark.parametrize("rest", ["", "themen/", "themen/neu/", "daten/", "abmelden/"])
def test_pages_are_kept_by_nobody(client, rest):
    response = client.get(page(make_anmeldung(), rest))
    assert response["Cache-Control"] == "no-store, private"
    assert response["Referrer-Policy"] == "no-referrer"


def test_wrong_method(client):
    anmeldung = make_anmeldung()
    thema = make_themenvorschlag(anmeldung.konferenz, anmeldung=anmeldung)
    for rest in ("mitmachen/", "nicht-mehr-mitmachen/", "zurueckziehen/"):
        assert client.get(page(anmeldung, f"themen/{thema.kennung}/{rest}")).status_code == 405
    for rest in ("", "themen/", f"themen/{thema.kennung}/"):
        assert client.post(page(anmeldung, rest)).status_code == 405


def test_a_gate_opened_too_early_offers_no_choice(client):
    html = text(client.get(page(make_anmeldung(make_konferenz(tor_gruppenwahl="offen")))))
    assert "Gruppe wählen" not in html
    assert "Themen ansehen" in html


@pytest.mark.parametrize("nachname", ["Null\x00", "Glocke\x07", "x" * 81, " "])
def test_a_bad_name_gets_a_sentence_and_nothing_is_saved(client, nachname):
    anmeldung = make_anmeldung(nachname="Alt")
    html = text(client.post(page(anmeldung, "daten/"), {"nachname": nachname, "fassung": 1}))
    assert "Bitte prüfen Sie eine Angabe" in html
    anmeldung.refresh_from_db()
    assert anmeldung.nachname == "Alt"


@pytest.mark.parametrize("nachname", ["O’Neill <b>", "Łukasz 🙂", "\u202eabc"])
def test_unusual_names_are_kept_as_they_are(client, nachname):
    anmeldung = make_anmeldung()
    client.post(page(anmeldung, "daten/"), {"nachname": nachname, "fassung": 1})
    anmeldung.refresh_from_db()
    assert anmeldung.nachname == nachname
    assert "<b>" not in client.get(page(anmeldung)).content.decode()
