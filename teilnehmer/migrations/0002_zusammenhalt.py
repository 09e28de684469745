from django.db import migrations

from konferenz.zusammenhalt import composite_foreign_key, einrichtung_of_same_veranstalter

FUNCTION = """
CREATE FUNCTION nw_einrichtung_of_same_veranstalter() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.einrichtung_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM teilnehmer_einrichtung e JOIN konferenz_konferenz k ON k.veranstalter_id = e.veranstalter_id
        WHERE e.id = NEW.einrichtung_id AND k.id = NEW.konferenz_id
    ) THEN
        RAISE EXCEPTION 'Diese Einrichtung gehört zu einem anderen Veranstalter.' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    """No row crosses a Veranstalter or a conference: held by the database."""

    dependencies = [("teilnehmer", "0001_initial")]
    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION nw_einrichtung_of_same_veranstalter()"),
        composite_foreign_key("teilnehmer_einrichtung", "traeger_id", "veranstalter_id", "teilnehmer_traeger"),
        composite_foreign_key("teilnehmer_einladung", "zugang_id", "konferenz_id", "konferenz_zugang"),
        composite_foreign_key("teilnehmer_anmeldung", "zugang_id", "konferenz_id", "konferenz_zugang"),
        composite_foreign_key("teilnehmer_anmeldung", "einladung_id", "konferenz_id", "teilnehmer_einladung"),
        composite_foreign_key("teilnehmer_nachricht", "einladung_id", "konferenz_id", "teilnehmer_einladung"),
        composite_foreign_key("teilnehmer_nachricht", "anmeldung_id", "konferenz_id", "teilnehmer_anmeldung"),
        einrichtung_of_same_veranstalter("teilnehmer_einladung"),
        einrichtung_of_same_veranstalter("teilnehmer_anmeldung"),
    ]
