"""Rows of the result: what was measured, beside its floor and its target."""

import json
import os
import platform
import statistics
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass
class Row:
    """`ours` beside `floor` in the same unit; `target` is the most that ours/floor may be."""

    name: str
    ours: float
    unit: str = "ms"
    floor: float | None = None
    target: float | None = None
    checks: list[tuple[str, bool]] = field(default_factory=list)
    peers: dict[str, float] = field(default_factory=dict)  # their ratio to the same floor, measured once
    ratio: float | None = None

    def __post_init__(self):
        if self.ratio is None and self.floor:
            self.ratio = self.ours / self.floor

    @property
    def is_met(self) -> bool:
        in_time = self.target is None or (self.ratio is not None and self.ratio <= self.target)
        return in_time and all(good for _, good in self.checks)


def p50(values: list[float]) -> float:
    return statistics.median(values)


def p95(values: list[float]) -> float:
    return sorted(values)[max(0, int(len(values) * 0.95 + 0.5) - 1)]


def number(value: float | None, digits: int = 1) -> str:
    if value is None:
        return "–"
    if value >= 1000:
        digits = 0
    elif value < 1:
        digits = 2
    return f"{value:,.{digits}f}".replace(",", "\u202f").replace(".", ",")


def markdown(rows: list[Row]) -> str:
    lines = [
        "| Zeile | Boden | wir | Verhältnis | Ziel | dazu | zum Vergleich | erreicht |",
        "|---|---:|---:|---:|---:|---|---|---|",
    ]
    for row in rows:
        dazu = "; ".join(text if good else f"**{text}**" for text, good in row.checks) or "–"
        peers = ", ".join(f"{name} {number(ratio)} ×" for name, ratio in row.peers.items()) or "–"
        floor = f"{number(row.floor)} {row.unit}" if row.floor is not None else "–"
        ratio = f"{number(row.ratio, 2)} ×" if row.ratio is not None else "–"
        ziel = f"≤ {number(row.target, 2)} ×" if row.target else "–"
        ja = "ja" if row.is_met else "**nein**"
        lines.append(
            f"| {row.name} | {floor} | {number(row.ours)} {row.unit} | {ratio} | {ziel} | {dazu} | {peers} | {ja} |"
        )
    return "\n".join(lines)


def write_json(rows: list[Row], file: Path, **more) -> None:
    about = {"kerne": os.cpu_count(), "python": platform.python_version(), "last": os.getloadavg()[0]} | more
    found = {"maschine": about, "zeilen": [asdict(row) | {"erreicht": row.is_met} for row in rows]}
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n")
