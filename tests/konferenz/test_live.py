"""The live channel as deployed: uvicorn in a process of its own, real PostgreSQL, many readers."""

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from typing import ClassVar

import pytest
from django.core import signing
from django.db import connection, transaction

from konferenz import live
from tests.conftest import Stack

WHOLE = b"event: stand\nid: %d\ndata: <p>Stand %d</p>\ndata: <p>zweite Zeile</p>\n\n"


@pytest.fixture
def stack(transactional_db, tmp_path):
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE live_probe (konferenz bigint, wert int)")
        cursor.execute("INSERT INTO live_probe VALUES (1, 0), (2, 0)")
    (tmp_path / "gerendert").touch()
    stack = Stack(tmp_path)
    stack.start_web("tests.konferenz.live_app:application")
    yield stack
    stack.stop()
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE live_probe")


@pytest.fixture
def rendered(tmp_path):
    return lambda: len((tmp_path / "gerendert").read_text())


def _write(value: int, konferenz: int = 1, *, rollback: bool = False) -> None:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO live_probe VALUES (%s, %s)", [konferenz, value])
        live.announce(f"k{konferenz}", "stand")
        transaction.set_rollback(rollback)


def _ticket(kanal: str = "k1", *was: str) -> str:
    return f"/live/{signing.dumps([kanal, *(was or ('stand',))], salt=live._SALT)}/"


class Phone:
    """One open stream."""

    opened: ClassVar[list] = []

    def __init__(self, reader, writer) -> None:
        self.reader, self.writer = reader, writer
        self.opened.append(writer)
        self.text = b""

    @classmethod
    async def open(cls, stack: Stack, path: str, method: str = "GET", extra: str = "") -> "Phone":
        reader, writer = await asyncio.open_connection("127.0.0.1", stack.port)
        writer.write(f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{extra}\r\n".encode())
        phone = cls(reader, writer)
        phone.head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 10)
        return phone

    async def until(self, wanted: bytes, seconds: float = 10) -> float:
        """Read on until the text has come; the moment it did."""
        async with asyncio.timeout(seconds):
            while wanted not in self.text:
                part = await self.reader.readuntil(b"\r\n")
                size = int(part, 16)
                if size == 0:
                    raise EOFError("the stream ended")
                self.text += (await self.reader.readexactly(size + 2))[:-2]
        return time.monotonic()

    async def hears_nothing(self, seconds: float = 0.6) -> bool:
        try:
            await asyncio.wait_for(self.reader.readexactly(1), seconds)
        except TimeoutError:
            return True
        return False


async def _db(function, *arguments, **options):
    """Django's connections belong to a thread: this one closes its own again."""

    def work():
        try:
            return function(*arguments, **options)
        finally:
            connection.close()

    return await asyncio.to_thread(work)


def _listeners() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'netzwerkstatt-live'")
        return cursor.fetchone()[0]


def _run(play):
    """Play, then close every connection that was opened, however it ended."""

    async def whole():
        try:
            return await play()
        finally:
            for writer in Phone.opened:
                writer.transport.abort()
            Phone.opened.clear()
            await asyncio.sleep(0.05)

    # In a thread of its own: Playwright leaves a loop running in the thread of the tests.
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, whole()).result()


def test_a_new_reader_gets_the_present_state_at_once_and_then_every_change(stack):
    async def play():
        phone = await Phone.open(stack, _ticket())
        assert phone.head.startswith(b"HTTP/1.1 200")
        assert b"content-type: text/event-stream; charset=utf-8\r\n" in phone.head
        assert b"cache-control: no-store\r\n" in phone.head
        await phone.until(WHOLE % (1, 0))
        await _db(_write, 7)
        await phone.until(WHOLE % (2, 7))
        assert phone.text == b"retry: 2000\n\n" + WHOLE % (1, 0) + WHOLE % (2, 7)

    _run(play)


def test_what_was_rolled_back_or_concerns_another_conference_is_not_heard(stack):
    async def play():
        phone = await Phone.open(stack, _ticket())
        await phone.until(WHOLE % (1, 0))
        await _db(_write, 5, rollback=True)
        await _db(_write, 6, konferenz=2)
        assert await phone.hears_nothing()

    _run(play)


def test_a_burst_is_rendered_once_for_three_hundred_phones(stack, rendered):
    async def play():
        others = await _db(_listeners)  # the server of the browser tests, when it runs on the same database
        phones = await asyncio.gather(*(Phone.open(stack, _ticket()) for _ in range(300)))
        await asyncio.gather(*(phone.until(WHOLE % (1, 0)) for phone in phones))
        assert rendered() == 1
        await _db(lambda: [_write(value) for value in range(1, 11)])
        committed = time.monotonic()
        shown = await asyncio.gather(*(phone.until(b"Stand 10<") for phone in phones))
        # Ten quick commits may straddle two windows of 100 ms, never more.
        assert rendered() in (2, 3)
        assert await _db(_listeners) == others + 1
        return sorted(moment - committed for moment in shown)

    delays = _run(play)
    assert delays[-1] < 5  # the target, 0.3 s, is measured by script/bench, never in a timed test


def test_a_lost_listen_connection_is_made_again_and_catches_up(stack):
    def cut_and_write() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'netzwerkstatt-live'"
            )
            cursor.execute("INSERT INTO live_probe VALUES (1, 99)")  # nobody announces it

    async def play():
        phone = await Phone.open(stack, _ticket())
        await phone.until(WHOLE % (1, 0))
        await _db(cut_and_write)
        await phone.until(WHOLE % (2, 99))
        await _db(_write, 100)
        await phone.until(WHOLE % (3, 100))

    _run(play)


def test_a_broken_fragment_leaves_the_others_alone(stack):
    async def play():
        phone = await Phone.open(stack, _ticket("k1", "kaputt", "stand"))
        await phone.until(WHOLE % (1, 0))
        await _db(live.announce, "k1", "kaputt")
        await _db(_write, 3)
        await phone.until(WHOLE % (2, 3))

    _run(play)


@pytest.mark.parametrize(
    "path",
    [
        "/live/",
        "/live/k1/",
        "/live/erfunden:abc:def/",
        f"/live/{signing.dumps(['k1', 'stand'], salt='fremd')}/",
    ],
    ids=["empty", "unsigned", "invented", "signed for something else"],  # a signature holds the time: no id for xdist
)
def test_a_stranger_hears_nothing(stack, path):
    async def play():
        phone = await Phone.open(stack, path)
        assert phone.head.startswith(b"HTTP/1.1 404")

    _run(play)


def test_it_can_only_be_read(stack):
    async def play():
        phone = await Phone.open(stack, _ticket(), method="POST", extra="Content-Length: 0\r\n")
        assert phone.head.startswith(b"HTTP/1.1 405")
        assert b"allow: GET\r\n" in phone.head

    _run(play)


def test_coming_back_with_any_last_event_id_brings_the_present_state(stack):
    async def play():
        phone = await Phone.open(stack, _ticket(), extra="Last-Event-ID: 4711\r\n")
        await phone.until(WHOLE % (1, 0))

    _run(play)


def test_open_streams_end_at_once_when_the_server_stops(stack):
    async def play():
        phone = await Phone.open(stack, _ticket())
        await phone.until(WHOLE % (1, 0))
        started = time.monotonic()
        stack.processes[0].terminate()
        with pytest.raises((EOFError, asyncio.IncompleteReadError)):
            await phone.until(b"never")
        await asyncio.to_thread(stack.processes[0].wait, 10)
        assert time.monotonic() - started < 4

    _run(play)


def test_pages_are_answered_while_many_streams_are_open(stack):
    async def play():
        await asyncio.gather(*(Phone.open(stack, _ticket()) for _ in range(40)))
        page = await Phone.open(stack, "/gesund/", extra="Connection: close\r\n")
        assert page.head.startswith(b"HTTP/1.1 200")

    _run(play)


def test_a_request_torn_in_the_middle_changes_nothing_and_holds_no_thread(stack):
    async def play():
        for _ in range(12):  # more than there are threads
            _, writer = await asyncio.open_connection("127.0.0.1", stack.port)
            Phone.opened.append(writer)
            writer.write(b"POST /gesund/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\nhalf")
            await writer.drain()
        page = await Phone.open(stack, "/gesund/", extra="Connection: close\r\n")
        assert page.head.startswith(b"HTTP/1.1 200")

    _run(play)


def test_a_body_beyond_every_form_is_refused(stack):
    async def play():
        page = await Phone.open(
            stack, "/gesund/", method="POST", extra="Content-Length: 9000000\r\n\r\n" + "x" * 9_000_000
        )
        assert page.head.startswith(b"HTTP/1.1 413")

    _run(play)


@pytest.mark.django_db
def test_announcing_costs_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        live.announce("k1", "stand")
