"""Posters of the groups: conformant with hostile text, as large as they fit, without a name, all in the background."""

import datetime

import pikepdf
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from konferenz.akteur import Rolle
from konferenz.models import Druckauftrag, Zugang
from konferenz.pdf import render
from konferenz.services.druckauftrag import run_druckauftrag
from tests import pdfua
from tests.factories import (
    make_anmeldung,
    make_befund,
    make_einrichtung,
    make_kleingruppe,
    make_konferenz_heute,
    make_massnahme,
    make_mitglied,
    make_zugang,
)
from tests.themen.protokoll_daten import FEINDLICH, LANGES_WORT, assign
from themen.druckerei import plakat
from themen.druckerei.sammeln import collect_kopf
from themen.models import Befund

pytestmark = pytest.mark.django_db
IST, SOLL, IDEE = Befund.Art.IST, Befund.Art.SOLL, Befund.Art.IDEE
SATZ = "Fachkräfte erleben seit der Pandemie mehr Rückzug, Ängste und Konflikte als zuvor."


@pytest.fixture(autouse=True)
def patient_database(db):
    """A test is one transaction, and PostgreSQL would end it after 30 idle seconds while a slow machine prints."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")


def make_gruppe(karten=3, konferenz=None, text=SATZ, **overrides):
    """So many Ist with a Soll and an idee each, two people, and one measure."""
    konferenz = konferenz or make_konferenz_heute(
        titel="Erste Sozialraumkonferenz", motto="Familien", datum=datetime.date(2022, 6, 16)
    )
    fields = {"titel": "Beratung: Angebote für Kinder und Jugendliche", "beschreibung": "Was bei uns fehlt."}
    gruppe = make_kleingruppe(konferenz, **fields | overrides)
    for _n in range(karten):
        ist = make_befund(gruppe, IST, text=text)
        soll = make_befund(gruppe, SOLL, text=text, bezug=[ist])
        make_befund(gruppe, IDEE, text=text, bezug=[soll])
    name = "Beratungsstelle für Familien"
    haus = konferenz.veranstalter.einrichtungen.filter(name=name).first()
    haus = haus or make_einrichtung(konferenz.veranstalter, name=name)
    for n in range(2):
        anmeldung = make_anmeldung(konferenz, vorname="Kim", nachname=f"Geheimname{n}", einrichtung=haus)
        assign(anmeldung, gruppe)
    make_massnahme(
        gruppe,
        was="Offene Sprechstunde erproben",
        verantwortlich=anmeldung,
        einrichtung=haus,
        mit="Jugendtreff",
        bis=datetime.date(2022, 9, 1),
    )
    make_massnahme(gruppe, was="Noch niemand verantwortlich")
    return gruppe


def pdf(gruppe) -> bytes:
    return render(plakat.print_plakat(gruppe.konferenz, gruppe.nummer).make())


def text_size(gruppe) -> str:
    """The class with which the child kept the poster, seen by its number of pages at each step alone."""
    druck = plakat.print_plakat(gruppe.konferenz, gruppe.nummer).make()
    for stufe in plakat.STUFEN:
        html = druck.html.replace("<body ", f'<body class="{stufe}" ', 1)
        if len(pdfua.page_texts(render(type(druck)(html)))) == 1:
            return stufe
    return "zwei"


def test_a_poster_says_what_the_group_found():
    gruppe = make_gruppe()
    pages = pdfua.page_texts(pdf(gruppe))
    assert len(pages) == 1
    (text,) = pages
    assert "Gruppe 1: Beratung Angebote für Kinder und Jugendliche" in text
    for words in ("Ist-Zustand", "Soll-Zustand", "Ist 1", "Soll 3", "Erste Ideen", "Idee 1, für Soll 1", "Rückzug"):
        assert words in text
    assert (
        "Maßnahmen 1.1 · bis 1. September 2022 Offene Sprechstunde erproben "
        "(Beratungsstelle für Familien mit Jugendtreff)" in text
    )
    assert "Erste Sozialraumkonferenz · „Familien“ · 16. Juni 2022" in text
    assert "2 Personen aus 1 Einrichtung" in text
    assert "Noch niemand verantwortlich" not in text
    assert "Geheimname" not in text


def test_who_answers_for_a_measure_is_said_without_a_name():
    gruppe = make_gruppe(1)
    konferenz = gruppe.konferenz
    haus = make_einrichtung(konferenz.veranstalter, name="Frauenhaus Rosengarten")
    bis = datetime.date(2022, 9, 1)
    for angaben in (
        {"einrichtung": haus, "gesperrt": True},
        {"funktion": "Elternbeirat"},
    ):
        person = make_anmeldung(konferenz, vorname="Kim", nachname="Geheimname", **angaben)
        make_massnahme(gruppe, verantwortlich=person, einrichtung=person.einrichtung, bis=bis)
    (seite,) = plakat.collect_plakate(konferenz)
    assert [zeile.wer_mit for zeile in seite.massnahmen] == [
        "Beratungsstelle für Familien mit Jugendtreff",
        "eine Person, die dabei war",
        "Elternbeirat",
    ]
    text = " ".join(plakat.druck_plakate(collect_kopf(konferenz), (seite,)).html.replace("\u00a0", " ").split())
    assert "(eine Person, die dabei war)" in text
    assert "Rosengarten" not in text
    assert "Geheimname" not in text


def test_a_poster_is_a3_across():
    with pikepdf.open(io_of(pdf(make_gruppe()))) as document:
        box = [float(x) for x in document.pages[0].mediabox]
    assert [round(x * 25.4 / 72) for x in box] == [0, 0, 420, 297]


def io_of(data: bytes):
    import io

    return io.BytesIO(data)


@pytest.mark.parametrize(("karten", "stufe", "blaetter"), [(2, "s22", 1), (6, None, 1), (14, "zwei", 3)])
def test_the_text_is_as_large_as_fits_one_sheet_and_never_below_16_points(karten, stufe, blaetter):
    gruppe = make_gruppe(karten)
    found = text_size(gruppe)
    assert found in plakat.STUFEN
    if stufe:
        assert found == stufe
    else:
        assert found in ("s20", "s18-5", "s17", "s16")
    pages = pdfua.page_texts(pdf(gruppe))
    assert len(pages) == blaetter
    assert ("Blatt 1 von" in pages[0]) == (blaetter > 1)
    alles = " ".join(pages)
    for art in ("Ist", "Soll", "Idee"):
        for nummer in range(1, karten + 1):
            assert f"{art} {nummer}" in alles


def test_hostile_text_gaps_and_nothing_at_all_are_conformant():
    konferenz = make_konferenz_heute(titel=FEINDLICH[:120], motto=FEINDLICH[:160])
    feindlich = make_gruppe(3, konferenz, text=FEINDLICH[:600], titel=FEINDLICH[:120], beschreibung=FEINDLICH[:400])
    make_gruppe(2, konferenz, text=LANGES_WORT * 3, titel=(LANGES_WORT * 2)[:120])
    luecken = make_kleingruppe(konferenz, titel="Lücken")
    make_befund(luecken, IST, text=SATZ)
    make_befund(luecken, SOLL, text=SATZ)
    make_kleingruppe(konferenz, titel="Leer")
    lang = make_gruppe(14, konferenz)
    files = [pdf(gruppe) for gruppe in konferenz.kleingruppen.for_list()]
    pdfua.assert_pdfua(*files)
    assert "<script>alert(1)</script>" in pdfua.text(files[0])
    assert "Noch kein Soll benannt" in pdfua.text(files[2])
    assert "Noch kein Ist-Zustand benannt" in pdfua.text(files[2])
    assert "Noch keine Idee" in pdfua.text(files[2])
    assert "noch kein Ist und kein Soll" in pdfua.text(files[3])
    assert plakat.print_plakat(konferenz, lang.nummer + 1) is None
    assert feindlich.nummer == 1


@pytest.mark.parametrize("zahl", [1, 3])
def test_posters_take_a_fixed_number_of_queries(zahl):
    konferenz = make_konferenz_heute()
    for _n in range(zahl):
        make_gruppe(zahl, konferenz)
    with CaptureQueriesContext(connection) as queries:
        assert len(plakat.collect_plakate(konferenz)) == zahl
    assert len(queries) == QUERIES
    stapel = plakat.make_stapel(konferenz, {})
    assert (stapel.zahl, len(stapel.make(0, zahl).weitere)) == (zahl, zahl - 1)


QUERIES = 6


def test_all_posters_come_in_one_file_from_the_worker(client):
    konferenz = make_gruppe().konferenz
    make_gruppe(14, konferenz)
    client.force_login(make_mitglied(konferenz.veranstalter, Rolle.PLANUNG).konto)
    basis = f"/verwaltung/{konferenz.veranstalter.slug}/{konferenz.slug}/druck/"
    assert "Alle Plakate in einer Datei" in client.get(basis).content.decode()
    response = client.post(f"{basis}plakate/")
    auftrag = Druckauftrag.objects.get()
    assert (auftrag.titel, auftrag.zahl) == ("2 Plakate", 2)
    assert auftrag.kennung in response.url
    assert run_druckauftrag(auftrag.pk) == "fertig"
    inhalt = bytes(auftrag.teile.get().datei.inhalt)
    pdfua.assert_pdfua(inhalt)
    assert len(pdfua.page_texts(inhalt)) == 4
    client.post(f"{basis}plakate/")
    assert Druckauftrag.objects.count() == 1  # nothing changed


def test_who_gets_a_poster(client):
    konferenz = make_gruppe(1).konferenz
    moderation = make_zugang(konferenz, Zugang.Zweck.MODERATION).pfad
    answer = client.get(f"{moderation}druck/plakat-1.pdf")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer["Content-Disposition"] == 'inline; filename="Plakat_Gruppe_1_Erste_Sozialraumkonferenz.pdf"'
    assert "druck/plakat-1.pdf" in client.get(f"{moderation}druck/").content.decode()
    assert client.get(f"{moderation}druck/plakat-2.pdf").status_code == 404
    assert client.post(f"{moderation}druck/plakat-1.pdf").status_code == 405
    basis = f"/verwaltung/{konferenz.veranstalter.slug}/{konferenz.slug}/druck/"
    leser, fremd = Client(), Client()
    leser.force_login(make_mitglied(konferenz.veranstalter, Rolle.LESEND).konto)
    fremd.force_login(make_mitglied().konto)
    assert leser.get(f"{basis}plakat-1.pdf").status_code == 200
    assert leser.post(f"{basis}plakate/").status_code == 403
    assert fremd.get(f"{basis}plakat-1.pdf").status_code == fremd.post(f"{basis}plakate/").status_code == 404
    assert leser.get(f"{basis}plakate/").status_code == 405
    konferenz.kleingruppen.update(aufgeloest_am=timezone.now(), belegt=0)
    planung = Client()
    planung.force_login(make_mitglied(konferenz.veranstalter, Rolle.PLANUNG).konto)
    assert planung.post(f"{basis}plakate/").url == basis
    assert Druckauftrag.objects.count() == 0
