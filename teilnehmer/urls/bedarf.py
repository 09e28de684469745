from django.urls import path

from teilnehmer.views import bedarf

B = "verwaltung/<slug:v>/<slug:k>/anmeldungen/bedarfe/"

verwaltung = [
    path(B, bedarf.bedarfe, name="bedarfe"),
    path(f"{B}<slug:kennung>/", bedarf.bedarf_person, name="bedarf_person"),
]
