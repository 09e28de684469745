"""The stage of tests/test_der_tag.py: the server as deployed, everybody's window, the town, and reading what is shown.

Nothing here looks into the database after the day has begun: what a window shows is read from the window.
"""

import datetime
import os
import re
import shlex
import signal
import subprocess
import time
import urllib.request
from pathlib import Path

from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from konferenz.models import Konferenz, Programmpunkt
from teilnehmer.models import Anmeldung
from tests.conftest import DESK, HANDY, ROOT, Stack
from tests.factories import (
    make_anmeldung,
    make_einrichtung,
    make_konferenz,
    make_programmpunkt,
    make_themenvorschlag,
    make_zugang,
)

GEDULD = 45_000  # milliseconds: a busy machine is no fault
BEAMER = {"viewport": {"width": 1920, "height": 1080}, "reduced_motion": "reduce"}
TABLET = {"viewport": {"width": 1024, "height": 768}, "has_touch": True}
OHNE_NETZ = re.compile(r"Failed to load resource: net::ERR_|^ERR_|TypeError: (Failed to fetch|network error)")

Art = Programmpunkt.Art
# Planned so that everything happens late: item, minutes.
PROGRAMM = (
    (Art.BEGRUESSUNG, 1), (Art.VORSTELLUNGSRUNDE, 1), (Art.THEMEN, 1), (Art.GRUPPENBILDUNG, 1), (Art.PAUSE, 1),
    (Art.GRUPPENARBEIT, 10), (Art.ERGEBNISSE, 5), (Art.RUECKMELDUNG, 5), (Art.AUSBLICK, 5),
)  # fmt: skip
VORHER = 25  # minutes ago the first item should have begun

# first name: surname, institution, and how this person takes part
MIT_TELEFON, OHNE_SKRIPT, OHNE_TELEFON = "Telefon", "Telefon ohne Skripte", "ohne Telefon"
LEUTE = {
    "Miriam": ("Marquardt", "Kita Sonnenhügel", MIT_TELEFON),
    "Tomasz": ("Ostrowski", "Kita Sonnenhügel", OHNE_SKRIPT),
    "Aylin": ("Yildirim", "Jugendclub Nordlicht", MIT_TELEFON),
    "Jens": ("Petersen", "Sportverein Lindental", MIT_TELEFON),
    "Nora": ("Winkler", "Grundschule am Markt", MIT_TELEFON),
    "Karim": ("Haddad", "Beratungsstelle Rückenwind", MIT_TELEFON),
    "Paula": ("Sommer", "Bibliothek Lindental", OHNE_SKRIPT),
    "Ida": ("Brandt", "Familienzentrum Lindental", MIT_TELEFON),
    "Gerda": ("Hoffmann", "Seniorenrat", OHNE_TELEFON),
    "Erik": ("Lindholm", "Hort Pfiffikus", MIT_TELEFON),  # comes late
}
ZU_SPAET = "Erik"
OHNE_ANMELDUNG = ("Bo", "Karlsson", "Musikschule Lindental")  # comes even later
BEKANNTE_THEMEN = {"Angebote sichtbar machen": "Kita Sonnenhügel", "Sport am Nachmittag": "Sportverein Lindental"}


def deployed_command(port: int) -> list[str]:
    """What systemd starts (deploy/), with our port and two workers."""
    unit = (ROOT / "deploy" / "netzwerkstatt-web.service").read_text()
    command = shlex.split(re.search(r"^ExecStart=(.+)$", unit, re.MULTILINE)[1])[1:]
    for option, value in (("--port", str(port)), ("--workers", "2"), ("--timeout-graceful-shutdown", "5")):
        command[command.index(option) + 1] = value
    return command


class Server(Stack):
    """The pages in two processes as deployed, the worker beside them; the pages can be killed and come back."""

    def __init__(self, var: Path) -> None:
        super().__init__(var)
        self.environment |= {"NETZWERKSTATT_ADRESSE": self.url}
        self.web: subprocess.Popen

    def begin(self) -> None:
        self.web = self.start(*deployed_command(self.port))
        deadline = time.monotonic() + 90
        while True:
            assert self.web.poll() is None, "uvicorn ended at its start"
            assert time.monotonic() < deadline, "uvicorn does not answer"
            try:
                with urllib.request.urlopen(f"{self.url}/gesund/", timeout=30) as answer:  # noqa: S310 - our own address
                    assert answer.status == 200
                    return
            except OSError:
                time.sleep(0.1)

    def kill(self) -> None:
        """As a power cut would: master and workers at once."""
        os.killpg(self.web.pid, signal.SIGKILL)
        self.web.wait()
        self.processes.remove(self.web)

    def begin_worker(self) -> None:
        self.start("manage.py", "qcluster")


class Fenster:
    """Everybody's windows. What the browser complains of is kept, but for what was announced as to be expected."""

    def __init__(self, chromium, adresse: str) -> None:
        self.chromium, self.adresse = chromium, adresse
        self.contexts, self.klagen = [], []
        self.erwartet: list[re.Pattern] = []

    def oeffne(self, pfad: str, **options) -> Page:
        context = self.chromium.new_context(
            base_url=self.adresse, locale="de-DE", timezone_id="Europe/Berlin", **DESK | options
        )
        context.set_default_timeout(GEDULD)
        self.contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: self.klage(f"{error}"))
        page.on("console", lambda message: message.type == "error" and self.klage(message.text))
        page.on("request", self.frage_nach_fremden)
        page.goto(pfad)
        return page

    def klage(self, text: str) -> None:
        if not any(muster.search(text) for muster in self.erwartet):
            self.klagen.append(text)

    def frage_nach_fremden(self, request) -> None:
        if not request.url.startswith((self.adresse, "data:", "blob:", "about:")):
            self.klage(f"foreign address: {request.url}")

    def schliesse(self) -> None:
        for context in self.contexts:
            context.close()


class Saal:
    """The conference as planned, the links on paper, and the windows they open."""

    def __init__(self, server: Server, fenster: Fenster) -> None:
        self.server, self.fenster = server, fenster
        self.konferenz = make_town()
        self.pfade = {a.vorname: a.zugang.pfad for a in Anmeldung.objects.select_related("zugang")}
        self.heim = {z: make_zugang(self.konferenz, z).pfad for z in ("moderation", "hilfe", "leinwand")}
        self.leinwand = fenster.oeffne(self.heim["leinwand"], **BEAMER)
        self.regie = fenster.oeffne(self.heim["moderation"], **TABLET)
        self.hilfe = fenster.oeffne(self.heim["hilfe"], **HANDY)
        self.telefone = {
            name: fenster.oeffne(self.pfade[name], **HANDY | {"java_script_enabled": art == MIT_TELEFON})
            for name, (_nachname, _haus, art) in LEUTE.items()
            if art != OHNE_TELEFON
        }

    def geh(self, name: str, rest: str = "") -> Page:
        """This person opens a page of their pass."""
        page = self.telefone[name]
        page.goto(self.pfade[name] + rest)
        return page

    def frisch(self, name: str) -> Page:
        """A phone without scripts has to be told to look again."""
        if LEUTE[name][2] == OHNE_SKRIPT:
            self.telefone[name].reload()
        return self.telefone[name]

    def weiter(self, titel: str, knopf: str = "Weiter") -> None:
        """The moderator goes on with the next item."""
        if self.regie.url != self.server.url + self.heim["moderation"]:
            self.regie.goto(self.heim["moderation"])
        self.regie.get_by_role("button", name=f"{knopf}: {titel}", exact=True).click()
        expect(self.regie.get_by_role("heading", level=2, name=titel, exact=True)).to_be_visible()

    def moderation(self, rest: str) -> Page:
        self.regie.goto(self.heim["moderation"] + rest)
        return self.regie

    def person(self, vorname: str, rest: str = "") -> Page:
        """The helper opens somebody's page from the list, as one who is asked at the door."""
        page = self.hilfe
        page.goto(self.heim["hilfe"])
        nachname = {**{v: n for v, (n, _h, _a) in LEUTE.items()}, OHNE_ANMELDUNG[0]: OHNE_ANMELDUNG[1]}[vorname]
        page.get_by_role("link", name=f"{vorname} {nachname}", exact=True).click()
        if rest:
            page.get_by_role("link", name=rest).click()
        return page

    def hilfsseite(self, name: str) -> Page:
        """A page of the helper's menu, which is folded on a phone."""
        page = self.hilfe
        page.goto(self.heim["hilfe"])
        page.get_by_text("Menü", exact=True).click()
        page.get_by_role("link", name=name, exact=True).locator("visible=true").click()
        return page

    def hake_ab(self, *vornamen: str) -> None:
        """The helper ticks people; every tick is sent before the next page."""
        page = self.hilfe
        page.goto(self.heim["hilfe"])
        for vorname in vornamen:
            name = f"{vorname} {LEUTE[vorname][0]}"
            row = page.locator(".nw-leute > li").filter(has_text=name)
            row.get_by_role("button", name=f"Ist da: {name}").click()
            expect(row).to_have_class(re.compile("nw-da"))
        until(lambda: not kept(page))


def make_town() -> Konferenz:
    """What the officer planned and the institutions answered before the day."""
    jetzt = timezone.localtime()
    beginn = max(jetzt - datetime.timedelta(minutes=VORHER), jetzt.replace(hour=0, minute=0))
    konferenz = make_konferenz(
        titel="Sozialraumkonferenz Lindental", motto="Gemeinsam für Familien vor Ort", datum=jetzt.date(),
        beginn=beginn.time().replace(second=0, microsecond=0), ende=datetime.time(23, 59),
        phase=Konferenz.Phase.DURCHFUEHRUNG,
    )  # fmt: skip
    for art, dauer in PROGRAMM:
        make_programmpunkt(konferenz, art=art, titel=str(art.label), dauer=dauer)
    namen = dict.fromkeys([*BEKANNTE_THEMEN.values(), *(haus for _name, haus, _art in LEUTE.values())])
    haeuser = {name: make_einrichtung(konferenz.veranstalter, name=name) for name in namen}
    for vorname, (nachname, haus, _art) in LEUTE.items():
        make_anmeldung(
            konferenz, vorname=vorname, nachname=nachname, einrichtung=haeuser[haus],
            email=f"{vorname.lower()}@lindental.example",
        )  # fmt: skip
    for titel, haus in BEKANNTE_THEMEN.items():
        make_themenvorschlag(konferenz, titel=titel, einrichtung=haeuser[haus])
    return konferenz


def until(done, seconds: float = GEDULD / 1000):
    """Ask again and again, for what `expect` has no word for; returns the first true answer."""
    deadline = time.monotonic() + seconds
    while not (answer := done()):
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.1)
    return answer


def until_equal(read, wanted) -> None:
    """Until the window shows exactly this; the last thing it showed is in the message."""
    deadline = time.monotonic() + GEDULD / 1000
    while (seen := read()) != wanted:
        assert time.monotonic() < deadline, f"{seen} is not {wanted}"
        time.sleep(0.1)


def feld(ort, name: str) -> Locator:
    """A field by its label; what may stay empty says so behind the name."""
    return ort.get_by_label(re.compile(rf"^{re.escape(name)}( - Optional)?$"))


def titel(page: Page) -> Locator:
    return page.get_by_role("heading", level=1)


def plain(text: str) -> str:
    """As it is read: no soft hyphens, one space."""
    return " ".join(text.replace("\u00ad", "").split())


def plain_texts(locator: Locator) -> list[str]:
    return [plain(text) for text in locator.all_inner_texts()]


def kept(page: Page) -> list[str]:
    """What of this person waits in the browser's storage."""
    return page.evaluate(
        "Object.keys(localStorage).filter((name) => /^(warteschlange|entwurf)/.test(name)).map((n) => localStorage[n])"
    )


def write(page: Page, art: str, text: str, bezug: str = "") -> None:
    """Write a card on an open board; whether it is stored or waits is seen afterwards."""
    page.get_by_role("link", name=f"{art} hinzufügen").click()
    page.get_by_label("Neue Idee" if art == "Idee" else f"Neues {art}").fill(text)
    if bezug:
        page.get_by_label(bezug, exact=True).check()
    page.get_by_role("button", name=f"{art} speichern").click()


def cards(page: Page) -> dict[str, list[str]]:
    """The board as it stands in this window, without what only waits on the device."""
    return {
        art: plain_texts(page.locator(f"#{art} > ol > .nw-karte .nw-karte__text")) for art in ("ist", "soll", "idee")
    }


def waiting(page: Page, count: int) -> Locator:
    if count == 1:
        return page.get_by_text("1 Karte wartet auf diesem Gerät.")
    return page.get_by_text(f"{count} Karten warten auf diesem Gerät.")


def seat(page: Page, runde: int) -> tuple[int, list[str]]:
    """Table and partners of a round as "Mein Tag" shows them."""
    heading = page.get_by_role("heading", name=f"Runde {runde}: Tisch")
    expect(heading).to_be_visible()
    names = plain_texts(page.locator("#gespraech .nw-partner > li > strong"))
    return int(re.search(r"Tisch (\d+)", heading.inner_text())[1]), sorted(name.split()[0] for name in names)


def helper_seat(page: Page, runde: int) -> tuple[int, list[str]]:
    """The same from the helper's page of somebody without a phone."""
    heading = page.get_by_role("heading", name=f"Runde {runde}: Tisch")
    names = plain_texts(heading.locator("xpath=following-sibling::ul[1]/li/strong"))
    return int(re.search(r"Tisch (\d+)", heading.inner_text())[1]), sorted(name.split()[0] for name in names)
