from django.db import migrations

from konferenz.zusammenhalt import composite_foreign_key, einrichtung_of_same_veranstalter

FORWARD = """
CREATE FUNCTION nw_datei_unveraenderlich() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Eine Datei wird nicht geändert, nur durch eine neue ersetzt.' USING ERRCODE = '23514';
END $$;
CREATE TRIGGER datei_unveraenderlich BEFORE UPDATE OF inhalt, sha256, groesse, typ ON konferenz_datei
    FOR EACH ROW EXECUTE FUNCTION nw_datei_unveraenderlich();
CREATE FUNCTION nw_protokollfassung_unveraenderlich() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Eine freigegebene Version wird nicht geändert.' USING ERRCODE = '23514';
END $$;
CREATE TRIGGER protokollfassung_unveraenderlich
    BEFORE UPDATE OF konferenz_id, nummer, aenderung, inhalt, sha256, freigegeben_am ON themen_protokollfassung
    FOR EACH ROW EXECUTE FUNCTION nw_protokollfassung_unveraenderlich();
CREATE TRIGGER protokolldatei_unveraenderlich BEFORE UPDATE ON themen_protokolldatei
    FOR EACH ROW EXECUTE FUNCTION nw_protokollfassung_unveraenderlich();
"""
BACKWARD = """
DROP TRIGGER protokolldatei_unveraenderlich ON themen_protokolldatei;
DROP TRIGGER protokollfassung_unveraenderlich ON themen_protokollfassung;
DROP FUNCTION nw_protokollfassung_unveraenderlich();
DROP TRIGGER datei_unveraenderlich ON konferenz_datei;
DROP FUNCTION nw_datei_unveraenderlich();
"""


class Migration(migrations.Migration):
    """No row crosses a conference, and what was released stays as it is: held by the database."""

    dependencies = [("themen", "0005_protokoll"), ("konferenz", "0006_protokoll")]
    operations = [
        composite_foreign_key("themen_massnahme", "kleingruppe_id", "konferenz_id", "themen_kleingruppe"),
        composite_foreign_key("themen_massnahme", "verantwortlich_id", "konferenz_id", "teilnehmer_anmeldung"),
        composite_foreign_key("themen_klebepunkt", "befund_id", "konferenz_id", "themen_befund"),
        composite_foreign_key("themen_klebepunkt", "anmeldung_id", "konferenz_id", "teilnehmer_anmeldung"),
        composite_foreign_key("themen_foto", "kleingruppe_id", "konferenz_id", "themen_kleingruppe"),
        composite_foreign_key("themen_protokollanmerkung", "anmeldung_id", "konferenz_id", "teilnehmer_anmeldung"),
        einrichtung_of_same_veranstalter("themen_massnahme"),
        einrichtung_of_same_veranstalter("themen_protokollanmerkung"),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
