"""Whoever promised something reads it again on the own pass, after the day, and nobody else does."""

import datetime
import html

import pytest
from django.utils import timezone

from konferenz.models import Konferenz
from tests.factories import make_anmeldung, make_kleingruppe, make_konferenz_heute, make_massnahme
from themen.models import Protokollstand

pytestmark = pytest.mark.django_db
Phase = Konferenz.Phase
BIS = datetime.date(2026, 12, 31)


def seite(response) -> str:
    return html.unescape(response.content.decode()).replace("\u00ad", "")


def in_phase(konferenz, phase) -> None:
    konferenz.phase = phase
    konferenz.save()


@pytest.mark.parametrize("phase", [Phase.NACHBEREITUNG, Phase.VEROEFFENTLICHT])
def test_who_is_responsible_reads_what_until_when_and_how_far_it_is(client, phase):
    gruppe = make_kleingruppe()
    ich, andere = (make_anmeldung(gruppe.konferenz) for _n in range(2))
    make_massnahme(gruppe, was="Ohne Tag", verantwortlich=ich)
    row = make_massnahme(gruppe, was="Liste anlegen", verantwortlich=ich, bis=BIS, status="in_arbeit")
    make_massnahme(gruppe, was="Von anderen", verantwortlich=andere, bis=BIS)
    make_massnahme(gruppe, was="Gelöschtes", verantwortlich=ich, geloescht_am=row.angelegt_am, geloescht_von="planung")
    in_phase(gruppe.konferenz, phase)

    text = seite(client.get(ich.zugang.pfad))

    assert "Ihre Maßnahmen" in text
    assert text.index("1.2 Liste anlegen") < text.index("1.1 Ohne Tag")
    assert "bis 31. Dezember 2026" in text
    assert "in Arbeit" in text
    assert "noch ohne Datum" in text
    assert "Von anderen" not in text
    assert "Gelöschtes" not in text
    link = f"{ich.zugang.pfad}gruppen/{gruppe.nummer}/massnahmen/{row.kennung}/"
    assert f'href="{link}"' in text
    assert client.get(link).status_code == 200


def test_on_the_day_and_for_who_promised_nothing_there_is_no_list(client):
    gruppe = make_kleingruppe()
    ich, andere = (make_anmeldung(gruppe.konferenz) for _n in range(2))
    make_massnahme(gruppe, verantwortlich=ich, bis=BIS)
    assert "Ihre Maßnahmen" not in seite(client.get(ich.zugang.pfad))
    in_phase(gruppe.konferenz, Phase.NACHBEREITUNG)
    assert "Ihre Maßnahmen" not in seite(client.get(andere.zugang.pfad))


@pytest.mark.parametrize("zahl", [1, 3])
def test_the_day_costs_the_same_for_any_number_of_measures(client, django_assert_num_queries, zahl):
    konferenz = make_konferenz_heute(phase=Phase.NACHBEREITUNG)
    ich = make_anmeldung(konferenz)
    for _n in range(zahl):
        make_massnahme(make_kleingruppe(konferenz), verantwortlich=ich, bis=BIS)
    with django_assert_num_queries(10):
        assert "Ihre Maßnahmen" in seite(client.get(ich.zugang.pfad))


@pytest.mark.parametrize(("zustand", "entsteht"), [("", True), ("rueckmeldung", False), ("vorgelegt", False)])
def test_the_minutes_are_not_being_made_when_they_can_be_read(client, zustand, entsteht):
    vorbei = timezone.localdate() - datetime.timedelta(days=30)  # feedback is not asked any more
    konferenz = make_konferenz_heute(phase=Phase.NACHBEREITUNG, datum=vorbei)
    if zustand:
        Protokollstand.objects.create(konferenz=konferenz, zustand=zustand, frist=timezone.localdate())
    text = seite(client.get(make_anmeldung(konferenz, anwesend_am=timezone.now()).zugang.pfad))
    assert ("Das Protokoll entsteht gerade." in text) == entsteht
    assert ("Protokolls lesen" in text) != entsteht
