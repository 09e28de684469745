"""Dots of the examples: nearly everybody who was there stuck what they had, on some cards many."""

import random
from collections import Counter

from konferenz.models import Konferenz
from teilnehmer.models import Anmeldung
from themen.klebepunkte import klebbar
from themen.models import Klebepunkt


def stick_dots(konferenz: Konferenz, anwesend: list[Anmeldung]) -> None:
    zufall = random.Random(konferenz.slug)  # noqa: S311 the same dots every time
    karten = list(klebbar(konferenz).order_by("kleingruppe__nummer", "-art", "nummer"))
    zufall.shuffle(karten)
    gewichte = [1 / (n + 3) for n in range(len(karten))]  # a few cards get most, many get nothing
    punkte = []
    for n, anmeldung in enumerate(anwesend):
        if n % 6 == 5:
            continue  # not everybody sticks
        gewaehlt = Counter(zufall.choices(karten, gewichte, k=konferenz.klebepunkte))
        punkte += [(anmeldung, befund, anzahl) for befund, anzahl in gewaehlt.items()]
    Klebepunkt.objects.bulk_create(
        Klebepunkt(konferenz=konferenz, anmeldung=anmeldung, befund=befund, anzahl=anzahl)
        for anmeldung, befund, anzahl in punkte
    )
