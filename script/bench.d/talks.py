"""The plan of short talks: how long it takes to make, and how good it is beside the plain round-robin."""

import random
import time

from stack import Werkbank
from table import Row

from teilnehmer.rundenguete import Gast, measure, plain_round_robin
from teilnehmer.rundenplan import plan_runden

MOST_SECONDS = 2
INTERESSEN = ("netzwerk", "freizeit", "kultur", "beratung", "kinderschutz", "bildung")
ARTEN = ("kita", "schule", "hort", "verein", "beratung", "amt")


def measure_talks(bank: Werkbank, facts: dict, short: bool) -> list[Row]:
    rows = []
    for people in (30,) if short else (30, 100, 300):
        for size in (2, 4):
            gaeste = _guests(people)
            began = time.perf_counter()
            plan = plan_runden(gaeste, runden=6, groesse=size)
            took = time.perf_counter() - began
            ours = measure(gaeste, plan, groesse=size)
            plain = measure(gaeste, plain_round_robin(gaeste, runden=6, groesse=size), groesse=size)
            words = "Paare" if size == 2 else f"Tische zu {size}"
            checks = [
                (f"{ours.wiedersehen} Wiedersehen (reihum {plain.wiedersehen})", ours.wiedersehen <= plain.wiedersehen),
                (f"{ours.selbe_einrichtung} aus einem Haus (reihum {plain.selbe_einrichtung})",
                 ours.selbe_einrichtung <= plain.selbe_einrichtung),
                (f"{_comma(ours.gemeinsam_je_gespraech)} gemeinsame Interessen je Gespräch"
                 f" (reihum {_comma(plain.gemeinsam_je_gespraech)})",
                 ours.gemeinsam_je_gespraech >= plain.gemeinsam_je_gespraech),
            ]  # fmt: skip
            rows.append(
                Row(f"Gesprächsplan, {people} Personen, 6 Runden, {words}", took, unit="s", floor=MOST_SECONDS,
                    target=1, checks=checks)
            )  # fmt: skip
    return rows


def _comma(value: float) -> str:
    return f"{value:.2f}".replace(".", ",")


def _guests(people: int) -> list[Gast]:
    """Houses of one to six people, one or two interests each, one in forty keeps a seat."""
    dice = random.Random(people)  # noqa: S311 - the same hall every time
    gaeste, haus, left = [], 0, 0
    for n in range(1, people + 1):
        if left == 0:
            haus, left = haus + 1, dice.choice((1, 1, 2, 2, 3, 6))
        left -= 1
        interessen = frozenset(dice.sample(INTERESSEN, dice.choice((1, 2))))
        gaeste.append(Gast(n, einrichtung=haus, art=ARTEN[haus % len(ARTEN)], interessen=interessen, fest=n % 40 == 7))
    return gaeste
