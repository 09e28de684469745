"""Presenting topics: the queue, its order, and who speaks."""

import pytest
from django.utils import timezone

from konferenz.akteur import Rolle
from konferenz.models import Programmpunkt
from konferenz.services.fehler import NichtErlaubt
from tests.factories import (
    make_akteur,
    make_anmeldung,
    make_konferenz_heute,
    make_mitstreiter,
    make_programmpunkt,
    make_themenvorschlag,
)
from tests.gleichzeitig import all_succeed_at_once, at_once
from themen.models import Themenvorschlag
from themen.pitch_stand import collect_vorstellungen
from themen.services import pitch
from themen.services.moderation import begin_punkt
from themen.services.themenvorschlag import restore_themenvorschlag, submit_themenvorschlag, withdraw_themenvorschlag

pytestmark = pytest.mark.django_db
MODERATION = make_akteur(Rolle.MODERATION)
PLANUNG = make_akteur(Rolle.PLANUNG)


@pytest.fixture
def konferenz():
    konferenz = make_konferenz_heute()
    for titel in "ABC":
        make_themenvorschlag(konferenz, titel=titel)
    return konferenz


def thema(titel: str) -> Themenvorschlag:
    return Themenvorschlag.objects.get(titel=titel)


def queue(konferenz) -> str:
    return "".join(row.titel for row in collect_vorstellungen(konferenz).schlange)


def positions(konferenz) -> list[int | None]:
    return [row.pitch_position for row in collect_vorstellungen(konferenz).schlange]


def test_topics_wait_in_the_order_they_came_and_new_ones_come_last(konferenz):
    assert queue(konferenz) == "ABC"
    pitch.move_pitch(thema("C"), hinauf=True, by=MODERATION)
    submit_themenvorschlag(konferenz, titel="Neu", by=make_akteur(Rolle.HILFE))
    assert queue(konferenz) == "ACBNeu"


def test_moving_keeps_positions_dense_and_stops_at_the_ends(konferenz):
    pitch.move_pitch(thema("A"), hinauf=True, by=MODERATION)
    assert (queue(konferenz), positions(konferenz)) == ("ABC", [None, None, None])
    pitch.move_pitch(thema("A"), hinauf=False, by=MODERATION)
    pitch.move_pitch(thema("C"), hinauf=False, by=MODERATION)
    assert (queue(konferenz), positions(konferenz)) == ("BAC", [1, 2, 3])


def test_the_next_one_ends_the_one_before(konferenz):
    a = pitch.next_pitch(konferenz, laeuft=None, by=MODERATION)
    b = pitch.next_pitch(konferenz, laeuft=a.pk, by=MODERATION)
    stand = collect_vorstellungen(konferenz)
    assert (stand.spricht, [row.titel for row in stand.vorgestellt], queue(konferenz)) == (b, ["A"], "C")
    assert (stand.endet_am - b.pitch_begonnen_am).total_seconds() == 120


def test_who_clicks_next_second_finds_it_done(konferenz):
    a = pitch.next_pitch(konferenz, laeuft=None, by=MODERATION)
    assert pitch.next_pitch(konferenz, laeuft=None, by=MODERATION) == a
    assert queue(konferenz) == "BC"


def test_after_the_last_one_nobody_speaks(konferenz):
    laeuft = None
    for _ in range(3):
        laeuft = pitch.next_pitch(konferenz, laeuft=laeuft, by=MODERATION).pk
    assert pitch.next_pitch(konferenz, laeuft=laeuft, by=MODERATION) is None
    assert collect_vorstellungen(konferenz).spricht is None


def test_a_topic_is_called_out_of_turn_unless_the_page_was_old(konferenz):
    pitch.begin_pitch(thema("C"), laeuft=None, by=MODERATION)
    assert queue(konferenz) == "AB"
    with pytest.raises(NichtErlaubt, match="Inzwischen wird „C“ vorgestellt"):
        pitch.begin_pitch(thema("B"), laeuft=None, by=MODERATION)
    assert pitch.begin_pitch(thema("C"), laeuft=None, by=MODERATION).titel == "C"


def test_stopped_and_put_back(konferenz):
    a = pitch.next_pitch(konferenz, laeuft=None, by=MODERATION)
    pitch.finish_pitch(a, by=MODERATION)
    pitch.finish_pitch(a, by=MODERATION)
    assert collect_vorstellungen(konferenz).vorgestellt == [a]
    pitch.put_back_pitch(a, by=MODERATION)
    pitch.put_back_pitch(a, by=MODERATION)
    assert (queue(konferenz), positions(konferenz)) == ("BCA", [1, 2, 3])


def test_a_withdrawn_topic_leaves_the_queue_and_stops_speaking(konferenz):
    withdraw_themenvorschlag(thema("B"), by=PLANUNG)
    assert queue(konferenz) == "AC"
    a = pitch.next_pitch(konferenz, laeuft=None, by=MODERATION)
    withdraw_themenvorschlag(a, by=PLANUNG)
    assert collect_vorstellungen(konferenz).spricht is None
    with pytest.raises(NichtErlaubt, match="steht nicht mehr in der Liste"):
        pitch.begin_pitch(a, laeuft=None, by=MODERATION)
    assert pitch.next_pitch(konferenz, laeuft=None, by=MODERATION).titel == "C"
    restore_themenvorschlag(thema("B"), by=PLANUNG)
    assert queue(konferenz) == "B"


def test_when_another_item_begins_nobody_speaks_any_more(konferenz):
    pitch.next_pitch(konferenz, laeuft=None, by=MODERATION)
    begin_punkt(make_programmpunkt(konferenz, art=Programmpunkt.Art.PAUSE), by=MODERATION)
    assert collect_vorstellungen(konferenz).spricht is None


def test_only_open_commitments_count(konferenz):
    a = thema("A")
    make_mitstreiter(a, make_anmeldung(konferenz))
    make_mitstreiter(a, make_anmeldung(konferenz), bis=timezone.now())
    assert collect_vorstellungen(konferenz).schlange[0].anzahl_mitstreiter == 1


@pytest.mark.parametrize("rolle", [Rolle.HILFE, Rolle.TEILNAHME, Rolle.LESEND])
def test_only_those_who_run_the_day_call_topics(konferenz, rolle):
    by = make_akteur(rolle)
    for work in (
        lambda: pitch.next_pitch(konferenz, laeuft=None, by=by),
        lambda: pitch.begin_pitch(thema("A"), laeuft=None, by=by),
        lambda: pitch.finish_pitch(thema("A"), by=by),
        lambda: pitch.put_back_pitch(thema("A"), by=by),
        lambda: pitch.move_pitch(thema("B"), hinauf=True, by=by),
    ):
        with pytest.raises(NichtErlaubt):
            work()


@pytest.mark.django_db(transaction=True)
def test_many_who_reorder_at_once_lose_nothing_and_leave_no_gap(konferenz):
    rows = [thema(titel) for titel in "ABC"]
    all_succeed_at_once(
        [
            lambda row=row, hinauf=hinauf: pitch.move_pitch(row, hinauf=hinauf, by=MODERATION)
            for row in rows
            for hinauf in (True, False)
        ]
    )
    assert sorted(queue(konferenz)) == ["A", "B", "C"]
    assert positions(konferenz) == [1, 2, 3]


@pytest.mark.django_db(transaction=True)
def test_many_who_call_the_next_topic_at_once_skip_nobody(konferenz):
    rows = all_succeed_at_once([lambda: pitch.next_pitch(konferenz, laeuft=None, by=MODERATION)] * 6)
    assert {row.titel for row in rows} == {"A"}
    assert queue(konferenz) == "BC"


@pytest.mark.django_db(transaction=True)
def test_without_the_services_lock_two_would_speak():
    """Negative control: the constraint stops the second one with an error."""
    konferenz = make_konferenz_heute()
    rows = [make_themenvorschlag(konferenz) for _ in range(2)]

    def begin(row):
        return lambda: Themenvorschlag.objects.filter(pk=row.pk).update(pitch_begonnen_am=timezone.now())

    results = at_once([begin(row) for row in rows])
    assert [type(result).__name__ for result in results if isinstance(result, Exception)] == ["IntegrityError"]
