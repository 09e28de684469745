"""Order of a column by dragging: the rule, its address, and the mouse on the desk."""

import pytest
from django.core.exceptions import ValidationError
from playwright.sync_api import expect

from konferenz.akteur import Rolle
from konferenz.models import Verlauf
from konferenz.services.fehler import NichtErlaubt
from tests.factories import make_akteur, make_anmeldung, make_befund, make_kleingruppe
from tests.themen.test_befund_browser import board_of
from tests.themen.test_befund_views import DOORS, doors, make_person, pass_url
from themen.models import Befund
from themen.services.befund import delete_befund, place_befund

HOCH = {"width": 1280, "height": 1400}
MODERATION = make_akteur(Rolle.MODERATION)


def order(gruppe, art="ist") -> list[int]:
    return [b.nummer for b in gruppe.befunde.vorhanden().filter(art=art).order_by("position", "nummer")]


@pytest.mark.django_db
def test_a_card_goes_before_another_or_to_the_end_of_its_column():
    gruppe = make_kleingruppe()
    one, _two, three = (make_befund(gruppe) for _ in range(3))
    soll = make_befund(gruppe, Befund.Art.SOLL)

    place_befund(three, vor=one.kennung, by=MODERATION)
    assert order(gruppe) == [3, 1, 2]
    place_befund(three, vor="", by=MODERATION)
    assert order(gruppe) == [1, 2, 3]
    place_befund(one, vor=three.kennung, by=MODERATION)
    assert order(gruppe) == [2, 1, 3]
    assert order(gruppe, "soll") == [soll.nummer]
    assert [line.satz for line in Verlauf.objects.order_by("pk")] == [
        "Ist 3 in Gruppe 1 verschoben.",
        "Ist 3 in Gruppe 1 verschoben.",
        "Ist 1 in Gruppe 1 verschoben.",
    ]


@pytest.mark.django_db
def test_dropped_where_it_was_nothing_is_written():
    gruppe = make_kleingruppe()
    one, two = make_befund(gruppe), make_befund(gruppe)
    place_befund(one, vor=two.kennung, by=MODERATION)
    place_befund(two, vor="", by=MODERATION)
    assert order(gruppe) == [1, 2]
    assert not Verlauf.objects.exists()


@pytest.mark.django_db
def test_beside_a_card_that_is_gone_or_of_another_column_or_group_it_stays_where_it_was():
    gruppe = make_kleingruppe()
    _one, two, three = (make_befund(gruppe) for _ in range(3))
    fremd = make_befund(make_kleingruppe(gruppe.konferenz))
    soll = make_befund(gruppe, Befund.Art.SOLL)
    delete_befund(two, by=MODERATION)
    for card, vor in ((three, two.kennung), (three, fremd.kennung), (three, soll.kennung), (three, "x"), (two, "")):
        with pytest.raises(ValidationError, match="Es ist nichts verschoben"):
            place_befund(card, vor=vor, by=MODERATION)
    assert order(gruppe) == [1, 3]


@pytest.mark.django_db
def test_who_only_reads_moves_nothing():
    gruppe = make_kleingruppe()
    one, two = make_befund(gruppe), make_befund(gruppe)
    fremd = make_akteur(Rolle.TEILNAHME, make_anmeldung(gruppe.konferenz).pk)
    with pytest.raises(NichtErlaubt):
        place_befund(two, vor=one.kennung, by=fremd)
    assert order(gruppe) == [1, 2]


@pytest.mark.django_db
@pytest.mark.parametrize("door", DOORS)
def test_every_door_answers_with_the_board_as_it_stands(client, door):
    gruppe = make_kleingruppe()
    one, two = make_befund(gruppe), make_befund(gruppe)
    url = doors(gruppe, client)[door]
    answer = client.post(f"{url}karten/{two.kennung}/ort/", {"vor": one.kennung}, follow=True)
    assert answer.redirect_chain == [(f"{url}stand/", 302)]
    text = answer.content.decode()
    assert text.index(two.kennung) < text.index(one.kennung)
    assert order(gruppe) == [2, 1]
    assert client.get(f"{url}karten/{two.kennung}/ort/").status_code == 405


@pytest.mark.django_db
def test_a_refusal_is_one_sentence_and_strangers_find_nothing(client):
    gruppe = make_kleingruppe()
    one, two = make_befund(gruppe), make_befund(gruppe)
    andere = make_kleingruppe(gruppe.konferenz)
    ort = f"karten/{two.kennung}/ort/"

    gone = client.post(pass_url(make_person(gruppe), gruppe, ort), {"vor": "weg"})
    assert (gone.status_code, gone["Content-Type"]) == (409, "text/plain; charset=utf-8")
    assert gone.content.decode().startswith("Eine Karte ist inzwischen gelöscht.")
    stranger = client.post(pass_url(make_person(andere), gruppe, ort), {"vor": one.kennung})
    assert stranger.status_code == 403
    assert stranger.content.decode() == "Sie sind nicht in dieser Gruppe. Lesen können Sie alles."
    assert client.post(pass_url(make_person(andere), andere, ort), {"vor": ""}).status_code == 404
    assert client.post(f"/mein/erfunden/gruppen/1/{ort}").status_code == 404
    assert order(gruppe) == [1, 2]


def drag(page, befund, to, *, below=False) -> None:
    """Take a card by its dots and let it go above (or below) the middle of another one."""
    grip = page.locator(f"#karte-{befund.kennung} [data-griff]").bounding_box()
    there = page.locator(f"#karte-{to.kennung}").bounding_box()
    page.mouse.move(grip["x"] + 10, grip["y"] + 10)
    page.mouse.down()
    page.mouse.move(grip["x"] + 10, grip["y"] + 30)
    page.mouse.move(there["x"] + 60, there["y"] + (there["height"] - 4 if below else 4), steps=4)
    page.mouse.up()


def cards(page):
    return page.locator("#ist > ol > .nw-karte h3")


def test_a_card_is_dragged_and_everybody_sees_it(neue_seite, seiten):
    gruppe = make_kleingruppe()
    one, two, three = (make_befund(gruppe) for _ in range(3))
    page, other = neue_seite(viewport=HOCH), neue_seite(handy=True)
    page.goto(board_of(gruppe))
    other.goto(board_of(gruppe))
    assert not other.locator("[data-griff]").first.is_visible()

    drag(page, three, one)
    for window in (page, other):
        expect(cards(window)).to_have_text(["Ist 3", "Ist 1", "Ist 2"])
    page.get_by_role("link", name="Ändern Ist 3").focus()
    drag(page, three, two, below=True)
    expect(cards(page)).to_have_text(["Ist 1", "Ist 2", "Ist 3"])
    assert order(gruppe) == [1, 2, 3]


def test_while_one_drags_somebody_writes_and_escape_lets_go(neue_seite, seiten):
    gruppe = make_kleingruppe()
    _one, two = make_befund(gruppe), make_befund(gruppe)
    page, other = neue_seite(), neue_seite()
    page.goto(board_of(gruppe))
    other.goto(f"{board_of(gruppe)}?neu=ist")
    grip = page.locator(f"#karte-{two.kennung} [data-griff]").bounding_box()
    page.mouse.move(grip["x"] + 10, grip["y"] + 10)
    page.mouse.down()
    page.mouse.move(grip["x"] + 10, grip["y"] - 60, steps=3)
    other.get_by_label("Neues Ist").fill("Mittendrin.")
    other.get_by_role("button", name="Ist speichern").click()
    page.get_by_text("Mittendrin.", exact=True).wait_for()
    assert page.locator(".nw-karte--gezogen").count() == 1
    page.keyboard.press("Escape")
    page.mouse.up()
    assert page.locator(".nw-karte--gezogen, .nw-karte--hierhin").count() == 0
    assert order(gruppe) == [1, 2, 3]


def test_without_net_nothing_moves_and_a_sentence_says_so(neue_seite, seiten):
    gruppe = make_kleingruppe()
    one, two = make_befund(gruppe), make_befund(gruppe)
    page = neue_seite()
    page.goto(board_of(gruppe))
    page.context.set_offline(True)
    drag(page, two, one)
    page.get_by_text("Kein Netz. Es ist noch nichts geändert. Bitte tippen Sie gleich noch einmal.").wait_for()
    expect(cards(page)).to_have_text(["Ist 1", "Ist 2"])
    page.context.set_offline(False)
    drag(page, two, one)
    expect(cards(page)).to_have_text(["Ist 2", "Ist 1"])
    assert page.get_by_text("Kein Netz. Es ist noch nichts geändert.").locator("visible=true").count() == 0


def test_a_refused_place_is_said_at_the_column(neue_seite, seiten):
    gruppe = make_kleingruppe()
    one, two = make_befund(gruppe), make_befund(gruppe)
    page = neue_seite()
    page.route("**/live/**", lambda route: route.abort())
    page.goto(board_of(gruppe))
    delete_befund(one, by=MODERATION)
    drag(page, two, one)
    page.get_by_text("Eine Karte ist inzwischen gelöscht. Es ist nichts verschoben. Bitte sehen Sie nach.").wait_for()
