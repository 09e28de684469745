from django.apps import AppConfig


class ThemenConfig(AppConfig):
    name = "themen"
    verbose_name = "Themen"

    def ready(self):
        from konferenz import live
        from themen import anwesenheit_stand, befund_live, gruppen_stand

        # choosing a group makes present, and an answer changes how many are expected
        live.register("anwesenheit", anwesenheit_stand.render_stand, "gruppen", "anmeldungen")
        live.register("brett", befund_live.render_brett)
        live.register("brett_lesen", befund_live.render_brett_lesen)
        live.register("gruppen", gruppen_stand.render_stand)
        live.register("jetzt", gruppen_stand.render_tore)
