from django.urls import path

from teilnehmer.views import aussendung, auswahl, einladung

E = "verwaltung/<slug:v>/<slug:k>/einladungen/"
A = f"{E}aussendungen/"

verwaltung = [
    path(E, einladung.einladungen, name="einladungen"),
    path(f"{E}auswahl/", auswahl.auswahl, name="auswahl"),
    path(f"{A}neu/", aussendung.neu, name="aussendung_neu"),
    path(f"{A}<int:pk>/", aussendung.aussendung, name="aussendung"),
    path(f"{A}<int:pk>/bearbeiten/", aussendung.bearbeiten, name="aussendung_bearbeiten"),
    path(f"{A}<int:pk>/loeschen/", aussendung.loeschen, name="aussendung_loeschen"),
    path(f"{A}<int:pk>/zuruecknehmen/", aussendung.zuruecknehmen, name="aussendung_zuruecknehmen"),
    path(f"{E}zurueckgekommene/", einladung.zurueckgekommene, name="einladungen_zurueckgekommene"),
    path(f"{E}<slug:kennung>/", einladung.einladung, name="einladung_verwaltung"),
    path(f"{E}<slug:kennung>/sperren/", einladung.sperren, name="einladung_sperren"),
    path(f"{E}<slug:kennung>/erneuern/", einladung.erneuern, name="einladung_erneuern"),
    path(f"{E}<slug:kennung>/erneut/", einladung.erneut, name="einladung_erneut"),
    path(f"{E}<slug:kennung>/entfernen/", einladung.entfernen, name="einladung_entfernen"),
    path(f"{E}<slug:kennung>/brief/", einladung.brief, name="einladung_brief"),
]
