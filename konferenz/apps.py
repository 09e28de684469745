from django.apps import AppConfig


class KonferenzConfig(AppConfig):
    name = "konferenz"
    verbose_name = "Konferenz"
