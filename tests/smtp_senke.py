"""A small real SMTP server for tests: it takes every letter on loopback and keeps it. Standard library only."""

import asyncio
import email
import email.policy
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage


@dataclass
class Senke:
    port: int = 0
    refuses: set[str] = field(default_factory=set)
    answers: dict[str, str] = field(default_factory=dict)  # by address, instead of "250 ok"
    silent: set[str] = field(default_factory=set)  # to these nothing is answered at all
    pause: float = 0  # between taking a letter and saying so
    briefe: list[tuple[str, list[str], EmailMessage]] = field(default_factory=list)

    async def talk(self, reader, writer) -> None:
        """One connection: envelope and letter go to `briefe`; addresses in `refuses` get a 550."""
        sender, recipients = "", []

        async def say(line: str) -> None:
            writer.write(f"{line}\r\n".encode())
            await writer.drain()

        await say("220 senke")
        while line := (await reader.readline()).decode().strip():
            verb = line.upper()
            if verb.startswith("MAIL FROM:"):
                sender, recipients = line[10:].split()[0].strip("<>"), []
                await say("250 ok")
            elif verb.startswith("RCPT TO:"):
                recipient = line[8:].strip().strip("<>")
                if recipient in self.silent:
                    await reader.read()  # until the other side has had enough
                    break
                if recipient in self.refuses:
                    await say("550 unbekannt")
                elif recipient in self.answers:
                    await say(self.answers[recipient])
                else:
                    recipients.append(recipient)
                    await say("250 ok")
            elif verb == "DATA":
                await say("354 weiter")
                raw = (await reader.readuntil(b"\r\n.\r\n"))[:-5].replace(b"\r\n..", b"\r\n.")
                self.briefe.append((sender, recipients, email.message_from_bytes(raw, policy=email.policy.default)))
                await asyncio.sleep(self.pause)
                await say("250 ok")
            elif verb == "QUIT":
                await say("221 bis bald")
                break
            else:
                await say("250 ok")
        writer.close()


@contextmanager
def smtp_senke(port: int = 0):
    """A running Senke; afterwards nothing listens there any more."""
    senke, ready, loop = Senke(port), threading.Event(), asyncio.new_event_loop()

    async def talk_until_the_end(reader, writer) -> None:
        # A worker that is killed in the middle leaves a connection that is reset, or ends in the middle of a letter.
        with suppress(asyncio.CancelledError, ConnectionError, asyncio.IncompleteReadError):
            await senke.talk(reader, writer)
        writer.transport.abort()
        await asyncio.sleep(0)

    async def serve() -> None:
        server = await asyncio.start_server(talk_until_the_end, "127.0.0.1", port)
        senke.port = server.sockets[0].getsockname()[1]
        senke.stop = asyncio.Event()
        ready.set()
        async with server:
            await senke.stop.wait()
        # A connection that a killed worker left behind still waits for its next line.
        talks = asyncio.all_tasks() - {asyncio.current_task()}
        for talk in talks:
            talk.cancel()
        await asyncio.gather(*talks, return_exceptions=True)

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()), daemon=True)
    thread.start()
    assert ready.wait(10), "the SMTP sink does not start"
    try:
        yield senke
    finally:
        loop.call_soon_threadsafe(senke.stop.set)
        thread.join(10)
        loop.close()
