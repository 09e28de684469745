"""Posters in the print shop, under its two doors."""

from django.urls import path

from themen.views import plakat
from themen.views.stelle import for_moderation, for_verwaltung

urlpatterns = [
    path(
        "verwaltung/<slug:v>/<slug:k>/druck/plakat-<int:nr>.pdf", for_verwaltung(plakat.plakat_pdf), name="druck_plakat"
    ),
    path("verwaltung/<slug:v>/<slug:k>/druck/plakate/", plakat.plakate, name="druck_plakate"),
    path(
        "moderation/<str:token>/druck/plakat-<int:nr>.pdf",
        for_moderation(plakat.plakat_pdf),
        name="moderation_druck_plakat",
    ),
]
