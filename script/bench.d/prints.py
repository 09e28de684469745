"""The minutes as a PDF against bare WeasyPrint with the same HTML, and unchanged against a static file: the draft of
the staff, which nothing must have changed since, and the stored file of a released version."""
# ruff: noqa: S603 - fixed commands

import re
import subprocess
import sys
import time

from client import Answer, Connection, warm, write_request
from pages import in_rounds, ratio, reading
from stack import ROOT, Werkbank
from table import Row, p50

BARE = """
import sys
from weasyprint import HTML
html = sys.stdin.read()
sys.stdout.buffer.write(HTML(string=html).write_pdf(pdf_variant="pdf/ua-1"))
"""


def measure_minutes(bank: Werkbank, facts: dict, short: bool) -> list[Row]:
    rounds = 1 if short else 5
    minutes = bank.load("klein", "minutes", 1 if short else 5)
    bare_html = re.sub(r'(href|src)="/static/', rf'\1="{(ROOT / "static").as_uri()}/', minutes["html"])
    web = bank.start("klein")
    warm(web.port, [write_request("GET", "/gesund/")])
    request = write_request("GET", minutes["entwurf"], cookie=minutes["cookie"])
    ours, bare, pdf = [], [], b""
    for _ in range(rounds):
        bank.load("klein", "forget_prints")
        began = time.perf_counter()
        pdf = _get(web.port, request).body
        ours.append(time.perf_counter() - began)
        began = time.perf_counter()
        plain = subprocess.run([sys.executable, "-c", BARE], input=bare_html.encode(), capture_output=True, check=True)
        bare.append(time.perf_counter() - began)
    bank.stop(web)
    pages, bare_pages = _pages(pdf), _pages(plain.stdout)
    rows = [
        Row("Protokoll als PDF, gegen WeasyPrint allein mit demselben HTML", p50(ours), unit="s", floor=p50(bare),
            target=1.2, checks=[(f"{pages} Seiten, WeasyPrint allein {bare_pages}", True)],
            ratio=p50([a / b for a, b in zip(ours, bare, strict=True)]))
    ]  # fmt: skip
    rows.append(_unchanged(bank, "Entwurf", minutes["entwurf"], minutes["cookie"], short))
    rows.append(_unchanged(bank, "Freigegebenes Protokoll", minutes["version"], "", short))
    return rows


def _unchanged(bank: Werkbank, was: str, path: str, cookie: str, short: bool) -> Row:
    """The kept minutes again, against the same bytes as a static file of the same server."""
    web = bank.start("klein")
    pdf = _get(web.port, write_request("GET", path, cookie=cookie)).body
    bank.stop(web)
    (bank.var / "static" / "protokoll.pdf").write_bytes(pdf)
    web = bank.start("klein")  # a new one, which knows the file
    warm(web.port, [write_request("GET", path, cookie=cookie), write_request("GET", "/static/protokoll.pdf")])
    pairs = {"wir": (web, reading(path, cookie)), "datei": (web, reading("/static/protokoll.pdf"))}
    found = in_rounds(pairs, *((2, 3) if short else (15, 30)))
    bank.stop(web)
    return Row(
        f"{was}, unverändert noch einmal, gegen eine statische Datei", p50(found["wir"]),
        floor=p50(found["datei"]), target=3, ratio=ratio(found, "wir", "datei"),
        checks=[(f"{len(pdf) / 1000:.0f} kB", True)],
    )  # fmt: skip


def _get(port: int, request: bytes) -> Answer:
    with Connection(port) as connection:
        answer = connection.send(request)
    if answer.status != 200 or not answer.body.startswith(b"%PDF-"):
        raise RuntimeError(f"no minutes: {answer.status}")
    return answer


def _pages(pdf: bytes) -> int:
    import io

    import pikepdf

    with pikepdf.open(io.BytesIO(pdf)) as document:
        return len(document.pages)
