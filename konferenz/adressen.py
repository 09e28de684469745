"""Addresses of konferenz; konferenz/urls.py puts those of all apps together."""

from django.urls import path, register_converter

from konferenz.reserviert import RESERVED_SLUGS
from konferenz.views import (
    absage,
    druckauftrag,
    einstellungen,
    gesund,
    konferenz,
    konto,
    leitfrage,
    phase,
    programm,
    seiten,
    start,
    team,
    termine,
    zugang,
)


class OrtConverter:
    """The slug of an organiser: any word that is not a path of the application."""

    regex = rf"(?!(?:{'|'.join(sorted(RESERVED_SLUGS))})/)[-a-zA-Z0-9_]+"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(OrtConverter, "ort")

app_name = "konferenz"

V = "verwaltung/<slug:v>/"
K = "verwaltung/<slug:v>/<slug:k>/"

urlpatterns = [
    path("", start.start, name="start"),
    path("impressum/", seiten.impressum, name="impressum"),
    path("datenschutz/", seiten.datenschutz, name="datenschutz"),
    path("barrierefreiheit/", seiten.barrierefreiheit, name="barrierefreiheit"),
    path("hilfe/", seiten.hilfe, name="hilfe"),
    path("darstellung/", seiten.darstellung, name="darstellung"),
    path("gesund/", gesund.gesund, name="gesund"),
    path("konto/", konto.konto, name="konto"),
    path("verwaltung/", konferenz.verwaltung_start, name="verwaltung"),
    path(f"{V}konferenzen/", konferenz.konferenzen, name="konferenzen"),
    path(f"{V}konferenzen/neu/", konferenz.konferenz_neu, name="konferenz_neu"),
    path(f"{V}team/", team.team, name="team"),
    path(f"{V}team/neu/", team.mitglied_neu, name="mitglied_neu"),
    path(f"{V}team/<int:pk>/rolle/", team.mitglied_rolle, name="mitglied_rolle"),
    path(f"{V}team/<int:pk>/entfernen/", team.mitglied_entfernen, name="mitglied_entfernen"),
    path(f"{V}einstellungen/", einstellungen.einstellungen, name="einstellungen"),
    path(f"{V}einstellungen/rechtliches/", einstellungen.rechtliches, name="rechtliches"),
    path(f"{K}bearbeiten/", konferenz.konferenz_bearbeiten, name="konferenz_bearbeiten"),
    path(f"{K}leitfragen/", leitfrage.leitfragen, name="leitfragen"),
    path(f"{K}leitfragen/<int:pk>/", leitfrage.leitfrage, name="leitfrage"),
    path(f"{K}leitfragen/<int:pk>/verschieben/", leitfrage.verschieben, name="leitfrage_verschieben"),
    path(f"{K}leitfragen/<int:pk>/loeschen/", leitfrage.loeschen, name="leitfrage_loeschen"),
    path(f"{K}programm/", programm.programm, name="programm"),
    path(f"{K}programm/neu/", programm.punkt_neu, name="punkt_neu"),
    path(f"{K}programm/vorlage/", programm.vorlage, name="programm_vorlage"),
    path(f"{K}programm/<int:pk>/", programm.punkt, name="punkt"),
    path(f"{K}programm/<int:pk>/verschieben/", programm.verschieben, name="punkt_verschieben"),
    path(f"{K}programm/<int:pk>/loeschen/", programm.loeschen, name="punkt_loeschen"),
    path(f"{K}phase/", phase.phase, name="phase"),
    path(f"{K}phase/zurueck/", phase.phase_zurueck, name="phase_zurueck"),
    path(f"{K}absage/", absage.absage, name="absage"),
    path(f"{K}absage/zuruecknehmen/", absage.zuruecknehmen, name="absage_zuruecknehmen"),
    path(f"{K}tore/", phase.tore, name="tore"),
    path(f"{K}druckauftraege/<slug:kennung>/", druckauftrag.druckauftrag, name="druckauftrag"),
    path(f"{K}druckauftraege/<slug:kennung>/nochmal/", druckauftrag.nochmal, name="druckauftrag_nochmal"),
    path(f"{K}druckauftraege/<slug:kennung>/<int:nummer>.pdf", druckauftrag.datei, name="druckauftrag_datei"),
    path(f"{K}links/", zugang.links, name="links"),
    path(f"{K}links/<slug:kennung>/sperren/", zugang.sperren, name="link_sperren"),
    path(f"{K}links/<slug:kennung>/erneuern/", zugang.erneuern, name="link_erneuern"),
    path("<ort:v>/", start.veranstalter, name="veranstalter"),
    path("<ort:v>/wappen/", start.wappen, name="wappen"),
    path("<ort:v>/termine.ics", termine.termine, name="termine"),
    path("<ort:v>/impressum/", seiten.impressum, name="impressum_veranstalter"),
    path("<ort:v>/datenschutz/", seiten.datenschutz, name="datenschutz_veranstalter"),
    path("<ort:v>/barrierefreiheit/", seiten.barrierefreiheit, name="barrierefreiheit_veranstalter"),
]
