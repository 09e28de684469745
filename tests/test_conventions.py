"""Habits that nobody has to remember: what templates may not hold, what nobody uses, what a first visit weighs."""

import re
from pathlib import Path

import brotli
import django_htmx
import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import (
    make_druckauftrag,
    make_konferenz,
    make_konferenz_heute,
    make_leitfrage,
    make_mitglied,
    make_programmpunkt,
    make_themenvorschlag,
    make_zugang,
)

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SOURCES = [*ROOT.glob("konferenz/**/*.py"), *ROOT.glob("teilnehmer/**/*.py"), *ROOT.glob("themen/**/*.py")]
FIRST_VISIT_BYTES = 100_000
JS_AND_CSS_BYTES = 28_000  # on the page that everybody sees first
JS_AND_CSS_WITH_HTMX_BYTES = 32_000


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_templates_hold_no_inline_code_and_switch_no_escaping_off(path):
    text = re.sub(r"{#.*?#}", "", path.read_text())
    forbidden = {
        "inline style": r"\sstyle=",
        "inline handler": r"\son[a-z]+=",
        "inline script": r"<script(?![^>]*\ssrc=)[^>]*>",
        "style element": r"<style",
        "unescaped": r"\|\s*safe\b|autoescape off",
        "foreign address": r"(?:src|href)=\"https?://",
    }
    assert [name for name, pattern in forbidden.items() if re.search(pattern, text)] == []


def test_nobody_marks_text_as_safe():
    offenders = [str(p.relative_to(ROOT)) for p in SOURCES if re.search(r"mark_safe|SafeString|\.raw\(", p.read_text())]
    assert offenders == []


def test_every_partial_of_ours_is_used():
    everything = "\n".join(p.read_text() for p in [*TEMPLATES, *SOURCES])
    ours = [p for p in TEMPLATES if p.relative_to(ROOT / "templates").parts[0] in {"konferenz", "teilnehmer", "themen"}]
    unused = [
        name
        for p in ours
        if (name := str(p.relative_to(ROOT / "templates"))) not in everything and p.name not in everything
    ]
    assert unused == []


def _weight(files) -> int:
    return sum(len(brotli.compress(path.read_bytes())) for path in files)


def _static(address: str) -> Path:
    """The built file, or htmx's, which comes with django-htmx."""
    own = ROOT / "static" / address
    return own if own.exists() else Path(django_htmx.__file__).parent / "static" / address


def _scripts_and_styles(html: str) -> set[Path]:
    return {_static(address) for address in re.findall(r'(?:href|src)="/static/([^"]+\.(?:js|css))"', html)}


@pytest.mark.django_db
def test_a_first_visit_weighs_less_than_100_kb_with_fonts():
    konferenz = make_konferenz(kurzbeschreibung="Alle treffen sich an einem Nachmittag. " * 4)
    for n in range(10):
        make_leitfrage(konferenz)
        make_programmpunkt(konferenz, titel=f"Punkt {n}")
        make_themenvorschlag(konferenz)
    address = reverse("themen:konferenz", args=[konferenz.veranstalter.slug, konferenz.slug])
    html = Client().get(address).content.decode()
    files = _scripts_and_styles(html)
    # The faces with letters beyond Western Europe load only where such a letter stands.
    fonts = [font for font in (ROOT / "static/gebaut/schrift").glob("*.woff2") if "-mehr" not in font.name]
    assert len(fonts) == 3
    assert 0 < _weight(files) <= JS_AND_CSS_BYTES
    total = len(brotli.compress(html.encode())) + _weight(files) + sum(font.stat().st_size for font in fonts)
    assert total <= FIRST_VISIT_BYTES


@pytest.mark.django_db
def test_scripts_and_styles_stay_small_at_the_door():
    zugang = make_zugang(make_konferenz_heute(), "hilfe")
    html = Client().get(reverse("themen:hilfe", args=[zugang.token])).content.decode()
    assert _weight(_scripts_and_styles(html)) <= JS_AND_CSS_BYTES


@pytest.mark.django_db
def test_scripts_and_styles_stay_small_where_htmx_helps(client):
    auftrag = make_druckauftrag(zustand="laeuft")
    konferenz = auftrag.konferenz
    client.force_login(make_mitglied(konferenz.veranstalter).konto)
    address = reverse("konferenz:druckauftrag", args=[konferenz.veranstalter.slug, konferenz.slug, auftrag.kennung])
    files = _scripts_and_styles(client.get(address).content.decode())
    assert "htmx-4.min.js" in {path.name for path in files}
    assert _weight(files) <= JS_AND_CSS_WITH_HTMX_BYTES
