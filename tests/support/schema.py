"""JSON Schema, draft 2020-12, as far as our schemas go: what does not fit, and what is no schema at all."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

Fault = tuple[tuple[str | int, ...], Any, str]
"""path, the value there, what is wrong with it"""

_TYPES: dict[str, Callable[[Any], bool]] = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
}
_LIMITS: dict[str, tuple[Callable[[Any], bool], Callable[[Any, Any], bool]]] = {
    "minLength": (_TYPES["string"], lambda value, limit: len(value) >= limit),
    "maxLength": (_TYPES["string"], lambda value, limit: len(value) <= limit),
    "pattern": (_TYPES["string"], lambda value, form: re.search(form, value) is not None),
    "minItems": (_TYPES["array"], lambda value, limit: len(value) >= limit),
    "maxItems": (_TYPES["array"], lambda value, limit: len(value) <= limit),
    "minimum": (_TYPES["number"], lambda value, limit: value >= limit),
    "maximum": (_TYPES["number"], lambda value, limit: value <= limit),
    "exclusiveMinimum": (_TYPES["number"], lambda value, limit: value > limit),
}
# What each keyword holds; a keyword that is not here is not known to this reader, and a fault of the schema.
_KEYWORDS: dict[str, type | tuple[type, ...]] = {
    "$schema": str,
    "$defs": dict,
    "$ref": str,
    "type": (str, list),
    "description": str,
    "default": object,
    "const": object,
    "enum": list,
    "anyOf": list,
    "properties": dict,
    "patternProperties": dict,
    "propertyNames": dict,
    "additionalProperties": (bool, dict),
    "required": list,
    "items": dict,
    **dict.fromkeys(("minLength", "maxLength", "minItems", "maxItems"), int),
    **dict.fromkeys(("minimum", "maximum", "exclusiveMinimum"), (int, float)),
    "pattern": str,
}


def is_schema(schema: Any, root: Any = None) -> Iterator[str]:
    """What keeps this from being a schema."""
    root = schema if root is None else root
    if isinstance(schema, bool):
        return
    for name, held in schema.items():
        if name not in _KEYWORDS or not isinstance(held, _KEYWORDS[name]):
            yield f"{name}: {str(held)[:60]}"
        elif name == "type" and set(_types(schema)) - _TYPES.keys():
            yield f"no such type: {held}"
        elif name in ("enum", "anyOf", "required") and not (held or name == "required"):
            yield f"{name} is empty"
        elif name == "$ref" and _resolve(root, held) is None:
            yield f"{held} leads nowhere"
        elif name == "pattern":
            re.compile(held)
        elif name in ("properties", "patternProperties", "$defs"):
            for part in held.values():
                yield from is_schema(part, root)
        elif name in ("items", "propertyNames", "additionalProperties"):
            yield from is_schema(held, root)
        elif name == "anyOf":
            for part in held:
                yield from is_schema(part, root)


def _types(schema: Any) -> list[str]:
    held = schema["type"]
    return held if isinstance(held, list) else [held]


def _resolve(root: Any, pointer: str) -> Any:
    node = root
    for step in pointer.removeprefix("#/").split("/"):
        node = node.get(step) if isinstance(node, dict) else None
    return node


def misfits(value: Any, schema: Any, root: Any = None, path: tuple[str | int, ...] = ()) -> Iterator[Fault]:
    """What in a value does not fit a schema."""
    root = schema if root is None else root
    if "$ref" in schema:
        yield from misfits(value, _resolve(root, schema["$ref"]), root, path)
    if "anyOf" in schema and all(any(misfits(value, part, root)) for part in schema["anyOf"]):
        nearest = min((list(misfits(value, part, root, path)) for part in schema["anyOf"]), key=_depth)
        yield from nearest
    if "type" in schema and not any(_TYPES[name](value) for name in _types(schema)):
        yield path, value, f"is no {' or '.join(_types(schema))}"
        return
    if "enum" in schema and value not in schema["enum"]:
        yield path, value, "is none of the words"
    if "const" in schema and value != schema["const"]:
        yield path, value, f"is not {schema['const']}"
    for name, (applies, fits) in _LIMITS.items():
        if name in schema and applies(value) and not fits(value, schema[name]):
            yield path, value, f"{name} is {schema[name]}"
    if isinstance(value, list) and "items" in schema:
        for number, item in enumerate(value):
            yield from misfits(item, schema["items"], root, (*path, number))
    if isinstance(value, dict):
        yield from _fields(value, schema, root, path)


def _depth(faults: list[Fault]) -> tuple[int, int]:
    """The part of an anyOf that a value comes nearest to: its faults lie deepest and are fewest."""
    return -max(len(path) for path, _, _ in faults), len(faults)


def _fields(value: dict[str, Any], schema: Any, root: Any, path: tuple[str | int, ...]) -> Iterator[Fault]:
    for name in schema.get("required", []):
        if name not in value:
            yield path, value, f"lacks {name}"
    patterns = schema.get("patternProperties", {})
    for name, item in value.items():
        if name in schema.get("properties", {}):
            yield from misfits(item, schema["properties"][name], root, (*path, name))
        elif parts := [part for form, part in patterns.items() if re.search(form, name)]:
            yield from misfits(item, parts[0], root, (*path, name))
        elif schema.get("additionalProperties") is False:
            yield (*path, name), item, "is no field"
        elif isinstance(schema.get("additionalProperties"), dict):
            yield from misfits(item, schema["additionalProperties"], root, (*path, name))
