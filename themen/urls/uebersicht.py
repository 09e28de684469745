from django.urls import path

from themen.views import uebersicht

verwaltung = [path("verwaltung/<slug:v>/<slug:k>/", uebersicht.uebersicht, name="uebersicht")]
