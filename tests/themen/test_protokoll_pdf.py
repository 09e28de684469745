"""The printed minutes: conformant for two checkers, complete, one page a group, and calm about hostile text."""

import datetime
import html.parser

import pytest
from django.db import connection

from konferenz.pdf import render
from tests import pdfua
from tests.factories import make_befund, make_foto, make_kleingruppe, make_massnahme
from tests.themen.protokoll_daten import (
    FEINDLICH,
    make_protokoll_konferenz,
    publish,
    release,
)
from themen.fotos import load_bilder
from themen.models import Befund, Klebepunkt, Protokollabschnitt
from themen.protokoll import druck
from themen.protokoll.daten import Variante
from themen.protokoll.sammeln import collect_protokoll
from themen.protokoll.stand import load_freigegeben

pytestmark = pytest.mark.django_db
STAND = datetime.date(2022, 6, 24)
INTERN, NETZWERK, OEFFENTLICH = Variante


@pytest.fixture(autouse=True)
def patient_database(db):
    """A test is one transaction, and PostgreSQL would end it after 30 idle seconds while a slow machine prints."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")


def minutes(konferenz, variante) -> bytes:
    return render(druck.druck_protokoll(collect_protokoll(konferenz, variante), STAND))


def sheets(konferenz, *nummern, variante=INTERN) -> bytes:
    protokoll = collect_protokoll(konferenz, variante)
    gruppen = tuple(g for g in protokoll.gruppen if not nummern or g.nummer in nummern)
    return render(druck.druck_gruppen(protokoll, gruppen, STAND))


def card_texts(konferenz) -> list[str]:
    cards = Befund.objects.filter(konferenz=konferenz).vorhanden()
    return [pdfua.plain(text) for text in cards.values_list("text", flat=True)]


class Texts(html.parser.HTMLParser):
    """The pieces of text in the body of a page, in order."""

    def __init__(self):
        super().__init__()
        self.found, self.is_body = [], False

    def handle_starttag(self, tag, attrs):
        self.is_body = self.is_body or tag == "body"

    def handle_data(self, data):
        if self.is_body and data.strip():
            self.found.append(solid(data))


def solid(text: str) -> str:
    """Without spaces and hyphens, which setting adds and takes away."""
    return pdfua.plain(text).replace(" ", "").replace("-", "")


def test_every_text_of_the_html_stands_in_the_print():
    konferenz = make_protokoll_konferenz(gruppen=2, karten=2, personen=3, text="So ist es.")
    order = druck.druck_protokoll(collect_protokoll(konferenz, INTERN), STAND)
    texts = Texts()
    texts.feed(order.html)
    printed = solid(pdfua.text(render(order)))
    assert len(texts.found) > 100
    assert [text for text in texts.found if text not in printed] == []


def test_the_plain_minutes_are_conformant_and_complete():
    konferenz = make_protokoll_konferenz(gruppen=5, karten=4, personen=9, text="So ist es heute.")
    make_befund(konferenz.kleingruppen.get(nummer=1), "ist", text="Ein Ist, zu dem noch etwas fehlt.")
    publish(konferenz)
    release(konferenz)
    cards = card_texts(konferenz)
    public, intern, one, every = (
        render(druck.druck_protokoll(load_freigegeben(konferenz, OEFFENTLICH), STAND)),
        minutes(konferenz, INTERN),
        sheets(konferenz, 2),
        sheets(konferenz),
    )
    form = render(druck.druck_gruppenbogen(konferenz))
    pdfua.assert_pdfua(public, intern, one, every, form)
    text = pdfua.text(public)
    for expected in (
        "Gemeinde Kleinmachnow Fachbereich Schule, Kultur, Soziales Adolf-Grimme-Ring 10, 14532 Kleinmachnow",
        "Ergebnisprotokoll Erste Sozialraumkonferenz Kleinmachnow „Netzwerkstatt – Familien in Kleinmachnow“",
        "FREIGEGEBEN Version 1 · 15. Juli 2022 · öffentliche Fassung",
        "Datum und Zeit 16. Juni 2022, 14:30 bis 18:00 Uhr",
        "Teilnehmer/-innen 45 Personen aus 5 Einrichtungen",
        "Aktenzeichen 40.12-03/2022",
        "1 Anlass und Ziel",
        "2 Einladung und Beteiligung",
        "Tabelle 1: Beteiligung nach Art der Einrichtung",
        "3 Leitfragen",
        "4 Ablauf",
        "5 Themen und Kleingruppen",
        "Fünf Themen waren vorgeschlagen, daraus entstanden fünf Kleingruppen.",
        "Gruppe 1: Netzwerk",
        "Noch kein Soll benannt (siehe Themenspeicher)",
        "(für Soll 4)",
        "Offen: So ist es heute.",
        "6 Themenspeicher",
        "7 Stimmen der Teilnehmer/-innen",
        "8 Ausblick",
        "9 Dank",
        "10 Freigabe",
        "Freigegeben als Version 1 am 15. Juli 2022.",
        "Anlage A: Vertretene Einrichtungen",
        "Seite 1 von 10",
    ):
        assert expected in text, expected
    for card in cards:
        assert card in text
    assert "Nach0-0" not in text
    assert "Vor0 Nach0-0, Leitung (Gruppe 1)" in pdfua.text(intern)
    assert "interne Fassung" in pdfua.text(intern)
    pages = pdfua.page_texts(public)
    assert len(pages) == 10
    assert [
        next(n for n, page in enumerate(pages, 1) if f"Eingebracht von: {name}" in page)
        for name in (
            "Kita",
            "Hort",
            "Schule",
            "Jugendarbeit",
            "Vhs",
        )
    ] == [4, 5, 6, 7, 8]
    assert "Gruppe 5: Kinderschutz in Kleinmachnow (Seite 8)" in pages[0]
    assert len(pdfua.page_texts(one)) == 1
    assert "Anwesend" in pdfua.text(one)
    assert len(pdfua.page_texts(every)) == 5
    assert len(pdfua.page_texts(form)) == 2
    assert "Keine einzelnen Kinder oder Familien beschreiben." in pdfua.text(form)


def test_own_text_measures_dots_photos_and_signatures_are_conformant():
    konferenz = make_protokoll_konferenz(gruppen=2, karten=2, personen=2)
    gruppe = konferenz.kleingruppen.get(nummer=1)
    person = konferenz.anmeldungen.first()
    make_massnahme(
        gruppe,
        was="Verzeichnis an alle senden",
        verantwortlich=person,
        einrichtung=person.einrichtung,
        mit="CARAT",
        bis=datetime.date(2022, 9, 30),
        ressourcen="ein Arbeitstag",
        befunde=[gruppe.befunde.filter(art="soll").first()],
    )
    make_massnahme(gruppe, was="Noch ohne Datum")
    make_foto(gruppe, alternativtext="Flipchart der Gruppe 1")
    idee = gruppe.befunde.filter(art="idee").first()
    Klebepunkt.objects.create(konferenz=konferenz, befund=idee, anmeldung=person, anzahl=2)
    for schluessel, modus, text in (
        (
            "weiterarbeit",
            "ersetzt",
            'Wir treffen uns.\n\n- "Netzwerk": 12. September\n- Sport\n\n1. Einladung\n2. Bericht',
        ),
        ("gruppe-1", "ergaenzt", "Ein fester Kreis ist verabredet."),
        ("gruppe-2", "ersetzt", "Nur dieser Satz."),
        ("ergebnisse", "ergaenzt", "Jede Gruppe hat denselben Bogen benutzt."),
    ):
        Protokollabschnitt.objects.create(konferenz=konferenz, schluessel=schluessel, modus=modus, text=text)
    release(konferenz)
    protokoll = load_freigegeben(konferenz, OEFFENTLICH)
    found = render(druck.druck_protokoll(protokoll, STAND, fotos=load_bilder(konferenz, protokoll.fotos)))
    pdfua.assert_pdfua(found)
    text = pdfua.text(found)
    for expected in (
        "Vereinbarte Maßnahmen Nr. Maßnahme Ziel Verantwortlich Bis 1.1 Verzeichnis an alle senden Soll 1",
        "Ein fester Kreis ist verabredet.",
        "Ergebnisse der Kleingruppen Jede Gruppe hat denselben Bogen benutzt.",
        "Gesamtschau und Schwerpunkte",
        "Eine Maßnahme ist vereinbart, mit Verantwortung und Datum.",
        "Noch ohne Datum Noch ohne Verantwortliche und ohne Datum Gruppe 1",
        "„Netzwerk“: 12. September",
        "Freigegeben als Version 1 am 15. Juli 2022.",
        "Freigabe Fachbereichsleitung",
        "Anlage B: Fotoprotokoll",
        "Bild 1, Gruppe 1: Flipchart der Gruppe 1",
    ):
        assert expected in text, expected
    assert "Istkarte 1.0" not in text
    assert pdfua.pictures(found) == 1
    pages = pdfua.page_texts(found)
    assert all("Version 1, freigegeben am 15. Juli 2022 · Prüfsumme" in page for page in pages)
    (letzte,) = [page for page in pages if "Prüfsumme des Inhalts (SHA-256)" in page]
    assert "Fachbereichsleitung" in letzte
    assert "Ein herzlicher Dank gilt allen" in letzte  # signatures never stand alone on a sheet
    assert "Freigegeben als Version 1" in letzte


def test_a_group_is_set_tighter_before_it_takes_a_second_page():
    konferenz = make_protokoll_konferenz(gruppen=0)
    gruppe = make_kleingruppe(konferenz, titel="Knapp")
    for n in range(8):
        ist = make_befund(
            gruppe, "ist", text=f"Satz {n}: So ist es heute, und das ist ein wenig länger als sonst. " * 2
        )
        make_befund(gruppe, "soll", text="So soll es werden.", bezug=[ist])
    for n in range(3):
        make_befund(gruppe, "idee", text=f"Einfall {n}.")
    loose = len(pdfua.page_texts(render(_without_tight_step(konferenz))))
    tight = len(pdfua.page_texts(sheets(konferenz)))
    assert (loose, tight) == (2, 1)


def _without_tight_step(konferenz):
    protokoll = collect_protokoll(konferenz, INTERN)
    order = druck.druck_gruppen(protokoll, protokoll.gruppen, STAND)
    return type(order)(order.html)


def test_one_bundle_longer_than_a_page_loses_nothing():
    konferenz = make_protokoll_konferenz(gruppen=0)
    gruppe = make_kleingruppe(konferenz, titel="Alles hängt zusammen")
    ist = [make_befund(gruppe, "ist", text=f"Zustand {n} " + "Wort " * 90) for n in range(14)]
    make_befund(gruppe, "soll", text="Ein Ziel für alles.", bezug=ist)
    found = sheets(konferenz)
    text = pdfua.text(found)
    assert [n for n in range(14) if f"Zustand {n} Wort" not in text] == []
    pdfua.assert_structure(found)
    assert pdfua.page_validation(found) == []


def test_hostile_text_in_every_field_stays_text():
    konferenz = make_protokoll_konferenz(
        gruppen=2,
        karten=2,
        personen=2,
        text=FEINDLICH,
        titel=FEINDLICH[:120],
        motto=FEINDLICH[:160],
        anlass=FEINDLICH,
        ziel=FEINDLICH,
        ort=FEINDLICH[:120],
        raum=FEINDLICH[:80],
        fachbereich=FEINDLICH[:120],
        aktenzeichen=FEINDLICH[:60],
        moderation_name=FEINDLICH[:120],
        begruessung=FEINDLICH,
        resonanz=FEINDLICH,
        ausblick=FEINDLICH,
        dank=FEINDLICH,
        verteiler=FEINDLICH,
        kontakt_name=FEINDLICH[:120],
    )
    konferenz.kleingruppen.update(titel=FEINDLICH[:120], beschreibung=FEINDLICH, moderation=FEINDLICH[:120])
    konferenz.leitfragen.update(text=FEINDLICH[:300])
    konferenz.programmpunkte.update(titel=FEINDLICH[:120], verantwortlich=FEINDLICH[:160], beschreibung=FEINDLICH[:300])
    konferenz.themenvorschlaege.update(titel=FEINDLICH[:120], beschreibung=FEINDLICH)
    konferenz.anmeldungen.update(vorname=FEINDLICH[:80], nachname=FEINDLICH[:80], funktion=FEINDLICH[:120])
    konferenz.veranstalter.einrichtungen.update(art="kita")
    found, one = minutes(konferenz, INTERN), sheets(konferenz, 1)
    pdfua.assert_pdfua(found, one)
    text = pdfua.text(found)
    assert "<script>alert(1)</script>" in text
    assert "{{ 7|add:7 }}" in text
    assert "[Emoji]" in text
    assert "Привіт" in text
    with pdfua.pikepdf.open(pdfua.io.BytesIO(found)) as document:
        assert "/JavaScript" not in document.Root
        assert "/AcroForm" not in document.Root
        assert "/Names" not in document.Root or "/EmbeddedFiles" not in document.Root.Names
        targets = {str(link.A.URI) for sheet in document.pages for link in sheet.get("/Annots", []) if "/A" in link}
    assert targets == set()
