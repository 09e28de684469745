"""Composition root of the addresses. People read, type and print them: German, ASCII, stable (docs/adressen.md)."""

from django.urls import include, path

konferenz_urls = []

urlpatterns = [
    path("", include((konferenz_urls, "konferenz"))),
]
