from django.urls import path

from teilnehmer.views import postausgang

V = "verwaltung/<slug:v>/postausgang/"

verwaltung = [
    path(V, postausgang.postausgang, name="postausgang"),
    path(f"{V}senden/", postausgang.senden, name="postausgang_senden"),
    path(f"{V}noch-einmal/", postausgang.noch_einmal, name="postausgang_noch_einmal"),
    path(f"{V}<int:pk>/", postausgang.nachricht, name="nachricht"),
    path(f"{V}<int:pk>/noch-einmal/", postausgang.nachricht_noch_einmal, name="nachricht_noch_einmal"),
    path(f"{V}<int:pk>/zurueckgekommen/", postausgang.zurueckgekommen, name="nachricht_zurueckgekommen"),
]
