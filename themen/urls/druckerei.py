"""The print shop under its two doors; prints with everybody's names have only the administration's."""

from django.urls import path

from themen.views import druckerei
from themen.views.stelle import for_moderation, for_verwaltung

DOORS = (
    ("verwaltung/<slug:v>/<slug:k>/druck/", "druck", for_verwaltung),
    ("moderation/<str:token>/druck/", "moderation_druck", for_moderation),
)
PARTS = (
    ("", "", druckerei.druck),
    ("tuerschilder.pdf", "_tuerschilder", druckerei.tuerschilder),
    ("gruppenschilder.pdf", "_gruppenschilder", druckerei.gruppenschilder),
    ("tischkarten.pdf", "_tischkarten", druckerei.tischkarten),
    ("regieplan.pdf", "_regieplan", druckerei.regieplan_pdf),
    ("gespraeche-namen.pdf", "_gespraeche_namen", druckerei.gespraeche_namen),
    ("gespraeche-tische.pdf", "_gespraeche_tische", druckerei.gespraeche_tische),
    ("themenkarten.pdf", "_themenkarten", druckerei.themenkarten),
    ("gruppenboegen.pdf", "_gruppenboegen", druckerei.gruppenboegen),
    ("mitstreiterlisten.pdf", "_mitstreiterlisten", druckerei.mitstreiterlisten),
)
MIT_NAMEN = (
    ("namensschilder.pdf", "_namensschilder", druckerei.namensschilder),
    ("probebogen.pdf", "_probebogen", druckerei.probebogen),
    ("teilnahmeliste.pdf", "_teilnahmeliste", druckerei.teilnahmeliste),
)

urlpatterns = [
    *(
        path(f"{prefix}{rest}", door(view), name=f"{name}{part}")
        for prefix, name, door in DOORS
        for rest, part, view in PARTS
    ),
    *(
        path(f"{DOORS[0][0]}{rest}", for_verwaltung(view), name=f"{DOORS[0][1]}{part}")
        for rest, part, view in MIT_NAMEN
    ),
]
