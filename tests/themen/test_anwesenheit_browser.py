"""The door on a helper's phone: search while typing, tick without losing the place."""

import pytest

from tests.factories import make_anmeldung, make_konferenz_heute, make_zugang

pytestmark = pytest.mark.django_db(transaction=True)


def test_list_narrows_while_typing_and_a_tick_stays_in_place(seiten, neue_seite):
    konferenz = make_konferenz_heute()
    for name in ("Albers", "Reuter", "Öztürk"):
        make_anmeldung(konferenz, vorname="Kim", nachname=name)
    page = neue_seite(handy=True)
    page.goto(seiten + make_zugang(konferenz, "hilfe").pfad)
    page.evaluate("window.geblieben = true")
    page.get_by_role("searchbox").press_sequentially("oztu", delay=20)
    page.get_by_role("link", name="Kim Albers").wait_for(state="detached")
    assert page.locator(".nw-leute li").count() == 1
    page.get_by_role("button", name="Ist da: Kim Öztürk").click()
    page.get_by_role("button", name="Doch nicht da: Kim Öztürk").wait_for()
    assert page.get_by_text("1 Person anwesend").is_visible()
    assert page.get_by_role("searchbox").input_value() == "oztu"
    assert page.evaluate("window.geblieben") is True
    assert page.evaluate("document.activeElement.id").startswith("da-")
    assert konferenz.anmeldungen.anwesend().count() == 1
