"""A mail server on loopback that keeps what it gets: real SMTP over a real socket, standard library only."""

import contextlib
import email
import email.policy
import socketserver
import threading


class Sink:
    def __init__(self) -> None:
        self.messages: list[email.message.EmailMessage] = []
        self.refuse = False  # answer every recipient with a temporary refusal
        sink = self

        class Handler(socketserver.StreamRequestHandler):
            def say(self, line: str) -> None:
                self.wfile.write(f"{line}\r\n".encode())

            def handle(self) -> None:
                self.say("220 sink")
                while line := self.rfile.readline():
                    verb = line.split()[0].upper() if line.split() else b""
                    if verb == b"RCPT" and sink.refuse:
                        self.say("451 spaeter")
                    elif verb == b"DATA":
                        self.say("354 weiter")
                        data = b""
                        while (chunk := self.rfile.readline()) not in (b".\r\n", b""):
                            data += chunk.removeprefix(b".") if chunk.startswith(b"..") else chunk
                        sink.messages.append(email.message_from_bytes(data, policy=email.policy.default))
                        self.say("250 da")
                    elif verb == b"QUIT":
                        self.say("221 bis bald")
                        return
                    else:
                        self.say("250 gut")

        socketserver.ThreadingTCPServer.allow_reuse_address = True
        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]


@contextlib.contextmanager
def smtp_sink():
    sink = Sink()
    thread = threading.Thread(target=sink._server.serve_forever, daemon=True)
    thread.start()
    try:
        yield sink
    finally:
        sink._server.shutdown()
        sink._server.server_close()
        thread.join()
