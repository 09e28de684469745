"""Addresses of teilnehmer, one module per noun. Fixed words come before `<slug:v>/…`."""

from teilnehmer.urls import anmeldung, einladung, einladung_seite, einrichtung, postausgang

app_name = "teilnehmer"

urlpatterns = [
    *einrichtung.verwaltung,
    *postausgang.verwaltung,
    *anmeldung.verwaltung,
    *einladung.verwaltung,
    *einladung_seite.verwaltung,
    *einladung_seite.links,
]
