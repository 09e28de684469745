from django.urls import path

from themen.views import ergebnisse, konferenz_seite, termin

verwaltung = [
    path("verwaltung/<slug:v>/<slug:k>/vorschau/", konferenz_seite.vorschau, name="vorschau"),
    path(
        "verwaltung/<slug:v>/<slug:k>/vorschau/ergebnisse/",
        ergebnisse.vorschau_ergebnisse,
        name="vorschau_ergebnisse",
    ),
]

# Last of all: these begin with the organiser's own word.
oeffentlich = [
    path("<slug:v>/<slug:k>/", konferenz_seite.konferenz, name="konferenz"),
    path("<slug:v>/<slug:k>/gruppen/", konferenz_seite.gruppen, name="gruppen"),
    path("<slug:v>/<slug:k>/ergebnisse/", ergebnisse.ergebnisse, name="ergebnisse"),
    path("<ort:v>/ergebnisse.atom", ergebnisse.ergebnisse_feed, name="ergebnisse_feed"),
    path("<slug:v>/<slug:k>/termin.ics", termin.termin, name="termin"),
]
