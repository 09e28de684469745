"""Files to work on with, and whole conferences out and in."""

from django.urls import path

from themen.urls import protokoll  # noqa: F401 - knows the kinds of minutes that addresses name
from themen.views import export

DATEIEN = "verwaltung/<slug:v>/<slug:k>/protokoll/dateien/"

urlpatterns = [
    path("verwaltung/<slug:v>/konferenzen/einlesen/", export.einlesen, name="konferenz_einlesen"),
    path(DATEIEN, export.dateien, name="dateien"),
    path(f"{DATEIEN}protokoll-<variante:variante>.docx", export.protokoll_docx, name="dateien_protokoll"),
    path(f"{DATEIEN}karten-und-massnahmen.xlsx", export.tabellen_xlsx, name="dateien_tabellen"),
    path(
        f"{DATEIEN}karten-und-massnahmen-intern.xlsx",
        export.tabellen_xlsx,
        {"intern": True},
        name="dateien_tabellen_intern",
    ),
    path(f"{DATEIEN}informationsvorlage.docx", export.vorlage_docx, name="dateien_vorlage"),
    path(f"{DATEIEN}konferenz.json", export.ausgeben, name="konferenz_ausgeben"),
]
