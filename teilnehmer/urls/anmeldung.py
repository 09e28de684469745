from django.urls import path

from teilnehmer.views import anmeldung

K = "verwaltung/<slug:v>/<slug:k>/anmeldungen/"

verwaltung = [
    path(K, anmeldung.anmeldungen, name="anmeldungen"),
    path(f"{K}gesperrt/", anmeldung.gesperrte, name="anmeldungen_gesperrt"),
    path(f"{K}<slug:kennung>/absagen/", anmeldung.absagen, name="anmeldung_absagen"),
    path(f"{K}<slug:kennung>/sperrvermerk/", anmeldung.sperrvermerk, name="anmeldung_sperrvermerk"),
]
