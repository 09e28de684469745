"""The board in real browsers: what others write appears, what one is writing stays, and all of it without scripts."""

import pytest

from konferenz.akteur import Rolle
from tests.factories import make_akteur, make_anmeldung, make_befund, make_kleingruppe
from themen.models import Befund, Zuordnung
from themen.services.befund import change_befund


def board_of(gruppe, **overrides) -> str:
    anmeldung = make_anmeldung(gruppe.konferenz, **overrides)
    Zuordnung.objects.create(konferenz=gruppe.konferenz, anmeldung=anmeldung, kleingruppe=gruppe, durch=Rolle.TEILNAHME)
    return f"{anmeldung.zugang.pfad}gruppen/{gruppe.nummer}/"


@pytest.mark.parametrize("handy", [True, False])
def test_a_card_of_somebody_else_appears_and_the_own_text_stays_where_it_is(neue_seite, seiten, handy):
    gruppe = make_kleingruppe(titel="Sport")
    ist = make_befund(gruppe, text="So ist es heute.")
    one, two = neue_seite(handy=handy), neue_seite()
    one.goto(f"{board_of(gruppe)}?neu=idee#id_text")
    one.get_by_label("Neue Idee").fill("Noch nicht fertig")
    two.goto(board_of(gruppe))
    two.get_by_role("link", name="Soll schreiben").click()
    two.get_by_label("Neues Soll").fill("Alles steht an einer Stelle.")
    before = one.get_by_label("Neue Idee").bounding_box()["y"]
    two.get_by_role("button", name="Soll speichern").click()
    two.get_by_text("Soll 1 ist gespeichert.").wait_for()

    one.get_by_text("Alles steht an einer Stelle.", exact=True).wait_for()
    one.get_by_text("1 neue Karte", exact=True).wait_for()
    assert one.locator(f"#karte-{ist.kennung}").get_by_text("Noch kein Soll").count() == 0
    assert one.get_by_label("Neue Idee").input_value() == "Noch nicht fertig"
    assert abs(one.get_by_label("Neue Idee").bounding_box()["y"] - before) < 2
    assert one.evaluate("document.activeElement.id") == "id_text"


@pytest.mark.lang
def test_when_the_stream_is_cut_the_page_says_so_and_asks_again(neue_seite, seiten):
    gruppe = make_kleingruppe()
    page = neue_seite()
    page.route("**/live/**", lambda route: route.abort())
    page.goto(board_of(gruppe))
    page.get_by_text("Die Anzeige wird gerade alle 10 Sekunden erneuert.").wait_for()
    make_befund(gruppe, text="Kam ohne Strom an.")
    page.get_by_text("Kam ohne Strom an.").wait_for(timeout=15_000)


def test_a_card_is_written_changed_and_deleted_without_scripts(neue_seite, seiten):
    gruppe = make_kleingruppe()
    page = neue_seite(handy=True, java_script_enabled=False)
    page.goto(board_of(gruppe))

    page.get_by_role("link", name="Karte schreiben").click()
    page.get_by_role("link", name="Ist: So ist es heute.").click()
    page.get_by_label("Neues Ist").fill("Erster Text.")
    page.get_by_role("button", name="Ist speichern").click()
    page.get_by_role("link", name="Ändern Ist 1").click()
    page.get_by_label("Text").fill("x" * 601)
    page.get_by_role("button", name="Ist speichern").click()
    assert page.get_by_label("Text").input_value() == "x" * 601
    page.get_by_label("Text").fill("Zweiter Text.")
    page.get_by_role("button", name="Ist speichern").click()
    page.get_by_text("Zweiter Text.", exact=True).wait_for()
    page.get_by_role("link", name="Ändern Ist 1").click()
    page.get_by_role("button", name="Karte löschen").click()
    page.get_by_role("button", name="Rückgängig machen").click()
    page.get_by_text("Ist 1 steht wieder da.").wait_for()
    assert list(Befund.objects.values_list("text", "geloescht_am")) == [("Zweiter Text.", None)]


def test_of_two_who_change_one_card_the_second_sees_both_texts(neue_seite, seiten):
    gruppe = make_kleingruppe()
    befund = make_befund(gruppe, Befund.Art.SOLL, text="Eine Halle ist offen.")
    one, two = neue_seite(), neue_seite(handy=True)
    for page in (one, two):
        page.goto(f"{board_of(gruppe)}?karte={befund.kennung}#id_text")
    one.get_by_label("Text").fill("Zwei Hallen sind offen.")
    one.get_by_role("button", name="Soll speichern").click()
    one.wait_for_url("**#karte-*")

    two.get_by_label("Text").fill("Drei Hallen sind offen.")
    two.get_by_role("button", name="Soll speichern").click()
    two.get_by_role("heading", name="Soll 1: zwei Stände").wait_for()
    assert two.locator("del").all_inner_texts() == ["Zwei"]
    assert two.locator("ins").all_inner_texts() == ["Drei"]
    assert two.get_by_label("Gemeinsamer Text").input_value() == "Drei Hallen sind offen."
    two.get_by_label("Gemeinsamer Text").fill("Zwei oder drei Hallen sind offen.")
    two.get_by_role("button", name="Diesen Text speichern").click()
    two.wait_for_url("**#karte-*")

    assert Befund.objects.get().text == "Zwei oder drei Hallen sind offen."
    one.get_by_text("Zwei oder drei Hallen sind offen.").wait_for()


def test_three_columns_stand_side_by_side_on_the_desk_and_one_after_another_on_the_phone(neue_seite, seiten):
    gruppe = make_kleingruppe()
    ist, other = make_befund(gruppe), make_befund(gruppe)
    make_befund(gruppe, Befund.Art.SOLL, bezug=[ist, other])
    url = board_of(gruppe)

    def corners(page):
        page.goto(url)
        boxes = [page.locator(f"#{art}").bounding_box() for art in ("ist", "soll", "idee")]
        return [round(box["x"]) for box in boxes], [round(box["y"]) for box in boxes]

    left, top = corners(neue_seite())
    assert (left == sorted(set(left)), len(set(top))) == (True, 1)
    left, top = corners(neue_seite(handy=True))
    assert (len(set(left)), top == sorted(set(top))) == (1, True)


def test_an_earlier_text_is_taken_back_and_is_a_new_version_that_all_see(neue_seite, seiten):
    gruppe = make_kleingruppe()
    befund = make_befund(gruppe, text="Erster Text.")
    change_befund(befund, text="Zweiter Text.", fassung=1, by=make_akteur(Rolle.MODERATION))
    one, two = neue_seite(), neue_seite(handy=True)
    two.goto(board_of(gruppe))
    one.goto(f"{board_of(gruppe)}?karte={befund.kennung}")
    one.get_by_role("link", name="Frühere Texte").click()
    one.get_by_role("button", name="Wieder gelten lassen").click()
    one.get_by_text("Für Ist 1 gilt wieder der frühere Text.").wait_for()
    two.get_by_text("Erster Text.", exact=True).wait_for()
    assert list(befund.fassungen.values_list("fassung", "text")) == [
        (1, "Erster Text."), (2, "Zweiter Text."), (3, "Erster Text."),
    ]  # fmt: skip


def test_the_board_needs_no_sideways_scrolling(neue_seite, seiten):
    gruppe = make_kleingruppe(titel="Kinder- und Jugendbeteiligungsveranstaltungen", raum="Tisch 4")
    befund = make_befund(gruppe, Befund.Art.SOLL, text="Donaudampfschifffahrtsgesellschaft" * 4)
    url = board_of(gruppe)
    page = neue_seite()
    for rest in ("", "?neu=wahl", "?neu=idee", f"?karte={befund.kennung}", f"karten/{befund.kennung}/verlauf/"):
        page.goto(url + rest)
        for width in (320, 390, 1280):
            page.set_viewport_size({"width": width, "height": 700})
            fits = page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
            assert fits, (rest, width)
