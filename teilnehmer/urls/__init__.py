"""Addresses of teilnehmer, one module per noun. Fixed words come before `<slug:v>/…`."""

from teilnehmer.urls import einladung_seite

app_name = "teilnehmer"

urlpatterns = [*einladung_seite.verwaltung, *einladung_seite.links]
