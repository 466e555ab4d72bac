"""Reference pages for editors, made from the rules and the models themselves: all messages, all fields."""

from __future__ import annotations

import typing
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from atlas import paths
from atlas.issues import CODES
from atlas.loader.fields import model_in
from atlas.model import KINDS
from atlas.model.values import Ref, TermOf
from atlas.pages.base import Page, PageKind, Site

_FAMILIES = {
    "D": "Reading files",
    "F": "Fields",
    "V": "Vocabularies",
    "P": "Stories",
    "R": "Links between records",
    "C": "Rules across records",
    "X": "Exceptions",
}


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A field as the reference shows it."""

    name: str
    required: bool
    words: str
    list: bool
    vocabulary: str | None
    record: str | None
    part: str | None


def parts_of(model: type[BaseModel]) -> list[type[BaseModel]]:
    """The models inside a model, in the order in which its fields name them."""
    found: list[type[BaseModel]] = []
    for info in model.model_fields.values():
        part = model_in(info.annotation)
        if part and part not in found:
            found.append(part)
            found += [inner for inner in parts_of(part) if inner not in found]
    return found


def rows(model: type[BaseModel]) -> Iterator[FieldRow]:
    """The fields of a model."""
    for name, info in model.model_fields.items():
        if name == "id" and model in {kind.model for kind in KINDS.values()}:
            continue
        part = model_in(info.annotation)
        vocabulary, record = _marks(info)
        yield FieldRow(
            info.alias or name,
            info.is_required(),
            info.description or "",
            "tuple" in str(info.annotation),
            vocabulary,
            record,
            part.__name__ if part else None,
        )


def ordered(model: type[BaseModel]) -> list[FieldRow]:
    """The fields of a model, those first without which there is no record."""
    return sorted(rows(model), key=lambda row: not row.required)


def _marks(info: FieldInfo) -> tuple[str | None, str | None]:
    """The vocabulary and the kind of record that a field's values come from."""
    marks = list(_walk(info.annotation)) + list(info.metadata)
    vocabulary = next((mark.vocabulary for mark in marks if isinstance(mark, TermOf)), None)
    record = next((mark.kind for mark in marks if isinstance(mark, Ref)), None)
    return vocabulary, record


def _walk(annotation: Any) -> Iterator[Any]:
    yield from getattr(annotation, "__metadata__", ())
    for part in typing.get_args(annotation):
        yield from _walk(part)


def page(site: Site, id: str) -> Page:
    """The page of all messages or of all fields."""
    if id == "messages":
        families = [(title, [CODES[c] for c in sorted(CODES) if c[0] == letter]) for letter, title in _FAMILIES.items()]
        content = site.render("messages.html", paths.MESSAGES, families=families)
        return Page(
            paths.MESSAGES, "reference", "All messages", "Every message of the checks, and the rule behind it.", content
        )
    kinds = [(kind, ordered(kind.model)) for kind in KINDS.values()]
    models = list(dict.fromkeys(part for kind in KINDS.values() for part in parts_of(kind.model)))
    parts = [(part.__name__, (part.__doc__ or "").strip().split("\n")[0], ordered(part)) for part in models]
    content = site.render("fields.html", paths.FIELDS, kinds=kinds, parts=parts)
    return Page(
        paths.FIELDS, "reference", "All fields", "Every field of every kind of record, from the schemas.", content
    )


_ADDRESSES = {"messages": paths.MESSAGES, "fields": paths.FIELDS}
KIND = PageKind("reference", lambda site: list(_ADDRESSES), page, _ADDRESSES.__getitem__)
