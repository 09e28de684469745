from django.urls import path

from teilnehmer.views import einrichtung

V = "verwaltung/<slug:v>/einrichtungen/"
E = f"{V}<slug:kennung>/"

verwaltung = [
    path(V, einrichtung.einrichtungen, name="einrichtungen"),
    path(f"{V}neu/", einrichtung.einrichtung_neu, name="einrichtung_neu"),
    path(f"{V}traeger/", einrichtung.traeger, name="traeger"),
    path(f"{V}traeger/<int:pk>/", einrichtung.traeger_bearbeiten, name="traeger_bearbeiten"),
    path(f"{V}traeger/<int:pk>/loeschen/", einrichtung.traeger_loeschen, name="traeger_loeschen"),
    path(E, einrichtung.einrichtung, name="einrichtung"),
    path(f"{E}ansprechpersonen/neu/", einrichtung.ansprechperson_neu, name="ansprechperson_neu"),
    path(f"{E}ansprechpersonen/<int:pk>/", einrichtung.ansprechperson, name="ansprechperson"),
    path(
        f"{E}ansprechpersonen/<int:pk>/loeschen/", einrichtung.ansprechperson_loeschen, name="ansprechperson_loeschen"
    ),
]
