"""Topics and roles of somebody without a phone: moderation, helpers, staff; and the role on the own phone."""

from django.urls import path

from themen.urls.anwesenheit import DOORS
from themen.views import gruppenrolle, mitstreiter

urlpatterns = [
    path("mein/<str:token>/gruppen/<int:nr>/rolle/", gruppenrolle.rolle, name="pass_rolle"),
    *(
        path(f"{personen}<slug:kennung>/themen/", door(mitstreiter.person_themen), name=f"{name}_person_themen")
        for _liste, personen, name, door in DOORS
    ),
    *(
        path(f"{personen}<slug:kennung>/rolle/", door(gruppenrolle.person_rolle), name=f"{name}_person_rolle")
        for _liste, personen, name, door in DOORS
    ),
]
