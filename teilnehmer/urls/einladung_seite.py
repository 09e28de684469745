from django.urls import path

from teilnehmer.views import einladung_seite

verwaltung = [
    path(
        "verwaltung/<slug:v>/<slug:k>/einladungen/<slug:kennung>/antwort/",
        einladung_seite.antwort_eintragen,
        name="antwort_eintragen",
    ),
]
links = [
    path("einladung/", einladung_seite.einladung_code, name="einladung_code"),
    path("einladung/<str:token>/", einladung_seite.einladung, name="einladung"),
    path("einladung/<str:token>/antwort/", einladung_seite.antwort, name="antwort"),
    path("einladung/<str:token>/personen/<slug:kennung>/", einladung_seite.person, name="person"),
    path(
        "einladung/<str:token>/personen/<slug:kennung>/absagen/", einladung_seite.person_absagen, name="person_absagen"
    ),
    path("einladung/<str:token>/personen/<slug:kennung>/pass/", einladung_seite.pass_senden, name="pass_senden"),
]
