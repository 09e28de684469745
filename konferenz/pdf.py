"""From HTML to a PDF/UA-1 file. WeasyPrint runs in a child process with limits and never enters the web process.

The child (konferenz/pdf_kind.py) gets HTML and pictures through a pipe, knows our static files, and nothing else:
no database, no secret, no network.
"""

import base64
import contextlib
import functools
import hashlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from konferenz.models import Datei, Veranstalter
from konferenz.models.datei import MAX_BYTES

PDF_TYP = "application/pdf"
SEKUNDEN = 60
SPEICHER = 2 * 1024**3
# Ours among the advisory locks with two numbers; the second is the print.
LOCK = 7_203
# A print takes a core and some hundred megabytes: more at once would only make everybody wait longer.
_plaetze = threading.BoundedSemaphore(2)


class PdfFehler(Exception):
    """The print could not be made; the message is a German sentence for the person who asked."""


class PdfZuGross(PdfFehler):
    """Set, but larger than a Datei may be, although pictures were scaled down."""


@dataclass(frozen=True)
class Bild:
    """A picture that the print may show under `bild:<name>`, for example the coat of arms."""

    name: str
    typ: str
    inhalt: bytes


@dataclass(frozen=True)
class Druck:
    """What the child sets: HTML, its pictures, and the pages that may be set tighter.

    `enge` are pairs (id of the element, id of what begins on a new page behind it): whatever takes more than one
    page gets the class `eng` and everything is set once more. `weitere` are documents behind the first in the same
    file, each with page numbers of its own (letters); the title is that of the first. `stufen` are classes for the
    body of each document: the first with which it takes one page is kept, else the last (posters).
    """

    html: str
    bilder: Sequence[Bild] = ()
    enge: Sequence[tuple[str, str]] = ()
    weitere: Sequence[str] = ()
    stufen: Sequence[str] = ()


@dataclass(frozen=True)
class Stapel:
    """A large print of `zahl` equal pieces for konferenz.services.druckauftrag, in as few files as fit.

    `make(ab, bis)` gives the print of the pieces ab … bis-1 and `name(ab, bis)` its file name; `je_datei` is how
    many one file holds at most, `stand` a hash of everything that is printed. `keep(ab, name, inhalt)` is called in
    the transaction that stores a file, for prints that are to last longer than a day.
    """

    zahl: int
    je_datei: int
    stand: str
    make: Callable[[int, int], Druck]
    name: Callable[[int, int], str]
    keep: Callable[[int, str, bytes], None] | None = None


def render(druck: Druck, *, sekunden: float = SEKUNDEN, speicher: int | None = None) -> bytes:
    """The PDF; raises PdfFehler when it takes too long, needs too much memory or breaks.

    A web request keeps the limits as they are; a background job may give more seconds and bytes.
    """
    auftrag = json.dumps(
        {
            "html": [druck.html, *druck.weitere],
            "bilder": {b.name: [b.typ, base64.b64encode(b.inhalt).decode()] for b in druck.bilder},
            "enge": list(druck.enge),
            "stufen": list(druck.stufen),
            "static": str(settings.BASE_DIR / "static"),
            "speicher": speicher or SPEICHER,
            "sekunden": max(1, int(sekunden)),
        }
    )
    if not _plaetze.acquire(timeout=SEKUNDEN):
        raise PdfFehler(_busy())
    try:
        kind = subprocess.run(
            [sys.executable, "-m", "konferenz.pdf_kind"],
            input=auftrag.encode(),
            capture_output=True,
            timeout=sekunden,
            cwd=settings.BASE_DIR,
            env=_environment(),
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise PdfFehler(_("Das PDF brauchte zu lange. Die Seite im Browser zeigt denselben Inhalt.")) from None
    finally:
        _plaetze.release()
    if kind.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        raise PdfFehler(_("Das PDF brauchte zu lange. Die Seite im Browser zeigt denselben Inhalt."))
    if kind.returncode != 0 or not kind.stdout.startswith(b"%PDF-"):
        detail = kind.stderr.decode(errors="replace")[-2000:]
        raise PdfFehler(
            _("Das PDF ließ sich nicht erstellen. Die Seite im Browser zeigt denselben Inhalt.")
        ) from RuntimeError(detail)
    return kind.stdout


def _environment() -> dict[str, str]:
    """No secrets; the rest is what fontconfig needs to find its cache."""
    kept = {key: os.environ[key] for key in ("PATH", "HOME", "XDG_CACHE_HOME", "TMPDIR") if key in os.environ}
    return kept | {"LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}


@functools.cache
def layout_stand() -> str:
    """Hash of everything that shapes a print besides its content: templates, print CSS, fonts, these modules."""
    base = Path(settings.BASE_DIR)
    digest = hashlib.sha256()
    for folder in (*sorted(base.glob("templates/*/druck")), base / "static/druck", base / "static/gebaut/druck"):
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                digest.update(str(file.relative_to(base)).encode() + file.read_bytes())
    for file in ("konferenz/pdf.py", "konferenz/pdf_kind.py", "konferenz/texte.py"):
        digest.update((base / file).read_bytes())
    return digest.hexdigest()


@dataclass(frozen=True)
class Ablage:
    """Where a print is kept: `ort` is what it is, `stand` the hash of what it says; a new stand replaces the old."""

    veranstalter: Veranstalter
    ort: str
    stand: str
    name: str

    @property
    def schluessel(self) -> str:
        return f"{self.ort}:{hashlib.sha256((self.stand + layout_stand()).encode()).hexdigest()}"

    @property
    def etag(self) -> str:
        return f'"{self.schluessel.rpartition(":")[2]}"'

    def find(self) -> bytes | None:
        row = Datei.objects.filter(schluessel=self.schluessel).values_list("inhalt", flat=True).first()
        return None if row is None else bytes(row)


def get_or_render(ablage: Ablage, make: Callable[[], Druck]) -> bytes:
    """The print from the database, or set now and kept. Kept prints are a cache: each can be made again.

    However many ask at once, one sets it and the others wait for it; raises PdfFehler where that takes too long.
    """
    if (inhalt := ablage.find()) is not None:
        return inhalt
    with _alone(ablage.schluessel):
        if (inhalt := ablage.find()) is not None:
            return inhalt
        inhalt = render(make())
        if len(inhalt) > MAX_BYTES:
            raise PdfZuGross(too_large())
        keep(ablage, inhalt)
    return inhalt


@contextlib.contextmanager
def _alone(schluessel: str) -> Iterator[None]:
    """Wait until nobody else sets this print. A killed process's connection closes, and with it its lock.

    Asked again and again, because a waiting statement would end with lock_timeout, long before a print does.
    """
    wer = [LOCK, int.from_bytes(hashlib.sha256(schluessel.encode()).digest()[:4], signed=True)]
    ende = time.monotonic() + SEKUNDEN
    while not _ask("SELECT pg_try_advisory_lock(%s, %s)", wer):
        if time.monotonic() > ende:
            raise PdfFehler(_busy())
        time.sleep(0.2)
    try:
        yield
    finally:
        _ask("SELECT pg_advisory_unlock(%s, %s)", wer)


def _ask(sql: str, wer: list[int]) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(sql, wer)
        return cursor.fetchone()[0]


def _busy() -> str:
    return _("Gerade wird viel gedruckt. Bitte versuchen Sie es in einer Minute noch einmal.")


def keep(ablage: Ablage, inhalt: bytes) -> None:
    """Put a print where `find` finds it; what was kept there before goes."""
    Datei.objects.filter(schluessel__startswith=f"{ablage.ort}:").exclude(schluessel=ablage.schluessel).delete()
    Datei.objects.store(
        veranstalter=ablage.veranstalter,
        name=ablage.name[:160],
        typ=PDF_TYP,
        inhalt=inhalt,
        schluessel=ablage.schluessel,
    )


def too_large() -> str:
    return _(
        "Das PDF wäre größer als 5 MB. Ihre Daten sind sicher. Bitte nehmen Sie einige Fotos heraus "
        "oder drucken Sie die Gruppen einzeln."
    )
