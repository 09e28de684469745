from django.urls import path

from themen.views import mitstreiter, pass_angaben, pass_seite

links = [
    path("mein/<str:token>/", pass_seite.mein_tag, name="pass"),
    path("mein/<str:token>/themen/", pass_seite.pass_themen, name="pass_themen"),
    path("mein/<str:token>/themen/stand/", mitstreiter.stand, name="pass_themen_stand"),
    path("mein/<str:token>/themen/neu/", pass_seite.pass_thema_neu, name="pass_thema_neu"),
    path("mein/<str:token>/themen/<slug:kennung>/", pass_seite.pass_thema, name="pass_thema"),
    path(
        "mein/<str:token>/themen/<slug:kennung>/bearbeiten/",
        pass_seite.pass_thema_bearbeiten,
        name="pass_thema_bearbeiten",
    ),
    path(
        "mein/<str:token>/themen/<slug:kennung>/zurueckziehen/",
        pass_seite.pass_thema_zurueckziehen,
        name="pass_thema_zurueckziehen",
    ),
    path("mein/<str:token>/themen/<slug:kennung>/mitmachen/", mitstreiter.mitmachen, name="mitmachen"),
    path(
        "mein/<str:token>/themen/<slug:kennung>/nicht-mehr-mitmachen/",
        mitstreiter.nicht_mehr_mitmachen,
        name="nicht_mehr_mitmachen",
    ),
    path("mein/<str:token>/daten/", pass_seite.meine_daten, name="pass_daten"),
    path("mein/<str:token>/daten/einwilligungen/", pass_angaben.einwilligungen, name="pass_einwilligungen"),
    path("mein/<str:token>/daten/bedarf/", pass_angaben.bedarf, name="pass_bedarf"),
    path("mein/<str:token>/pass.pdf", pass_angaben.pass_pdf, name="pass_pdf"),
    path("mein/<str:token>/platz/", pass_seite.platz, name="pass_platz"),
    path("mein/<str:token>/abmelden/", pass_seite.abmelden, name="pass_abmelden"),
]
