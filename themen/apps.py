from django.apps import AppConfig

# Everything whose change the Leinwand may show; it is drawn once for many changes at the same time.
LEINWAND_FOLGT = ("jetzt", "gruppen", "themen", "gespraeche", "anwesenheit", "anmeldungen", "rueckmeldung", "karten")


class ThemenConfig(AppConfig):
    name = "themen"
    verbose_name = "Themen"

    def ready(self):
        from konferenz import live
        from themen import anwesenheit_stand, befund_live, gespraeche_stand, gruppen_stand, regie_stand, themen_stand
        from themen.leinwand.stand import render_leinwand

        # choosing a group makes present, and an answer changes how many are expected
        live.register("anwesenheit", anwesenheit_stand.render_stand, "gruppen", "anmeldungen")
        live.register("brett", befund_live.render_brett)
        live.register("brett_lesen", befund_live.render_brett_lesen)
        live.register("gespraeche", gespraeche_stand.render_stand)
        live.register("gruppen", gruppen_stand.render_stand)
        live.register("jetzt", gruppen_stand.render_tore)
        live.register("themen", themen_stand.render_stand)
        # the Leinwand follows the whole day
        live.register("leinwand", render_leinwand, *LEINWAND_FOLGT)
        # the moderator's desk: the run of the day, topics and their Mitstreiter, groups, who is here
        live.register(
            "regie", regie_stand.render_stand, "jetzt", "gruppen", "themen", "gespraeche", "anwesenheit", "leinwand"
        )
