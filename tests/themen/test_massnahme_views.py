"""Measures through the four doors and on the desk: shown, written, refused, and no name where none may stand."""

import datetime
import re
import uuid

import pytest
from django.test import Client
from django.utils import timezone

from konferenz.akteur import Rolle
from konferenz.models import Konferenz
from tests.factories import (
    make_befund,
    make_einrichtung,
    make_kleingruppe,
    make_konferenz_heute,
    make_massnahme,
    make_mitglied,
)
from tests.gleichzeitig import all_succeed_at_once
from tests.themen.tueren import DOORS, doors, make_person, seite
from themen.befund_live import render_brett
from themen.models import Befund, Massnahme

SOLL, IDEE = Befund.Art.SOLL, Befund.Art.IDEE
pytestmark = pytest.mark.django_db


def board(gruppe, person):
    return f"{person.zugang.pfad}gruppen/{gruppe.nummer}/"


def data(**more):
    return {"was": "Liste anlegen", "vorgang": uuid.uuid4()} | more


@pytest.mark.parametrize("door", DOORS)
def test_a_measure_is_made_of_an_idee_through_every_door(client, door):
    gruppe = make_kleingruppe()
    soll = make_befund(gruppe, SOLL)
    idee = make_befund(gruppe, IDEE, text="Eine gemeinsame Liste.", bezug=[soll])
    url = doors(gruppe, client)[door]
    person = make_person(gruppe)

    link = f"massnahmen/neu/?idee={idee.kennung}"
    assert f'href="{link}"' in seite(client.get(url))
    form = seite(client.get(url + link))
    assert "Eine gemeinsame Liste.</textarea>" in form
    assert re.search(rf'value="{soll.kennung}"[^>]*checked', form)

    antwort = client.post(
        url + link,
        data(idee=idee.kennung, ziel=[soll.kennung], person=person.kennung, bis="2026-12-31", mit="Horte"),
    )

    row = Massnahme.objects.get()
    assert antwort.status_code == 302
    assert antwort["Location"] == f"{url}#massnahme-{row.kennung}"
    assert (row.was, row.verantwortlich, row.bis, row.mit) == (
        "Liste anlegen",
        person,
        datetime.date(2026, 12, 31),
        "Horte",
    )
    assert set(row.befunde.all()) == {soll, idee}
    text = seite(client.get(url))
    assert f"Maßnahme {gruppe.nummer}.1" in text
    assert "bis 31. Dezember 2026" in text
    assert "Maßnahme daraus machen" not in text


@pytest.mark.parametrize("door", DOORS)
def test_a_measure_can_be_changed_deleted_and_brought_back(client, door):
    gruppe = make_kleingruppe()
    massnahme = make_massnahme(gruppe, was="Alt")
    url = doors(gruppe, client)[door]
    eigene = f"{url}massnahmen/{massnahme.kennung}/"

    assert "Noch ohne Verantwortliche und ohne Datum: steht im Themenspeicher" in seite(client.get(eigene))
    antwort = client.post(eigene, {"was": "Neu", "fassung": 1}, follow=True)
    assert "ist gespeichert. Noch ohne Verantwortliche und ohne Datum: steht im Themenspeicher." in seite(antwort)
    assert Massnahme.objects.get().was == "Neu"
    assert client.get(eigene + "loeschen/").status_code == 405
    assert client.get(eigene + "wiederherstellen/").status_code == 405

    geloescht = seite(client.post(eigene + "loeschen/", follow=True))
    assert f"Maßnahme {gruppe.nummer}.1 ist gelöscht." in geloescht
    assert "Noch keine Maßnahme" in seite(client.get(url))
    assert client.post(eigene + "wiederherstellen/")["Location"] == f"{url}#massnahme-{massnahme.kennung}"
    assert "Neu" in seite(client.get(url))


def test_a_form_sent_twice_makes_one_measure(client):
    gruppe = make_kleingruppe()
    url = board(gruppe, make_person(gruppe)) + "massnahmen/neu/"
    same = data()
    assert [client.post(url, same).status_code for _ in range(2)] == [302, 302]
    assert gruppe.massnahmen.count() == 1


def test_a_participant_is_offered_the_own_group_and_the_moderation_everybody(client):
    gruppe = make_kleingruppe()
    andere = make_kleingruppe(gruppe.konferenz)
    ich = make_person(gruppe, nachname="Selbstname")
    make_person(gruppe, nachname="Nachbarin")
    make_person(andere, nachname="Fernhausen")
    make_person(gruppe, nachname="Geheimfrau", gesperrt=True)

    meins = seite(client.get(board(gruppe, ich) + "massnahmen/neu/"))
    assert "Nachbarin" in meins
    assert ">Ich selbst</option>" in meins
    assert "Fernhausen" not in meins
    moderation = seite(client.get(doors(gruppe, client)["moderation"] + "massnahmen/neu/"))
    assert moderation.index("Nachbarin") < moderation.index("Fernhausen")
    assert "Geheimfrau" not in meins + moderation


def test_whoever_has_a_sperrvermerk_is_not_offered_to_themself(client):
    gruppe = make_kleingruppe()
    ich = make_person(gruppe, gesperrt=True)
    assert "Ich selbst" not in seite(client.get(board(gruppe, ich) + "massnahmen/neu/"))


def test_no_name_stands_on_the_board_nor_in_what_a_stranger_of_the_group_reads(client):
    gruppe = make_kleingruppe()
    kita = make_einrichtung(gruppe.konferenz.veranstalter, name="Kita Kiefernweg")
    person = make_person(gruppe, nachname="Unverwechselbar", einrichtung=kita)
    massnahme = make_massnahme(gruppe, verantwortlich=person, einrichtung=kita, bis=datetime.date(2026, 12, 31))
    fremd = make_person(make_kleingruppe(gruppe.konferenz))
    eigene = f"massnahmen/{massnahme.kennung}/"

    brett = render_brett(gruppe.pk)
    texte = [brett, *(seite(client.get(board(gruppe, fremd) + rest)) for rest in ("", eigene))]
    assert all("Kita Kiefernweg" in text and "Unverwechselbar" not in text for text in texte)
    assert "<form" not in brett
    assert "Sie sind nicht in dieser Gruppe." in texte[2]
    assert client.post(board(gruppe, fremd) + eigene, {"was": "Fremd", "fassung": 1}).status_code == 403
    assert client.get(board(gruppe, fremd) + "massnahmen/neu/").status_code == 403
    assert client.post(board(gruppe, fremd) + "massnahmen/neu/", data()).status_code == 403
    assert Massnahme.objects.get().was == massnahme.was


def test_a_hidden_person_stays_when_a_participant_changes_the_text(client):
    gruppe = make_kleingruppe()
    fremd = make_person(make_kleingruppe(gruppe.konferenz), nachname="Fernhausen")
    ich = make_person(gruppe)
    massnahme = make_massnahme(gruppe, verantwortlich=fremd)
    url = f"{board(gruppe, ich)}massnahmen/{massnahme.kennung}/"

    text = seite(client.get(url))
    assert '<option value="bleibt" selected>bleibt wie eingetragen</option>' in text
    assert "Fernhausen" not in text
    client.post(url, {"was": "Neuer Text", "person": "bleibt", "fassung": 1})
    row = Massnahme.objects.get()
    assert (row.was, row.verantwortlich) == ("Neuer Text", fremd)


def test_two_editors_see_both_versions_without_a_name_that_is_not_for_them(client):
    gruppe = make_kleingruppe()
    fremd = make_person(make_kleingruppe(gruppe.konferenz), nachname="Fernhausen")
    ich = make_person(gruppe)
    massnahme = make_massnahme(gruppe, was="Alt")
    Massnahme.objects.update(was="Von anderen", verantwortlich=fremd, fassung=2)
    url = f"{board(gruppe, ich)}massnahmen/{massnahme.kennung}/"

    antwort = client.post(url, {"was": "Von mir", "person": ich.kennung, "fassung": 1})

    text = seite(antwort)
    assert antwort.status_code == 409
    assert "Von anderen" in text
    assert "Von mir</textarea>" in text
    assert "<blockquote>eine Person, die dabei war</blockquote>" in text
    assert "Fernhausen" not in text
    assert client.post(url, {"was": "Von mir", "person": ich.kennung, "fassung": 2}).status_code == 302


def test_whoever_writes_in_a_deleted_measure_is_told_and_can_bring_it_back(client):
    gruppe = make_kleingruppe()
    massnahme = make_massnahme(gruppe, was="Alt")
    soll = make_befund(gruppe, SOLL)
    url = f"{board(gruppe, make_person(gruppe))}massnahmen/{massnahme.kennung}/"
    client.post(url + "loeschen/")

    antwort = client.post(url, {"was": "Von mir", "ziel": [soll.kennung], "fassung": 1})

    text = seite(antwort)
    assert antwort.status_code == 409
    assert "<blockquote>gelöscht</blockquote>" in text
    assert "<blockquote>Soll 1</blockquote>" in text
    assert "Bitte prüfen Sie" not in text
    assert client.post(url, {"was": "Von mir", "fassung": 2}).status_code == 302
    row = Massnahme.objects.get()
    assert (row.was, row.geloescht_am) == ("Von mir", None)


def test_what_was_typed_stays_when_something_is_wrong(client):
    gruppe = make_kleingruppe()
    url = board(gruppe, make_person(gruppe)) + "massnahmen/neu/"
    antwort = client.post(url, data(ab="2026-12-31", bis="2026-01-01", merkmal="Alle kennen sie."))
    text = seite(antwort)
    assert antwort.status_code == 422
    assert "„Bis“ liegt vor „ab“. Bitte prüfen Sie die beiden Tage." in text
    assert 'value="Alle kennen sie."' in text
    assert "Bitte schreiben Sie, was getan wird." in seite(client.post(url, data(was=" ")))
    assert gruppe.massnahmen.count() == 0


def test_where_a_point_was_passed_on_is_asked_until_it_is_agreed_and_stays_in_the_row(client):
    gruppe = make_kleingruppe()
    person = make_person(gruppe)
    url = board(gruppe, person) + "massnahmen/"
    assert "An wen weitergegeben?" in seite(client.get(f"{url}neu/"))
    client.post(f"{url}neu/", data(verbleib="Jugendamt"))
    row = Massnahme.objects.get()
    eigene = f"{url}{row.kennung}/"
    assert row.verbleib == "Jugendamt"
    assert 'value="Jugendamt"' in seite(client.get(eigene))
    fremd = make_person(make_kleingruppe(gruppe.konferenz))
    lesen = f"{board(gruppe, fremd)}massnahmen/{row.kennung}/"
    assert "<dt>Weitergegeben an</dt>" in seite(client.get(lesen))

    vereinbart = {"was": row.was, "person": person.kennung, "bis": "2026-12-31"}
    client.post(eigene, vereinbart | {"verbleib": "Jugendamt", "fassung": 1})
    assert "An wen weitergegeben?" not in seite(client.get(eigene))
    assert "Jugendamt" not in seite(client.get(lesen))
    client.post(eigene, vereinbart | {"bis": "", "fassung": 2})
    assert Massnahme.objects.get().verbleib == "Jugendamt"
    assert "An wen weitergegeben?" in seite(client.get(eigene))


def test_what_was_typed_about_a_point_agreed_meanwhile_is_shown_once_more(client):
    gruppe = make_kleingruppe()
    person = make_person(gruppe)
    row = make_massnahme(gruppe, verbleib="Jugendamt", fassung=1)
    url = f"{board(gruppe, person)}massnahmen/{row.kennung}/"
    vereinbart = {"verantwortlich": person, "bis": datetime.date(2026, 12, 31), "fassung": 2}
    Massnahme.objects.filter(pk=row.pk).update(**vereinbart)
    angaben = {"was": row.was, "person": person.kennung, "bis": "2026-12-31", "fassung": 1}
    antwort = client.post(url, angaben | {"verbleib": "Geht an den Kreis", "mit": "Hort Nord"})
    assert antwort.status_code == 409
    assert "<blockquote>Geht an den Kreis</blockquote>" in seite(antwort)
    assert "<blockquote>Jugendamt</blockquote>" in seite(antwort)
    gleich = client.post(url, angaben | {"verbleib": "Jugendamt", "mit": "Hort Nord"})
    assert (gleich.status_code, "An wen weitergegeben?" in seite(gleich)) == (409, False)


def test_no_page_tells_the_institution_of_a_person_with_a_sperrvermerk(client):
    gruppe = make_kleingruppe()
    haus = make_einrichtung(gruppe.konferenz.veranstalter, name="Frauenhaus Rosengarten")
    person = make_person(gruppe, nachname="Geheimfrau", einrichtung=haus, gesperrt=True)
    row = make_massnahme(gruppe, verantwortlich=person, einrichtung=haus, bis=datetime.date(2026, 12, 31))
    fremd = make_person(make_kleingruppe(gruppe.konferenz))
    eigene = f"massnahmen/{row.kennung}/"
    texte = [seite(client.get(board(gruppe, fremd) + rest)) for rest in ("", eigene)]
    desk = desk_of(gruppe.konferenz, client)
    texte += [seite(client.get(desk + rest)) for rest in ("", f"{row.kennung}/")]
    for text in texte:
        assert "eine Person, die dabei war" in text
        assert "Rosengarten" not in text
        assert "Geheimfrau" not in text


def test_strangers_get_nothing(client):
    gruppe = make_kleingruppe()
    massnahme = make_massnahme(gruppe)
    fremd = make_person(make_kleingruppe())
    assert client.get(f"{fremd.zugang.pfad}gruppen/{gruppe.nummer}/massnahmen/{massnahme.kennung}/").status_code == 404
    konferenz = gruppe.konferenz
    desk = f"/verwaltung/{konferenz.veranstalter.slug}/{konferenz.slug}/massnahmen/"
    client.force_login(make_mitglied().konto)
    for url in (desk, f"{desk}{massnahme.kennung}/"):
        assert client.get(url).status_code == 404
    idee = make_befund(make_kleingruppe(konferenz), IDEE)
    url = board(gruppe, make_person(gruppe))
    assert client.get(f"{url}massnahmen/neu/?idee={idee.kennung}").status_code == 404
    assert client.delete(f"{url}massnahmen/neu/").status_code == 405


@pytest.mark.parametrize("zahl", [1, 3])
@pytest.mark.parametrize(("door", "budget"), [("teilnahme", 8), ("moderation", 6), ("planung", 8)])
def test_the_form_costs_the_same_for_any_number_of_people_and_cards(
    client, django_assert_num_queries, zahl, door, budget
):
    gruppe = make_kleingruppe()
    url = doors(gruppe, client)[door]
    for _n in range(zahl):
        make_person(gruppe, einrichtung=make_einrichtung(gruppe.konferenz.veranstalter))
        make_befund(gruppe, SOLL)
    with django_assert_num_queries(budget):
        client.get(f"{url}massnahmen/neu/")


def desk_of(konferenz, client, rolle=Rolle.PLANUNG, phase=Konferenz.Phase.NACHBEREITUNG):
    konferenz.phase = phase
    konferenz.save()
    client.force_login(make_mitglied(konferenz.veranstalter, rolle).konto)
    return f"/verwaltung/{konferenz.veranstalter.slug}/{konferenz.slug}/massnahmen/"


@pytest.mark.parametrize("zahl", [1, 3])
def test_the_list_costs_eight_queries_at_most(client, django_assert_num_queries, zahl):
    konferenz = make_konferenz_heute()
    for _n in range(zahl):
        gruppe = make_kleingruppe(konferenz)
        soll = make_befund(gruppe, SOLL)
        kita = make_einrichtung(konferenz.veranstalter)
        person = make_person(gruppe, einrichtung=kita)
        make_massnahme(gruppe, verantwortlich=person, einrichtung=kita, befunde=[soll])
    url = desk_of(konferenz, client)
    with django_assert_num_queries(8):
        client.get(url)


def test_the_desk_shows_all_filters_and_hides_a_sperrvermerk(client):
    gruppe = make_kleingruppe()
    andere = make_kleingruppe(gruppe.konferenz)
    kita = make_einrichtung(gruppe.konferenz.veranstalter, name="Kita Kiefernweg")
    person = make_person(gruppe, vorname="Ada", nachname="Lang", einrichtung=kita)
    geheim = make_person(gruppe, nachname="Geheimfrau", einrichtung=kita, gesperrt=True)
    gestern = timezone.localdate() - datetime.timedelta(days=1)
    make_massnahme(gruppe, was="Fällig", verantwortlich=person, einrichtung=kita, bis=gestern)
    make_massnahme(gruppe, was="Verdeckt", verantwortlich=geheim, einrichtung=kita, bis=gestern, status="erledigt")
    make_massnahme(andere, was="Speicher")
    url = desk_of(gruppe.konferenz, client)

    text = seite(client.get(url))
    assert "1 von 2 Maßnahmen sind erledigt. 1 ist überfällig. 1 Punkt steht im Themenspeicher." in text
    assert "Ada Lang, Kita Kiefernweg" in text
    assert "Geheimfrau" not in text
    assert '<title id="fortschritt-titel">erledigt: 1, in Arbeit: 0, offen: 1, nicht umsetzbar: 0</title>' in text
    assert f'href="{url}" aria-current="page"' in text

    def shown(frage):
        seite_ = seite(client.get(url + frage))
        return [was for was in ("Fällig", "Verdeckt", "Speicher") if f" {was}</a>" in seite_]

    assert shown("?stand=erledigt") == ["Verdeckt"]
    assert shown("?stand=ueberfaellig") == ["Fällig"]
    assert shown("?stand=ohne_wer") == ["Speicher"]
    assert shown("?stand=speicher") == ["Speicher"]
    assert shown(f"?gruppe={gruppe.nummer}") == ["Fällig", "Verdeckt"]
    assert shown("?gruppe=quatsch&stand=quatsch") == ["Fällig", "Verdeckt", "Speicher"]


def test_an_empty_list_says_where_measures_come_from(client):
    url = desk_of(make_konferenz_heute(), client)
    assert "Die Gruppen schreiben ihre Maßnahmen auf ihrem Brett" in seite(client.get(url))


def test_the_small_form_of_the_list_sets_the_state_and_asks_for_a_reason(client):
    massnahme = make_massnahme()
    url = desk_of(massnahme.konferenz, client)
    eine = f"{url}{massnahme.kennung}/"

    antwort = client.post(eine, {"status": "in_arbeit", "grund": "", "fassung": 1})
    assert antwort["Location"] == f"{url}#massnahme-{massnahme.kennung}"
    ohne = client.post(eine, {"status": "nicht_umsetzbar", "grund": "", "fassung": 2})
    assert ohne.status_code == 422
    assert "Bitte schreiben Sie in einem Satz, warum das nicht umsetzbar ist." in seite(ohne)
    client.post(eine, {"status": "nicht_umsetzbar", "grund": "Kein Geld.", "fassung": 2})
    row = Massnahme.objects.get()
    assert (row.status, row.grund) == ("nicht_umsetzbar", "Kein Geld.")
    veraltet = client.post(eine, {"status": "erledigt", "grund": "", "fassung": 2})
    assert veraltet.status_code == 409
    assert "Kein Geld." in seite(veraltet)


@pytest.mark.parametrize(
    ("rolle", "phase"),
    [
        (Rolle.LESEND, Konferenz.Phase.NACHBEREITUNG),
        (Rolle.PLANUNG, Konferenz.Phase.DURCHFUEHRUNG),
        (Rolle.LEITUNG, Konferenz.Phase.ARCHIVIERT),
    ],
)
def test_who_may_not_follow_up_reads_only(client, rolle, phase):
    massnahme = make_massnahme()
    url = desk_of(massnahme.konferenz, client, rolle, phase)
    for page in (url, f"{url}{massnahme.kennung}/"):
        assert "Stand speichern" not in seite(client.get(page))
    assert client.post(f"{url}{massnahme.kennung}/", {"status": "erledigt", "fassung": 1}).status_code == 403
    assert client.post(url).status_code in (403, 405)


@pytest.mark.django_db(transaction=True)
def test_fifteen_people_write_measures_at_once_and_nothing_is_lost():
    gruppe = make_kleingruppe()
    urls = [board(gruppe, make_person(gruppe)) + "massnahmen/neu/" for _ in range(15)]
    works = [
        lambda url=url, row=row: Client().post(url, row).status_code
        for n, url in enumerate(urls)
        for row in [data(was=f"Von {n}")] * 2
    ]
    assert all_succeed_at_once(works) == [302] * 30
    assert sorted(gruppe.massnahmen.values_list("was", flat=True)) == sorted(f"Von {n}" for n in range(15))
    assert sorted(gruppe.massnahmen.values_list("nummer", flat=True)) == list(range(1, 16))


@pytest.mark.django_db(transaction=True)
def test_without_its_key_a_measure_sent_twice_stands_there_twice():
    """The negative control: it is the key that makes it count once."""
    gruppe = make_kleingruppe()
    url = board(gruppe, make_person(gruppe)) + "massnahmen/neu/"
    assert all_succeed_at_once([lambda: Client().post(url, {"was": "Zweimal"}).status_code] * 2) == [302, 302]
    assert gruppe.massnahmen.count() == 2
