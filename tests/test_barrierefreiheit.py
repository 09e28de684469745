"""Every page of the thread for everybody: axe, narrow screens, keyboard, structure, nothing from elsewhere.

The pages are those of the loaded example, so that lists are full. SEITEN is looked at in every run;
all other GET routes of the permission table come with script/test --alles. The rules are axe-core's
(WCAG 2.0 to 2.2 A and AA, and its best practice) and what reliability asks besides.
"""

import io
import json
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.urls import NoReverseMatch

from konferenz.akteur import Rolle
from tests.beispielwelt import make_beispielwelten
from tests.conftest import _complain_of_policy, _complain_of_stranger
from tests.test_rechte import ROUTES

# The test database; its rows come once from `welten`.
pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parent.parent
AXE = ROOT / "node_modules/axe-core/axe.min.js"
PRUEFUNG = Path(__file__).with_suffix("").parent / "barrierefreiheit.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
ROUTE = {route.name: route for route in ROUTES}

# The thread: example (see tests/beispielwelt.py) and route, or an address
SEITEN = """
kommend themen:konferenz
kommend themen:themen
erste themen:konferenz
erste themen:ergebnisse
erste themen:protokoll_seite
kommend teilnehmer:einladung_code
kommend teilnehmer:einladung
zugesagt teilnehmer:einladung
heute themen:pass
heute themen:pass_gruppen
gewaehlt themen:pass_gruppen
gewaehlt themen:gruppe
heute themen:moderation
heute themen:moderation_gruppen
heute themen:moderation_personen
heute themen:hilfe
kommend themen:uebersicht
kommend konferenz:konferenz_bearbeiten
kommend konferenz:programm
kommend konferenz:team
kommend teilnehmer:einrichtungen
kommend teilnehmer:einladungen
erste themen:protokoll
erste themen:protokoll_abschnitte
erste themen:protokoll_freigabe
erste themen:veroeffentlichen
erste themen:massnahmen
erste themen:verwaltung_fotos
fremd /konto/anmelden/
kommend teilnehmer:anmelden
kommend teilnehmer:warteliste
fremd /gibt-es-nicht/
"""
# Answers that are files or fragments for htmx
KEINE_SEITEN = {
    "konferenz:gesund",
    "konferenz:wappen",
    "konferenz:druckauftrag_datei",
    "teilnehmer:serienbrief_pdf",
    "teilnehmer:einladung_brief_pdf",
    "konferenz:termine",
    "themen:termin",
    "teilnehmer:verzeichnis_xlsx",
    "teilnehmer:verzeichnis_csv",
    "teilnehmer:anmeldungen_xlsx",
    "teilnehmer:radar_xlsx",
    "teilnehmer:verzeichnisimport_ausgelassen",
    "themen:protokoll_pdf",
    *(f"themen:dateien_{was}" for was in ("protokoll", "tabellen", "tabellen_intern", "vorlage")),
    "themen:gruppe_pdf",
    "themen:protokoll_version_gruppe",
    *(f"themen:{was}_pdf" for was in ("protokoll_version", "pass_protokoll", "einladung_protokoll")),
    *(
        f"themen:{wo}druck_{was}"
        for wo in ("", "moderation_")
        for was in (
            "protokoll",
            "gruppen",
            "gruppe",
            "gruppenbogen",
            "tuerschilder",
            "gruppenschilder",
            "tischkarten",
            "themenkarten",
            "gruppenboegen",
            "mitstreiterlisten",
            "rueckmeldebogen",
            "regieplan",
            "gespraeche_namen",
            "gespraeche_tische",
        )
    ),
    *(f"themen:druck_{was}" for was in ("namensschilder", "probebogen", "teilnahmeliste")),
    *(
        f"themen:{wo}_foto_{was}"
        for wo in ("verwaltung", "moderation", "hilfe", "pass", "einladung")
        for was in ("bild", "vorschau")
    ),
    "themen:bericht_txt",
    "themen:bericht_html",
    "themen:ergebnisse_feed",
    "themen:foto_oeffentlich",
    "themen:foto_oeffentlich_vorschau",
    "themen:druck_plakat",
    "themen:moderation_druck_plakat",
    "themen:pass_pdf",
    "themen:schild",  # 404 on every device that is no helper's
    *(f"themen:{wo}_anwesenheit_stand" for wo in ("verwaltung", "moderation", "hilfe")),
    "themen:leinwand_stand",
    "themen:moderation_stand",
    "themen:pass_gruppen_stand",
    "themen:pass_themen_stand",
    *(f"themen:{wo}_gruppen_stand" for wo in ("verwaltung", "moderation", "hilfe")),
    "themen:pass_gespraeche_stand",
    "themen:moderation_gespraeche_stand",
    "themen:verwaltung_gespraeche_stand",
    "themen:pass_gespraeche_karte",
    "themen:gruppe_stand",
    *(f"themen:brett_{wo}_stand" for wo in ("verwaltung", "moderation", "hilfe")),
}


@pytest.fixture(scope="module")
def welten(browser_server, django_db_blocker):
    """The example, committed for the running application, and the cookie of a Leitung."""
    with django_db_blocker.unblock():
        call_command("demo", stdout=io.StringIO())
        welten = make_beispielwelten()
        client = Client()
        client.force_login(welten["heute"].konten[Rolle.LEITUNG])
        welten["cookie"] = client.cookies[settings.SESSION_COOKIE_NAME].value
        yield welten
        call_command("flush", interactive=False, verbosity=0)


@pytest.fixture(scope="module")
def axe() -> str:
    assert AXE.exists(), "axe-core fehlt: script/assets"
    return AXE.read_text()


@pytest.fixture
def fenster(chromium, browser_server, welten):
    """fenster(signed_in, **options) -> Page; afterwards nobody may have asked for anything from elsewhere."""
    contexts, complaints = [], []

    def open_window(signed_in: bool = False, **options):
        context = chromium.new_context(base_url=browser_server.url, locale="de-DE", reduced_motion="reduce", **options)
        context.set_default_timeout(15_000)
        if signed_in:
            context.add_cookies(
                [{"name": settings.SESSION_COOKIE_NAME, "value": welten["cookie"], "url": browser_server.url}]
            )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(f"script error: {error}"))
        page.on("console", lambda message: _complain_of_policy(message, complaints))
        page.on("request", lambda request: _complain_of_stranger(request, browser_server.url, complaints))
        return page

    yield open_window
    for context in contexts:
        context.close()
    assert not complaints, complaints


def run_axe(page, axe: str) -> list[str]:
    """axe's findings as lines; loaded by the debugger, because our policy lets no foreign script in."""
    if page.evaluate("typeof window.axe") == "undefined":
        page.evaluate(axe)
    found = page.evaluate(
        "(tags) => axe.run({runOnly: {type: 'tag', values: tags}, rules: {'target-size': {enabled: true}},"
        " resultTypes: ['violations']})",
        TAGS,
    )
    return [
        f"{rule['id']}: {rule['help']} · {node['html'][:160]} · {' '.join(node['failureSummary'].split())[:300]}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def ask(page, what: str, *values) -> list[str]:
    return page.evaluate(f"{PRUEFUNG.read_text().strip()}.{what}({', '.join(map(json.dumps, values))})")


def tab_through(page, stops: int = 10) -> list[str]:
    """What is wrong with the first stops of the Tab key."""
    found = []
    for _ in range(stops):
        page.keyboard.press("Tab")
        stop = ask(page, "focused")
        if stop is None:
            break
        if stop["away"]:
            found.append(f"focus out of sight: {stop['name']}")
        if not stop["ring"]:
            found.append(f"no focus ring: {stop['name']}")
    return found


def open_wide(page, address: str):
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(color_scheme="light")
    return page.goto(address)


def look_at(page, axe: str, html: str) -> list[str]:
    """All findings of the open page: wide and light, then narrow, dark and with everything unfolded."""
    found = ask(page, "structure") + ask(page, "inline", html)
    found += [f"1280 px: {line}" for line in ask(page, "sideways") + ask(page, "small")]
    found += [f"1280 px, light: {line}" for line in run_axe(page, axe)]
    found += [f"1280 px: {line}" for line in tab_through(page)]
    page.set_viewport_size({"width": 320, "height": 640})
    page.emulate_media(color_scheme="dark")
    found += [f"320 px: {line}" for line in ask(page, "sideways")]
    page.evaluate("document.querySelectorAll('details').forEach(details => { details.open = true })")
    found += [f"320 px, unfolded: {line}" for line in ask(page, "sideways") + ask(page, "small")]
    found += [f"320 px, dark: {line}" for line in run_axe(page, axe)]
    return found


def send(page, button) -> str:
    """Press a button past the browser's own checks; the HTML of the answer, nothing for a redirect."""
    page.evaluate("document.querySelectorAll('form').forEach(form => { form.noValidate = true })")
    with page.expect_response(lambda response: response.request.method == "POST") as answer:
        button.click()
    page.wait_for_load_state()
    return "" if answer.value.status == 302 else answer.value.text()


def exists(page, route, welt) -> bool:
    try:
        return page.request.get(route.address(welt)).status == 200
    except (KeyError, NoReverseMatch):  # an example without a card or an invitation to name
        return False


def is_signed_in(name: str) -> bool:
    return ":" in name and ROUTE[name].door in ("konto", "team", "planung", "leitung")


@pytest.mark.parametrize("zeile", SEITEN.strip().splitlines())
def test_a_page_of_the_thread_can_be_used_by_everybody(fenster, welten, axe, zeile):
    welt, name = zeile.split()
    address = ROUTE[name].address(welten[welt]) if ":" in name else name
    expected = 404 if name == "/gibt-es-nicht/" else 200
    page = fenster(is_signed_in(name))
    response = open_wide(page, address)
    assert response.status == expected
    assert look_at(page, axe, response.text()) == []


@pytest.mark.parametrize(
    ("welt", "name", "knopf"),
    [
        ("kommend", "teilnehmer:einladung", "Antwort senden"),
        ("heute", "themen:pass_thema_neu", "Thema vorschlagen"),
        ("kommend", "konferenz:konferenz_neu", "Entwurf speichern"),
        ("kommend", "/konto/anmelden/", "Anmelden"),
    ],
)
def test_a_form_with_errors_can_be_used_by_everybody(fenster, welten, axe, welt, name, knopf):
    page = fenster(is_signed_in(name))
    open_wide(page, ROUTE[name].address(welten[welt]) if ":" in name else name)
    html = send(page, page.get_by_role("button", name=knopf))
    assert page.locator(".kern-alert--danger, .kern-error").count() > 0
    assert look_at(page, axe, html) == []


def test_two_versions_of_a_card_can_be_compared_by_everybody(fenster, welten, axe):
    address = ROUTE["themen:gruppe"].address(welten["gewaehlt"])
    pages = [fenster(), fenster()]
    for page in pages:
        open_wide(page, address)
        page.get_by_role("link", name="Ändern").first.click()
        page.locator("textarea").first.fill(f"Anders geschrieben, Fenster {pages.index(page)}.")
    html = [send(page, page.get_by_role("button", name="Ist speichern")) for page in pages][1]
    page = pages[1]
    assert page.get_by_text("Während Sie geschrieben haben").is_visible()
    assert look_at(page, axe, html) == []


FEHLERSEITE = """<!doctype html><html lang="en"><title>Seite</title><style>
* { outline: 0 !important; } div { width: 900px; } button { width: 12px; height: 12px; padding: 0; }</style>
<h2 id="a">Zwei</h2><h4 id="a"></h4><div onclick="x()">breit</div><input name="feld" aria-describedby="fehlt">
<a href="#nirgends">Sprung</a><p style="color: #eee">blass</p><button>x</button><button>y</button></html>"""


def test_the_checks_see_what_they_look_for(fenster, axe):
    page = fenster()
    page.set_viewport_size({"width": 320, "height": 640})
    page.set_content(FEHLERSEITE)
    assert ask(page, "structure") == [
        "lang=en",
        "title: Seite",
        "0 h1",
        "h0 followed by <h2> Zwei",
        "h2 followed by <h4> ",
        "empty heading <h4> ",
        "id twice: a",
        "no label: <input> feld",
        "aria-describedby=fehlt names nothing: <input> feld",
        "leads nowhere: <a> Sprung #nirgends",
        "no link Datenschutz",
        "no link Impressum",
        "no link Barrierefreiheit",
    ]
    assert [line.split(" ")[0] for line in ask(page, "inline", FEHLERSEITE)] == ["inline:", "inline:", "onclick:"]
    assert ask(page, "sideways") == ["scrolls to 908 px", "908 px: <div> breit"]
    assert "12 × 12 px: <button> x" in ask(page, "small")
    assert "no focus ring: <input> feld" in tab_through(page)
    assert {line.split(":")[0] for line in run_axe(page, axe)} >= {"color-contrast", "label", "target-size"}


@pytest.mark.lang
@pytest.mark.parametrize("name", [r.name for r in ROUTES if r.status != 405 and r.name not in KEINE_SEITEN])
def test_every_page_can_be_used_by_everybody(fenster, welten, axe, name):
    """Full, and in a conference without anything, as far as there is such a page."""
    page = fenster(is_signed_in(name))
    full = [
        welt
        for welt in ("gewaehlt", "kommend", "erste", "zugesagt", "eigen")
        if exists(page, ROUTE[name], welten[welt])
    ]
    assert full, "no example has this page"
    empty = [welt for welt in ("leer",) if exists(page, ROUTE[name], welten[welt])]
    findings = {}
    for welt in [full[0], *empty]:
        response = open_wide(page, ROUTE[name].address(welten[welt]))
        findings[welt] = look_at(page, axe, response.text())
    assert {welt: found for welt, found in findings.items() if found} == {}
