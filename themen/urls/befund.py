"""The board under its four addresses: the same views, four doors."""

from django.urls import path

from themen.views import befund
from themen.views.befund_zutritt import for_hilfe, for_moderation, for_pass, for_verwaltung

PARTS = (
    ("", "", befund.brett),
    ("stand/", "_stand", befund.stand),
    ("karten/<slug:kennung>/verlauf/", "_verlauf", befund.verlauf),
    ("karten/<slug:kennung>/ort/", "_ort", befund.ort),
    ("karten/<slug:kennung>/loeschen/", "_loeschen", befund.loeschen),
    ("karten/<slug:kennung>/wiederherstellen/", "_wiederherstellen", befund.wiederherstellen),
)


def _door(prefix: str, name: str, door) -> list:
    return [path(f"{prefix}gruppen/<int:nr>/{rest}", door(view), name=f"{name}{part}") for rest, part, view in PARTS]


verwaltung = _door("verwaltung/<slug:v>/<slug:k>/", "brett_verwaltung", for_verwaltung)
links = [
    *_door("mein/<str:token>/", "gruppe", for_pass),
    *_door("moderation/<str:token>/", "brett_moderation", for_moderation),
    *_door("hilfe-vor-ort/<str:token>/", "brett_hilfe", for_hilfe),
]
