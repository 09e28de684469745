"""The invitation as everybody may read it afterwards."""

import datetime

import pytest
from django.utils import timezone

from konferenz.models import Aussendung
from teilnehmer.einladungstext import Einladungstext, collect_einladungstext
from tests.factories import make_konferenz, make_leitfrage, make_programmpunkt, make_veranstalter

pytestmark = pytest.mark.django_db


@pytest.fixture
def konferenz():
    veranstalter = make_veranstalter(name="Gemeinde Lindental", fachbereich="Fachbereich Soziales", telefon="030 1")
    konferenz = make_konferenz(
        veranstalter=veranstalter,
        titel="Erste Sozialraumkonferenz",
        datum=datetime.date(2022, 6, 16),
        ort="Rathaus",
        raum="Bürgersaal",
        kontakt_name="Kim Kontakt",
        kontakt_telefon="030 2",
    )
    make_leitfrage(konferenz, text="Was fehlt?")
    make_programmpunkt(konferenz, titel="Begrüßung")
    return konferenz


def send(konferenz, text, betreff="Einladung", tag=2, anlass="einladung", **felder) -> Aussendung:
    moment = timezone.make_aware(datetime.datetime(2022, 5, tag, 9))  # noqa: DTZ001
    felder = {"freigegeben_am": moment, "ausgefuehrt_am": moment} | felder
    return Aussendung.objects.create(konferenz=konferenz, anlass=anlass, betreff=betreff, text=text, **felder)


def test_it_names_the_conference_but_nobody_and_opens_nothing(konferenz):
    send(
        konferenz,
        "{anrede} {ansprechperson}, {funktion},\n\nherzlich laden wir {einrichtung} ein: {datum} in {ort}.\n"
        "{leitfragen}\n{programm}\n{link} {code}\n{nur E-Mail} Tippen Sie.\n{nur Brief} Scannen Sie.\n{absender}\n",
        "Einladung: {konferenz}",
    )
    found = collect_einladungstext(konferenz)
    assert (found.am, found.betreff) == (datetime.date(2022, 5, 2), "Einladung: Erste Sozialraumkonferenz")
    assert found.text == (
        "Sehr geehrte Damen und Herren (Ansprechperson), (Funktion),\n\n"
        "herzlich laden wir Ihre Einrichtung ein: Donnerstag, 16. Juni 2022 in Bürgersaal, Rathaus.\n"
        "1. Was fehlt?\n14:30 Begrüßung\n(persönlicher Link) (persönlicher Code)\nScannen Sie.\n"
        "Gemeinde Lindental\nFachbereich Soziales"
    )


def test_the_first_that_left_counts(konferenz):
    assert collect_einladungstext(konferenz) is None
    send(konferenz, "Entwurf", tag=1, freigegeben_am=None, ausgefuehrt_am=None)
    send(konferenz, "Wartet", tag=1, ausgefuehrt_am=None)
    send(konferenz, "Erinnerung", tag=1, anlass="erinnerung")
    assert collect_einladungstext(konferenz) is None
    send(konferenz, "Zweite", tag=9)
    send(konferenz, "Erste", tag=3)
    send(make_konferenz(), "Fremde", tag=1)
    assert collect_einladungstext(konferenz) == Einladungstext(datetime.date(2022, 5, 3), "Einladung", "Erste")


def test_a_text_without_lists_costs_one_query(konferenz, django_assert_num_queries):
    send(konferenz, "{anrede}, {absender} {link}")
    with django_assert_num_queries(1):
        assert collect_einladungstext(konferenz)
