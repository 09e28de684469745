"""Minutes and prints: the same views from the administration and from the moderation's link, and the public ones."""

from django.urls import path, register_converter

from themen.protokoll.auftrag import TEILE
from themen.protokoll.daten import Variante
from themen.views import protokoll, protokoll_abschnitt, protokoll_druck
from themen.views.stelle import for_moderation, for_verwaltung


class VarianteConverter:
    regex = "|".join(Variante)

    def to_python(self, value):
        return Variante(value)

    def to_url(self, value):
        return str(value)


register_converter(VarianteConverter, "variante")

DOORS = (
    ("verwaltung/<slug:v>/<slug:k>/druck/", "druck", for_verwaltung),
    ("moderation/<str:token>/druck/", "moderation_druck", for_moderation),
)
PARTS = (
    ("protokoll-<variante:variante>.pdf", "_protokoll", protokoll.protokoll_pdf),
    ("gruppen-<variante:variante>.pdf", "_gruppen", protokoll.gruppen_pdf),
    ("gruppe-<int:nr>-<variante:variante>.pdf", "_gruppe", protokoll.gruppe_pdf),
    ("gruppenbogen.pdf", "_gruppenbogen", protokoll.gruppenbogen_pdf),
)
ABSCHNITTE = "verwaltung/<slug:v>/<slug:k>/protokoll/abschnitte/"

urlpatterns = [
    *(
        path(f"{prefix}{rest}", door(view), name=f"{name}{part}")
        for prefix, name, door in DOORS
        for rest, part, view in PARTS
    ),
    *(
        path(
            f"verwaltung/<slug:v>/<slug:k>/druck/{teil}-<variante:variante>/bestellen/",
            protokoll_druck.bestellen,
            {"teil": teil},
            name=f"druck_{teil}_bestellen",
        )
        for teil in TEILE
    ),
    path("verwaltung/<slug:v>/<slug:k>/protokoll/", for_verwaltung(protokoll.protokoll), name="protokoll"),
    path(f"{ABSCHNITTE}", protokoll_abschnitt.abschnitte, name="protokoll_abschnitte"),
    path(f"{ABSCHNITTE}<slug:schluessel>/", protokoll_abschnitt.abschnitt, name="protokoll_abschnitt"),
    path(
        f"{ABSCHNITTE}<slug:schluessel>/daten/", protokoll_abschnitt.abschnitt_daten, name="protokoll_abschnitt_daten"
    ),
    path(
        f"{ABSCHNITTE}<slug:schluessel>/zurueck/",
        protokoll_abschnitt.abschnitt_zurueck,
        name="protokoll_abschnitt_zurueck",
    ),
    path(
        "verwaltung/<slug:v>/<slug:k>/protokoll/<variante:variante>/",
        for_verwaltung(protokoll.lesen),
        name="protokoll_fassung",
    ),
    path(
        "moderation/<str:token>/druck/protokoll/<variante:variante>/",
        for_moderation(protokoll.lesen),
        name="moderation_protokoll",
    ),
]

oeffentlich = [
    path("<slug:v>/<slug:k>/ergebnisse/protokoll/", protokoll.oeffentliche_fassung, name="protokoll_seite"),
    path("<slug:v>/<slug:k>/ergebnisse/protokoll.pdf", protokoll.oeffentliches_pdf, name="protokoll_pdf"),
    path("<slug:v>/<slug:k>/ergebnisse/gruppe-<int:nr>.pdf", protokoll.oeffentliche_gruppe_pdf, name="gruppe_pdf"),
]
