"""The run of the tests itself: it ends well whatever the tests did to the database."""

import os
import subprocess
import sys

import pytest

from tests.conftest import ROOT

TEST = """
from django.db import connection


def test_all_other_connections_end(transactional_db, chromium):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        assert cursor.fetchone() == (1,)  # the one that made the database, hidden by Playwright's loop
"""


@pytest.mark.lang
def test_a_run_ends_well_after_a_test_ended_the_connection_that_made_the_database(tmp_path):
    (tmp_path / "conftest.py").write_text("from tests.conftest import *\n")
    (tmp_path / "test_beendet.py").write_text(TEST)
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", ROOT / "pyproject.toml",
         "--rootdir", tmp_path, tmp_path],
        cwd=ROOT,
        env={key: value for key, value in os.environ.items() if key != "DATABASE_URL" and "PYTEST" not in key},
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout
    assert "1 passed" in run.stdout
