"""Feedback: behind the pass, from paper under three doors, the officer's page, the blank form."""

from django.urls import path

from themen.views import rueckmeldung
from themen.views.stelle import for_hilfe, for_moderation, for_verwaltung

# prefix, prefix of names, decorator
DOORS = (
    ("moderation/<str:token>/", "moderation_", for_moderation),
    ("hilfe-vor-ort/<str:token>/", "hilfe_", for_hilfe),
    ("verwaltung/<slug:v>/<slug:k>/", "verwaltung_", for_verwaltung),
)

urlpatterns = [
    *(
        path(f"{prefix}rueckmeldung/neu/", door(rueckmeldung.neu), name=f"{name}rueckmeldung_neu")
        for prefix, name, door in DOORS
    ),
    path(
        "verwaltung/<slug:v>/<slug:k>/druck/rueckmeldebogen.pdf",
        for_verwaltung(rueckmeldung.bogen),
        name="druck_rueckmeldebogen",
    ),
    path(
        "moderation/<str:token>/druck/rueckmeldebogen.pdf",
        for_moderation(rueckmeldung.bogen),
        name="moderation_druck_rueckmeldebogen",
    ),
    path("verwaltung/<slug:v>/<slug:k>/rueckmeldung/", rueckmeldung.auswertung, name="rueckmeldung"),
    path("verwaltung/<slug:v>/<slug:k>/rueckmeldung/<int:pk>/zitat/", rueckmeldung.zitat, name="rueckmeldung_zitat"),
    path(
        "verwaltung/<slug:v>/<slug:k>/rueckmeldung/<int:pk>/loeschen/",
        rueckmeldung.text_loeschen,
        name="rueckmeldung_loeschen",
    ),
    path("mein/<str:token>/rueckmeldung/", rueckmeldung.pass_rueckmeldung, name="pass_rueckmeldung"),
]
