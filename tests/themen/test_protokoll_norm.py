"""The printed minutes of a rich conference, and of both examples: PDF/UA-1 and PDF/A-2a in one file, page by page."""

import datetime
import html
import io
import itertools
import re
import unicodedata

import pikepdf
import pytest
from django.db import connection

from konferenz.pdf import render
from tests import pdfua
from tests.themen.protokoll_daten import WAPPEN, make_reiche_konferenz
from themen.demo import laden
from themen.fotos import load_bilder
from themen.protokoll import druck
from themen.protokoll.daten import Protokoll, Variante
from themen.protokoll.sammeln import collect_protokoll
from themen.protokoll.umfang import GROSS, pages_of_protokoll

pytestmark = pytest.mark.django_db
STAND = datetime.date(2022, 6, 24)
FUSS = {
    Variante.INTERN: "interne Fassung",
    Variante.NETZWERK: "Fassung für das Netzwerk",
    Variante.OEFFENTLICH: "öffentliche Fassung",
}


def printed(konferenz, protokoll: Protokoll) -> tuple[str, bytes]:
    bilder = load_bilder(konferenz, protokoll.fotos)
    order = druck.druck_protokoll(protokoll, STAND, konferenz.veranstalter.wappen, bilder)
    return order.html, render(order)


@pytest.fixture(autouse=True)
def patient_database(db):
    """A test is one transaction, and PostgreSQL would end it after 30 idle seconds while a slow machine prints."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")


def test_every_variant_of_rich_minutes_holds_both_standards():
    konferenz = make_reiche_konferenz()
    minutes = {variante: collect_protokoll(konferenz, variante) for variante in Variante}
    found = {variante: printed(konferenz, protokoll) for variante, protokoll in minutes.items()}
    protokoll = minutes[Variante.INTERN]
    sheet = render(druck.druck_gruppen(protokoll, protokoll.gruppen[:1], STAND))
    pdfua.assert_pdfua(*(pdf for _markup, pdf in found.values()), sheet)
    assert len(pdfua.page_texts(sheet)) == 4  # sixty cards, ten measures, twenty names
    for variante, (markup, pdf) in found.items():
        pages = pdfua.page_texts(pdf)
        assert_every_page_says_what_it_is(pages, variante)
        assert_text_is_complete(markup, pdf)
        assert_photos(pdf)
        assert_letterhead(pages, pdf)
        assert_outline(pdf, "Erste Sozialraumkonferenz Kleinmachnow", "Gruppe 1: Netzwerk")
        assert_groups(pages)
        assert_signatures_have_company(pages, "Fachbereichsleitung")
        assert "Leitfragen" not in pdfua.text(pdf)
        # the estimate decides who waits: right within a third, never far too low
        assert len(pages) * 2 / 3 <= pages_of_protokoll(minutes[variante]) <= len(pages) * 4 / 3
    assert pages_of_protokoll(minutes[Variante.OEFFENTLICH]) > GROSS
    text = pdfua.text(found[Variante.INTERN][1])
    assert "300 Personen aus 15 Einrichtungen" in text
    assert text.count("Nach14-") == 20
    assert "Vor14 Nach14-7, Leitung (Gruppe 15)" in text
    assert "Diese Gruppe hat keine Karten geschrieben." in text
    for variante in (Variante.NETZWERK, Variante.OEFFENTLICH):
        assert "Nach14-" not in pdfua.text(found[variante][1])


def test_minutes_without_introductions_close_up_and_never_mention_them():
    """The second example: 90 people, 16 groups, one of them without a card, and no short talks."""
    konferenz = laden.load_offene_stadt().konferenzen.get()
    gesperrt = konferenz.anmeldungen.get(gesperrt=True)
    for variante in Variante:
        protokoll = collect_protokoll(konferenz, variante)
        assert len(protokoll.gruppen) == 16
        markup = druck.druck_protokoll(protokoll, STAND, konferenz.veranstalter.wappen).html
        body = markup.partition("<body")[2]
        assert "90 Personen aus 40 Einrichtungen" in html.unescape(body).replace("\xa0", " ")
        assert [word for word in ("Vorstellungsrunde", "Kurzgespräch") if word in body] == []
        numbers = [int(number) for number in re.findall(r"<h2[^>]*>(?:<[^>]+>)*(\d+)\b", body)]
        assert numbers == list(range(1, len(numbers) + 1))
        assert len(numbers) >= 11
        namen = [person.name for haus in protokoll.anwesende for person in haus.personen]
        assert len(namen) == (89 if variante.is_intern else 0)
        assert gesperrt.name not in namen


@pytest.mark.lang
def test_printed_minutes_of_the_second_example_hold_both_standards():
    konferenz = laden.load_offene_stadt().konferenzen.get()
    found = {
        variante: printed(konferenz, collect_protokoll(konferenz, variante))
        for variante in (Variante.INTERN, Variante.OEFFENTLICH)
    }
    pdfua.assert_pdfua(*(pdf for _markup, pdf in found.values()))
    for variante, (markup, pdf) in found.items():
        pages, text = pdfua.page_texts(pdf), pdfua.text(pdf)
        assert_every_page_says_what_it_is(pages, variante)
        assert_text_is_complete(markup.replace("👍", "[Emoji]"), pdf)
        sections = assert_outline(pdf, "Offener Tag Jugend und Familie", "Gruppe 1: Kinderarmut sieht man nicht")
        numbers = [int(title.split()[0]) for title in sections if title[0].isdigit()]
        assert numbers == list(range(1, len(numbers) + 1))
        assert_signatures_have_company(pages, "Amtsleitung")
        assert "90 Personen aus 40 Einrichtungen" in text
        assert "Diese Gruppe hat keine Karten geschrieben." in text
        assert "Heimatmuseum im Gasthof zur Post" in text  # written with a long s, for which there is no letter
        assert [word for word in ("Vorstellungsrunde", "Kurzgespräch") if word in text] == []
        assert pages_without_body(pages) == []
        assert konferenz.anmeldungen.get(gesperrt=True).name not in text


def pages_without_body(pages: list[str]) -> list[int]:
    """Numbers of pages that hold little more than their running head and foot."""
    return [number for number, page in enumerate(pages, 1) if len(page) < 260]


def assert_every_page_says_what_it_is(pages: list[str], variante: Variante) -> None:
    for number, page in enumerate(pages, 1):
        assert f"Seite {number} von {len(pages)}" in page
        assert "Entwurf, Stand 24. Juni 2022" in page
        assert FUSS[variante] in page
        assert re.search(r"Prüfsumme( [0-9a-f]{4}){4} …", page), number


def assert_text_is_complete(markup: str, pdf: bytes) -> None:
    """What is read aloud is the text of the HTML, nothing more and nothing less, and in its order."""
    body = markup.partition("<body")[2].partition(">")[2]
    body = re.sub(r"<title>.*?</title>", "", body, flags=re.DOTALL)  # of drawings: their alternative text
    lines = [solid(line) for line in pdfua.spoken(pdf)]
    said, written = "".join(lines), solid(re.sub(r"<[^>]+>", "", body))
    assert len(written) > 10_000
    pieces = [solid(text) for text in re.findall(r">([^<]+)<", body) if solid(text)]
    assert [text for text in pieces if text not in said] == []
    # the stylesheet adds dots of lists and pages of links, and heads of tables come again on every page
    assert [line for line in lines if re.sub(r"^•|\(?(Seite)?\d+\)?$", "", line) not in written] == []
    headings = [solid(re.sub(r"<[^>]+>", "", one)) for one in re.findall(r"<h[1-4].*?</h[1-4]>", body, re.DOTALL)]
    at = -1
    for heading in headings:
        at = said.find(heading, at + 1)
        assert at >= 0, heading


def solid(text: str) -> str:
    """Without spaces and hyphens, which setting adds and takes away; old letters as the typeface has them."""
    return re.sub(r"[\s\u00ad\u2060\u200b-]", "", unicodedata.normalize("NFKC", html.unescape(text)))


def assert_photos(pdf: bytes) -> None:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        figures = [str(e.Alt) for e in pdfua.elements(document) if e.get("/S") == "/Figure"]
        photos = [
            one
            for one in document.objects
            if isinstance(one, pikepdf.Stream)
            and one.get("/Subtype") == "/Image"
            and one.get("/Filter") == "/DCTDecode"
        ]
        assert [(int(one.Width), int(one.Height)) for one in photos] == [(1200, 900)] * 4
    assert [alt for alt in figures if alt.startswith("Flipchart")] == [
        f"Flipchart {n} mit Überschrift „Wünsche“" for n in range(4)
    ]
    assert all(figures)


def assert_letterhead(pages: list[str], pdf: bytes) -> None:
    """The arms are an ornament with transparent corners: no Figure, not read aloud; who invites stands in words."""
    assert "Gemeinde Kleinmachnow" in pages[0]
    assert "Adolf-Grimme-Ring 10, 14532 Kleinmachnow" in pages[0]
    with pikepdf.open(io.BytesIO(pdf)) as document:
        pictures = [one for one in document.objects if isinstance(one, pikepdf.Stream) and one.get("/SMask")]
        (arms,) = [one for one in pictures if one.get("/Subtype") == "/Image"]
        assert (int(arms.Width), int(arms.Height)) == WAPPEN
        assert [str(e.Alt) for e in pdfua.elements(document) if "wappen" in str(e.get("/Alt", "")).lower()] == []


def assert_outline(pdf: bytes, name: str, first: str) -> list[str]:
    with pikepdf.open(io.BytesIO(pdf)) as document, document.open_outline() as outline:
        (titel,) = outline.root
        sections = [item.title for item in titel.children]
    assert titel.title == name
    assert "1 Anlass und Ziel" in sections
    groups = [title for title in sections if title.startswith("Gruppe ")]
    assert (groups[0], len(groups)) == (first, 16)
    return sections


def assert_groups(pages: list[str]) -> None:
    """One page each; only the one with sixty cards runs over, and says so."""
    starts = [
        next(n for n, page in enumerate(pages) if f"Gruppe {nr}: " in page and "(Seite " not in page)
        for nr in range(1, 17)
    ]
    assert starts == sorted(starts)
    assert {b - a for a, b in itertools.pairwise(starts[1:])} == {1}
    over = pages[starts[0] + 1 : starts[1]]
    assert 1 <= len(over) <= 3
    assert all("Gruppe 1: Netzwerk (Fortsetzung)" in page for page in over)


def assert_signatures_have_company(pages: list[str], wer: str) -> None:
    (page,) = [page for page in pages if "Prüfsumme des Inhalts (SHA-256):" in page]
    assert -1 < page.rindex("Prüfsumme des Inhalts") < page.rindex(wer)
