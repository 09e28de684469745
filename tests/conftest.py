"""The real stack for tests: PostgreSQL of our own, the ASGI application under uvicorn, Chromium.

Every pytest run has a server of its own in a temporary folder, so runs beside each other and beside
script/server never meet. DATABASE_URL names another one.
"""

import logging
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from urllib.parse import quote

import pytest

from konferenz import postgres

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = "/usr/bin/chromium"
_own: dict = {}


def pytest_configure(config):
    if hasattr(config, "workerinput") or os.environ.get("DATABASE_URL") or config.option.collectonly:
        return
    var = Path(tempfile.mkdtemp(prefix="netzwerkstatt-test-"))
    var.chmod(0o755)  # PostgreSQL's user has to pass through when we are root
    _own["var"] = var
    _own["server"] = server = postgres.start(var, quick=True)
    os.environ["DATABASE_URL"] = server.url()  # also for the workers of xdist
    # pytest-django has loaded the settings already.
    import dj_database_url
    from django.conf import settings
    from django.db import connections

    for databases in (settings.DATABASES, connections.databases):
        found = dj_database_url.parse(server.url())
        databases["default"].update({key: found[key] for key in ("HOST", "PORT", "USER", "PASSWORD", "NAME")})


def pytest_unconfigure(config):
    if server := _own.pop("server", None):
        os.environ.pop("DATABASE_URL", None)
        server.stop()
    if var := _own.pop("var", None):
        postgres.drop_data(var)
        shutil.rmtree(var)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The test database goes at the end even if a thread or an event loop forgot its connection."""
    yield
    with django_db_blocker.unblock():
        from django.db import connection

        # Under Playwright's event loop Django keeps another connection for this thread. This one is from before it,
        # and a test that ends connections may have ended it.
        connection.close()
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture(autouse=True)
def no_error_in_the_log(caplog):
    """What is logged as an error is a fault; a test that provokes one says caplog.clear()."""
    yield
    errors = [record.getMessage() for record in caplog.get_records("call") if record.levelno >= logging.ERROR]
    assert not errors, errors


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def database_url() -> str:
    """DATABASE_URL of the test database as Django uses it now, for processes that we start."""
    from django.db import connection

    found = connection.settings_dict
    password = f":{quote(found['PASSWORD'], safe='')}" if found["PASSWORD"] else ""
    port = f":{found['PORT']}" if found["PORT"] else ""
    return f"postgresql://{found['USER']}{password}@{quote(found['HOST'], safe='')}{port}/{found['NAME']}"


class Stack:
    """The application as it is deployed, on a port of its own, reading the test database."""

    def __init__(self, var: Path) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = os.environ | {
            "NETZWERKSTATT_MODUS": "test",
            "NETZWERKSTATT_VAR": str(var),
            "DATABASE_URL": database_url(),
            "PORT": str(self.port),
        }
        self.processes: list[subprocess.Popen] = []

    def manage(self, *arguments: str) -> None:
        subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=self.environment, check=True)

    def start(self, *command: str) -> subprocess.Popen:
        process = subprocess.Popen([sys.executable, *command], cwd=ROOT, env=self.environment, start_new_session=True)
        self.processes.append(process)
        return process

    def start_web(self, application: str = "konferenz.asgi:application", workers: int = 1) -> subprocess.Popen:
        process = self.start(
            "-m", "uvicorn", application, "--host", "127.0.0.1", "--port", str(self.port),
            "--workers", str(workers), "--log-level", "warning", "--no-access-log", "--no-server-header",
            "--timeout-graceful-shutdown", "5",
        )  # fmt: skip
        deadline = time.monotonic() + 60
        while True:
            assert process.poll() is None, "uvicorn ended at its start"
            assert time.monotonic() < deadline, "uvicorn does not answer"
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return process
            except OSError:
                time.sleep(0.05)

    def get(self, path: str) -> bytes:
        with urllib.request.urlopen(self.url + path, timeout=30) as answer:  # noqa: S310 - our own address
            return answer.read()

    def stop(self) -> None:
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        self.processes.clear()


@pytest.fixture(scope="session")
def browser_server(django_db_setup, django_db_blocker, tmp_path_factory):
    """The running application of this test session; `seiten` adds that the test's rows are committed."""
    with django_db_blocker.unblock():
        stack = Stack(tmp_path_factory.mktemp("var"))
    stack.manage("collectstatic", "--noinput", "--verbosity", "0")
    stack.start_web()
    yield stack
    stack.stop()


@pytest.fixture
def seiten(browser_server, transactional_db) -> str:
    """Address of the real application. Rows made by the test are committed and gone afterwards."""
    return browser_server.url


@pytest.fixture
def arbeiter(browser_server, transactional_db):
    """The background worker beside it, for tests that need a mail sent or a job done."""
    process = browser_server.start("manage.py", "qcluster")
    yield process
    browser_server.processes.remove(process)
    process.terminate()
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@pytest.fixture(scope="session")
def chromium():
    """Debian's Chromium; a missing one fails the test, nothing is skipped."""
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=10_000)  # as for clicks below: a busy machine is no fault
    # Playwright's event loop runs in our thread; Django would refuse the ORM there.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=[
                "--no-sandbox", "--disable-gpu", "--disable-background-networking",
                "--disable-component-update", "--disable-sync", "--no-first-run",
            ],
        )  # fmt: skip
        yield browser
        browser.close()
    os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)


HANDY = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
DESK = {"viewport": {"width": 1280, "height": 900}}


@pytest.fixture
def neue_seite(chromium, seiten):
    """Open a window of somebody of their own: neue_seite(handy=True, java_script_enabled=False, …) -> Page.

    Afterwards no window may have met a blocked resource, a script error or a foreign address.
    """
    contexts, complaints = [], []

    def open_window(*, handy: bool = False, **options):
        context = chromium.new_context(
            base_url=seiten,
            locale="de-DE",
            timezone_id="Europe/Berlin",
            **(HANDY if handy else DESK) | options,
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(f"script error: {error}"))
        page.on("console", lambda message: _complain_of_policy(message, complaints))
        page.on("request", lambda request: _complain_of_stranger(request, seiten, complaints))
        return page

    yield open_window
    for context in contexts:
        context.close()
    assert not complaints, complaints


def _complain_of_policy(message, complaints: list[str]) -> None:
    if message.type == "error" and "Content Security Policy" in message.text:
        complaints.append(message.text)


def _complain_of_stranger(request, own: str, complaints: list[str]) -> None:
    if not request.url.startswith((own, "data:", "blob:", "about:")):
        complaints.append(f"foreign address: {request.url}")
