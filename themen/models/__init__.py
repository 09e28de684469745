from themen.models.befund import Befund, BefundBezug, BefundFassung
from themen.models.foto import Foto
from themen.models.klebepunkt import Klebepunkt
from themen.models.kleingruppe import Gruppenrolle, Herkunft, Kleingruppe, Umbau, Zuordnung
from themen.models.massnahme import Massnahme, MassnahmeBezug
from themen.models.protokoll import (
    Abschnittfassung,
    Bericht,
    Protokollabschnitt,
    Protokollanmerkung,
    Protokolldatei,
    Protokollfassung,
    Protokollstand,
    Publikum,
)
from themen.models.rueckmeldung import Rueckmeldung
from themen.models.themenvorschlag import Mitstreiter, Themenvorschlag

__all__ = [
    "Abschnittfassung",
    "Befund",
    "BefundBezug",
    "BefundFassung",
    "Bericht",
    "Foto",
    "Gruppenrolle",
    "Herkunft",
    "Klebepunkt",
    "Kleingruppe",
    "Massnahme",
    "MassnahmeBezug",
    "Mitstreiter",
    "Protokollabschnitt",
    "Protokollanmerkung",
    "Protokolldatei",
    "Protokollfassung",
    "Protokollstand",
    "Publikum",
    "Rueckmeldung",
    "Themenvorschlag",
    "Umbau",
    "Zuordnung",
]
