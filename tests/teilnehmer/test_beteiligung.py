"""Who was invited, answered and came, by kind of institution."""

import pytest
from django.utils import timezone

from teilnehmer.beteiligung import Zeile, collect_beteiligung
from tests.factories import make_anmeldung, make_einladung, make_einrichtung, make_konferenz

pytestmark = pytest.mark.django_db


def invite(konferenz, art, **overrides):
    return make_einladung(konferenz, make_einrichtung(konferenz.veranstalter, art=art), **overrides)


def test_counts_by_kind_in_the_order_of_the_kinds_and_their_sum():
    konferenz = make_konferenz()
    schule = invite(konferenz, "schule", antwort="zugesagt")
    invite(konferenz, "schule", antwort="abgesagt")
    invite(konferenz, "kita")
    make_anmeldung(konferenz, einladung=schule, einrichtung=schule.einrichtung, anwesend_am=timezone.now())
    make_anmeldung(konferenz, einladung=schule, einrichtung=schule.einrichtung)
    make_anmeldung(konferenz, einrichtung=schule.einrichtung, status="abgesagt", abgesagt_am=timezone.now())
    make_anmeldung(konferenz, anwesend_am=timezone.now())
    make_anmeldung()
    assert collect_beteiligung(konferenz) == [
        Zeile("kita", "Kita", eingeladen=1, offen=1),
        Zeile("schule", "Schule", eingeladen=2, zugesagt=1, abgesagt=1, personen=2, anwesend=1),
        Zeile("ohne", "Ohne Einrichtung", personen=1, anwesend=1),
        Zeile("", "Zusammen", eingeladen=3, zugesagt=1, abgesagt=1, offen=1, personen=3, anwesend=2),
    ]


def test_a_conference_without_anybody_has_only_the_sum():
    assert collect_beteiligung(make_konferenz()) == [Zeile("", "Zusammen")]


@pytest.mark.parametrize("rows", [1, 3])
def test_takes_two_queries(django_assert_num_queries, rows):
    konferenz = make_konferenz()
    for art in ("kita", "schule", "sport")[:rows]:
        invite(konferenz, art)
    with django_assert_num_queries(2):
        collect_beteiligung(konferenz)
