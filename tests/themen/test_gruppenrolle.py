"""Moderation, Protokoll and Zeit in a group: claimed, given up, one person each, over when one leaves."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from konferenz.akteur import Akteur, Rolle
from konferenz.models import Konferenz, Verlauf
from konferenz.services.fehler import NichtErlaubt
from tests.factories import make_anmeldung, make_kleingruppe, make_konferenz_heute, make_zugang
from tests.themen.test_mitstreiter import doors
from themen.druckerei import ausgabe
from themen.gruppen_stand import render_stand
from themen.models import Gruppenrolle
from themen.protokoll.daten import Variante
from themen.protokoll.saetze import gruppe_herkunft
from themen.protokoll.sammeln import collect_protokoll
from themen.services.gruppenrolle import claim_rolle, give_up_rolle
from themen.services.zuordnung import assign_kleingruppe, choose_kleingruppe

pytestmark = pytest.mark.django_db
MODERATION = Akteur(Rolle.MODERATION, 1)
VERGEBEN = "Diese Aufgabe hat schon jemand übernommen. Es wurde nichts geändert."


@pytest.fixture
def gruppe():
    return make_kleingruppe(make_konferenz_heute())


@pytest.fixture
def leute(gruppe):
    """Two in the group."""
    leute = [make_anmeldung(gruppe.konferenz, vorname=name, nachname="Reuter") for name in ("Ada", "Bea")]
    for person in leute:
        assign_kleingruppe(person, gruppe, by=MODERATION)
    return leute


def who(anmeldung) -> Akteur:
    return Akteur(Rolle.TEILNAHME, anmeldung.pk)


def offen() -> list[tuple]:
    return list(Gruppenrolle.objects.filter(bis=None).order_by("pk").values_list("art", "anmeldung"))


def test_a_role_is_claimed_once_and_given_up_again(gruppe, leute):
    ada, bea = leute
    for _ in range(2):
        claim_rolle(gruppe, "zeit", anmeldung=ada, by=who(ada))
    with pytest.raises(ValidationError) as refused:
        claim_rolle(gruppe, "zeit", anmeldung=bea, by=who(bea))
    assert refused.value.messages == [VERGEBEN]
    give_up_rolle(gruppe, "zeit", anmeldung=bea, by=who(bea))  # not hers: nothing happens
    assert offen() == [("zeit", ada.pk)]
    for _ in range(2):
        give_up_rolle(gruppe, "zeit", anmeldung=ada, by=who(ada))
    claim_rolle(gruppe, "zeit", anmeldung=bea, by=who(bea))
    assert offen() == [("zeit", bea.pk)]
    assert Gruppenrolle.objects.count() == 2
    assert [row.satz for row in Verlauf.objects.filter(rolle=Rolle.TEILNAHME).order_by("pk")] == [
        "Eine Aufgabe in Gruppe 1 übernommen.",
        "Eine Aufgabe in Gruppe 1 abgegeben.",
        "Eine Aufgabe in Gruppe 1 übernommen.",
    ]


def test_the_database_refuses_two_open_rows_of_a_role(gruppe, leute):
    rows = [{"konferenz": gruppe.konferenz, "kleingruppe": gruppe, "anmeldung": p, "art": "zeit"} for p in leute]
    Gruppenrolle.objects.create(**rows[0])
    with pytest.raises(IntegrityError, match="gruppenrolle_one_open"), transaction.atomic():
        Gruppenrolle.objects.create(**rows[1])


def test_leaving_the_group_ends_the_role(gruppe, leute):
    make_kleingruppe(gruppe.konferenz)
    ada = leute[0]
    for art in ("zeit", "protokoll"):
        claim_rolle(gruppe, art, anmeldung=ada, by=who(ada))
    choose_kleingruppe(ada, 2, by=who(ada))
    assert offen() == []
    assert Gruppenrolle.objects.count() == 2


def test_only_who_is_in_the_group_takes_a_role_and_only_for_oneself(gruppe, leute):
    fremd = make_anmeldung(gruppe.konferenz)
    with pytest.raises(ValidationError, match="Aufgaben übernimmt, wer in der Gruppe ist"):
        claim_rolle(gruppe, "zeit", anmeldung=fremd, by=who(fremd))
    with pytest.raises(NichtErlaubt):
        claim_rolle(gruppe, "zeit", anmeldung=leute[0], by=who(leute[1]))
    claim_rolle(gruppe, "zeit", anmeldung=leute[0], by=MODERATION)
    with pytest.raises(NichtErlaubt):
        give_up_rolle(gruppe, "zeit", anmeldung=leute[0], by=who(leute[1]))
    Konferenz.objects.update(phase="nachbereitung")
    gruppe.konferenz.refresh_from_db()
    with pytest.raises(NichtErlaubt):
        give_up_rolle(gruppe, "zeit", anmeldung=leute[0], by=who(leute[0]))
    assert offen() == [("zeit", leute[0].pk)]


# Pages


def test_on_the_phone_roles_are_taken_over_on_the_page_of_the_groups_and_on_the_board(client, gruppe, leute):
    pfad = leute[0].zugang.pfad
    page = client.get(f"{pfad}gruppen/").content.decode()
    assert "Wer leitet das Gespräch, wer schreibt mit, wer achtet auf die Zeit?" in page
    assert page.count(">Übernehmen<") == 3
    response = client.post(f"{pfad}gruppen/1/rolle/", {"art": "moderation", "auf": "1"})
    assert (response.status_code, response.url) == (302, f"{pfad}gruppen/")
    page = client.get(f"{pfad}gruppen/").content.decode()
    assert "Übernommen: Moderation in Gruppe 1." in page
    assert "<strong>Moderation</strong> <span>Sie</span>" in page

    board = client.get(f"{pfad}gruppen/1/").content.decode()
    assert "<strong>Moderation</strong> <span>Sie</span>" in board
    response = client.post(f"{pfad}gruppen/1/rolle/", {"art": "moderation", "auf": "0", "brett": "1"})
    assert response.url == f"{pfad}gruppen/1/"
    assert offen() == []


def test_the_group_and_those_who_run_the_day_see_the_name_others_only_that_it_is_taken(client, gruppe, leute):
    claim_rolle(gruppe, "protokoll", anmeldung=leute[0], by=MODERATION)
    fremd = make_anmeldung(gruppe.konferenz)
    moderation = make_zugang(gruppe.konferenz).pfad
    seen = {
        pfad: "Ada Reuter" in client.get(f"{pfad}gruppen/1/").content.decode()
        for pfad in (leute[1].zugang.pfad, moderation, fremd.zugang.pfad)
    }
    assert list(seen.values()) == [True, True, False]
    assert "vergeben" in client.get(f"{fremd.zugang.pfad}gruppen/1/").content.decode()
    html = render_stand(gruppe.konferenz_id)
    assert 'class="nw-rolle--vergeben" data-live-teil="rolle-1-protokoll"' in html
    assert "Reuter" not in html

    leute[0].gesperrt = True
    leute[0].save()
    assert "Ada Reuter" not in client.get(f"{leute[1].zugang.pfad}gruppen/1/").content.decode()
    assert "Ada Reuter" not in client.get(f"{moderation}gruppen/1/").content.decode()


def test_a_role_that_is_gone_is_said_and_nothing_changes(client, gruppe, leute):
    claim_rolle(gruppe, "zeit", anmeldung=leute[0], by=MODERATION)
    url = f"{leute[1].zugang.pfad}gruppen/1/rolle/"
    assert VERGEBEN in client.post(url, {"art": "zeit", "auf": "1"}, follow=True).content.decode()
    for unsinn in ({}, {"art": "koch", "auf": "1"}, {"art": "zeit", "auf": "\x00"}):
        assert "Es ist nichts geändert." in client.post(url, unsinn, follow=True).content.decode()
    assert offen() == [("zeit", leute[0].pk)]


def test_strangers_other_links_and_other_methods_stay_outside(client, gruppe, leute):
    url = f"{leute[0].zugang.pfad}gruppen/1/rolle/"
    assert client.get(url).status_code == 405
    assert client.post(url.replace("/1/", "/77/"), {"art": "zeit", "auf": "1"}).status_code == 404
    moderation = make_zugang(gruppe.konferenz)
    assert client.post(f"/mein/{moderation.token}/gruppen/1/rolle/").status_code == 404
    assert client.post("/mein/abcdefghijabcdefghijklmnop/gruppen/1/rolle/").status_code == 404


@pytest.mark.parametrize("door", ["moderation", "hilfe", "planung"])
def test_somebody_who_helps_takes_and_gives_up_a_role_for_a_person(gruppe, leute, door):
    client, pfad = doors(gruppe.konferenz, leute[0].kennung)[door]
    page = client.post(f"{pfad}rolle/", {"art": "zeit", "auf": "1"}, follow=True).content.decode()
    assert "Übernommen: Zeit in Gruppe 1." in page
    assert offen() == [("zeit", leute[0].pk)]
    client.post(f"{pfad}rolle/", {"art": "zeit", "auf": "0"})
    assert offen() == []
    assert client.get(f"{pfad}rolle/").status_code == 405
    gesperrt = make_anmeldung(gruppe.konferenz, gesperrt=True)
    assert client.post(f"{pfad.replace(leute[0].kennung, gesperrt.kennung)}rolle/").status_code == 404


def test_without_a_group_there_is_no_role(gruppe):
    ohne = make_anmeldung(gruppe.konferenz)
    client, pfad = doors(gruppe.konferenz, ohne.kennung)["hilfe"]
    page = client.post(f"{pfad}rolle/", {"art": "zeit", "auf": "1"}, follow=True).content.decode()
    assert "Diese Person ist in keiner Gruppe. Es wurde nichts geändert." in page
    assert offen() == []


# Paper


def test_the_minutes_name_the_roles_inside_only(gruppe, leute):
    for person, art in zip(leute, ("moderation", "protokoll"), strict=True):
        claim_rolle(gruppe, art, anmeldung=person, by=MODERATION)
    beide = (Variante.INTERN, Variante.OEFFENTLICH)
    intern, oeffentlich = (collect_protokoll(gruppe.konferenz, variante).gruppen[0] for variante in beide)
    assert gruppe_herkunft(intern) == "Tisch 1 · Moderation: Ada Reuter · Protokoll: Bea Reuter"
    assert gruppe_herkunft(oeffentlich) == "Tisch 1"
    leute[1].gesperrt = True
    leute[1].save()
    assert gruppe_herkunft(collect_protokoll(gruppe.konferenz, Variante.INTERN).gruppen[0]) == (
        "Tisch 1 · Moderation: Ada Reuter"
    )


def test_the_group_form_names_the_roles_where_names_may_stand(gruppe, leute):
    claim_rolle(gruppe, "zeit", anmeldung=leute[0], by=MODERATION)

    def html(mit_namen):
        return ausgabe.print_gruppenboegen(gruppe.konferenz, mit_namen=mit_namen).make().html

    assert "Ada Reuter" in html(True)
    assert "Ada Reuter" not in html(False)
    assert "Zeit" in html(False)
