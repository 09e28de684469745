"""Phones follow the rounds by themselves: each fetches its own part when the shared stream says so."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from konferenz.models import Zugang
from tests.factories import (
    make_anmeldung,
    make_einrichtung,
    make_gespraechsrunde,
    make_kleingruppe,
    make_konferenz_heute,
    make_programmpunkt,
    make_zugang,
)


@pytest.fixture
def saal(seiten):
    konferenz = make_konferenz_heute()
    haus = make_einrichtung(konferenz.veranstalter, name="Kita Waldrand")
    namen = [("Miriam", "Albers"), ("Tom", "Behrens"), ("Ada", "Conrad"), ("Bo", "Demir"), ("Kim", "Ernst")]
    leute = [
        make_anmeldung(konferenz, vorname=v, nachname=n, anwesend_am=timezone.now(), email=f"{v.lower()}@example.org")
        for v, n in namen
    ]
    leute[0].einrichtung = haus
    leute[0].save()
    return konferenz, leute


def test_a_round_that_begins_comes_to_the_phone_without_a_reload_and_both_taps_make_a_contact(neue_seite, saal):
    konferenz, leute = saal
    regie = neue_seite()
    phones = [neue_seite(handy=True) for _ in leute[:2]]
    for phone, person in zip(phones, leute, strict=False):
        phone.goto(person.zugang.pfad)
        phone.evaluate("window.unveraendert = true")

    regie.goto(f"{make_zugang(konferenz, Zugang.Zweck.MODERATION).pfad}gespraeche/")
    regie.get_by_label("Runden insgesamt").fill("2")
    regie.get_by_role("button", name="Runden planen").click()
    expect(phones[0].get_by_role("heading", name="Gleich beginnen die Kurzgespräche")).to_be_visible()
    regie.get_by_role("button", name="Runde 1 beginnen").click()
    expect(regie.get_by_role("heading", name="Runde 1 von 2")).to_be_visible()
    for phone in phones:
        expect(phone.get_by_role("heading", name="Runde 1: Tisch")).to_be_visible()
        assert phone.evaluate("window.unveraendert") is True

    # the first phone's partner taps too, on whichever phone that is
    phone = phones[0]
    phone.get_by_role("button", name="Wir wollen in Kontakt bleiben").first.click()
    expect(phone.get_by_text("Ihr Wunsch ist gemerkt.")).to_be_visible()
    wunsch = leute[0].kontaktwuensche.get()
    andere = neue_seite(handy=True)
    andere.goto(f"{wunsch.an.zugang.pfad}gespraeche/")
    andere.locator(f"#p-{leute[0].kennung}").get_by_role("button", name="Wir wollen in Kontakt bleiben").click()
    expect(andere.get_by_text("Sie bleiben in Kontakt")).to_be_visible()
    expect(andere.get_by_role("link", name="miriam@example.org").first).to_be_visible()


def test_the_page_of_the_day_follows_the_programme_without_a_reload(neue_seite, seiten):
    konferenz = make_konferenz_heute(tor_gruppenwahl="automatisch", tor_karten="automatisch")
    for art, titel in (
        ("vorstellungsrunde", "Kurzgespräche"),
        ("gruppenbildung", "Gruppenbildung"),
        ("ausblick", "Dank"),
    ):
        make_programmpunkt(konferenz, art=art, titel=titel)
    make_kleingruppe(konferenz)
    person, partner = (make_anmeldung(konferenz, anwesend_am=timezone.now()) for _ in range(2))
    make_gespraechsrunde(konferenz, tische=[[person, partner]])
    regie = neue_seite()
    regie.goto(make_zugang(konferenz, Zugang.Zweck.MODERATION).pfad)
    regie.get_by_role("button", name="Kurzgespräche").first.click()
    phone = neue_seite(handy=True)
    phone.goto(person.zugang.pfad)
    phone.evaluate("window.unveraendert = true")
    expect(phone.locator(".nw-jetztband")).to_contain_text("Jetzt: Kurzgespräche")
    expect(phone.get_by_role("heading", name="Gleich beginnen die Kurzgespräche")).to_be_visible()
    regie.get_by_role("button", name="Weiter: Gruppenbildung").click()
    expect(phone.get_by_role("link", name="Gruppe wählen")).to_be_visible()
    expect(phone.locator(".nw-jetztband")).to_contain_text("Jetzt: Gruppenbildung")
    # a round that was never played is no news once the day has gone on
    expect(phone.get_by_role("heading", name="Gleich beginnen die Kurzgespräche")).to_have_count(0)
    assert phone.evaluate("window.unveraendert") is True


def test_a_part_that_comes_back_with_an_older_one_around_it_is_fetched_anew(neue_seite, seiten):
    """The page of the day was on its way when the round began: it brings the card as it was before."""
    konferenz = make_konferenz_heute()
    make_programmpunkt(konferenz, art="vorstellungsrunde", titel="Kurzgespräche")
    person, partner = (make_anmeldung(konferenz, anwesend_am=timezone.now()) for _ in range(2))
    make_gespraechsrunde(konferenz, tische=[[person, partner]])
    pfad = make_zugang(konferenz, Zugang.Zweck.MODERATION).pfad
    regie, phone, held = neue_seite(), neue_seite(handy=True), []
    phone.goto(person.zugang.pfad)

    def hold_the_first(route):
        if held:
            route.continue_()
        else:
            held.append((route, route.fetch()))

    phone.route(f"**{person.zugang.pfad}", hold_the_first)
    regie.goto(pfad)
    regie.get_by_role("button", name="Kurzgespräche").first.click()
    for _ in range(100):
        if held:
            break
        phone.wait_for_timeout(100)
    regie.goto(f"{pfad}gespraeche/")
    regie.get_by_role("button", name="Runde 1 beginnen").click()
    expect(phone.get_by_role("heading", name="Runde 1: Tisch")).to_be_visible()
    phone.evaluate("document.querySelector('#tagesteil').firstElementChild.id = 'von-vorhin'")
    [(route, response)] = held
    route.fulfill(response=response)
    expect(phone.locator("#von-vorhin")).to_have_count(0)
    expect(phone.get_by_role("heading", name="Runde 1: Tisch")).to_be_visible()
