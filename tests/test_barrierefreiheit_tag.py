"""The states of a phone on the day for everybody: light and dark, 390 and 320 px, letters twice as large.

The pages of the routes are looked at in test_barrierefreiheit.py; here stands what only comes while the day runs.
"""

import pytest
from django.utils import timezone

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
from tests.test_barrierefreiheit import ask, axe, run_axe  # noqa: F401 - axe is a fixture
from tests.themen.test_befund_browser import board_of
from themen.models import Gruppenrolle, Zuordnung
from themen.services.befund import change_befund
from themen.services.zuordnung import choose_kleingruppe

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.lang]


def day(art="gruppenbildung", **overrides):
    konferenz = make_konferenz_heute(**overrides)
    make_programmpunkt(konferenz, art=art, titel="Was gerade läuft", begonnen_am=timezone.now())
    make_programmpunkt(konferenz, art="pause", titel="Pause")
    return konferenz


def here(konferenz, **overrides):
    return make_anmeldung(konferenz, anwesend_am=timezone.now(), email="kim@example.org", **overrides)


def press_without_net(page, name):
    page.context.set_offline(True)
    page.get_by_role("button", name=name).first.click()
    page.locator("[data-netz-gesagt]").wait_for()


def round_running(page):
    konferenz = day("vorstellungsrunde")
    leute = [here(konferenz) for _ in range(3)]
    make_gespraechsrunde(konferenz, tische=[leute], begonnen_am=timezone.now())
    page.goto(leute[0].zugang.pfad)
    page.get_by_role("button", name="Wir wollen in Kontakt bleiben").first.click()
    page.get_by_text("Ihr Wunsch ist gemerkt.").wait_for()


def contact_without_net(page):
    round_running(page)
    press_without_net(page, "Wir wollen in Kontakt bleiben")


def topics_joined(page):
    konferenz = day("themen")
    make_themenvorschlag(konferenz, titel="Sport")
    make_themenvorschlag(konferenz, titel="Angebote bekannter machen")
    page.goto(f"{here(konferenz).zugang.pfad}themen/")
    page.get_by_role("button", name="Mitdenken: Sport").click()
    page.get_by_text("Sie denken mit.").wait_for()
    press_without_net(page, "Mitmachen")


def no_groups(page):
    page.goto(f"{here(day()).zugang.pfad}gruppen/")


def full_group(page):
    konferenz = day()
    voll, frei = make_kleingruppe(konferenz, plaetze=1, hart=True), make_kleingruppe(konferenz)
    person, andere = here(konferenz), here(konferenz)
    page.goto(f"{person.zugang.pfad}gruppen/")
    choose_kleingruppe(andere, voll.nummer, by=Akteur(Rolle.TEILNAHME, andere.pk))
    page.get_by_text("Diese Gruppe ist voll.").wait_for()
    press_without_net(page, f"Gruppe {frei.nummer} wählen")


def chosen_and_a_role_taken(page):
    konferenz = day()
    gruppe = make_kleingruppe(konferenz, titel="Sport", plaetze=6, wegweiser="Bürgersaal")
    make_kleingruppe(konferenz, titel="Angebote bekannter machen", plaetze=6)
    person, andere = here(konferenz), here(konferenz)
    for wer in (person, andere):
        Zuordnung.objects.create(konferenz=konferenz, anmeldung=wer, kleingruppe=gruppe, durch="teilnahme")
    Gruppenrolle.objects.create(konferenz=konferenz, kleingruppe=gruppe, anmeldung=andere, art="zeit")
    page.goto(f"{person.zugang.pfad}gruppen/")
    page.get_by_role("button", name="Übernehmen: Protokoll").click()
    page.get_by_text("Übernommen: Protokoll").wait_for()
    press_without_net(page, "Wechseln")


def empty_board(page):
    page.goto(board_of(make_kleingruppe(day("gruppenarbeit"))))


def cards_waiting(page):
    gruppe = make_kleingruppe(day("gruppenarbeit"))
    make_befund(gruppe, text="So ist es.")
    page.goto(board_of(gruppe))
    page.context.set_offline(True)
    page.get_by_role("link", name="Soll schreiben zu Ist 1").click()
    page.get_by_label("Neues Soll").fill("So soll es sein.")
    page.get_by_role("button", name="Soll speichern").click()
    page.locator(".nw-karte--wartet").wait_for()
    press_without_net(page, "Übernehmen")


def two_versions(page):
    gruppe = make_kleingruppe(day("gruppenarbeit"))
    befund = make_befund(gruppe, text="Alt.")
    page.goto(f"{board_of(gruppe)}?karte={befund.kennung}")
    change_befund(befund, text="Neu.", fassung=1, by=Akteur(Rolle.MODERATION))
    page.get_by_label("Text").fill("Meins.")
    page.get_by_role("button", name="Ist speichern").click()
    page.get_by_role("heading", name="Ist 1: zwei Stände").wait_for()


def card_open_without_net(page):
    gruppe = make_kleingruppe(day("gruppenarbeit"))
    make_befund(gruppe, text="Eins.")
    befund = make_befund(gruppe, text="Zwei.")
    page.goto(f"{board_of(gruppe)}?karte={befund.kennung}")
    press_without_net(page, "Karte löschen")


def feedback_unsent(page):
    page.goto(f"{here(day('rueckmeldung')).zugang.pfad}rueckmeldung/")
    page.get_by_label("Was war gut?").fill("Die Gespräche.")
    press_without_net(page, "Rückmeldung senden")


def feedback_sent(page):
    page.goto(f"{here(day('rueckmeldung')).zugang.pfad}rueckmeldung/")
    page.get_by_role("button", name="Rückmeldung senden").click()
    page.locator(".kern-error, .kern-alert--danger").first.wait_for()
    page.get_by_label("Was war gut?").fill("Die Gespräche.")
    page.get_by_role("button", name="Rückmeldung senden").click()
    page.get_by_role("heading", name="Danke, Ihre Rückmeldung ist da.").wait_for()


def helped_person(page):
    konferenz = day()
    make_kleingruppe(konferenz)
    person = here(konferenz)
    page.goto(f"{make_zugang(konferenz, 'hilfe').pfad}personen/{person.kennung}/")
    press_without_net(page, "Gruppe 1")


ZUSTAENDE = [
    round_running, contact_without_net, topics_joined, no_groups, full_group, chosen_and_a_role_taken, empty_board,
    cards_waiting, two_versions, card_open_without_net, feedback_unsent, feedback_sent, helped_person,
]  # fmt: skip


@pytest.mark.parametrize("zustand", ZUSTAENDE, ids=lambda zustand: zustand.__name__)
def test_a_state_of_the_day_can_be_used_by_everybody(neue_seite, axe, zustand):  # noqa: F811
    page = neue_seite(handy=True, reduced_motion="reduce")
    zustand(page)
    page.evaluate("scrollTo(0, 0)")  # axe counts as small what lies half under a bar that sticks to the edge
    found = ask(page, "structure")
    for width in (390, 320):
        page.set_viewport_size({"width": width, "height": 800})
        found += [f"{width} px: {line}" for line in ask(page, "sideways") + ask(page, "small")]
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)
            found += [f"{width} px, {theme}: {line}" for line in run_axe(page, axe)]
    page.set_viewport_size({"width": 640, "height": 800})
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    found += [f"200 %: {line}" for line in ask(page, "sideways")]
    assert found == []
