"""Single pages against the floor, one reader at a time, in the same rounds; and what growth does to them."""

import time
import uuid
from collections.abc import Callable
from itertools import cycle

from client import Connection, throughput, warm, write_request
from stack import Web, Werkbank
from table import Row, number, p50

Request = Callable[[Connection], None]


def reading(path: str, cookie: str = "") -> Request:
    request = write_request("GET", path, cookie=cookie)

    def read(connection: Connection) -> None:
        if (status := connection.send(request).status) != 200:
            raise RuntimeError(f"{path.split('/')[1]}: {status}")

    return read


def writing(requests: list[bytes], then: list[bytes] = ()) -> Request:
    """Send the next of these, and perhaps the page after it."""
    following = cycle(requests)
    pages = cycle(then) if then else None

    def write(connection: Connection) -> None:
        answer = connection.send(next(following))
        if answer.status != 302:
            raise RuntimeError(f"a write was answered with {answer.status}")
        if pages:
            answer = connection.send(next(pages))
            if answer.status != 200:
                raise RuntimeError(f"the page after a write was answered with {answer.status}")

    return write


def in_rounds(
    pairs: dict[str, tuple[Web, Request]], rounds: int, times: int, cpu: dict[str, float] | None = None
) -> dict[str, list[float]]:
    """Milliseconds (p50) of each round; all in every round, so whatever else runs hits all alike.

    `cpu` collects the seconds that the server computed for each.
    """
    found: dict[str, list[float]] = {name: [] for name in pairs}
    cpu = {} if cpu is None else cpu
    for _ in range(rounds):
        for name, (web, request) in pairs.items():
            with Connection(web.port) as connection:
                request(connection)
                took = []
                before = web.cpu_seconds()
                for _ in range(times):
                    began = time.perf_counter()
                    request(connection)
                    took.append((time.perf_counter() - began) * 1000)
                cpu[name] = cpu.get(name, 0) + web.cpu_seconds() - before
            found[name].append(p50(took))
    return found


def ratio(found: dict[str, list[float]], above: str, below: str) -> float:
    """The middle of the rounds' ratios."""
    return p50([a / b for a, b in zip(found[above], found[below], strict=True)])


# name, of the floor, target, statements, bytes of HTML, ratios of peers to their own floor
PAGES = (
    ("Öffentliche Liste, 50 Themen", "liste", 2.5, 5, None, {"pretalx": 9.7, "pretix": 17.6}),
    ("Ein Thema", "eines", 3.5, 5, None, {"pretalx": 51.7}),
    ("Themen der Verwaltung, 50 Zeilen", "intern", 3.5, 8, 40_000, {"pretalx": 111.2, "pretix": 31.2}),
    ("Thema vorschlagen, 2 Anfragen", "neu", 5, 18, None, {"pretalx": 49.1}),
    ("Gruppe wählen", "waehlen", 2.5, 9, None, {"pretalx": 10.2, "pretix": 21.1}),
)


def measure_pages(bank: Werkbank, facts: dict, short: bool) -> list[Row]:
    rounds, times = (2, 4) if short else (15, 40)
    floor, web = bank.start_floor(), bank.start("klein")
    konferenz, cookie = facts["klein"]["konferenz"], facts["klein"]["cookie"]
    k = f"bench/{konferenz['slug']}"
    paths = {
        "liste": (f"/{k}/themen/", ""),
        "eines": (f"/{k}/themen/{konferenz['thema']}/", ""),
        "intern": (f"/verwaltung/{k}/themen/", cookie),
    }
    anmeldungen = (f"/verwaltung/{k}/anmeldungen/", cookie)
    proposals = bank.load("klein", "propose", rounds * (times + 1) + 1)["pfade"]
    *crowd, untouched = bank.load("klein", "crowd", 21, 2, 1_000)["pfade"]
    boden_session = f"sessionid={bank.boden_session}"
    pairs = {f"wir {name}": (web, reading(*path)) for name, path in paths.items()}
    pairs["wir anmeldungen"] = (web, reading(*anmeldungen))
    pairs |= {
        "boden liste": (floor, reading("/")),
        "boden eines": (floor, reading("/thema/7/")),
        "boden intern": (floor, reading("/intern/", boden_session)),
        "wir neu": (
            web,
            writing([_proposal(path) for path in proposals[1:]], [write_request("GET", p) for p in proposals[1:]]),
        ),
        "boden neu": (floor, writing([write_request("POST", "/neu/", {"titel": "Ein Thema"}, boden_session)])),
        "wir waehlen": (
            web,
            writing([write_request("POST", p, {"gruppe": n}) for n in (1, 2) for p in crowd]),
        ),
        "boden waehlen": (
            floor,
            writing([write_request("POST", f"/waehlen/{p}/", {"gruppe": g}) for g in (6, 7) for p in range(20)]),
        ),
    }
    warm(web.port, [write_request("GET", path, cookie=c) for path, c in (*paths.values(), anmeldungen)])
    warm(floor.port, [write_request("GET", path) for path in ("/", "/thema/7/", "/intern/")])
    cpu: dict[str, float] = {}
    found = in_rounds(pairs, rounds, times, cpu)
    counted = bank.load("klein", "queries", [
        *([name, "GET", path, None, c] for name, (path, c) in paths.items()),
        ["anmeldungen", "GET", anmeldungen[0], None, cookie],
        ["neu", "POST", proposals[0] + "neu/", _topic(), ""],
        ["waehlen", "POST", untouched, {"gruppe": 1}, ""],
    ])  # fmt: skip
    with Connection(web.port) as connection:
        size = {n: len(connection.send(write_request("GET", p, cookie=c)).body) for n, (p, c) in paths.items()}
    rows = []
    for title, name, target, most, most_bytes, peers in PAGES:
        checks = [(f"{counted[name]} Abfragen (≤ {most})", counted[name] <= most)]
        if most_bytes:
            checks.append((f"{size[name] / 1000:.0f} kB HTML (≤ {most_bytes // 1000})", size[name] <= most_bytes))
        if below := cpu[f"boden {name}"]:
            checks.append((f"Rechenzeit {number(cpu[f'wir {name}'] / below, 2)} ×", True))
        rows.append(
            Row(title, p50(found[f"wir {name}"]), floor=p50(found[f"boden {name}"]), target=target, checks=checks,
                peers=peers, ratio=ratio(found, f"wir {name}", f"boden {name}"))
        )  # fmt: skip
    rows.append(
        Row("Anmeldungen der Verwaltung, 50 Zeilen", p50(found["wir anmeldungen"]), floor=p50(found["boden intern"]),
            target=3.5, checks=[(f"{counted['anmeldungen']} Abfragen (≤ 8)", counted["anmeldungen"] <= 8)],
            ratio=ratio(found, "wir anmeldungen", "boden intern"))
    )  # fmt: skip
    seconds = 1 if short else 5
    for title, name in (("Liste, 8 zugleich", "liste"), ("Verwaltung, 8 zugleich", "intern")):
        path, c = paths[name]
        ours = throughput(web.port, write_request("GET", path, cookie=c), seconds=seconds)
        boden = {"liste": ("/", ""), "intern": ("/intern/", boden_session)}[name]
        below = throughput(floor.port, write_request("GET", boden[0], cookie=boden[1]), seconds=seconds)
        # per answer, so that more is slower here too
        rows.append(Row(f"{title}: ms je Antwort", 1000 / ours, floor=1000 / below))
    bank.stop(floor)
    bank.stop(web)
    return rows


def _topic() -> dict:
    return {"titel": "Ein Treffpunkt für alle", "beschreibung": "Worum es geht.", "vorgang": str(uuid.uuid4())}


def _proposal(path: str) -> bytes:
    return write_request("POST", f"{path}neu/", _topic())


GROWING = (
    ("Öffentliche Liste", "/{k}/themen/", False),
    ("Ein Thema", "/{k}/themen/{thema}/", False),
    ("Seite der Konferenz", "/{k}/", False),
    ("Themen der Verwaltung", "/verwaltung/{k}/themen/", True),
    ("Anmeldungen der Verwaltung", "/verwaltung/{k}/anmeldungen/", True),
    ("Gruppenwahl auf dem Telefon", "{pass}", False),
)


def measure_growth(bank: Werkbank, facts: dict, short: bool) -> list[Row]:
    """The same page with 200 and 2,000 topics, and in a database with one and with a thousand conferences."""
    rounds, times = (3, 5) if short else (15, 30)
    small, large = bank.start("klein"), bank.start("gross")
    pairs, wanted = {}, {"klein": [], "gross": []}
    for title, address, signed_in in GROWING:
        for case, web, where, which in (
            ("klein", small, "klein", "konferenz"),
            ("viele", large, "gross", "konferenz"),
            ("gross", large, "gross", "gross"),
        ):
            path = _address(address, facts[where][which])
            cookie = facts[where]["cookie"] if signed_in else ""
            pairs[f"{title} {case}"] = (web, reading(path, cookie))
            wanted[where].append([f"{title} {case}", "GET", path, None, cookie])
            warm(web.port, [write_request("GET", path, cookie=cookie)], 2)
    found = in_rounds(pairs, rounds, times)
    counted = {}
    for database, requests in wanted.items():
        counted |= bank.load(database, "queries", requests)
    themen, konferenzen = facts["sizes"]
    rows = []
    for title, _, _ in GROWING:
        same = len({counted[f"{title} {case}"] for case in ("klein", "viele", "gross")}) == 1
        checks = [(f"{counted[f'{title} gross']} Abfragen, überall gleich viele" if same else "Abfragen wachsen", same)]
        for case, below, words in (
            ("viele", "klein", f"1 → {konferenzen} Konferenzen"),
            ("gross", "viele", f"200 → {themen} Themen"),
        ):
            rows.append(
                Row(f"{title}: {words}", p50(found[f"{title} {case}"]), floor=p50(found[f"{title} {below}"]),
                    target=1.15, checks=checks, ratio=ratio(found, f"{title} {case}", f"{title} {below}"))
            )  # fmt: skip
    bank.stop(small)
    bank.stop(large)
    return rows


def _address(address: str, konferenz: dict) -> str:
    if address == "{pass}":
        return f"/mein/{konferenz['pass']}/gruppen/"
    return address.format(k=f"bench/{konferenz['slug']}", thema=konferenz["thema"])
