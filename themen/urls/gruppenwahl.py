from django.urls import path

from themen.views import gruppenwahl

urlpatterns = [
    path("mein/<str:token>/gruppen/", gruppenwahl.gruppenwahl, name="pass_gruppen"),
    path("mein/<str:token>/gruppen/stand/", gruppenwahl.stand, name="pass_gruppen_stand"),
]
