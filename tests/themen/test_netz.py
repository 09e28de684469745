"""Taps and forms that are not queued: without net the page says so at the button, and nothing is lost."""

import pytest
from playwright.sync_api import expect

from tests.factories import make_anmeldung, make_kleingruppe, make_konferenz_heute
from themen.models import Themenvorschlag, Zuordnung

OHNE = "Kein Netz. Ihre Wahl ist noch nicht gespeichert. Bitte versuchen Sie es noch einmal."
pytestmark = pytest.mark.django_db(transaction=True)


def test_a_group_chosen_without_net_is_not_saved_later_behind_ones_back(neue_seite, seiten):
    konferenz = make_konferenz_heute(tor_gruppenwahl="offen")
    gruppe = make_kleingruppe(konferenz, plaetze=1, hart=True)
    page = neue_seite(handy=True)
    page.goto(f"{make_anmeldung(konferenz).zugang.pfad}gruppen/")
    page.context.set_offline(True)
    button = page.get_by_role("button", name=f"Gruppe {gruppe.nummer} wählen")
    button.click()
    expect(page.get_by_text(OHNE)).to_be_visible()
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    page.wait_for_timeout(1000)
    assert Zuordnung.objects.count() == 0
    button.click()
    page.get_by_text("Ihr Platz ist sicher.").first.wait_for()
    assert Zuordnung.objects.get().kleingruppe == gruppe


def test_a_seat_that_went_meanwhile_is_said_on_the_same_page(neue_seite, seiten):
    konferenz = make_konferenz_heute(tor_gruppenwahl="offen")
    gruppe = make_kleingruppe(konferenz, plaetze=5, hart=True)
    page = neue_seite(handy=True)
    page.goto(f"{make_anmeldung(konferenz).zugang.pfad}gruppen/")
    konferenz.tor_gruppenwahl = "geschlossen"
    konferenz.save()
    page.get_by_role("button", name=f"Gruppe {gruppe.nummer} wählen").click()
    expect(page.get_by_role("alert").first).to_contain_text("geschlossen")
    assert Zuordnung.objects.count() == 0


def test_a_topic_from_the_spot_outlives_the_net_and_a_closed_tab(neue_seite, seiten):
    konferenz = make_konferenz_heute(tor_themen="offen")
    page = neue_seite(handy=True)
    url = f"{make_anmeldung(konferenz).zugang.pfad}themen/neu/"
    page.goto(url)
    page.get_by_label("Titel").fill("Räume teilen")
    page.context.set_offline(True)
    page.get_by_role("button", name="Thema vorschlagen").click()
    expect(page.get_by_text("Kein Netz. Ihr Text ist noch nicht gesendet.")).to_be_visible()
    page.context.set_offline(False)
    again = page.context.new_page()
    page.close()
    again.goto(url)
    assert again.get_by_label("Titel").input_value() == "Räume teilen"
    again.get_by_role("button", name="Thema vorschlagen").click()
    again.wait_for_url("**/themen/")
    assert Themenvorschlag.objects.get().titel == "Räume teilen"
    assert again.evaluate("localStorage.length") == 0
