"""script/server as a person meets it: starts, says where to go, stops with everything it started."""

import os
import signal
import socket
import subprocess
import tempfile
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

import psycopg2
import pytest

from konferenz import postgres
from tests.conftest import ROOT, free_port


@pytest.fixture
def var():
    with tempfile.TemporaryDirectory(prefix="netzwerkstatt-srv-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder
        postgres.stop(folder)
        postgres.drop_data(folder)


class Run:
    """One script/server; its output is read as it comes."""

    def __init__(self, var: Path, *arguments: str, **environment: str) -> None:
        self.port = free_port()
        inherited = {
            key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "NETZWERKSTATT_MODUS"}
        }
        self.process = subprocess.Popen(
            ["script/server", *arguments],
            cwd=ROOT,
            env=inherited | {"NETZWERKSTATT_VAR": str(var), "PORT": str(self.port)} | environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.lines: list[str] = []
        self.thread = threading.Thread(target=self._read)
        self.thread.start()

    def _read(self) -> None:
        for line in self.process.stdout:
            self.lines.append(line.rstrip())
        self.process.stdout.close()

    @property
    def output(self) -> str:
        return "\n".join(self.lines)

    def until_running(self, seconds: float = 240) -> float:
        started = time.monotonic()
        while f"Netzwerkstatt läuft: http://127.0.0.1:{self.port}/" not in self.output:
            assert self.process.poll() is None, self.output
            assert time.monotonic() - started < seconds, self.output
            time.sleep(0.1)
        return time.monotonic() - started

    def status(self, path: str = "/") -> int:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=20) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            with error:
                return error.code

    def end(self, number: int = signal.SIGINT, seconds: float = 40) -> int:
        """Send the signal to the one process, as Ctrl-C does to the one that reads it, and wait."""
        os.kill(self.process.pid, number)
        return self.finish(seconds)

    def finish(self, seconds: float = 240) -> int:
        code = self.process.wait(seconds)
        self.thread.join(20)
        return code


def _left(var: Path) -> list[str]:
    """Processes that still run for this var folder: their environment names it, or their data lies in it."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        try:
            command = (entry / "cmdline").read_bytes()
            environment = (entry / "environ").read_bytes()
        except OSError:
            continue
        if command and (str(var).encode() in environment or f"{var}/postgres".encode() in command):
            found.append(command.replace(b"\0", b" ").decode(errors="replace"))
    return found


def _nothing_left(var: Path, seconds: float = 20) -> bool:
    deadline = time.monotonic() + seconds
    while _left(var) and time.monotonic() < deadline:
        time.sleep(0.1)
    return not _left(var)


def test_a_taken_port_gives_one_sentence(var):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        run = Run(var, PORT=str(port))
        assert run.finish() == 1
    assert run.lines[-1] == (
        f"Port {port} ist belegt. Nehmen Sie einen anderen, zum Beispiel: PORT={port + 1} script/server"
    )
    assert _nothing_left(var)


def test_a_senseless_port_gives_one_sentence(var):
    run = Run(var, PORT="achttausend")
    assert run.finish() == 1
    assert run.lines[-1] == "PORT ist „achttausend“; erlaubt ist eine Zahl von 1 bis 65535."


def test_a_database_that_does_not_answer_gives_one_sentence(var):
    run = Run(var, DATABASE_URL=f"postgresql://nw@127.0.0.1:{free_port()}/nw")
    assert run.finish() == 1
    assert any(line.startswith("Die Datenbank antwortet nicht. Prüfen Sie DATABASE_URL. Grund: ") for line in run.lines)
    assert "Traceback" not in run.output
    assert _nothing_left(var)


def test_an_unknown_switch_gives_one_sentence(var):
    run = Run(var, "--frisch")
    assert run.finish() == 1
    assert run.lines[-1] == "Unbekannt: --frisch. Möglich sind --fresh und --ja."


def test_fresh_without_an_answer_deletes_nothing(var):
    (var / "postgres").mkdir()
    run = Run(var, "--fresh")
    assert run.finish() == 1
    assert run.lines[-1].endswith("Nichts wurde gelöscht.")
    assert (var / "postgres").exists()


@pytest.mark.lang
def test_it_starts_answers_stops_keeps_its_data_and_starts_over(var):
    run = Run(var)
    run.until_running()
    assert run.status("/") in {200, 404}
    connection = psycopg2.connect(postgres.url(var))
    with connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE merken (wort text); INSERT INTO merken VALUES ('Kita')")
    connection.close()
    assert run.end(signal.SIGINT) == 0
    assert run.lines[-1] == "Alles ist beendet."
    assert _nothing_left(var)

    run = Run(var)
    assert run.until_running() < 30
    connection = psycopg2.connect(postgres.url(var))
    with connection, connection.cursor() as cursor:
        cursor.execute("SELECT wort FROM merken")
        assert cursor.fetchall() == [("Kita",)]
    connection.close()
    assert run.end(signal.SIGTERM) == 0
    assert _nothing_left(var)

    run = Run(var, "--fresh", "--ja")
    run.until_running()
    connection = psycopg2.connect(postgres.url(var))
    with connection, connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('merken')")
        assert cursor.fetchone() == (None,)
    connection.close()
    assert run.end() == 0


@pytest.mark.lang
@pytest.mark.lang
def test_killed_without_warning_it_leaves_nothing_and_starts_again(var):
    run = Run(var)
    run.until_running()
    os.kill(run.process.pid, signal.SIGKILL)
    run.finish()
    assert _nothing_left(var), _left(var)
    run = Run(var)
    run.until_running()
    assert run.end() == 0


@pytest.mark.lang
@pytest.mark.lang
def test_a_killed_database_ends_everything_with_a_sentence_and_the_next_start_copes(var):
    run = Run(var)
    run.until_running()
    os.kill(postgres._running(var / "postgres").pid, signal.SIGKILL)
    assert run.finish() == 1
    assert "PostgreSQL wurde von außen beendet. Starten Sie script/server neu." in run.lines
    assert _nothing_left(var), _left(var)
    run = Run(var)
    run.until_running()
    assert run.end() == 0
