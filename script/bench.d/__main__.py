"""script/bench: groups of rows, each as ratios to the bare framework in the same rounds."""
# ruff: noqa: T201

import argparse
import os
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(1, str(ROOT))

from crowd import measure_hall, measure_rush  # noqa: E402
from pages import measure_growth, measure_pages  # noqa: E402
from prints import measure_minutes  # noqa: E402
from stack import Werkbank  # noqa: E402
from table import Row, markdown, write_json  # noqa: E402
from talks import measure_talks  # noqa: E402
from weight import measure_bytes, measure_processes  # noqa: E402

GROUPS = {
    "seiten": measure_pages,
    "wachstum": measure_growth,
    "andrang": measure_rush,
    "saal": measure_hall,
    "gespraeche": measure_talks,
    "protokoll": measure_minutes,
    "gewicht": measure_bytes,
    "prozesse": measure_processes,
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="script/bench", description="Misst gegen das nackte Framework.")
    parser.add_argument("gruppen", nargs="*", metavar="Gruppe", help=f"{', '.join(GROUPS)}; ohne Angabe alle")
    parser.add_argument("--kurz", action="store_true", help="nur, ob alles durchläuft; die Zahlen sagen nichts")
    parser.add_argument("--json", type=Path, help="Datei für die Zahlen; sonst var/bench.json")
    wanted = parser.parse_args()
    if unknown := set(wanted.gruppen) - set(GROUPS):
        print(f"Unbekannt: {', '.join(sorted(unknown))}. Möglich sind: {', '.join(GROUPS)}.", file=sys.stderr)
        return 2
    var = Path(os.environ.get("NETZWERKSTATT_VAR", ROOT / "var"))
    rows = run(wanted.gruppen or list(GROUPS), wanted.kurz)
    write_json(rows, wanted.json or var / "bench.json", kurz=wanted.kurz)
    print(markdown(rows))
    return 0


def run(names: list[str], short: bool) -> list[Row]:
    rows: list[Row] = []
    _say("Datenbank, Tabellen und Stile …")
    with Werkbank() as bank:
        bank.prepare()
        facts = _load(bank, names, short)
        for name in names:
            began = time.monotonic()
            rows += GROUPS[name](bank, facts, short)
            _say(f"{name}: {time.monotonic() - began:.0f} s")
    return rows


def _load(bank: Werkbank, names: list[str], short: bool) -> dict:
    """`klein` has one conference, `gross` many and one with many topics."""
    themen, konferenzen = (300, 20) if short else (2_000, 1_000)
    facts = {"sizes": (themen, konferenzen)}
    if "wachstum" in names:
        _say(f"{konferenzen} Konferenzen laden …")
        bank.copy_database("klein", "gross")
        facts["gross"] = bank.load("gross", "fill", 200, 300, konferenzen - 1, themen)
    facts["klein"] = bank.load("klein", "fill", 200, 300, 0, 0)
    return facts


def _say(text: str) -> None:
    print(f"– {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
