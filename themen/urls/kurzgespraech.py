"""Short talks: the plan for moderation and staff, one person for helpers too, the own ones on the pass."""

from django.urls import path

from themen.views import kurzgespraech, kurzgespraech_pass
from themen.views.stelle import for_hilfe, for_moderation, for_verwaltung

DOORS = (
    ("moderation/<str:token>/gespraeche/", "moderation_gespraeche", for_moderation),
    ("verwaltung/<slug:v>/<slug:k>/gespraeche/", "verwaltung_gespraeche", for_verwaltung),
)
PARTS = (
    ("", "", kurzgespraech.gespraeche),
    ("planen/", "_planen", kurzgespraech.planen),
    ("neu/", "_neu", kurzgespraech.neu),
    ("beginnen/", "_beginnen", kurzgespraech.beginnen),
    ("beenden/", "_beenden", kurzgespraech.beenden),
    ("zurueck/", "_zurueck", kurzgespraech.zurueck),
    ("stand/", "_stand", kurzgespraech.stand),
)
PERSON_DOORS = (
    ("moderation/<str:token>/anwesenheit/", "moderation", for_moderation),
    ("hilfe-vor-ort/<str:token>/personen/", "hilfe", for_hilfe),
    ("verwaltung/<slug:v>/<slug:k>/anwesenheit/", "verwaltung", for_verwaltung),
)
PERSON_PARTS = (
    ("", "", kurzgespraech.person),
    ("platz/", "_platz", kurzgespraech.fester_platz),
    ("kontakt/", "_kontakt", kurzgespraech.kontakt),
)

urlpatterns = [
    *(
        path(f"{prefix}{rest}", door(view), name=f"{name}{part}")
        for prefix, name, door in DOORS
        for rest, part, view in PARTS
    ),
    *(
        path(f"{prefix}<slug:kennung>/gespraeche/{rest}", door(view), name=f"{name}_person_gespraeche{part}")
        for prefix, name, door in PERSON_DOORS
        for rest, part, view in PERSON_PARTS
    ),
    path("mein/<str:token>/gespraeche/", kurzgespraech_pass.gespraeche, name="pass_gespraeche"),
    path("mein/<str:token>/gespraeche/karte/", kurzgespraech_pass.karte, name="pass_gespraeche_karte"),
    path("mein/<str:token>/gespraeche/stand/", kurzgespraech_pass.stand, name="pass_gespraeche_stand"),
    path("mein/<str:token>/gespraeche/kontakt/", kurzgespraech_pass.kontakt, name="pass_gespraeche_kontakt"),
]
