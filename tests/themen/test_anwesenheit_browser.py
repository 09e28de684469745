"""The door on a helper's phone: search while typing, tick without losing the place, go on without net."""

import pytest
from playwright.sync_api import expect

from konferenz.akteur import Akteur, Rolle
from konferenz.models import Verlauf
from konferenz.services.zugang import revoke_zugang
from teilnehmer.services.antwort import cancel_anmeldung
from tests.factories import (
    make_anmeldung,
    make_einrichtung,
    make_kleingruppe,
    make_konferenz_heute,
    make_mitglied,
    make_zugang,
)
from themen.services.anwesenheit import mark_anwesend
from themen.services.zuordnung import choose_kleingruppe

pytestmark = pytest.mark.django_db(transaction=True)
HILFE = Akteur(Rolle.HILFE, 1)


@pytest.fixture
def konferenz(seiten):
    return make_konferenz_heute(plaetze=100)


@pytest.fixture
def zugang(konferenz):
    return make_zugang(konferenz, "hilfe")


@pytest.fixture
def tuer(neue_seite, konferenz, zugang):
    """The helper's page on a phone, with two people on the list."""
    for name in ("Albers", "Reuter"):
        make_anmeldung(konferenz, vorname="Kim", nachname=name)
    page = neue_seite(handy=True)
    page.goto(zugang.pfad)
    return page


def present(konferenz) -> set[str]:
    return set(konferenz.anmeldungen.anwesend().values_list("nachname", flat=True))


def enter(page, vorname, nachname, einrichtung=""):
    if not page.locator("details#neu").evaluate("details => details.open"):
        page.get_by_text("Person ohne Anmeldung eintragen").click()
    page.get_by_label("Vorname").fill(vorname)
    page.get_by_label("Nachname").fill(nachname)
    page.get_by_label("Einrichtung", exact=False).last.fill(einrichtung)
    page.get_by_role("button", name="Person eintragen").click()


def kept(page) -> str | None:
    """What this device keeps for the door."""
    return page.evaluate("Object.keys(localStorage).map(name => localStorage.getItem(name)).join() || null")


def test_list_narrows_while_typing_and_a_tick_stays_in_place(neue_seite, konferenz, zugang):
    for name in ("Albers", "Reuter", "Öztürk"):
        make_anmeldung(konferenz, vorname="Kim", nachname=name)
    page = neue_seite(handy=True)
    page.goto(zugang.pfad)
    page.evaluate("window.geblieben = true")
    page.get_by_role("searchbox").press_sequentially("oztu", delay=20)
    page.get_by_role("link", name="Kim Albers").wait_for(state="detached")
    assert page.locator(".nw-leute li").count() == 1
    page.get_by_role("button", name="Ist da: Kim Öztürk").click()
    page.get_by_role("button", name="Doch nicht da: Kim Öztürk").wait_for()
    expect(page.get_by_text("1 von 3 da")).to_be_visible()
    assert page.get_by_role("searchbox").input_value() == "oztu"
    assert page.evaluate("window.geblieben") is True
    assert page.evaluate("document.activeElement.textContent") == "Doch nicht da"
    assert present(konferenz) == {"Öztürk"}
    page.wait_for_function("localStorage.length === 0")


def test_people_of_an_institution_stand_together(neue_seite, konferenz, zugang):
    hort = make_einrichtung(konferenz.veranstalter, name="Hort Waldkauz")
    for name in ("Zander", "Abel"):
        make_anmeldung(konferenz, nachname=name, einrichtung=hort)
    make_anmeldung(konferenz, nachname="Waldkauz")
    page = neue_seite(handy=True)
    page.goto(zugang.pfad)
    page.get_by_role("searchbox").fill("waldkauz")
    expect(page.get_by_role("heading", name="Hort Waldkauz 0 von 2 da")).to_be_visible()
    assert page.locator(".nw-leute").first.locator("li").count() == 2
    page.get_by_role("button", name="Ist da: Jonas Abel").click()
    expect(page.get_by_role("heading", name="Hort Waldkauz 1 von 2 da")).to_be_visible()


def test_a_double_tap_does_not_undo_itself(tuer, konferenz):
    tuer.get_by_role("button", name="Ist da: Kim Albers").dblclick()
    expect(tuer.get_by_text("1 von 2 da")).to_be_visible()
    tuer.wait_for_timeout(800)
    tuer.get_by_role("button", name="Doch nicht da: Kim Albers").click()
    expect(tuer.get_by_text("0 von 2 da")).to_be_visible()
    assert present(konferenz) == set()


def test_walk_ins_one_after_the_other_without_leaving_the_list(tuer, konferenz):
    enter(tuer, "Ali", "Demir", "Theater")
    expect(tuer.get_by_text("Ali Demir ist angemeldet und da.")).to_be_visible()
    assert tuer.evaluate("document.activeElement.name") == "vorname"
    enter(tuer, "Zoe", "Demir")
    expect(tuer.get_by_text("Zoe Demir ist angemeldet und da.")).to_be_visible()
    expect(tuer.get_by_role("link", name="Ali Demir")).to_be_visible()
    assert konferenz.anmeldungen.anwesend().count() == 2


def test_without_net_entries_wait_visibly_and_are_sent_once(tuer, konferenz, zugang):
    tuer.context.set_offline(True)
    tuer.get_by_role("button", name="Ist da: Kim Albers").click()
    enter(tuer, "Ali", "Demir", "Theater")
    expect(tuer.get_by_text("Kein Netz. 2 Einträge warten auf diesem Gerät.")).to_be_visible()
    expect(tuer.locator(".nw-leute li", has_text="Kim Albers").get_by_text("Wartet auf Netz")).to_be_visible()
    expect(tuer.locator("[data-warte-liste] li", has_text="Ali Demir").get_by_text("Wartet auf Netz")).to_be_visible()
    assert present(konferenz) == set()
    assert "Reuter" not in kept(tuer)  # nothing but what was entered

    # Somebody else goes on ticking meanwhile.
    mark_anwesend(konferenz.anmeldungen.get(nachname="Reuter"), by=HILFE)

    # The net is back, but nothing gets through yet: the page is loaded anew and still knows.
    tuer.route("**/da/", lambda route: route.abort())
    tuer.route("**/neu/", lambda route: route.abort())
    tuer.context.set_offline(False)
    tuer.reload()
    expect(tuer.get_by_text("Kein Netz. 2 Einträge warten auf diesem Gerät.")).to_be_visible()
    tuer.unroute_all()
    tuer.evaluate("dispatchEvent(new Event('online'))")
    expect(tuer.get_by_text("2 Einträge sind gesendet.")).to_be_visible()
    expect(tuer.get_by_role("link", name="Ali Demir")).to_be_visible()
    expect(tuer.get_by_role("button", name="Doch nicht da: Kim Reuter")).to_be_visible()
    assert present(konferenz) == {"Albers", "Demir", "Reuter"}
    assert Verlauf.objects.filter(satz="Eine Person ist da.").count() == 2
    assert konferenz.anmeldungen.filter(nachname="Demir").count() == 1
    assert kept(tuer) is None


def test_an_entry_whose_answer_was_lost_counts_once(tuer, konferenz):
    lost = []

    def lose(route):
        lost.append(route.fetch(max_redirects=0).status)
        route.abort()

    tuer.route("**/neu/", lose, times=1)
    enter(tuer, "Ali", "Demir")
    expect(tuer.get_by_text("Kein Netz. 1 Eintrag wartet auf diesem Gerät.")).to_be_visible()
    assert lost == [302]
    assert konferenz.anmeldungen.filter(nachname="Demir").count() == 1
    tuer.evaluate("dispatchEvent(new Event('online'))")
    expect(tuer.get_by_text("1 Eintrag ist gesendet.")).to_be_visible()
    assert konferenz.anmeldungen.filter(nachname="Demir").count() == 1


def test_tick_and_undo_without_net_go_out_in_order(tuer, konferenz):
    tuer.context.set_offline(True)
    tuer.get_by_role("button", name="Ist da: Kim Albers").click()
    tuer.wait_for_timeout(800)
    tuer.get_by_role("button", name="Doch nicht da: Kim Albers").click()
    expect(tuer.get_by_text("2 Einträge warten auf diesem Gerät.")).to_be_visible()
    tuer.context.set_offline(False)
    expect(tuer.get_by_text("2 Einträge sind gesendet.")).to_be_visible()
    assert present(konferenz) == set()
    assert [row.satz for row in Verlauf.objects.order_by("pk")] == [
        "Eine Person ist da.",
        "Eine Person ist doch nicht da.",
    ]


def test_what_is_refused_later_is_shown_and_can_be_discarded(tuer, konferenz):
    tuer.context.set_offline(True)
    enter(tuer, "Ali", "Demir")
    expect(tuer.get_by_text("1 Eintrag wartet auf diesem Gerät.")).to_be_visible()
    konferenz.plaetze = 1
    konferenz.save()
    mark_anwesend(konferenz.anmeldungen.get(nachname="Reuter"), by=HILFE)
    tuer.context.set_offline(False)
    entry = tuer.locator("[data-warte-liste] li", has_text="Ali Demir")
    expect(entry.get_by_text("Der Saal ist voll: 1 Person ist schon da.")).to_be_visible()
    tuer.reload()
    expect(entry.get_by_text("Der Saal ist voll: 1 Person ist schon da.")).to_be_visible()
    konferenz.plaetze = 2
    konferenz.save()
    entry.get_by_role("button", name="Noch einmal senden").click()
    expect(tuer.get_by_text("Ali Demir ist angemeldet und da.")).to_be_visible()
    enter(tuer, "Zoe", "Demir")
    zoe = tuer.locator("[data-warte-liste] li", has_text="Zoe Demir")
    expect(zoe.get_by_text("Der Saal ist voll: 2 Personen sind schon da.")).to_be_visible()
    zoe.get_by_role("button", name="Verwerfen").click()
    expect(zoe).to_have_count(0)
    assert kept(tuer) is None
    assert present(konferenz) == {"Reuter", "Demir"}


def test_a_revoked_link_says_so_and_nothing_is_lost_silently(tuer, konferenz, zugang):
    tuer.context.set_offline(True)
    tuer.get_by_role("button", name="Ist da: Kim Albers").click()
    expect(tuer.get_by_text("1 Eintrag wartet auf diesem Gerät.")).to_be_visible()
    revoke_zugang(zugang=zugang, by=Akteur(Rolle.LEITUNG))
    tuer.context.set_offline(False)
    entry = tuer.locator("[data-warte-liste] li", has_text="Kim Albers")
    expect(entry.get_by_text("Dieser Link gilt nicht mehr")).to_be_visible()
    assert "Albers" in kept(tuer)
    assert present(konferenz) == set()


def test_the_officer_sees_the_door_live(neue_seite, seiten, client, tuer, konferenz):
    hort = make_einrichtung(konferenz.veranstalter, name="Hort Waldkauz", art="hort")
    person = make_anmeldung(konferenz, einrichtung=hort)
    albers = konferenz.anmeldungen.get(nachname="Albers")
    client.force_login(make_mitglied(konferenz.veranstalter, Rolle.LESEND).konto)
    page = neue_seite()
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": seiten}])
    page.goto(f"/verwaltung/{konferenz.veranstalter.slug}/{konferenz.slug}/")
    row = page.get_by_role("row", name="Hort").get_by_role("cell").last
    expect(row).to_have_text("0")
    mark_anwesend(person, by=HILFE)
    expect(page.get_by_text("1 von 3 da")).to_be_visible()
    expect(row).to_have_text("1")
    expect(tuer.get_by_text("1 von 3 da")).to_be_visible()
    # Choosing a group makes present; an answer changes how many are expected.
    choose_kleingruppe(albers, make_kleingruppe(konferenz).nummer, by=Akteur(Rolle.TEILNAHME, albers.pk))
    expect(page.get_by_text("2 von 3 da")).to_be_visible()
    cancel_anmeldung(konferenz.anmeldungen.get(nachname="Reuter"), by=Akteur(Rolle.PLANUNG))
    expect(page.get_by_text("2 von 2 da")).to_be_visible()


def test_one_person_by_badge_with_one_tap(tuer, konferenz):
    person = konferenz.anmeldungen.get(nachname="Albers")
    tuer.goto(f"/hilfe-vor-ort/schild/{person.kennung}/")
    expect(tuer.get_by_role("heading", level=1)).to_have_text("Kim Albers")
    tuer.get_by_role("button", name="Ist da").click()
    expect(tuer.get_by_text("Da seit")).to_be_visible()
    tuer.wait_for_timeout(800)
    tuer.context.set_offline(True)
    tuer.get_by_role("button", name="Doch nicht da").click()
    expect(tuer.get_by_text("1 Eintrag wartet auf diesem Gerät.")).to_be_visible()
    tuer.context.set_offline(False)
    expect(tuer.get_by_role("button", name="Ist da")).to_be_visible()
    expect(tuer.get_by_text("1 Eintrag ist gesendet.")).to_be_visible()
    assert present(konferenz) == set()


def test_without_a_script_everything_works_too(neue_seite, konferenz, zugang):
    make_anmeldung(konferenz, vorname="Kim", nachname="Albers", status="warteliste")
    page = neue_seite(handy=True, java_script_enabled=False)
    page.goto(zugang.pfad)
    page.get_by_role("button", name="Ist da: Kim Albers").click()
    expect(page.get_by_text("Kim Albers stand auf der Warteliste und hat jetzt einen Platz.")).to_be_visible()
    page.get_by_text("Person ohne Anmeldung eintragen").click()
    page.get_by_label("Vorname").fill("Ali")
    page.get_by_label("Nachname").fill("Demir")
    page.get_by_role("button", name="Person eintragen").click()
    expect(page.get_by_text("Ali Demir ist angemeldet und da.")).to_be_visible()
    assert present(konferenz) == {"Albers", "Demir"}
