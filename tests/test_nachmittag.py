"""The whole thread as people play it: from the first account to the published minutes, in ten windows at once.

Nothing here writes to the database or calls a service. What a chapter leaves to the next are addresses that
somebody would have in a letter, in a mail or on a slip of paper.
"""

import hashlib
import re
import subprocess
import sys

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from konferenz import texte
from tests.conftest import ROOT
from tests.nachmittag_freigabe import DANK_DAZU, MASSNAHME, agree_on_a_measure, feld, release_the_minutes

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORT = "drei-blaue-tassen-im-hof"
TITEL = "Sozialraumkonferenz Lindental"
MOTTO = "Gemeinsam für Familien vor Ort"
LEITFRAGEN = (
    "Was brauchen Familien in Lindental?",
    "Wie arbeiten wir enger zusammen?",
)
AUSBLICK = "Im Frühjahr treffen sich die Gruppen wieder im Bürgerhaus."
DANK = "Wir danken allen, die mitgedacht haben."
IST = "Angebote für Eltern stehen an sechs Stellen im Netz."
SOLL = "Eltern finden alle Angebote auf einer Seite."
IDEE = "Eine Redaktionsrunde pflegt den Kalender der Angebote."
IST_SPORT = "Die Turnhalle steht am Nachmittag leer."
VERGEBEN = "Dieser Platz war gerade vergeben. Noch frei: Gruppe 1."
NAMEN = ("Marquardt", "Ostrowski", "Yildirim", "Petersen", "Bornemann")


class Nachmittag:
    """Addresses on paper, and a window for everybody who needs one."""

    def __init__(self, stack, neue_seite):
        self.stack, self.neue_seite = stack, neue_seite
        self.links: dict[str, str] = {}
        self.verwaltung: Page = neue_seite()
        self.moderation: Page
        self.gruppe_1: tuple[Page, Page]

    def oeffne(self, wer: str, **options) -> Page:
        """A new window with the link this person was given."""
        page = self.neue_seite(**options)
        page.goto(self.links[wer])
        return page

    def konferenz(self, seite: str) -> None:
        """The officer clicks a page in the navigation of the conference."""
        self.verwaltung.get_by_role("navigation", name="Diese Konferenz").get_by_role("link", name=seite).click()

    def bereich(self, seite: str) -> None:
        self.verwaltung.get_by_role("navigation", name="Hauptnavigation").get_by_role("link", name=seite).click()

    def planung(self, seite: str) -> None:
        self.konferenz("Programm")
        self.verwaltung.get_by_role("navigation", name="Planung").get_by_role("link", name=seite).click()

    def regie(self, seite: str) -> None:
        """The moderator clicks a page in her navigation."""
        self.moderation.get_by_role("navigation").get_by_role("link", name=seite).first.click()

    def phase(self, knopf: str) -> None:
        """The officer reads what follows from the next phase, and begins it."""
        self.planung("Phase")
        self.verwaltung.get_by_role("button", name=knopf).click()


@pytest.mark.usefixtures("arbeiter")
def test_an_afternoon_from_the_first_account_to_the_published_minutes(browser_server, neue_seite, tmp_path):
    tag = Nachmittag(browser_server, neue_seite)
    set_up_the_town(tag)
    plan_the_conference(tag)
    invite_the_institutions(tag)
    answer_as_an_institution(tag)
    answer_as_a_second_institution(tag)
    enter_an_answer_by_phone(tag)
    find_people_for_a_topic(tag)
    hand_out_the_links_of_the_day(tag)
    form_the_groups(tag)
    choose_groups(tag)
    work_in_the_groups(tag)
    complete_the_texts(tag)
    pruefsumme = release_the_minutes(tag)
    publish_the_results(tag)
    check_the_minutes(tag, tmp_path, pruefsumme)


def set_up_the_town(tag: Nachmittag) -> None:
    """The one thing nobody can do in the browser; the link it prints is opened by the officer."""
    done = subprocess.run(
        [
            sys.executable, "manage.py", "einrichten", "--link", "--name", "Gemeinde Lindental", "--slug", "lindental",
            "--fachbereich", "Fachbereich Soziales", "--email", "leitung@lindental.example",
        ],
        cwd=ROOT, env=tag.stack.environment, check=True, capture_output=True, text=True,
    )  # fmt: skip
    page = tag.verwaltung
    page.goto(done.stdout.strip().splitlines()[-1])
    page.get_by_label("Neues Passwort", exact=True).fill(PASSWORT)
    page.get_by_label("Neues Passwort (Wiederholung)").fill(PASSWORT)
    page.get_by_role("button", name="Passwort speichern").click()
    page.get_by_role("link", name="Zur Anmeldung").click()
    page.get_by_label("E-Mail").fill("leitung@lindental.example")
    page.get_by_label("Passwort").fill(PASSWORT)
    page.get_by_role("button", name="Anmelden").click()
    expect(page.get_by_role("heading", name="Noch ist keine Konferenz geplant")).to_be_visible()


def plan_the_conference(tag: Nachmittag) -> None:
    page, heute = tag.verwaltung, timezone.localdate()
    page.get_by_role("link", name="Konferenz planen").click()
    angaben = {
        "Titel": TITEL, "Motto": MOTTO, "Datum": f"{heute:%d.%m.%Y}", "Beginn": "14:30", "Ende": "18:00",
        "Ort": "Bürgerhaus Lindental", "Raum": "Großer Saal", "Aktenzeichen": "51-2/7",
        "Auskunft gibt": "Team Sozialraum", "Telefon für Fragen": "030 1234-50",
    }  # fmt: skip
    for name, text in angaben.items():
        feld(page, name).fill(text)
    page.get_by_role("button", name="Entwurf speichern").click()
    for frage in LEITFRAGEN:
        feld(page, "Leitfrage").fill(frage)
        page.get_by_role("button", name="Leitfrage hinzufügen").click()
        expect(page.get_by_text(frage, exact=True)).to_be_visible()
    page.get_by_role("link", name="Weiter zum Programm").click()
    page.get_by_role("button", name="Vorlage laden").click()
    expect(page.get_by_text("zusammen 210 Minuten")).to_be_visible()
    page.get_by_role("link", name="Weiter: Vorbereitung beginnen").click()
    page.get_by_role("button", name="Vorbereitung beginnen").click()
    expect(page.get_by_text("Die Phase heißt jetzt „Vorbereitung“.")).to_be_visible()


def invite_the_institutions(tag: Nachmittag) -> None:
    page = tag.verwaltung
    for name, art, vorname, nachname, email in (
        ("Kita Sonnenhügel", "Kita", "Miriam", "Marquardt", "kita@sonnenhuegel.example"),
        ("Jugendclub Nordlicht", "Jugendarbeit", "Aylin", "Yildirim", "post@nordlicht.example"),
        ("Sportverein Lindental", "Sport", "Jens", "Petersen", ""),
    ):
        tag.bereich("Einrichtungen")
        page.get_by_role("link", name="Einrichtung eintragen").first.click()
        feld(page, "Name").fill(name)
        feld(page, "Art").select_option(label=art)
        page.get_by_role("button", name="Einrichtung speichern").click()
        page.get_by_role("link", name="Ansprechperson eintragen").click()
        feld(page, "Vorname").fill(vorname)
        feld(page, "Nachname").fill(nachname)
        feld(page, "E-Mail").fill(email)
        page.get_by_role("button", name="Ansprechperson speichern").click()
        expect(page.get_by_role("row", name=f"{vorname} {nachname}")).to_be_visible()
    tag.bereich("Konferenzen")
    page.get_by_role("link", name=TITEL).click()
    tag.konferenz("Einladungen")
    page.get_by_role("link", name="Einrichtungen auswählen").click()
    page.get_by_role("button", name="Alle 3 auf die Liste setzen").click()
    page.get_by_role("link", name="Einladung schreiben").click()
    page.get_by_role("button", name="Speichern und ansehen").click()
    # The sample shows a letter as it will arrive; nobody has it yet.
    expect(page.get_by_text("herzlich laden wir Jugendclub Nordlicht ein")).to_be_visible()
    expect(page.get_by_role("link", name="Sportverein Lindental")).to_be_visible()
    page.get_by_role("button", name="An 2 Ansprechpersonen senden").click()
    tag.bereich("Postausgang")
    expect(page.get_by_role("row")).to_have_count(3)
    page.get_by_role("row", name="Kita Sonnenhügel").get_by_role("link").click()
    tag.links["Kita"] = page.get_by_role("link", name="/einladung/").first.get_attribute("href")
    tag.bereich("Postausgang")
    page.get_by_role("row", name="Jugendclub Nordlicht").get_by_role("link").click()
    tag.links["Code"] = re.search(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b", page.get_by_role("main").inner_text())[0]


def answer_as_an_institution(tag: Nachmittag) -> None:
    """Two people come; the second name follows an hour later. And what they want to talk about."""
    page = tag.oeffne("Kita")
    expect(page.get_by_text(LEITFRAGEN[0])).to_be_visible()
    page.get_by_label("Ja, wir kommen").check()
    erste = page.get_by_role("group", name="1. Person")
    feld(erste, "Vorname").fill("Miriam")
    feld(erste, "Nachname").fill("Marquardt")
    feld(erste, "Funktion").fill("Leitung")
    page.get_by_role("button", name="Weitere Person").click()
    expect(page.get_by_role("group", name="2. Person")).to_be_visible()
    page.get_by_role("button", name="Verbindlich zusagen").click()
    expect(page.get_by_text("2 Personen kommen.")).to_be_visible()
    expect(page.get_by_text("Name folgt")).to_be_visible()

    page.get_by_role("link", name="Thema vorschlagen").click()
    feld(page, "Titel").fill("Angebote sichtbar machen")
    feld(page, "Kurzbeschreibung").fill("Eltern wissen oft nicht, was es vor Ort gibt.")
    feld(page, "Leitfrage").select_option(label=LEITFRAGEN[0])
    page.get_by_role("button", name="Thema vorschlagen").click()
    expect(page.get_by_role("link", name="Angebote sichtbar machen")).to_be_visible()
    page.close()

    page = tag.oeffne("Kita")
    page.get_by_role("link", name="Namen eintragen").click()
    feld(page, "Vorname").fill("Tomasz")
    feld(page, "Nachname").fill("Ostrowski")
    page.get_by_role("button", name="Speichern").click()
    paesse = page.get_by_role("link", name="Link kopieren")
    expect(paesse).to_have_count(2)
    tag.links["Marquardt"], tag.links["Ostrowski"] = (p.get_attribute("href") for p in paesse.all())


def answer_as_a_second_institution(tag: Nachmittag) -> None:
    """On a phone, with the code typed from a letter, and no script."""
    page = tag.neue_seite(handy=True, java_script_enabled=False)
    page.goto("/")
    page.get_by_role("link", name="Einladung beantworten").click()
    feld(page, "Ihr Code").fill(tag.links["Code"].lower())
    page.get_by_role("button", name="Weiter").click()
    page.get_by_label("Ja, wir kommen").check()
    feld(page, "Vorname").fill("Aylin")
    feld(page, "Nachname").fill("Yildirim")
    page.get_by_role("button", name="Antwort senden").click()
    expect(page.get_by_text("1 Person kommt.")).to_be_visible()
    tag.links["Yildirim"] = page.get_by_role("link", name="Link kopieren").get_attribute("href")
    page.get_by_role("link", name="Thema vorschlagen").click()
    feld(page, "Titel").fill("Ein Kalender für alle")
    page.get_by_role("button", name="Thema vorschlagen").click()
    expect(page.get_by_role("link", name="Ein Kalender für alle")).to_be_visible()
    page.close()


def enter_an_answer_by_phone(tag: Nachmittag) -> None:
    page = tag.verwaltung
    tag.bereich("Konferenzen")
    page.get_by_role("link", name=TITEL).click()
    tag.konferenz("Einladungen")
    page.get_by_role("link", name="Sportverein Lindental").click()
    page.get_by_role("link", name="Antwort eintragen").click()
    page.get_by_label("Ja, wir kommen").check()
    page.get_by_label("am Telefon").check()
    feld(page, "Vorname").fill("Jens")
    feld(page, "Nachname").fill("Petersen")
    page.get_by_role("button", name="Antwort eintragen").click()
    expect(page.get_by_text("Die Antwort ist eingetragen.")).to_be_visible()
    tag.konferenz("Themen")
    page.get_by_role("link", name="Thema eintragen").click()
    feld(page, "Titel").fill("Sport am Nachmittag")
    feld(page, "Von welcher Einrichtung").select_option(label="Sportverein Lindental")
    page.get_by_role("button", name="Thema eintragen").click()
    expect(page.get_by_role("link", name="Sport am Nachmittag")).to_be_visible()
    tag.konferenz("Anmeldungen")
    expect(page.get_by_text("4 Personen sind angemeldet.")).to_be_visible()


def find_people_for_a_topic(tag: Nachmittag) -> None:
    page = tag.oeffne("Yildirim", handy=True)
    page.get_by_role("link", name="Themen ansehen").click()
    page.get_by_role("button", name="Mitmachen: Angebote sichtbar machen").click()
    page.get_by_role("button", name="Mitmachen: Sport am Nachmittag").click()
    page.get_by_role("button", name="Nicht mehr mitmachen: Sport am Nachmittag").click()
    expect(page.get_by_text("Sie machen mit.")).to_have_count(1)
    page.close()


def hand_out_the_links_of_the_day(tag: Nachmittag) -> None:
    page = tag.verwaltung
    tag.planung("Links für den Tag")
    for zweck, wer in (("Moderation", "Frau Bellmann"), ("Hilfe vor Ort", "Empfang")):
        page.get_by_label(zweck, exact=True).check()
        feld(page, "Für wen").fill(wer)
        page.get_by_role("button", name="Link anlegen").click()
        kachel = page.get_by_role("listitem").filter(has=page.get_by_role("heading", name=wer))
        tag.links[zweck] = kachel.get_by_role("link", name="http").get_attribute("href")
    tag.phase("Durchführung beginnen")
    expect(page.get_by_text("Die Phase heißt jetzt „Durchführung“.")).to_be_visible()


def form_the_groups(tag: Nachmittag) -> None:
    """The moderator runs the afternoon up to Gruppenbildung and makes two groups of four topics."""
    tag.moderation = page = tag.oeffne("Moderation", viewport={"width": 1024, "height": 768})
    page.get_by_role("button", name="Beginnen: Begrüßung").click()
    tag.regie("Anwesenheit")
    page.get_by_role("button", name="Ist da: Miriam Marquardt").click()
    expect(page.get_by_text("1 von")).to_be_visible()
    tag.regie("Regie")
    expect(page.get_by_text("1 Person anwesend")).to_be_visible()
    page.get_by_role("button", name="Weiter: Vorstellungsrunde").click()
    page.get_by_role("button", name="Weiter: Themen im Plenum").click()
    page.get_by_role("link", name="Thema von der Karte eintragen").click()
    feld(page, "Titel").fill("Spielplatz am Markt")
    page.get_by_role("button", name="Thema eintragen").click()
    tag.regie("Regie")
    page.get_by_role("link", name="Gruppen bilden und ändern").click()
    for titel, themen, felder in (
        ("Angebote und Kalender", ("Angebote sichtbar machen", "Ein Kalender"), {"Tisch oder Raum": "Tisch 1"}),
        ("Sport", ("Sport am Nachmittag",), {"Tisch oder Raum": "Tisch 2", "Plätze": "1"}),
    ):
        for thema in themen:
            page.get_by_label(thema).check()
        page.get_by_role("button", name="Eine Gruppe bilden").click()
        feld(page, "Titel").fill(titel)
        for name, wert in felder.items():
            feld(page, name).fill(wert)
        page.get_by_role("button", name="Gruppe bilden").click()
        expect(page.get_by_role("heading", name=titel, exact=True)).to_be_visible()
    page.get_by_role("link", name="Gruppe 2 bearbeiten").click()
    page.get_by_label("Alles kommt in").select_option(label="Gruppe 1: Angebote und Kalender")
    page.get_by_role("button", name="Zusammenlegen").click()
    expect(page.get_by_role("heading", name="1 Gruppe")).to_be_visible()
    page.get_by_role("button", name="Rückgängig machen").click()
    expect(page.get_by_role("heading", name="2 Gruppen")).to_be_visible()


def choose_groups(tag: Nachmittag) -> None:
    """Three with their own phones, one of whom comes too late for the last chair; two with the help of the door."""
    tag.regie("Regie")
    tag.moderation.get_by_role("button", name="Weiter: Gruppenbildung").click()
    marquardt, yildirim = tag.oeffne("Marquardt"), tag.oeffne("Yildirim", handy=True)
    ostrowski = tag.oeffne("Ostrowski", handy=True, java_script_enabled=False)
    expect(yildirim.get_by_text("Dieses Thema ist in Gruppe 1.")).to_be_visible()
    for page in (marquardt, yildirim, ostrowski):
        page.get_by_role("link", name="Gruppe wählen").click()
    expect(marquardt.get_by_text("Ihr Vorschlag „Angebote sichtbar machen“ ist in dieser Gruppe.")).to_be_visible()
    marquardt.get_by_role("button", name="Gruppe 1 wählen").click()
    expect(marquardt.get_by_role("heading", level=1)).to_contain_text("Ihr Platz ist sicher.")
    yildirim.get_by_role("button", name="Gruppe 2 wählen").click()
    expect(yildirim.get_by_text("Tisch 2")).to_be_visible()
    ostrowski.get_by_role("button", name="Gruppe 2 wählen").click()
    expect(ostrowski.get_by_role("alert")).to_contain_text(VERGEBEN)
    ostrowski.get_by_role("button", name="Gruppe 1 wählen").click()
    expect(ostrowski.get_by_text("Tisch 1")).to_be_visible()
    yildirim.close()
    tag.gruppe_1 = (marquardt, ostrowski)

    hilfe = tag.oeffne("Hilfe vor Ort", handy=True)
    feld(hilfe, "Name oder Einrichtung").fill("petersen")
    hilfe.get_by_role("button", name="Suchen").click()
    hilfe.get_by_role("link", name="Jens Petersen").click()
    hilfe.get_by_role("button", name="Gruppe 1").click()
    expect(hilfe.get_by_role("heading", name="In Gruppe 1")).to_be_visible()
    hilfe.get_by_role("link", name="Zur Liste").click()
    hilfe.get_by_text("Person ohne Anmeldung eintragen").click()
    feld(hilfe, "Vorname").fill("Karla")
    feld(hilfe, "Nachname").fill("Bornemann")
    feld(hilfe, "Einrichtung").fill("Musikschule Lindental")
    hilfe.get_by_role("button", name="Person eintragen").click()
    hilfe.get_by_role("link", name="Karla Bornemann").click()
    expect(hilfe.get_by_role("button", name="Gruppe 2")).to_have_count(0)
    hilfe.get_by_role("button", name="Gruppe 1").click()
    expect(hilfe.get_by_role("heading", name="In Gruppe 1")).to_be_visible()
    hilfe.close()


def work_in_the_groups(tag: Nachmittag) -> None:
    tag.moderation.reload()
    tag.moderation.get_by_role("button", name="Weiter: Pause").click()
    tag.moderation.get_by_role("button", name="Weiter: Gruppenarbeit").click()
    eine, andere = tag.gruppe_1
    for page in (eine, andere):
        page.reload()
        page.get_by_role("link", name="Zum Brett der Gruppe 1").click()
    write_card(eine, "Ist", "Neues Ist", IST)
    write_card(eine, "Soll", "Neues Soll", SOLL, bezug="Ist 1")
    andere.reload()
    write_card(andere, "Idee", "Neue Idee", IDEE, bezug="Soll 1")

    # Both open the same card; the second to save sees both texts and decides.
    for page in (eine, andere):
        page.get_by_role("link", name="Ändern Ist 1").click()
    eine.get_by_label("Text").fill(f"{IST} Viele Eltern suchen vergeblich.")
    eine.get_by_role("button", name="Ist speichern").click()
    expect(eine.get_by_text("Viele Eltern suchen vergeblich.").first).to_be_visible()
    andere.get_by_label("Text").fill(f"{IST} Die Seiten sind veraltet.")
    andere.get_by_role("button", name="Ist speichern").click()
    expect(andere.get_by_role("heading", name="Ist 1: zwei Stände")).to_be_visible()
    expect(andere.get_by_text("Viele Eltern suchen vergeblich.")).to_be_visible()
    andere.get_by_role("textbox").fill(f"{IST} Viele sind veraltet, Eltern suchen vergeblich.")
    andere.get_by_role("button", name="Diesen Text speichern").click()
    expect(andere.get_by_text("Viele sind veraltet, Eltern suchen vergeblich.")).to_be_visible()
    expect(eine.get_by_text("Viele sind veraltet, Eltern suchen vergeblich.")).to_be_visible()
    andere.reload()
    agree_on_a_measure(andere, "Miriam Marquardt, Kita Sonnenhügel")
    for page in (eine, andere):
        page.close()


def write_card(page: Page, art: str, feldname: str, text: str, bezug: str = "") -> None:
    page.get_by_role("link", name=f"{art} hinzufügen").click()
    page.get_by_label(feldname).fill(text)
    if bezug:
        page.get_by_label(bezug, exact=True).check()
    page.get_by_role("button", name=f"{art} speichern").click()
    expect(page.get_by_text(f"{art} 1 ist gespeichert.")).to_be_visible()


def complete_the_texts(tag: Nachmittag) -> None:
    page = tag.verwaltung
    tag.phase("Nachbereitung beginnen")
    # What the group left out, from the paper on its table.
    tag.konferenz("Gruppen")
    page.get_by_role("link", name="Zum Brett der Gruppe 2").click()
    write_card(page, "Ist", "Neues Ist", IST_SPORT)
    tag.planung("Angaben")
    feld(page, "Ausblick").fill(AUSBLICK)
    feld(page, "Dank").fill(DANK)
    page.get_by_role("button", name="Angaben speichern").click()
    tag.konferenz("Übersicht")
    expect(page.get_by_role("main")).to_contain_text("Protokoll prüfen")


def publish_the_results(tag: Nachmittag) -> None:
    page = tag.verwaltung
    tag.planung("Phase")
    page.get_by_role("link", name="Rechtliche Texte bearbeiten").click()
    for text in page.get_by_role("textbox").all():
        text.fill(re.sub(r"\[bitte ergänzen[^\]]*\]", "Musterangabe", text.input_value()))
    page.get_by_role("button", name="Texte speichern").click()
    tag.bereich("Konferenzen")
    page.get_by_role("link", name=TITEL).click()
    tag.planung("Phase")
    page.get_by_role("link", name="Ansehen, was öffentlich wird").click()
    page.get_by_role("button", name="Ergebnisse veröffentlichen").click()
    expect(page.get_by_text("Die Ergebnisse sind veröffentlicht.")).to_be_visible()


def check_the_minutes(tag: Nachmittag, tmp_path, pruefsumme: str) -> None:
    """What was typed stands in the public minutes, and no person's name; the internal ones say who was there."""
    besuch = tag.neue_seite()
    besuch.goto("/")
    besuch.get_by_role("link", name=TITEL).click()
    oeffentlich = pdf_text(besuch, "Protokoll laden", tmp_path / "oeffentlich.pdf")
    assert hashlib.sha256((tmp_path / "oeffentlich.pdf").read_bytes()).hexdigest() == pruefsumme
    for text in (
        TITEL, MOTTO, *LEITFRAGEN, "Aktenzeichen", "51-2/7", texte.datum(timezone.localdate()),
        "Angebote sichtbar machen", "Ein Kalender für alle", "Sport am Nachmittag", "Spielplatz am Markt",
        f"{IST} Viele sind veraltet, Eltern suchen vergeblich.", SOLL, IDEE, IST_SPORT, AUSBLICK, DANK,
        DANK_DAZU, MASSNAHME, "Version 1",
    ):  # fmt: skip
        assert flat(text) in oeffentlich, text
    assert [name for name in NAMEN if name in oeffentlich] == []

    einrichtung = tag.oeffne("Kita")
    einrichtung.get_by_role("link", name="Ergebnisse ansehen").click()
    expect(einrichtung.get_by_role("link", name="Protokoll laden")).to_be_visible()

    tag.konferenz("Protokoll")
    intern = pdf_text(tag.verwaltung, "Interne Fassung laden", tmp_path / "intern.pdf")
    assert [name for name in NAMEN if name not in intern] == []


def pdf_text(page: Page, name: str, path) -> str:
    """The text of the PDF behind a link; the browser would show it in its viewer."""
    answer = page.request.get(page.get_by_role("link", name=name).get_attribute("href"), timeout=60_000)
    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
    path.write_bytes(answer.body())
    done = subprocess.run(["pdftotext", path, "-"], check=True, capture_output=True, text=True)
    return flat(done.stdout)


def flat(text: str) -> str:
    """Without line breaks, spaces and soft hyphens: a PDF breaks lines where it wants."""
    return re.sub(r"[\s\u00ad]+", "", text)
