"""Dots: one's own behind the pass, somebody's under the three doors, and what got most."""

from django.urls import path

from themen.views import klebepunkt
from themen.views.stelle import for_hilfe, for_moderation, for_verwaltung

PERSON_DOORS = (
    ("moderation/<str:token>/anwesenheit/", "moderation", for_moderation),
    ("hilfe-vor-ort/<str:token>/personen/", "hilfe", for_hilfe),
    ("verwaltung/<slug:v>/<slug:k>/anwesenheit/", "verwaltung", for_verwaltung),
)

urlpatterns = [
    *(
        path(f"{prefix}<slug:kennung>/punkte/", door(klebepunkt.person), name=f"{name}_person_punkte")
        for prefix, name, door in PERSON_DOORS
    ),
    path("moderation/<str:token>/punkte/", for_moderation(klebepunkt.rangliste), name="moderation_punkte"),
    path("verwaltung/<slug:v>/<slug:k>/punkte/", for_verwaltung(klebepunkt.rangliste), name="verwaltung_punkte"),
    path("mein/<str:token>/punkte/", klebepunkt.punkte, name="pass_punkte"),
]
