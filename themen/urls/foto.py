"""Photos under the four doors of the board, and for everybody after publication."""

from django.urls import path

from themen.views import foto
from themen.views.befund_zutritt import for_hilfe, for_moderation, for_pass, for_verwaltung
from themen.views.foto_abtippen import abtippen

DOORS = (
    ("verwaltung/<slug:v>/<slug:k>/", "verwaltung_", for_verwaltung),
    ("moderation/<str:token>/", "moderation_", for_moderation),
    ("hilfe-vor-ort/<str:token>/", "hilfe_", for_hilfe),
    ("mein/<str:token>/", "pass_", for_pass),
)
PARTS = (
    ("fotos/", "fotos", foto.fotos),
    ("fotos/<slug:kennung>.jpg", "foto_bild", foto.bild),
    ("fotos/<slug:kennung>/klein.jpg", "foto_vorschau", foto.vorschau),
    ("fotos/<slug:kennung>/", "foto", foto.foto),
    ("fotos/<slug:kennung>/verschieben/", "foto_verschieben", foto.verschieben),
    ("fotos/<slug:kennung>/loeschen/", "foto_loeschen", foto.loeschen),
    ("fotos/<slug:kennung>/wiederherstellen/", "foto_wiederherstellen", foto.wiederherstellen),
    ("gruppen/<int:nr>/fotos/", "gruppe_fotos", foto.fotos),
    ("gruppen/<int:nr>/abtippen/<slug:kennung>/", "abtippen", abtippen),
)

verwaltung = [
    *(path(f"{DOORS[0][0]}{rest}", for_verwaltung(view), name=f"verwaltung_{name}") for rest, name, view in PARTS),
    path(
        f"{DOORS[0][0]}fotos/<slug:kennung>/endgueltig/",
        for_verwaltung(foto.endgueltig),
        name="verwaltung_foto_endgueltig",
    ),
]
links = [
    path(f"{prefix}{rest}", door(view), name=f"{wo}{name}")
    for prefix, wo, door in DOORS[1:]
    for rest, name, view in PARTS
]
links += [
    path("einladung/<str:token>/protokoll/fotos/<slug:kennung>.jpg", foto.bild_einladung, name="einladung_foto_bild"),
    path(
        "einladung/<str:token>/protokoll/fotos/<slug:kennung>/klein.jpg",
        foto.vorschau_einladung,
        name="einladung_foto_vorschau",
    ),
]
oeffentlich = [
    path("<ort:v>/<slug:k>/ergebnisse/fotos/<slug:kennung>.jpg", foto.bild_oeffentlich, name="foto_oeffentlich"),
    path(
        "<ort:v>/<slug:k>/ergebnisse/fotos/<slug:kennung>/klein.jpg",
        foto.vorschau_oeffentlich,
        name="foto_oeffentlich_vorschau",
    ),
]
