"""Writing on the board without net: what is typed waits visibly on the phone, is sent once, and is wiped."""

import os
import re
import signal

import pytest
from playwright.sync_api import expect

from konferenz.akteur import Akteur, Rolle
from tests.factories import make_befund, make_kleingruppe, make_zugang
from tests.themen.test_befund_browser import board_of
from themen.models import Befund
from themen.services.befund import change_befund

IST, SOLL = Befund.Art.IST, Befund.Art.SOLL


def write(page, art, text):
    page.get_by_role("link", name=f"{art} hinzufügen").click()
    page.get_by_label("Neue Idee" if art == "Idee" else f"Neues {art}").fill(text)
    page.get_by_role("button", name=f"{art} speichern").click()


def online(page):
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")


def waiting(page, count):
    return page.get_by_text(
        "1 Karte wartet auf diesem Gerät. Schreiben Sie ruhig weiter."
        if count == 1
        else f"{count} Karten warten auf diesem Gerät. Schreiben Sie ruhig weiter."
    )


def kept(page) -> str | None:
    return page.evaluate("Object.keys(localStorage).map(name => name + localStorage.getItem(name)).join() || null")


def texts(gruppe) -> list[str]:
    return list(gruppe.befunde.order_by("pk").values_list("text", flat=True))


def test_with_net_a_card_is_written_without_leaving_the_page(neue_seite, seiten):
    gruppe = make_kleingruppe()
    page = neue_seite(handy=True)
    page.goto(board_of(gruppe))
    page.evaluate("window.geblieben = true")
    write(page, "Ist", "Ein Satz.")
    page.get_by_text("Ist 1 ist gespeichert.").wait_for()
    card = page.locator("#ist .nw-karte", has_text="Ein Satz.")
    expect(card).to_have_count(1)
    expect(page).to_have_url(re.compile(rf"/gruppen/{gruppe.nummer}/#{card.get_attribute('id')}$"))
    assert page.evaluate("window.geblieben") is True
    assert kept(page) is None
    expect(page.locator("[data-brett-meldung]")).to_have_text("")


def test_cards_wait_visibly_survive_a_reload_and_are_sent_once(neue_seite, seiten):
    gruppe = make_kleingruppe()
    ist = make_befund(gruppe, text="So ist es.")
    page = neue_seite(handy=True)
    url = board_of(gruppe)
    page.goto(url)
    page.context.set_offline(True)
    page.get_by_role("link", name="Soll schreiben zu Ist 1").click()
    assert page.get_by_label("Ist 1").is_checked()
    page.get_by_label("Neues Soll").fill("Erste Karte.")
    page.get_by_role("button", name="Soll speichern").click()
    expect(waiting(page, 1)).to_be_visible()
    write(page, "Idee", "Zweite Karte.")
    expect(waiting(page, 2)).to_be_visible()
    expect(
        page.locator("#soll .nw-karte--wartet", has_text="Erste Karte.").get_by_text("Wartet auf Netz")
    ).to_be_visible()
    expect(page.locator("#idee .nw-karte--wartet", has_text="Neue Idee")).to_have_count(1)
    assert texts(gruppe) == ["So ist es."]

    # the page comes through, what is sent does not: loaded anew, and opened again in a new tab after closing
    page.context.route(f"**{url}?*", lambda route: route.abort())
    page.context.set_offline(False)
    page.reload()
    expect(waiting(page, 2)).to_be_visible()
    again = page.context.new_page()
    page.close()
    again.goto(url)
    expect(waiting(again, 2)).to_be_visible()
    again.context.unroute_all()
    online(again)
    expect(again.get_by_text("2 Karten sind gesendet.")).to_be_visible()
    expect(again.locator("#soll .nw-karte", has_text="Erste Karte.")).to_have_count(1)
    expect(again.locator(".nw-karte--wartet")).to_have_count(0)
    assert texts(gruppe) == ["So ist es.", "Erste Karte.", "Zweite Karte."]
    assert list(gruppe.befunde.get(art=SOLL).bezug.all()) == [ist]
    assert kept(again) is None


def test_a_card_whose_answer_was_lost_counts_once(neue_seite, seiten):
    gruppe = make_kleingruppe()
    page = neue_seite()
    page.goto(board_of(gruppe))
    lost = []

    def lose(route):
        lost.append(route.fetch(max_redirects=0).status)
        route.abort()

    page.route("**/?neu=ist", lose, times=1)
    write(page, "Ist", "Nur einmal.")
    expect(waiting(page, 1)).to_be_visible()
    assert (lost, texts(gruppe)) == ([302], ["Nur einmal."])
    online(page)
    expect(page.get_by_text("1 Karte ist gesendet.")).to_be_visible()
    assert texts(gruppe) == ["Nur einmal."]


def test_a_half_written_card_outlives_closing_the_tab_and_goes_with_cancel(neue_seite, seiten):
    gruppe = make_kleingruppe()
    page = neue_seite(handy=True)
    url = board_of(gruppe)
    page.goto(url)
    page.get_by_role("link", name="Ist hinzufügen").click()
    page.get_by_label("Neues Ist").fill("Noch nicht fertig")
    again = page.context.new_page()
    page.close()
    again.goto(url)
    again.get_by_role("link", name="Ist hinzufügen").click()
    assert again.get_by_label("Neues Ist").input_value() == "Noch nicht fertig"
    again.get_by_role("link", name="Abbrechen").click()
    again.get_by_role("link", name="Ist hinzufügen").click()
    assert again.get_by_label("Neues Ist").input_value() == ""
    assert kept(again) is None


def test_a_card_changed_without_net_meets_the_change_of_another(neue_seite, seiten):
    gruppe = make_kleingruppe()
    befund = make_befund(gruppe, SOLL, text="Eine Halle ist offen.")
    page = neue_seite(handy=True)
    page.goto(board_of(gruppe))
    page.context.set_offline(True)
    page.get_by_role("link", name="Ändern Soll 1").click()
    page.get_by_label("Soll 1").fill("Drei Hallen sind offen.")
    page.get_by_role("button", name="Soll speichern").click()
    expect(page.locator("#soll .nw-karte--wartet", has_text="Drei Hallen sind offen.")).to_be_visible()
    change_befund(befund, text="Zwei Hallen sind offen.", fassung=1, by=Akteur(Rolle.MODERATION))
    online(page)
    card = page.locator("#soll .nw-karte--wartet", has_text="Drei Hallen sind offen.")
    expect(card.get_by_text("Während Sie geschrieben haben, wurde diese Karte geändert.")).to_be_visible()
    assert Befund.objects.get().text == "Zwei Hallen sind offen."

    card.get_by_role("button", name="Noch einmal senden").click()
    page.get_by_role("heading", name="Soll 1: zwei Stände").wait_for()
    assert page.get_by_label("Gemeinsamer Text").input_value() == "Drei Hallen sind offen."
    page.get_by_label("Gemeinsamer Text").fill("Zwei oder drei Hallen.")
    page.get_by_role("button", name="Diesen Text speichern").click()
    page.wait_for_url("**#karte-*")
    page.locator("#soll").get_by_text("Zwei oder drei Hallen.").wait_for()
    assert Befund.objects.get().text == "Zwei oder drei Hallen."
    expect(page.locator(".nw-karte--wartet")).to_have_count(0)
    assert kept(page) is None


def test_keeping_the_saved_text_wipes_the_own_one(neue_seite, seiten):
    gruppe = make_kleingruppe()
    befund = make_befund(gruppe, text="Alt.")
    page = neue_seite()
    page.goto(f"{board_of(gruppe)}?karte={befund.kennung}")
    change_befund(befund, text="Neu.", fassung=1, by=Akteur(Rolle.MODERATION))
    page.get_by_label("Text").fill("Meins.")
    page.get_by_role("button", name="Ist speichern").click()
    page.get_by_role("heading", name="Ist 1: zwei Stände").wait_for()
    assert "Meins." in kept(page)
    page.reload()  # both texts are still to be had after a reload
    assert page.get_by_label("Text").input_value() == "Meins."
    page.get_by_role("button", name="Ist speichern").click()
    page.get_by_role("link", name="Gespeicherten Text behalten").click()
    page.locator("#ist").get_by_text("Neu.").wait_for()
    assert kept(page) is None
    assert Befund.objects.get().text == "Neu."


def test_what_is_refused_is_said_at_the_form_and_stays_in_it(neue_seite, seiten):
    gruppe = make_kleingruppe()
    page = neue_seite()
    page.goto(board_of(gruppe))
    write(page, "Ist", "x" * 601)
    page.get_by_text("Das sind 601 Zeichen.").first.wait_for()
    assert page.get_by_label("Neues Ist").input_value() == "x" * 601
    page.get_by_label("Neues Ist").fill("Kurz.")
    page.get_by_role("button", name="Ist speichern").click()
    page.get_by_text("Ist 1 ist gespeichert.").wait_for()
    assert texts(gruppe) == ["Kurz."]
    assert kept(page) is None


def test_a_gate_that_closed_meanwhile_keeps_the_card_with_its_sentence(neue_seite, seiten):
    gruppe = make_kleingruppe()
    page = neue_seite(handy=True)
    page.goto(board_of(gruppe))
    page.context.set_offline(True)
    write(page, "Ist", "Zu spät.")
    expect(waiting(page, 1)).to_be_visible()
    gruppe.konferenz.tor_karten = "geschlossen"
    gruppe.konferenz.save()
    online(page)
    card = page.locator(".nw-karte--wartet", has_text="Zu spät.")
    expect(card.get_by_text("Karten lassen sich gerade nicht schreiben.")).to_be_visible()
    page.reload()
    expect(card.get_by_text("Karten lassen sich gerade nicht schreiben.")).to_be_visible()
    gruppe.konferenz.tor_karten = "offen"
    gruppe.konferenz.save()
    card.get_by_role("button", name="Noch einmal senden").click()
    page.get_by_text("Ist 1 ist gespeichert.").wait_for()
    assert texts(gruppe) == ["Zu spät."]


def test_two_tabs_of_one_pass_lose_nothing_and_send_nothing_twice(neue_seite, seiten):
    gruppe = make_kleingruppe()
    one = neue_seite(handy=True)
    url = board_of(gruppe)
    one.goto(url)
    two = one.context.new_page()
    two.goto(url)
    for page in (one, two):
        page.get_by_role("link", name="Ist hinzufügen").click()
    one.get_by_label("Neues Ist").fill("Aus dem ersten Fenster.")
    two.get_by_label("Neues Ist").fill("Aus dem zweiten Fenster.")
    one.context.set_offline(True)
    for page in (one, two):
        page.get_by_role("button", name="Ist speichern").click()
    expect(waiting(two, 2)).to_be_visible()
    expect(waiting(one, 2)).to_be_visible()
    one.context.set_offline(False)
    expect(one.locator("#ist > ol > .nw-karte")).to_have_count(2)
    expect(two.locator("#ist > ol > .nw-karte")).to_have_count(2)
    expect(two.locator(".nw-karte--wartet")).to_have_count(0)
    assert sorted(texts(gruppe)) == ["Aus dem ersten Fenster.", "Aus dem zweiten Fenster."]
    assert kept(one) is None


def test_on_a_shared_phone_the_next_person_sees_nothing_and_nothing_is_lost(neue_seite, seiten):
    gruppe = make_kleingruppe()
    mine, other = board_of(gruppe), board_of(gruppe, vorname="Kim", nachname="Reuter")
    page = neue_seite(handy=True)
    page.goto(mine)
    page.get_by_role("link", name="Idee hinzufügen").click()
    page.get_by_label("Neue Idee").fill("Nur ein Entwurf.")
    page.context.set_offline(True)
    write(page, "Ist", "Von der ersten Person.")
    expect(waiting(page, 1)).to_be_visible()
    page.context.route(f"**{mine}?*", lambda route: route.abort())
    page.context.set_offline(False)
    page.goto(other)
    expect(page.get_by_role("heading", name="Ist", exact=True)).to_be_visible()
    expect(page.locator(".nw-karte--wartet")).to_have_count(0)
    assert "Entwurf" not in kept(page)
    page.context.unroute_all()
    page.reload()
    page.locator("#ist").get_by_text("Von der ersten Person.").wait_for()
    expect(page.locator("#ist > ol > .nw-karte")).to_have_count(1)
    page.wait_for_function("localStorage.length === 0")
    card = gruppe.befunde.get()
    assert card.erfasst_von.zugang.pfad in mine


def test_a_card_that_waited_is_sent_from_another_board_of_the_same_link(neue_seite, seiten):
    gruppe = make_kleingruppe()
    zweite = make_kleingruppe(gruppe.konferenz)
    zugang = make_zugang(gruppe.konferenz, "hilfe")
    page = neue_seite(handy=True)
    page.goto(f"{zugang.pfad}gruppen/{gruppe.nummer}/")
    page.context.set_offline(True)
    write(page, "Ist", "Für jemanden ohne Telefon.")
    expect(waiting(page, 1)).to_be_visible()
    context = page.context
    page.close()  # else it would send the card itself, the moment the net is back
    context.set_offline(False)
    page = context.new_page()
    page.goto(f"{zugang.pfad}gruppen/{zweite.nummer}/")
    expect(page.get_by_text("1 Karte ist gesendet.")).to_be_visible()
    assert (texts(gruppe), texts(zweite)) == (["Für jemanden ohne Telefon."], [])


@pytest.mark.lang
def test_a_restart_of_the_server_while_sending_loses_nothing(neue_seite, seiten, browser_server):
    gruppe = make_kleingruppe()
    page = neue_seite(handy=True)
    page.goto(board_of(gruppe))
    web = next(process for process in browser_server.processes if "uvicorn" in process.args)
    os.killpg(web.pid, signal.SIGKILL)
    web.wait()
    browser_server.processes.remove(web)
    try:
        write(page, "Ist", "Während der Server weg war.")
        expect(waiting(page, 1)).to_be_visible()
        write(page, "Ist", "Und noch eine.")
        expect(waiting(page, 2)).to_be_visible()
    finally:
        browser_server.start_web()
    expect(page.get_by_text("2 Karten sind gesendet.")).to_be_visible(timeout=40_000)
    assert texts(gruppe) == ["Während der Server weg war.", "Und noch eine."]
