"""Reading with SQL that Django put together once per process.

Composing a query takes Django longer than PostgreSQL needs to answer it. That matters only where a whole hall asks the
same at once: who is behind this link, what runs now, which groups are there. Everything else reads as usual.
"""

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import Model, QuerySet


class Abfrage:
    """`frage` makes the query for one value; `verbunden` names the rows to bring along, as in select_related.

    `je_person = Abfrage(lambda wert: Anmeldung.objects.filter(zugang=wert), "einrichtung")`, then `je_person.get(3)`.
    """

    def __init__(self, frage: Callable[[Any], QuerySet], *verbunden: str) -> None:
        self.frage = frage
        self.verbunden = verbunden

    def get(self, wert) -> Model | None:
        """The first row, or None."""
        return next(self._rows(wert), None)

    def all(self, wert) -> list[Model]:
        return list(self._rows(wert))

    def tuples(self, wert) -> list[tuple]:
        """The rows as they are, where `frage` ends in values_list."""
        return _fetch(self._tuples_sql, wert)

    def _rows(self, wert) -> Iterator[Model]:
        sql, teile = self._composed
        return (_build(row, teile) for row in _fetch(sql, wert))

    @cached_property
    def _tuples_sql(self) -> str:
        return _sql(self.frage(0))

    @cached_property
    def _composed(self) -> tuple[str, list[tuple]]:
        """The SQL, and for each model its columns in it and where it hangs."""
        query = self.frage(0)
        columns, teile = [], []
        for path in ("", *self.verbunden):
            model = _model_at(query.model, path)
            names = [field.attname for field in model._meta.concrete_fields]
            teile.append((path, model, names, slice(len(columns), len(columns) + len(names))))
            columns += [f"{path}__{name}" if path else name for name in names]
        return _sql(query.values_list(*columns)), teile


def _sql(query: QuerySet) -> str:
    sql, parameters = query.query.sql_with_params()
    if len(parameters) != 1:
        raise ValueError(f"An Abfrage takes one value, this one takes {len(parameters)}")
    return sql


def _fetch(sql: str, wert) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, [wert])
        return cursor.fetchall()


def _model_at(model: type[Model], path: str) -> type[Model]:
    for name in path.split("__") if path else ():
        model = model._meta.get_field(name).related_model
    return model


def _build(row: tuple, teile: list[tuple]) -> Model:
    found: dict[str, Model | None] = {}
    for path, model, names, place in teile:
        values = row[place]
        is_there = values[names.index(model._meta.pk.attname)] is not None
        found[path] = model.from_db("default", names, values) if is_there else None
        if path:
            above, _, name = path.rpartition("__")
            setattr(found[above], name, found[path])
    return found[""]
