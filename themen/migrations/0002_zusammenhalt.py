from django.db import migrations

from konferenz.zusammenhalt import composite_foreign_key, einrichtung_of_same_veranstalter


class Migration(migrations.Migration):
    """No row crosses a Veranstalter or a conference: held by the database."""

    dependencies = [("themen", "0001_initial"), ("teilnehmer", "0002_zusammenhalt")]
    operations = [
        composite_foreign_key("themen_themenvorschlag", "einladung_id", "konferenz_id", "teilnehmer_einladung"),
        composite_foreign_key("themen_themenvorschlag", "anmeldung_id", "konferenz_id", "teilnehmer_anmeldung"),
        composite_foreign_key("themen_mitstreiter", "thema_id", "konferenz_id", "themen_themenvorschlag"),
        composite_foreign_key("themen_mitstreiter", "anmeldung_id", "konferenz_id", "teilnehmer_anmeldung"),
        composite_foreign_key("themen_herkunft", "thema_id", "konferenz_id", "themen_themenvorschlag"),
        composite_foreign_key("themen_herkunft", "kleingruppe_id", "konferenz_id", "themen_kleingruppe"),
        composite_foreign_key("themen_zuordnung", "anmeldung_id", "konferenz_id", "teilnehmer_anmeldung"),
        composite_foreign_key("themen_zuordnung", "kleingruppe_id", "konferenz_id", "themen_kleingruppe"),
        composite_foreign_key("themen_befund", "kleingruppe_id", "konferenz_id", "themen_kleingruppe"),
        composite_foreign_key("themen_befund", "erfasst_von_id", "konferenz_id", "teilnehmer_anmeldung"),
        einrichtung_of_same_veranstalter("themen_themenvorschlag"),
        einrichtung_of_same_veranstalter("themen_befund"),
    ]
