"""Records as plain values: what JSON holds, under the names that fields have in the records' files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Any

from pydantic import BaseModel
from pydantic_core import to_json

from atlas.model import PartialDate


def compact(value: Any) -> bytes:
    """A plain value as JSON without spaces, in UTF-8; keys stay in their order."""
    # Four times as fast as the standard library on the long stories.
    return to_json(value)


def lines(rows: Iterable[Any]) -> Iterator[bytes]:
    """The pieces of a JSON array with one entry a line, so that two editions can be compared."""
    yield b"["
    before = b"\n"
    for row in rows:
        yield before
        yield to_json(row)
        before = b",\n"
    yield b"]"


def facts(part: BaseModel) -> dict[str, Any]:
    """The fields of a record or of a part of one. What is not recorded is left out, and flags that are not set."""
    held = part.__dict__
    return {
        shown: value if type(value) is str else plain(value)
        for name, shown in _names(type(part))
        # 0 is a value; False stands for a flag that nobody has set.
        if (value := held[name]) or (value == 0 and value is not False)
    }


def plain(value: Any) -> Any:
    """A field's value as JSON knows it: dates as in the files, parts as objects, the rest as it is."""
    made = _PLAIN.get(type(value))
    if made:
        return made(value)
    return facts(value) if isinstance(value, BaseModel) else value


def _list(values: tuple[Any, ...]) -> list[Any]:
    return [plain(value) for value in values]


_PLAIN: dict[type, Callable[[Any], Any]] = {tuple: _list, PartialDate: lambda date: date.iso}


@cache
def _names(model: type[BaseModel]) -> tuple[tuple[str, str], ...]:
    """The fields of a model: their names in Python and in files."""
    return tuple((name, info.alias or name) for name, info in model.model_fields.items())
