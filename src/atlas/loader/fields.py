"""Pydantic's findings as faults for people: where, what, what is allowed, the nearest match."""

from __future__ import annotations

import inspect
import re
import typing
from collections.abc import Callable, Iterator
from typing import Any

from pydantic import BaseModel, StringConstraints, ValidationError
from pydantic.fields import FieldInfo

from atlas.documents import Document, suggested_id
from atlas.issues import Code, Issue, Level, declare, quote
from atlas.model.values import Id, Language, TimeOfDay, Url, says_nothing
from atlas.vocabulary import suggestion

_E = Level.ERROR
MISSING = declare("F301", _E, "Field missing", "Some fields are required: the page can't be made without them.")
UNKNOWN = declare(
    "F302", _E, "Unknown field", "Only the fields of the schema are read; a typing mistake would go unseen."
)
SHAPE = declare(
    "F303",
    _E,
    "Value of the wrong kind",
    "A field holds what its description says: text, a number, a list, fields.",
)
TERM = declare(
    "F304", _E, "Word that is not in the list", "Some fields take only the words of a list in vocabularies/."
)
LENGTH = declare("F305", _E, "Too long or too short", "Texts and lists have limits, so that pages stay readable.")
FORM = declare("F306", _E, "Value of the wrong form", "Ids, addresses, times and codes have a form.")
RANGE = declare("F307", _E, "Number out of range", "Some numbers have limits, such as degrees of latitude.")
EMPTY = declare("F308", _E, "Empty text", "A text that is there says something; a field without a value is left out.")
OWN_ID = declare("F309", _E, "Id in the file", "The name of the file is the id; it does not stand in the file again.")

GIVEN_ID = "id "
"""Where the loader puts an `id` that stands in a file, so that it is refused and not overwritten; no key ends so."""

Located = tuple[Code, bool, str, str]
"""code, whether the fault is at the field's name, words, hint"""


def issues_of(document: Document, model: type[BaseModel], error: ValidationError) -> Iterator[Issue]:
    """Every finding of a validation as a fault at its place in the file."""
    faults = error.errors(include_url=False)
    for found in faults:
        if found["type"] == "too_short" and any(_below(other["loc"], found["loc"]) for other in faults):
            continue  # entries with faults are not counted; they are told themselves
        loc = ("id",) if found["loc"] == (GIVEN_ID,) else tuple(found["loc"])
        code, at_key, words, hint = _fault(model, loc, found)
        line, column = document.place(loc, key=at_key)
        yield Issue(document.file, line, column, code.code, code.level, words, hint)


def empty_issues(document: Document, model: type[BaseModel]) -> Iterator[Issue]:
    """Faults for fields without a value that the model does not know; those that it knows may be left empty."""
    for loc in document.empty:
        parent = model_at(model, loc[:-1])
        if parent and (_field(parent, str(loc[-1])) is None or loc == ("id",)):
            code, at_key, words, hint = _extra(model, loc, None, "")
            line, column = document.place(loc, key=at_key)
            yield Issue(document.file, line, column, code.code, code.level, words, hint)


def _below(loc: tuple[str | int, ...], parent: tuple[str | int, ...]) -> bool:
    return len(loc) > len(parent) and loc[: len(parent)] == parent


def _fault(model: type[BaseModel], loc: tuple[str | int, ...], found: Any) -> Located:
    handler = _HANDLERS.get(found["type"])
    name = ".".join(str(step) for step in loc if isinstance(step, str)) or "the record"
    info = field_at(model, loc)
    described = f"Description: {info.description}." if info and info.description else ""
    if handler:
        code, at_key, words, hint = handler(model, loc, found, described)
        unknown = info and not info.is_required() and isinstance(found["input"], str) and says_nothing(found["input"])
        return code, at_key, words, f"{hint} {_LEAVE_OUT}" if unknown else hint
    return SHAPE, False, f"The value of {quote(name)} does not fit ({found['msg']}).", described


_LEAVE_OUT = "Where nothing is known, leave the field out."


def _missing(model: type[BaseModel], loc: tuple[str | int, ...], found: Any, described: str) -> Located:
    return MISSING, True, f"The field {quote(loc[-1])} is missing.", described


def _extra(model: type[BaseModel], loc: tuple[str | int, ...], found: Any, described: str) -> Located:
    parent = model_at(model, loc[:-1])
    if loc == ("id",):
        return (
            OWN_ID,
            True,
            "The field “id” stands in the file.",
            "Delete it: the name of the file is the id.",
        )
    hidden = {"id"} if parent is model else set()
    known = [info.alias or name for name, info in parent.model_fields.items() if name not in hidden] if parent else []
    return (
        UNKNOWN,
        True,
        f"There is no field {quote(loc[-1])} here.",
        suggestion(str(loc[-1]), known, what="Fields"),
    )


def _term(model: type[BaseModel], loc: tuple[str | int, ...], found: Any, described: str) -> Located:
    return (
        TERM,
        False,
        f"{quote(found['ctx']['value'])} is not in the list of {_field_name(loc)}.",
        found["ctx"]["hint"],
    )


def _country(model: type[BaseModel], loc: tuple[str | int, ...], found: Any, described: str) -> Located:
    return TERM, False, f"{quote(found['ctx']['value'])} is no country code.", found["ctx"]["hint"]


def _too_long(model: type[BaseModel], loc: tuple[str | int, ...], found: Any, described: str) -> Located:
    length, most = len(str(found["input"])), found["ctx"]["max_length"]
    return LENGTH, False, f"{_subject(loc)} has {length:,} characters.", f"At most {most} are allowed."


def _list_length(model: type[BaseModel], loc: tuple[str | int, ...], found: Any, described: str) -> Located:
    limits = found["ctx"]
    wanted = f"at most {limits['max_length']}" if "max_length" in limits else f"at least {limits['min_length']}"
    return (
        LENGTH,
        False,
        f"{_subject(loc)} has {limits['actual_length']} entries; {wanted} is the rule.",
        described,
    )


def _form(model: type[BaseModel], loc: tuple[str | int, ...], found: Any, described: str) -> Located:
    if "\n" in str(found["input"]):
        return FORM, False, f"{_subject(loc)} goes over several lines.", "Write it in one line."
    form = _FORMS.get(found["ctx"]["pattern"], described)
    near = suggested_id(str(found["input"])) if form is _ID_FORM else ""
    hint = f"Did you mean “{near}”? {form}" if near else form
    return FORM, False, f"{_subject(loc)} has not the right form: {quote(found['input'])}.", hint


def _pattern(annotated: Any) -> str:
    return str(next(mark.pattern for mark in annotated.__metadata__ if isinstance(mark, StringConstraints)))


_ID_FORM = "An id is the name of a file without its ending: small letters, digits, single hyphens."
_FORMS = {
    _pattern(Id): _ID_FORM,
    _pattern(Url): "An address starts with https:// or http:// and has no spaces.",
    _pattern(TimeOfDay): "Write 09:30 or 16:30.",
    _pattern(Language): "Write the code of the language: en, pl, pt-BR.",
}


def _shape(expected: str, hint: str = "") -> Callable[..., Located]:
    def handler(model: type[BaseModel], loc: tuple[str | int, ...], found: Any, described: str) -> Located:
        kinds: dict[type, str] = {dict: "fields stand", list: "a list stands", str: "text stands"}
        given = kinds.get(type(found["input"]), "a value stands")
        shown = f": {quote(found['input'])}" if isinstance(found["input"], str) else ""
        return (
            SHAPE,
            False,
            f"{_subject(loc)} holds {expected}, but {given} here{shown}.",
            f"{hint} {described}".strip() if expected == "fields" else hint or described,
        )

    return handler


def _range(model: type[BaseModel], loc: tuple[str | int, ...], found: Any, described: str) -> Located:
    limit = next(f"{words} {found['ctx'][sign]}" for sign, words in _LIMITS.items() if sign in found["ctx"])
    words = f"{_subject(loc)} is out of range: {quote(found['input'])}."
    return RANGE, False, words, f"It is {limit}. {described}".strip()


_LIMITS = {"ge": "at least", "gt": "more than", "le": "at most", "lt": "less than"}


def _empty(model: type[BaseModel], loc: tuple[str | int, ...], found: Any, described: str) -> Located:
    return EMPTY, False, f"{_subject(loc)} is empty.", "Write the value, or delete the line."


def _component(model: type[BaseModel], loc: tuple[str | int, ...], found: Any, described: str) -> Located:
    words = "An added component has a title; any other has the id of the practice's component."
    hint = "Write {title: …, fate: added} or {id: …, fate: kept}."
    return SHAPE, False, words, hint


_LIST = _shape("a list", "Write each entry on a line of its own, as `- entry`.")
_FIELDS = _shape("fields", "Write `field: value` lines below it, indented.")
_PLAIN_NUMBER = _shape(
    "a number", "Digits only, with . for decimals: 143135 or 2.5; units stand in a field of their own."
)
# 4,210 and 1.234.567: signs between thousands; 4.210 is a number, and checks ask what it means.
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(?:[.,'’ \u00a0\u2009\u202f]\d{3})+(?:[.,]\d+)?")


def _number(model: type[BaseModel], loc: tuple[str | int, ...], found: Any, described: str) -> Located:
    code, at_key, words, hint = _PLAIN_NUMBER(model, loc, found, described)
    if isinstance(found["input"], str) and _THOUSANDS.fullmatch(found["input"]):
        hint = (
            f"Nothing stands between thousands: {re.sub('[^0-9+-]', '', found['input'])}. Decimals come after a point."
        )
    return code, at_key, words, hint


_HANDLERS: dict[str, Callable[..., Located]] = {
    "missing": _missing,
    "extra_forbidden": _extra,
    "term": _term,
    "country": _country,
    "component": _component,
    "string_too_long": _too_long,
    "string_too_short": _empty,
    "string_pattern_mismatch": _form,
    "string_type": _shape("text", "Write plain text; where it begins with a bracket, put it in 'quotes'."),
    "too_long": _list_length,
    "too_short": _list_length,
    "tuple_type": _LIST,
    "model_type": _FIELDS,
    "model_attributes_type": _FIELDS,
    "dict_type": _FIELDS,
    "int_parsing": _number,
    "int_type": _number,
    "int_from_float": _number,
    "int_parsing_size": _number,
    "number": _number,
    "partial_date": _shape("a date", "Write 2013, 2013-05 or 2013-05-04."),
    "year": _shape("a year", "Write four digits, such as 2017, or `unknown` where the source gives none."),
    "yes_no": _shape("true or false", "Write true or false, in small letters."),
    **dict.fromkeys(("greater_than", "greater_than_equal", "less_than", "less_than_equal"), _range),
}


def _field_name(loc: tuple[str | int, ...]) -> str:
    return quote(next((step for step in reversed(loc) if isinstance(step, str)), "values"))


def _subject(loc: tuple[str | int, ...]) -> str:
    if loc and isinstance(loc[-1], int):
        return f"Entry {loc[-1] + 1} of {_field_name(loc)}"
    return f"The field {_field_name(loc)}"


def field_at(model: type[BaseModel], loc: tuple[str | int, ...]) -> FieldInfo | None:
    """The field that a location in a record of `model` leads to, or None."""
    names = [step for step in loc if isinstance(step, str)]
    parent: type[BaseModel] | None = model
    info: FieldInfo | None = None
    for name in names:
        info = _field(parent, name) if parent else None
        parent = model_in(info.annotation) if info else None
    return info


def model_at(model: type[BaseModel], loc: tuple[str | int, ...]) -> type[BaseModel] | None:
    """The model of the fields at a location, or None."""
    if not any(isinstance(step, str) for step in loc):
        return model
    info = field_at(model, loc)
    return model_in(info.annotation) if info else None


def _field(model: type[BaseModel], name: str) -> FieldInfo | None:
    by_alias = {info.alias: info for info in model.model_fields.values() if info.alias}
    return by_alias.get(name) or model.model_fields.get(name)


def model_in(annotation: Any) -> type[BaseModel] | None:
    """The first model inside a type such as `tuple[Source, ...]` or `Annotated[Cost, …] | None`."""
    if inspect.isclass(annotation) and typing.get_origin(annotation) is None and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, (model_in(part) for part in typing.get_args(annotation))), None)


def holds_text(info: FieldInfo) -> bool:
    """True for a field of free text, or of a list of such: no id, no word of a list, no address."""
    marks = (*info.metadata, *_marks(info.annotation))
    return any(isinstance(mark, StringConstraints) and mark.strip_whitespace for mark in marks)


def _marks(annotation: Any) -> Iterator[Any]:
    yield from getattr(annotation, "__metadata__", ())
    for part in typing.get_args(annotation):
        yield from _marks(part)
