from django.urls import path

from teilnehmer.views import warteliste

K = "verwaltung/<slug:v>/<slug:k>/anmeldungen/"

verwaltung = [
    path(f"{K}warteliste/", warteliste.warteliste, name="warteliste"),
    path(f"{K}<slug:kennung>/kommt/", warteliste.kommt, name="anmeldung_kommt"),
    path(f"{K}<slug:kennung>/frist/", warteliste.frist, name="anmeldung_frist"),
]
links = [
    path("einladung/<str:token>/personen/<slug:kennung>/platz/", warteliste.platz, name="person_platz"),
]
