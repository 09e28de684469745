"""A query put together once gives the very rows that the same query gives each time."""

import pytest
from django.db.models import Count

from konferenz.abfrage import Abfrage
from konferenz.models import Konferenz, Programmpunkt, Zugang
from tests.factories import make_konferenz_heute, make_programmpunkt, make_veranstalter, make_zugang

pytestmark = pytest.mark.django_db


def fields(row) -> dict:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_it_brings_the_row_and_those_it_points_to_in_one_query(django_assert_num_queries):
    zugang = make_zugang(make_konferenz_heute())
    andere = make_zugang(make_konferenz_heute())
    abfrage = Abfrage(lambda pk: Zugang.objects.filter(pk=pk), "konferenz", "konferenz__veranstalter")

    for wanted in (zugang, andere):
        usual = Zugang.objects.select_related("konferenz__veranstalter").get(pk=wanted.pk)
        with django_assert_num_queries(1):
            found = abfrage.get(wanted.pk)
            konferenz, veranstalter = found.konferenz, found.konferenz.veranstalter
        assert fields(found) == fields(usual)
        assert fields(konferenz) == fields(usual.konferenz)
        assert fields(veranstalter) == fields(usual.konferenz.veranstalter)
        assert found == wanted
        assert found._state.adding is False


def test_a_row_that_is_not_there_is_none():
    abfrage = Abfrage(lambda pk: Konferenz.objects.filter(pk=pk), "vorgaenger")
    assert abfrage.get(0) is None
    assert abfrage.get(make_konferenz_heute().pk).vorgaenger is None


def test_it_keeps_the_order_of_the_query():
    konferenz = make_konferenz_heute()
    punkte = [make_programmpunkt(konferenz) for _ in range(3)]
    make_programmpunkt(make_konferenz_heute())
    abfrage = Abfrage(lambda konferenz: Programmpunkt.objects.filter(konferenz=konferenz).order_by("-position"))
    assert abfrage.all(konferenz.pk) == punkte[::-1]


def test_tuples_are_what_values_list_gives():
    veranstalter = make_veranstalter()
    for _ in range(2):
        make_konferenz_heute(veranstalter=veranstalter)
    abfrage = Abfrage(
        lambda pk: Konferenz.objects.filter(veranstalter=pk).order_by().values_list("phase").annotate(zahl=Count("pk"))
    )
    assert abfrage.tuples(veranstalter.pk) == [("durchfuehrung", 2)]
    assert abfrage.tuples(0) == []


def test_a_query_with_another_value_in_it_is_refused():
    with pytest.raises(ValueError, match="takes 2"):
        Abfrage(lambda pk: Konferenz.objects.filter(pk=pk, phase="entwurf")).all(1)
