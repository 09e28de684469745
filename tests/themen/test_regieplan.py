"""The Regieplan on paper: conformant, all items, and nothing while there is no programme."""

import pytest
from django.db import connection

from konferenz.models import Zugang
from konferenz.pdf import render
from tests import pdfua
from tests.factories import make_konferenz_heute, make_programmpunkt, make_zugang
from tests.themen.protokoll_daten import FEINDLICH
from themen.druckerei.regieplan import print_regieplan

pytestmark = pytest.mark.django_db


def test_the_plan_is_conformant_with_hostile_text_and_runs_over_pages():
    with connection.cursor() as cursor:  # a slow machine prints for longer than PostgreSQL waits
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
    konferenz = make_konferenz_heute(titel=FEINDLICH[:120])
    fields = {"beschreibung": FEINDLICH[:300], "verantwortlich": FEINDLICH[:160], "material": FEINDLICH[:300]}
    for n in range(12):
        make_programmpunkt(konferenz, titel=f"Punkt {n:02}", dauer=15, **(fields if n == 0 else {}))
    one = render(print_regieplan(konferenz).make())
    pdfua.assert_pdfua(one)
    text = " ".join(pdfua.page_texts(one))
    assert [n for n in range(12) if f"Punkt {n:02}" not in text] == []
    assert "14:30–14:45" in text.replace("\u2060", "")


def test_without_a_programme_there_is_no_plan(client):
    konferenz = make_konferenz_heute()
    assert print_regieplan(konferenz) is None
    pfad = make_zugang(konferenz, Zugang.Zweck.MODERATION).pfad
    assert client.get(f"{pfad}druck/regieplan.pdf").status_code == 404
    assert client.post(f"{pfad}druck/regieplan.pdf").status_code == 405
