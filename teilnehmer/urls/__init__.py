"""Addresses of teilnehmer, one module per noun. Fixed words come before `<slug:v>/…`."""

from teilnehmer.urls import (
    anfrage,
    anmeldung,
    bedarf,
    brief,
    einladung,
    einladung_seite,
    einrichtung,
    postausgang,
    rundmail,
    verzeichnis,
    vorschlag,
    warteliste,
    weitergabe,
)

app_name = "teilnehmer"

urlpatterns = [
    *verzeichnis.verwaltung,
    *vorschlag.verwaltung,
    *einrichtung.verwaltung,
    *postausgang.verwaltung,
    *bedarf.verwaltung,
    *anfrage.verwaltung,
    *warteliste.verwaltung,
    *anmeldung.verwaltung,
    *rundmail.verwaltung,
    *brief.verwaltung,
    *einladung.verwaltung,
    *einladung_seite.verwaltung,
    *einladung_seite.links,
    *weitergabe.links,
    *anfrage.links,
    *warteliste.links,
]
