from django.urls import path

from teilnehmer.views import rundmail

R = "verwaltung/<slug:v>/<slug:k>/einladungen/rundmail/"

verwaltung = [
    path(R, rundmail.neu, name="rundmail"),
    path(f"{R}<int:pk>/", rundmail.bearbeiten, name="rundmail_bearbeiten"),
]
