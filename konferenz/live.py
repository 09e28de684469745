"""The live channel: a service announces a change, every process pushes the fresh fragment to its readers.

announce() is part of the service's transaction (pg_notify), so nobody hears of what was rolled back. Each process
holds one LISTEN connection and no thread per reader; the changed fragment is rendered once per burst for all.
A shared fragment holds nothing personal: no form, no personal link, no own choice.

Catching up needs no memory here: the id of an event is a checksum of what the reader has by then. Whoever comes back
with it, to whichever process, also after a restart, gets exactly the fragments that differ from it, and at once.
"""

import asyncio
import contextlib
import hashlib
import json
import logging
import re
import signal
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor

import psycopg2
from django.core import signing
from django.db import close_old_connections, connection, connections
from django.http import QueryDict

log = logging.getLogger(__name__)

BURST_SECONDS = 0.1
# A page that heard nothing for 20 s takes the net for dead (static/js/live.js): two beats may get lost.
HEARTBEAT_SECONDS = 6
RENDER_AGAIN_SECONDS = (1, 2, 4)
TICKET_SECONDS = 24 * 60 * 60
RETRY_MILLISECONDS = 2_000
_SALT = "konferenz.live"

fragments: dict[str, Callable[[int], str]] = {}
followers: dict[str, set[str]] = {}


def register(was: str, renderer: Callable[[int], str], *auch: str) -> None:
    """Name the function that renders the shared fragment `was` for the id in the channel's name.

    It is rendered anew when `was` is announced, or one of the names in `auch`.
    """
    fragments[was] = renderer
    for name in auch:
        followers.setdefault(name, set()).add(was)


def kanal(konferenz) -> str:
    """The channel of a Konferenz."""
    return f"k{konferenz.pk}"


def announce(kanal: str, was: str) -> None:
    """Say in the running transaction that the shared fragment `was` of a channel has changed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify('live', %s)", [json.dumps([kanal, was])])


def url(kanal: str, *was: str) -> str:
    """Address of the stream of these fragments; signed, so nobody listens to what no page offered."""
    return f"/live/{signing.dumps([kanal, *was], salt=_SALT)}/"


def _read_ticket(path: str) -> tuple[str, list[str]] | None:
    ticket = path.removeprefix("/live/").removesuffix("/")
    try:
        kanal, *was = signing.loads(ticket, salt=_SALT, max_age=TICKET_SECONDS)
    except signing.BadSignature:
        return None
    return kanal, [name for name in was if name in fragments]


# -- one process's readers ----------------------------------------------------------------------------------


class Reader:
    """One open stream: for each fragment only the newest version waits, so a slow phone costs nothing.

    `known` is what the page shows: the checksum of each fragment, as it came with the last event.
    """

    def __init__(self, known: dict[str, str] | None = None) -> None:
        self.known = known or {}
        self.waiting: dict[str, tuple[str, bytes]] = {}
        self.wake = asyncio.Event()
        self.beat_due = False
        self.closed = False

    def push(self, was: str, digest: str, frame: bytes) -> None:
        if self.known.get(was) == digest:
            self.waiting.pop(was, None)  # changed and changed back before it was sent
            return
        self.waiting[was] = digest, frame
        self.wake.set()

    def beat(self) -> None:
        self.beat_due = True
        self.wake.set()

    def close(self) -> None:
        self.closed = True
        self.wake.set()

    def take(self) -> bytes:
        """Everything that waits, each event with the id of the state the page has after it."""
        self.wake.clear()
        frames = _pulse() if self.beat_due else b""
        self.beat_due = False
        for was, (digest, frame) in self.waiting.items():
            self.known[was] = digest
            frames += frame + f"id: {write_id(self.known)}\n\n".encode()
        self.waiting.clear()
        return frames


def write_id(known: dict[str, str]) -> str:
    return "~".join(f"{was}.{digest}" for was, digest in known.items())


def read_id(text: str, names: Iterable[str]) -> dict[str, str]:
    """What a returning page has; whatever is no such id counts as nothing."""
    found = dict(re.findall(r"(?:^|~)([a-z_]{1,40})\.([0-9a-f]{12})(?=~|$)", text[:2_000]))
    return {was: found[was] for was in names if was in found}


class Fragment:
    """One shared fragment that somebody reads in this process."""

    def __init__(self, kanal: str, was: str) -> None:
        self.kanal, self.was = kanal, was
        self.readers: set[Reader] = set()
        self.html: str | None = None
        self.digest = ""
        self.frame = b""
        self.dirty = False
        self.task: asyncio.Task | None = None

    def changed(self, delay: float) -> None:
        self.dirty = True
        if self.task is None:
            self.task = asyncio.create_task(self._refresh(delay))

    async def _refresh(self, delay: float) -> None:
        failures = iter(RENDER_AGAIN_SECONDS)
        try:
            while self.dirty and self.readers:
                await asyncio.sleep(delay)
                delay = BURST_SECONDS
                self.dirty = False
                html = await asyncio.get_running_loop().run_in_executor(_threads, _render, self.kanal, self.was)
                if html is None:
                    # A database that was away for a moment; what stays broken waits for the next change.
                    delay = next(failures, 0)
                    self.dirty = self.dirty or delay > 0
                elif html != self.html:
                    self.html, self.digest = html, hashlib.sha256(html.encode()).hexdigest()[:12]
                    self.frame = _frame(self.was, html)
                    for reader in self.readers:
                        reader.push(self.was, self.digest, self.frame)
        finally:
            self.task = None


_threads = ThreadPoolExecutor(max_workers=2, thread_name_prefix="live")


def _render(kanal: str, was: str) -> str | None:
    close_old_connections()
    try:
        return fragments[was](int(kanal[1:]))
    except Exception:
        # One broken fragment must not stop the others.
        log.exception("Fragment %s of %s could not be rendered", was, kanal)
        return None
    finally:
        close_old_connections()


def _frame(was: str, html: str) -> bytes:
    """An event but for its id and its end, which differ from reader to reader."""
    lines = "".join(f"data: {line}\n" for line in html.splitlines() or [""])
    return f"event: {was}\n{lines}".encode()


def _pulse() -> bytes:
    """A sign of life that pages can hear (a comment they cannot), with the clock of the server in milliseconds."""
    return f"event: puls\ndata: {time.time() * 1000:.0f}\n\n".encode()


class Hub:
    """All readers of this process and its one LISTEN connection."""

    def __init__(self) -> None:
        self.fragments: dict[tuple[str, str], Fragment] = {}
        self.readers: set[Reader] = set()
        self.listening = asyncio.Event()
        self.listener: asyncio.Task | None = None
        self.heart: asyncio.Task | None = None

    async def subscribe(self, reader: Reader, kanal: str, names: list[str]) -> None:
        self.readers.add(reader)
        if self.listener is None or self.listener.done():
            self.listener = asyncio.create_task(self._listen())
        if self.heart is None:
            self.heart = asyncio.create_task(self._beat())
        # Listen first, render afterwards: a change in between is heard.
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.listening.wait(), 5)
        for was in names:
            fragment = self.fragments.setdefault((kanal, was), Fragment(kanal, was))
            fragment.readers.add(reader)
            if fragment.html is not None:
                reader.push(was, fragment.digest, fragment.frame)
            elif fragment.task is None:  # else the first rendering is under way and comes to this reader too
                fragment.changed(delay=0)

    def unsubscribe(self, reader: Reader, kanal: str, names: list[str]) -> None:
        self.readers.discard(reader)
        for was in names:
            fragment = self.fragments.get((kanal, was))
            if fragment:
                fragment.readers.discard(reader)
                if not fragment.readers:
                    del self.fragments[kanal, was]

    def close(self) -> None:
        for reader in self.readers:
            reader.close()
        for task in (self.listener, self.heart):
            if task:
                task.cancel()

    async def _beat(self) -> None:
        """One clock for all readers: a timer of its own for each of 300, at each event, costs more than the event."""
        while True:
            await asyncio.sleep(HEARTBEAT_SECONDS)
            for reader in self.readers:
                reader.beat()

    async def _listen(self) -> None:
        """Keep one LISTEN connection; after a break everything may have changed, so everything is rendered anew."""
        loop = asyncio.get_running_loop()
        pause = 0.5
        while True:
            try:
                database = await loop.run_in_executor(_threads, _connect)
            except psycopg2.Error as error:
                log.warning("Live channel waits for the database: %s", str(error).strip())
                await asyncio.sleep(pause)
                pause = min(pause * 2, 5)
                continue
            pause = 0.5
            lost = asyncio.Event()
            loop.add_reader(database.fileno(), self._read, database, lost)
            descriptor = database.fileno()
            self.listening.set()
            for fragment in self.fragments.values():
                fragment.changed(delay=0)
            try:
                await lost.wait()
            finally:
                self.listening.clear()
                loop.remove_reader(descriptor)
                database.close()
            log.warning("Live channel lost the database connection, connecting again")

    def _read(self, database, lost: asyncio.Event) -> None:
        try:
            database.poll()
        except psycopg2.Error:
            lost.set()
            return
        while database.notifies:
            kanal, was = json.loads(database.notifies.pop(0).payload)
            for name in (was, *followers.get(was, ())):
                fragment = self.fragments.get((kanal, name))
                if fragment:
                    fragment.changed(delay=BURST_SECONDS)


def _connect():
    """A connection of its own beside Django's: it lives as long as the process and waits for most of its life."""
    parameters = connections["default"].get_connection_params() | {
        "application_name": "netzwerkstatt-live",
        "connect_timeout": 10,
        "keepalives_idle": 30,
        "keepalives_interval": 10,
        "keepalives_count": 3,
    }
    database = psycopg2.connect(**parameters)
    database.autocommit = True
    with database.cursor() as cursor:
        cursor.execute("LISTEN live")
    return database


# -- ASGI ---------------------------------------------------------------------------------------------------

_hub: Hub | None = None


def hub() -> Hub:
    global _hub  # noqa: PLW0603 - one per process, made inside its event loop
    if _hub is None:
        _hub = Hub()
    return _hub


HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"content-security-policy", b"default-src 'none'"),
]


async def application(scope, receive, send) -> None:
    """GET /live/<ticket>/ as Server-Sent Events; ?seit= or Last-Event-ID says what the page has."""
    if scope["method"] != "GET":
        await _answer(send, 405, "Diese Adresse lässt sich nur lesen.", (b"allow", b"GET"))
        return
    ticket = _read_ticket(scope["path"])
    if ticket is None:
        await _answer(send, 404, "Diese Anzeige gibt es nicht mehr. Laden Sie die Seite neu.")
        return
    kanal, names = ticket
    reader = Reader(read_id(_last_id(scope), names))
    await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
    await _write(send, f"retry: {RETRY_MILLISECONDS}\n\n".encode() + _pulse())
    gone = asyncio.create_task(_disconnected(receive, reader))
    try:
        await hub().subscribe(reader, kanal, names)
        while not reader.closed:
            await reader.wake.wait()
            frames = reader.take()
            if frames:
                await _write(send, frames)
        await send({"type": "http.response.body", "body": b""})
    except OSError:  # the phone left in the middle of a write
        pass
    finally:
        gone.cancel()
        hub().unsubscribe(reader, kanal, names)


def _last_id(scope) -> str:
    """The browser sends the header when it comes back by itself; a page that opens a new stream writes it down."""
    headers = dict(scope["headers"])
    seit = QueryDict(scope["query_string"][:4_000].decode("latin-1")).get("seit", "")
    return seit or headers.get(b"last-event-id", b"").decode("latin-1")


async def _disconnected(receive, reader: Reader) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    reader.close()


async def _write(send, body: bytes) -> None:
    await send({"type": "http.response.body", "body": body, "more_body": True})


async def _answer(send, status: int, text: str, *headers: tuple[bytes, bytes]) -> None:
    body = text.encode()
    common = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": [*common, *headers]})
    await send({"type": "http.response.body", "body": body})


async def lifespan(receive, send) -> None:
    await receive()
    _end_streams_on_signal()
    await send({"type": "lifespan.startup.complete"})
    await receive()
    hub().close()
    await send({"type": "lifespan.shutdown.complete"})


def _end_streams_on_signal() -> None:
    """A server that is asked to stop waits for open answers; streams never end by themselves."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        before = signal.getsignal(number)

        def stop(number, frame, before=before):
            loop.call_soon_threadsafe(hub().close)
            if callable(before):
                before(number, frame)

        with contextlib.suppress(ValueError):  # not in the main thread
            signal.signal(number, stop)
