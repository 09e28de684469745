"""Which view the Leinwand shows now: what the moderation chose, else what the phase and the running item say."""

from konferenz.models import Konferenz, Programmpunkt
from konferenz.models.konferenz import Leinwand

Art = Programmpunkt.Art
Phase = Konferenz.Phase

ABGESAGT = "abgesagt"
ARBEIT = "arbeit"

# What belongs to no kind of item: a clock, with the item's title.
VIEW_OF_ART = {
    Art.BEGRUESSUNG: Leinwand.WILLKOMMEN,
    Art.VORSTELLUNGSRUNDE: Leinwand.GESPRAECHE,
    Art.THEMEN: Leinwand.THEMA,
    Art.GRUPPENBILDUNG: Leinwand.GRUPPEN,
    Art.GRUPPENARBEIT: ARBEIT,
    Art.ERGEBNISSE: Leinwand.ERGEBNISSE,
    Art.RUECKMELDUNG: Leinwand.RUECKMELDUNG,
    Art.AUSBLICK: Leinwand.DANK,
}


def ansicht_of(konferenz: Konferenz) -> str:
    """The name of the view; THEMA shows the list of topics while nobody presents one."""
    if konferenz.is_abgesagt:
        return ABGESAGT
    if konferenz.leinwand != Leinwand.AUTOMATISCH:
        return konferenz.leinwand
    if konferenz.phase in (Phase.ENTWURF, Phase.VORBEREITUNG):
        return Leinwand.WILLKOMMEN
    if konferenz.phase != Phase.DURCHFUEHRUNG:
        return Leinwand.DANK
    if (punkt := konferenz.laufender_punkt) is not None:
        return VIEW_OF_ART.get(punkt.art, Leinwand.UHR)
    return _between(konferenz)


def _between(konferenz: Konferenz) -> str:
    """Nothing runs: the welcome before the first item, thanks after the last, else what comes next."""
    begonnen = [punkt for punkt in konferenz.punkte if punkt.begonnen_am]
    if not begonnen:
        return Leinwand.WILLKOMMEN
    return Leinwand.DANK if begonnen[-1] is konferenz.punkte[-1] else Leinwand.UHR
