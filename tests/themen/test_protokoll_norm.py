"""The printed minutes of a rich conference, all three variants: PDF/UA-1 and PDF/A-2a in one file, page by page."""

import datetime
import html
import io
import itertools
import re

import pikepdf
import pytest
from django.db import connection

from konferenz.pdf import render
from tests import pdfua
from tests.themen.protokoll_daten import make_reiche_konferenz
from themen.fotos import load_bilder
from themen.protokoll import druck
from themen.protokoll.daten import Protokoll, Variante
from themen.protokoll.sammeln import collect_protokoll
from themen.protokoll.umfang import GROSS, pages_of_protokoll

pytestmark = pytest.mark.django_db
STAND = datetime.date(2022, 6, 24)
FUSS = {
    Variante.INTERN: "Fassung intern",
    Variante.NETZWERK: "Fassung für das Netzwerk",
    Variante.OEFFENTLICH: "Fassung für die Öffentlichkeit",
}


def printed(konferenz, protokoll: Protokoll) -> tuple[str, bytes]:
    order = druck.druck_protokoll(protokoll, STAND, konferenz.veranstalter.wappen, load_bilder(protokoll.fotos))
    return order.html, render(order)


def test_every_variant_of_rich_minutes_holds_both_standards():
    with connection.cursor() as cursor:  # one transaction, and a slow machine prints long
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
    konferenz = make_reiche_konferenz()
    minutes = {variante: collect_protokoll(konferenz, variante) for variante in Variante}
    found = {variante: printed(konferenz, protokoll) for variante, protokoll in minutes.items()}
    pdfua.assert_pdfua(*(pdf for _markup, pdf in found.values()))
    for variante, (markup, pdf) in found.items():
        pages = pdfua.page_texts(pdf)
        assert_every_page_says_what_it_is(pages, variante)
        assert_text_is_complete(markup, pdf)
        assert_photos(pdf)
        assert_outline(pdf)
        assert_groups(pages)
        assert_signatures_have_company(pages)
        assert "Leitfragen" not in pdfua.text(pdf)
        # the estimate decides who waits: right within a third, never far too low
        assert len(pages) * 2 / 3 <= pages_of_protokoll(minutes[variante]) <= len(pages) * 4 / 3
    assert pages_of_protokoll(minutes[Variante.OEFFENTLICH]) > GROSS
    text = pdfua.text(found[Variante.INTERN][1])
    assert "300 Personen aus 15 Einrichtungen" in text
    assert text.count("Nach14-") == 20
    for variante in (Variante.NETZWERK, Variante.OEFFENTLICH):
        assert "Nach14-" not in pdfua.text(found[variante][1])


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
    """Without spaces and hyphens, which setting adds and takes away."""
    return re.sub(r"[\s\u00ad\u2060\u200b-]", "", html.unescape(text))


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


def assert_outline(pdf: bytes) -> None:
    with pikepdf.open(io.BytesIO(pdf)) as document, document.open_outline() as outline:
        (titel,) = outline.root
        sections = [item.title for item in titel.children]
    assert titel.title == "Erste Sozialraumkonferenz Kleinmachnow"
    assert "1 Anlass und Ziel" in sections
    groups = [title for title in sections if title.startswith("Gruppe ")]
    assert (groups[0], len(groups)) == ("Gruppe 1: Netzwerk", 16)


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


def assert_signatures_have_company(pages: list[str]) -> None:
    (page,) = [page for page in pages if "Prüfsumme des Inhalts (SHA-256):" in page]
    assert -1 < page.rindex("Prüfsumme des Inhalts") < page.rindex("Fachbereichsleitung")
