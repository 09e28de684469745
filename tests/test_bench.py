"""script/bench runs to its end; what it measures is never asserted."""

import json
import os
import subprocess
import sys

import pytest

from tests.conftest import ROOT

GROUPS = ("seiten", "wachstum", "andrang", "saal", "gespraeche", "protokoll", "gewicht", "prozesse")


def _bench(tmp_path, *arguments: str) -> subprocess.CompletedProcess:
    inherited = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "NETZWERKSTATT_MODUS"}}
    return subprocess.run(
        [sys.executable, "script/bench.d", *arguments],
        cwd=ROOT,
        env=inherited | {"NETZWERKSTATT_VAR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_an_unknown_group_gives_one_sentence(tmp_path):
    run = _bench(tmp_path, "--kurz", "tempo")
    assert run.returncode == 2
    assert run.stderr == f"Unbekannt: tempo. Möglich sind: {', '.join(GROUPS)}.\n"


@pytest.mark.lang
def test_it_runs_to_the_end_and_nobody_is_lost(tmp_path):
    run = _bench(tmp_path, "--kurz")
    assert run.returncode == 0, run.stderr
    rows = {row["name"]: row for row in json.loads((tmp_path / "bench.json").read_text())["zeilen"]}
    assert [name for name in rows if name in run.stdout] == list(rows)
    said = [text for name, row in rows.items() if " Plätze, " in name for text, _ in row["checks"]]
    *counted, cpu = said
    assert counted == ["0 über Plan", "0 verloren", "0 ohne Antwort"]
    assert cpu.startswith("Rechenzeit ")
    choice = next(row for name, row in rows.items() if name.endswith("Wahl bis Antwort, p95"))
    assert [text for text, _ in choice["checks"]] == ["0 Gruppen über Plan", "0 von 30 verloren", "0 Fehler"]
