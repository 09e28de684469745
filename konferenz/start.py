"""What script/server runs after bootstrap: PostgreSQL, preparation, web and worker, all ended together.

The supervisor itself never imports Django: it stays small, and the preparation runs in a child that ends.
"""
# ruff: noqa: S603, T201, PLW1509 - fixed commands, no threads in the supervisor

import contextlib
import ctypes
import hashlib
import io
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from konferenz import postgres
from konferenz.postgres import DatenbankFehler

BASE_DIR = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
WEB_PROCESSES = 2
STOP_SECONDS = 15


class StartFehler(Exception):
    """One German sentence for the person at the terminal."""


def hinweise(address: str) -> str:
    """Address, example accounts and where to begin, printed once everything runs.

    The middle part is what manage.py demo says; only the app above knows the example's links.
    """
    file = _hinweise_file()
    example = file.read_text() if file.exists() else ""
    return f"""
Netzwerkstatt läuft: {address}/

{example}
Beginnen Sie mit der Verwaltung: anmelden und das „Netzwerktreffen Kinder und Jugend“ öffnen, das heute läuft.
Beenden mit Strg+C. Ihre Daten bleiben erhalten; „script/server --fresh“ beginnt von vorn.
"""


def _hinweise_file() -> Path:
    return Path(os.environ.get("NETZWERKSTATT_VAR", BASE_DIR / "var")) / "hinweise.txt"


# -- the supervisor -----------------------------------------------------------------------------------------


def run(arguments: list[str]) -> None:
    """Start everything, wait until one part ends or somebody asks us to stop, then end everything."""
    unknown = set(arguments) - {"--fresh", "--ja"}
    if unknown:
        raise StartFehler(f"Unbekannt: {' '.join(sorted(unknown))}. Möglich sind --fresh und --ja.")
    port = _free_port()
    if "--fresh" in arguments:
        _start_over(ask="--ja" not in arguments)
    # SIGINT too: a shell starts its background jobs with SIGINT ignored.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    parts: list[tuple[str, subprocess.Popen]] = []
    server = None
    try:
        environment = os.environ | {
            "NETZWERKSTATT_MODUS": "lokal",
            "PORT": str(port),
            "PYTHONUNBUFFERED": "1",
        }
        if not os.environ.get("DATABASE_URL"):
            _say("PostgreSQL starten …")
            server = postgres.start()
            if server.shared:
                _say("  Es läuft schon eines für diesen Ordner, wir nutzen es mit.")
            environment["DATABASE_URL"] = server.url()
        _prepare(environment, parts)
        address = f"http://{HOST}:{port}"
        _say("Web und Hintergrundaufgaben starten …")
        parts.append(("Der Webserver", _spawn(_web(port), environment)))
        parts.append(("Der Hintergrunddienst", _spawn([sys.executable, "manage.py", "qcluster"], environment)))
        _wait_for_answer(address, parts)
        _say(hinweise(address))
        _watch(parts, server)
    except KeyboardInterrupt:
        _say("\nNetzwerkstatt wird beendet …")
    finally:
        _end(parts, server)
    _say("Alles ist beendet.")


def _web(port: int) -> list[str]:
    return [
        sys.executable, "-m", "uvicorn", "konferenz.asgi:application", "--host", HOST, "--port", str(port),
        "--http", "konferenz.http_verbindung:Verbindung",
        "--workers", str(WEB_PROCESSES), "--timeout-worker-healthcheck", "30", "--timeout-graceful-shutdown", "10",
        "--log-level", "warning", "--no-access-log", "--no-server-header",
    ]  # fmt: skip


def _free_port() -> int:
    text = os.environ.get("PORT", "") or "8000"
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise StartFehler(f"PORT ist „{text}“; erlaubt ist eine Zahl von 1 bis 65535.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, int(text)))
        except PermissionError:
            raise StartFehler(f"Für Port {text} fehlen die Rechte. Nehmen Sie einen ab 1024: PORT=8000.") from None
        except OSError:
            raise StartFehler(
                f"Port {text} ist belegt. Nehmen Sie einen anderen, zum Beispiel: "
                f"PORT={_other(int(text))} script/server"
            ) from None
    return int(text)


def _other(port: int) -> int:
    return port + 1 if port < 65535 else port - 1


def _start_over(*, ask: bool) -> None:
    if os.environ.get("DATABASE_URL"):
        raise StartFehler("--fresh löscht nur die mitgelieferte Datenbank, nicht die aus DATABASE_URL.")
    if ask:
        try:
            answer = input("Alle Daten dieser Installation werden gelöscht. Tippen Sie „löschen“: ")
        except EOFError:
            answer = ""
        if answer.strip().lower() not in {"löschen", "loeschen"}:
            raise StartFehler("Nichts wurde gelöscht.")
    postgres.drop_data()
    _say("Die alten Daten sind gelöscht.")


def _prepare(environment: dict[str, str], parts: list) -> None:
    child = _spawn([sys.executable, "-m", "konferenz.start", "vorbereiten"], environment)
    parts.append(("Die Vorbereitung", child))
    code = child.wait()
    parts.pop()
    if code:
        raise StartFehler("Die Vorbereitung ist gescheitert; der Grund steht oben.")


def _spawn(command: list[str], environment: dict[str, str]) -> subprocess.Popen:
    libc = ctypes.CDLL(None)

    def end_with_parent() -> None:
        libc.prctl(postgres.PR_SET_PDEATHSIG, signal.SIGTERM)

    # A session of its own: Ctrl-C reaches only us, and we end the parts in order.
    return subprocess.Popen(command, cwd=BASE_DIR, env=environment, start_new_session=True, preexec_fn=end_with_parent)


def _wait_for_answer(address: str, parts: list) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        _check(parts)
        try:
            urllib.request.urlopen(f"{address}/gesund/", timeout=5).close()  # noqa: S310 - our own address
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
    raise StartFehler("Der Webserver antwortet nicht. Die Meldungen stehen oben.")


def _watch(parts: list, server: postgres.Server | None) -> None:
    while True:
        _check(parts)
        if server and not server.alive:
            raise StartFehler("PostgreSQL wurde von außen beendet. Starten Sie script/server neu.")
        time.sleep(0.5)


def _check(parts: list) -> None:
    for name, process in parts:
        if process.poll() is not None:
            raise StartFehler(f"{name} endete unerwartet (Code {process.returncode}). Starten Sie script/server neu.")


def _end(parts: list, server: postgres.Server | None) -> None:
    """Web and worker first, the database last; whoever does not listen is killed with all its children."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    for _, process in parts:
        if process.poll() is None:
            process.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    for _, process in parts:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(max(0.1, deadline - time.monotonic()))
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    if server and not server.shared:
        server.stop()


def _say(text: str) -> None:
    print(text, flush=True)


# -- the preparation, in a child with Django ----------------------------------------------------------------


def prepare() -> None:
    """Bring the database, the static files and the example up to date; quick when nothing changed."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "konferenz.settings")
    import django
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import call_command, get_commands

    try:
        django.setup()
    except ImproperlyConfigured as error:
        raise StartFehler(str(error)) from None
    _check_database()
    _say("Datenbank auf den neuesten Stand bringen …")
    _lift_time_limit()
    call_command("migrate", interactive=False, verbosity=0)
    from konferenz.jobs import ensure_schedule

    ensure_schedule()
    if settings.PRODUKTION:
        _refuse_example_accounts()
    _collect_static(settings, call_command)
    if settings.BEISPIEL and "demo" in get_commands():
        _say("Beispiel laden, wo es noch fehlt …")
        said = io.StringIO()
        call_command("demo", stdout=said)
        _hinweise_file().write_text(said.getvalue())


def _refuse_example_accounts() -> None:
    """Everybody can read the password of the examples; their addresses end in a domain that nobody can own."""
    from konferenz.models import Konto

    if Konto.objects.filter(email__endswith=".example", is_active=True).exists():
        raise StartFehler(
            "In dieser Datenbank liegen Beispielkonten mit bekanntem Passwort. "
            "Beginnen Sie mit einer leeren Datenbank und „deploy/manage einrichten“."
        )


def _lift_time_limit() -> None:
    """The limit of a minute is for pages; a migration over many rows may take longer."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")


def _check_database() -> None:
    from django.db import OperationalError, connection

    try:
        connection.ensure_connection()
    except OperationalError as error:
        reason = " ".join(str(error).split())
        raise StartFehler(f"Die Datenbank antwortet nicht. Prüfen Sie DATABASE_URL. Grund: {reason}") from None
    if connection.pg_version < 150000:
        raise StartFehler(f"PostgreSQL ist zu alt ({connection.pg_version // 10000}). Nötig ist 15 oder neuer.")


def _collect_static(settings, call_command) -> None:
    """Hashing and compressing takes seconds, so only when a source or a package changed."""
    digest = hashlib.sha256((BASE_DIR / "requirements.txt").read_bytes())
    for file in sorted((BASE_DIR / "static").rglob("*")):
        if file.is_file():
            status = file.stat()
            digest.update(f"{file.relative_to(BASE_DIR)} {status.st_size} {status.st_mtime_ns}\n".encode())
    stamp = Path(settings.VAR_DIR) / "static.stamp"
    root = Path(settings.STATIC_ROOT)
    if root.exists() and stamp.exists() and stamp.read_text() == digest.hexdigest():
        return
    _say("Stile, Schriften und Skripte zusammenstellen …")
    root.mkdir(parents=True, exist_ok=True)
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(digest.hexdigest())


def main(arguments: list[str]) -> int:
    try:
        if arguments == ["vorbereiten"]:
            prepare()
        else:
            run(arguments)
    except (StartFehler, DatenbankFehler) as error:
        print(error, file=sys.stderr)
        return 1
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] in {"konferenz", "teilnehmer", "themen"}:
            raise
        print(f"Das Paket {error.name} fehlt. Führen Sie script/bootstrap aus.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
