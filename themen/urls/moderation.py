from django.urls import path

from themen.views import moderation
from themen.views.stelle import for_moderation

urlpatterns = [
    path("moderation/<str:token>/", for_moderation(moderation.regie), name="moderation"),
    path("moderation/<str:token>/weiter/", for_moderation(moderation.weiter), name="moderation_weiter"),
    path("moderation/<str:token>/beenden/", for_moderation(moderation.beenden), name="moderation_beenden"),
    path("moderation/<str:token>/tore/", for_moderation(moderation.tore), name="moderation_tore"),
]
