from django.urls import path

from themen.views import moderation, pitch
from themen.views.stelle import for_moderation

PARTS = (
    ("", "", moderation.regie),
    ("stand/", "_stand", moderation.stand),
    ("weiter/", "_weiter", moderation.weiter),
    ("zurueck/", "_zurueck", moderation.zurueck),
    ("beenden/", "_beenden", moderation.beenden),
    ("anhalten/", "_anhalten", moderation.anhalten),
    ("weiterlaufen/", "_weiterlaufen", moderation.weiterlaufen),
    ("zugabe/", "_zugabe", moderation.zugabe),
    ("tore/", "_tore", moderation.tore),
    ("leinwand/", "_leinwand", moderation.leinwand),
    ("vorstellungen/naechstes/", "_pitch_naechstes", pitch.naechstes),
    ("vorstellungen/<slug:kennung>/beginnen/", "_pitch_beginnen", pitch.beginnen),
    ("vorstellungen/<slug:kennung>/beenden/", "_pitch_beenden", pitch.beenden),
    ("vorstellungen/<slug:kennung>/zurueck/", "_pitch_zurueck", pitch.zurueck),
    ("vorstellungen/<slug:kennung>/verschieben/", "_pitch_verschieben", pitch.verschieben),
)

urlpatterns = [
    path(f"moderation/<str:token>/{rest}", for_moderation(view), name=f"moderation{name}") for rest, name, view in PARTS
]
