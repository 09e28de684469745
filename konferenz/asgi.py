"""One ASGI application for both: /live/ on asyncio, every page on Django's WSGI in a thread pool.

Why not Django's own ASGI: pages run several times faster this way (measured), and a stream holds no thread.
"""

from a2wsgi import WSGIMiddleware

from konferenz.wsgi import application as wsgi_application

# Imported after wsgi: by now Django is set up and the apps have registered their fragments.
from konferenz import live  # isort: skip

THREADS = 8
LARGEST_BODY = 8 * 1024 * 1024  # a photo of at most 5 MB and its form

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
    chunks, size = [], 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        chunks.append(message.get("body", b""))
        size += len(chunks[-1])
        if size > LARGEST_BODY:
            await _too_large(send)
            return
        if not message.get("more_body", False):
            break
    body = b"".join(chunks)

    async def complete():
        return {"type": "http.request", "body": body, "more_body": False}

    await pages(scope, complete, send)


async def _too_large(send) -> None:
    text = "Das ist zu groß. Senden Sie höchstens 5 MB.".encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(text)).encode()),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": text})
