"""How long minutes get, before anything is set: what is long is printed in the background.

Measured on two cores: one page takes about 0.16 s, set twice where groups are to fit on their page. 25 pages are what
somebody may be asked to wait for, four seconds.
"""

from themen.protokoll.daten import Gruppe, Protokoll

GROSS = 25


def is_gross(seiten: float) -> bool:
    return seiten > GROSS


def pages_of_gruppe(gruppe: Gruppe) -> float:
    """At least the one that it has for itself."""
    zeichen = sum(len(karte.text) for zeile in gruppe.buendel for karte in (*zeile.ist, *zeile.soll))
    zeichen += sum(len(idee.text) for idee in gruppe.ideen) + len(gruppe.eigener_text)
    karten = sum(max(len(zeile.ist), len(zeile.soll)) for zeile in gruppe.buendel) + len(gruppe.ideen)
    return max(1.0, karten / 22 + zeichen / 6000 + len(gruppe.massnahmen) / 14)


def pages_of_protokoll(protokoll: Protokoll) -> float:
    """Five for what every conference has; photos two a page, people and institutions forty."""
    zeilen = (
        len(protokoll.themen) + len(protokoll.gruppenliste) + len(protokoll.massnahmen) + len(protokoll.themenspeicher)
    )
    personen = sum(len(einrichtung.personen) for einrichtung in protokoll.anwesende)
    eigene = sum(len(text.text) for text in protokoll.eigene)
    gruppen = sum(pages_of_gruppe(gruppe) for gruppe in protokoll.gruppen)
    return 5 + gruppen + len(protokoll.fotos) / 2 + personen / 40 + zeilen / 20 + eigene / 3000
