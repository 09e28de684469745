"""uvicorn's HTTP connection without a pause of 40 ms.

With --workers uvicorn makes its socket in a way that asyncio does not switch Nagle's algorithm off for. Head and body
of an answer are two writes, so the second waits until the browser, or the proxy, confirms the first: 40 ms a page.
"""

import asyncio
import socket

from uvicorn.protocols.http.auto import AutoHTTPProtocol


class Verbindung(AutoHTTPProtocol):
    """Named in the command that starts the web processes: --http konferenz.http_verbindung:Verbindung."""

    def connection_made(self, transport: asyncio.Transport) -> None:
        connection = transport.get_extra_info("socket")
        if connection.family in (socket.AF_INET, socket.AF_INET6):
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        super().connection_made(transport)
