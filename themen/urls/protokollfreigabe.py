"""The way of the minutes to their release, and the released versions."""

from django.urls import path

from themen.urls import protokoll  # noqa: F401  registers the converter <variante:…>
from themen.views import protokollfassung, protokollfreigabe

P = "verwaltung/<slug:v>/<slug:k>/protokoll/"
FREIGABE = f"{P}freigabe/"
VERSION = f"{P}fassungen/<int:nummer>/"

urlpatterns = [
    path(FREIGABE, protokollfreigabe.freigabe, name="protokoll_freigabe"),
    path(f"{FREIGABE}rueckmeldung/", protokollfreigabe.rueckmeldung, name="protokoll_rueckmeldung"),
    path(f"{FREIGABE}vorlegen/", protokollfreigabe.vorlegen, name="protokoll_vorlegen"),
    path(f"{FREIGABE}zurueck/", protokollfreigabe.zurueck, name="protokoll_zurueck"),
    path(f"{FREIGABE}freigeben/", protokollfreigabe.freigeben, name="protokoll_freigeben"),
    path(f"{FREIGABE}korrigieren/", protokollfreigabe.korrigieren, name="protokoll_korrigieren"),
    path(f"{FREIGABE}korrektur-beenden/", protokollfreigabe.korrektur_beenden, name="protokoll_korrektur_beenden"),
    path(f"{P}fassungen/", protokollfassung.fassungen, name="protokoll_versionen"),
    path(VERSION, protokollfassung.fassung, name="protokoll_version"),
    path(f"{VERSION}dateien/", protokollfassung.dateien, name="protokoll_version_dateien"),
    path(f"{VERSION}verteilen/", protokollfassung.verteilen, name="protokoll_verteilen"),
    path(f"{VERSION}<variante:variante>/", protokollfassung.fassung_seite, name="protokoll_version_seite"),
    path(f"{VERSION}<variante:variante>.pdf", protokollfassung.fassung_pdf, name="protokoll_version_pdf"),
    path(f"{VERSION}gruppe-<int:nr>.pdf", protokollfassung.gruppe_pdf, name="protokoll_version_gruppe"),
]
