"""One ASGI application for both: /live/ on asyncio, every page on Django's WSGI in a thread pool.

Why not Django's own ASGI: pages run several times faster this way (measured), and a stream holds no thread.
"""

import tempfile

from a2wsgi import WSGIMiddleware

from konferenz.wsgi import application as wsgi_application

# Imported after wsgi: by now Django is set up and the apps have registered their fragments.
from konferenz import live  # isort: skip

THREADS = 8
LARGEST_BODY = 40 * 1024 * 1024  # some photos of at most 12 MB each, and their form
IN_MEMORY = 1024 * 1024  # whatever is larger waits in a file

pages = WSGIMiddleware(wsgi_application, workers=THREADS)


async def application(scope, receive, send) -> None:
    if scope["type"] == "lifespan":
        await live.lifespan(receive, send)
    elif scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1000})
    elif scope["path"].startswith("/live/"):
        await live.application(scope, receive, send)
    else:
        await page(scope, receive, send)


async def page(scope, receive, send) -> None:
    """Hand over only a complete request: a phone that sends slowly holds no thread, a torn one changes nothing."""
    chunks, size, file = [], 0, None
    try:
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            chunk = message.get("body", b"")
            size += len(chunk)
            if size > LARGEST_BODY:
                await _too_large(send)
                return
            if file is None and size > IN_MEMORY:
                file = tempfile.TemporaryFile()  # noqa: SIM115 - closed below
                file.write(b"".join(chunks))
                chunks = []
            if file is None:
                chunks.append(chunk)
            else:
                file.write(chunk)
            if not message.get("more_body", False):
                break
        await pages(scope, _replay(b"".join(chunks), file, size), send)
    finally:
        if file is not None:
            file.close()


def _replay(body: bytes, file, size: int):
    """`receive` of a request that is complete: in one piece, or from its file in pieces."""
    if file is None:

        async def complete():
            return {"type": "http.request", "body": body, "more_body": False}

        return complete
    file.seek(0)

    async def piece():
        return {"type": "http.request", "body": file.read(IN_MEMORY), "more_body": file.tell() < size}

    return piece


async def _too_large(send) -> None:
    text = "Das ist zu groß. Senden Sie höchstens 40 MB auf einmal.".encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(text)).encode()),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": text})
