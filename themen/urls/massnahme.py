"""Measures and what stays open under the four doors of the board, and the list of the officers."""

from django.urls import path

from themen.views import gruppe_offen, massnahme
from themen.views.befund_zutritt import for_hilfe, for_moderation, for_pass, for_verwaltung

PARTS = (
    ("neu/", "massnahme_neu", massnahme.neu),
    ("<slug:kennung>/", "massnahme", massnahme.massnahme),
    ("<slug:kennung>/loeschen/", "massnahme_loeschen", massnahme.loeschen),
    ("<slug:kennung>/wiederherstellen/", "massnahme_wiederherstellen", massnahme.wiederherstellen),
)


def _door(prefix: str, name: str, door) -> list:
    return [
        *(
            path(f"{prefix}gruppen/<int:nr>/massnahmen/{rest}", door(view), name=f"{name}_{part}")
            for rest, part, view in PARTS
        ),
        path(f"{prefix}gruppen/<int:nr>/offen/", door(gruppe_offen.offen), name=f"{name}_offen"),
    ]


verwaltung = [
    *_door("verwaltung/<slug:v>/<slug:k>/", "brett_verwaltung", for_verwaltung),
    path("verwaltung/<slug:v>/<slug:k>/massnahmen/", massnahme.liste, name="massnahmen"),
    path("verwaltung/<slug:v>/<slug:k>/massnahmen/<slug:kennung>/", massnahme.stand, name="massnahme_stand"),
]
links = [
    *_door("mein/<str:token>/", "gruppe", for_pass),
    *_door("moderation/<str:token>/", "brett_moderation", for_moderation),
    *_door("hilfe-vor-ort/<str:token>/", "brett_hilfe", for_hilfe),
]
