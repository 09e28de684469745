"""SQL that keeps rows of one conference and one Veranstalter together; used by migrations only.

Django cannot say a foreign key over two columns. These do: (child, scope) → (parent.id, parent.scope).
"""

from django.db import migrations


def composite_foreign_key(table: str, column: str, scope: str, parent: str) -> migrations.RunSQL:
    """A row's `column` must name a parent of the row's own `scope` (konferenz_id or veranstalter_id)."""
    name = f"{table}_{column}_same_{scope.removesuffix('_id')}"
    return migrations.RunSQL(
        f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY ({column}, {scope}) REFERENCES {parent} (id, {scope}) "
        "DEFERRABLE INITIALLY DEFERRED",
        f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )


def einrichtung_of_same_veranstalter(table: str) -> migrations.RunSQL:
    """A row's Einrichtung and Konferenz must belong to the same Veranstalter (see teilnehmer.0002)."""
    return migrations.RunSQL(
        f"CREATE TRIGGER {table}_einrichtung BEFORE INSERT OR UPDATE OF einrichtung_id, konferenz_id ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION nw_einrichtung_of_same_veranstalter()",
        f"DROP TRIGGER {table}_einrichtung ON {table}",
    )
