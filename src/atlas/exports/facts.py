"""Records as JSON, under the names that fields have in the records' files."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from pydantic import BaseModel
from pydantic_core import to_json

from atlas.loader.fields import model_in
from atlas.model import KINDS


def compact(value: Any) -> bytes:
    """A plain value as JSON without spaces, in UTF-8; keys stay in their order."""
    # Four times as fast as the standard library on long stories.
    return to_json(value)


def facts(record: BaseModel, without: Collection[str] = ()) -> bytes:
    """The fields of a record as a JSON object. What has the value that a model gives it unasked is left out."""
    return record.model_dump_json(by_alias=True, exclude_defaults=True, exclude=set(without), warnings=False).encode()


def joined(*objects: bytes) -> bytes:
    """One JSON object of several that are not empty."""
    return b"{" + b",".join(one[1:-1] for one in objects) + b"}"


def array(rows: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces of a JSON array with one entry a line, so that two editions can be compared."""
    yield b"["
    before = b"\n"
    for row in rows:
        yield before
        yield row
        before = b",\n"
    yield b"]"


def usual() -> dict[str, str]:
    """The values that fields have unasked where these say more than that nothing is recorded, by the fields' names."""
    found: dict[str, str] = {}
    for kind in KINDS.values():
        _collect(kind.model, found)
    return found


def _collect(model: type[BaseModel], found: dict[str, str]) -> None:
    for name, info in model.model_fields.items():
        part = model_in(info.annotation)
        if part:
            _collect(part, found)
        elif isinstance(info.default, str):
            found[info.alias or name] = info.default
