"""The board through its four addresses: what is shown, what is written, what is kept when it cannot be."""

import uuid

import pytest
from django.test import Client

from konferenz.akteur import Rolle
from konferenz.models import Konferenz, Zugang
from tests.factories import (
    make_anmeldung,
    make_befund,
    make_einrichtung,
    make_kleingruppe,
    make_konferenz,
    make_konferenz_heute,
    make_mitglied,
    make_programmpunkt,
    make_zugang,
)
from tests.themen.tueren import DOORS, doors, seite
from themen.models import Befund, Zuordnung

IST, SOLL, IDEE = Befund.Art.IST, Befund.Art.SOLL, Befund.Art.IDEE
pytestmark = pytest.mark.django_db


def make_person(gruppe, **overrides):
    """A participant who sits in the group."""
    anmeldung = make_anmeldung(gruppe.konferenz, **overrides)
    Zuordnung.objects.create(konferenz=gruppe.konferenz, anmeldung=anmeldung, kleingruppe=gruppe, durch=Rolle.TEILNAHME)
    return anmeldung


def pass_url(anmeldung, gruppe, rest=""):
    return f"{anmeldung.zugang.pfad}gruppen/{gruppe.nummer}/{rest}"


@pytest.mark.parametrize("door", DOORS)
def test_the_same_board_stands_behind_all_four_doors(client, door):
    gruppe = make_kleingruppe(titel="Sport & Freizeit", raum="Tisch 4", wegweiser="Bürgersaal")
    ist = make_befund(gruppe, text="Viele erfahren nur zufällig davon.")
    soll = make_befund(gruppe, SOLL, bezug=[ist])
    make_befund(gruppe, IST)
    url = doors(gruppe, client, make_person(gruppe))[door]

    response = client.get(url)

    text = seite(response)
    assert response.status_code == 200
    assert "Sport & Freizeit" in text
    assert "Tisch 4 · Bürgersaal" in text
    assert "Viele erfahren nur zufällig davon." in text
    assert f'<a class="nw-bezug" href="#karte-{soll.kennung}">Soll 1</a>' in text
    assert f'<a class="nw-bezug" href="#karte-{ist.kennung}">Ist 1</a>' in text
    assert "1 Ist ohne Soll" in text
    assert "1 Soll ohne Idee" in text
    assert f"?karte={ist.kennung}#id_text" in text


@pytest.mark.parametrize("door", DOORS)
def test_a_card_can_be_written_through_every_door(client, door):
    gruppe = make_kleingruppe()
    ist = make_befund(gruppe)
    url = doors(gruppe, client, make_person(gruppe))[door]

    form = seite(client.get(f"{url}?neu=soll&zu={ist.kennung}"))
    assert "Bitte keine einzelnen Kinder oder Familien beschreiben." in form
    assert f'value="{ist.kennung}"' in form
    assert "checked" in form

    response = client.post(
        f"{url}?neu=soll&zu={ist.kennung}",
        {"text": "Alles an einer Stelle.", "bezug": [ist.kennung], "vorgang": uuid.uuid4()},
    )
    soll = gruppe.befunde.get(art=SOLL)
    assert response.status_code == 302
    assert response["Location"] == f"{url}#karte-{soll.kennung}"
    assert (soll.text, list(soll.bezug.all())) == ("Alles an einer Stelle.", [ist])


def test_the_card_of_a_participant_carries_the_institution_and_never_the_name(client):
    gruppe = make_kleingruppe()
    kita = make_einrichtung(gruppe.konferenz.veranstalter, name="Kita Kiefernweg")
    person = make_person(gruppe, einrichtung=kita, nachname="Unverwechselbar")
    other = make_person(gruppe)

    client.post(f"{pass_url(person, gruppe)}?neu=ist", {"text": "So ist es."})

    befund = gruppe.befunde.get()
    assert (befund.einrichtung, befund.erfasst_von) == (kita, person)
    text = seite(client.get(pass_url(other, gruppe)))
    assert "Kita Kiefernweg" in text
    assert "Unverwechselbar" not in text


def test_moderation_names_an_institution_of_this_conference_only(client):
    gruppe = make_kleingruppe()
    here = make_einrichtung(gruppe.konferenz.veranstalter, name="Hier dabei")
    elsewhere = make_einrichtung(gruppe.konferenz.veranstalter, name="Nicht dabei")
    make_person(gruppe, einrichtung=here)
    url = doors(gruppe, client, make_person(gruppe))["moderation"] + "?neu=ist"

    text = seite(client.get(url))
    assert "Hier dabei" in text
    assert "Nicht dabei" not in text

    assert client.post(url, {"text": "Eins.", "einrichtung": elsewhere.pk}).status_code == 200
    client.post(url, {"text": "Zwei.", "einrichtung": here.pk})
    assert [(b.text, b.einrichtung) for b in gruppe.befunde.all()] == [("Zwei.", here)]


def test_a_form_sent_twice_makes_one_card(client):
    gruppe = make_kleingruppe()
    url = f"{pass_url(make_person(gruppe), gruppe)}?neu=ist"
    data = {"text": "Ein Satz.", "vorgang": uuid.uuid4()}

    answers = [client.post(url, data) for _ in range(2)]

    assert [a.status_code for a in answers] == [302, 302]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert gruppe.befunde.count() == 1


@pytest.mark.parametrize(
    ("text", "satz"),
    [
        ("", "Die Karte ist noch leer. Bitte schreiben Sie einen Satz."),
        ("Ein\x00Satz", "Hier steht ein unsichtbares Steuerzeichen. Bitte tippen Sie den Text neu."),
        ("ä" * 601, "Das sind 601 Zeichen. Auf eine Karte passen 600. Bitte kürzen Sie den Text."),
    ],
)
def test_what_cannot_stand_on_a_card_gets_one_sentence_and_stays_in_the_field(client, text, satz):
    gruppe = make_kleingruppe()
    response = client.post(f"{pass_url(make_person(gruppe), gruppe)}?neu=ist", {"text": text})

    assert response.status_code == 200
    assert response.context["form"].errors == {"text": [satz]}
    assert satz in seite(response)
    assert text in seite(response)
    assert not gruppe.befunde.exists()


def test_html_and_other_writing_directions_are_shown_as_they_were_typed(client):
    gruppe = make_kleingruppe()
    url = pass_url(make_person(gruppe), gruppe)
    for text in ('<script>alert("x")</script>', "\u202eumgedreht 🛝", "مرحبا"):
        client.post(f"{url}?neu=ist", {"text": text})

    content = client.get(url).content.decode()

    assert "<script>alert" not in content
    assert "&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;" in content
    assert '<p class="nw-karte__text" dir="auto">\u202eumgedreht 🛝</p>' in content


def test_a_gate_that_closes_while_one_writes_loses_no_text(client):
    gruppe = make_kleingruppe()
    url = f"{pass_url(make_person(gruppe), gruppe)}?neu=ist"
    Konferenz.objects.update(tor_karten="geschlossen")

    response = client.post(url, {"text": "Lange überlegt."})

    assert response.status_code == 403
    assert "Karten lassen sich gerade nicht schreiben. Lesen können Sie alles." in seite(response)
    assert "Lange überlegt.</textarea>" in seite(response)
    assert not gruppe.befunde.exists()


def test_who_is_in_another_group_reads_and_writes_nothing(client):
    gruppe = make_kleingruppe()
    befund = make_befund(gruppe, text="Zu lesen.")
    stranger = make_person(make_kleingruppe(gruppe.konferenz))
    url = pass_url(stranger, gruppe)

    text = seite(client.get(url))
    assert "Zu lesen." in text
    assert "Sie sind nicht in dieser Gruppe. Lesen können Sie alles." in text
    assert "hinzufügen" not in text
    assert "Ändern" not in text
    assert "<textarea" not in seite(client.get(f"{url}?neu=ist")) + seite(client.get(f"{url}?karte={befund.kennung}"))

    assert client.post(f"{url}?neu=ist", {"text": "Von außen."}).status_code == 403
    assert client.post(f"{url}?karte={befund.kennung}", {"text": "Von außen.", "fassung": 1}).status_code == 403
    for rest in ("loeschen/", "wiederherstellen/", "verlauf/"):
        assert client.post(f"{url}karten/{befund.kennung}/{rest}").status_code == 403
    assert client.get(f"{url}karten/{befund.kennung}/verlauf/").status_code == 403
    assert list(gruppe.befunde.values_list("text", "geloescht_am")) == [("Zu lesen.", None)]


def test_the_other_text_is_shown_beside_the_own_when_two_change_one_card(client):
    gruppe = make_kleingruppe()
    befund = make_befund(gruppe, SOLL, text="Eine Halle ist offen.")
    url = f"{pass_url(make_person(gruppe), gruppe)}?karte={befund.kennung}"
    client.post(url, {"text": "An zwei Nachmittagen ist eine Halle offen.", "fassung": 1})

    response = client.post(url, {"text": "An drei Nachmittagen ist eine Halle offen, <b>immer</b>.", "fassung": 1})

    text = seite(response)
    assert response.status_code == 409
    assert "Soll 1: zwei Stände" in text
    assert '<del class="nw-anders">zwei</del>' in text
    assert '<ins class="nw-anders">drei</ins>' in text
    assert b"<b>immer" not in response.content
    assert 'name="fassung" value="2"' in text
    assert Befund.objects.get().text == "An zwei Nachmittagen ist eine Halle offen."

    response = client.post(url, {"text": "An zwei oder drei Nachmittagen.", "fassung": 2})
    assert response.status_code == 302
    assert Befund.objects.get().text == "An zwei oder drei Nachmittagen."


def test_a_card_deleted_while_one_writes_can_be_brought_back_with_the_own_text(client):
    gruppe = make_kleingruppe()
    befund = make_befund(gruppe, text="Alt.")
    url = pass_url(make_person(gruppe), gruppe)
    client.post(f"{url}karten/{befund.kennung}/loeschen/")

    response = client.post(f"{url}?karte={befund.kennung}", {"text": "Neu.", "fassung": 1})
    assert response.status_code == 409
    assert "wurde diese Karte gelöscht" in seite(response)

    client.post(f"{url}?karte={befund.kennung}", {"text": "Neu.", "fassung": 2})
    assert list(gruppe.befunde.vorhanden().values_list("text", flat=True)) == ["Neu."]


def test_a_deleted_card_leaves_the_board_and_comes_back(client):
    gruppe = make_kleingruppe()
    befund = make_befund(gruppe, text="Weg und wieder da.")
    url = pass_url(make_person(gruppe), gruppe)

    response = client.post(f"{url}karten/{befund.kennung}/loeschen/", follow=True)
    assert "Ist 1 ist gelöscht." in seite(response)
    assert "Rückgängig machen" in seite(response)
    assert f'id="karte-{befund.kennung}"' not in seite(response)

    response = client.post(f"{url}karten/{befund.kennung}/wiederherstellen/", follow=True)
    assert f'id="karte-{befund.kennung}"' in seite(response)


def test_changing_saves_links_and_moves_without_losing_the_text(client):
    gruppe = make_kleingruppe()
    one, two = make_befund(gruppe), make_befund(gruppe)
    first, second = make_befund(gruppe, SOLL, bezug=[one]), make_befund(gruppe, SOLL)
    url = f"{pass_url(make_person(gruppe), gruppe)}?karte={second.kennung}"
    assert "Soll 2 ändern" in seite(client.get(url))

    data = {"text": "Mit Bezug.", "bezug": [one.kennung, two.kennung], "fassung": 1, "dann": "hoch"}
    response = client.post(url, data)

    second.refresh_from_db()
    assert response["Location"] == f"{url}#karte-{second.kennung}"
    assert (second.text, set(second.bezug.all())) == ("Mit Bezug.", {one, two})
    assert list(gruppe.befunde.filter(art=SOLL).order_by("position")) == [second, first]


def test_an_earlier_text_can_be_made_current_again(client):
    gruppe = make_kleingruppe()
    befund = make_befund(gruppe, text="Der erste Text.")
    url = pass_url(make_person(gruppe), gruppe)
    client.post(f"{url}?karte={befund.kennung}", {"text": "Der zweite Text.", "fassung": 1})

    verlauf = f"{url}karten/{befund.kennung}/verlauf/"
    text = seite(client.get(verlauf))
    assert "Der erste Text." in text
    assert "Der zweite Text." in text

    assert client.post(verlauf, {"alt": 1, "fassung": 1}).status_code == 302  # seen before the last change
    assert Befund.objects.get().text == "Der zweite Text."
    client.post(verlauf, {"alt": 1, "fassung": 2})
    assert Befund.objects.get().text == "Der erste Text."
    assert [client.post(verlauf, {"alt": alt}).status_code for alt in ("9", "x", "")] == [404, 404, 404]


def test_writing_into_a_merged_group_reaches_the_group_it_went_into(client):
    gruppe = make_kleingruppe()
    ziel = make_kleingruppe(gruppe.konferenz)
    person = make_person(ziel)
    gruppe.aufgeloest_am, gruppe.aufgegangen_in = gruppe.konferenz.angelegt_am, ziel
    gruppe.save()

    response = client.get(pass_url(person, gruppe))
    assert (response.status_code, response["Location"]) == (302, pass_url(person, ziel))
    client.post(f"{pass_url(person, gruppe)}?neu=ist", {"text": "Noch geschrieben."})
    assert [b.text for b in ziel.befunde.all()] == ["Noch geschrieben."]


def test_readers_of_the_administration_read_and_may_not_write(client):
    gruppe = make_kleingruppe()
    befund = make_befund(gruppe)
    url = doors(gruppe, client, make_person(gruppe))["planung"]
    client.force_login(make_mitglied(gruppe.konferenz.veranstalter, Rolle.LESEND).konto)

    assert "hinzufügen" not in seite(client.get(url))
    assert client.get(f"{url}karten/{befund.kennung}/verlauf/").status_code == 200
    assert client.post(f"{url}?neu=ist", {"text": "Nein."}).status_code == 403
    assert client.post(f"{url}karten/{befund.kennung}/loeschen/").status_code == 403


def test_strangers_find_nothing(client):
    gruppe = make_kleingruppe()
    befund = make_befund(gruppe)
    foreign = make_kleingruppe()
    url = doors(gruppe, client, make_person(gruppe))["planung"]
    urls = [
        f"/mein/{'a' * 26}/gruppen/1/",
        make_zugang(gruppe.konferenz, Zugang.Zweck.MODERATION).pfad.replace("moderation", "mein") + "gruppen/1/",
        make_zugang(gruppe.konferenz, Zugang.Zweck.HILFE).pfad.replace("hilfe-vor-ort", "moderation") + "gruppen/1/",
        pass_url(make_person(foreign), foreign, f"karten/{befund.kennung}/verlauf/"),
        pass_url(make_person(foreign), foreign) + f"?karte={befund.kennung}",
        pass_url(make_person(gruppe), gruppe).replace("/gruppen/1/", "/gruppen/77/"),
        pass_url(make_person(gruppe), gruppe).replace("/gruppen/1/", "/gruppen/99999999999999999999/"),
    ]
    assert [client.get(u).status_code for u in urls] == [404] * len(urls)

    client.force_login(make_mitglied(foreign.konferenz.veranstalter).konto)
    assert client.get(url).status_code == 404
    assert client.post(f"{url}?neu=ist", {"text": "Fremd."}).status_code == 404
    assert "/konto/" in Client().get(url)["Location"]
    assert gruppe.befunde.count() == 1


def test_a_draft_is_not_shown_to_its_participants(client):
    gruppe = make_kleingruppe(make_konferenz(phase="entwurf"))
    assert client.get(pass_url(make_person(gruppe), gruppe)).status_code == 404


def test_reading_changes_nothing_and_wrong_methods_are_refused(client):
    gruppe = make_kleingruppe()
    befund = make_befund(gruppe)
    url = pass_url(make_person(gruppe), gruppe)
    for rest in ("loeschen/", "wiederherstellen/"):
        assert client.get(f"{url}karten/{befund.kennung}/{rest}").status_code == 405
    assert client.post(f"{url}stand/").status_code == 405
    assert client.delete(url).status_code == 405
    assert client.post(url, {"text": "Ohne Art."}).status_code == 404
    assert client.post(f"{url}?neu=mist", {"text": "Falsche Art."}).status_code == 404
    assert gruppe.befunde.vorhanden().count() == 1


@pytest.mark.parametrize("karten", [1, 3, 20])
@pytest.mark.parametrize(("door", "budget"), [("teilnahme", 10), ("moderation", 10), ("hilfe", 10), ("planung", 12)])
def test_the_board_takes_the_same_few_queries_whatever_its_size(
    client, django_assert_num_queries, karten, door, budget
):
    gruppe = make_kleingruppe(make_konferenz_heute(tor_karten="automatisch"))
    make_programmpunkt(gruppe.konferenz, art="gruppenarbeit", begonnen_am=gruppe.konferenz.angelegt_am)
    einrichtung = make_einrichtung(gruppe.konferenz.veranstalter)
    for _ in range(karten):
        ist = make_befund(gruppe, einrichtung=einrichtung)
        soll = make_befund(gruppe, SOLL, bezug=[ist], einrichtung=einrichtung)
        make_befund(gruppe, IDEE, bezug=[soll])
    url = doors(gruppe, client, make_person(gruppe))[door]

    with django_assert_num_queries(budget):
        response = client.get(url)
    assert seite(response).count('id="karte-') == 3 * karten


def test_an_open_form_costs_one_query_more_at_most(client, django_assert_num_queries):
    gruppe = make_kleingruppe()
    url = doors(gruppe, client, make_person(gruppe))["planung"]
    with django_assert_num_queries(13):
        client.get(f"{url}?neu=ist")


@pytest.mark.parametrize("door", DOORS)
def test_the_shared_fragment_holds_no_form_and_no_link_of_its_own(client, door):
    gruppe = make_kleingruppe()
    make_befund(gruppe)
    url = doors(gruppe, client, make_person(gruppe))[door]

    content = client.get(f"{url}stand/").content.decode()

    assert 'data-teil="karten-ist"' in content
    assert "?karte=" in content
    for forbidden in ("<form", "csrf", "/mein/", "/moderation/", "/hilfe-vor-ort/", "/verwaltung/"):
        assert forbidden not in content


def test_a_form_from_a_page_without_referrer_is_taken_with_its_key_only():
    gruppe = make_kleingruppe()
    url = f"{pass_url(make_person(gruppe), gruppe)}?neu=ist"
    browser = Client(enforce_csrf_checks=True, headers={"origin": "null"})
    browser.get(url)
    key = browser.cookies["csrftoken"].value

    assert browser.post(url, {"text": "Ohne Schlüssel."}).status_code == 403
    assert browser.post(url, {"text": "Mit Schlüssel.", "csrfmiddlewaretoken": key}).status_code == 302
    assert [b.text for b in gruppe.befunde.all()] == ["Mit Schlüssel."]
