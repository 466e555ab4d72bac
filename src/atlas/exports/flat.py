"""Records as rows: columns made from the models, and cells that no spreadsheet takes for a formula."""

from __future__ import annotations

import re
import typing
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from types import NoneType
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from atlas.loader.fields import holds_text, model_in
from atlas.model import PartialDate, Record
from atlas.model.common import Cited, Noted

Row = list[str]
"""Cells as they stand in a file, quotes and all."""

IDS, TEXTS = ";", " | "
"""What stands between the entries of a list: ids, terms and numbers hold no semicolon, texts may."""

# What spreadsheets read as the start of a formula, full-width signs too (OWASP, CSV Injection).
_SIGNS = frozenset("=+-@\t\r\n＝＋－＠")
_SIGNS_AND_APOSTROPHE = _SIGNS | {"'"}
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")


def guarded(text: str) -> str:
    """A text as a cell: with an apostrophe before it where a spreadsheet would compute it; numbers are left alone.

    A text that starts with apostrophes and such a sign gets one more, so that taking one away is always right.
    """
    risky = text[:1] in _SIGNS_AND_APOSTROPHE and text.lstrip("'")[:1] in _SIGNS
    return f"'{text}" if risky and not _NUMBER.fullmatch(text) else text


def cell(value: Any, between: str = IDS) -> str:
    """A field's value as a cell; empty where nothing is recorded."""
    return _CELLS[type(value)](value, between)


def _text(text: str, between: str = "") -> str:
    if text[:1] in _SIGNS_AND_APOSTROPHE:
        text = guarded(text)
    # As RFC 4180 has it. The csv module takes three times as long, and half of all time goes into this.
    if "," in text or '"' in text or "\n" in text or "\r" in text:
        return '"' + text.replace('"', '""') + '"'
    return text


def _list(values: Iterable[Any], between: str) -> str:
    return _text(between.join(map(str, values)))


_CELLS: dict[type, Callable[[Any, str], str]] = {
    str: _text,
    int: lambda number, between: str(number),
    float: lambda number, between: str(number),
    bool: lambda flag, between: "true" if flag else "false",
    PartialDate: lambda date, between: date.iso,
    NoneType: lambda nothing, between: "",
    tuple: _list,
    list: _list,
    dict: lambda pairs, between: _list((f"{key}={value}" for key, value in pairs.items()), between),
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, and what it holds in words."""

    name: str
    words: str


class Flat:
    """The columns of a model and the cells of its records.

    A field that holds one part becomes a column for each of the part's fields; one that holds a list of parts has
    no place in a row and is left out.
    """

    def __init__(self, model: type[BaseModel], prefix: str = "", without: Collection[str] = ()) -> None:
        """`without` are names of fields to leave out."""
        # The name of a field, what stands between the entries of a list, and the columns of the part that it holds.
        self._steps: list[tuple[str, str, Flat | None]] = []
        self.columns: list[Column] = []
        for name, info in _own_first(model):
            if name in without:
                continue
            column = f"{prefix}{info.alias or name}"
            part = model_in(info.annotation)
            if part is None:
                self.columns.append(Column(column, info.description or ""))
                self._steps.append((name, TEXTS if holds_text(info) else IDS, None))
            elif not _is_list(info.annotation):
                inner = Flat(part, f"{column}_")
                self.columns += inner.columns
                self._steps.append((name, "", inner))
        self._blank: Row = [""] * len(self.columns)

    def write(self, part: BaseModel | None, row: Row) -> None:
        """Put the cells of a record or part at the end of a row: blank ones where there is none."""
        if part is None:
            row += self._blank
            return
        held = part.__dict__
        for name, between, inner in self._steps:
            value = held[name]
            if inner is not None:
                inner.write(value, row)
            elif value is None:
                row.append("")
            else:
                row.append(_CELLS[type(value)](value, between))


def _own_first(model: type[BaseModel]) -> Iterator[tuple[str, FieldInfo]]:
    """The fields of a model: its id, its own, those that it shares with all others of its sort."""
    shared = next((base.model_fields for base in (Record, Cited, Noted) if issubclass(model, base)), {})
    fields = model.model_fields.items()
    yield from (field for field in fields if field[0] == "id")
    yield from (field for field in fields if field[0] not in shared and field[0] != "id")
    yield from (field for field in fields if field[0] in shared and field[0] != "id")


def _is_list(annotation: Any) -> bool:
    if hasattr(annotation, "__metadata__"):
        return _is_list(annotation.__origin__)
    return typing.get_origin(annotation) is tuple or any(map(_is_list, typing.get_args(annotation)))
