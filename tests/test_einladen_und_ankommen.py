"""Inviting, registering and arriving as people play it: a list of 300, 120 invitations, a full hall, 80 at the door.

Only the town, the officer's account and the planned conference are put there; and in the end the day has come.
Everything else goes through the browser, the worker and a mail server on loopback.
"""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from konferenz.models import Konferenz
from teilnehmer.models import Anmeldung, Einladung, Einrichtung
from tests.conftest import HANDY, Stack
from tests.factories import make_konferenz, make_leitfrage, make_mitglied, make_programmpunkt
from tests.smtp_senke import smtp_senke
from tests.teilnehmer.verzeichnis_dateien import dreihundert, xlsx

pytestmark = [pytest.mark.lang, pytest.mark.django_db(transaction=True)]

PASSWORT = "drei-blaue-tassen-im-hof"
PLAETZE = 80
WARTENDE = 5
LINK = re.compile(r"https?://\S+?/(?:einladung|mein)/[a-z2-7]{26}/")


@pytest.fixture
def senke():
    with smtp_senke() as senke:
        yield senke


@pytest.fixture
def stadt(transactional_db, tmp_path, senke):
    """A stack of its own, with a mail server and a worker."""
    stack = Stack(tmp_path)
    stack.environment |= {
        "EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(senke.port), "NETZWERKSTATT_ADRESSE": stack.url,
    }  # fmt: skip
    stack.manage("collectstatic", "--noinput", "--verbosity", "0")
    stack.start_web()
    stack.start("manage.py", "qcluster")
    yield stack
    stack.stop()


@pytest.fixture
def fenster(chromium, stadt):
    contexts = []

    def oeffne(adresse: str, **options) -> Page:
        context = chromium.new_context(base_url=stadt.url, locale="de-DE", timezone_id="Europe/Berlin", **options)
        context.set_default_timeout(20_000)
        contexts.append(context)
        page = context.new_page()
        page.goto(adresse)
        return page

    yield oeffne
    for context in contexts:
        context.close()


@pytest.fixture
def konferenz():
    konferenz = make_konferenz(titel="Sozialraumkonferenz Lindental", plaetze=PLAETZE)
    make_mitglied(konferenz.veranstalter, email="planung@lindental.example", password=PASSWORT)
    make_leitfrage(konferenz)
    make_programmpunkt(konferenz)
    return konferenz


def test_from_a_list_of_300_to_80_people_at_the_door(konferenz, fenster, senke):
    verwaltung = sign_in(fenster)
    import_the_directory(verwaltung, konferenz)
    invite_120(verwaltung, konferenz)
    release_the_letter(verwaltung, senke)
    links = {to[0]: LINK.search(brief.get_content())[0] for _from, to, brief in senke.briefe}
    assert len(links) == len(set(links.values())) == 120
    waiting = fill_the_hall(fenster, list(links.values()))
    assert count(konferenz, "angemeldet") == PLAETZE
    assert count(konferenz, "warteliste") == WARTENDE
    move_up(fenster, konferenz, senke, frei_durch=next(iter(links.values())), wartend=waiting[0])
    check_in(verwaltung, fenster, konferenz)


def count(konferenz, status: str) -> int:
    return Anmeldung.objects.filter(konferenz=konferenz, status=status).count()


def seite(konferenz, rest: str = "") -> str:
    return f"/verwaltung/{konferenz.veranstalter.slug}/{konferenz.slug}/{rest}"


def sign_in(fenster) -> Page:
    page = fenster("/konto/anmelden/", viewport={"width": 1280, "height": 900})
    page.get_by_label("E-Mail").fill("planung@lindental.example")
    page.get_by_label("Passwort").fill(PASSWORT)
    page.get_by_role("button", name="Anmelden").click()
    page.wait_for_url("**/verwaltung/**")
    return page


def import_the_directory(page: Page, konferenz) -> None:
    """300 rows, 40 of them faulty: 260 come in, the faults are named and can be taken home."""
    zeilen, faulty = dreihundert()
    page.goto(f"/verwaltung/{konferenz.veranstalter.slug}/einrichtungen/")
    page.get_by_role("link", name="Importieren").click()
    page.locator("input[type=file]").set_input_files(
        {"name": "liste.xlsx", "mimeType": "application/octet-stream", "buffer": xlsx(*zeilen)}
    )
    page.get_by_role("button", name="Datei hochladen").click()
    page.get_by_role("button", name="Weiter zur Vorschau").click()
    expect(page.get_by_role("row", name="fehlerhaft")).to_contain_text(str(faulty))
    assert not Einrichtung.objects.exists()
    page.get_by_role("button", name="260 Zeilen übernehmen").click()
    expect(page.get_by_role("heading", name="Import übernommen")).to_be_visible(timeout=60_000)
    expect(page.get_by_text("260 neu, 0 geändert").first).to_be_visible()
    assert Einrichtung.objects.count() == 260


def invite_120(page: Page, konferenz) -> None:
    page.goto(seite(konferenz, "einladungen/auswahl/"))
    boxes = page.locator("input[name=einrichtung]")
    for n in range(120):
        boxes.nth(n).check()
    page.get_by_role("button", name="Ausgewählte auf die Liste setzen").click()
    expect(page.get_by_text("120 Einrichtungen stehen jetzt auf der Liste. Versandt ist noch nichts.")).to_be_visible()


def release_the_letter(page: Page, senke) -> None:
    page.get_by_role("link", name="Einladung schreiben").click()
    page.get_by_role("button", name="Speichern und ansehen").click()
    assert senke.briefe == []
    page.get_by_role("button", name="An 120 Ansprechpersonen senden").click()
    expect(page.get_by_text("120 von 120 Nachrichten versandt")).to_be_visible(timeout=90_000)
    assert len(senke.briefe) == 120


def fill_the_hall(fenster, links: list[str]) -> list[str]:
    """40 institutions send two people each, then five more want to come, two decline; returns who waits."""
    for n, link in enumerate(links[:40]):
        page = fenster(link, java_script_enabled=bool(n % 2), **(HANDY if n % 4 < 2 else {}))
        page.get_by_label("Ja, wir kommen").check()
        page.get_by_label("Wie viele Personen kommen?").fill("2")
        send(page)
        expect(page.get_by_text("2 Personen kommen.")).to_be_visible()
        page.context.close()
    for link in links[40 : 40 + WARTENDE]:
        page = fenster(link)
        page.get_by_label("Ja, wir kommen").check()
        send(page)
        expect(page.get_by_text("Warteliste, Platz").first).to_be_visible()
        page.context.close()
    for link in links[50:52]:
        page = fenster(link)
        page.get_by_label("Nein, wir können nicht").check()
        send(page)
        expect(page.get_by_text("Ihre Absage ist gespeichert.")).to_be_visible()
        page.context.close()
    return links[40 : 40 + WARTENDE]


def send(page: Page) -> None:
    page.get_by_role("button", name=re.compile("^(Verbindlich zusagen|Absage senden|Antwort senden)$")).click()


def move_up(fenster, konferenz, senke, *, frei_durch: str, wartend: str) -> None:
    """One person of a full hall cancels; who waits longest gets the seat and says yes."""
    before = len(senke.briefe)
    page = fenster(frei_durch)
    page.get_by_role("link", name="Antwort ändern oder absagen").click()
    page.get_by_role("button", name="2. Person entfernen").click()
    send(page)
    expect(page.get_by_text("1 Person kommt.")).to_be_visible()
    assert (count(konferenz, "angemeldet"), count(konferenz, "warteliste")) == (PLAETZE, WARTENDE - 1)
    page = fenster(wartend)
    page.get_by_role("button", name="Ja, die Person kommt").click()
    expect(page.get_by_role("button", name="Ja, die Person kommt")).to_have_count(0)
    einladung = Einladung.objects.get(zugang__kennung=wartend.rstrip("/").rpartition("/")[2][:10])
    person = einladung.anmeldungen.get()
    assert (person.status, person.bestaetigen_bis) == ("angemeldet", None)
    page.wait_for_timeout(2_000)
    subjects = [brief["Subject"] for _from, _to, brief in senke.briefe[before:]]
    assert sum("Ein Platz ist frei" in subject for subject in subjects) == 1


def check_in(page: Page, fenster, konferenz) -> None:
    Konferenz.objects.update(datum=timezone.localdate())  # three weeks later
    page.goto(seite(konferenz, "links/"))
    page.get_by_label("Hilfe vor Ort", exact=True).check()
    page.get_by_label(re.compile("^Für wen")).fill("Empfang")
    page.get_by_role("button", name="Link anlegen").click()
    link = page.get_by_role("link", name="/hilfe-vor-ort/").get_attribute("href")
    page.goto(seite(konferenz, "phase/"))
    page.get_by_role("button", name="Durchführung beginnen").click()
    expect(page.get_by_text("Die Phase heißt jetzt „Durchführung“.")).to_be_visible()

    tuer = fenster(link, **HANDY)
    done = 0
    for blatt in (1, 2):
        tuer.goto(f"{link}?seite={blatt}")
        for row in tuer.locator(".nw-leute > li").all():
            if "Warteliste" in row.inner_text():
                continue
            row.get_by_role("button", name=re.compile("^Ist da")).click()
            expect(row).to_have_class(re.compile("nw-da"))
            done += 1
        wait_until_sent(tuer)
    assert done == PLAETZE
    expect(tuer.get_by_text(f"{PLAETZE} von {PLAETZE} da")).to_be_visible()
    assert Anmeldung.objects.anwesend().count() == PLAETZE
    page.goto(seite(konferenz))
    expect(page.get_by_text(f"{PLAETZE} von {PLAETZE} da")).to_be_visible()


def wait_until_sent(page: Page) -> None:
    """Ticks are shown at once and sent one after the other; only what was answered leaves the device."""
    for _second in range(60):
        if not page.evaluate("Object.keys(localStorage).some((key) => key.startsWith('warteschlange'))"):
            return
        page.wait_for_timeout(1_000)
    raise AssertionError("ticks still wait after a minute")
