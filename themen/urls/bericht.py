"""The text of the results page, publishing and taking down."""

from django.urls import path

from themen.views import bericht

K = "verwaltung/<slug:v>/<slug:k>/"

verwaltung = [
    path(f"{K}bericht/", bericht.bericht, name="bericht"),
    path(f"{K}bericht/text/", bericht.text, name="bericht_text"),
    path(f"{K}bericht/ergebnisse.txt", bericht.text_datei, name="bericht_txt"),
    path(f"{K}bericht/ergebnisse.html", bericht.html_datei, name="bericht_html"),
    path(f"{K}veroeffentlichen/", bericht.veroeffentlichen, name="veroeffentlichen"),
    path(f"{K}veroeffentlichen/zuruecknehmen/", bericht.zuruecknehmen, name="zuruecknehmen"),
]
