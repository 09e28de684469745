"""The way of the minutes to their release, remarks about the draft, released versions."""

from django.urls import path

from themen.urls import protokoll  # noqa: F401  registers the converter <variante:…>
from themen.views import protokollanmerkung, protokollfassung, protokollfreigabe
from themen.views.stelle import for_moderation, for_verwaltung

P = "verwaltung/<slug:v>/<slug:k>/protokoll/"
FREIGABE, ANMERKUNGEN = f"{P}freigabe/", f"{P}anmerkungen/"
VERSION = f"{P}fassungen/<int:nummer>/"

urlpatterns = [
    path(FREIGABE, protokollfreigabe.freigabe, name="protokoll_freigabe"),
    path(f"{FREIGABE}rueckmeldung/", protokollfreigabe.rueckmeldung, name="protokoll_rueckmeldung"),
    path(f"{FREIGABE}vorlegen/", protokollfreigabe.vorlegen, name="protokoll_vorlegen"),
    path(f"{FREIGABE}zurueck/", protokollfreigabe.zurueck, name="protokoll_zurueck"),
    path(f"{FREIGABE}freigeben/", protokollfreigabe.freigeben, name="protokoll_freigeben"),
    path(f"{FREIGABE}korrigieren/", protokollfreigabe.korrigieren, name="protokoll_korrigieren"),
    path(f"{FREIGABE}korrektur-beenden/", protokollfreigabe.korrektur_beenden, name="protokoll_korrektur_beenden"),
    path(ANMERKUNGEN, protokollanmerkung.anmerkungen, name="protokoll_anmerkungen"),
    path(f"{ANMERKUNGEN}neu/", for_verwaltung(protokollanmerkung.neu), name="protokoll_anmerkung_neu"),
    path(f"{ANMERKUNGEN}<slug:kennung>/", protokollanmerkung.anmerkung, name="protokoll_anmerkung"),
    path(
        "moderation/<str:token>/protokoll/anmerkungen/neu/",
        for_moderation(protokollanmerkung.neu),
        name="moderation_protokoll_anmerkung",
    ),
    path(f"{P}fassungen/", protokollfassung.fassungen, name="protokoll_versionen"),
    path(VERSION, protokollfassung.fassung, name="protokoll_version"),
    path(f"{VERSION}dateien/", protokollfassung.dateien, name="protokoll_version_dateien"),
    path(f"{VERSION}verteilen/", protokollfassung.verteilen, name="protokoll_verteilen"),
    path(f"{VERSION}<variante:variante>/", protokollfassung.fassung_seite, name="protokoll_version_seite"),
    path(f"{VERSION}<variante:variante>.pdf", protokollfassung.fassung_pdf, name="protokoll_version_pdf"),
    path("mein/<str:token>/protokoll/", protokollanmerkung.pass_protokoll, name="pass_protokoll"),
    path("mein/<str:token>/protokoll.pdf", protokollanmerkung.pass_pdf, name="pass_protokoll_pdf"),
    path("einladung/<str:token>/protokoll/", protokollanmerkung.einladung_protokoll, name="einladung_protokoll"),
    path("einladung/<str:token>/protokoll.pdf", protokollanmerkung.einladung_pdf, name="einladung_protokoll_pdf"),
]
