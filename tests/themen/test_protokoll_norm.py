"""The printed minutes of a rich conference, all three variants: PDF/UA-1 and PDF/A-2a in one file, page by page."""

import datetime
import html.parser
import pathlib
import re
import subprocess
import time

import pytest
from django.db import connection

from konferenz.pdf import render
from tests import pdfua
from tests.themen.protokoll_daten import make_reiche_konferenz
from themen.fotos import load_bilder
from themen.protokoll import druck
from themen.protokoll.daten import Variante
from themen.protokoll.sammeln import collect_protokoll

pytestmark = pytest.mark.django_db
STAND = datetime.date(2022, 6, 24)


@pytest.fixture
def patient_database(db):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")


def test_measure(patient_database):
    konferenz = make_reiche_konferenz()
    for variante in Variante:
        p = collect_protokoll(konferenz, variante)
        t = time.perf_counter()
        b = load_bilder(p.fotos)
        t1 = time.perf_counter()
        order = druck.druck_protokoll(p, STAND, None, b)
        t2 = time.perf_counter()
        pdf = render(order)
        t3 = time.perf_counter()
        pathlib.Path(f"/tmp/s6-{variante}.pdf").write_bytes(pdf)
        pathlib.Path(f"/tmp/s6-{variante}.html").write_text(order.html)
        print(variante, len(order.html), len(pdf), [len(x.inhalt) for x in b], t1 - t, t2 - t1, t3 - t2, len(pdfua.page_texts(pdf)))
