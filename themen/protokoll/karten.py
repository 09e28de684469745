"""The cards of one group as minutes and poster print them: Ist beside Soll in bundles, ideas with what they serve."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from themen.models import Befund
from themen.protokoll.buendel import bundle
from themen.protokoll.daten import Buendel, Idee, Karte

Art = Befund.Art


def bundle_cards(
    karten: Mapping[str, list[Befund]], bezuege: Iterable[tuple[int, int]]
) -> tuple[tuple[Buendel, ...], tuple[Idee, ...]]:
    """`karten` by kind in the order of the board; of the links those between these cards."""
    by_pk = {karte.pk: karte for some in karten.values() for karte in some}
    links = [(quelle, ziel) for quelle, ziel in bezuege if quelle in by_pk and ziel in by_pk]
    dient = defaultdict(list)
    for quelle, ziel in links:
        dient[quelle].append(by_pk[ziel])

    def cards(pks) -> tuple[Karte, ...]:
        return tuple(Karte(by_pk[pk].nummer, by_pk[pk].text) for pk in pks)

    def numbers(karte: Befund, art: Art) -> tuple[int, ...]:
        return tuple(sorted(ziel.nummer for ziel in dient[karte.pk] if ziel.art == art))

    ist, soll = ([karte.pk for karte in karten[art]] for art in (Art.IST, Art.SOLL))
    return (
        tuple(Buendel(cards(linke), cards(rechte)) for linke, rechte in bundle(ist, soll, links)),
        tuple(
            Idee(karte.nummer, karte.text, soll=numbers(karte, Art.SOLL), ist=numbers(karte, Art.IST))
            for karte in karten[Art.IDEE]
        ),
    )
