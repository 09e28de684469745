"""Ticking, undoing and letting in: what the services of the door promise."""

import datetime
import uuid
from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from konferenz.akteur import Akteur, Rolle
from konferenz.models import Konferenz, Verlauf
from konferenz.services.fehler import NichtErlaubt
from teilnehmer.models import Anmeldung
from teilnehmer.services.vor_ort import register_walk_in
from tests.factories import make_anmeldung, make_einrichtung, make_konferenz_heute, make_zugang
from tests.gleichzeitig import all_succeed_at_once, at_once
from themen.anwesenheit_stand import count_stand, render_stand
from themen.services.anwesenheit import mark_anwesend, unmark_anwesend

HILFE = Akteur(Rolle.HILFE, 1)
Status = Anmeldung.Status
OHNE_PLATZ = [Status.WARTELISTE, Status.ANGEFRAGT, Status.ABGESAGT]


def make_wartend(konferenz, status=Status.WARTELISTE) -> Anmeldung:
    return make_anmeldung(konferenz, status=status, abgesagt_am=timezone.now() if status == Status.ABGESAGT else None)


@pytest.mark.django_db
class TestTicking:
    def test_the_first_time_counts_and_the_log_holds_no_name(self):
        person = make_anmeldung(make_konferenz_heute(), nachname="Nirgendwo")
        zuerst = mark_anwesend(person, by=HILFE)
        nochmal = mark_anwesend(person, by=HILFE)
        assert zuerst.anmeldung.anwesend_am == nochmal.anmeldung.anwesend_am
        assert not zuerst.is_nachgerueckt
        assert [row.satz for row in Verlauf.objects.all()] == ["Eine Person ist da."]

    def test_a_held_seat_is_firm_once_somebody_is_here(self):
        bis = timezone.now() + datetime.timedelta(hours=1)
        person = make_anmeldung(make_konferenz_heute(), bestaetigen_bis=bis)
        assert mark_anwesend(person, by=HILFE).anmeldung.bestaetigen_bis is None

    def test_a_tick_that_arrives_late_does_not_undo_the_undoing(self):
        person = make_anmeldung(make_konferenz_heute())
        tick, undo = uuid.uuid4(), uuid.uuid4()
        mark_anwesend(person, by=HILFE, vorgang=tick)
        unmark_anwesend(person, by=HILFE, vorgang=undo)
        assert mark_anwesend(person, by=HILFE, vorgang=tick).anmeldung.anwesend_am is None
        assert unmark_anwesend(person, by=HILFE, vorgang=undo).anwesend_am is None
        assert mark_anwesend(person, by=HILFE).anmeldung.anwesend_am is not None

    @pytest.mark.parametrize("status", OHNE_PLATZ)
    def test_somebody_without_a_seat_gets_in_while_those_who_are_here_leave_one(self, status):
        konferenz = make_konferenz_heute(plaetze=1)
        make_anmeldung(konferenz)  # registered, not here: the hall is taken on paper
        person = make_wartend(konferenz, status)
        einlass = mark_anwesend(person, by=HILFE)
        assert einlass.vorher == status
        assert einlass.is_nachgerueckt
        assert (einlass.anmeldung.status, einlass.anmeldung.abgesagt_am) == (Status.ANGEMELDET, None)
        assert einlass.anmeldung.anwesend_am is not None

    @pytest.mark.parametrize("status", OHNE_PLATZ)
    def test_a_full_hall_is_a_sentence_and_nothing_changes(self, status):
        konferenz = make_konferenz_heute(plaetze=1)
        make_anmeldung(konferenz, anwesend_am=timezone.now())
        person = make_wartend(konferenz, status)
        with pytest.raises(ValidationError, match="Der Saal ist voll: 1 Person ist schon da"):
            mark_anwesend(person, by=HILFE)
        person.refresh_from_db()
        assert (person.status, person.anwesend_am) == (status, None)

    def test_who_is_registered_comes_in_even_when_walk_ins_were_faster(self):
        konferenz = make_konferenz_heute(plaetze=1)
        person = make_anmeldung(konferenz)
        register_walk_in(konferenz, vorname="Ali", nachname="Demir", by=HILFE)
        assert mark_anwesend(person, by=HILFE).anmeldung.anwesend_am is not None

    @pytest.mark.parametrize("status", [Status.ANGEMELDET, *OHNE_PLATZ])
    def test_undoing_brings_everything_back(self, status):
        person = make_wartend(make_konferenz_heute(plaetze=5), status)
        vorher = Anmeldung.objects.values().get(pk=person.pk)
        mark_anwesend(person, by=HILFE)
        unmark_anwesend(person, by=HILFE)
        assert Anmeldung.objects.values().get(pk=person.pk) == vorher

    def test_undoing_twice_or_what_never_was_changes_nothing(self):
        person = make_anmeldung(make_konferenz_heute())
        unmark_anwesend(person, by=HILFE)
        assert not Verlauf.objects.exists()

    @pytest.mark.parametrize("service", [mark_anwesend, unmark_anwesend])
    def test_only_on_the_day_and_not_for_everybody(self, service):
        person = make_anmeldung(make_konferenz_heute())
        with pytest.raises(NichtErlaubt):
            service(person, by=Akteur(Rolle.TEILNAHME, person.pk))
        person.konferenz.phase = Konferenz.Phase.VORBEREITUNG
        with pytest.raises(NichtErlaubt):
            service(person, by=HILFE)

    def test_a_tick_costs_the_same_for_everybody(self):
        konferenz = make_konferenz_heute(plaetze=500)
        for _ in range(3):
            with CaptureQueriesContext(connection) as queries:
                mark_anwesend(make_anmeldung(konferenz), by=HILFE, vorgang=uuid.uuid4())
            own = [q["sql"] for q in queries if "SAVEPOINT" not in q["sql"]]
            # 2 make the person; then key (2), conference, person, presence, log, notice, result, read again
            assert len(own) == 2 + 9


@pytest.mark.django_db
def test_the_shared_numbers_hold_no_name_and_count_by_kind():
    konferenz = make_konferenz_heute()
    kita = make_einrichtung(konferenz.veranstalter)
    make_anmeldung(konferenz, nachname="Namenlos", einrichtung=kita, anwesend_am=timezone.now())
    make_anmeldung(konferenz, einrichtung=kita)
    make_anmeldung(konferenz, anwesend_am=timezone.now(), gesperrt=True)
    make_wartend(konferenz)
    make_wartend(konferenz, Status.ABGESAGT)
    make_anmeldung(make_konferenz_heute(), anwesend_am=timezone.now())
    stand = count_stand(konferenz.pk)
    assert (stand.da, stand.von, stand.je_art) == (2, 3, {"kita": 1, "ohne": 1})
    html = render_stand(konferenz.pk)
    assert '<span data-live-teil="da">2 von 3 da</span>' in html
    assert '<span data-live-teil="da-kita">1</span>' in html
    assert '<span data-live-teil="da-sport">0</span>' in html
    assert "Namenlos" not in html


@pytest.mark.django_db
def test_the_shared_numbers_cost_one_query(django_assert_num_queries):
    konferenz = make_konferenz_heute()
    for zahl in (1, 2):
        for _ in range(zahl):
            make_anmeldung(konferenz, einrichtung=make_einrichtung(konferenz.veranstalter))
        with django_assert_num_queries(1):
            render_stand(konferenz.pk)


@pytest.mark.django_db(transaction=True)
class TestRaces:
    def test_the_last_seat_goes_to_one_of_many_who_wait(self):
        konferenz = make_konferenz_heute(plaetze=3)
        people = [make_wartend(konferenz) for _ in range(8)]
        results = at_once([partial(mark_anwesend, person, by=HILFE) for person in people])
        refused = [result for result in results if isinstance(result, ValidationError)]
        assert len(refused) == 5
        assert konferenz.anmeldungen.anwesend().count() == 3

    def test_without_the_lock_the_hall_overflows(self, monkeypatch):
        """Negative control: the same with a lock that locks nothing."""
        konferenz = make_konferenz_heute(plaetze=3)
        people = [make_wartend(konferenz) for _ in range(8)]
        monkeypatch.setattr("themen.services.anwesenheit.lock", lambda rows, pk: rows.get(pk=pk))
        monkeypatch.setattr("themen.services.anwesenheit.record", _slow)
        at_once([partial(mark_anwesend, person, by=HILFE) for person in people])
        assert konferenz.anmeldungen.anwesend().count() > 3

    def test_one_entry_sent_by_two_tabs_is_one_person(self):
        konferenz = make_konferenz_heute()
        enter = partial(register_walk_in, konferenz, vorname="Ali", nachname="Demir", by=HILFE, vorgang=uuid.uuid4())
        assert len({row.pk for row in all_succeed_at_once([enter] * 6)}) == 1
        assert konferenz.anmeldungen.count() == 1

    def test_eighty_people_through_four_doors_at_once(self):
        konferenz = make_konferenz_heute(plaetze=80)
        make_zugang(konferenz, "hilfe")
        people = [make_anmeldung(konferenz) for _ in range(80)]

        def door(number):
            for person in people[number::4]:
                mark_anwesend(person, by=HILFE, vorgang=uuid.uuid4())

        all_succeed_at_once([partial(door, number) for number in range(4)])
        assert count_stand(konferenz.pk).da == 80
        assert Verlauf.objects.filter(satz="Eine Person ist da.").count() == 80


def _slow(*args, **kwargs):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(0.3)")
