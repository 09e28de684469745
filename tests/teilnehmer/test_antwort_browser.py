"""The answer form in a browser: the number of persons, and what belongs to a need, with and without a script."""

import pytest
from playwright.sync_api import expect

from teilnehmer.models import Anmeldung, Bedarf
from tests.factories import make_einladung

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_persons_names_follow_with_one_figure_and_one_click(neue_seite):
    einladung = make_einladung()
    page = neue_seite(handy=True, java_script_enabled=False)
    page.goto(einladung.zugang.pfad)
    page.get_by_label("Ja, wir kommen").check()
    page.get_by_label("Wie viele Personen kommen?").fill("2")
    page.get_by_role("button", name="Antwort senden").click()
    expect(page.get_by_text("Name folgt")).to_have_count(2)
    assert [a.name for a in Anmeldung.objects.all()] == ["Name folgt", "Name folgt"]


def test_without_a_script_every_field_of_a_need_is_there(neue_seite):
    einladung = make_einladung()
    page = neue_seite(handy=True, java_script_enabled=False)
    page.goto(einladung.zugang.pfad)
    page.get_by_label("Ja, wir kommen").check()
    page.get_by_text("Braucht die Person etwas am Tag?").click()
    page.get_by_label("Kinderbetreuung: Wie viele Kinder, wie alt?").fill("2, drei und fünf")
    page.get_by_label("Die Person ist einverstanden").check()
    page.get_by_role("button", name="Antwort senden").click()
    expect(page.get_by_text("Sie haben zugesagt")).to_be_visible()
    assert [(b.art, b.angabe) for b in Bedarf.objects.all()] == [("kinder", "2, drei und fünf")]


def test_with_a_script_a_field_comes_and_goes_with_its_tick(neue_seite):
    einladung = make_einladung()
    page = neue_seite()
    page.goto(einladung.zugang.pfad)
    page.get_by_label("Ja, wir kommen").check()
    sprache = page.get_by_label("Dolmetschen: Welche Sprache?")
    expect(sprache).to_be_hidden()
    page.get_by_text("Braucht die Person etwas am Tag?").click()
    expect(sprache).to_be_hidden()
    page.get_by_label("Dolmetschen", exact=True).check()
    sprache.fill("Arabisch")
    page.get_by_label("Dolmetschen", exact=True).uncheck()
    expect(sprache).to_be_hidden()
    page.get_by_label("Assistenz").check()
    page.get_by_label("Die Person ist einverstanden").check()
    page.get_by_role("button", name="Verbindlich zusagen").click()
    expect(page.get_by_text("Sie haben zugesagt")).to_be_visible()
    assert [(b.art, b.angabe) for b in Bedarf.objects.all()] == [("assistenz", "")]
