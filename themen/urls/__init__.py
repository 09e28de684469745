"""Addresses of themen, one module per noun. Fixed words come before `<slug:v>/…`."""

from themen.urls import (
    anwesenheit,
    befund,
    druckerei,
    gruppenwahl,
    kleingruppe,
    konferenz_seite,
    moderation,
    pass_seite,
    protokoll,
    themenvorschlag,
    uebersicht,
)

app_name = "themen"

urlpatterns = [
    *gruppenwahl.urlpatterns,
    *moderation.urlpatterns,
    *kleingruppe.urlpatterns,
    *anwesenheit.urlpatterns,
    *protokoll.urlpatterns,
    *druckerei.urlpatterns,
    *befund.verwaltung,
    *befund.links,
    *uebersicht.verwaltung,
    *konferenz_seite.verwaltung,
    *themenvorschlag.verwaltung,
    *themenvorschlag.links,
    *pass_seite.links,
    *themenvorschlag.oeffentlich,
    *protokoll.oeffentlich,
    *konferenz_seite.oeffentlich,
]
