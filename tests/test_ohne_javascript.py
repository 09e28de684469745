"""Where scripts are blocked or did not arrive: an institution and a participant do everything all the same."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from konferenz.models import Konferenz, Programmpunkt
from teilnehmer.models import Anmeldung
from tests.factories import (
    make_anmeldung,
    make_einladung,
    make_einrichtung,
    make_gespraechsrunde,
    make_kleingruppe,
    make_konferenz,
    make_konferenz_heute,
    make_leitfrage,
    make_programmpunkt,
    make_themenvorschlag,
    make_zugang,
)
from themen.models import Befund, Themenvorschlag, Zuordnung

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def page(neue_seite):
    return neue_seite(handy=True, java_script_enabled=False)


def test_an_institution_answers_changes_its_answer_and_keeps_its_topic(page, seiten):
    konferenz = make_konferenz()
    make_leitfrage(konferenz, text="Was können wir gemeinsam gestalten?")
    einladung = make_einladung(konferenz, make_einrichtung(konferenz.veranstalter, name="Kita Kiefernweg"))
    page.goto(einladung.zugang.pfad)
    page.get_by_label("Ja, wir kommen").check()
    page.get_by_label("Vorname").fill("Miriam")
    page.get_by_role("button", name="Weitere Person").click()
    page.get_by_role("button", name="Weitere Person").click()
    page.get_by_role("button", name="3. Person entfernen").click()
    assert Anmeldung.objects.count() == 0
    second = page.get_by_role("group", name="2. Person")
    second.get_by_label("Vorname").fill("Jonas")
    second.get_by_label("Nachname").fill("Reuter")
    page.get_by_role("button", name="Antwort senden").click()
    expect(page.get_by_text("2 Personen kommen.")).to_be_visible()
    page.get_by_role("link", name="Ändern: Jonas Reuter").click()
    page.get_by_role("button", name="Diese Person abmelden").click()
    expect(page.get_by_text("1 Person kommt.")).to_be_visible()
    assert [person.vorname for person in Anmeldung.objects.angemeldet()] == ["Miriam"]

    page.get_by_role("link", name="Thema vorschlagen").click()
    page.get_by_role("button", name="Thema vorschlagen").click()
    expect(page.get_by_text("Der Titel fehlt. Bitte geben Sie dem Thema einen Titel.").first).to_be_visible()
    page.get_by_label("Titel").fill("Angebote")
    page.get_by_role("button", name="Thema vorschlagen").click()
    page.get_by_role("link", name="Angebote").click()
    page.get_by_label("Titel").fill("Angebote bekannter machen")
    page.get_by_role("button", name="Thema speichern").click()
    expect(page.get_by_role("link", name="Angebote bekannter machen")).to_be_visible()
    assert Themenvorschlag.objects.get().titel == "Angebote bekannter machen"

    page.get_by_role("link", name="Zurück zur Einladung").click()
    with page.expect_navigation():
        page.get_by_role("link", name="Link kopieren").click()
    expect(page.get_by_text("Sie sind angemeldet.")).to_be_visible()


def test_a_participant_chooses_a_group_and_writes_a_card(page, seiten):
    konferenz = make_konferenz_heute()
    make_programmpunkt(konferenz, art=Programmpunkt.Art.GRUPPENBILDUNG, titel="Gruppenbildung")
    make_kleingruppe(konferenz, themen=[make_themenvorschlag(konferenz)], titel="Sport", plaetze=1, raum="Tisch 1")
    make_kleingruppe(konferenz, titel="Netzwerk", raum="Tisch 4", wegweiser="Bürgersaal")
    one, other = make_anmeldung(konferenz), make_anmeldung(konferenz)
    page.goto(f"{other.zugang.pfad}gruppen/")
    expect(page.get_by_role("button", name="Gruppe 1 wählen")).to_be_visible()
    Zuordnung.objects.create(
        konferenz=konferenz, anmeldung=one, kleingruppe=konferenz.kleingruppen.get(nummer=1), durch="teilnahme"
    )
    konferenz.kleingruppen.filter(nummer=1).update(belegt=1)

    page.get_by_role("button", name="Gruppe 1 wählen").click()
    expect(page.get_by_text("Dieser Platz war gerade vergeben. Noch frei: Gruppe 2.")).to_be_visible()
    page.get_by_role("button", name="Gruppe 2 wählen").click()
    expect(page.get_by_text("Tisch 4")).to_be_visible()
    assert Zuordnung.objects.get(anmeldung=other, bis=None).kleingruppe.nummer == 2

    page.get_by_role("link", name="Zum Brett der Gruppe 2").click()
    page.get_by_role("link", name="Karte schreiben").click()
    page.get_by_role("link", name="Ist: So ist es heute.").click()
    expect(page.get_by_text("Bitte keine einzelnen Kinder oder Familien beschreiben.")).to_be_visible()
    page.get_by_role("button", name="Ist speichern").click()
    expect(page.get_by_text("Ist 1", exact=True)).to_have_count(0)
    page.get_by_label("Neues Ist").fill("Niemand kennt alle Angebote.")
    page.get_by_role("button", name="Ist speichern").click()
    page.get_by_role("link", name="Soll schreiben zu Ist 1").click()
    page.get_by_label("Neues Soll").fill("Alle kennen einander.")
    page.get_by_role("button", name="Soll speichern").click()
    expect(page.get_by_text("Soll 1 ist gespeichert.")).to_be_visible()
    ist, soll = Befund.objects.order_by("pk")
    assert (ist.text, soll.text, list(soll.bezug.all())) == (
        "Niemand kennt alle Angebote.",
        "Alle kennen einander.",
        [ist],
    )

    # When the day is over the board can be read, and says why nothing can be written.
    Konferenz.objects.update(phase=Konferenz.Phase.NACHBEREITUNG)
    page.reload()
    expect(page.get_by_text("Alle kennen einander.")).to_be_visible()
    expect(page.get_by_role("link", name="Karte schreiben")).to_have_count(0)


def test_a_participant_goes_through_the_day(page, seiten):
    konferenz = make_konferenz_heute()
    make_programmpunkt(konferenz, art=Programmpunkt.Art.AUSBLICK, titel="Dank", begonnen_am=timezone.now())
    make_themenvorschlag(konferenz, titel="Sport")
    gruppe = make_kleingruppe(konferenz, titel="Sport")
    person, partner = (make_anmeldung(konferenz, anwesend_am=timezone.now()) for _ in range(2))
    make_gespraechsrunde(konferenz, tische=[[person, partner]], begonnen_am=timezone.now())
    page.goto(person.zugang.pfad)
    expect(page.get_by_role("heading", name="Runde 1: Tisch 1")).to_be_visible()
    page.get_by_role("button", name="Wir wollen in Kontakt bleiben").click()
    expect(page.get_by_text("Ihr Wunsch ist gemerkt.")).to_be_visible()
    page.get_by_role("link", name="Alle Gespräche").click()
    page.get_by_role("button", name="Zurücknehmen").click()
    expect(page.get_by_role("button", name="Wir wollen in Kontakt bleiben")).to_be_visible()
    assert person.kontaktwuensche.count() == 0

    page.goto(f"{person.zugang.pfad}themen/")
    for knopf, satz in (("Mitdenken", "Sie denken mit."), ("Etwas beitragen", "Sie tragen etwas bei.")):
        page.get_by_role("button", name=f"{knopf}: Sport").click()
        expect(page.get_by_text(satz)).to_be_visible()
    page.get_by_role("button", name="Nicht mehr mitmachen: Sport").click()
    expect(page.get_by_text("Sie tragen etwas bei.")).to_have_count(0)
    page.get_by_role("link", name="Thema vorschlagen").click()
    page.get_by_label("Titel").fill("Räume teilen")
    page.get_by_role("button", name="Thema vorschlagen").click()
    expect(page.get_by_role("link", name="Räume teilen")).to_be_visible()

    page.goto(f"{person.zugang.pfad}gruppen/")
    page.get_by_role("button", name="Gruppe 1 wählen").click()
    page.get_by_role("button", name="Übernehmen: Zeit").click()
    expect(page.get_by_text("Übernommen: Zeit in Gruppe 1.")).to_be_visible()
    assert gruppe.rollen.get().anmeldung == person
    page.get_by_role("link", name="Zum Brett der Gruppe 1").click()
    page.get_by_role("button", name="Abgeben: Zeit").click()
    expect(page.get_by_text("Abgegeben: Zeit in Gruppe 1.")).to_be_visible()

    page.goto(f"{person.zugang.pfad}rueckmeldung/")
    page.get_by_label("sehr gut").check()
    page.get_by_label("Was war gut?").fill("Die Gespräche.")
    page.get_by_role("button", name="Rückmeldung senden").click()
    expect(page.get_by_role("heading", name="Danke, Ihre Rückmeldung ist da.")).to_be_visible()
    assert konferenz.rueckmeldungen.get().gut == "Die Gespräche."


def test_a_helper_does_everything_for_somebody_without_a_phone(page, seiten):
    konferenz = make_konferenz_heute()
    make_programmpunkt(konferenz, art=Programmpunkt.Art.AUSBLICK, titel="Dank", begonnen_am=timezone.now())
    thema = make_themenvorschlag(konferenz, titel="Sport")
    gruppe = make_kleingruppe(konferenz, titel="Sport")
    person, partner = (make_anmeldung(konferenz) for _ in range(2))
    make_gespraechsrunde(konferenz, tische=[[person, partner]], begonnen_am=timezone.now())
    page.goto(make_zugang(konferenz, "hilfe").pfad)
    page.get_by_role("link", name=person.name).click()
    page.get_by_role("button", name="Ist da").click()
    page.get_by_role("link", name="Kurzgespräche: Tische und fester Platz").click()
    page.get_by_role("button", name=f"Möchte in Kontakt bleiben: {partner.name}").click()
    expect(page.get_by_text("Der Wunsch ist eingetragen.")).to_be_visible()
    assert person.kontaktwuensche.get().an == partner

    page.get_by_role("link", name=f"Zurück zu {person.name}").click()
    page.get_by_role("button", name="Gruppe 1", exact=True).click()
    expect(page.get_by_text(f"{person.name} ist in Gruppe 1.")).to_be_visible()
    page.get_by_role("link", name="Themen und Aufgaben dieser Person").click()
    page.get_by_role("button", name="Mitdenken: Sport").click()
    expect(page.get_by_text("Denkt mit.")).to_be_visible()
    page.get_by_role("button", name="Übernehmen: Zeit").click()
    assert (thema.mitstreiter.get().art, gruppe.rollen.get().art) == ("mitdenken", "zeit")
    page.get_by_role("link", name="Thema dieser Person eintragen").click()
    page.get_by_label("Titel").fill("Räume teilen")
    page.get_by_role("button", name="Thema eintragen").click()
    expect(page.get_by_text("Das Thema „Räume teilen“ ist eingetragen.")).to_be_visible()
    assert Themenvorschlag.objects.get(titel="Räume teilen").anmeldung == person

    page.get_by_role("link", name=f"Zurück zu {person.name}").click()
    page.get_by_role("link", name="Zum Brett der Gruppe 1").click()
    page.get_by_role("link", name="Ist hinzufügen").click()
    page.get_by_label("Neues Ist").fill("Die Halle steht leer.")
    page.get_by_role("button", name="Ist speichern").click()
    expect(page.get_by_text("Ist 1 ist gespeichert.")).to_be_visible()

    page.goto(f"{konferenz.zugaenge.get(zweck='hilfe').pfad}rueckmeldung/neu/")
    page.get_by_label("Was war gut?").fill("Die Gespräche.")
    page.get_by_role("button", name="Bogen eintragen").click()
    expect(page.get_by_text("Der Bogen ist eingetragen.")).to_be_visible()
    assert konferenz.rueckmeldungen.get().kanal == "papier"
