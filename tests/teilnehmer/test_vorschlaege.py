"""Institutions that people named and the directory does not know: assigned, entered, discarded."""

import uuid

import pytest

from konferenz.akteur import Akteur, Rolle
from konferenz.models import Verlauf
from konferenz.services.fehler import NichtErlaubt
from teilnehmer.beteiligung import collect_beteiligung
from teilnehmer.models import Anmeldung, Einrichtung
from teilnehmer.services.vorschlag import assign_vorschlag, discard_vorschlag, enter_vorschlag
from teilnehmer.vorschlaege import collect_vorschlaege, count_vorschlaege
from tests.factories import make_anmeldung, make_einrichtung, make_konferenz, make_mitglied, make_veranstalter

pytestmark = pytest.mark.django_db
PLANUNG = Akteur(Rolle.PLANUNG, 1)


@pytest.fixture
def konferenz():
    return make_konferenz()


@pytest.fixture
def v(konferenz):
    return konferenz.veranstalter


@pytest.fixture
def planung(client, v):
    client.force_login(make_mitglied(v, Rolle.PLANUNG).konto)
    return client


def url(v, rest="") -> str:
    return f"/verwaltung/{v.slug}/einrichtungen/vorschlaege/{rest}"


def said(konferenz, text, **more) -> Anmeldung:
    return make_anmeldung(konferenz, einrichtung_angabe=text, **more)


# What is proposed


def test_spellings_are_one_proposal_and_people_are_counted(konferenz, v):
    for text in ("SV Bäkewiese e.V.", "sv bakewiese e. V.", "SV Bäkewiese e.V."):
        said(konferenz, text)
    (vorschlag,) = collect_vorschlaege(v)
    assert (vorschlag.text, vorschlag.personen, vorschlag.konferenz) == ("SV Bäkewiese e.V.", 3, konferenz.titel)
    assert count_vorschlaege(v) == 1


def test_only_who_is_expected_or_here_proposes_and_nobody_unnameable(konferenz, v):
    said(konferenz, "Verborgen", gesperrt=True)
    said(konferenz, "Nur gefragt", status="angefragt")
    said(konferenz, "Bekannt", einrichtung=make_einrichtung(v))
    said(make_konferenz(), "Nachbarort")
    said(konferenz, "Wartet", status="warteliste")
    assert [vorschlag.text for vorschlag in collect_vorschlaege(v)] == ["Wartet"]


@pytest.mark.parametrize(
    ("text", "gemeint"),
    [
        ("Sportverein Bäkewiese", "Sportverein Bäkewiese 1923 e. V."),
        ("Grundschule am Weinberg", "Grundschule Weinberg"),
        ("Jugendklub Oase", "Jugendclub Oase"),
        ("Bibliothek Teltow", None),
    ],
)
def test_likely_entries_are_offered(konferenz, v, text, gemeint):
    for name in ("Sportverein Bäkewiese 1923 e. V.", "Grundschule Weinberg", "Jugendclub Oase", "Kita Regenbogen"):
        make_einrichtung(v, name=name)
    make_einrichtung(name=text)  # of the neighbouring town
    said(konferenz, text)
    (vorschlag,) = collect_vorschlaege(v)
    assert [row.name for row in vorschlag.aehnliche][:1] == ([gemeint] if gemeint else [])


@pytest.mark.parametrize("zahl", [1, 3])
def test_the_page_stays_in_its_budget(planung, konferenz, v, zahl, django_assert_num_queries):
    for number in range(zahl):
        make_einrichtung(v, name=f"Verein Nummer {number}")
        said(konferenz, f"Verein Nummer {number} neu")
    # session, account, membership, texts, directory, names to choose from
    with django_assert_num_queries(6):
        planung.get(url(v))


# What becomes of it


def test_this_is_that_one_for_everybody_who_said_so(planung, konferenz, v):
    andere = make_konferenz(veranstalter=v)
    rows = [
        said(konferenz, "SV Bäke"),
        said(andere, "sv  baeke".replace("ae", "ä")),
        said(konferenz, "SV Bäke", gesperrt=True),
    ]
    fremde = said(make_konferenz(), "SV Bäke")
    verein = make_einrichtung(v, name="Sportverein Bäke", art="sport")
    response = planung.post(url(v, "zuordnen/"), {"text": "SV Bäke", "einrichtung": verein.kennung}, follow=True)
    assert "3 Personen gehören jetzt zu „Sportverein Bäke“." in response.content.decode()
    for row in rows:
        row.refresh_from_db()
        assert (row.einrichtung, row.einrichtung_angabe) == (verein, "")
    fremde.refresh_from_db()
    assert fremde.einrichtung_angabe == "SV Bäke"
    assert [row.satz for row in Verlauf.objects.all()] == ["Angabe einer Einrichtung zugeordnet."]
    response = planung.post(url(v, "zuordnen/"), {"text": "SV Bäke", "einrichtung": verein.kennung}, follow=True)
    assert "Das hat schon jemand erledigt." in response.content.decode()


def test_another_entry_is_found_by_its_exact_name(planung, konferenz, v):
    row = said(konferenz, "Die vom Wald")
    hort = make_einrichtung(v, name="Hort Waldkauz")
    response = planung.post(url(v, "zuordnen/"), {"text": "Die vom Wald", "name": "hort waldkauz"}, follow=True)
    assert "1 Person gehört jetzt zu „Hort Waldkauz“." in response.content.decode()
    row.refresh_from_db()
    assert row.einrichtung == hort


@pytest.mark.parametrize("eingabe", [{"name": "Gibt es nicht"}, {}, {"einrichtung": "aaaaaaaaaa"}, {"name": "a\x07"}])
def test_an_unknown_entry_is_a_sentence_and_nothing_changes(planung, konferenz, v, eingabe):
    row = said(konferenz, "Die vom Wald")
    response = planung.post(url(v, "zuordnen/"), {"text": "Die vom Wald"} | eingabe, follow=True)
    assert "kern-alert--danger" in response.content.decode()
    row.refresh_from_db()
    assert row.einrichtung_angabe == "Die vom Wald"


def test_the_neighbours_entry_cannot_be_assigned(planung, konferenz, v):
    row = said(konferenz, "Die vom Wald")
    fremde = make_einrichtung(name="Kita Fremd")
    planung.post(url(v, "zuordnen/"), {"text": "Die vom Wald", "einrichtung": fremde.kennung})
    planung.post(url(v, "zuordnen/"), {"text": "Die vom Wald", "name": "Kita Fremd"})
    row.refresh_from_db()
    assert row.einrichtung is None


def test_entering_makes_the_entry_once_and_its_people_belong_to_it(planung, konferenz, v):
    row = said(konferenz, "Freies Theater")
    assert [z.art for z in collect_beteiligung(konferenz)] == ["ohne", ""]
    daten = {"text": "Freies Theater", "name": "Freies Theater e. V.", "art": "kultur", "vorgang": str(uuid.uuid4())}
    for _ in range(2):
        response = planung.post(url(v, "aufnehmen/"), daten, follow=True)
        assert "„Freies Theater e. V.“ steht jetzt im Verzeichnis." in response.content.decode()
    row.refresh_from_db()
    assert (row.einrichtung.name, row.einrichtung.art) == ("Freies Theater e. V.", "kultur")
    assert Einrichtung.objects.count() == 1
    assert [z.art for z in collect_beteiligung(konferenz)] == ["kultur", ""]
    assert "Gerade gibt es keinen Vorschlag" in response.content.decode()


@pytest.mark.parametrize("eingabe", [{"art": ""}, {"art": "quatsch"}, {"name": ""}, {"name": "x" * 161}, {"text": ""}])
def test_what_is_missing_is_a_sentence_and_nothing_is_entered(planung, konferenz, v, eingabe):
    said(konferenz, "Freies Theater")
    daten = {"text": "Freies Theater", "name": "Freies Theater", "art": "kultur"} | eingabe
    response = planung.post(url(v, "aufnehmen/"), daten, follow=True)
    assert "kern-alert--danger" in response.content.decode()
    assert not Einrichtung.objects.exists()


def test_a_name_that_stands_there_already_is_a_sentence(planung, konferenz, v):
    make_einrichtung(v, name="Freies Theater", aktiv=False)
    said(konferenz, "Theater frei")
    daten = {"text": "Theater frei", "name": "Freies Theater", "art": "kultur"}
    response = planung.post(url(v, "aufnehmen/"), daten, follow=True)
    assert "Eine Einrichtung mit diesem Namen gibt es in diesem Ort schon." in response.content.decode()
    assert Anmeldung.objects.get().einrichtung_angabe == "Theater frei"


def test_discarding_keeps_the_person(planung, konferenz, v):
    row = said(konferenz, "privat")
    response = planung.post(url(v, "verwerfen/"), {"text": "privat"}, follow=True)
    assert "Die Angabe ist verworfen. Die Personen bleiben angemeldet." in response.content.decode()
    row.refresh_from_db()
    assert (row.einrichtung, row.einrichtung_angabe, row.status) == (None, "", "angemeldet")
    assert [entry.satz for entry in Verlauf.objects.all()] == ["Angabe einer Einrichtung verworfen."]


# Who may


@pytest.mark.parametrize("rest", ["zuordnen/", "aufnehmen/", "verwerfen/"])
def test_readers_see_and_do_not_decide(client, konferenz, v, rest):
    row = said(konferenz, "privat")
    client.force_login(make_mitglied(v, Rolle.LESEND).konto)
    page = client.get(url(v)).content.decode()
    assert "privat" in page
    assert "Angabe verwerfen" not in page
    assert client.post(url(v, rest), {"text": "privat"}).status_code == 403
    assert client.get(url(v, rest)).status_code == 405
    client.force_login(make_mitglied(make_veranstalter(), Rolle.LEITUNG).konto)
    assert client.get(url(v)).status_code == 404
    assert client.post(url(v, rest), {"text": "privat"}).status_code == 404
    row.refresh_from_db()
    assert row.einrichtung_angabe == "privat"


def test_services_ask_for_the_role_themselves(konferenz, v):
    said(konferenz, "privat")
    hilfe = Akteur(Rolle.HILFE, 1)
    with pytest.raises(NichtErlaubt):
        discard_vorschlag(veranstalter=v, text="privat", by=hilfe)
    with pytest.raises(NichtErlaubt):
        assign_vorschlag(veranstalter=v, text="privat", einrichtung=make_einrichtung(v), by=hilfe)
    with pytest.raises(NichtErlaubt):
        enter_vorschlag(veranstalter=v, text="privat", name="x", art="kita", by=hilfe)


def test_the_directory_and_the_overview_say_how_many(planung, konferenz, v):
    konferenz.phase = "durchfuehrung"
    konferenz.save()
    said(konferenz, "Freies Theater", vorname="<b>x</b>")
    said(konferenz, "<i>y</i>")
    assert "2 Vorschläge für das Verzeichnis" in planung.get(f"/verwaltung/{v.slug}/einrichtungen/").content.decode()
    page = planung.get(f"/verwaltung/{v.slug}/{konferenz.slug}/").content.decode()
    assert "2 Personen kommen aus Einrichtungen, die nicht im Verzeichnis stehen" in page
    assert url(v) in page
    assert "<i>y" not in planung.get(url(v)).content.decode()
