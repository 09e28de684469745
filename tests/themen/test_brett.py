"""The board as data: columns, references both ways, gaps; the comparison of two texts; the live fragment."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from konferenz.akteur import Rolle
from konferenz.live import fragments
from tests.factories import make_akteur, make_befund, make_kleingruppe
from themen.brett import collect_brett, compare
from themen.models import Befund
from themen.services.befund import delete_befund

IST, SOLL, IDEE = Befund.Art.IST, Befund.Art.SOLL, Befund.Art.IDEE


@pytest.mark.django_db
def test_references_run_both_ways_and_gaps_are_counted():
    gruppe = make_kleingruppe()
    one, two = make_befund(gruppe), make_befund(gruppe)
    soll, lonely = make_befund(gruppe, SOLL, bezug=[one, two]), make_befund(gruppe, SOLL)
    make_befund(gruppe, IST)
    idee = make_befund(gruppe, IDEE, bezug=[soll])

    brett = collect_brett(gruppe)

    assert (brett.ist.luecken, brett.soll.luecken, brett.idee.luecken) == (1, 1, 0)
    assert brett.find(soll.kennung).vor == [one, two]
    assert brett.find(soll.kennung).nach == [idee]
    assert brett.find(one.kennung).nach == [soll]
    assert (brett.find(lonely.kennung).is_luecke, brett.find(lonely.kennung).is_ohne_vor) == (True, True)
    assert [spalte.anzahl_worte for spalte in brett.spalten] == ["3 Karten", "2 Karten", "1 Karte"]


@pytest.mark.django_db
def test_a_deleted_card_closes_no_gap_and_is_kept_apart():
    gruppe = make_kleingruppe()
    ist = make_befund(gruppe)
    soll = make_befund(gruppe, SOLL, bezug=[ist])
    delete_befund(soll, by=make_akteur(Rolle.MODERATION))

    brett = collect_brett(gruppe)

    assert brett.find(ist.kennung).is_luecke
    assert brett.find(soll.kennung) is None
    assert brett.geloescht == [soll]


@pytest.mark.django_db
@pytest.mark.parametrize("karten", [0, 1, 3])
def test_the_board_is_collected_in_three_queries(django_assert_num_queries, karten):
    gruppe = make_kleingruppe()
    for _ in range(karten):
        make_befund(gruppe, SOLL, bezug=[make_befund(gruppe)])
    with django_assert_num_queries(3):
        collect_brett(gruppe)


@pytest.mark.parametrize(
    ("gespeichert", "eigener", "links", "rechts"),
    [
        ("An zwei Tagen.", "An drei Tagen.", ["zwei"], ["drei"]),
        ("Gleich.", "Gleich.", [], []),
        ("", "Neu.", [], ["Neu."]),
        ("<b>a</b>", "<i>a</i>", ["b", "b"], ["i", "i"]),
    ],
)
def test_two_texts_are_compared_word_by_word(gespeichert, eigener, links, rechts):
    left, right = compare(gespeichert, eigener)

    assert ("".join(s.text for s in left), "".join(s.text for s in right)) == (gespeichert, eigener)
    assert [s.text for s in left if s.is_anders] == links
    assert [s.text for s in right if s.is_anders] == rechts


@pytest.mark.django_db
def test_the_live_fragments_show_the_board_and_only_writers_get_to_change():
    gruppe = make_kleingruppe()
    make_befund(gruppe, text="Für alle.")

    with CaptureQueriesContext(connection) as queries:
        schreiben = fragments["brett"](gruppe.pk)
    lesen = fragments["brett_lesen"](gruppe.pk)

    assert len(queries) == 4
    assert "Für alle." in schreiben
    assert "Für alle." in lesen
    assert "Ändern" in schreiben
    assert "Ändern" not in lesen
