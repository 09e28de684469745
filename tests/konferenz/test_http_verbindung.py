"""Answers leave at once, also from a socket as uvicorn makes it for several processes."""

import asyncio
import socket
from concurrent.futures import ThreadPoolExecutor

from uvicorn import Config
from uvicorn.protocols.http.auto import AutoHTTPProtocol
from uvicorn.server import ServerState

from konferenz.http_verbindung import Verbindung
from konferenz.start import _web
from tests.conftest import ROOT

HTTP = "konferenz.http_verbindung:Verbindung"


async def _answer(scope, receive, send) -> None:
    connection = scope["extensions"]["verbindung"]
    is_at_once = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"1")]})
    await send({"type": "http.response.body", "body": b"1" if is_at_once else b"0"})


async def _serve_once(protocol) -> bytes:
    """One request over a socket whose protocol number is 0, as in uvicorn's Config.bind_socket."""
    connections = []

    async def application(scope, receive, send) -> None:
        await _answer(scope | {"extensions": {"verbindung": connections[0]}}, receive, send)

    class Remembering(protocol):
        def connection_made(self, transport):
            connections.append(transport.get_extra_info("socket"))
            super().connection_made(transport)

    config = Config(application, lifespan="off", log_level="error")
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.bind(("127.0.0.1", 0))
    state = ServerState()
    server = await asyncio.get_running_loop().create_server(lambda: Remembering(config, state, {}), sock=listening)
    async with server:
        reader, writer = await asyncio.open_connection(*listening.getsockname())
        writer.write(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        answer = await reader.read()
        writer.close()
        await writer.wait_closed()
    return answer.rpartition(b"\r\n\r\n")[2]


def serve_once(protocol) -> bytes:
    """In a thread of its own: a browser of another test may keep a loop running in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(_serve_once(protocol))).result()


def test_a_connection_of_ours_sends_at_once():
    assert serve_once(Verbindung) == b"1"


def test_without_it_asyncio_would_wait():
    assert serve_once(AutoHTTPProtocol) == b"0"


def test_every_command_that_starts_the_web_names_it():
    command = _web(8000)
    assert command[command.index("--http") + 1] == HTTP
    assert f" --http {HTTP} " in (ROOT / "deploy/netzwerkstatt-web.service").read_text()
