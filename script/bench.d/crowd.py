"""Many at the same moment: 200 people for 100 seats, and 300 phones that watch while all of them choose."""

import asyncio
import random
import re
import time
from bisect import bisect_left
from collections import Counter

from client import Answer, Reader, all_at_once, warm, write_request
from stack import Web, Werkbank
from table import Row, number, p50, p95

PEERS = {"pretalx": 6.2, "pretix": 11.6}
SHOWN_MS = 300


def measure_rush(bank: Werkbank, facts: dict, short: bool) -> list[Row]:
    """200 people press at once for five groups of 20 seats; nobody too many, nobody lost."""
    people, seats, rounds = (40, 4, 1) if short else (200, 20, 3)
    rows = []
    for workers in (2,) if short else (2, 12):
        floor_took, floor_cpu = _floor_rushes(bank, workers, people, seats, rounds)
        took, cpu, over, lost, other = _our_rushes(bank, workers, people, seats, rounds)
        rows.append(
            Row(f"{people} Personen zugleich, {5 * seats} Plätze, {workers} Prozesse: bis alle Antwort haben",
                p50(took), unit="s", floor=p50(floor_took), target=2, peers=PEERS,
                checks=[(f"{over} über Plan", over == 0), (f"{lost} verloren", lost == 0),
                        (f"{sum(other.values())} ohne Antwort {dict(other) or ''}".strip(), not other),
                        (f"Rechenzeit {number(cpu / (floor_cpu or 1), 2)} ×", True)])
        )  # fmt: skip
    return rows


def _floor_rushes(bank: Werkbank, workers: int, people: int, seats: int, rounds: int) -> tuple[list[float], float]:
    web = bank.start_floor(workers)
    bank.sql("UPDATE boden_gruppe SET plaetze = %s WHERE id <= 5", "boden", [seats])
    warm(web.port, [write_request("GET", "/")], max(2, workers // 2))
    took, cpu = [], 0.0
    for _ in range(rounds):
        bank.sql("TRUNCATE boden_platz", "boden")
        requests = [write_request("POST", f"/waehlen/{n}/", {"gruppe": n % 5 + 1}) for n in range(people)]
        before = web.cpu_seconds()
        whole, _, answers = all_at_once(web.port, requests)
        cpu += web.cpu_seconds() - before
        if sorted({answer.status for answer in answers}) != [302, 409]:
            raise RuntimeError("the floor did not answer as it should")
        took.append(whole)
    bank.stop(web)
    return took, cpu


def _our_rushes(bank: Werkbank, workers: int, people: int, seats: int, rounds: int):
    web = bank.start("klein", workers=workers)
    took, cpu, over, lost, other = [], 0.0, 0, 0, Counter()
    for _ in range(rounds):
        crowd = bank.load("klein", "crowd", people, 5, seats)
        warm(web.port, [write_request("GET", path) for path in crowd["pfade"][:32]], max(2, workers // 2))
        requests = [write_request("POST", path, {"gruppe": n % 5 + 1}) for n, path in enumerate(crowd["pfade"])]
        before = web.cpu_seconds()
        whole, _, answers = all_at_once(web.port, requests)
        cpu += web.cpu_seconds() - before
        after = bank.load("klein", "outcome", crowd["konferenz"])
        told = sum(answer.status == 302 for answer in answers)
        over += after["ueber"]
        lost += abs(told - after["zugeordnet"]) + abs(5 * seats - after["belegt"])
        other += Counter(answer.status for answer in answers if answer.status not in (302, 409))
        took.append(whole)
    bank.stop(web)
    return took, cpu, over, lost, other


# -- the hall -----------------------------------------------------------------------------------------------


class Phone(asyncio.Protocol):
    """One open stream: when it showed how many people in all, and nothing else, to cost the machine little."""

    seen: dict[bytes, int] = {}  # the same event goes to all: read it once

    def __init__(self, request: bytes) -> None:
        self.request = request
        self.rest = b""
        self.shown: list[tuple[float, int]] = []
        self.events = 0
        self.closed = False

    def connection_made(self, transport) -> None:
        self.transport = transport
        transport.write(self.request)

    def data_received(self, data: bytes) -> None:
        now = time.time()
        *events, self.rest = (self.rest + data).split(b"\n\n")
        for event in events:
            total = self.seen.get(event)
            if total is None:
                is_groups = b"event: gruppen\n" in event
                found = re.findall(rb"<span>(\d+) von \d+</span>", event)
                total = self.seen[event] = sum(map(int, found)) if is_groups and found else -1
            if total >= 0:
                self.events += 1
                self.shown.append((now, total))

    def connection_lost(self, _) -> None:
        self.closed = True


def measure_hall(bank: Werkbank, facts: dict, short: bool) -> list[Row]:
    people, seconds = (30, 3) if short else (300, 10)
    web = bank.start("klein", application="counted:application")
    crowd = bank.load("klein", "crowd", people, 5, people // 5)
    warm(web.port, [write_request("GET", path) for path in crowd["pfade"][:32]], 3)
    hall = asyncio.run(_hall(bank, web, crowd, seconds))
    after = bank.load("klein", "outcome", crowd["konferenz"])
    drawn = _drawings(bank, hall["began"], hall["ended"])
    pids = len(web.worker_pids())
    bank.stop(web)
    waits = _commit_to_shown(after["commits"], hall["phones"])
    missing = people * people - len(waits)
    most = _bursts(after["commits"])
    busiest = max((len(times) for times in drawn.values()), default=0)
    bound = min(phone.shown[-1][1] if phone.shown else 0 for phone in hall["phones"])
    wrong = sum(answer.status not in (302, 409) for answer in hall["answers"])
    after_checks = [
        (f"{after['ueber']} Gruppen über Plan", after["ueber"] == 0),
        (f"{people - after['zugeordnet']} von {people} verloren", after["zugeordnet"] == people == after["belegt"]),
        (f"{wrong} Fehler", wrong == 0),
    ]
    return [
        Row(f"{people} Telefone, alle wählen in {seconds} s: Commit bis Anzeige, p95",
            p95(waits) * 1000 if waits else 0, floor=SHOWN_MS, target=1,
            checks=[(f"p50 {p50(waits or [0]) * 1000:.0f} ms, längste {max(waits or [0]) * 1000:.0f} ms", True),
                    (f"{missing} nicht gezeigt", missing == 0),
                    (f"am Ende zeigen alle {bound} von {people}", bound == people)]),
        Row(f"{people} Telefone: Wahl bis Antwort, p95", p95(hall["took"]) * 1000, checks=after_checks),
        Row("Gezeichnet je Schub (Schübe von 0,1 s, Prozess mit den meisten)", busiest, unit="mal", floor=most,
            target=1, checks=[(f"{len(drawn)} von {pids} Prozessen zeichneten", True)]),
        Row("Verbindungen des Live-Kanals je Prozess", hall["listeners"] / pids, unit="",
            checks=[(f"{hall['listeners']} bei {pids} Prozessen", hall["listeners"] == pids),
                    (f"{hall['connections']} Verbindungen insgesamt, Seiten eingeschlossen", True)]),
    ]  # fmt: skip


async def _hall(bank: Werkbank, web: Web, crowd: dict, seconds: float) -> dict:
    loop = asyncio.get_running_loop()
    request = write_request("GET", crowd["live"], headers={"Accept": "text/event-stream"})
    phones = []
    for _ in crowd["pfade"]:
        _, phone = await loop.create_connection(lambda: Phone(request), "127.0.0.1", web.port)
        phones.append(phone)
    screen = write_request("GET", crowd["leinwand"], headers={"Accept": "text/event-stream"})
    screen_transport, _ = await loop.create_connection(lambda: Phone(screen), "127.0.0.1", web.port)
    await _until(lambda: all(phone.shown for phone in phones), 30)
    readers = [await Reader(web.port).open() for _ in crowd["pfade"]]
    began = time.time()
    dice = random.Random(4)  # noqa: S311 - the same hall every time
    took: list[float] = []
    answers: list[Answer] = []

    async def person(n: int) -> None:
        await asyncio.sleep(dice.random() * seconds)
        start = time.perf_counter()
        # Whoever comes too late chooses again, as people do.
        for group in dice.sample(range(1, 6), 5):
            answer = await readers[n].send(write_request("POST", crowd["pfade"][n], {"gruppe": group}))
            took.append(time.perf_counter() - start)
            answers.append(answer)
            if answer.status == 302:
                return
            start = time.perf_counter()

    connections = asyncio.create_task(asyncio.to_thread(_count_connections, bank, seconds / 2))
    await asyncio.gather(*(person(n) for n in range(len(readers))))
    await _until(lambda: all(phone.shown[-1][1] >= len(phones) for phone in phones), 10)
    listeners, every = await connections
    screen_transport.close()
    for phone in phones:
        phone.transport.close()
    for reader in readers:
        reader.close()
    return {
        "phones": phones, "took": took, "answers": answers, "began": began, "ended": time.time(),
        "listeners": listeners, "connections": every,
    }  # fmt: skip


async def _until(condition, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        await asyncio.sleep(0.05)


def _count_connections(bank: Werkbank, wait: float) -> tuple[int, int]:
    time.sleep(wait)
    return bank.sql(
        "SELECT count(*) FILTER (WHERE application_name = 'netzwerkstatt-live'), count(*)"
        " FROM pg_stat_activity WHERE datname = 'klein'"
    )[0]


def _commit_to_shown(commits: list[float], phones: list[Phone]) -> list[float]:
    """For each choice and each phone: until it shows at least as many people as had chosen by then."""
    waits = []
    for phone in phones:
        totals, times, most = [], [], -1
        for now, total in phone.shown:
            most = max(most, total)
            totals.append(most)
            times.append(now)
        for n, commit in enumerate(commits, start=1):
            place = bisect_left(totals, n)
            if place < len(totals):
                waits.append(max(0.0, times[place] - commit))
    return waits


def _bursts(commits: list[float]) -> int:
    """How often a process draws that waits a tenth of a second after a change for the others."""
    count, until = 0, 0.0
    for commit in commits:
        if commit > until:
            count, until = count + 1, commit + 0.1
    return count


def _drawings(bank: Werkbank, began: float, ended: float) -> dict[str, list[float]]:
    """Times at which each process drew the groups while the hall chose."""
    found = {}
    for file in bank.var.glob("gezeichnet-*"):
        lines = [line.split() for line in file.read_text().splitlines()]
        times = [float(start) for was, start, _ in lines if was == "gruppen" and began <= float(start) <= ended]
        if times:
            found[file.name] = times
    return found
