"""Two officers and one directory: on real connections."""

import threading

import pytest
from django.db import IntegrityError, connections

from konferenz.akteur import Rolle
from teilnehmer.models import Ansprechperson, Einrichtung, Verzeichnisimport
from teilnehmer.services import verzeichnisimport as service
from teilnehmer.services import verzeichnisuebernahme as uebernahme
from teilnehmer.services.einladung import invite_einrichtungen
from teilnehmer.services.verzeichnisruecknahme import take_back_import
from tests.factories import make_akteur, make_konferenz, make_mitglied, make_veranstalter
from tests.gleichzeitig import all_succeed_at_once, at_once
from tests.teilnehmer.verzeichnis_dateien import carry_out, dreihundert, taken_over, uploaded

pytestmark = pytest.mark.django_db(transaction=True)
BY = make_akteur(Rolle.PLANUNG)
KOPF = ["Name", "Art", "Nachname"]


def run(row):
    return lambda: service.run_import(pk=row.pk, rolle="planung", akteur=None)


def started(v, *zeilen) -> Verzeichnisimport:
    row = uploaded(v, *zeilen)
    return service.start_import(verzeichnisimport=row, fassung=row.fassung, by=BY)


def test_a_double_click_and_two_workers_take_over_once():
    v = make_mitglied().veranstalter
    row = uploaded(v, KOPF, *([f"Kita {n}", "Kita", "Albers"] for n in range(50)))
    all_succeed_at_once(
        [lambda: service.start_import(verzeichnisimport=row, fassung=row.fassung, by=BY) for _n in range(4)]
    )
    all_succeed_at_once([run(row) for _n in range(4)])
    assert (v.einrichtungen.count(), Ansprechperson.objects.count()) == (50, 50)


def test_the_same_file_from_two_officers_is_taken_over_once():
    v = make_veranstalter()
    rows = [started(v, KOPF, *([f"Kita {n}", "Kita", "Albers"] for n in range(50))) for _n in range(2)]
    all_succeed_at_once([run(row) for row in rows])
    assert v.einrichtungen.count() == 50
    for row in rows:
        row.refresh_from_db()
    assert sorted(row.zahlen.get("veraltet", 0) for row in rows) == [0, 50]


def test_without_the_lock_it_would_be_taken_over_twice_or_break(monkeypatch):
    """The negative control: what holds is the lock of the Veranstalter."""
    v = make_veranstalter()
    rows = [started(v, KOPF, *([f"Kita {n}", "Kita", "Albers"] for n in range(50))) for _n in range(2)]
    together = threading.Barrier(2)
    monkeypatch.setattr(uebernahme, "lock", lambda queryset, pk: queryset.get(pk=pk))
    original = uebernahme.planung.make_plan

    def plan_together(*args):
        plan = original(*args)
        together.wait(30)
        return plan

    monkeypatch.setattr(uebernahme.planung, "make_plan", plan_together)
    results = at_once([lambda row=row: uebernahme.apply_import(pk=row.pk, by=BY) for row in rows])
    assert [type(result) for result in results if isinstance(result, Exception)] == [IntegrityError]


def test_progress_is_seen_while_the_transaction_runs(monkeypatch):
    v = make_veranstalter()
    row = started(v, *dreihundert()[0])
    monkeypatch.setattr(uebernahme, "STUECK", 50)
    gesehen = []
    original = uebernahme._write_personen

    def look(*args):
        other = connections.create_connection("default")
        with other.cursor() as cursor:
            cursor.execute("SELECT fortschritt FROM teilnehmer_verzeichnisimport WHERE id = %s", [row.pk])
            fortschritt = cursor.fetchone()[0]
            cursor.execute("SELECT count(*) FROM teilnehmer_einrichtung")
            gesehen.append((fortschritt, cursor.fetchone()[0]))
        other.close()
        return original(*args)

    monkeypatch.setattr(uebernahme, "_write_personen", look)
    run(row)()
    assert [fortschritt for fortschritt, _rows in gesehen] == sorted({fortschritt for fortschritt, _rows in gesehen})
    assert len(gesehen) == 6
    assert {rows for _fortschritt, rows in gesehen} == {0}
    row.refresh_from_db()
    assert (row.status, row.fortschritt) == ("uebernommen", 300)


def test_an_institution_cannot_be_invited_while_it_goes():
    v = make_veranstalter()
    row = taken_over(v, KOPF, ["Kita Blau", "Kita", "Albers"])
    konferenz, kita = make_konferenz(veranstalter=v), v.einrichtungen.get()

    def invite():
        return invite_einrichtungen(konferenz=konferenz, einrichtungen=[kita.pk], by=BY)

    results = at_once([lambda: take_back_import(verzeichnisimport=row, by=BY), invite])
    row.refresh_from_db()
    assert not any(isinstance(result, Exception) for result in results[:1])
    assert row.status == "zurueck"
    # Either it was invited first and stays, or it is gone and nobody was invited.
    assert Einrichtung.objects.count() == konferenz.einladungen.count()


def test_taking_back_twice_at_once_happens_once():
    v = make_veranstalter()
    row = carry_out(uploaded(v, KOPF, ["Kita Blau", "Kita", "Albers"]))
    all_succeed_at_once([lambda: take_back_import(verzeichnisimport=row, by=BY) for _n in range(3)])
    assert v.einrichtungen.count() == 0
    assert v.verlauf.filter(satz__startswith="Import zurückgenommen.").count() == 1
