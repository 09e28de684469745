from django.apps import AppConfig


class TeilnehmerConfig(AppConfig):
    name = "teilnehmer"
    verbose_name = "Teilnehmer"
