"""15 people in each of 4 groups write for a minute through the server as deployed, and everything that can be cut is:
the phones' connections, the database's, the whole web server with kill -9. What was acknowledged is there, once.
"""

import http.client
import random
import re
import threading
import time
import uuid
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

import pytest
from django.db import connection

from tests.factories import make_befund, make_kleingruppe, make_konferenz_heute
from tests.tag_buehne import Server
from tests.themen.test_befund_browser import board_of
from themen.models import Befund, BefundFassung

GRUPPEN, LEUTE = 4, 15
DAUER = 60  # seconds in which new cards are begun
NACHSENDEN = 90  # seconds in which what is under way may still arrive
ARTEN = ("ist", "soll", "idee")


@dataclass
class Schreiber:
    """A phone: it writes card after card and sends each again, with its key, until the server said that it has it."""

    adresse: str
    brett: str
    name: str
    schluss: float
    acknowledged: dict[str, str] = field(default_factory=dict)  # text: the card's address
    faults: Counter = field(default_factory=Counter)
    cookie: str = ""
    token: str = ""
    link: http.client.HTTPConnection | None = None

    def run(self) -> None:
        zufall = random.Random(self.name)  # noqa: S311 - a test's dice
        self.until_it_works(self.open_board, zufall)
        zahl = 0
        while time.monotonic() < self.schluss:
            zahl += 1
            art = zufall.choice(ARTEN)
            text = f"{art} {zahl} von {self.name}"
            felder = {"text": text, "vorgang": str(uuid.uuid4()), "csrfmiddlewaretoken": self.token}
            kennung = self.until_it_works(lambda a=art, f=felder: self.send(a, f, zufall), zufall)
            self.acknowledged[text] = kennung
            time.sleep(zufall.uniform(0.2, 1.2))

    def until_it_works(self, work, zufall):
        while time.monotonic() < self.schluss + NACHSENDEN:
            try:
                return work()
            except (OSError, http.client.HTTPException) as error:
                self.faults[type(error).__name__] += 1
                self.hang_up()
                time.sleep(zufall.uniform(0.1, 0.6))
        raise AssertionError(f"{self.name}: no answer until the end")

    def open_board(self) -> None:
        answer, page = self.ask("GET", self.brett + "?neu=ist")
        if answer.status >= 500:
            raise OSError(answer.status)
        assert answer.status == 200, page
        self.cookie = answer.getheader("Set-Cookie").split(";")[0]
        self.token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]

    def send(self, art: str, felder: dict, zufall) -> str:
        body = urlencode(felder)
        kopf = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": self.cookie}
        wie = zufall.random()
        if wie < 0.12:  # the net goes after the last byte was sent: nobody reads the answer
            self.request("POST", f"{self.brett}?neu={art}", body, kopf)
            self.hang_up()
            self.faults["cut after"] += 1
        elif wie < 0.18:  # or in the middle of it
            self.connect().sock.sendall(f"POST {self.brett}?neu={art} HTTP/1.1\r\nHost: x\r\nContent-Le".encode())
            self.hang_up()
            self.faults["cut within"] += 1
        answer, page = self.ask("POST", f"{self.brett}?neu={art}", body, kopf)
        if answer.status >= 500:
            raise OSError(answer.status)
        assert answer.status == 302, (answer.status, page)
        return urlsplit(answer.getheader("Location")).fragment.removeprefix("karte-")

    def ask(self, *request):
        self.request(*request)
        answer = self.link.getresponse()
        return answer, answer.read().decode()

    def request(self, method: str, path: str, body: str | None = None, kopf: dict | None = None) -> None:
        self.connect().request(method, path, body, kopf or {})

    def connect(self) -> http.client.HTTPConnection:
        if self.link is None:
            self.link = http.client.HTTPConnection(self.adresse, timeout=30)
            self.link.connect()
        return self.link

    def hang_up(self) -> None:
        if self.link is not None:
            self.link.close()
        self.link = None


class Stoerung(threading.Thread):
    """Ends database connections every second, one worker or the whole web server every few seconds."""

    def __init__(self, server: Server, verschont: int) -> None:
        super().__init__()
        self.server, self.verschont = server, verschont
        self.ende = threading.Event()
        self.count: Counter = Counter()
        self.error: Exception | None = None

    def run(self) -> None:
        zufall = random.Random(4)  # noqa: S311
        naechster = time.monotonic() + 8
        try:
            while not self.ende.wait(zufall.uniform(0.5, 1.5)):
                self.count["backends"] += self.terminate_backends()
                if time.monotonic() > naechster:
                    self.server.kill()
                    self.count["servers"] += 1
                    time.sleep(zufall.uniform(0.1, 1))
                    self.server.begin()
                    naechster = time.monotonic() + zufall.uniform(5, 10)
        except Exception as error:
            self.error = error
        finally:
            connection.close()

    def terminate_backends(self) -> int:
        """Those at work first: a transaction that is torn in the middle is what this is about."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(pg_terminate_backend(pid)) FROM (SELECT pid FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid NOT IN (pg_backend_pid(), %s)"
                " AND backend_type = 'client backend' ORDER BY state = 'idle', random() LIMIT 3) AS einige",
                [self.verschont],
            )
            return cursor.fetchone()[0]


def find_losses(acknowledged: dict[str, str]) -> list[str]:
    """What is not as it was promised: lost, doubled, another card, a number twice or left out, no version."""
    found, numbers = defaultdict(list), defaultdict(list)
    for befund in Befund.objects.order_by("pk"):
        found[befund.text].append(befund.kennung)
        numbers[befund.kleingruppe_id, befund.art].append(befund.nummer)
    findings = [
        f"{text}: {found.get(text, [])} instead of {kennung}"
        for text, kennung in acknowledged.items()
        if found.get(text) != [kennung]
    ]
    findings += [f"nobody was told of: {text}" for text in found if text not in acknowledged]
    findings += [
        f"numbers {key}: {sorted(rows)}"
        for key, rows in numbers.items()
        if sorted(rows) != list(range(1, len(rows) + 1))
    ]
    versions = dict(BefundFassung.objects.filter(fassung=1).values_list("befund__kennung", "text"))
    findings += [f"first version: {text}" for text, kennung in acknowledged.items() if versions.get(kennung) != text]
    return findings


@pytest.mark.lang
@pytest.mark.django_db(transaction=True)
def test_fifteen_writers_in_four_groups_lose_no_acknowledged_card_whatever_is_killed(tmp_path):
    konferenz = make_konferenz_heute()
    bretter = [
        board_of(gruppe) for gruppe in [make_kleingruppe(konferenz) for _ in range(GRUPPEN)] for _ in range(LEUTE)
    ]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        eigene = cursor.fetchone()[0]
    server = Server(tmp_path)
    server.manage("collectstatic", "--noinput", "--verbosity", "0")
    errors: list[BaseException] = []

    def run(schreiber: Schreiber) -> None:
        try:
            schreiber.run()
        except BaseException as error:
            errors.append(error)
        finally:
            schreiber.hang_up()

    try:
        server.begin()
        schluss = time.monotonic() + DAUER
        alle = [Schreiber(f"127.0.0.1:{server.port}", url, f"Person {n}", schluss) for n, url in enumerate(bretter)]
        threads = [threading.Thread(target=run, args=[schreiber]) for schreiber in alle]
        stoerung = Stoerung(server, eigene)
        for thread in [stoerung, *threads]:
            thread.start()
        time.sleep(max(schluss - time.monotonic(), 0))
        stoerung.ende.set()  # a server that was killed is up again when this thread ends
        for thread in [stoerung, *threads]:
            thread.join()
    finally:
        server.stop()

    assert (stoerung.error, errors) == (None, [])
    acknowledged = {text: kennung for schreiber in alle for text, kennung in schreiber.acknowledged.items()}
    faults = sum((schreiber.faults for schreiber in alle), Counter())
    # it was a storm, and everybody wrote in it
    assert stoerung.count["servers"] >= 3
    assert stoerung.count["backends"] >= 20
    assert faults["cut after"] >= 20
    assert faults["cut within"] >= 10
    assert sum(faults.values()) - faults["cut after"] - faults["cut within"] >= 20
    assert min(len(schreiber.acknowledged) for schreiber in alle) >= 3
    assert find_losses(acknowledged) == []


@pytest.mark.django_db
def test_the_check_sees_a_card_that_is_lost_doubled_or_changed():
    """The negative control."""
    gruppe = make_kleingruppe()
    rows = [make_befund(gruppe, text=f"Karte {n}") for n in range(3)]
    acknowledged = {befund.text: befund.kennung for befund in rows}
    assert find_losses(acknowledged) == []

    double = make_befund(gruppe, text="Karte 1")
    assert [line.split(":")[0] for line in find_losses(acknowledged)] == ["Karte 1"]
    double.delete()

    BefundFassung.objects.filter(befund=rows[0]).delete()
    rows[0].delete()
    assert [line.split(":")[0] for line in find_losses(acknowledged)] == [
        "Karte 0",
        f"numbers ({gruppe.pk}, 'ist')",
        "first version",
    ]
    make_befund(gruppe, text="Karte 0", nummer=1)
    assert [line.split(":")[0] for line in find_losses(acknowledged)] == ["Karte 0", "first version"]
