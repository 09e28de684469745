"""The moderator's desk in a browser: with the keyboard alone, without a script, and two at once."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from konferenz.akteur import Akteur, Rolle
from konferenz.models import Programmpunkt, Zugang
from tests.factories import (
    make_anmeldung,
    make_gespraechsrunde,
    make_kleingruppe,
    make_konferenz_heute,
    make_programmpunkt,
    make_themenvorschlag,
    make_zugang,
)
from tests.test_tastatur import Tastatur
from themen.models import Themenvorschlag, Umbau
from themen.services.kleingruppe import give_themen

Art = Programmpunkt.Art


@pytest.fixture
def regie(seiten) -> str:
    """Three items of the programme, three topics that wait."""
    konferenz = make_konferenz_heute(tor_themen="automatisch", tor_gruppenwahl="automatisch", tor_karten="automatisch")
    for art in (Art.VORSTELLUNGSRUNDE, Art.THEMEN, Art.GRUPPENBILDUNG):
        make_programmpunkt(konferenz, art=art, titel=str(art.label), dauer=20)
    for titel in ("Spielplatz", "Bibliothek", "Ferien"):
        make_themenvorschlag(konferenz, titel=titel)
    return make_zugang(konferenz, Zugang.Zweck.MODERATION).pfad


def queue() -> list[str]:
    return list(
        Themenvorschlag.objects.filter(pitch_begonnen_am=None)
        .order_by("pitch_position", "pk")
        .values_list("titel", flat=True)
    )


@pytest.mark.parametrize("skript", [True, False])
def test_the_afternoon_is_run_with_the_keyboard_alone(neue_seite, regie, skript):
    hand = Tastatur(neue_seite(reduced_motion="reduce", java_script_enabled=skript))
    erster, zweiter, _dritter = Programmpunkt.objects.order_by("position")
    hand.page.goto(regie)
    hand.press("Beginnen: Vorstellungsrunde")
    hand.press("5 Minuten länger")
    hand.press("Anhalten")
    expect(hand.page.get_by_text("Angehalten seit")).to_be_visible()
    hand.press("Weiterlaufen lassen")
    hand.press("Weiter: Themen im Plenum")
    hand.press("Zurück zu „Vorstellungsrunde“")
    expect(hand.page.get_by_role("heading", name="Vorstellungsrunde")).to_be_visible()
    hand.press("Weiter: Themen im Plenum")
    erster.refresh_from_db()
    zweiter.refresh_from_db()
    assert (erster.zugabe, erster.angehalten_am, erster.beendet_am is not None) == (5, None, True)
    assert (zweiter.begonnen_am is not None, zweiter.beendet_am) == (True, None)

    hand.press("Nach unten: Spielplatz")
    assert queue() == ["Bibliothek", "Spielplatz", "Ferien"]
    hand.press("Nach oben: Ferien")
    assert queue() == ["Bibliothek", "Ferien", "Spielplatz"]
    hand.press("Erstes Thema vorstellen")
    expect(hand.page.get_by_role("heading", name="Bibliothek")).to_be_visible()
    hand.press("Nächstes Thema")
    expect(hand.page.get_by_role("heading", name="Ferien")).to_be_visible()
    assert queue() == ["Spielplatz"]


@pytest.mark.parametrize("skript", [True, False])
def test_groups_are_merged_split_and_undone_with_the_keyboard_alone(neue_seite, regie, skript):
    hand = Tastatur(neue_seite(reduced_motion="reduce", java_script_enabled=skript))
    konferenz = Zugang.objects.get(zweck=Zugang.Zweck.MODERATION).konferenz
    gruppen = [make_kleingruppe(konferenz, titel=titel) for titel in ("Räume", "Sport")]
    for gruppe, thema in zip(gruppen, Themenvorschlag.objects.order_by("pk"), strict=False):
        give_themen(gruppe, [thema], by=Akteur(Rolle.MODERATION, 1))
    hand.page.goto(f"{regie}gruppen/1/bearbeiten/")
    hand.tab_to("Alles kommt in")
    hand.page.keyboard.type("Gruppe 2")
    hand.press("Zusammenlegen")
    expect(hand.page.get_by_text("Die Gruppen sind zusammengelegt.")).to_be_visible()
    hand.press("Gruppe 2 bearbeiten")
    while hand.page.evaluate("document.activeElement.id.startsWith('geht-')") is False:
        hand.page.keyboard.press("Tab")
    hand.page.keyboard.press("Space")
    hand.press("Teilen")
    expect(hand.page.get_by_text("Die Gruppe ist geteilt.")).to_be_visible()
    hand.press("Rückgängig machen")
    hand.press("Rückgängig machen")
    expect(hand.page.get_by_text("Die Änderung ist rückgängig gemacht.")).to_be_visible()
    assert Umbau.objects.filter(rueckgaengig_am__isnull=False).count() == 2
    assert list(konferenz.kleingruppen.for_list().values_list("titel", flat=True)) == ["Räume", "Sport"]


def test_what_one_moderator_does_the_other_sees_at_once_and_a_second_click_is_told(neue_seite, regie):
    eine, andere = neue_seite(), neue_seite()
    alt = neue_seite(java_script_enabled=False)  # a page that follows nothing: what it shows is old
    for seite in (eine, andere):
        seite.goto(regie)
    eine.get_by_role("button", name="Beginnen: Vorstellungsrunde").click()
    expect(andere.get_by_role("heading", name="Vorstellungsrunde")).to_be_visible()
    alt.goto(regie)
    eine.get_by_role("button", name="5 Minuten länger").click()
    expect(andere.locator("[data-sekunden='1500']")).to_be_visible()
    alt.get_by_role("button", name="5 Minuten länger").click()
    expect(alt.get_by_text("Das hat gerade schon jemand getan.")).to_be_visible()
    assert Programmpunkt.objects.order_by("position").first().zugabe == 5


def test_a_round_of_talks_is_begun_and_undone_live_on_both_desks(neue_seite, regie):
    konferenz = Zugang.objects.get(zweck=Zugang.Zweck.MODERATION).konferenz
    leute = [make_anmeldung(konferenz, anwesend_am=timezone.now()) for _ in range(2)]
    make_gespraechsrunde(konferenz, tische=[leute])
    Programmpunkt.objects.filter(art=Art.VORSTELLUNGSRUNDE).update(begonnen_am=timezone.now())
    eine, andere, phone = neue_seite(), neue_seite(), neue_seite(handy=True)
    eine.goto(regie)
    andere.goto(f"{regie}gespraeche/")
    phone.goto(leute[0].zugang.pfad)
    eine.get_by_role("button", name="Runde 1 beginnen").click()
    expect(eine.get_by_role("heading", name="Runde 1 von 1")).to_be_visible()
    expect(andere.get_by_role("heading", name="Runde 1 von 1", exact=True)).to_be_visible()
    expect(phone.get_by_role("heading", name="Runde 1: Tisch 1")).to_be_visible()
    andere.get_by_role("button", name="Beginn von Runde 1 rückgängig machen").click()
    expect(andere.get_by_role("heading", name="Als Nächstes: Runde 1 von 1")).to_be_visible()
    expect(eine.get_by_text("Als Nächstes kommt Runde 1 von 1.")).to_be_visible()
    expect(phone.get_by_role("heading", name="Gleich beginnen die Kurzgespräche")).to_be_visible()
