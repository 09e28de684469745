"""The Leinwand in a real browser: it follows the day, outlives the server, counts, sounds, and is never cut off."""

import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from konferenz.akteur import Akteur, Rolle
from konferenz.models import Konferenz, Programmpunkt, Zugang
from teilnehmer.models import Gespraechsrunde
from tests.factories import (
    make_anmeldung,
    make_kleingruppe,
    make_konferenz_heute,
    make_programmpunkt,
    make_themenvorschlag,
    make_zugang,
)
from themen.services.befund import write_befund
from themen.services.moderation import begin_punkt
from themen.services.zuordnung import choose_kleingruppe

pytestmark = pytest.mark.django_db(transaction=True)
MODERATION = Akteur(Rolle.MODERATION, 1)
BEAMER = {"viewport": {"width": 1920, "height": 1080}}
Art = Programmpunkt.Art


@pytest.fixture
def konferenz(seiten):
    konferenz = make_konferenz_heute(titel="Sozialraumkonferenz")
    for art in (Art.BEGRUESSUNG, Art.THEMEN, Art.GRUPPENBILDUNG, Art.PAUSE):
        make_programmpunkt(konferenz, art=art, titel=str(art.label), dauer=20)
    make_kleingruppe(konferenz, titel="Netzwerk", plaetze=12, raum="Tisch 1")
    make_themenvorschlag(konferenz, titel="Räume teilen")
    return konferenz


@pytest.fixture
def pfad(konferenz) -> str:
    return make_zugang(konferenz, Zugang.Zweck.LEINWAND).pfad


def begin(konferenz: Konferenz, art: str) -> None:
    begin_punkt(konferenz.programmpunkte.get(art=art), by=MODERATION)


def title(page):
    return page.get_by_role("heading", level=1)


def test_it_follows_three_items_and_a_choice_without_anybody_touching_it(neue_seite, konferenz, pfad):
    page = neue_seite(**BEAMER)
    page.goto(pfad)
    expect(page.get_by_text("Willkommen")).to_be_visible()
    begin(konferenz, Art.THEMEN)
    expect(title(page)).to_have_text("Unser Thema")
    begin(konferenz, Art.GRUPPENBILDUNG)
    expect(title(page)).to_have_text("Wählen Sie Ihre Gruppe")
    person = make_anmeldung(konferenz)
    choose_kleingruppe(person, 1, by=Akteur(Rolle.TEILNAHME, person.pk))
    expect(page.get_by_text("11 frei")).to_be_visible()
    expect(page.get_by_text("1 von 1 Personen haben gewählt")).to_be_visible()
    begin(konferenz, Art.PAUSE)
    expect(title(page)).to_have_text("Pause")
    assert page.locator("[data-live-hinweis]").text_content() == ""


def test_it_outlives_a_restart_of_the_server_and_shows_what_happened_meanwhile(
    neue_seite, konferenz, pfad, browser_server
):
    page = neue_seite(**BEAMER)
    page.goto(pfad)
    expect(page.get_by_text("Willkommen")).to_be_visible()
    browser_server.stop()
    try:
        begin(konferenz, Art.PAUSE)
        expect(page.locator("[data-live-hinweis]")).to_have_text("Kein Netz. Die Anzeige kann veraltet sein.")
    finally:
        browser_server.start_web()
    expect(title(page)).to_have_text("Pause", timeout=20_000)
    expect(page.locator("[data-live-hinweis]")).to_have_text("", timeout=20_000)
    begin(konferenz, Art.GRUPPENBILDUNG)
    expect(title(page)).to_have_text("Wählen Sie Ihre Gruppe")


def test_when_the_stream_is_cut_it_polls_says_so_and_the_stream_comes_back(neue_seite, konferenz, pfad):
    page = neue_seite(**BEAMER)
    page.route("**/live/**", lambda route: route.abort())
    page.goto(pfad)
    expect(page.locator("[data-live-hinweis]")).to_have_text("Die Anzeige wird gerade alle 10 Sekunden erneuert.")
    begin(konferenz, Art.PAUSE)
    expect(title(page)).to_have_text("Pause", timeout=15_000)
    page.unroute("**/live/**")
    expect(page.locator("[data-live-hinweis]")).to_have_text("", timeout=15_000)


def test_a_server_that_is_away_for_long_is_waited_for(neue_seite, konferenz, pfad, browser_server):
    """Three quarters of an hour by the clock of the page; nobody at the projector does anything."""
    page = neue_seite(**BEAMER)
    page.clock.install()
    page.goto(pfad)
    expect(page.get_by_text("Willkommen")).to_be_visible()
    browser_server.stop()
    try:
        begin(konferenz, Art.PAUSE)
        for _ in range(9):
            page.clock.run_for(300_000)
        expect(page.locator("[data-live-hinweis]")).to_have_text("Kein Netz. Die Anzeige kann veraltet sein.")
        expect(page.get_by_text("Willkommen")).to_be_visible()  # what was there stays readable
    finally:
        browser_server.start_web()
    patiently(page, lambda: title(page).inner_text() == "Pause")
    patiently(page, lambda: page.locator("[data-live-hinweis]").inner_text() == "")
    begin(konferenz, Art.GRUPPENBILDUNG)  # the stream, not the next poll
    expect(title(page)).to_have_text("Wählen Sie Ihre Gruppe")


def patiently(page, is_so) -> None:
    """Let the page's clock run until it is so: real answers need a moment of real time between."""
    for _ in range(100):
        if is_so():
            return
        page.clock.run_for(1_000)
        page.wait_for_timeout(50)
    raise AssertionError(page.content())


def test_a_stream_that_breaks_off_comes_back_to_the_right_view(neue_seite, konferenz, pfad):
    page = neue_seite(**BEAMER)
    page.goto(pfad)
    begin(konferenz, Art.THEMEN)
    expect(title(page)).to_have_text("Unser Thema")
    page.context.set_offline(True)
    begin(konferenz, Art.PAUSE)
    expect(page.locator("[data-live-hinweis]")).to_have_text("Kein Netz. Die Anzeige kann veraltet sein.")
    expect(title(page)).to_have_text("Unser Thema")
    page.context.set_offline(False)
    expect(title(page)).to_have_text("Pause")
    expect(page.locator("[data-live-hinweis]")).to_have_text("")


def test_the_results_count_a_card_as_soon_as_it_is_written(neue_seite, konferenz, pfad):
    Konferenz.objects.update(leinwand="ergebnisse", tor_karten="offen")
    page = neue_seite(**BEAMER)
    page.goto(pfad)
    summe = page.locator(".nw-lw-summe").first
    expect(summe).to_have_text("0 Ist")
    gruppe = konferenz.kleingruppen.get()
    page.wait_for_timeout(1_000)  # the stream is open
    for nr in range(3):
        write_befund(gruppe, art="ist", text=f"Beobachtung {nr}", by=MODERATION)
    expect(summe).to_have_text("3 Ist", timeout=2_000)


def test_every_page_of_groups_gets_its_turn_even_where_motion_is_unwelcome(neue_seite, konferenz, pfad):
    """Nobody can turn a page by hand, so a group that does not come is lost."""
    Konferenz.objects.update(leinwand="gruppen")
    for nr in range(2, 8):
        make_kleingruppe(konferenz, titel=f"Gruppe {nr}")
    page = neue_seite(reduced_motion="reduce", **BEAMER)
    page.clock.install()
    page.goto(pfad)
    seen = set()
    for _ in range(12):
        page.clock.run_for(5_000)
        seen |= set(page.locator(".nw-lw-name:visible").all_inner_texts())
    assert seen == {"Netzwerk", *(f"Gruppe {nr}" for nr in range(2, 8))}


def test_without_a_script_all_groups_stand_below_each_other(neue_seite, konferenz, pfad):
    Konferenz.objects.update(leinwand="gruppen")
    for nr in range(2, 8):
        make_kleingruppe(konferenz, titel=f"Gruppe {nr}")
    page = neue_seite(java_script_enabled=False, **BEAMER)
    page.goto(pfad)
    assert page.locator(".nw-lw-name:visible").count() == 7


def test_a_net_that_is_dead_without_a_word_is_noticed_within_twenty_seconds(neue_seite, konferenz, pfad):
    """The stream stays open and says nothing: only the missing heartbeat tells."""
    page = neue_seite(**BEAMER)
    page.clock.install()
    page.add_init_script(
        "window.EventSource = class extends EventTarget {"
        " constructor () { super(); (window.stroeme ??= []).push(this) } close () { this.zu = true } }"
    )
    page.goto(pfad)
    assert page.evaluate("window.stroeme.length") == 1
    page.clock.run_for(19_000)
    assert page.evaluate("window.stroeme[0].zu") is None
    page.clock.run_for(4_000)
    assert page.evaluate("window.stroeme[0].zu") is True
    page.clock.run_for(1_500)
    expect(page.locator("[data-live-hinweis]")).to_have_text("Die Anzeige wird gerade alle 10 Sekunden erneuert.")
    assert page.evaluate("window.stroeme.length") >= 2  # and it tries again, for ever
    page.clock.run_for(120_000)
    assert page.evaluate("window.stroeme.length") >= 5


def test_the_round_counts_down_and_ends_with_a_gong_once_sound_is_allowed(neue_seite, konferenz, pfad):
    Konferenz.objects.update(leinwand="gespraeche")
    page = neue_seite(**BEAMER)
    begonnen = timezone.now() - datetime.timedelta(seconds=54)
    Gespraechsrunde.objects.create(konferenz=konferenz, nummer=1, minuten=1, begonnen_am=begonnen)
    page.goto(pfad)
    expect(page.get_by_role("timer")).to_have_text("0:00", timeout=10_000)
    assert page.locator("[data-lw-gongte]").count() == 1
    knopf = page.get_by_role("button", name="Ton an")
    knopf.click()
    expect(knopf).to_be_hidden()


def test_a_round_that_was_over_before_it_was_opened_is_silent(neue_seite, konferenz, pfad):
    Konferenz.objects.update(leinwand="gespraeche")
    begonnen = timezone.now() - datetime.timedelta(minutes=3)
    Gespraechsrunde.objects.create(konferenz=konferenz, nummer=1, minuten=1, begonnen_am=begonnen)
    page = neue_seite(**BEAMER)
    page.goto(pfad)
    expect(page.get_by_role("timer")).to_have_text("0:00")
    page.wait_for_timeout(600)
    assert page.locator("[data-lw-gongte]").count() == 0


def test_the_clock_counts_by_the_server_not_by_a_machine_that_goes_wrong(neue_seite, konferenz, pfad):
    begin(konferenz, Art.PAUSE)
    page = neue_seite(**BEAMER)
    page.clock.install(time=timezone.now() + datetime.timedelta(hours=3))
    page.goto(pfad)
    page.clock.run_for(1_000)
    minuten, _ = page.get_by_role("timer").inner_text().split(":")
    assert minuten == "19"


def test_without_a_script_it_loads_itself_anew(neue_seite, konferenz, pfad):
    page = neue_seite(java_script_enabled=False, **BEAMER)
    page.goto(pfad)
    begin(konferenz, Art.PAUSE)
    expect(title(page)).to_have_text("Pause", timeout=30_000)


@pytest.mark.parametrize("ansicht", ["willkommen", "uhr", "thema", "themen", "gruppen", "ergebnisse", "dank"])
def test_nothing_is_cut_off_on_a_projector_or_a_narrow_window(neue_seite, konferenz, pfad, ansicht):
    Konferenz.objects.update(leinwand=ansicht, motto="Netzwerkstatt – Familien vor Ort")
    lang = "Gemeinsamer Veranstaltungskalender für Familien in der Gemeinde"
    for _ in range(10):
        make_kleingruppe(konferenz, titel=lang, plaetze=12, raum="Raum 1.12", wegweiser="1. Etage, Aufzug")
        make_themenvorschlag(konferenz, titel=lang)
    konferenz.themenvorschlaege.filter(pk=konferenz.themenvorschlaege.last().pk).update(
        pitch_begonnen_am=timezone.now()
    )
    for breite, hoehe in ((1920, 1080), (1280, 800), (1024, 768), (320, 800)):
        page = neue_seite(viewport={"width": breite, "height": hoehe}, reduced_motion="reduce")
        page.goto(pfad)
        assert page.evaluate("document.documentElement.scrollWidth") <= breite
        if breite > 1000:
            assert page.evaluate("document.documentElement.scrollHeight") <= hoehe, (breite, hoehe)
