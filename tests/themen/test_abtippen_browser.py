"""A paper form typed off its photo: cards, measures, what stays open, the hands on the keyboard."""

import pytest
from playwright.sync_api import expect

from konferenz.models import Zugang
from tests.factories import make_foto, make_kleingruppe, make_zugang

BOGEN = {"Ist": 5, "Soll": 4, "Idee": 3}


@pytest.mark.parametrize("skript", [True, False])
def test_a_whole_form_is_typed_off_one_line_after_the_other(neue_seite, seiten, skript):
    gruppe = make_kleingruppe()
    bogen = make_foto(gruppe, art="bogen", alternativtext="Gruppenbogen")
    heim = make_zugang(gruppe.konferenz, Zugang.Zweck.MODERATION).pfad
    page = neue_seite(java_script_enabled=skript)
    page.goto(f"{heim}gruppen/{gruppe.nummer}/abtippen/{bogen.kennung}/#id_text")
    expect(page.get_by_role("img", name="Gruppenbogen")).to_be_visible()
    for art, anzahl in BOGEN.items():
        if art != "Ist":
            page.get_by_role("link", name=art, exact=True).click()
        for zahl in range(1, anzahl + 1):
            feld = page.locator("#id_text")
            expect(feld).to_be_focused()
            expect(feld).to_have_value("")
            page.keyboard.type(f"{art} vom Papier {zahl}.")
            page.get_by_role("button", name=f"{art} speichern").press("Enter")
            expect(page.get_by_text(f"{art} {zahl} ist gespeichert.")).to_be_visible()
    for art, anzahl in BOGEN.items():
        rows = gruppe.befunde.filter(art=art.lower()).order_by("nummer")
        assert [befund.text for befund in rows] == [f"{art} vom Papier {zahl}." for zahl in range(1, anzahl + 1)]
    page.get_by_role("link", name="Maßnahme", exact=True).click()
    for zahl in range(1, 3):
        feld = page.locator("#id_was")
        expect(feld).to_be_focused()
        expect(feld).to_have_value("")
        page.keyboard.type(f"Schritt {zahl}")
        page.get_by_role("button", name="Maßnahme speichern").press("Enter")
        expect(page.get_by_text(f"Maßnahme 1.{zahl} ist gespeichert.")).to_be_visible()
    page.get_by_role("link", name="Was bleibt offen?", exact=True).click()
    expect(page.locator("#id_offen")).to_be_focused()
    page.keyboard.type("Wer zahlt?")
    page.get_by_role("button", name="Text speichern").press("Enter")
    expect(page.get_by_text("Was offen bleibt, ist gespeichert.")).to_be_visible()
    assert list(gruppe.massnahmen.order_by("nummer").values_list("was", flat=True)) == ["Schritt 1", "Schritt 2"]
    gruppe.refresh_from_db()
    assert gruppe.offen == "Wer zahlt?"


def test_without_net_the_text_stays_and_counts_once_afterwards(neue_seite, seiten):
    gruppe = make_kleingruppe()
    bogen = make_foto(gruppe, art="bogen")
    heim = make_zugang(gruppe.konferenz, Zugang.Zweck.MODERATION).pfad
    page = neue_seite()
    page.goto(f"{heim}gruppen/{gruppe.nummer}/abtippen/{bogen.kennung}/?neu=soll")
    page.locator("#id_text").fill("Bleibt stehen.")
    page.context.set_offline(True)
    page.get_by_role("button", name="Soll speichern").click()
    page.get_by_text("Kein Netz. Ihr Text ist noch nicht gesendet. Er steht noch hier.").wait_for()
    page.context.set_offline(False)
    page.get_by_role("button", name="Soll speichern").click()
    page.get_by_text("Soll 1 ist gespeichert.").wait_for()
    expect(page.locator("#id_text")).to_have_value("")
    assert [str(befund) for befund in gruppe.befunde.all()] == ["Soll 1"]
