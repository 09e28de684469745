from themen.models.befund import Befund, BefundBezug, BefundFassung
from themen.models.kleingruppe import Herkunft, Kleingruppe, Umbau, Zuordnung
from themen.models.themenvorschlag import Mitstreiter, Themenvorschlag

__all__ = [
    "Befund",
    "BefundBezug",
    "BefundFassung",
    "Herkunft",
    "Kleingruppe",
    "Mitstreiter",
    "Themenvorschlag",
    "Umbau",
    "Zuordnung",
]
