"""What can be used of a record some of whose fields have faults, so that one run tells more of its faults."""

from __future__ import annotations

import typing
from collections.abc import Mapping
from copy import copy
from functools import cache
from typing import Any

from pydantic import ValidationError, create_model

from atlas.documents import Document, FieldPath
from atlas.loader.fields import GIVEN_ID
from atlas.model import Body, Kind, PartialDate, Period, Record, Remnant
from atlas.model.common import Status
from atlas.vocabulary import Vocabulary

_ROUNDS = 3


def remnant(
    kind: Kind,
    id: str,
    document: Document,
    error: ValidationError,
    vocabularies: Mapping[str, Vocabulary],
    body: Body | None,
) -> Remnant | None:
    """The record of `document` without the fields and list entries that `error` objects to, or None.

    An entry of a list goes as a whole: whatever is left of the record is as its editor wrote it.
    """
    faults = [fault["loc"] for fault in error.errors(include_url=False, include_context=False)]
    gone = {_entry(document.data, loc) for loc in faults}
    for _ in range(_ROUNDS):
        left = document.without(gone)
        try:
            record = _forgiving(kind.model).model_validate(
                {**left.data, "id": id}, context={"vocabularies": vocabularies}
            )
        except ValidationError as again:
            # A list that is too short without the entries that are gone, for instance.
            gone |= {(loc[0],) for loc in (fault["loc"] for fault in again.errors(include_url=False))}
            continue
        fields = {name: getattr(record, name) for name in kind.model.model_fields}
        lost = frozenset(str(path[0]) for path in gone)
        return Remnant(kind.model.model_construct(**fields), left, body, document, lost)
    return None


def _entry(data: dict[str, Any], loc: tuple[str | int, ...]) -> FieldPath:
    """The path of the record's own field, or of the entry of the list in it, where a fault is."""
    name = "id" if loc[0] == GIVEN_ID else loc[0]
    in_list = len(loc) > 1 and isinstance(loc[1], int) and isinstance(data.get(str(name)), list)
    return (name, loc[1]) if in_list else (name,)


@cache
def _forgiving(model: type[Record]) -> type[Record]:
    """The model with nothing required but the id."""
    fields: dict[str, Any] = {}
    for name, info in model.model_fields.items():
        if info.is_required() and name != "id":
            optional = copy(info)
            optional.default = _nothing(info.annotation)
            fields[name] = (info.annotation, optional)
    return create_model(f"Forgiving{model.__name__}", __base__=model, **fields)


def _nothing(annotation: Any) -> Any:
    """What stands in a required field of which nothing could be read."""
    if typing.get_origin(annotation) is tuple:
        return ()
    if annotation is PartialDate:
        return None
    return {Period: Period(), Status: Status(value="unknown")}.get(annotation, "")
