"""The minutes as plain JSON and back, exactly: what a released version keeps, and what its checksum is made of.

`from_json(to_json(protokoll)) == protokoll` (from_json stands in daten.py) holds for everything a Protokoll may
contain. It follows the types of the dataclasses: str, int, bool, None, date, time, StrEnum, tuples and dataclasses. A
field that an older version does not know takes its default; a field that nobody knows any more is refused, because it
would silently be lost.
"""

import dataclasses
import datetime
import functools
import hashlib
import json
import types
import typing
from collections.abc import Collection, Iterator
from enum import StrEnum


def to_json(value):
    """dict, list, str, int, bool and None only."""
    if dataclasses.is_dataclass(value):
        return {name: to_json(getattr(value, name)) for name in _fields(value)}
    if isinstance(value, tuple):
        return [to_json(one) for one in value]
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, str):
        return str(value)
    if value is None or isinstance(value, int):
        return value
    raise TypeError(f"{type(value).__name__} does not belong into the minutes")


def _fields(kind) -> list[str]:
    """The content; a field that does not compare is none."""
    return [field.name for field in dataclasses.fields(kind) if field.compare]


def strings(value, without: Collection[str] = ()) -> Iterator[str]:
    """Every text in the content that says something; fields `without` are left out, wherever they stand."""
    if isinstance(value, str):
        if value.strip():
            yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from strings(one, without)
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            if field.name not in without:
                yield from strings(getattr(value, field.name), without)


def canonical(data) -> str:
    """One text for one content, in whatever order Python or the database keeps it."""
    return json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def checksum(value) -> str:
    """SHA-256 of the canonical JSON of a dataclass, or of what `to_json` made of it."""
    data = value if isinstance(value, (dict, list)) else to_json(value)
    return hashlib.sha256(canonical(data).encode()).hexdigest()


@functools.cache
def _hints(kind) -> dict[str, object]:
    return typing.get_type_hints(kind)


def read(kind, data):
    """A value of this type; raises when the data are of another."""
    if isinstance(kind, types.UnionType):  # X | None
        inner = next(one for one in kind.__args__ if one is not types.NoneType)
        return None if data is None else read(inner, data)
    if typing.get_origin(kind) is tuple:
        args = typing.get_args(kind)
        if len(args) == 2 and args[1] is ...:
            return tuple(read(args[0], one) for one in data)
        return tuple(read(arg, one) for arg, one in zip(args, data, strict=True))
    if dataclasses.is_dataclass(kind):
        hints = _hints(kind)
        if unknown := data.keys() - _fields(kind):
            raise ValueError(f"{kind.__name__} does not know {', '.join(sorted(unknown))}")
        return kind(**{name: read(hints[name], one) for name, one in data.items()})
    if kind in (datetime.date, datetime.time):
        return kind.fromisoformat(data)
    if issubclass(kind, StrEnum):
        return kind(data)
    if type(data) is not kind:
        raise TypeError(f"{data!r} is no {kind.__name__}")
    return data
