"""Short talks as pages: the moderation's plan, the helper's look-up, the phone, the lists for the wall."""

import html

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from konferenz.akteur import Rolle
from konferenz.models import Konferenz, Zugang
from konferenz.pdf import render
from teilnehmer.models import Anmeldung, Kontaktwunsch
from tests import pdfua
from tests.factories import (
    make_anmeldung,
    make_einrichtung,
    make_gespraechsrunde,
    make_konferenz_heute,
    make_mitglied,
    make_programmpunkt,
    make_zugang,
)
from tests.themen.protokoll_daten import FEINDLICH
from themen.druckerei import gespraeche
from themen.gespraeche_stand import render_stand

pytestmark = pytest.mark.django_db


def text(response) -> str:
    return html.unescape(response.content.decode()).replace("\u00ad", "").replace("\u00a0", " ")


def here(konferenz, **overrides) -> Anmeldung:
    return make_anmeldung(konferenz, anwesend_am=timezone.now(), **overrides)


@pytest.fixture
def konferenz():
    return make_konferenz_heute()


@pytest.fixture
def moderation(konferenz) -> str:
    return make_zugang(konferenz, Zugang.Zweck.MODERATION).pfad


@pytest.fixture
def hilfe(konferenz) -> str:
    return make_zugang(konferenz, Zugang.Zweck.HILFE).pfad


@pytest.fixture
def vier(konferenz):
    haus = make_einrichtung(konferenz.veranstalter, name="Kita Waldrand")
    wer = [("Miriam", "Albers"), ("Tom", "Behrens"), ("Ada", "Conrad"), ("Bo", "Demir")]
    return [here(konferenz, vorname=v, nachname=n, einrichtung=haus if v == "Miriam" else None) for v, n in wer]


# Moderation and staff


def test_the_moderation_plans_begins_and_ends_rounds(client, moderation, konferenz, vier):
    assert "Noch gibt es keinen Plan" in text(client.get(f"{moderation}gespraeche/"))
    response = client.post(f"{moderation}gespraeche/planen/", {"runden": 3, "groesse": 2, "minuten": 6})
    assert (response.status_code, response["Location"]) == (302, f"{moderation}gespraeche/")
    page = text(client.get(f"{moderation}gespraeche/"))
    assert "Der Plan steht." in page
    assert "Als Nächstes: Runde 1 von 3" in page
    assert "Albers" not in page
    client.post(f"{moderation}gespraeche/beginnen/", {"runde": 1})
    page = text(client.get(f"{moderation}gespraeche/"))
    assert "Runde 1 von 3" in page
    assert 'data-sekunden="360">6</span>' in page
    client.post(f"{moderation}gespraeche/beenden/", {"runde": 1})
    assert [r.beendet_am is not None for r in konferenz.gespraechsrunden.all()] == [True, False, False]


def test_the_page_says_how_good_the_plan_is_beside_a_plain_round_robin(client, moderation, konferenz):
    haus = make_einrichtung(konferenz.veranstalter)
    leute = [here(konferenz, einrichtung=haus if n in (0, 3) else None) for n in range(4)]
    assert len(leute) == 4
    client.post(f"{moderation}gespraeche/planen/", {"runden": 2, "groesse": 2, "minuten": 6})
    page = "".join(text(client.get(f"{moderation}gespraeche/")).split())
    zeile = 'TreffeninnerhalbeinerEinrichtung</th><tdclass="kern-table__cellkern-table__cell--numeric">'
    assert f'{zeile}0</td><tdclass="kern-table__cellkern-table__cell--numeric">1</td>' in page


def test_who_came_or_left_is_said_and_planned_in(client, moderation, konferenz, vier):
    client.post(f"{moderation}gespraeche/planen/", {"runden": 2, "groesse": 2, "minuten": 6})
    here(konferenz)
    Anmeldung.objects.filter(pk=vier[0].pk).update(anwesend_am=None)
    page = text(client.get(f"{moderation}gespraeche/"))
    assert "1 Person ist dazugekommen. 1 Person ist nicht mehr da." in page
    response = client.post(f"{moderation}gespraeche/neu/", follow=True)
    assert "Die kommenden Runden sind neu geplant." in text(response)
    assert "dazugekommen" not in text(response)


@pytest.mark.parametrize(
    ("daten", "satz"),
    [
        ({"runden": 99, "groesse": 2, "minuten": 5}, "Bitte geben Sie eine Zahl von 1 bis 20 an."),
        ({"runden": 3, "groesse": 1, "minuten": 5}, "Bitte geben Sie eine Zahl von 2 bis 12 an."),
        ({"runden": 3, "groesse": 2, "minuten": 5}, "Es sind noch zu wenige Personen da."),
    ],
)
def test_what_cannot_be_planned_is_said_and_nothing_is_lost(client, moderation, konferenz, daten, satz):
    response = client.post(f"{moderation}gespraeche/planen/", daten)
    assert response.status_code == 422
    assert satz in text(response)
    assert f'value="{daten["minuten"]}"' in text(response)
    assert not konferenz.gespraechsrunden.exists()


def test_an_unreadable_or_wrong_round_is_answered_with_a_sentence(client, moderation, konferenz, vier):
    client.post(f"{moderation}gespraeche/planen/", {"runden": 2, "groesse": 2, "minuten": 5})
    page = text(client.post(f"{moderation}gespraeche/beginnen/", {"runde": "x"}, follow=True))
    assert "Das war nicht zu lesen." in page
    page = text(client.post(f"{moderation}gespraeche/beginnen/", {"runde": 2}, follow=True))
    assert "Als Nächstes kommt Runde 1." in page


def test_staff_plan_and_readers_only_look(client, konferenz, vier):
    pfad = f"/verwaltung/{konferenz.veranstalter.slug}/{konferenz.slug}/gespraeche/"
    client.force_login(make_mitglied(konferenz.veranstalter, Rolle.LESEND).konto)
    assert "Runden planen" not in text(client.get(pfad))
    assert client.post(f"{pfad}planen/", {"runden": 2, "groesse": 2, "minuten": 5}).status_code == 403
    assert "Beginn von Runde" not in text(client.get(pfad))
    client.force_login(make_mitglied(konferenz.veranstalter, Rolle.PLANUNG).konto)
    assert client.post(f"{pfad}planen/", {"runden": 2, "groesse": 2, "minuten": 5}).status_code == 302
    client.force_login(make_mitglied().konto)
    assert client.get(pfad).status_code == 404


def test_a_helper_has_no_plan_and_writing_needs_post(client, hilfe, moderation, konferenz, vier):
    assert client.get(f"{hilfe}gespraeche/").status_code == 404
    for rest in ("stand/", "zurueck/"):
        assert client.get(f"{hilfe}gespraeche/{rest}").status_code == 404
    for rest in ("planen/", "neu/", "beginnen/", "beenden/", "zurueck/"):
        assert client.get(f"{moderation}gespraeche/{rest}").status_code == 405
    assert client.post(f"{moderation}gespraeche/").status_code == 405
    assert client.post(f"{moderation}gespraeche/stand/").status_code == 405


def test_a_round_begun_by_mistake_is_undone_while_the_next_has_not_begun(client, moderation, konferenz, vier):
    client.post(f"{moderation}gespraeche/planen/", {"runden": 3, "groesse": 2, "minuten": 5})
    assert "Beginn von Runde" not in text(client.get(f"{moderation}gespraeche/"))
    for runde in (1, 2):
        client.post(f"{moderation}gespraeche/beginnen/", {"runde": runde})
    page = text(client.post(f"{moderation}gespraeche/zurueck/", {"runde": 1}, follow=True))
    assert "Inzwischen hat Runde 2 begonnen. Es wurde nichts geändert." in page
    assert "Beginn von Runde 2 rückgängig machen" in page
    stand = client.get(f"{moderation}gespraeche/stand/").content.decode()
    page = text(client.post(f"{moderation}gespraeche/zurueck/", {"runde": 2}, follow=True))
    assert "Runde 1 von 3" in page
    assert client.get(f"{moderation}gespraeche/stand/").content.decode() != stand
    # once the item is over, nobody takes anything back by accident
    make_programmpunkt(
        konferenz, art="vorstellungsrunde", begonnen_am=timezone.now(), beendet_am=timezone.now(), position=1
    )
    assert "rückgängig machen" not in text(client.get(f"{moderation}gespraeche/"))


def test_people_with_sperrvermerk_are_counted_for_the_moderation(client, moderation, konferenz, vier):
    here(konferenz, nachname="Geheim", gesperrt=True)
    client.post(f"{moderation}gespraeche/planen/", {"runden": 1, "groesse": 2, "minuten": 5})
    page = text(client.get(f"{moderation}gespraeche/"))
    assert "1 Person mit Sperrvermerk ist eingeplant." in page
    assert "Geheim" not in page


# A helper for somebody


def test_a_helper_looks_up_tables_sets_a_fixed_seat_and_taps_for_somebody(client, hilfe, konferenz, vier):
    make_gespraechsrunde(konferenz, tische=[vier[:2], vier[2:]], begonnen_am=timezone.now())
    pfad = f"{hilfe}personen/{vier[2].kennung}/gespraeche/"
    assert f'href="{pfad}"' in text(client.get(f"{hilfe}personen/{vier[2].kennung}/"))
    page = text(client.get(pfad))
    assert "Runde 1: Tisch 2" in page
    assert "Bo Demir" in page
    assert "Albers" not in page
    client.post(f"{pfad}platz/", {"fest": "1"})
    vier[2].refresh_from_db()
    assert vier[2].fester_platz is True
    response = client.post(f"{pfad}kontakt/", {"person": vier[3].kennung, "will": "1"}, follow=True)
    assert "Der Wunsch ist eingetragen." in text(response)
    assert Kontaktwunsch.objects.filter(von=vier[2], an=vier[3]).count() == 1
    client.post(f"{pfad}kontakt/", {"person": vier[3].kennung, "will": "0"})
    assert not Kontaktwunsch.objects.exists()


def test_the_helpers_page_never_says_who_wished_what(client, hilfe, konferenz, vier):
    make_gespraechsrunde(konferenz, tische=[vier[:2]], begonnen_am=timezone.now())
    pfad = f"{hilfe}personen/{vier[0].kennung}/gespraeche/"
    vorher = text(client.get(pfad)).split("<main")[1]
    for von, an in (vier[:2], vier[1::-1]):
        Kontaktwunsch.objects.create(konferenz=konferenz, von=von, an=an)
    assert [z for z in text(client.get(pfad)).split("<main")[1].splitlines() if "csrf" not in z] == [
        z for z in vorher.splitlines() if "csrf" not in z
    ]


@pytest.mark.parametrize(
    ("rest", "daten", "status"),
    [
        ("platz/", {"fest": "x"}, 422),
        ("kontakt/", {"person": "", "will": "1"}, 422),
        ("kontakt/", {"person": "unbekannt", "will": "1"}, 403),
    ],
)
def test_what_a_helper_cannot_do_is_said_on_the_page(client, hilfe, konferenz, vier, rest, daten, status):
    response = client.post(f"{hilfe}personen/{vier[0].kennung}/gespraeche/{rest}", daten)
    assert response.status_code == status
    assert 'role="alert"' in text(response)


def test_somebody_with_sperrvermerk_or_of_another_conference_has_no_such_page(client, hilfe, konferenz):
    for person in (here(konferenz, gesperrt=True), here(make_konferenz_heute())):
        assert client.get(f"{hilfe}personen/{person.kennung}/gespraeche/").status_code == 404
        assert client.post(f"{hilfe}personen/{person.kennung}/gespraeche/platz/", {"fest": "1"}).status_code == 404


# The phone


def test_the_phone_says_table_and_partner_now_and_next(client, konferenz, vier):
    tom = vier[1].zugang.pfad
    assert 'data-wert=""' in text(client.get(tom))
    make_gespraechsrunde(konferenz, tische=[vier[2:], vier[:2]], begonnen_am=timezone.now())
    make_gespraechsrunde(konferenz, tische=[[vier[1], vier[3]], [vier[0], vier[2]]])
    page = text(client.get(tom))
    assert "Runde 1:" in page
    assert '<span class="nw-gespraech__tisch">Tisch 2</span>' in page
    assert "Miriam Albers" in page
    assert "Kita Waldrand" in page
    assert "Danach Runde 2: <strong>Tisch 1</strong>, mit Bo Demir" in page
    assert "Wir wollen in Kontakt bleiben" in page
    assert "Ada" not in page


def test_one_tap_is_kept_and_can_be_taken_back(client, konferenz, vier):
    miriam, tom = vier[:2]
    make_gespraechsrunde(konferenz, tische=[vier[:2]], begonnen_am=timezone.now(), beendet_am=timezone.now())
    pfad = f"{tom.zugang.pfad}gespraeche/"
    response = client.post(f"{pfad}kontakt/", {"person": miriam.kennung, "will": "1", "tag": "1"})
    assert (response.status_code, response["Location"]) == (302, f"{tom.zugang.pfad}#gespraech")
    assert "Ihr Wunsch ist gemerkt." in text(client.get(pfad))
    assert "Ihr Wunsch" not in text(client.get(f"{miriam.zugang.pfad}gespraeche/"))
    Anmeldung.objects.filter(pk=tom.pk).update(email="tom@example.org")
    client.post(f"{miriam.zugang.pfad}gespraeche/kontakt/", {"person": tom.kennung, "will": "1"})
    page = text(client.get(f"{miriam.zugang.pfad}gespraeche/"))
    assert "Sie bleiben in Kontakt" in page
    assert "tom@example.org" in page
    client.post(f"{pfad}kontakt/", {"person": miriam.kennung, "will": "0"})
    assert "tom@example.org" not in text(client.get(f"{miriam.zugang.pfad}gespraeche/"))


@pytest.mark.parametrize(("daten", "status"), [({}, 422), ({"person": "abc", "will": "1"}, 403)])
def test_a_tap_that_means_nobody_is_answered_with_a_sentence(client, vier, daten, status):
    response = client.post(f"{vier[0].zugang.pfad}gespraeche/kontakt/", daten)
    assert response.status_code == status
    assert 'role="alert"' in text(response)
    assert client.get(f"{vier[0].zugang.pfad}gespraeche/kontakt/").status_code == 405


def test_who_comes_late_reads_that_they_are_in_the_next_round(client, konferenz, vier):
    make_gespraechsrunde(konferenz, tische=[vier], begonnen_am=timezone.now())
    make_gespraechsrunde(konferenz, tische=[vier])
    spaet = here(konferenz)
    assert "Sobald die nächste Runde beginnt, steht hier Ihr Tisch." in text(client.get(spaet.zugang.pfad))
    fort = make_anmeldung(konferenz)
    assert "Bitte melden Sie sich am Einlass." in text(client.get(fort.zugang.pfad))


def test_the_shared_fragment_holds_nothing_of_anybody_and_the_own_part_stands_alone(client, konferenz, vier):
    make_gespraechsrunde(konferenz, tische=[vier[:2]], begonnen_am=timezone.now())
    stand = render_stand(konferenz.pk)
    assert text(client.get(f"{vier[0].zugang.pfad}gespraeche/stand/")).startswith(stand)
    assert [name for name in ("Albers", "Behrens", "Tisch", vier[0].kennung) if name in stand] == []
    karte = text(client.get(f"{vier[0].zugang.pfad}gespraeche/karte/"))
    assert karte.lstrip().startswith('<div id="gespraech"')
    assert "Tom Behrens" in karte
    wert = stand.split('data-wert="')[1].split('"')[0]
    assert f'data-wert="{wert}"' in karte


def test_afterwards_the_pass_leads_to_the_talks_and_streams_nothing(client, konferenz, vier):
    make_gespraechsrunde(konferenz, tische=[vier[:2]], begonnen_am=timezone.now(), beendet_am=timezone.now())
    Konferenz.objects.filter(pk=konferenz.pk).update(phase=Konferenz.Phase.NACHBEREITUNG)
    page = text(client.get(vier[0].zugang.pfad))
    assert "Ihre Gespräche" in page
    assert "data-live=" not in page


@pytest.mark.parametrize("andere", [1, 3])
def test_the_own_part_takes_a_fixed_number_of_queries(client, konferenz, andere):
    ich = here(konferenz)
    for _ in range(andere):
        leute = [here(konferenz) for _ in range(andere)]
        make_gespraechsrunde(konferenz, tische=[[ich, *leute]], begonnen_am=timezone.now(), beendet_am=timezone.now())
    with CaptureQueriesContext(connection) as queries:
        client.get(f"{ich.zugang.pfad}gespraeche/karte/")
    assert len(queries) == 7


# On paper


@pytest.fixture
def patient_database(db):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")


def test_the_lists_are_conformant_with_hostile_text_and_name_nobody_with_sperrvermerk(konferenz, patient_database):
    leute = [here(konferenz, vorname=FEINDLICH[:60], nachname=f"Nachname{n:02}") for n in range(40)]
    geheim = here(konferenz, nachname="Geheim", gesperrt=True)
    make_gespraechsrunde(konferenz, tische=[[*leute[n : n + 2]] for n in range(0, 40, 2)] + [[geheim]])
    pdfs = [render(machen(konferenz).make()) for machen in (gespraeche.print_nach_namen, gespraeche.print_nach_tischen)]
    pdfua.assert_pdfua(*pdfs)
    for pdf in pdfs:
        text = pdfua.text(pdf)
        assert [n for n in range(40) if f"Nachname{n:02}" not in text] == []
        assert "Geheim" not in text


def test_by_name_one_finds_ones_tables_and_by_table_who_comes(konferenz, vier):
    make_gespraechsrunde(konferenz, tische=[vier[:2], vier[2:]])
    make_gespraechsrunde(konferenz, tische=[[vier[0], vier[2]], [vier[1]]])
    plan = gespraeche.collect_gespraechsplan(konferenz)
    assert [(z.name, z.tische) for z in plan.zeilen] == [
        ("Albers, Miriam", (1, 1)),
        ("Behrens, Tom", (1, 2)),
        ("Conrad, Ada", (2, 1)),
        ("Demir, Bo", (2, "")),
    ]
    assert [(nr, [(t.nummer, [name for name, _haus in t.leute]) for t in tische]) for nr, tische in plan.tische] == [
        (1, [(1, ["Miriam Albers", "Tom Behrens"]), (2, ["Ada Conrad", "Bo Demir"])]),
        (2, [(1, ["Miriam Albers", "Ada Conrad"]), (2, ["Tom Behrens"])]),
    ]


def test_without_a_plan_there_is_no_list_and_no_entry_in_the_print_shop(client, moderation, konferenz, vier):
    assert client.get(f"{moderation}druck/gespraeche-namen.pdf").status_code == 404
    assert "gespraeche-namen.pdf" not in text(client.get(f"{moderation}druck/"))
    make_gespraechsrunde(konferenz, tische=[vier])
    assert "gespraeche-namen.pdf" in text(client.get(f"{moderation}druck/"))


@pytest.mark.parametrize("personen", [1, 3])
def test_collecting_the_lists_takes_three_queries(konferenz, personen):
    make_gespraechsrunde(konferenz, tische=[[here(konferenz) for _ in range(personen)]])
    with CaptureQueriesContext(connection) as queries:
        gespraeche.collect_gespraechsplan(konferenz)
    assert len(queries) == 3
