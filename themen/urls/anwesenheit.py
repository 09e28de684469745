"""People at the door and in groups: moderation, helpers, staff."""

from django.urls import path

from themen.views import anwesenheit
from themen.views.stelle import for_hilfe, for_moderation, for_verwaltung

# prefix of the list, prefix of one person, prefix of names, decorator
DOORS = (
    ("moderation/<str:token>/anwesenheit/", "moderation/<str:token>/anwesenheit/", "moderation", for_moderation),
    ("hilfe-vor-ort/<str:token>/", "hilfe-vor-ort/<str:token>/personen/", "hilfe", for_hilfe),
    (
        "verwaltung/<slug:v>/<slug:k>/anwesenheit/",
        "verwaltung/<slug:v>/<slug:k>/anwesenheit/",
        "verwaltung",
        for_verwaltung,
    ),
)
PARTS = (
    ("stand/", "anwesenheit_stand", anwesenheit.stand),
    ("neu/", "vor_ort", anwesenheit.vor_ort),
    ("<slug:kennung>/", "person", anwesenheit.person),
    ("<slug:kennung>/da/", "person_da", anwesenheit.da),
    ("<slug:kennung>/gruppe/", "person_gruppe", anwesenheit.gruppe),
)

urlpatterns = [
    # What a badge's QR code says; no link of a helper is called "schild".
    path("hilfe-vor-ort/schild/<slug:kennung>/", anwesenheit.schild, name="schild"),
    *(
        path(liste, door(anwesenheit.personen), name="hilfe" if name == "hilfe" else f"{name}_personen")
        for liste, _personen, name, door in DOORS
    ),
    *(
        path(f"{personen}{rest}", door(view), name=f"{name}_{part}")
        for _liste, personen, name, door in DOORS
        for rest, part, view in PARTS
    ),
    path("moderation/<str:token>/themen/neu/", for_moderation(anwesenheit.thema_neu), name="moderation_thema_neu"),
    path("hilfe-vor-ort/<str:token>/themen/neu/", for_hilfe(anwesenheit.thema_neu), name="hilfe_thema_neu"),
]
