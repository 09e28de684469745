"""Running the day: items begin, stand still, get longer, end, and a wrong click is taken back."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils import timezone

from konferenz.akteur import Rolle
from konferenz.models import Konferenz, Programmpunkt, Verlauf
from konferenz.services import ablauf
from konferenz.services.fehler import NichtErlaubt
from konferenz.services.phase import advance_phase
from tests.factories import make_akteur, make_konferenz_heute, make_programmpunkt
from tests.gleichzeitig import all_succeed_at_once, at_once

pytestmark = pytest.mark.django_db
PLANUNG = make_akteur(Rolle.PLANUNG)
MODERATION = make_akteur(Rolle.MODERATION)


def two_items(**overrides) -> list[Programmpunkt]:
    konferenz = make_konferenz_heute(**overrides)
    return [make_programmpunkt(konferenz, titel=titel, dauer=20) for titel in ("Themen", "Pause")]


def running(dauer=20, minuten=5, **overrides) -> Programmpunkt:
    begonnen = timezone.now() - datetime.timedelta(minutes=minuten)
    return make_programmpunkt(make_konferenz_heute(), dauer=dauer, begonnen_am=begonnen, **overrides)


def test_beginning_an_item_ends_the_running_one():
    konferenz = make_konferenz_heute()
    first, second = make_programmpunkt(konferenz), make_programmpunkt(konferenz)
    ablauf.begin_programmpunkt(punkt=first, by=MODERATION)
    ablauf.begin_programmpunkt(punkt=second, by=MODERATION)
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.beendet_am is not None
    assert second.begonnen_am is not None
    assert second.beendet_am is None


def test_beginning_twice_keeps_the_first_time():
    punkt = make_programmpunkt(make_konferenz_heute())
    begun = ablauf.begin_programmpunkt(punkt=punkt, by=MODERATION).begonnen_am
    assert ablauf.begin_programmpunkt(punkt=punkt, by=MODERATION).begonnen_am == begun


def test_going_back_into_an_ended_item_lets_it_run_again():
    konferenz = make_konferenz_heute()
    punkt = make_programmpunkt(konferenz, begonnen_am=timezone.now(), beendet_am=timezone.now())
    assert ablauf.begin_programmpunkt(punkt=punkt, by=MODERATION).beendet_am is None


def test_finishing_ends_once():
    punkt = make_programmpunkt(make_konferenz_heute())
    ablauf.begin_programmpunkt(punkt=punkt, by=MODERATION)
    ended = ablauf.finish_programmpunkt(punkt=punkt, by=MODERATION).beendet_am
    assert ended is not None
    assert ablauf.finish_programmpunkt(punkt=punkt, by=MODERATION).beendet_am == ended


def test_before_the_day_nothing_begins():
    with pytest.raises(NichtErlaubt):
        ablauf.begin_programmpunkt(punkt=make_programmpunkt(), by=PLANUNG)


@pytest.mark.parametrize("rolle", [Rolle.HILFE, Rolle.TEILNAHME, Rolle.LESEND])
def test_only_those_who_run_the_day_begin_items(rolle):
    with pytest.raises(NichtErlaubt):
        ablauf.begin_programmpunkt(punkt=make_programmpunkt(make_konferenz_heute()), by=make_akteur(rolle))


def test_whoever_clicks_weiter_second_finds_it_done():
    first, second = two_items()
    ablauf.begin_programmpunkt(punkt=first, by=MODERATION, laeuft=None)
    ablauf.begin_programmpunkt(punkt=second, by=MODERATION, laeuft=first.pk)
    assert ablauf.begin_programmpunkt(punkt=second, by=MODERATION, laeuft=first.pk).begonnen_am is not None
    assert Verlauf.objects.count() == 2


def test_an_old_page_does_not_jump_back_in_the_programme():
    first, second = two_items()
    third = make_programmpunkt(first.konferenz, titel="Arbeit")
    ablauf.begin_programmpunkt(punkt=first, by=MODERATION)
    ablauf.begin_programmpunkt(punkt=third, by=MODERATION)
    with pytest.raises(NichtErlaubt, match="Inzwischen läuft „Arbeit“"):
        ablauf.begin_programmpunkt(punkt=second, by=MODERATION, laeuft=first.pk)
    second.refresh_from_db()
    assert second.begonnen_am is None


def test_a_wrong_weiter_is_taken_back_and_the_item_before_runs_on():
    first, second = two_items()
    begonnen = ablauf.begin_programmpunkt(punkt=first, by=MODERATION).begonnen_am
    ablauf.begin_programmpunkt(punkt=second, by=MODERATION)
    ablauf.take_back_begin(punkt=second, by=MODERATION)
    ablauf.take_back_begin(punkt=second, by=MODERATION)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.begonnen_am, first.beendet_am) == (begonnen, None)
    assert (second.begonnen_am, second.beendet_am) == (None, None)


def test_after_two_minutes_a_begin_stays():
    punkt = running(minuten=3)
    with pytest.raises(NichtErlaubt, match="länger als zwei Minuten"):
        ablauf.take_back_begin(punkt=punkt, by=MODERATION)


def test_longer_counts_once_for_two_who_saw_the_same():
    punkt = running()
    ablauf.set_zugabe(punkt=punkt, zugabe=5, vorher=0, by=MODERATION)
    assert ablauf.set_zugabe(punkt=punkt, zugabe=5, vorher=0, by=MODERATION).zugabe == 5
    with pytest.raises(NichtErlaubt):
        ablauf.set_zugabe(punkt=punkt, zugabe=-5, vorher=0, by=MODERATION)
    assert ablauf.set_zugabe(punkt=punkt, zugabe=0, vorher=5, by=MODERATION).zugabe == 0


@pytest.mark.parametrize("zugabe", [-20, 461])
def test_no_item_gets_shorter_than_a_minute_or_longer_than_a_day(zugabe):
    with pytest.raises(NichtErlaubt, match="So kurz oder lang"):
        ablauf.set_zugabe(punkt=running(), zugabe=zugabe, vorher=0, by=MODERATION)


def test_while_it_stands_still_the_end_moves_along():
    punkt = running()
    held = ablauf.hold_programmpunkt(punkt=punkt, by=MODERATION).angehalten_am
    assert ablauf.hold_programmpunkt(punkt=punkt, by=MODERATION).angehalten_am == held
    Programmpunkt.objects.update(angehalten_am=held - datetime.timedelta(seconds=90))
    row = ablauf.resume_programmpunkt(punkt=punkt, by=MODERATION)
    assert (row.angehalten_am, row.angehalten_sekunden) == (None, 90)
    assert row.endet_at(timezone.now()) == row.begonnen_am + datetime.timedelta(minutes=20, seconds=90)


def test_only_the_running_item_is_held_or_changed():
    first, second = two_items()
    ablauf.begin_programmpunkt(punkt=first, by=MODERATION)
    for work in (ablauf.hold_programmpunkt, ablauf.resume_programmpunkt):
        with pytest.raises(NichtErlaubt, match="Inzwischen läuft „Themen“"):
            work(punkt=second, by=MODERATION)


def test_a_held_item_can_be_ended_and_left():
    first, second = two_items()
    ablauf.begin_programmpunkt(punkt=first, by=MODERATION)
    ablauf.hold_programmpunkt(punkt=first, by=MODERATION)
    ablauf.begin_programmpunkt(punkt=second, by=MODERATION)
    ablauf.hold_programmpunkt(punkt=second, by=MODERATION)
    ablauf.finish_programmpunkt(punkt=second, by=MODERATION)
    assert list(Programmpunkt.objects.filter(angehalten_am__isnull=False)) == []


def test_the_phase_can_change_while_an_item_is_held():
    punkt = running(angehalten_am=timezone.now())
    advance_phase(punkt.konferenz, by=PLANUNG)
    punkt.refresh_from_db()
    assert (punkt.beendet_am is None, punkt.angehalten_am) == (False, None)


def test_the_leinwand_is_set_by_hand_and_follows_again():
    konferenz = make_konferenz_heute()
    assert ablauf.set_leinwand(konferenz=konferenz, leinwand="gruppen", by=MODERATION).leinwand == "gruppen"
    ablauf.set_leinwand(konferenz=konferenz, leinwand="automatisch", by=MODERATION)
    assert list(Verlauf.objects.order_by("pk").values_list("satz", flat=True)) == [
        "Leinwand: Gruppen.",
        "Leinwand: Folgt dem Programm.",
    ]
    with pytest.raises(ValidationError):
        ablauf.set_leinwand(konferenz=konferenz, leinwand="kino", by=MODERATION)
    with pytest.raises(NichtErlaubt):
        ablauf.set_leinwand(konferenz=konferenz, leinwand="uhr", by=make_akteur(Rolle.HILFE))


@pytest.mark.django_db(transaction=True)
def test_two_who_click_weiter_at_once_begin_one_item_once():
    first, second = two_items()
    ablauf.begin_programmpunkt(punkt=first, by=MODERATION)
    work = [lambda: ablauf.begin_programmpunkt(punkt=second, by=MODERATION, laeuft=first.pk)] * 6
    rows = all_succeed_at_once(work)
    assert len({row.begonnen_am for row in rows}) == 1
    assert Verlauf.objects.filter(objekt=f"Programmpunkt {second.pk}").count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_services_lock_two_would_begin_two_items():
    """Negative control: the constraint alone would stop them, with an error instead of a sentence."""
    first, second = two_items()

    def begin(punkt):
        return lambda: Programmpunkt.objects.filter(pk=punkt.pk).update(begonnen_am=timezone.now())

    results = at_once([begin(first), begin(second)])
    assert [type(result).__name__ for result in results if isinstance(result, Exception)] == ["IntegrityError"]
    assert Konferenz.objects.get().laufender_punkt is not None


@pytest.mark.django_db(transaction=True)
def test_two_who_give_five_minutes_at_once_give_five_and_one_is_told():
    punkt = running()
    rows = all_succeed_at_once([lambda: ablauf.set_zugabe(punkt=punkt, zugabe=5, vorher=0, by=MODERATION)] * 4)
    assert sorted(getattr(row, "schon_getan", False) for row in rows) == [False, True, True, True]
    assert Programmpunkt.objects.get().zugabe == 5
    assert Verlauf.objects.filter(objekt=f"Programmpunkt {punkt.pk}").count() == 1


@pytest.mark.django_db(transaction=True)
def test_negative_control_two_who_add_five_minutes_give_ten():
    punkt = running()
    at_once([lambda: Programmpunkt.objects.filter(pk=punkt.pk).update(zugabe=F("zugabe") + 5)] * 2)
    assert Programmpunkt.objects.get().zugabe == 10


@pytest.mark.django_db(transaction=True)
def test_of_two_who_go_on_differently_at_once_one_wins_and_the_other_reads_what_runs():
    erster, zweiter = two_items()
    dritter = make_programmpunkt(erster.konferenz, titel="Ausblick", dauer=20)
    ablauf.begin_programmpunkt(punkt=erster, by=MODERATION)
    results = at_once(
        [
            lambda p=punkt: ablauf.begin_programmpunkt(punkt=p, by=MODERATION, laeuft=erster.pk)
            for punkt in (zweiter, dritter)
        ]
    )
    gewonnen = next(row for row in results if isinstance(row, Programmpunkt))
    saetze = [error.satz for error in results if isinstance(error, NichtErlaubt)]
    assert saetze == [f"Inzwischen läuft „{gewonnen.titel}“. Es wurde nichts geändert."]
    assert Konferenz.objects.get().laufender_punkt == gewonnen
