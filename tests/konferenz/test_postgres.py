"""The embedded PostgreSQL survives what happens to it, and ends with whoever started it."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg2
import pytest

from konferenz import postgres

ROOT = Path(__file__).resolve().parent.parent.parent


_started: list[postgres.Server] = []


def _start(var: Path) -> postgres.Server:
    _started.append(postgres.start(var))
    return _started[-1]


@pytest.fixture
def var():
    with tempfile.TemporaryDirectory(prefix="netzwerkstatt-pg-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder
        while _started:
            _started.pop().stop()
        postgres.stop(folder)
        postgres.drop_data(folder)


def _query(url: str, sql: str, *values):
    connection = psycopg2.connect(url)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            return cursor.fetchone() if cursor.description else None
    finally:
        connection.close()


def _gone(pid: int, seconds: float = 20) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not postgres._is_postgres(pid):
            return True
        time.sleep(0.05)
    return False


def test_it_is_safe_german_and_reachable_by_socket_only(var):
    server = _start(var)
    row = _query(
        server.url(),
        "SELECT current_setting('fsync'), current_setting('synchronous_commit'), current_setting('full_page_writes'),"
        " current_setting('data_checksums'), current_setting('listen_addresses'), lower('ÄÖÜ'),"
        " current_setting('server_encoding')",
    )
    assert row == ("on", "on", "on", "on", "", "äöü", "UTF8")
    assert Path(server.sockets).stat().st_mode & 0o777 == 0o700
    assert len(server.sockets) < 40
    server.stop()
    assert not Path(server.sockets).exists()


def test_data_stays_over_a_restart(var):
    server = _start(var)
    _query(server.url(), "CREATE TABLE merken (wort text)")
    _query(server.url(), "INSERT INTO merken VALUES ('Kita')")
    server.stop()
    server = _start(var)
    assert _query(server.url(), "SELECT wort FROM merken") == ("Kita",)


def test_a_second_start_shares_the_running_server(var):
    first = _start(var)
    second = _start(var)
    assert (second.pid, second.sockets, second.shared) == (first.pid, first.sockets, True)
    assert postgres.url(var) == first.url()


def test_a_killed_server_comes_back_with_everything_that_was_committed(var):
    server = _start(var)
    _query(server.url(), "CREATE TABLE merken (wort text)")
    _query(server.url(), "INSERT INTO merken VALUES ('Hort')")
    os.kill(server.pid, signal.SIGKILL)
    server.process.wait()
    assert postgres.url(var).endswith("@%2FPostgreSQL-ist-nicht-gestartet/netzwerkstatt")
    again = _start(var)
    assert _query(again.url(), "SELECT wort FROM merken") == ("Hort",)
    assert not Path(server.sockets).exists()


def test_a_pid_file_whose_number_belongs_to_somebody_else_is_ignored(var):
    server = _start(var)
    server.stop()
    (server.data / "postmaster.pid").write_text(f"{os.getpid()}\n{server.data}\n0\n5432\n/tmp/fremd\n\n")
    assert _start(var).pid != os.getpid()


def test_it_ends_with_a_killed_parent(var):
    parent = subprocess.Popen(
        [sys.executable, "-m", "konferenz.postgres", "run"],
        cwd=ROOT,
        env=os.environ | {"NETZWERKSTATT_VAR": str(var)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert parent.stdout.readline().startswith("postgresql://netzwerkstatt@")
    pid = postgres._running(var / "postgres").pid
    parent.kill()
    parent.wait()
    parent.stdout.close()
    assert _gone(pid)


def test_a_detached_server_outlives_its_starter_and_stops_on_demand(var):
    environment = os.environ | {"NETZWERKSTATT_VAR": str(var)}

    def command(what: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "konferenz.postgres", what],
            cwd=ROOT, env=environment, capture_output=True, text=True, check=True,
        )  # fmt: skip
        return done.stdout.strip()

    url = command("start")
    assert _query(url, "SELECT 1") == (1,)
    assert command("url") == url
    assert command("stop") == "PostgreSQL ist beendet."
    assert command("stop") == "Es läuft kein PostgreSQL."


def test_data_in_use_is_not_dropped(var):
    _start(var)
    with pytest.raises(postgres.DatenbankFehler, match="läuft noch"):
        postgres.drop_data(var)


def test_data_of_another_version_gives_one_sentence(var):
    server = _start(var)
    server.stop()
    (server.data / "PG_VERSION").write_text("17\n")
    with pytest.raises(postgres.DatenbankFehler, match="gehören zu PostgreSQL 17"):
        _start(var)


def test_broken_settings_give_the_reason_at_once(var):
    server = _start(var)
    server.stop()
    with (server.data / "postgresql.conf").open("a") as conf:
        conf.write("\nkein_schalter = ja\n")
    started = time.monotonic()
    with pytest.raises(postgres.DatenbankFehler, match="PostgreSQL startet nicht: "):
        _start(var)
    assert time.monotonic() - started < 10


def test_data_of_a_checkout_closed_to_others_lies_where_its_account_can_enter():
    is_root = os.geteuid() == 0  # then PostgreSQL runs as somebody else, who may not enter
    with tempfile.TemporaryDirectory(prefix="netzwerkstatt-pg-") as name:
        var = Path(name) / "var"  # mode 0700 above it
        server = _start(var)
        assert (var / "postgres").is_symlink() is is_root
        assert server.data.parent == (postgres.ROOT_STATE if is_root else var)
        _started.pop().stop()
        postgres.drop_data(var)
        assert not server.data.exists()
