"""Forming groups, from the moderation's link and from the administration: the same views."""

from django.urls import path

from themen.views import kleingruppe
from themen.views.stelle import for_hilfe, for_moderation, for_verwaltung

DOORS = (
    ("moderation/<str:token>/", "moderation", for_moderation),
    ("verwaltung/<slug:v>/<slug:k>/", "verwaltung", for_verwaltung),
)
PARTS = (
    ("", "gruppen", kleingruppe.gruppen),
    ("neu/", "gruppe_neu", kleingruppe.neu),
    ("stand/", "gruppen_stand", kleingruppe.stand),
    ("umbau/<int:pk>/rueckgaengig/", "umbau_zurueck", kleingruppe.umbau_zurueck),
    ("<int:nr>/bearbeiten/", "gruppe_bearbeiten", kleingruppe.bearbeiten),
    ("<int:nr>/themen/", "themen_geben", kleingruppe.themen_geben),
    ("<int:nr>/themen/heraus/", "thema_nehmen", kleingruppe.thema_nehmen),
    ("<int:nr>/themen/verschieben/", "thema_verschieben", kleingruppe.thema_verschieben),
    ("<int:nr>/zusammenlegen/", "zusammenlegen", kleingruppe.zusammenlegen),
    ("<int:nr>/teilen/", "teilen", kleingruppe.teilen),
    ("<int:nr>/aufloesen/", "aufloesen", kleingruppe.aufloesen),
)

urlpatterns = [
    *(
        path(f"{prefix}gruppen/{rest}", door(view), name=f"{name}_{part}")
        for prefix, name, door in DOORS
        for rest, part, view in PARTS
    ),
    # Helpers only look, and go on to a board.
    path("hilfe-vor-ort/<str:token>/gruppen/", for_hilfe(kleingruppe.gruppen), name="hilfe_gruppen"),
    path("hilfe-vor-ort/<str:token>/gruppen/stand/", for_hilfe(kleingruppe.stand), name="hilfe_gruppen_stand"),
]
