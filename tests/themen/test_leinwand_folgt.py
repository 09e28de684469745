"""What the Leinwand takes from elsewhere: who meets, who brought a topic, held clocks; and how Regie sees it."""

import datetime

import pytest
from django.utils import timezone

from konferenz import live
from konferenz.akteur import Akteur, Rolle
from konferenz.models import Konferenz, Programmpunkt, Zugang
from konferenz.services.ablauf import hold_programmpunkt, resume_programmpunkt
from teilnehmer.services.kurzgespraech import begin_runde
from tests.factories import (
    make_anmeldung,
    make_einladung,
    make_einrichtung,
    make_gespraechsrunde,
    make_kleingruppe,
    make_konferenz_heute,
    make_programmpunkt,
    make_themenvorschlag,
    make_zugang,
)
from themen.leinwand.sammeln import collect_bild, von_einrichtung
from themen.leinwand.stand import render_leinwand
from themen.models import Zuordnung
from themen.regie_stand import collect_regie

pytestmark = pytest.mark.django_db
MODERATION = Akteur(Rolle.MODERATION, 1)
Art = Programmpunkt.Art


@pytest.fixture
def konferenz():
    return make_konferenz_heute()


def fresh(konferenz: Konferenz) -> Konferenz:
    return Konferenz.objects.select_related("veranstalter").get(pk=konferenz.pk)


def test_groups_show_which_institutions_meet_there(konferenz):
    Konferenz.objects.update(leinwand="gruppen")
    gruppe, leer = make_kleingruppe(konferenz), make_kleingruppe(konferenz)
    for art in ("kita", "kita", "schule"):
        person = make_anmeldung(konferenz, einrichtung=make_einrichtung(konferenz.veranstalter, art=art))
        Zuordnung.objects.create(konferenz=konferenz, kleingruppe=gruppe, anmeldung=person)
    [erste, zweite] = collect_bild(fresh(konferenz)).daten["seiten"][0]
    assert (erste.mischung, zweite.mischung) == ("2 Kitas, Schule", "")
    text = render_leinwand(konferenz.pk)
    assert text.count("nw-lw-mischung") == 1
    assert "2 Kitas, Schule" in text
    assert leer.pk == zweite.pk


def test_a_topic_is_of_its_institution_of_the_invited_one_or_of_the_persons(konferenz):
    haus, anderes, drittes = (
        make_einrichtung(konferenz.veranstalter, name=name) for name in ("Kita Eins", "Hort Zwei", "Verein Drei")
    )
    einladung = make_einladung(konferenz, anderes)
    person = make_anmeldung(konferenz, einrichtung=drittes)
    gesperrt = make_anmeldung(konferenz, einrichtung=drittes, gesperrt=True)
    found = [
        von_einrichtung(make_themenvorschlag(konferenz, **fields))
        for fields in (
            {"einrichtung": haus, "einladung": einladung},
            {"einladung": einladung, "anmeldung": person},
            {"anmeldung": person},
            {"anmeldung": gesperrt},
            {"anmeldung": make_anmeldung(konferenz, einrichtung=None)},
            {},
        )
    ]
    assert found == ["Kita Eins", "Hort Zwei", "Verein Drei", "", "", ""]


@pytest.fixture
def runde(konferenz):
    """Five minutes, begun two minutes ago, in an item that began a quarter of an hour ago."""
    now = timezone.now()
    make_programmpunkt(konferenz, art=Art.VORSTELLUNGSRUNDE, dauer=60, begonnen_am=now - datetime.timedelta(minutes=15))
    return make_gespraechsrunde(konferenz, nummer=1, minuten=5, begonnen_am=now - datetime.timedelta(minutes=2))


def test_the_clock_of_a_round_stands_still_with_its_item(konferenz, runde):
    assert (collect_bild(fresh(konferenz)).uhr.text, collect_bild(fresh(konferenz)).uhr.gong) == ("3:00", True)
    assert 'role="timer" data-lw-endet=' in render_leinwand(konferenz.pk)
    konferenz.programmpunkte.update(angehalten_am=timezone.now() - datetime.timedelta(minutes=1))
    uhr = collect_bild(fresh(konferenz)).uhr
    assert (uhr.text, uhr.steht, uhr.gong) == ("4:00", True, False)
    text = render_leinwand(konferenz.pk)
    assert "Angehalten" in text
    assert "data-lw-endet" not in text
    rundenuhr = collect_regie(fresh(konferenz)).gespraeche.uhr
    assert (rundenuhr.rest_sekunden, rundenuhr.steht) == (240, True)


def test_a_round_that_begins_in_a_held_item_has_all_its_time(konferenz, runde):
    konferenz.programmpunkte.update(angehalten_am=timezone.now() - datetime.timedelta(minutes=10))
    konferenz.gespraechsrunden.update(begonnen_am=None)
    begin_runde(konferenz, 1, by=MODERATION)
    assert collect_bild(fresh(konferenz)).uhr.text == "5:00"


def test_after_a_hold_the_round_runs_on_with_the_rest_it_had(konferenz, runde, monkeypatch):
    punkt, jetzt = konferenz.programmpunkte.get(), timezone.now()
    konferenz.gespraechsrunden.update(begonnen_am=None)
    # held before the round, too: that is none of its business
    for minuten, do in (
        (-9, hold_programmpunkt),
        (-6, resume_programmpunkt),
        (-2, None),
        (1, hold_programmpunkt),
        (4, resume_programmpunkt),
    ):
        monkeypatch.setattr(timezone, "now", lambda dann=jetzt + datetime.timedelta(minutes=minuten): dann)
        if do is None:
            begin_runde(konferenz, 1, by=MODERATION)
        else:
            do(punkt=punkt, by=MODERATION)
    uhr = collect_bild(fresh(konferenz)).uhr
    assert (uhr.text, uhr.steht, uhr.gong) == ("2:00", False, True)


def test_a_card_makes_the_leinwand_new(konferenz):
    """Only for those who look at it: nobody draws a picture that no projector shows."""
    assert "leinwand" in live.followers["karten"]
    assert "regie" not in live.followers["karten"]


def test_regie_says_that_the_leinwand_stands_by_hand_until_it_follows_again(client, konferenz):
    erster = make_programmpunkt(konferenz, titel="Themen", art=Art.THEMEN, begonnen_am=timezone.now())
    zweiter = make_programmpunkt(konferenz, titel="Kaffee", art=Art.PAUSE)
    regie = make_zugang(konferenz, Zugang.Zweck.MODERATION).pfad
    assert "steht von Hand" not in client.get(regie).content.decode()
    client.post(f"{regie}leinwand/", {"leinwand": "themen"})
    page = client.get(regie).content.decode()
    assert "Die Leinwand steht von Hand auf „Alle Themen“" in page
    assert page.count('id="leinwand-automatisch"') == 1
    client.post(f"{regie}weiter/", {"laeuft": erster.pk, "punkt": zweiter.pk})
    page = client.get(regie).content.decode()
    assert "Es läuft „Kaffee“." in page
    assert page.index("Die Leinwand steht von Hand") < page.index('id="tore"')
    client.post(f"{regie}leinwand/", {"leinwand": "automatisch"})
    page = client.get(regie).content.decode()
    assert "steht von Hand" not in page
    assert "Sie folgt dem Programm." in page
