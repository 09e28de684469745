"""The child process that sets prints: what it may read, what it replaces, how it ends."""

import http.server
import io
import json
import signal
import subprocess
import sys
import threading
import time

import pytest
from django.conf import settings
from PIL import Image

from konferenz import pdf
from konferenz.models import Datei
from konferenz.models.datei import MAX_BYTES
from konferenz.pdf import Ablage, Bild, Druck, PdfFehler, get_or_render, render
from tests import pdfua
from tests.factories import make_veranstalter
from tests.gleichzeitig import all_succeed_at_once


def png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (30, 36), "red").save(out, "PNG")
    return out.getvalue()


def page(body: str, css: str = "protokoll") -> str:
    return (
        '<!DOCTYPE html><html lang="de"><head><meta charset="utf-8"><title>Probe</title>'
        '<link rel="stylesheet" href="/static/gebaut/druck/schrift.css">'
        f'<link rel="stylesheet" href="/static/druck/{css}.css"></head>'
        '<body data-kopf-links="links" data-kopf-rechts="rechts" data-fuss-links="unten">'
        f"<h1>Probe</h1>{body}</body></html>"
    )


def test_the_result_is_pdf_ua_with_scoped_heads_and_artifacts():
    body = (
        "<table><thead><tr><th scope=col>A</th><th scope=col>B</th></tr></thead>"
        "<tbody><tr><th scope=row>eins</th><td>2</td></tr></tbody></table>"
    )
    found = render(Druck(page(body)))
    pdfua.assert_pdfua(found)
    with pdfua.pikepdf.open(pdfua.io.BytesIO(found)) as document:
        heads = [pdfua.scope(e) for e in pdfua.elements(document) if e.get("/S") == "/TH"]
    assert heads == ["/Column", "/Column", "/Row"]


def test_the_same_order_gives_the_same_bytes():
    order = Druck(page("<p>Gleich</p>"))
    assert render(order) == render(order)


def test_nothing_is_fetched_from_a_network_or_from_other_files(tmp_path):
    hits = []

    class Trap(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            hits.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_args):
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Trap)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    secret = tmp_path / "geheim.css"
    secret.write_text("p::after { content: 'GEHEIM' }")
    trap = f"http://127.0.0.1:{server.server_port}"
    vectors = (
        f'<link rel="stylesheet" href="{trap}/a.css"><link rel="stylesheet" href="file://{secret}">'
        '<link rel="stylesheet" href="/static/../manage.py">'
        '<link rel="stylesheet" href="/static/%2e%2e/konferenz/settings.py">'
        f'<style>@import url("{trap}/b.css"); @import url("file://{secret}");'
        f' @font-face {{font-family: X; src: url("{trap}/c.ttf")}}'
        f' p {{ font-family: X, "Fira Sans"; background: url("{trap}/d.png") }}</style>'
        f'<p>Text</p><object data="{trap}/e.svg" type="image/svg+xml"></object><embed src="{trap}/f.svg">'
        f'<svg width="9" height="9"><title>Bild</title><image href="{trap}/g.png" width="9" height="9"/>'
        f'<use href="{trap}/h.svg#a"/></svg>'
        f'<link rel="attachment" href="file:///etc/passwd"><link rel="attachment" href="{trap}/i.txt">'
    )
    try:
        found = render(Druck(page(vectors)))
    finally:
        server.shutdown()
        server.server_close()
    assert hits == []
    assert "GEHEIM" not in pdfua.text(found)
    assert b"root:" not in found


def test_given_pictures_are_shown_and_unknown_ones_are_left_out():
    body = '<header class="kopfseite"><div class="briefkopf briefkopf--wappen"><p>Gemeinde</p></div></header>'
    with_arms = render(Druck(page(body), bilder=(Bild("wappen", "image/png", png()),)))
    without = render(Druck(page(body)))
    assert (pdfua.pictures(with_arms), pdfua.pictures(without)) == (1, 0)
    pdfua.assert_structure(with_arms)


def test_characters_without_a_glyph_are_replaced_by_words():
    found = render(Druck(page("<p>Super 😀👩‍👧! Привіт Ελλάδα, \u202eשלום עולם\u202c 中文 ﬁ ① \u2011 Ende</p>")))
    assert pdfua.plain(
        "Super [Emoji]! Привіт Ελλάδα, [nicht druckbar] [nicht druckbar] [nicht druckbar] fi 1 - Ende"
    ) in (pdfua.text(found))
    pdfua.assert_pdfua(found)


@pytest.mark.parametrize(
    "styled",
    [
        '<p style="color: #c00">Text</p>',
        '<p style="color: #888">Text</p>',
        '<p style="border-bottom: 1pt solid #00f">Text</p>',
        '<p style="background: #ffc">Text</p>',
        '<p style="background: linear-gradient(#000, #fff)">Text</p>',
        '<p style="opacity: 0.5">Text</p>',
        '<p style="color: device-cmyk(0 0 0 1)">Text</p>',
        '<svg width="9" height="9"><title>Bild</title><rect width="9" height="9" fill="#0a0"/></svg>',
        "<div style=\"height: 9pt; background: url('data:image/svg+xml,<svg xmlns=%22http://www.w3.org/2000/svg%22"
        " width=%229%22 height=%229%22><path d=%22M0 0h9%22 stroke=%22blue%22/></svg>')\"></div>",
    ],
)
def test_a_colour_that_a_black_and_white_printer_loses_is_found(styled):
    """The negative control of what every print is checked for."""
    assert pdfua.strange_colours(render(Druck(page(styled)))) != set()


def test_our_greys_and_pictures_of_any_colour_are_no_strange_colours():
    body = (
        '<p style="color: #767676; background: #fff; border: 1pt solid #d9d9d9">Text</p><img src="bild:rot" alt="Rot">'
    )
    found = render(Druck(page(body), bilder=(Bild("rot", "image/png", png()),)))
    assert (pdfua.pictures(found), pdfua.strange_colours(found)) == (1, set())


def test_too_slow_is_a_german_sentence():
    with pytest.raises(PdfFehler, match="brauchte zu lange"):
        render(Druck(page("<p>Text</p>")), sekunden=0.01)


def test_a_broken_child_is_a_german_sentence(monkeypatch):
    monkeypatch.setattr(pdf, "SPEICHER", 64 * 1024**2)
    with pytest.raises(PdfFehler, match="ließ sich nicht erstellen"):
        render(Druck(page("<p>Text</p>")))


def test_too_much_memory_is_a_german_sentence_and_the_next_print_works():
    """Modules and a page of text take less than this; three thousand rows do not."""
    big = Druck(page("<table>" + "<tr><td>Karte</td><td>Gegenstück</td></tr>" * 3000 + "</table>"))
    grenze = 200 * 1024**2
    with pytest.raises(PdfFehler, match="ließ sich nicht erstellen"):
        render(big, speicher=grenze)
    assert render(Druck(page("<p>Text</p>")), speicher=grenze).startswith(b"%PDF-")


def test_the_child_sees_no_secrets(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "streng-geheim")
    monkeypatch.setenv("DATABASE_URL", "postgresql://streng-geheim")
    assert "streng-geheim" not in str(pdf._environment())


def test_the_web_process_never_imports_weasyprint():
    code = (
        "import django, os, sys; os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'konferenz.settings'); django.setup();"
        "from django.urls import get_resolver; get_resolver().url_patterns;"
        "print([m for m in sys.modules if m.split('.')[0] in ('weasyprint', 'pikepdf', 'fontTools')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.django_db
def test_an_unchanged_print_is_made_once_and_a_new_one_replaces_it():
    made = []
    veranstalter = make_veranstalter()

    def make():
        made.append(1)
        return Druck(page("<p>Stand</p>"))

    def ablage(stand, ort="protokoll-1-intern-ganz"):
        return Ablage(veranstalter, ort, stand, "Protokoll.pdf")

    first = get_or_render(ablage("a"), make)
    assert get_or_render(ablage("a"), make) == first
    assert len(made) == 1
    get_or_render(ablage("x", "protokoll-1-intern-gruppe1"), make)
    get_or_render(ablage("b"), make)
    assert len(made) == 3
    assert sorted(key.partition(":")[0] for key in Datei.objects.values_list("schluessel", flat=True)) == [
        "protokoll-1-intern-ganz",
        "protokoll-1-intern-gruppe1",
    ]


@pytest.mark.django_db(transaction=True)
def test_of_many_who_ask_for_the_same_new_print_one_sets_it_and_all_get_it():
    made = []
    ablage = Ablage(make_veranstalter(), "protokoll-1-oeffentlich-ganz", "a", "Protokoll.pdf")

    def make():
        made.append(1)
        return Druck(page("<p>Stand</p>"))

    found = all_succeed_at_once([lambda: get_or_render(ablage, make)] * 4)
    assert (len(made), len(set(found))) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_negative_control_looking_first_is_not_enough():
    ablage = Ablage(make_veranstalter(), "protokoll-1-oeffentlich-ganz", "a", "Protokoll.pdf")
    everybody_has_looked = threading.Barrier(4)

    def make_without_lock():
        is_new = ablage.find() is None
        everybody_has_looked.wait(30)
        return is_new

    assert all_succeed_at_once([make_without_lock] * 4) == [True] * 4


@pytest.mark.django_db(transaction=True)
def test_whoever_waits_too_long_for_a_print_reads_a_sentence_and_the_next_one_gets_it(monkeypatch):
    ablage = Ablage(make_veranstalter(), "protokoll-1-oeffentlich-ganz", "a", "Protokoll.pdf")
    monkeypatch.setattr(pdf, "SEKUNDEN", 0.3)
    is_set, may_end = threading.Event(), threading.Event()

    def make():
        is_set.set()
        may_end.wait(30)
        monkeypatch.setattr(pdf, "SEKUNDEN", 60)
        return Druck(page("<p>Stand</p>"))

    def wait_too_long():
        is_set.wait(30)
        try:
            get_or_render(ablage, lambda: pytest.fail("set twice"))
        except PdfFehler as fehler:
            return str(fehler)
        finally:
            may_end.set()

    pdf_bytes, satz = all_succeed_at_once([lambda: get_or_render(ablage, make), wait_too_long])
    assert satz == "Gerade wird viel gedruckt. Bitte versuchen Sie es in einer Minute noch einmal."
    assert get_or_render(ablage, lambda: pytest.fail("set twice")) == pdf_bytes


def photo(breite: int = 1600, hoehe: int = 1200) -> bytes:
    """A JPEG that does not shrink to nothing."""
    out = io.BytesIO()
    Image.effect_noise((breite, hoehe), 90).convert("RGB").save(out, "JPEG", quality=85)
    return out.getvalue()


def embedded_jpegs(found: bytes) -> list[bytes]:
    with pdfua.pikepdf.open(io.BytesIO(found)) as document:
        streams = [one for one in document.objects if isinstance(one, pdfua.pikepdf.Stream)]
        return [bytes(one.read_raw_bytes()) for one in streams if one.get("/Filter") == "/DCTDecode"]


def gallery(zahl: int, inhalt: bytes) -> Druck:
    body = "".join(f'<div class="foto"><img src="bild:f{n}" alt="Bild {n}"></div>' for n in range(zahl))
    return Druck(page(body), bilder=tuple(Bild(f"f{n}", "image/jpeg", inhalt) for n in range(zahl)))


def test_a_photo_stays_the_jpeg_it_is():
    inhalt = photo(800, 600)
    found = render(gallery(1, inhalt))
    assert embedded_jpegs(found) == [inhalt]
    pdfua.assert_pdfua(found)


def test_many_photos_become_smaller_until_the_file_fits():
    inhalt = photo()
    assert 12 * len(inhalt) > 8_000_000
    found = render(gallery(12, inhalt))
    assert len(found) < MAX_BYTES
    (size,) = {Image.open(io.BytesIO(one)).size for one in embedded_jpegs(found)}
    assert size[0] < 1600
    assert size[0] * 3 == size[1] * 4


@pytest.mark.django_db
def test_a_print_larger_than_a_file_may_be_is_a_sentence(monkeypatch):
    monkeypatch.setattr(pdf, "MAX_BYTES", 1000)
    ablage = Ablage(make_veranstalter(), "protokoll-1-intern-ganz", "a", "Protokoll.pdf")
    with pytest.raises(PdfFehler, match=r"Das PDF wäre größer als 5 MB\. Ihre Daten sind sicher\."):
        get_or_render(ablage, lambda: Druck(page("<p>Text</p>")))
    assert not Datei.objects.exists()


def test_a_word_of_a_hundred_thousand_letters_ends_in_a_sentence():
    began = time.monotonic()
    with pytest.raises(PdfFehler, match="brauchte zu lange"):
        render(Druck(page(f"<p>{'W' * 100_000}</p>")), sekunden=3)
    assert time.monotonic() - began < 8


def test_five_thousand_cards_end_in_a_sentence():
    karten = "".join(f"<tr><td><p>Karte {n}</p></td><td><p>Gegenstück</p></td></tr>" for n in range(5000))
    began = time.monotonic()
    with pytest.raises(PdfFehler, match="brauchte zu lange"):
        render(Druck(page(f"<table>{karten}</table>")), sekunden=4)
    assert time.monotonic() - began < 8


def test_the_processor_time_is_limited_too():
    """When the parent is gone, nobody waits for the child: it ends by itself."""
    auftrag = {"html": [page("<p>Text</p>" * 20_000)], "bilder": {}, "enge": [], "sekunden": 1}
    auftrag |= {"static": str(settings.BASE_DIR / "static"), "speicher": pdf.SPEICHER}
    done = subprocess.run(
        [sys.executable, "-m", "konferenz.pdf_kind"],
        input=json.dumps(auftrag).encode(),
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode in (-signal.SIGXCPU, -signal.SIGKILL)
