"""A small HTTP client: blocking for one reader, asyncio for many at once. Standard library only."""

import asyncio
import socket
import time
from dataclasses import dataclass
from urllib.parse import urlencode

KEY = "b" * 32  # Django takes any secret of this length, as long as cookie and form agree


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


def write_request(method: str, path: str, form: dict | None = None, cookie: str = "", headers: dict | None = None):
    """The bytes of a request; a form brings its CSRF key."""
    body = b""
    lines = {"Host": "127.0.0.1", "Accept": "text/html"} | (headers or {})
    cookies = [cookie] if cookie else []
    if form is not None:
        body = urlencode(form | {"csrfmiddlewaretoken": KEY}).encode()
        cookies.append(f"csrftoken={KEY}")
        lines |= {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": str(len(body))}
    if cookies:
        lines["Cookie"] = "; ".join(cookies)
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + body


def _head(data: bytes) -> tuple[int, dict[str, str]]:
    first, *rest = data.decode("latin-1").split("\r\n")
    return int(first.split(" ", 2)[1]), {n.lower(): v.strip() for n, _, v in (line.partition(":") for line in rest)}


class Connection:
    """One reader with one kept connection."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), 120)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.file = self.socket.makefile("rb")

    def __enter__(self) -> "Connection":
        return self

    def __exit__(self, *_) -> None:
        self.file.close()
        self.socket.close()

    def send(self, request: bytes) -> Answer:
        self.socket.sendall(request)
        head = bytearray()
        while (line := self.file.readline()) != b"\r\n":
            if not line:
                raise ConnectionError("the server closed the connection")
            head += line
        status, headers = _head(bytes(head).rstrip())
        if headers.get("transfer-encoding") == "chunked":
            body = bytearray()
            while size := int(self.file.readline(), 16):
                body += self.file.read(size)
                self.file.readline()
            self.file.readline()
            return Answer(status, headers, bytes(body))
        return Answer(status, headers, self.file.read(int(headers.get("content-length", 0))))


class Reader:
    """The same in an event loop, for hundreds at once."""

    def __init__(self, port: int) -> None:
        self.port = port

    async def open(self) -> "Reader":
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        return self

    def close(self) -> None:
        self.writer.close()

    async def send(self, request: bytes) -> Answer:
        self.writer.write(request)
        status, headers = _head((await self.reader.readuntil(b"\r\n\r\n"))[:-4])
        if headers.get("transfer-encoding") == "chunked":
            body = bytearray()
            while size := int(await self.reader.readline(), 16):
                body += await self.reader.readexactly(size)
                await self.reader.readline()
            await self.reader.readline()
            return Answer(status, headers, bytes(body))
        return Answer(status, headers, await self.reader.readexactly(int(headers.get("content-length", 0))))


async def _all_at_once(port: int, requests: list[bytes]) -> tuple[float, list[float], list[Answer]]:
    readers = [await Reader(port).open() for _ in requests]
    began = time.perf_counter()
    took: list[float] = [0.0] * len(requests)

    async def one(n: int) -> Answer:
        answer = await readers[n].send(requests[n])
        took[n] = time.perf_counter() - began
        return answer

    answers = await asyncio.gather(*(one(n) for n in range(len(requests))))
    whole = time.perf_counter() - began
    for reader in readers:
        reader.close()
    return whole, took, answers


def all_at_once(port: int, requests: list[bytes]) -> tuple[float, list[float], list[Answer]]:
    """Each request on a connection of its own that is open already; seconds until the last and each answer."""
    return asyncio.run(_all_at_once(port, requests))


def warm(port: int, requests: list[bytes], times: int = 4) -> None:
    """Every process and thread has answered before anything is measured."""
    for _ in range(times):
        all_at_once(port, requests * max(1, 32 // len(requests)))


async def _throughput(port: int, request: bytes, clients: int, seconds: float) -> float:
    readers = [await Reader(port).open() for _ in range(clients)]
    end = time.perf_counter() + seconds
    count = 0

    async def one(reader: Reader) -> None:
        nonlocal count
        while time.perf_counter() < end:
            if (await reader.send(request)).status != 200:
                raise RuntimeError("a page did not answer 200")
            count += 1

    began = time.perf_counter()
    await asyncio.gather(*(one(reader) for reader in readers))
    took = time.perf_counter() - began
    for reader in readers:
        reader.close()
    return count / took


def throughput(port: int, request: bytes, clients: int = 8, seconds: float = 3) -> float:
    """Requests per second of so many clients."""
    return asyncio.run(_throughput(port, request, clients, seconds))
