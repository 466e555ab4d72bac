"""Walk a record for the ids of other records and for parts of a kind, wherever the models hold them.

What to look for is worked out once for each model from its types, so that a new field with a `CityRef` is
followed without a line being written for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, get_args

from pydantic import BaseModel

from atlas.documents import NAME, FieldPath
from atlas.model.common import Record
from atlas.model.values import RecordKind, Ref

Reference = tuple[FieldPath, RecordKind, str]
"""path of field names as in the file, kind of the record that is meant, its id"""

_Visit = Callable[[Any, FieldPath, list[Any]], None]


def references(record: Record) -> Iterator[Reference]:
    """Every id in `record` that names another record, in the order of the model's fields."""
    found: list[Reference] = []
    _reference_walk(type(record))(record, (), found)
    return iter(found)


def written_references(model: type[BaseModel], data: dict[str, Any], path: FieldPath = ()) -> Iterator[Reference]:
    """The same in values as they stand in a file, other faults or not."""
    for name, info in model.model_fields.items():
        shown = info.alias or name
        if shown in data:
            yield from _written(info.annotation, tuple(info.metadata), data[shown], (*path, shown))


def _written(annotation: Any, metadata: tuple[Any, ...], value: Any, path: FieldPath) -> Iterator[Reference]:
    kind = next((mark.kind for mark in metadata if isinstance(mark, Ref)), None)
    if kind:
        if isinstance(value, str) and NAME.fullmatch(value):
            yield path, kind, value
    elif hasattr(annotation, "__metadata__"):
        yield from _written(annotation.__origin__, annotation.__metadata__, value, path)
    elif _is_model(annotation):
        yield from written_references(annotation, value, path) if isinstance(value, dict) else ()
    elif getattr(annotation, "__origin__", None) is tuple:
        for number, entry in enumerate(value if isinstance(value, list) else ()):
            yield from _written(get_args(annotation)[0], (), entry, (*path, number))
    else:
        for part in get_args(annotation):
            yield from _written(part, (), value, path)


def parts(record: Record, *wanted: type[BaseModel]) -> Iterator[tuple[FieldPath, Any]]:
    """Every part of `record` that is one of the `wanted` models, with its path; parts of parts too."""
    found: list[tuple[FieldPath, Any]] = []
    _part_walk(type(record), wanted)(record, (), found)
    return iter(found)


@cache
def _reference_walk(model: type[BaseModel]) -> _Visit:
    return _fields(model, _reference_visit) or _nothing


@cache
def _part_walk(model: type[BaseModel], wanted: tuple[type[BaseModel], ...]) -> _Visit:
    def visit(annotation: Any, metadata: tuple[Any, ...]) -> _Visit | None:
        if not _is_model(annotation):
            return None
        inner = _fields(annotation, visit)
        return _taking(inner or _nothing) if issubclass(annotation, wanted) else inner

    return _fields(model, visit) or _nothing


def _taking(inner: _Visit) -> _Visit:
    def take(value: Any, path: FieldPath, found: list[Any]) -> None:
        found.append((path, value))
        inner(value, path, found)

    return take


def _reference_visit(annotation: Any, metadata: tuple[Any, ...]) -> _Visit | None:
    kind = next((mark.kind for mark in metadata if isinstance(mark, Ref)), None)
    if kind:
        return lambda value, path, found: found.append((path, kind, value))
    return _fields(annotation, _reference_visit) if _is_model(annotation) else None


def _nothing(value: Any, path: FieldPath, found: list[Any]) -> None:
    """For models that hold none of what is looked for."""


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


_Pick = Callable[[Any, tuple[Any, ...]], _Visit | None]


def _fields(model: type[BaseModel], pick: _Pick) -> _Visit | None:
    """What to do with a value of `model`; None where none of its fields holds anything to find."""
    steps: list[tuple[str, str, _Visit]] = []
    for name, info in model.model_fields.items():
        visit = _value(info.annotation, tuple(info.metadata), pick)
        if visit:
            steps.append((name, info.alias or name, visit))
    if not steps:
        return None

    def walk(value: Any, path: FieldPath, found: list[Any]) -> None:
        held = value.__dict__
        for name, shown, visit in steps:
            inner = held.get(name)
            if inner:
                visit(inner, (*path, shown), found)

    return walk


def _value(annotation: Any, metadata: tuple[Any, ...], pick: _Pick) -> _Visit | None:
    """What to do with a value of a type such as `CityRef`, `tuple[Partner, ...]` or `Cost | None`."""
    direct = pick(annotation, metadata)
    if direct:
        return direct
    if hasattr(annotation, "__metadata__"):
        return _value(annotation.__origin__, annotation.__metadata__, pick)
    inner = next(filter(None, (_value(part, (), pick) for part in get_args(annotation))), None)
    if inner is None or getattr(annotation, "__origin__", None) is not tuple:
        return inner

    def each(value: Any, path: FieldPath, found: list[Any]) -> None:
        for number, item in enumerate(value):
            inner(item, (*path, number), found)

    return each
