from themen.models.befund import Befund, BefundBezug, BefundFassung
from themen.models.kleingruppe import Gruppenrolle, Herkunft, Kleingruppe, Umbau, Zuordnung
from themen.models.rueckmeldung import Rueckmeldung
from themen.models.themenvorschlag import Mitstreiter, Themenvorschlag

__all__ = [
    "Befund",
    "BefundBezug",
    "BefundFassung",
    "Gruppenrolle",
    "Herkunft",
    "Kleingruppe",
    "Mitstreiter",
    "Rueckmeldung",
    "Themenvorschlag",
    "Umbau",
    "Zuordnung",
]
