"""The plan of short talks as a service: who is in it, what begins and ends, who keeps in touch."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from konferenz.akteur import Akteur, Rolle
from konferenz.models import Konferenz, Verlauf
from konferenz.services.fehler import NichtErlaubt
from teilnehmer.kurzgespraech_karte import collect_karte, count_kontakte, stand_of
from teilnehmer.kurzgespraech_lage import collect_lage
from teilnehmer.kurzgespraech_plan import collect_plan
from teilnehmer.models import Anmeldung, Gespraechsrunde, Kontaktwunsch, Kurzgespraech
from teilnehmer.services.kurzgespraech import (
    begin_runde,
    end_runde,
    plan_runden,
    replan_runden,
    set_fester_platz,
    take_back_runde,
    wish_kontakt,
    withdraw_kontakt,
)
from tests.factories import (
    make_anmeldung,
    make_ansprechperson,
    make_einladung,
    make_einrichtung,
    make_gespraechsrunde,
    make_konferenz,
    make_konferenz_heute,
    make_mitstreiter,
    make_themenvorschlag,
)

pytestmark = pytest.mark.django_db
MODERATION = Akteur(Rolle.MODERATION, 1)
HILFE = Akteur(Rolle.HILFE, 1)


def acting(anmeldung) -> Akteur:
    return Akteur(Rolle.TEILNAHME, anmeldung.pk)


def here(konferenz, **overrides) -> Anmeldung:
    return make_anmeldung(konferenz, anwesend_am=timezone.now(), **overrides)


def plan(konferenz, runden=3, groesse=2, minuten=5, by=MODERATION):
    return plan_runden(konferenz, runden=runden, groesse=groesse, minuten=minuten, by=by)


def tables(konferenz, nummer) -> dict[int, set[int]]:
    found = {}
    rows = Kurzgespraech.objects.filter(runde__konferenz=konferenz, runde__nummer=nummer)
    for tisch, anmeldung in rows.values_list("tisch", "anmeldung"):
        found.setdefault(tisch, set()).add(anmeldung)
    return found


def seated(konferenz, nummer) -> set[int]:
    return set().union(*tables(konferenz, nummer).values())


@pytest.fixture
def konferenz():
    return make_konferenz_heute()


@pytest.fixture
def acht(konferenz):
    """Two people each of four institutions."""
    haeuser = [make_einrichtung(konferenz.veranstalter) for _ in range(4)]
    return [here(konferenz, einrichtung=haeuser[n // 2]) for n in range(8)]


# The plan


def test_everybody_present_sits_once_a_round_and_who_is_absent_does_not(konferenz, acht):
    make_anmeldung(konferenz)
    runden = plan(konferenz)
    assert [(r.nummer, r.groesse, r.minuten) for r in runden] == [(1, 2, 5), (2, 2, 5), (3, 2, 5)]
    for runde in runden:
        assert seated(konferenz, runde.nummer) == {a.pk for a in acht}
        assert {len(leute) for leute in tables(konferenz, runde.nummer).values()} == {2}
    paare = [frozenset(leute) for r in runden for leute in tables(konferenz, r.nummer).values()]
    assert len(paare) == len(set(paare)) == 12
    haus = {a.pk: a.einrichtung_id for a in acht}
    assert all(len({haus[pk] for pk in paar}) == 2 for paar in paare)


def test_a_person_with_sperrvermerk_sits_at_a_table_like_everybody(konferenz, acht):
    person = here(konferenz, gesperrt=True)
    plan(konferenz, runden=1)
    assert person.pk in seated(konferenz, 1)


def test_planning_needs_two_people_and_sensible_numbers(konferenz):
    here(konferenz)
    with pytest.raises(ValidationError, match="Es sind noch zu wenige Personen da"):
        plan(konferenz)
    here(konferenz)
    with pytest.raises(ValidationError, match="Möglich sind 1 bis 20 Runden"):
        plan(konferenz, runden=21)
    with pytest.raises(ValidationError):
        plan(konferenz, groesse=13)
    assert not Gespraechsrunde.objects.exists()


@pytest.mark.parametrize("rolle", [Rolle.HILFE, Rolle.LESEND, Rolle.TEILNAHME, Rolle.EINRICHTUNG])
def test_who_does_not_run_the_day_plans_and_begins_nothing(konferenz, acht, rolle):
    with pytest.raises(NichtErlaubt):
        plan(konferenz, by=Akteur(rolle, 1))
    plan(konferenz)
    for change in (begin_runde, end_runde, take_back_runde):
        with pytest.raises(NichtErlaubt):
            change(konferenz, 1, by=Akteur(rolle, 1))
    with pytest.raises(NichtErlaubt):
        replan_runden(konferenz, by=Akteur(rolle, 1))


def test_planning_again_with_other_numbers_keeps_what_has_begun(konferenz, acht):
    plan(konferenz)
    begin_runde(konferenz, 1, by=MODERATION)
    gespielt = tables(konferenz, 1)
    runden = plan(konferenz, runden=2, groesse=4, minuten=9)
    assert [(r.nummer, r.groesse, r.minuten) for r in runden] == [(1, 2, 5), (2, 4, 9)]
    assert tables(konferenz, 1) == gespielt
    begin_runde(konferenz, 2, by=MODERATION)
    with pytest.raises(ValidationError, match="Runde 2 hat schon begonnen"):
        plan(konferenz, runden=1)


def test_late_arrivals_and_leavers_change_only_rounds_that_have_not_begun(konferenz, acht):
    plan(konferenz)
    begin_runde(konferenz, 1, by=MODERATION)
    gespielt = tables(konferenz, 1)
    neu = here(konferenz)
    Anmeldung.objects.filter(pk=acht[0].pk).update(anwesend_am=None)
    stand = collect_plan(konferenz)
    assert (stand.is_veraltet, stand.neue, stand.gegangene, stand.da) == (True, 1, 1, 8)
    replan_runden(konferenz, by=MODERATION)
    assert tables(konferenz, 1) == gespielt
    assert seated(konferenz, 2) == seated(konferenz, 3) == {a.pk for a in acht[1:]} | {neu.pk}
    paare = [frozenset(leute) for nummer in (1, 2, 3) for leute in tables(konferenz, nummer).values()]
    assert len(paare) == len(set(paare)) == 12
    assert collect_plan(konferenz).is_veraltet is False


def test_beginning_a_round_takes_in_who_came_meanwhile(konferenz, acht):
    plan(konferenz)
    neu = here(konferenz)
    runde = begin_runde(konferenz, 1, by=MODERATION)
    assert runde.is_laufend
    assert seated(konferenz, 1) == {a.pk for a in acht} | {neu.pk}


def test_beginning_without_a_change_keeps_the_plan_as_people_saw_it(konferenz, acht):
    vorher = [r.pk for r in plan(konferenz)]
    begin_runde(konferenz, 1, by=MODERATION)
    assert list(konferenz.gespraechsrunden.values_list("pk", flat=True)) == vorher


def test_the_next_round_ends_the_running_one_and_only_one_runs(konferenz, acht):
    plan(konferenz)
    erste = begin_runde(konferenz, 1, by=MODERATION)
    again = begin_runde(konferenz, 1, by=MODERATION)
    assert again.begonnen_am == erste.begonnen_am
    begin_runde(konferenz, 2, by=MODERATION)
    assert [r.is_laufend for r in konferenz.gespraechsrunden.all()] == [False, True, False]
    end_runde(konferenz, 2, by=MODERATION)
    end_runde(konferenz, 2, by=MODERATION)
    assert [r.beendet_am is not None for r in konferenz.gespraechsrunden.all()] == [True, True, False]


def test_a_round_begun_by_mistake_is_taken_back_and_the_one_before_runs_on(konferenz, acht):
    plan(konferenz)
    begin_runde(konferenz, 1, by=MODERATION)
    davor = stand_of(konferenz.gespraechsrunden.all())
    sitzplan = tables(konferenz, 2)
    begin_runde(konferenz, 2, by=MODERATION)
    take_back_runde(konferenz, 2, by=MODERATION)
    take_back_runde(konferenz, 2, by=MODERATION)
    assert [(r.begonnen_am is not None, r.beendet_am) for r in konferenz.gespraechsrunden.all()] == [
        (True, None),
        (False, None),
        (False, None),
    ]
    assert stand_of(konferenz.gespraechsrunden.all()) == davor
    assert tables(konferenz, 2) == sitzplan
    saetze = Verlauf.objects.filter(konferenz=konferenz).order_by("pk").values_list("satz", flat=True)
    assert list(saetze)[-1] == "Der Beginn von Runde 2 ist rückgängig gemacht."
    assert len(saetze) == 4


def test_a_round_that_ended_can_be_taken_back_until_the_next_begins(konferenz, acht):
    plan(konferenz)
    begin_runde(konferenz, 1, by=MODERATION)
    end_runde(konferenz, 1, by=MODERATION)
    take_back_runde(konferenz, 1, by=MODERATION)
    assert not konferenz.gespraechsrunden.filter(begonnen_am__isnull=False).exists()
    begin_runde(konferenz, 1, by=MODERATION)
    begin_runde(konferenz, 2, by=MODERATION)
    with pytest.raises(ValidationError, match="Inzwischen hat Runde 2 begonnen"):
        take_back_runde(konferenz, 1, by=MODERATION)
    assert collect_plan(konferenz).letzte_begonnene.nummer == 2


def test_a_round_in_which_somebody_tapped_a_contact_stays(konferenz, acht):
    plan(konferenz)
    begin_runde(konferenz, 1, by=MODERATION)
    einer, andere = (Anmeldung.objects.get(pk=pk) for pk in sorted(tables(konferenz, 1)[1]))
    wish_kontakt(einer, andere.kennung, by=acting(einer))
    with pytest.raises(ValidationError, match="In Runde 1 möchten schon Personen in Kontakt bleiben"):
        take_back_runde(konferenz, 1, by=MODERATION)
    begin_runde(konferenz, 2, by=MODERATION)
    take_back_runde(konferenz, 2, by=MODERATION)  # the wish belongs to round 1
    withdraw_kontakt(einer, andere.kennung, by=acting(einer))
    take_back_runde(konferenz, 1, by=MODERATION)
    assert collect_plan(konferenz).letzte_begonnene is None


def test_rounds_are_played_in_their_order(konferenz, acht):
    plan(konferenz, runden=2)
    with pytest.raises(ValidationError, match="Als Nächstes kommt Runde 1"):
        begin_runde(konferenz, 2, by=MODERATION)
    begin_runde(konferenz, 1, by=MODERATION)
    begin_runde(konferenz, 2, by=MODERATION)
    with pytest.raises(ValidationError, match="Alle Runden sind schon gespielt"):
        begin_runde(konferenz, 3, by=MODERATION)
    with pytest.raises(ValidationError, match="Es gibt keine Runde mehr, die noch kommt"):
        replan_runden(konferenz, by=MODERATION)


def test_a_fixed_seat_by_a_helper_holds_in_all_rounds_to_come(konferenz, acht):
    plan(konferenz)
    set_fester_platz(acht[3], fest=True, by=HILFE)
    acht[3].refresh_from_db()
    assert acht[3].fester_platz is True
    tische = {n for nummer in (1, 2, 3) for n, leute in tables(konferenz, nummer).items() if acht[3].pk in leute}
    assert len(tische) == 1
    set_fester_platz(acht[3], fest=False, by=HILFE)
    assert Anmeldung.objects.filter(fester_platz=True).count() == 0
    with pytest.raises(NichtErlaubt):
        set_fester_platz(acht[3], fest=True, by=acting(acht[3]))


def test_a_fixed_seat_in_the_last_round_changes_nothing_that_runs(konferenz, acht):
    plan(konferenz, runden=1)
    begin_runde(konferenz, 1, by=MODERATION)
    vorher = tables(konferenz, 1)
    set_fester_platz(acht[0], fest=True, by=HILFE)
    assert tables(konferenz, 1) == vorher


def test_the_verlauf_says_what_happened_without_names(konferenz, acht):
    plan(konferenz, runden=2)
    begin_runde(konferenz, 1, by=MODERATION)
    end_runde(konferenz, 1, by=MODERATION)
    saetze = list(Verlauf.objects.order_by("pk").values_list("satz", flat=True))
    assert saetze == [
        "Der Plan der Kurzgespräche ist neu: 2 Runden.",
        "Runde 1 der Kurzgespräche hat begonnen.",
        "Runde 1 der Kurzgespräche ist zu Ende.",
    ]


def test_the_database_lets_no_second_round_run(konferenz):
    make_gespraechsrunde(konferenz, begonnen_am=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        make_gespraechsrunde(konferenz, begonnen_am=timezone.now())


# What the plan knows


def test_interests_are_topics_and_fields_proposed_or_supported_and_nothing_withdrawn(konferenz):
    einladung = make_einladung(konferenz)
    eins = here(konferenz, einladung=einladung, einrichtung=einladung.einrichtung)
    zwei, drei = here(konferenz), here(konferenz)
    haus = make_themenvorschlag(konferenz, handlungsfeld="kultur", einladung=einladung)
    eigenes = make_themenvorschlag(konferenz, handlungsfeld="bildung", anmeldung=zwei)
    make_themenvorschlag(konferenz, handlungsfeld="freizeit", anmeldung=zwei, status="zurueckgezogen")
    make_mitstreiter(haus, zwei)
    make_mitstreiter(eigenes, drei, bis=timezone.now())
    interessen = {gast.id: gast.interessen for gast in collect_lage(konferenz, []).gaeste}
    assert interessen == {
        eins.pk: {f"thema {haus.pk}", "feld kultur"},
        zwei.pk: {f"thema {haus.pk}", "feld kultur", f"thema {eigenes.pk}", "feld bildung"},
        drei.pk: frozenset(),
    }


def test_people_of_one_institution_that_the_directory_does_not_know_belong_together(konferenz):
    here(konferenz, einrichtung_angabe="Zirkus Ämilie")
    here(konferenz, einrichtung_angabe="zirkus ämilie")
    eins, zwei = collect_lage(konferenz, []).gaeste
    assert eins.einrichtung == zwei.einrichtung != ""


def test_who_talked_at_the_last_conference_is_known_by_contact_or_by_name_and_institution():
    damals = make_konferenz(phase=Konferenz.Phase.ARCHIVIERT, datum=datetime.date(2024, 6, 1))
    heute = make_konferenz_heute(veranstalter=damals.veranstalter)
    haus = make_einrichtung(damals.veranstalter)
    kontakt = make_ansprechperson(haus)
    wer = {"vorname": "Kim", "nachname": "Ost", "einrichtung": haus}
    alte = [make_anmeldung(damals, ansprechperson=kontakt), make_anmeldung(damals, **wer), make_anmeldung(damals)]
    make_gespraechsrunde(damals, tische=[alte], begonnen_am=timezone.now())
    make_gespraechsrunde(damals, tische=[alte[::2]])  # never played
    eins, zwei = here(heute, ansprechperson=kontakt), here(heute, **wer)
    here(heute, vorname="Kim", nachname="Ost")
    assert collect_lage(heute, []).getroffen == {frozenset((eins.pk, zwei.pk))}


@pytest.mark.parametrize("personen", [2, 6])
def test_reading_the_plan_takes_a_fixed_number_of_queries(konferenz, personen):
    make_konferenz(veranstalter=konferenz.veranstalter, datum=datetime.date(2024, 6, 1))
    for _ in range(personen):
        here(konferenz)
    plan(konferenz)
    begin_runde(konferenz, 1, by=MODERATION)
    with CaptureQueriesContext(connection) as queries:
        collect_plan(konferenz)
    assert len(queries) == 11


# One person


def test_a_card_shows_table_and_partner_and_hides_who_may_not_be_named(konferenz):
    haus = make_einrichtung(konferenz.veranstalter, name="Kita Waldrand")
    ich = here(konferenz)
    du = here(
        konferenz, vorname="Miriam", nachname="Albers", funktion="Leitung", einrichtung=haus, email="m@example.org"
    )
    geheim = here(konferenz, nachname="Geheim", gesperrt=True)
    make_gespraechsrunde(konferenz, tische=[[], [ich, du, geheim]], begonnen_am=timezone.now())
    make_gespraechsrunde(konferenz, tische=[[ich, du]])
    karte = collect_karte(ich)
    assert (karte.jetzt.runde.nummer, karte.jetzt.tisch) == (1, 2)
    assert (karte.naechstes.runde.nummer, karte.naechstes.tisch) == (2, 1)
    assert [(p.name, p.funktion, p.einrichtung, p.email) for p in karte.jetzt.partner] == [
        ("Miriam Albers", "Leitung", "Kita Waldrand", ""),
        ("", "", "", ""),
    ]
    # who is not named sees the others, and neither asks nor is asked
    assert [(p.name, p.kennung) for p in collect_karte(geheim).jetzt.partner] == [(ich.name, ""), ("Miriam Albers", "")]


def test_the_stand_changes_with_plan_begin_and_end_and_holds_nobodys_data(konferenz, acht):
    def stand():
        return stand_of(konferenz.gespraechsrunden.order_by("nummer"))

    seen = [stand()]
    plan(konferenz, runden=1)
    seen.append(stand())
    replan_runden(konferenz, by=MODERATION)
    seen.append(stand())
    begin_runde(konferenz, 1, by=MODERATION)
    seen.append(stand())
    end_runde(konferenz, 1, by=MODERATION)
    seen.append(stand())
    assert seen[0] == ""
    assert len(set(seen)) == 5


# Keeping in touch


@pytest.fixture
def paar(konferenz):
    paar = [here(konferenz, vorname=v, nachname="N", email=f"{v.lower()}@example.org") for v in ("Ada", "Bo")]
    make_gespraechsrunde(konferenz, tische=[paar], begonnen_am=timezone.now())
    return paar


def contacts(anmeldung) -> list[tuple[str, str]]:
    return [(partner.name, partner.email) for partner in collect_karte(anmeldung).kontakte]


def test_only_when_both_want_it_both_see_the_contact(konferenz, paar):
    ada, bo = paar
    wish_kontakt(ada, bo.kennung, by=acting(ada))
    wish_kontakt(ada, bo.kennung, by=acting(ada))
    assert (contacts(ada), contacts(bo), count_kontakte(konferenz)) == ([], [], 0)
    wish_kontakt(bo, ada.kennung, by=HILFE)
    assert (contacts(ada), contacts(bo)) == ([("Bo N", "bo@example.org")], [("Ada N", "ada@example.org")])
    assert count_kontakte(konferenz) == 1
    withdraw_kontakt(ada, bo.kennung, by=acting(ada))
    assert (contacts(ada), contacts(bo), count_kontakte(konferenz)) == ([], [], 0)


def test_a_sperrvermerk_set_later_takes_the_contact_away(paar):
    ada, bo = paar
    wish_kontakt(ada, bo.kennung, by=acting(ada))
    wish_kontakt(bo, ada.kennung, by=acting(bo))
    Anmeldung.objects.filter(pk=bo.pk).update(gesperrt=True)
    bo.refresh_from_db()
    assert (contacts(ada), contacts(bo)) == ([], [])
    with pytest.raises(NichtErlaubt):
        wish_kontakt(bo, ada.kennung, by=acting(bo))


def test_nobody_can_be_asked_whom_one_did_not_sit_with(konferenz, paar):
    ada, _bo = paar
    fremd = here(konferenz)
    andere = here(make_konferenz_heute())
    make_gespraechsrunde(konferenz, tische=[[ada, fremd]])  # has not begun
    for person in (fremd, andere, ada):
        with pytest.raises(NichtErlaubt, match="Sie haben noch nicht miteinander gesprochen"):
            wish_kontakt(ada, person.kennung, by=acting(ada))
    assert not Kontaktwunsch.objects.exists()


def test_nobody_acts_for_somebody_else_with_their_own_pass(paar):
    ada, bo = paar
    with pytest.raises(NichtErlaubt):
        wish_kontakt(ada, bo.kennung, by=acting(bo))
    wish_kontakt(ada, bo.kennung, by=acting(ada))
    with pytest.raises(NichtErlaubt):
        withdraw_kontakt(ada, bo.kennung, by=acting(bo))


def test_after_publication_one_can_still_take_it_back_but_no_longer_ask(konferenz, paar):
    ada, bo = paar
    wish_kontakt(ada, bo.kennung, by=acting(ada))
    konferenz.phase = Konferenz.Phase.VEROEFFENTLICHT
    konferenz.save()
    ada.konferenz.refresh_from_db()
    bo.konferenz.refresh_from_db()
    with pytest.raises(NichtErlaubt):
        wish_kontakt(bo, ada.kennung, by=acting(bo))
    withdraw_kontakt(ada, bo.kennung, by=acting(ada))
    assert not Kontaktwunsch.objects.exists()
