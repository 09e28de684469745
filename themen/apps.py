from django.apps import AppConfig


class ThemenConfig(AppConfig):
    name = "themen"
    verbose_name = "Themen"
