from django.db import migrations

FORWARD = """
CREATE FUNCTION nw_verlauf_unveraenderlich() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Der Verlauf wird nicht geändert.' USING ERRCODE = '23514';
END $$;
CREATE TRIGGER verlauf_unveraenderlich BEFORE UPDATE OR DELETE ON konferenz_verlauf
    FOR EACH ROW EXECUTE FUNCTION nw_verlauf_unveraenderlich();
"""
BACKWARD = """
DROP TRIGGER verlauf_unveraenderlich ON konferenz_verlauf;
DROP FUNCTION nw_verlauf_unveraenderlich();
"""


class Migration(migrations.Migration):
    """Whoever reads the Verlauf must be able to trust it: rows are only ever added."""

    dependencies = [("konferenz", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
