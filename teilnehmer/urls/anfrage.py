"""Open registration: the public link, and the officer's list of requests."""

from django.urls import path

from teilnehmer.views import anfrage

K = "verwaltung/<slug:v>/<slug:k>/anmeldungen/anfragen/"

verwaltung = [
    path(K, anfrage.anfragen, name="anfragen"),
    path(f"{K}<slug:kennung>/", anfrage.anfrage, name="anfrage"),
    path(f"{K}<slug:kennung>/ablehnen/", anfrage.ablehnen, name="anfrage_ablehnen"),
]
links = [
    path("anmelden/<str:token>/", anfrage.anmelden, name="anmelden"),
    path("anmelden/<str:token>/danke/", anfrage.danke, name="anmelden_danke"),
]
