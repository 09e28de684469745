from django.urls import path

from themen.views import leinwand

urlpatterns = [
    path("leinwand/<str:token>/", leinwand.leinwand, name="leinwand"),
    path("leinwand/<str:token>/stand/", leinwand.stand, name="leinwand_stand"),
]
