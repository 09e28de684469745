"""Remarks about the draft of the minutes, and the minutes behind personal links."""

from django.urls import path

from themen.views import protokollanmerkung, protokollanmerkung_pass
from themen.views.stelle import for_moderation, for_verwaltung

ANMERKUNGEN = "verwaltung/<slug:v>/<slug:k>/protokoll/anmerkungen/"

urlpatterns = [
    path(ANMERKUNGEN, protokollanmerkung.anmerkungen, name="protokoll_anmerkungen"),
    path(f"{ANMERKUNGEN}neu/", for_verwaltung(protokollanmerkung.neu), name="protokoll_anmerkung_neu"),
    path(f"{ANMERKUNGEN}<slug:kennung>/", protokollanmerkung.anmerkung, name="protokoll_anmerkung"),
    path(
        "moderation/<str:token>/protokoll/anmerkungen/neu/",
        for_moderation(protokollanmerkung.neu),
        name="moderation_protokoll_anmerkung",
    ),
    path("mein/<str:token>/protokoll/", protokollanmerkung_pass.pass_protokoll, name="pass_protokoll"),
    path("mein/<str:token>/protokoll.pdf", protokollanmerkung_pass.pass_pdf, name="pass_protokoll_pdf"),
    path("einladung/<str:token>/protokoll/", protokollanmerkung_pass.einladung_protokoll, name="einladung_protokoll"),
    path("einladung/<str:token>/protokoll.pdf", protokollanmerkung_pass.einladung_pdf, name="einladung_protokoll_pdf"),
]
