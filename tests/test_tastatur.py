"""An institution and a participant get through their part with the keyboard alone, and always see where they are."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from konferenz.models import Programmpunkt
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
)
from themen.models import Befund, Themenvorschlag

pytestmark = pytest.mark.django_db(transaction=True)

# What has the focus: its name, whether a ring shows it, and whether it is in sight and under nothing else.
STOP = """() => {
  const el = document.activeElement
  if (!el || el === document.body || el.id === 'inhalt') return null
  const style = getComputedStyle(el)
  const box = el.getClientRects()[0]
  const at = (x, y) => { const top = document.elementFromPoint(x, y); return top !== null && el.contains(top) }
  const middle = box.top + Math.min(box.height / 2, 20)
  return {
    name: (el.getAttribute('aria-label') || (el.labels && el.labels[0] || el).innerText || '')
      .replace(/\\u00ad/g, '').replace(/\\s+/g, ' ').trim(),
    ring: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 || style.boxShadow !== 'none',
    inSight: box.width > 0 && [0.5, 0.2, 0.8].some(part => at(box.left + box.width * part, middle)),
  }
}"""


class Tastatur:
    """Hands on the keys: Tab until something is reached, then type, or press Space or Enter."""

    def __init__(self, page: Page):
        self.page = page

    def tab_to(self, name: str, *, again: bool = False) -> None:
        """Stop where the name begins like this; `again` leaves the stop where the focus is."""
        seen = []
        for step in range(70):
            if step or again:
                self.page.keyboard.press("Tab")
            stop = self.page.evaluate(STOP)
            if stop is None:
                continue
            if step or again:
                assert stop["ring"] and stop["inSight"], stop
            if stop["name"].startswith(name):
                return
            seen.append(stop["name"])
        pytest.fail(f"„{name}“ is not on the way: {seen}")

    def write(self, name: str, text: str, *, again: bool = False) -> None:
        self.tab_to(name, again=again)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def press(self, name: str) -> None:
        """A link or a button with Enter; the next page is there afterwards."""
        self.tab_to(name)
        self.enter()

    def enter(self) -> None:
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")


@pytest.fixture
def hand(neue_seite) -> Tastatur:
    return Tastatur(neue_seite(reduced_motion="reduce"))


def test_an_institution_answers_and_proposes_a_topic(hand, seiten):
    konferenz = make_konferenz()
    make_leitfrage(konferenz, text="Was können wir gemeinsam gestalten?")
    einladung = make_einladung(konferenz, make_einrichtung(konferenz.veranstalter, name="Kita Kiefernweg"))
    hand.page.goto("/")
    hand.press("Einladung beantworten")
    hand.write("Ihr Code", einladung.kurzcode)
    hand.enter()

    hand.tab_to("Ja, wir kommen")
    hand.page.keyboard.press("Space")
    hand.write("Vorname", "Miriam")
    hand.write("Nachname", "Albers")
    hand.press("Weitere Person")
    expect(hand.page.get_by_role("group", name="2. Person")).to_be_visible()
    hand.write("Nachname", "Albers-Sommer")
    hand.write("Nachname", "Reuter", again=True)
    hand.press("Verbindlich zusagen")
    expect(hand.page.get_by_text("2 Personen kommen.")).to_be_visible()
    assert list(Anmeldung.objects.order_by("pk").values_list("nachname", flat=True)) == ["Albers-Sommer", "Reuter"]

    hand.press("Thema vorschlagen")
    hand.write("Titel", "Angebote bekannter machen")
    hand.tab_to("Leitfrage")
    hand.page.keyboard.type("Was")
    hand.press("Thema vorschlagen")
    expect(hand.page.get_by_role("heading", name="Ihre Themen")).to_be_visible()
    thema = Themenvorschlag.objects.get()
    assert (thema.titel, thema.leitfrage) == ("Angebote bekannter machen", konferenz.leitfragen.get())

    hand.press("Zurück zur Einladung")
    hand.press("Antwort ändern oder absagen")
    hand.tab_to("Ja, wir kommen")
    hand.page.keyboard.press("ArrowDown")
    hand.press("Absage senden")
    expect(hand.page.get_by_text("Sie haben abgesagt")).to_be_visible()


def test_a_participant_supports_a_topic_chooses_a_group_and_writes_cards(hand, seiten):
    konferenz = make_konferenz_heute()
    make_programmpunkt(konferenz, art=Programmpunkt.Art.GRUPPENBILDUNG, titel="Gruppenbildung")
    thema = make_themenvorschlag(konferenz, titel="Sport am Nachmittag")
    make_kleingruppe(konferenz, titel="Netzwerk", raum="Tisch 1")
    sport = make_kleingruppe(konferenz, themen=[thema], titel="Sport", raum="Tisch 4", plaetze=1)
    person = make_anmeldung(konferenz)
    hand.page.goto(person.zugang.pfad)
    hand.press("Themen")
    hand.press("Mitmachen: Sport am Nachmittag")
    expect(hand.page.get_by_text("Sie machen mit.")).to_be_visible()
    assert thema.mitstreiter.get().anmeldung == person

    hand.press("Gruppen")
    hand.press("Gruppe 1 wählen")
    expect(hand.page.get_by_role("heading", level=1)).to_contain_text("Sie sind in Gruppe 1.")
    hand.press("Wechseln in Gruppe 2")
    expect(hand.page.get_by_role("heading", level=1)).to_contain_text("Sie sind in Gruppe 2.")

    hand.press("Zum Brett der Gruppe 2")
    hand.press("Ist hinzufügen")
    hand.write("Neues Ist", "Die Halle steht leer.")
    hand.press("Ist speichern")
    expect(hand.page.get_by_text("Ist 1 ist gespeichert.")).to_be_visible()
    hand.press("Soll schreiben zu Ist 1")
    hand.write("Neues Soll", "Die Halle ist offen.")
    hand.press("Soll speichern")
    hand.press("Ändern Ist 1")
    hand.write("Text", "Die Halle steht ab 14 Uhr leer.")
    hand.press("Ist speichern")
    expect(hand.page.get_by_text("Die Halle steht ab 14 Uhr leer.")).to_be_visible()
    ist, soll = sport.befunde.order_by("pk")
    assert (ist.text, soll.text, list(soll.bezug.all())) == (
        "Die Halle steht ab 14 Uhr leer.",
        "Die Halle ist offen.",
        [ist],
    )
    assert ist.art == Befund.Art.IST


def test_a_participant_goes_through_the_day(hand, seiten):
    konferenz = make_konferenz_heute()
    for art in (Programmpunkt.Art.VORSTELLUNGSRUNDE, Programmpunkt.Art.AUSBLICK):
        make_programmpunkt(konferenz, art=art, titel=art.label)
    make_themenvorschlag(konferenz, titel="Sport am Nachmittag")
    gruppe = make_kleingruppe(konferenz, titel="Sport")
    person, partner = (make_anmeldung(konferenz, anwesend_am=timezone.now()) for _ in range(2))
    make_gespraechsrunde(konferenz, tische=[[person, partner]], begonnen_am=timezone.now())
    hand.page.goto(person.zugang.pfad)
    hand.press("Wir wollen in Kontakt bleiben")
    expect(hand.page.get_by_text("Ihr Wunsch ist gemerkt.")).to_be_visible()
    assert person.kontaktwuensche.get().an == partner
    hand.press("Alle Gespräche")
    hand.press("Zurücknehmen")
    expect(hand.page.get_by_role("button", name="Wir wollen in Kontakt bleiben")).to_be_visible()

    hand.press("Themen")
    hand.press("Mitdenken: Sport am Nachmittag")
    expect(hand.page.get_by_text("Sie denken mit.")).to_be_visible()
    hand.press("Etwas beitragen: Sport am Nachmittag")
    expect(hand.page.get_by_text("Sie tragen etwas bei.")).to_be_visible()
    hand.press("Nicht mehr mitmachen: Sport am Nachmittag")
    assert person.mitstreiter.filter(bis=None).count() == 0
    hand.press("Thema vorschlagen")
    hand.write("Titel", "Räume teilen")
    hand.press("Thema vorschlagen")
    expect(hand.page.get_by_role("link", name="Räume teilen")).to_be_visible()

    hand.press("Gruppen")
    hand.press("Gruppe 1 wählen")
    hand.press("Übernehmen: Protokoll")
    expect(hand.page.get_by_text("Übernommen: Protokoll in Gruppe 1.")).to_be_visible()
    assert gruppe.rollen.get(bis=None).anmeldung == person
    hand.press("Zum Brett der Gruppe 1")
    hand.press("Abgeben: Protokoll")
    assert gruppe.rollen.filter(bis=None).count() == 0
    hand.press("Ist hinzufügen")
    hand.write("Neues Ist", "Die Halle steht leer.")
    hand.press("Ist speichern")
    expect(hand.page.get_by_text("Ist 1 ist gespeichert.")).to_be_visible()
    hand.press("Ändern Ist 1")
    hand.press("Karte löschen")
    hand.press("Rückgängig machen")
    assert gruppe.befunde.get(geloescht_am=None).text == "Die Halle steht leer."

    konferenz.programmpunkte.filter(art=Programmpunkt.Art.AUSBLICK).update(begonnen_am=timezone.now())
    hand.press("Mein Tag")
    hand.press("Rückmeldung geben")
    hand.tab_to("sehr gut")
    hand.page.keyboard.press("Space")
    hand.write("Was war gut?", "Die Gespräche.")
    hand.press("Rückmeldung senden")
    expect(hand.page.get_by_role("heading", name="Danke, Ihre Rückmeldung ist da.")).to_be_visible()
    assert konferenz.rueckmeldungen.get().gut == "Die Gespräche."
