"""Composition root of the addresses. People read, type and print them: German, ASCII, stable (docs/adressen.md)."""

from django.urls import include, path

urlpatterns = [
    path("konto/", include("konferenz.adressen_konto")),
    path("", include("konferenz.adressen")),
    path("", include("teilnehmer.urls")),
    path("", include("themen.urls")),
]
