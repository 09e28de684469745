"""An institution answers in real browsers: on a phone without a script, at a desk with one, on a very narrow one."""

import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from konferenz.models import Programmpunkt
from teilnehmer.models import Anmeldung, Einladung
from tests.factories import (
    make_anmeldung,
    make_einladung,
    make_einrichtung,
    make_konferenz,
    make_leitfrage,
    make_programmpunkt,
    make_themenvorschlag,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def einladung(seiten) -> Einladung:
    konferenz = make_konferenz(
        titel="Erste Sozialraumkonferenz Kleinmachnow",
        kurzbeschreibung="Wir möchten Sie kennenlernen und mit Ihnen über Familien in Kleinmachnow sprechen.",
        barrierefreiheit="stufenlos erreichbar",
        anmeldeschluss=timezone.localdate() + datetime.timedelta(days=14),
    )
    make_leitfrage(konferenz, text="Was können wir hier einrichtungsübergreifend gemeinsam gestalten?")
    make_programmpunkt(konferenz, titel="Begrüßung")
    make_programmpunkt(konferenz, art=Programmpunkt.Art.THEMEN, titel="Themen im Plenum", dauer=35)
    return make_einladung(konferenz, make_einrichtung(konferenz.veranstalter, name="Kita Kiefernweg"))


def assert_nothing_sticks_out(page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_a_phone_without_a_script_answers_for_two_people(neue_seite, einladung):
    page = neue_seite(handy=True, java_script_enabled=False)
    page.goto("/einladung/")
    page.get_by_label("Ihr Code").fill(f" {einladung.kurzcode[:4].lower()} {einladung.kurzcode[4:].lower()} ")
    page.get_by_role("button", name="Weiter").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Erste Sozialraum")
    expect(page.get_by_text("Einladung für Kita Kiefernweg")).to_be_visible()

    page.get_by_label("Ja, wir kommen").check()
    page.get_by_label("Vorname").fill("Miriam")
    page.get_by_label("Nachname").fill("Albers (Beispiel)")
    page.get_by_role("button", name="Weitere Person").click()
    assert Anmeldung.objects.count() == 0
    expect(page.get_by_label("Vorname").first).to_have_value("Miriam")
    expect(page.get_by_label("Ja, wir kommen")).to_be_checked()
    page.get_by_role("button", name="Antwort senden").click()

    expect(page.get_by_text("2 Personen kommen. Wir freuen uns auf Sie.")).to_be_visible()
    page.get_by_role("link", name="Namen eintragen").click()
    page.get_by_label("Vorname").fill("Jonas")
    page.get_by_label("Nachname").fill("Reuter (Beispiel)")
    page.get_by_role("button", name="Speichern").click()
    expect(page.get_by_role("paragraph").filter(has_text="Jonas Reuter (Beispiel)")).to_be_visible()
    assert [str(person) for person in Anmeldung.objects.order_by("pk")] == [
        "Miriam Albers (Beispiel)",
        "Jonas Reuter (Beispiel)",
    ]

    page.get_by_role("link", name="Antwort ändern oder absagen").click()
    page.get_by_label("Nein, wir können nicht").check()
    page.get_by_role("button", name="Antwort senden").click()
    expect(page.get_by_text("Sie haben abgesagt")).to_be_visible()
    assert Anmeldung.objects.angemeldet().count() == 0


def test_enter_in_a_field_sends_the_answer_and_does_not_remove_a_person(neue_seite, einladung):
    page = neue_seite()
    page.goto(einladung.zugang.pfad)
    page.get_by_label("Ja, wir kommen").check()
    page.get_by_role("button", name="Weitere Person").click()
    page.get_by_label("Nachname").first.fill("Albers")
    page.get_by_label("Nachname").first.press("Enter")
    expect(page.get_by_text("2 Personen kommen.")).to_be_visible()
    assert Anmeldung.objects.count() == 2


def test_no_hides_the_people_and_names_the_button(neue_seite, einladung):
    page = neue_seite()
    page.goto(einladung.zugang.pfad)
    page.get_by_label("Ja, wir kommen").check()
    expect(page.get_by_role("button", name="Verbindlich zusagen")).to_be_visible()
    page.get_by_label("Nein, wir können nicht").check()
    expect(page.get_by_role("button", name="Weitere Person")).to_be_hidden()
    page.get_by_label("Möchten Sie uns etwas sagen?").fill("Wir haben Elternabend.")
    page.get_by_role("button", name="Absage senden").click()
    expect(page.get_by_text("Sie haben abgesagt")).to_be_visible()
    einladung.refresh_from_db()
    assert (einladung.antwort, einladung.nachricht) == ("abgesagt", "Wir haben Elternabend.")


def test_an_error_keeps_what_was_typed_and_leads_to_the_field(neue_seite, einladung):
    page = neue_seite(handy=True)
    page.goto(einladung.zugang.pfad)
    page.get_by_label("Ja, wir kommen").check()
    page.get_by_label("Vorname").fill("Miriam 🌻 <b>")
    page.get_by_role("textbox", name="E-Mail").fill("keine-adresse")
    page.get_by_role("button", name="Verbindlich zusagen").click()
    expect(page.get_by_role("heading", name="Bitte prüfen Sie eine Angabe")).to_be_visible()
    expect(page.get_by_label("Vorname")).to_have_value("Miriam 🌻 <b>")
    page.get_by_role("link", name="E-Mail:").click()
    expect(page.get_by_role("textbox", name="E-Mail")).to_be_in_viewport()
    assert Anmeldung.objects.count() == 0


def test_the_link_of_a_pass_can_be_copied(neue_seite, einladung):
    person = make_anmeldung(einladung.konferenz, einladung=einladung, einrichtung=einladung.einrichtung)
    Einladung.objects.update(antwort="zugesagt", beantwortet_am=timezone.now())
    page = neue_seite(permissions=["clipboard-read", "clipboard-write"])
    page.goto(einladung.zugang.pfad)
    page.get_by_role("link", name="Link kopieren").click()
    expect(page.get_by_text("Kopiert")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").endswith(person.zugang.pfad)


@pytest.mark.parametrize("breite", [320, 390, 1280])
def test_no_page_of_the_institution_sticks_out(neue_seite, einladung, breite):
    page = neue_seite(viewport={"width": breite, "height": 800})
    person = make_anmeldung(
        einladung.konferenz,
        einladung=einladung,
        einrichtung=einladung.einrichtung,
        nachname="Müller-Lüdenscheidt-von-der-Sozialraumkonferenzvorbereitungsgruppe",
    )
    make_themenvorschlag(einladung.konferenz, einladung=einladung, titel="Einrichtungsübergreifende Jugendsozialarbeit")
    pfad = einladung.zugang.pfad
    pages = ["/einladung/", pfad, f"{pfad}antwort/", f"{pfad}personen/{person.kennung}/"]
    for adresse in [*pages, f"{pfad}personen/{person.kennung}/pass/"]:
        page.goto(adresse)
        assert_nothing_sticks_out(page)
    Einladung.objects.update(antwort="zugesagt", beantwortet_am=timezone.now())
    page.goto(pfad)
    assert_nothing_sticks_out(page)
