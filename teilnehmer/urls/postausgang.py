from django.urls import path

from teilnehmer.views import postausgang

V = "verwaltung/<slug:v>/postausgang/"

verwaltung = [
    path(V, postausgang.postausgang, name="postausgang"),
    path(f"{V}senden/", postausgang.senden, name="postausgang_senden"),
    path(f"{V}<int:pk>/", postausgang.nachricht, name="nachricht"),
]
