"""What a first visit weighs on the wire, what a web process weighs in memory, how long a start takes."""

import re
from pathlib import Path
from urllib.parse import urljoin

from client import Answer, Connection, warm, write_request
from stack import Web, Werkbank
from table import Row, p50

PEERS_KB = {"pretalx": 170, "pretix": 266}


def measure_bytes(bank: Werkbank, facts: dict, short: bool) -> list[Row]:
    """The announcement of a conference as a browser fetches it: page, styles, scripts, faces in use."""
    web = bank.start("klein")
    page = f"/bench/{facts['klein']['konferenz']['slug']}/"
    with Connection(web.port) as connection:
        html = _fetch(connection, page)
        text = _plain(connection, page)
        wanted = re.findall(r'(?:href|src)="(/static/[^"]+)"', text)
        code = [address for address in dict.fromkeys(wanted) if address.endswith((".css", ".js"))]
        code_bytes = sum(len(_fetch(connection, address).body) for address in code)
        styles = {address: _plain(connection, address) for address in code if address.endswith(".css")}
        faces = {urljoin(a, u) for a, css in styles.items() for u in re.findall(r'url\("?([^")]+\.woff2)"?\)', css)}
        # The faces with letters beyond Western Europe load only where such a letter stands.
        faces = {face for face in faces if "-mehr" not in face}
        pictures = {address for address in wanted if address.endswith((".svg", ".png"))}
        rest = sum(len(_fetch(connection, address).body) for address in faces | pictures)
    bank.stop(web)
    whole = len(html.body) + code_bytes + rest
    return [
        Row("Erster Besuch mit Schriften", whole / 1000, unit="kB", floor=100, target=1,
            checks=[(f"{len(code)} Stile und Skripte, {len(faces)} Schnitte", True)]),
        Row("JS und CSS der ersten Seite", code_bytes / 1000, unit="kB", floor=28, target=1,
            peers={name: kb / 28 for name, kb in PEERS_KB.items()}),
    ]  # fmt: skip


def _fetch(connection: Connection, path: str) -> Answer:
    answer = connection.send(write_request("GET", path, headers={"Accept-Encoding": "gzip, deflate, br"}))
    if answer.status != 200:
        raise RuntimeError(f"{path}: {answer.status}")
    return answer


def _plain(connection: Connection, path: str) -> str:
    return connection.send(write_request("GET", path)).body.decode()


def measure_processes(bank: Werkbank, facts: dict, short: bool) -> list[Row]:
    rounds = 1 if short else 5
    konferenz, cookie = facts["klein"]["konferenz"], facts["klein"]["cookie"]
    k = f"bench/{konferenz['slug']}"
    ours_start, floor_start, ours_memory, floor_memory, has_pango = [], [], [], [], False
    for _ in range(rounds):
        web = bank.spawn("klein")
        ours_start.append(web.wait(f"/{k}/themen/"))
        requests = [write_request("GET", path, cookie=cookie) for path in (f"/{k}/", f"/verwaltung/{k}/themen/")]
        warm(web.port, [*requests, write_request("GET", f"/mein/{konferenz['pass']}/gruppen/")])
        ours_memory.append(_memory(web))
        has_pango = has_pango or any("pango" in Path(f"/proc/{pid}/maps").read_text() for pid in web.worker_pids())
        bank.stop(web)
        floor = bank.spawn("boden", application="floor:application")
        floor_start.append(floor.wait("/"))
        warm(floor.port, [write_request("GET", path) for path in ("/", "/thema/7/", "/intern/")])
        floor_memory.append(_memory(floor))
        bank.stop(floor)
    return [
        Row("Speicher eines Web-Prozesses (RSS)", p50(ours_memory), unit="MiB", floor=p50(floor_memory), target=1.7,
            peers={"pretalx": 3.1, "pretix": 4.5},
            checks=[("WeasyPrint geladen" if has_pango else "ohne WeasyPrint", not has_pango)]),
        Row("Vom Start bis zur ersten Antwort", p50(ours_start), unit="s", floor=p50(floor_start), target=2,
            peers={"pretalx": 3.4, "pretix": 8.1},
            ratio=p50([a / b for a, b in zip(ours_start, floor_start, strict=True)])),
    ]  # fmt: skip


def _memory(web: Web) -> float:
    """MiB of a worker, the mean of all."""
    found = [
        int(re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())[1]) / 1024
        for pid in web.worker_pids()
    ]
    return sum(found) / len(found)
