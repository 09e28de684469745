"""Dots: who may stick how many on what, the gallery behind the pass and for helpers, and what got most."""

import html

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from konferenz.akteur import Akteur, Rolle
from konferenz.models import Konferenz, Programmpunkt, Verlauf, Zugang
from konferenz.permissions import Handlung, erlaubt
from konferenz.services.fehler import NichtErlaubt
from tests.factories import (
    make_akteur,
    make_anmeldung,
    make_befund,
    make_einrichtung,
    make_kleingruppe,
    make_konferenz_heute,
    make_mitglied,
    make_programmpunkt,
    make_zugang,
)
from themen.klebepunkte import collect_galerie, collect_rangliste
from themen.models import Befund, Klebepunkt
from themen.services.befund import delete_befund, restore_befund
from themen.services.klebepunkt import set_klebepunkte

IST, SOLL, IDEE = Befund.Art.IST, Befund.Art.SOLL, Befund.Art.IDEE
MODERATION = make_akteur(Rolle.MODERATION)
pytestmark = pytest.mark.django_db


def make_punktezeit(**overrides):
    """A conference whose groups show their results."""
    konferenz = make_konferenz_heute(**overrides)
    make_programmpunkt(konferenz, art=Programmpunkt.Art.ERGEBNISSE, begonnen_am=timezone.now())
    return Konferenz.objects.get(pk=konferenz.pk)


def make_person(konferenz, **overrides):
    return make_anmeldung(konferenz, **{"anwesend_am": timezone.now()} | overrides)


def who(anmeldung) -> Akteur:
    return Akteur(Rolle.TEILNAHME, anmeldung.pk)


def stick(anmeldung, befund, anzahl, by=None) -> None:
    set_klebepunkte(anmeldung, befund.kennung, anzahl=anzahl, by=by or who(anmeldung))


def dots_of(anmeldung) -> dict[str, int]:
    return {str(row.befund): row.anzahl for row in anmeldung.klebepunkte.select_related("befund")}


def seite(response) -> str:
    return html.unescape(response.content.decode())


def test_dots_go_on_cards_of_any_group_several_on_one_and_never_more_than_there_are():
    konferenz = make_punktezeit()
    one, two = make_kleingruppe(konferenz), make_kleingruppe(konferenz)
    soll, idee = make_befund(one, SOLL), make_befund(two, IDEE)
    person = make_person(konferenz)

    stick(person, idee, 2)
    stick(person, idee, 2)  # the same form again
    stick(person, soll, 1)
    assert dots_of(person) == {"Idee 1": 2, "Soll 1": 1}
    with pytest.raises(ValidationError, match="Alle Punkte sind geklebt"):
        stick(person, soll, 2)
    stick(person, idee, 0)
    stick(person, soll, 3)
    assert dots_of(person) == {"Soll 1": 3}
    assert set(Verlauf.objects.values_list("satz", "objekt")) == {("Klebepunkte einer Person geändert.", "")}
    assert Verlauf.objects.count() == 4


def test_an_ist_a_deleted_card_and_one_of_another_conference_take_no_dot():
    konferenz = make_punktezeit()
    gruppe = make_kleingruppe(konferenz)
    weg = make_befund(gruppe, IDEE)
    delete_befund(weg, by=MODERATION)
    person = make_person(konferenz)
    for befund in (make_befund(gruppe, IST), weg, make_befund(make_kleingruppe(), IDEE)):
        with pytest.raises(ValidationError, match="Diese Karte gibt es nicht mehr"):
            stick(person, befund, 1)
    assert not Klebepunkt.objects.exists()


def test_dots_on_a_deleted_card_come_back_with_it_unless_they_were_needed_elsewhere():
    konferenz = make_punktezeit()
    gruppe = make_kleingruppe(konferenz)
    idee, soll = make_befund(gruppe, IDEE), make_befund(gruppe, SOLL)
    person = make_person(konferenz)
    stick(person, idee, 2)
    delete_befund(idee, by=MODERATION)
    assert collect_galerie(person).rest == 3
    stick(person, soll, 1)
    restore_befund(idee, by=MODERATION)
    assert dots_of(person) == {"Idee 1": 2, "Soll 1": 1}

    delete_befund(idee, by=MODERATION)
    stick(person, soll, 2)
    restore_befund(idee, by=MODERATION)
    assert dots_of(person) == {"Soll 1": 2}


@pytest.mark.parametrize(
    ("overrides", "rolle", "satz"),
    [
        ({"anwesend_am": None}, Rolle.TEILNAHME, "Bitte melden Sie sich am Einlass."),
        ({"anwesend_am": None}, Rolle.HILFE, "Diese Person ist noch nicht da."),
        (
            {"anwesend_am": None, "status": "abgesagt", "abgesagt_am": timezone.now()},
            Rolle.TEILNAHME,
            "Klebepunkte hat, wer da ist.",
        ),
        ({}, Rolle.LESEND, "Sie können hier nur lesen."),
    ],
)
def test_only_who_is_there_has_dots(overrides, rolle, satz):
    konferenz = make_punktezeit()
    idee = make_befund(make_kleingruppe(konferenz), IDEE)
    person = make_person(konferenz, **overrides)
    with pytest.raises(NichtErlaubt, match=satz):
        stick(person, idee, 1, by=Akteur(rolle, person.pk))
    assert not Klebepunkt.objects.exists()


def test_they_are_given_out_when_the_groups_have_worked_and_staff_types_them_in_afterwards():
    konferenz = make_konferenz_heute()
    arbeit = make_programmpunkt(konferenz, art=Programmpunkt.Art.GRUPPENARBEIT, begonnen_am=timezone.now())

    def may(*rollen):
        frisch = Konferenz.objects.get(pk=konferenz.pk)
        return [erlaubt(frisch, Handlung.PUNKTE_KLEBEN, Akteur(rolle)) for rolle in rollen]

    alle = (Rolle.TEILNAHME, Rolle.HILFE, Rolle.MODERATION, Rolle.PLANUNG)
    assert may(*alle) == [False] * 4
    arbeit.beendet_am = timezone.now()
    arbeit.save()
    assert may(*alle) == [True] * 4
    konferenz.klebepunkte = 0
    konferenz.save()
    assert may(*alle) == [False] * 4
    konferenz.klebepunkte, konferenz.phase = 3, Konferenz.Phase.NACHBEREITUNG
    konferenz.save()
    assert may(*alle) == [False, False, False, True]


def test_the_gallery_shows_every_group_and_the_own_dots_only(client):
    konferenz = make_punktezeit()
    one, two = make_kleingruppe(konferenz, titel="Sport"), make_kleingruppe(konferenz, titel="Kita")
    kita = make_einrichtung(konferenz.veranstalter, name="Kita Kiefernweg")
    soll = make_befund(one, SOLL, text="So soll es sein.", einrichtung=kita)
    make_befund(one, IST, text="Ein Ist bekommt keinen.")
    idee = make_befund(two, IDEE, text="So kommen wir hin.")
    person, other = make_person(konferenz, nachname="Unverwechselbar"), make_person(konferenz)
    stick(other, idee, 3)
    url = f"{person.zugang.pfad}punkte/"

    text = seite(client.get(url))
    assert text.index("Sport") < text.index("So soll es sein.") < text.index("Kita") < text.index("So kommen wir hin.")
    assert "Kita Kiefernweg" in text
    assert "Ein Ist bekommt keinen." not in text
    assert "Noch 3 Punkte von 3" in text
    assert "abnehmen" not in text

    answer = client.post(url, {"punkt": f"{soll.kennung} 1"})
    assert (answer.status_code, answer["Location"]) == (302, f"{url}#karte-{soll.kennung}")
    text = seite(client.get(url))
    assert "Noch 2 Punkte von 3" in text
    assert f'value="{soll.kennung} 2"' in text
    assert f'value="{soll.kennung} 0"' in text
    client.post(url, {"punkt": f"{soll.kennung} 3"})
    text = seite(client.get(url))
    assert "Alle Punkte sind geklebt." in text
    assert "Punkt kleben" not in text


@pytest.mark.parametrize(
    ("punkt", "status", "satz"),
    [
        ("", 422, "Das war nicht zu lesen."),
        ("x\x00 1", 422, ""),
        ("aaaaaaaaaa 1", 409, "Diese Karte gibt es nicht mehr."),
        ("{} 4", 409, "Alle Punkte sind geklebt. Nehmen Sie zuerst einen ab."),
        ("{} -1", 422, "Das war nicht zu lesen."),
    ],
)
def test_what_cannot_be_stuck_is_answered_with_the_page_and_a_sentence(client, punkt, status, satz):
    konferenz = make_punktezeit()
    idee = make_befund(make_kleingruppe(konferenz), IDEE)
    answer = client.post(f"{make_person(konferenz).zugang.pfad}punkte/", {"punkt": punkt.format(idee.kennung)})
    assert answer.status_code == status
    assert satz in seite(answer)
    assert not Klebepunkt.objects.exists()


def test_before_its_time_the_page_shows_the_cards_without_a_button(client):
    konferenz = make_konferenz_heute()
    idee = make_befund(make_kleingruppe(konferenz), IDEE, text="Schon da.")
    url = f"{make_person(konferenz).zugang.pfad}punkte/"
    text = seite(client.get(url))
    assert "Klebepunkte gibt es nach der Gruppenarbeit." in text
    assert "Schon da." in text
    assert "<button class" not in text.split("<main")[1].split("</main")[0]
    assert client.post(url, {"punkt": f"{idee.kennung} 1"}).status_code == 403
    assert "punkte/" not in seite(client.get(url.removesuffix("punkte/")))


def test_the_way_to_the_dots_is_on_the_own_page_and_on_the_board(client):
    konferenz = make_punktezeit()
    gruppe = make_kleingruppe(konferenz)
    person = make_person(konferenz)
    for rest in ("", f"gruppen/{gruppe.nummer}/"):
        assert f'href="{person.zugang.pfad}punkte/"' in seite(client.get(person.zugang.pfad + rest))


def doors(konferenz, client) -> dict[str, str]:
    mitglied = make_mitglied(konferenz.veranstalter)
    client.force_login(mitglied.konto)
    return {
        "moderation": make_zugang(konferenz, Zugang.Zweck.MODERATION).pfad + "anwesenheit/",
        "hilfe": make_zugang(konferenz, Zugang.Zweck.HILFE).pfad + "personen/",
        "planung": f"/verwaltung/{konferenz.veranstalter.slug}/{konferenz.slug}/anwesenheit/",
    }


@pytest.mark.parametrize("door", ["moderation", "hilfe", "planung"])
def test_somebody_else_sticks_for_a_person_without_a_phone(client, door):
    konferenz = make_punktezeit()
    idee = make_befund(make_kleingruppe(konferenz), IDEE)
    person = make_person(konferenz)
    pfad = f"{doors(konferenz, client)[door]}{person.kennung}/"
    assert f"{pfad}punkte/" in seite(client.get(pfad))
    assert person.name in seite(client.get(f"{pfad}punkte/"))
    assert client.post(f"{pfad}punkte/", {"punkt": f"{idee.kennung} 2"}).status_code == 302
    assert dots_of(person) == {"Idee 1": 2}
    fremd = make_person(make_punktezeit())
    assert client.get(f"{pfad.replace(person.kennung, fremd.kennung)}punkte/").status_code == 404
    gesperrt = make_person(konferenz, gesperrt=True)
    assert client.get(f"{pfad.replace(person.kennung, gesperrt.kennung)}punkte/").status_code == 404
    assert client.put(f"{pfad}punkte/").status_code == 405


def test_what_got_most_stands_first_for_moderation_and_staff(client, django_assert_num_queries):
    konferenz = make_punktezeit()
    one, two = make_kleingruppe(konferenz), make_kleingruppe(konferenz)
    soll, idee, leer = make_befund(one, SOLL), make_befund(two, IDEE), make_befund(two, IDEE)
    for person, befund, anzahl in ((1, soll, 1), (2, idee, 3), (3, idee, 1), (4, soll, 2)):
        stick(make_person(konferenz, nachname=f"Name {person}"), befund, anzahl)

    with django_assert_num_queries(1):
        rows = collect_rangliste(konferenz)
    assert rows == ((2, "Idee 1", idee.text, 4), (1, "Soll 1", soll.text, 3))
    for liste in (doors(konferenz, client)["moderation"], doors(konferenz, client)["planung"]):
        url = liste.replace("anwesenheit/", "punkte/")
        text = seite(client.get(url))
        assert text.index("Gruppe 2, Idee 1") < text.index("Gruppe 1, Soll 1")
        assert leer.text not in text
        assert "Name 1" not in text
        assert client.post(url).status_code == 405
        assert url in seite(client.get(liste.replace("anwesenheit/", "gruppen/")))


@pytest.mark.parametrize("karten", [1, 3])
def test_the_gallery_costs_the_same_whatever_stands_in_it(client, django_assert_num_queries, karten):
    konferenz = make_punktezeit()
    for _ in range(karten):
        gruppe = make_kleingruppe(konferenz)
        for _ in range(karten):
            make_befund(gruppe, IDEE)
    url = f"{make_person(konferenz).zugang.pfad}punkte/"
    client.get(url)
    with django_assert_num_queries(4):
        client.get(url)
