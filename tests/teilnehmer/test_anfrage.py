"""Open registration: the switch and its link, the public form, the officer's answer."""

import time
import uuid

import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone

from konferenz.akteur import OEFFENTLICH, Rolle
from konferenz.models import Konferenz, Verlauf, Zugang
from konferenz.services.fehler import NichtErlaubt
from konferenz.services.konferenz import update_konferenz
from teilnehmer.beteiligung import collect_beteiligung
from teilnehmer.forms.anfrage import SALT
from teilnehmer.models import Anmeldung, Einrichtung, Nachricht
from teilnehmer.services import anfrage as services
from teilnehmer.services.anfrage import Anfrage, confirm_anfrage, decline_anfrage, request_platz
from tests.factories import (
    make_akteur,
    make_anmeldung,
    make_einrichtung,
    make_konferenz,
    make_mitglied,
    make_veranstalter,
    make_zugang,
)

pytestmark = pytest.mark.django_db
PLANUNG = make_akteur(Rolle.PLANUNG)
LISTE = "/verwaltung/ort/k/anmeldungen/anfragen/"
KIM = Anfrage(vorname="Kim", nachname="Öz", email="kim@example.org", einrichtung_angabe="Elterncafé")


@pytest.fixture
def konferenz():
    return make_konferenz(veranstalter=make_veranstalter(slug="ort"), slug="k", offene_anmeldung=True)


@pytest.fixture
def link(konferenz) -> str:
    return make_zugang(konferenz, Zugang.Zweck.ANMELDUNG).pfad


@pytest.fixture
def planung(konferenz):
    client = Client()
    client.force_login(make_mitglied(konferenz.veranstalter).konto)
    return client


def text(response) -> str:
    return " ".join(response.content.decode().split())


def stamp(seconds_ago=10) -> str:
    return signing.dumps(int(time.time()) - seconds_ago, salt=SALT)


def typed(**overrides) -> dict:
    fields = {
        "vorname": "Kim",
        "nachname": "Öz",
        "email": "kim@example.org",
        "einrichtung_angabe": "Elterncafé",
        "vorgang": str(uuid.uuid4()),
        "geoeffnet": stamp(),
    }
    return fields | overrides


def make_anfrage(konferenz, **overrides) -> Anmeldung:
    n = Anmeldung.objects.count()
    return make_anmeldung(konferenz, **{"status": "angefragt", "email": f"frage{n}@example.org"} | overrides)


# The switch


def test_switching_on_makes_the_link_off_shuts_it_and_on_again_opens_the_same():
    konferenz = make_konferenz()

    def switch(on):
        update_konferenz(konferenz=konferenz, daten={"offene_anmeldung": on}, fassung=None, by=PLANUNG)
        konferenz.refresh_from_db()
        return konferenz.zugaenge.filter(zweck="anmeldung")

    erster = switch(on=True).get()
    assert erster.is_gueltig
    assert not switch(on=False).get().is_gueltig
    assert switch(on=True).get().pfad == erster.pfad
    assert switch(on=True).get().is_gueltig


def test_the_public_page_leads_to_the_form_only_while_it_is_open(client, konferenz, link):
    seite = "/ort/k/"
    assert link in text(client.get(seite))
    for closed in ({"offene_anmeldung": False}, {"tor_anmeldung": "geschlossen"}, {"abgesagt_am": timezone.now()}):
        before = Konferenz.objects.filter(pk=konferenz.pk).values(*closed).get()
        Konferenz.objects.filter(pk=konferenz.pk).update(**closed)
        assert link not in text(client.get(seite))
        Konferenz.objects.filter(pk=konferenz.pk).update(**before)
    assert link in text(client.get(seite))


def test_a_revoked_link_opens_nothing(client, link):
    Zugang.objects.update(widerrufen_am=timezone.now())
    assert client.get(link).status_code == 404
    assert client.post(link, typed()).status_code == 404


# The public form


def test_a_request_is_kept_holds_no_seat_and_sends_no_mail(client, konferenz, link):
    response = client.post(link, typed(protokoll="on", funktion="Leitung"))
    assert response.url == f"{link}danke/"
    assert "Erst dann haben Sie einen Platz." in text(client.get(response.url))
    row = konferenz.anmeldungen.get()
    assert (row.name, row.status, row.einrichtung_angabe, row.email) == (
        "Kim Öz",
        "angefragt",
        "Elterncafé",
        "kim@example.org",
    )
    assert row.einwilligungen.get().zweck == "protokoll"
    assert konferenz.anmeldungen.dabei().count() == 0
    assert Nachricht.objects.count() == 0
    assert [zeile.personen for zeile in collect_beteiligung(konferenz)] == [0]
    assert Verlauf.objects.get().satz == "Eine Person möchte sich anmelden."


def test_the_same_form_twice_and_the_same_address_twice_are_one_request(client, konferenz, link):
    daten = typed()
    for _ in range(2):
        assert client.post(link, daten).status_code == 302
    response = client.post(link, typed(vorname="Anders", email="KIM@example.org"))
    assert response.url == f"{link}danke/"  # nobody learns whether an address is known
    assert konferenz.anmeldungen.get().vorname == "Kim"


def test_whoever_cancelled_may_ask_again(konferenz):
    make_anfrage(konferenz, email="kim@example.org", status="abgesagt", abgesagt_am=timezone.now())
    request_platz(konferenz, anfrage=KIM)
    assert konferenz.anmeldungen.filter(status="angefragt").count() == 1


@pytest.mark.parametrize(
    ("overrides", "satz"),
    [
        ({"vorname": ""}, "Bitte füllen Sie dieses Feld aus."),
        ({"email": "kim"}, "Das ist keine vollständige E-Mail-Adresse."),
        ({"email": ""}, "Bitte füllen Sie dieses Feld aus."),
        ({"nachname": "x" * 81}, "Das ist zu lang"),
        ({"nachname": "Null\x00"}, "unsichtbares Steuerzeichen"),
        ({"webseite": "https://spam.example"}, "Das ging sehr schnell."),
        ({"geoeffnet": "jetzt"}, "Das ging sehr schnell."),
        ({"geoeffnet": "gefälscht"}, "Das ging sehr schnell."),
        ({"geoeffnet": ""}, "Das ging sehr schnell."),
    ],
)
def test_a_refused_form_says_why_and_keeps_what_was_typed(client, konferenz, link, overrides, satz):
    if overrides.get("geoeffnet") == "jetzt":
        overrides = {"geoeffnet": stamp(0)}
    html = text(client.post(link, typed(**overrides)))
    assert satz in html
    assert 'value="Elterncafé"' in html
    assert konferenz.anmeldungen.count() == 0


@pytest.mark.parametrize("is_quick", [True, False], ids=["typed quickly", "the browser filled the trap"])
def test_a_person_stopped_by_mistake_gets_through_by_sending_again(client, konferenz, link, is_quick):
    response = client.post(link, typed(geoeffnet=stamp(0)) if is_quick else typed(webseite="autofill"))
    form = response.context["form"]
    again = {name: form[name].value() or "" for name in form.fields if name != "protokoll"}
    assert again["webseite"] == ""
    if is_quick:
        opened = signing.loads(again["geoeffnet"], salt=SALT)
        again["geoeffnet"] = signing.dumps(opened - 3, salt=SALT)  # three seconds later
    assert client.post(link, again).status_code == 302
    assert konferenz.anmeldungen.count() == 1


def test_a_whole_hall_behind_one_address_may_ask(client, konferenz, link):
    for n in range(30):
        assert client.post(link, typed(email=f"k{n}@example.org")).status_code == 302
    assert konferenz.anmeldungen.count() == 30


def test_there_is_an_end_to_open_requests(monkeypatch, konferenz):
    monkeypatch.setattr(services, "MOST_OFFEN", 1)
    request_platz(konferenz, anfrage=KIM)
    with pytest.raises(NichtErlaubt, match="keine weiteren Anmeldungen"):
        request_platz(konferenz, anfrage=Anfrage(vorname="A", nachname="B", email="a@example.org"))


def test_a_page_opened_before_it_was_closed_saves_nothing(client, konferenz, link):
    Konferenz.objects.update(tor_anmeldung="geschlossen")
    assert "Die Anmeldung ist geschlossen." in text(client.post(link, typed()))
    assert "Anmeldung senden" not in text(client.get(link))
    assert konferenz.anmeldungen.count() == 0


def test_a_draft_has_no_form(client, konferenz, link):
    Konferenz.objects.update(phase="entwurf")
    assert client.get(link).status_code == 404


def test_a_full_hall_is_said_before(client, konferenz, link):
    Konferenz.objects.update(plaetze=1)
    make_anmeldung(konferenz)
    assert "Der Saal ist voll. Sie können sich auf die Warteliste setzen lassen." in text(client.get(link))


def test_the_form_needs_few_queries(client, link, django_assert_num_queries):
    with django_assert_num_queries(2):
        client.get(link)


def test_other_links_open_no_form_and_thanks_is_only_read(client, konferenz, link):
    for zweck in ("pass", "einladung", "hilfe", "moderation"):
        assert client.get(f"/anmelden/{make_zugang(konferenz, zweck).token}/").status_code == 404
    assert client.post(f"{link}danke/").status_code == 405
    assert client.get(link)["Referrer-Policy"] == "no-referrer"


# The officer


def test_the_officer_sees_requests_and_confirms_with_an_institution(planung, konferenz):
    haus = make_einrichtung(konferenz.veranstalter, name="Elterncafé")
    request_platz(konferenz, anfrage=KIM)
    row = konferenz.anmeldungen.get()
    assert "kim@example.org" in text(planung.get(LISTE))
    assert f'<option value="{haus.pk}" selected' in text(planung.get(f"{LISTE}{row.kennung}/"))
    response = planung.post(f"{LISTE}{row.kennung}/", {"einrichtung": haus.pk}, follow=True)
    assert "Die Person ist angemeldet. Ihr Pass geht an kim@example.org." in text(response)
    row.refresh_from_db()
    assert (row.status, row.einrichtung) == ("angemeldet", haus)
    nachricht = Nachricht.objects.get()
    assert (nachricht.anlass, nachricht.empfaenger) == ("bestaetigung", "kim@example.org")
    assert f"[[zugang:{row.zugang.kennung}]]" in nachricht.text
    assert "hat die Verwaltung eingetragen" not in nachricht.text


def test_a_new_institution_is_entered_along_with_it(planung, konferenz):
    row = make_anfrage(konferenz)
    fehlt = planung.post(f"{LISTE}{row.kennung}/", {"neu": "Elterncafé"})
    assert "Bitte wählen Sie, welche Art von Einrichtung das ist." in text(fehlt)
    planung.post(f"{LISTE}{row.kennung}/", {"neu": "Elterncafé", "neu_art": "sonstige"})
    row.refresh_from_db()
    assert row.einrichtung.name == "Elterncafé"
    assert konferenz.veranstalter.einrichtungen.count() == 1


def test_a_name_that_is_taken_keeps_the_request_open(planung, konferenz):
    make_einrichtung(konferenz.veranstalter, name="Elterncafé")
    row = make_anfrage(konferenz)
    response = planung.post(f"{LISTE}{row.kennung}/", {"neu": "Elterncafé", "neu_art": "sonstige"})
    assert response.status_code == 200
    row.refresh_from_db()
    assert row.status == "angefragt"


def test_in_a_full_hall_a_confirmed_request_waits_behind_those_who_wait(planung, konferenz):
    Konferenz.objects.update(plaetze=1)
    row = make_anfrage(konferenz)
    make_anmeldung(konferenz)
    vorher = make_anmeldung(konferenz, status="warteliste")
    assert "steht auf der Warteliste" in text(planung.post(f"{LISTE}{row.kennung}/", {}, follow=True))
    assert list(konferenz.anmeldungen.warteliste()) == [vorher, row]


def test_the_limit_of_an_institution_counts_for_requests_too(konferenz):
    Konferenz.objects.update(plaetze_je_einrichtung=1)
    haus = make_einrichtung(konferenz.veranstalter)
    rows = [make_anfrage(konferenz) for _ in range(2)]
    assert [confirm_anfrage(row, einrichtung=haus, by=PLANUNG).status for row in rows] == ["angemeldet", "warteliste"]


def test_confirming_twice_sends_one_mail(konferenz):
    row = make_anfrage(konferenz)
    for _ in range(2):
        confirm_anfrage(row, by=PLANUNG)
    assert Nachricht.objects.count() == 1
    with pytest.raises(NichtErlaubt, match="schon bestätigt"):
        decline_anfrage(row, by=PLANUNG)


def test_declining_tells_the_person(planung, konferenz):
    row = make_anfrage(konferenz, vorname="Kim", nachname="Öz")
    adresse = f"{LISTE}{row.kennung}/ablehnen/"
    assert "Möchten Sie die Anfrage von Kim Öz ablehnen?" in text(planung.get(adresse))
    planung.post(adresse)
    row.refresh_from_db()
    assert row.status == "abgesagt"
    assert "Leider können wir Ihnen keinen Platz geben." in Nachricht.objects.get().text
    assert planung.get(adresse).status_code == 404


def test_an_institution_of_the_neighbour_is_not_offered(planung, konferenz):
    fremd = make_einrichtung()
    row = make_anfrage(konferenz)
    response = planung.post(f"{LISTE}{row.kennung}/", {"einrichtung": fremd.pk})
    assert "Diese Einrichtung gibt es hier nicht." in text(response)
    assert Einrichtung.objects.count() == 1


def test_a_request_with_a_sperrvermerk_stands_in_no_list(planung, konferenz):
    row = make_anfrage(konferenz, nachname="Geheimniskraemer", gesperrt=True)
    assert "Geheimniskraemer" not in text(planung.get(LISTE))
    assert planung.get(f"{LISTE}{row.kennung}/").status_code == 404


def test_an_empty_list_says_what_will_stand_here(planung, konferenz):
    assert "Ohne Ihre Bestätigung bekommt niemand einen Platz." in text(planung.get(LISTE))
    Konferenz.objects.update(offene_anmeldung=False)
    assert "Die offene Anmeldung ist ausgeschaltet." in text(planung.get(LISTE))


@pytest.mark.parametrize("zahl", [1, 3])
def test_the_list_needs_seven_queries(planung, konferenz, django_assert_num_queries, zahl):
    for _ in range(zahl):
        make_anfrage(konferenz)
    with django_assert_num_queries(7):
        planung.get(LISTE)


def test_readers_see_the_list_and_answer_nothing(konferenz):
    client = Client()
    client.force_login(make_mitglied(konferenz.veranstalter, Rolle.LESEND).konto)
    row = make_anfrage(konferenz)
    assert client.get(LISTE).status_code == 200
    for rest in ("", "ablehnen/"):
        assert client.get(f"{LISTE}{row.kennung}/{rest}").status_code == 403
        assert client.post(f"{LISTE}{row.kennung}/{rest}").status_code == 403


def test_strangers_and_neighbours_find_nothing(client, konferenz):
    row = make_anfrage(konferenz)
    assert client.get(LISTE).status_code == 302
    client.force_login(make_mitglied(make_veranstalter(slug="fremd")).konto)
    for rest in ("", f"{row.kennung}/", f"{row.kennung}/ablehnen/"):
        assert client.get(LISTE + rest).status_code == 404


def test_the_wrong_method_and_a_person_who_asks_for_nothing(planung, konferenz):
    assert planung.post(LISTE).status_code == 405
    row = make_anmeldung(konferenz)
    assert planung.post(f"{LISTE}{row.kennung}/").status_code == 404


@pytest.mark.parametrize("by", [OEFFENTLICH, make_akteur(Rolle.LESEND), make_akteur(Rolle.HILFE)])
def test_only_who_plans_confirms_and_declines(konferenz, by):
    row = make_anfrage(konferenz)
    for answer in (confirm_anfrage, decline_anfrage):
        with pytest.raises(NichtErlaubt):
            answer(row, by=by)
