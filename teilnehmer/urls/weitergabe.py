from django.urls import path

from teilnehmer.views import weitergabe

links = [path("einladung/<str:token>/weitergeben/", weitergabe.weitergeben, name="weitergeben")]
