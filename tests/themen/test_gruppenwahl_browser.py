"""Choosing a group in real browsers: live seats, no script, a cut stream, a narrow phone."""

import pytest
from playwright.sync_api import expect

from konferenz.akteur import Akteur, Rolle
from konferenz.models import Konferenz, Programmpunkt, Zugang
from tests.factories import (
    make_anmeldung,
    make_kleingruppe,
    make_konferenz_heute,
    make_programmpunkt,
    make_themenvorschlag,
    make_zugang,
)
from themen.models import Zuordnung
from themen.services.kleingruppe import form_kleingruppe
from themen.services.moderation import begin_punkt
from themen.services.zuordnung import choose_kleingruppe

pytestmark = pytest.mark.django_db(transaction=True)
MODERATION = Akteur(Rolle.MODERATION, 1)


@pytest.fixture
def konferenz(seiten):
    konferenz = make_konferenz_heute()
    make_programmpunkt(konferenz, art=Programmpunkt.Art.GRUPPENBILDUNG, titel="Gruppenbildung")
    make_kleingruppe(konferenz, titel="Netzwerk", plaetze=12, raum="Tisch 1", wegweiser="Bürgersaal")
    make_kleingruppe(konferenz, titel="Sport & Freizeit", plaetze=1, raum="Tisch 4", wegweiser="Bürgersaal")
    make_kleingruppe(konferenz, titel="Kunst und Kultur", raum="Raum 1.12", wegweiser="1. Etage, Aufzug")
    return konferenz


def path_of(person) -> str:
    return f"{person.zugang.pfad}gruppen/"


def test_seats_change_on_every_phone_while_somebody_chooses(neue_seite, konferenz):
    eine, andere = make_anmeldung(konferenz), make_anmeldung(konferenz)
    zuschauer = neue_seite(handy=True)
    zuschauer.goto(path_of(andere))
    expect(zuschauer.get_by_text("Noch 12 Plätze frei")).to_be_visible()
    knopf = zuschauer.get_by_role("button", name="Gruppe 2 wählen")
    expect(knopf).to_be_visible()

    waehler = neue_seite(handy=True)
    waehler.goto(path_of(eine))
    waehler.get_by_role("button", name="Gruppe 2 wählen").click()
    expect(waehler.get_by_role("heading", level=1)).to_contain_text("Ihr Platz ist sicher.")
    expect(waehler.get_by_text("Tisch 4")).to_be_visible()

    # The last seat went while the other one looked: the sentence takes the button's place.
    expect(zuschauer.get_by_text("Diese Gruppe ist voll. Bitte wählen Sie eine andere.")).to_be_visible()
    expect(knopf).to_be_hidden()
    waehler.get_by_role("button", name="Wechseln in Gruppe 1").click()
    expect(knopf).to_be_visible()
    expect(zuschauer.get_by_text("Noch 11 Plätze frei")).to_be_visible()


def test_a_new_group_is_announced_instead_of_moving_the_page(neue_seite, konferenz):
    page = neue_seite(handy=True)
    page.goto(path_of(make_anmeldung(konferenz)))
    expect(page.get_by_text("Hier hat sich etwas geändert.")).to_be_hidden()
    form_kleingruppe(konferenz, titel="Beratung", by=MODERATION)
    expect(page.get_by_text("Hier hat sich etwas geändert.")).to_be_visible()
    page.get_by_role("link", name="Seite neu laden").click()
    expect(page.get_by_role("button", name="Gruppe 4 wählen")).to_be_visible()


def test_when_the_choice_opens_waiting_phones_are_told(neue_seite, konferenz):
    Konferenz.objects.update(tor_gruppenwahl="automatisch")
    page = neue_seite(handy=True)
    page.goto(path_of(make_anmeldung(konferenz)))
    expect(page.get_by_text("Die Gruppenwahl ist noch geschlossen.")).to_be_visible()
    begin_punkt(konferenz.programmpunkte.get(), by=MODERATION)
    expect(page.get_by_text("Hier hat sich etwas geändert.")).to_be_visible()
    page.get_by_role("link", name="Seite neu laden").click()
    expect(page.get_by_role("button", name="Gruppe 1 wählen")).to_be_visible()


def test_without_a_script_choosing_and_changing_work(neue_seite, konferenz):
    person = make_anmeldung(konferenz)
    page = neue_seite(handy=True, java_script_enabled=False)
    page.goto(path_of(person))
    page.get_by_role("button", name="Gruppe 3 wählen").click()
    expect(page.get_by_text("Raum 1.12")).to_be_visible()
    page.get_by_role("button", name="Wechseln in Gruppe 1").click()
    assert Zuordnung.objects.get(bis=None).kleingruppe.nummer == 1


def test_when_the_stream_is_cut_the_page_polls_and_says_so(neue_seite, konferenz):
    page = neue_seite(handy=True)
    page.route("**/live/**", lambda route: route.abort())
    eine = make_anmeldung(konferenz)
    page.goto(path_of(make_anmeldung(konferenz)))
    expect(page.get_by_text("Die Anzeige wird gerade alle 10 Sekunden erneuert.")).to_be_visible()
    choose_kleingruppe(eine, 1, by=Akteur(Rolle.TEILNAHME, eine.pk))
    expect(page.get_by_text("Noch 11 Plätze frei")).to_be_visible(timeout=15_000)


def test_by_keyboard_alone(neue_seite, konferenz):
    page = neue_seite()
    page.goto(path_of(make_anmeldung(konferenz)))
    for _ in range(40):
        page.keyboard.press("Tab")
        if "Gruppe 1 wählen" in page.evaluate("document.activeElement.innerText || ''"):
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Sie sind in Gruppe 1.")


@pytest.mark.parametrize("breite", [320, 390, 1280])
def test_no_page_scrolls_sideways(neue_seite, konferenz, breite):
    lang = "Einrichtungsübergreifende Sozialraumkonferenzvorbereitungsgruppe"
    make_kleingruppe(konferenz, titel=lang, beschreibung=lang * 2, plaetze=40)
    make_themenvorschlag(konferenz, titel=lang)
    person = make_anmeldung(konferenz, nachname="Müller-Lüdenscheidt-Wolkenstein-Hohenzollern")
    moderation = make_zugang(konferenz, Zugang.Zweck.MODERATION).pfad
    hilfe = make_zugang(konferenz, Zugang.Zweck.HILFE).pfad
    page = neue_seite(viewport={"width": breite, "height": 800})
    pfade = [
        path_of(person), moderation, f"{moderation}gruppen/", f"{moderation}gruppen/neu/",
        f"{moderation}gruppen/1/bearbeiten/", f"{moderation}anwesenheit/", f"{moderation}themen/neu/",
        hilfe, f"{hilfe}personen/neu/", f"{hilfe}personen/{person.kennung}/",
    ]  # fmt: skip
    for pfad in pfade:
        assert page.goto(pfad).status == 200
        assert page.evaluate("document.documentElement.scrollWidth") <= breite, pfad
