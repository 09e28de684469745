"""The day without net: every button of a phone says that nothing was sent, and what was typed waits in its field."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from konferenz.akteur import Akteur, Rolle
from tests.factories import (
    make_anmeldung,
    make_befund,
    make_gespraechsrunde,
    make_kleingruppe,
    make_konferenz_heute,
    make_programmpunkt,
    make_themenvorschlag,
    make_zugang,
)
from tests.themen.test_befund_browser import board_of
from themen.models import Befund, Gruppenrolle, Mitstreiter, Rueckmeldung, Themenvorschlag, Zuordnung
from themen.services.befund import change_befund

NICHTS = "Kein Netz. Es ist noch nichts geändert. Bitte tippen Sie gleich noch einmal."
TEXT = "Kein Netz. Ihr Text ist noch nicht gesendet. Er steht noch hier."
pytestmark = pytest.mark.django_db(transaction=True)


def cut_and_press(page, button, satz=NICHTS):
    """Press without net: the sentence stands in sight, the button is still the same one; then the net is back."""
    page.context.set_offline(True)
    name = button.text_content().strip()
    button.click()
    expect(page.get_by_text(satz)).to_be_in_viewport()
    expect(button).to_have_text(name)
    page.context.set_offline(False)


def lose_answer(page, address):
    """What is sent to this address next arrives, its answer does not."""
    arrived = []

    def lose(route):
        arrived.append(route.fetch(max_redirects=0).status)
        route.abort()

    page.route(address, lose, times=1)
    return arrived


def kept(page) -> int:
    return page.evaluate("localStorage.length")


def test_a_role_is_taken_from_the_board_only_when_the_server_knows_it(neue_seite, seiten):
    gruppe = make_kleingruppe()
    page = neue_seite(handy=True)
    page.goto(board_of(gruppe))
    button = page.get_by_role("button", name="Übernehmen: Protokoll")
    cut_and_press(page, button)
    assert Gruppenrolle.objects.count() == 0
    button.click()
    expect(page.get_by_role("button", name="Abgeben: Protokoll")).to_be_visible()
    expect(page.get_by_text("Übernommen: Protokoll in Gruppe 1.")).to_be_visible()
    assert Gruppenrolle.objects.get().art == "protokoll"


def test_a_role_somebody_else_took_meanwhile_is_a_sentence(neue_seite, seiten):
    gruppe = make_kleingruppe()
    andere = make_anmeldung(gruppe.konferenz, anwesend_am=timezone.now())
    page = neue_seite(handy=True)
    page.route("**/live/**", lambda route: route.abort())
    page.route("**/stand/", lambda route: route.abort())
    page.goto(board_of(gruppe).replace(f"gruppen/{gruppe.nummer}/", "gruppen/"))
    Gruppenrolle.objects.create(konferenz=gruppe.konferenz, kleingruppe=gruppe, anmeldung=andere, art="zeit")
    page.get_by_role("button", name="Übernehmen: Zeit").click()
    expect(page.get_by_text("Diese Aufgabe hat schon jemand übernommen. Es wurde nichts geändert.")).to_be_visible()
    assert Gruppenrolle.objects.get().anmeldung == andere


def test_moving_and_deleting_a_card_say_that_they_did_not_happen(neue_seite, seiten):
    gruppe = make_kleingruppe()
    one, two = make_befund(gruppe, text="Eins."), make_befund(gruppe, text="Zwei.")
    page = neue_seite(handy=True)
    page.goto(board_of(gruppe))
    page.get_by_role("link", name="Ändern Ist 2").click()
    page.get_by_label("Text").fill("Zwei, und mehr.")
    cut_and_press(page, page.get_by_role("button", name="Nach oben"))
    cut_and_press(page, page.get_by_role("button", name="Karte löschen"))
    assert page.get_by_label("Text").input_value() == "Zwei, und mehr."
    assert list(gruppe.befunde.order_by("position").values_list("text", flat=True)) == ["Eins.", "Zwei."]

    page.get_by_role("button", name="Nach oben").click()
    expect(page.get_by_role("button", name="Nach oben")).to_have_count(0)
    assert list(gruppe.befunde.order_by("position").values_list("text", flat=True)) == ["Zwei, und mehr.", "Eins."]
    assert kept(page) == 0
    page.get_by_role("button", name="Karte löschen").click()
    expect(page.get_by_text("Ist 2 ist gelöscht.")).to_be_visible()
    cut_and_press(page, page.get_by_role("button", name="Rückgängig machen"))
    page.get_by_role("button", name="Rückgängig machen").click()
    expect(page.get_by_text("Ist 2 steht wieder da.")).to_be_visible()
    assert list(gruppe.befunde.filter(geloescht_am=None).order_by("pk")) == [one, two]


def test_moving_a_card_that_another_changed_shows_both_texts(neue_seite, seiten):
    gruppe = make_kleingruppe()
    make_befund(gruppe, text="Eins.")
    befund = make_befund(gruppe, text="Zwei.")
    page = neue_seite(handy=True)
    page.goto(board_of(gruppe))
    page.get_by_role("link", name="Ändern Ist 2").click()
    change_befund(befund, text="Zwei von anderen.", fassung=1, by=Akteur(Rolle.MODERATION))
    page.get_by_label("Text").fill("Zwei von mir.")
    page.get_by_role("button", name="Nach oben").click()
    page.get_by_role("heading", name="Ist 2: zwei Stände").wait_for()
    assert page.get_by_label("Gemeinsamer Text").input_value() == "Zwei von mir."
    page.get_by_role("button", name="Diesen Text speichern").click()
    page.wait_for_url("**#karte-*")
    assert Befund.objects.get(pk=befund.pk).text == "Zwei von mir."
    assert kept(page) == 0


def test_a_wish_for_contact_is_not_noted_without_net(neue_seite, seiten):
    konferenz = make_konferenz_heute()
    ich, partner = (make_anmeldung(konferenz, anwesend_am=timezone.now()) for _ in range(2))
    make_gespraechsrunde(konferenz, tische=[[ich, partner]], begonnen_am=timezone.now())
    page = neue_seite(handy=True)
    page.goto(ich.zugang.pfad)
    button = page.get_by_role("button", name="Wir wollen in Kontakt bleiben")
    cut_and_press(page, button)
    assert ich.kontaktwuensche.count() == 0
    button.click()
    expect(page.get_by_text("Ihr Wunsch ist gemerkt.")).to_be_visible()
    page.get_by_role("link", name="Alle Gespräche").click()
    cut_and_press(page, page.get_by_role("button", name="Zurücknehmen"))
    assert ich.kontaktwuensche.get().an == partner


def test_a_commitment_is_not_made_without_net_and_counts_once_when_its_answer_was_lost(neue_seite, seiten):
    konferenz = make_konferenz_heute()
    thema = make_themenvorschlag(konferenz, titel="Sport")
    page = neue_seite(handy=True)
    page.goto(f"{make_anmeldung(konferenz).zugang.pfad}themen/")
    button = page.get_by_role("button", name="Mitdenken: Sport")
    cut_and_press(page, button)
    assert Mitstreiter.objects.count() == 0
    arrived = lose_answer(page, "**/mitmachen/")
    button.click()
    expect(page.get_by_text("Es kam keine Antwort. Vielleicht ist noch nichts gespeichert.")).to_be_visible()
    assert arrived == [302]
    button.click()
    expect(page.get_by_text("Sie denken mit.")).to_be_visible()
    assert Mitstreiter.objects.get().thema == thema


def test_a_seat_whose_answer_was_lost_is_one_seat(neue_seite, seiten):
    konferenz = make_konferenz_heute()
    gruppe = make_kleingruppe(konferenz, plaetze=1, hart=True)
    page = neue_seite(handy=True)
    page.goto(f"{make_anmeldung(konferenz).zugang.pfad}gruppen/")
    arrived = lose_answer(page, "**/gruppen/")
    button = page.get_by_role("button", name="Gruppe 1 wählen")
    button.click()
    expect(page.get_by_text("Es kam keine Antwort.")).to_be_visible()
    assert arrived == [302]
    expect(page.get_by_text("Diese Gruppe ist voll.")).to_be_visible()  # by the own seat
    page.get_by_role("link", name="Nachsehen, was gespeichert ist").click()
    expect(page.get_by_role("heading", name="Ihr Platz ist sicher.")).to_be_in_viewport()
    assert Zuordnung.objects.get().kleingruppe == gruppe


def test_feedback_waits_in_its_fields_survives_closing_counts_once_and_is_wiped(neue_seite, seiten):
    konferenz = make_konferenz_heute()
    make_programmpunkt(konferenz, art="rueckmeldung", begonnen_am=timezone.now())
    page = neue_seite(handy=True)
    url = f"{make_anmeldung(konferenz).zugang.pfad}rueckmeldung/"
    page.goto(url)
    page.get_by_label("Was war gut?").fill("Die Gespräche.")
    page.get_by_label("Sehr gut").check()
    cut_and_press(page, page.get_by_role("button", name="Rückmeldung senden"), TEXT)
    again = page.context.new_page()
    page.close()
    again.goto(url)
    assert again.get_by_label("Was war gut?").input_value() == "Die Gespräche."
    assert again.get_by_label("Sehr gut").is_checked()
    arrived = lose_answer(again, "**/rueckmeldung/")
    again.get_by_role("button", name="Rückmeldung senden").click()
    expect(again.get_by_text("Es kam keine Antwort.")).to_be_visible()
    assert (arrived, kept(again)) == ([302], 1)
    again.get_by_role("button", name="Rückmeldung senden").click()
    expect(again.get_by_role("heading", name="Danke, Ihre Rückmeldung ist da.")).to_be_visible()
    assert [row.gut for row in Rueckmeldung.objects.all()] == ["Die Gespräche."]
    assert kept(again) == 0


def test_on_a_shared_phone_nobody_reads_the_feedback_of_the_one_before(neue_seite, seiten):
    konferenz = make_konferenz_heute()
    make_programmpunkt(konferenz, art="rueckmeldung", begonnen_am=timezone.now())
    mine, other = (f"{make_anmeldung(konferenz).zugang.pfad}rueckmeldung/" for _ in range(2))
    page = neue_seite(handy=True)
    page.goto(mine)
    page.get_by_label("Was war gut?").fill("Nur für mich.")
    assert kept(page) == 1
    page.goto(other)
    assert page.get_by_label("Was war gut?").input_value() == ""
    assert kept(page) == 0


def test_a_helpers_buttons_and_sheets_wait_too(neue_seite, seiten):
    konferenz = make_konferenz_heute()
    make_programmpunkt(konferenz, art="rueckmeldung", begonnen_am=timezone.now())
    gruppe = make_kleingruppe(konferenz)
    person = make_anmeldung(konferenz, anwesend_am=timezone.now())
    thema = make_themenvorschlag(konferenz, titel="Sport")
    heim = make_zugang(konferenz, "hilfe").pfad
    page = neue_seite(handy=True)
    page.goto(f"{heim}personen/{person.kennung}/")
    button = page.get_by_role("button", name="Gruppe 1", exact=True)
    cut_and_press(page, button)
    assert Zuordnung.objects.count() == 0
    button.click()
    expect(page.get_by_text(f"{person.name} ist in Gruppe 1.")).to_be_in_viewport()
    assert Zuordnung.objects.get().kleingruppe == gruppe

    page.get_by_role("link", name="Themen und Aufgaben dieser Person").click()
    cut_and_press(page, page.get_by_role("button", name="Mitdenken: Sport"))
    cut_and_press(page, page.get_by_role("button", name="Übernehmen: Zeit"))
    assert (thema.mitstreiter.count(), gruppe.rollen.count()) == (0, 0)

    page.goto(f"{heim}themen/neu/")
    page.get_by_label("Titel").fill("Räume teilen")
    cut_and_press(page, page.get_by_role("button", name="Thema eintragen"), TEXT)
    page.reload()
    assert page.get_by_label("Titel").input_value() == "Räume teilen"
    page.get_by_role("button", name="Thema eintragen").click()
    expect(page.get_by_text("Das Thema „Räume teilen“ ist eingetragen.")).to_be_in_viewport()
    assert page.get_by_label("Titel").input_value() == ""
    assert Themenvorschlag.objects.filter(titel="Räume teilen").count() == 1

    page.goto(f"{heim}rueckmeldung/neu/")
    for satz in ("Erster Bogen.", "Zweiter Bogen."):
        page.get_by_label("Was war gut?").fill(satz)
        page.get_by_role("button", name="Bogen eintragen").click()
        expect(page.get_by_text("Der Bogen ist eingetragen.")).to_be_in_viewport()
        expect(page.get_by_label("Was war gut?")).to_have_value("")
    assert sorted(Rueckmeldung.objects.values_list("gut", flat=True)) == ["Erster Bogen.", "Zweiter Bogen."]
    assert kept(page) == 0
