from django.urls import path

from teilnehmer.views import export
from teilnehmer.views import verzeichnisimport as views

V = "verwaltung/<slug:v>/einrichtungen/"
IMPORT = f"{V}import/<slug:kennung>/"

verwaltung = [
    path(f"{V}export.xlsx", export.verzeichnis_xlsx, name="verzeichnis_xlsx"),
    path(f"{V}export.csv", export.verzeichnis_csv, name="verzeichnis_csv"),
    path(f"{V}import/", views.hochladen, name="verzeichnisimport_hochladen"),
    path(IMPORT, views.verzeichnisimport, name="verzeichnisimport"),
    path(f"{IMPORT}spalten/", views.spalten, name="verzeichnisimport_spalten"),
    path(f"{IMPORT}entscheiden/", views.entscheiden, name="verzeichnisimport_entscheiden"),
    path(f"{IMPORT}uebernehmen/", views.uebernehmen, name="verzeichnisimport_uebernehmen"),
    path(f"{IMPORT}sofort/", views.sofort, name="verzeichnisimport_sofort"),
    path(f"{IMPORT}ausgelassen.xlsx", views.ausgelassene, name="verzeichnisimport_ausgelassen"),
    path(f"{IMPORT}zuruecknehmen/", views.zuruecknehmen, name="verzeichnisimport_zuruecknehmen"),
    path(f"{IMPORT}verwerfen/", views.verwerfen, name="verzeichnisimport_verwerfen"),
    path("verwaltung/<slug:v>/<slug:k>/anmeldungen/export.xlsx", export.anmeldungen_xlsx, name="anmeldungen_xlsx"),
    path("verwaltung/<slug:v>/<slug:k>/beteiligung.xlsx", export.radar_xlsx, name="radar_xlsx"),
]
