"""Properties of the plan of short talks, whoever comes."""

from collections import Counter
from itertools import combinations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from teilnehmer.rundenguete import Gast, measure, plain_round_robin
from teilnehmer.rundenplan import plan_runden

einige = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def gaeste(draw, least=2, most=24):
    """People of some institutions, some with interests, some with a fixed seat."""
    anzahl = draw(st.integers(least, most))
    return [
        Gast(
            id=n * 7 + 3,
            einrichtung=draw(st.sampled_from([None, 1, 2, 3, 4, 5])),
            art=draw(st.sampled_from(["", "kita", "schule"])),
            interessen=draw(st.frozensets(st.sampled_from(["a", "b", "c"]))),
            fest=draw(st.integers(0, 9)) == 0,
        )
        for n in range(anzahl)
    ]


def seats(runde) -> list[int]:
    return sorted(i for tisch in runde.values() for i in tisch)


def meetings(plan) -> Counter:
    return Counter(frozenset(p) for runde in plan for tisch in runde.values() for p in combinations(tisch, 2))


@einige
@given(gaeste(least=1), st.integers(1, 5), st.integers(2, 6))
def test_everybody_sits_exactly_once_a_round_and_nobody_alone(leute, runden, groesse):
    plan = plan_runden(leute, runden=runden, groesse=groesse)
    assert [seats(runde) for runde in plan] == [sorted(g.id for g in leute)] * runden
    smallest = min(len(tisch) for runde in plan for tisch in runde.values())
    assert smallest >= min(2, len(leute))


@einige
@given(gaeste(), st.integers(2, 6))
def test_tables_differ_by_one_person_at_most(leute, groesse):
    sizes = {len(tisch) for tisch in plan_runden(leute, runden=1, groesse=groesse)[0].values()}
    assert max(sizes) - min(sizes) <= 1


@einige
@given(st.data())
def test_nobody_meets_twice_nor_somebody_of_their_institution_where_that_can_be_avoided(data):
    """Dirac: while everybody has at least half of the others left, all can be paired with somebody left."""
    halb = data.draw(st.integers(2, 12))
    leute = [Gast(n, einrichtung=n // 2 + 1) for n in range(2 * halb)]
    runden = data.draw(st.integers(1, max(1, halb - 1)))
    guete = measure(leute, plan_runden(leute, runden=runden))
    assert (guete.wiedersehen, guete.selbe_einrichtung) == (0, 0)


@pytest.mark.parametrize("anzahl", [4, 6, 8, 10, 12, 14, 20])
def test_with_an_even_number_everybody_meets_everybody_once_before_anybody_meets_twice(anzahl):
    leute = [Gast(n) for n in range(anzahl)]
    assert set(meetings(plan_runden(leute, runden=anzahl - 1)).values()) == {1}
    assert len(meetings(plan_runden(leute, runden=anzahl - 1))) == anzahl * (anzahl - 1) // 2


@einige
@given(st.integers(6, 20), st.integers(1, 5))
def test_an_odd_number_makes_one_trio_a_round_and_each_time_of_others(halb, runden):
    leute = [Gast(n) for n in range(2 * halb + 1)]
    runden = min(runden, len(leute) // 3)
    plan = plan_runden(leute, runden=runden)
    trios = [tisch for runde in plan for tisch in runde.values() if len(tisch) == 3]
    assert len(trios) == runden
    assert max(Counter(i for trio in trios for i in trio).values()) == 1
    assert set(meetings(plan).values()) == {1}


@einige
@given(gaeste(least=4), st.integers(1, 6))
def test_the_plan_is_never_worse_than_the_plain_round_robin(leute, runden):
    """Where nobody has to stay at a table, since the round-robin does not care about that."""
    leute = [Gast(g.id, g.einrichtung, g.art, g.interessen) for g in leute]
    unser = measure(leute, plan_runden(leute, runden=runden))
    einfach = measure(leute, plain_round_robin(leute, runden=runden))
    assert unser.wiedersehen <= einfach.wiedersehen
    if unser.wiedersehen == einfach.wiedersehen:
        assert unser.selbe_einrichtung <= einfach.selbe_einrichtung


@einige
@given(gaeste(least=6), st.integers(2, 5), st.integers(2, 4))
def test_who_keeps_a_seat_keeps_the_number_of_the_table_and_never_meets_another_who_does(leute, runden, groesse):
    fest = [g.id for g in leute if g.fest][: len(leute) // groesse // 2]
    leute = [Gast(g.id, g.einrichtung, g.art, g.interessen, g.id in fest) for g in leute]
    plan = plan_runden(leute, runden=runden, groesse=groesse)
    for i in fest:
        assert len({nummer for runde in plan for nummer, tisch in runde.items() if i in tisch}) == 1
    assert not [p for p in meetings(plan) if p <= set(fest)]


def test_who_comes_later_or_leaves_changes_only_what_was_not_played():
    leute = [Gast(n, einrichtung=n // 2 + 1) for n in range(12)]
    gespielt = plan_runden(leute, runden=5)[:2]
    spaeter = [g for g in leute if g.id not in (3, 8)] + [Gast(100, 1), Gast(101, 9), Gast(102, 9)]
    weiter = plan_runden(spaeter, runden=3, bisher=gespielt)
    assert [seats(runde) for runde in weiter] == [sorted(g.id for g in spaeter)] * 3
    guete = measure(spaeter, [*gespielt, *weiter])
    assert (guete.wiedersehen, guete.selbe_einrichtung) == (0, 0)


def test_a_fixed_seat_of_earlier_rounds_keeps_its_number_in_later_ones():
    leute = [Gast(n, fest=n in (2, 5)) for n in range(10)]
    gespielt = plan_runden(leute, runden=2)
    weiter = plan_runden([*leute, Gast(50, fest=True)], runden=2, bisher=gespielt)

    def numbers(plan, person):
        return {nummer for runde in plan for nummer, tisch in runde.items() if person in tisch}

    assert numbers(weiter, 2) == numbers(gespielt, 2)
    assert numbers(weiter, 5) == numbers(gespielt, 5)
    assert len(numbers(weiter, 50)) == 1


def test_pairs_of_the_last_conference_do_not_meet_again_while_others_are_left():
    leute = [Gast(n) for n in range(8)]
    damals = {frozenset(p) for p in ((0, 1), (2, 3), (4, 5), (6, 7), (0, 2))}
    plan = plan_runden(leute, runden=3, getroffen=damals)
    assert damals & set(meetings(plan)) == set()


def test_shared_interests_come_together_and_unlike_kinds_before_like_ones():
    leute = [
        Gast(0, 1, "kita", frozenset("a")),
        Gast(1, 2, "kita"),
        Gast(2, 3, "hort", frozenset("a")),
        Gast(3, 4, "hort"),
    ]
    assert plan_runden(leute, runden=1) == [{1: (0, 2), 2: (1, 3)}]


def test_the_same_people_get_the_same_plan_in_whatever_order_they_come():
    leute = [Gast(n, n % 5 + 1, "", frozenset("ab"[n % 2])) for n in range(31)]
    assert plan_runden(leute, runden=4) == plan_runden(leute[::-1], runden=4)


def test_quality_counts_what_the_round_robin_gets_wrong():
    leute = [Gast(0, 1), Gast(1, 2), Gast(2, 2), Gast(3, 1)]
    guete = measure(leute, plain_round_robin(leute, runden=4))
    assert (guete.gespraeche, guete.wiedersehen, guete.selbe_einrichtung) == (8, 2, 4)
    assert guete.gemeinsam_je_gespraech == 0.0


@pytest.mark.parametrize("groesse", [2, 4])
def test_three_hundred_people_meet_nobody_twice_and_nobody_of_their_house(groesse):
    leute = [Gast(n, n // 3 + 1, "kita" if n % 2 else "hort", frozenset(("x", n % 7))) for n in range(301)]
    guete = measure(leute, plan_runden(leute, runden=6, groesse=groesse), groesse=groesse)
    assert (guete.wiedersehen, guete.selbe_einrichtung) == (0, 0)
    assert guete.dreier <= (1 if groesse == 2 else 6)


@pytest.mark.parametrize(("anzahl", "groesse"), [(34, 3), (100, 3)])
def test_nobody_sits_twice_at_a_table_that_is_too_large_while_others_are_left(anzahl, groesse):
    """One table of four a round: six rounds need 24 people, and there are more."""
    leute = [
        Gast(id=n, einrichtung=n % 20, art=str(n % 8), interessen=frozenset({n % 5})) for n in range(1, anzahl + 1)
    ]
    guete = measure(leute, plan_runden(leute, runden=6, groesse=groesse), groesse=groesse)
    assert (guete.dreier, guete.wiedersehen, guete.selbe_einrichtung) == (1, 0, 0)
    assert measure(leute, plain_round_robin(leute, runden=6, groesse=groesse), groesse=groesse).dreier == 6
