from django.urls import path

from teilnehmer.views import vorschlag

V = "verwaltung/<slug:v>/einrichtungen/vorschlaege/"

verwaltung = [
    path(V, vorschlag.vorschlaege, name="vorschlaege"),
    path(f"{V}zuordnen/", vorschlag.zuordnen, name="vorschlag_zuordnen"),
    path(f"{V}aufnehmen/", vorschlag.aufnehmen, name="vorschlag_aufnehmen"),
    path(f"{V}verwerfen/", vorschlag.verwerfen, name="vorschlag_verwerfen"),
]
