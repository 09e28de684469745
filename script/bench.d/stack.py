"""PostgreSQL and servers of our own, in a folder of their own; everything ends with us, even if we are killed."""
# ruff: noqa: S603, PLW1509 - fixed commands, no threads here

import contextlib
import ctypes
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import psycopg2
from client import Connection, write_request

from konferenz import postgres

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]


def _end_with_parent() -> None:
    ctypes.CDLL(None).prctl(postgres.PR_SET_PDEATHSIG, signal.SIGTERM)


class Web:
    """One running server, as deploy/ and script/server start it."""

    def __init__(self, application: str, environment: dict[str, str], workers: int, log: Path) -> None:
        self.log = log
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        with log.open("ab") as output:  # refusals are lines in the log, as in every operation
            self.process = subprocess.Popen(
                [
                    sys.executable, "-m", "uvicorn", application, "--app-dir", str(HERE), "--host", "127.0.0.1",
                    "--port", str(self.port), "--workers", str(workers), "--timeout-worker-healthcheck", "120",
                    "--timeout-graceful-shutdown", "5", "--backlog", "2048", "--log-level", "error",
                    "--no-access-log", "--no-server-header", "--http", "konferenz.http_verbindung:Verbindung",
                ],
                cwd=ROOT, env=environment | {"PORT": str(self.port)}, start_new_session=True, stdout=output,
                stderr=output, preexec_fn=_end_with_parent,
            )  # fmt: skip

    def wait(self, path: str = "/") -> float:
        """Seconds until the first good answer."""
        began = time.perf_counter()
        while time.perf_counter() - began < 120:
            if self.process.poll() is not None:
                raise RuntimeError(f"uvicorn endete beim Start:\n{self.log.read_text()[-3000:]}")
            with contextlib.suppress(OSError), Connection(self.port) as connection:
                if connection.send(write_request("GET", path)).status < 500:
                    return time.perf_counter() - began
            time.sleep(0.005)
        raise RuntimeError("uvicorn antwortet nicht")

    def worker_pids(self) -> list[int]:
        found = []
        for entry in Path("/proc").iterdir():
            with contextlib.suppress(OSError):
                if entry.name.isdigit() and f"\nPPid:\t{self.process.pid}\n" in (entry / "status").read_text():
                    command = (entry / "cmdline").read_bytes()
                    if b"spawn_main" in command and b"resource_tracker" not in command:
                        found.append(int(entry.name))
        return found or [self.process.pid]

    def cpu_seconds(self) -> float:
        """What its processes have computed so far; other work on the machine does not change it."""
        ticks = 0
        for pid in self.worker_pids():
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def stop(self) -> None:
        self.process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(15)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class Werkbank:
    """The database server with the databases `klein`, `gross` and `boden`, and whatever web servers run on them."""

    def __init__(self) -> None:
        self.var = Path(tempfile.mkdtemp(prefix="netzwerkstatt-bench-"))
        self.var.chmod(0o755)  # PostgreSQL's user has to pass through when we are root
        self.webs: list[Web] = []
        self.server = postgres.start(self.var)
        # Commit times to the microsecond, from the server itself: what "commit to screen" begins with.
        self.sql("ALTER SYSTEM SET track_commit_timestamp = on")
        self.server.stop()
        self.server = postgres.start(self.var)

    def __enter__(self) -> "Werkbank":
        return self

    def __exit__(self, *_) -> None:
        for web in list(self.webs):
            self.stop(web)
        self.server.stop()
        postgres.drop_data(self.var)
        shutil.rmtree(self.var, ignore_errors=True)

    def sql(self, statement: str, database: str = postgres.NAME, values: Sequence | None = None) -> list[tuple]:
        connection = psycopg2.connect(self.server.url(database))
        try:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(statement, values)
                return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()

    def environment(self, database: str) -> dict[str, str]:
        kept = {key: value for key, value in os.environ.items() if key not in {"DEBUG", "PYTHONPATH"}}
        return kept | {
            "NETZWERKSTATT_MODUS": "lokal",
            "NETZWERKSTATT_VAR": str(self.var),
            "DATABASE_URL": self.server.url(database),
        }

    def run(self, database: str, *command: str) -> str:
        return subprocess.run(
            [sys.executable, *command], cwd=ROOT, env=self.environment(database), check=True, stdout=subprocess.PIPE,
            text=True, preexec_fn=_end_with_parent,
        ).stdout  # fmt: skip

    def load(self, database: str, what: str, *arguments) -> dict:
        return json.loads(self.run(database, str(HERE / "load.py"), what, json.dumps(arguments)))

    def prepare(self) -> None:
        """Tables in `klein`, static files, and the floor."""
        self.sql("CREATE DATABASE klein")
        self.run("klein", "manage.py", "migrate", "--verbosity", "0")
        self.run("klein", "manage.py", "collectstatic", "--noinput", "--verbosity", "0")
        self.sql("CREATE DATABASE boden")
        self.boden_session = self.run("boden", str(HERE / "floor.py")).strip()

    def copy_database(self, source: str, target: str) -> None:
        self.sql(f"CREATE DATABASE {target} TEMPLATE {source}")

    def start(self, database: str, *, workers: int = 2, application: str = "konferenz.asgi:application") -> Web:
        web = self.spawn(database, workers=workers, application=application)
        web.wait()
        return web

    def spawn(self, database: str, *, workers: int = 2, application: str = "konferenz.asgi:application") -> Web:
        web = Web(application, self.environment(database), workers, self.var / "web.log")
        self.webs.append(web)
        return web

    def start_floor(self, workers: int = 2) -> Web:
        return self.start("boden", workers=workers, application="floor:application")

    def stop(self, web: Web) -> None:
        self.webs.remove(web)
        web.stop()
