from django.urls import path, register_converter

from themen.views import themenvorschlag


class Schritt:
    """The steps staff can take with a topic."""

    regex = "|".join(themenvorschlag.SCHRITTE)

    def to_python(self, value):
        return value

    to_url = to_python


register_converter(Schritt, "themenschritt")

verwaltung = [
    path("verwaltung/<slug:v>/<slug:k>/themen/", themenvorschlag.verwaltung_themen, name="verwaltung_themen"),
    path("verwaltung/<slug:v>/<slug:k>/themen/neu/", themenvorschlag.verwaltung_thema_neu, name="verwaltung_thema_neu"),
    path(
        "verwaltung/<slug:v>/<slug:k>/themen/<slug:kennung>/", themenvorschlag.verwaltung_thema, name="verwaltung_thema"
    ),
    path(
        "verwaltung/<slug:v>/<slug:k>/themen/<slug:kennung>/<themenschritt:schritt>/",
        themenvorschlag.verwaltung_thema_schritt,
        name="verwaltung_thema_schritt",
    ),
]

links = [
    path("einladung/<str:token>/themen/", themenvorschlag.einladung_themen, name="einladung_themen"),
    path("einladung/<str:token>/themen/neu/", themenvorschlag.einladung_thema_neu, name="einladung_thema_neu"),
    path(
        "einladung/<str:token>/themen/<slug:kennung>/",
        themenvorschlag.einladung_thema_bearbeiten,
        name="einladung_thema_bearbeiten",
    ),
    path(
        "einladung/<str:token>/themen/<slug:kennung>/zurueckziehen/",
        themenvorschlag.einladung_thema_zurueckziehen,
        name="einladung_thema_zurueckziehen",
    ),
]

oeffentlich = [
    path("<slug:v>/<slug:k>/themen/", themenvorschlag.themen, name="themen"),
    path("<slug:v>/<slug:k>/themen/<slug:kennung>/", themenvorschlag.thema, name="thema"),
]
