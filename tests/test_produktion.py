"""Production refuses to start weak, and says in one sentence what to do."""

import os
import secrets
import subprocess
import sys

import pytest

from konferenz.start import StartFehler, _refuse_example_accounts
from tests.conftest import ROOT
from tests.factories import make_konto

GUT = {
    "NETZWERKSTATT_MODUS": "produktion",
    "SECRET_KEY": secrets.token_urlsafe(60),
    "HOSTS": "netzwerkstatt.gemeinde.test",
    "DATABASE_URL": "postgresql://netzwerkstatt:ein-eigenes@127.0.0.1/netzwerkstatt",
    "DEBUG": "",
}


def load_settings(**changes) -> str:
    """What loading the settings says; empty when they load."""
    environment = {key: value for key, value in (os.environ | GUT | changes).items() if value is not None}
    command = [sys.executable, "-c", "import konferenz.settings"]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False).stderr


@pytest.mark.parametrize(
    ("changes", "satz"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY fehlt."),
        ({"SECRET_KEY": "kurz"}, "SECRET_KEY ist zu schwach"),
        ({"SECRET_KEY": "a" * 60}, "SECRET_KEY ist zu schwach"),
        ({"DEBUG": "1"}, "DEBUG=1 geht in der Produktion nicht"),
        ({"HOSTS": ""}, "HOSTS fehlt."),
        ({"HOSTS": "*"}, "HOSTS darf nicht * sein."),
        (
            {"DATABASE_URL": "postgresql://konto:passwort@rechner/datenbank"},
            "Das Passwort in DATABASE_URL ist ein Beispiel.",
        ),
        ({"DATABASE_URL": "sqlite:///daten.db"}, "DATABASE_URL muss auf PostgreSQL zeigen"),
        ({"NETZWERKSTATT_MODUS": "prod"}, "möglich sind lokal, test und produktion"),
    ],
)
def test_weak_settings_stop_the_start_with_a_sentence(changes, satz):
    assert satz in load_settings(**changes)


def test_good_settings_load():
    assert load_settings() == ""


@pytest.mark.django_db
def test_accounts_of_the_examples_stop_the_preparation():
    _refuse_example_accounts()
    make_konto(email="leitung@kleinmachnow.example")
    with pytest.raises(StartFehler, match="Beispielkonten"):
        _refuse_example_accounts()
