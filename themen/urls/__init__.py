"""Addresses of themen, one module per noun. Fixed words come before `<slug:v>/…`."""

from themen.urls import (
    anwesenheit,
    befund,
    druckerei,
    gruppenwahl,
    kleingruppe,
    konferenz_seite,
    kurzgespraech,
    leinwand,
    mitstreiter,
    moderation,
    pass_seite,
    protokoll,
    rueckmeldung,
    themenvorschlag,
    uebersicht,
)

app_name = "themen"

urlpatterns = [
    *gruppenwahl.urlpatterns,
    *moderation.urlpatterns,
    *leinwand.urlpatterns,
    *kleingruppe.urlpatterns,
    *kurzgespraech.urlpatterns,
    *anwesenheit.urlpatterns,
    *mitstreiter.urlpatterns,
    *protokoll.urlpatterns,
    *druckerei.urlpatterns,
    *rueckmeldung.urlpatterns,
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
