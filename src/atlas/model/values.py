"""The kinds of values that fields hold: text, ids, numbers, partial dates, addresses, terms, references."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache, total_ordering
from typing import Annotated, Any, Literal

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, StringConstraints, WithJsonSchema
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from atlas.vocabulary import Vocabulary, suggestion

Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100, pattern=r"^[^\n]*$")]
Tagline = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=160, pattern=r"^[^\n]*$")]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=400, pattern=r"^[^\n]*$")]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
# An id elsewhere: `9495` in a file is text to us and a number to tools that read the schema.
OtherId = Annotated[Line, WithJsonSchema({"type": ["string", "integer"], "maxLength": 400})]
Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-{1,2}[a-z0-9]+)*$", max_length=120)]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
TimeOfDay = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
Url = Annotated[
    str,
    StringConstraints(
        max_length=500, pattern=r"^https?://[A-Za-z0-9][A-Za-z0-9.-]*(:\d{1,5})?([/?#][^\s<>\"\\^`{|}]*)?$"
    ),
]

_NUMBER = re.compile(r"[+-]?(\d{1,15})(\.\d{1,9})?")
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_MONTH_LENGTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


class _Number:
    """A number as written in digits, `.` for decimals: kept whole where it is whole."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(cls.parse)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": "number"}

    @staticmethod
    def parse(value: Any) -> int | float:
        if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e15:
            return value
        if not isinstance(value, str) or not _NUMBER.fullmatch(value):
            raise PydanticCustomError("number", "This is no number")
        return float(value) if "." in value else int(value)


Number = Annotated[int | float, _Number]


# Without slots, which pickle hands over three times as slowly.
@total_ordering
@dataclass(frozen=True)
class PartialDate:
    """A date of the Gregorian calendar, known to the year, the month or the day."""

    year: int
    month: int | None = None
    day: int | None = None

    @classmethod
    def parse(cls, value: Any) -> PartialDate:
        """From `2013`, `2013-05` or `2013-05-04`; raises PydanticCustomError for anything else."""
        if isinstance(value, PartialDate):
            return value
        return cls._of(str(value) if isinstance(value, str | int) else "")

    @classmethod
    @lru_cache(maxsize=4096)
    def _of(cls, text: str) -> PartialDate:
        """One object for a day, or a year, that stands in many records."""
        found = _DATE.fullmatch(text)
        if not found:
            raise PydanticCustomError("partial_date", "This is no date")
        year, month, day = (int(part) if part else None for part in found.groups())
        assert year is not None  # the pattern asks for it
        if not 1000 <= year <= 2999 or (month is not None and not 1 <= month <= 12):
            raise PydanticCustomError("partial_date", "There is no such date")
        if month and day is not None:
            leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
            longest = 28 if month == 2 and not leap else _MONTH_LENGTHS[month - 1]
            if not 1 <= day <= longest:
                raise PydanticCustomError("partial_date", "There is no such date")
        return cls(year, month, day)

    @property
    def first(self) -> tuple[int, int, int]:
        """The first day that it can mean."""
        return self.year, self.month or 1, self.day or 1

    @property
    def last(self) -> tuple[int, int, int]:
        """The last day that it can mean; 31 stands for any month's end, which is enough to compare."""
        return self.year, self.month or 12, self.day or 31

    def months_on(self, months: int) -> tuple[int, int, int]:
        """Its first day that many months later, or earlier where `months` is negative; to compare, not to show."""
        year, month, day = self.first
        count = year * 12 + month - 1 + months
        return count // 12, count % 12 + 1, day

    def __lt__(self, other: PartialDate) -> bool:
        return (self.first, self.last) < (other.first, other.last)

    def after(self, other: PartialDate) -> bool:
        """True where it is after `other` whatever the unknown parts are."""
        return self.first > other.last

    def __str__(self) -> str:
        """As readers see it: 2013, May 2013, 4 May 2013."""
        if self.month is None:
            return str(self.year)
        month = f"{MONTHS[self.month - 1]} {self.year}"
        return f"{self.day} {month}" if self.day else month

    @property
    def iso(self) -> str:
        """As in the record: 2013, 2013-05, 2013-05-04."""
        parts = [f"{self.year:04}"] + [f"{part:02}" for part in (self.month, self.day) if part]
        return "-".join(parts)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        as_in_files = core_schema.plain_serializer_function_ser_schema(lambda date: date.iso, when_used="json")
        return core_schema.no_info_plain_validator_function(cls.parse, serialization=as_in_files)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        pattern = r"^\d{4}(-\d{2}(-\d{2})?)?$"
        return {
            "anyOf": [
                {"type": "string", "pattern": pattern},
                {"type": "integer", "minimum": 1000, "maximum": 2999},
            ]
        }


class _Year:
    """A year, or the word `unknown`: the source gives none."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(cls.parse)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"anyOf": [{"type": "integer", "minimum": 1000, "maximum": 2999}, {"const": "unknown"}]}

    @staticmethod
    def parse(value: Any) -> int | str:
        if value == "unknown":
            return "unknown"
        if (isinstance(value, str) and re.fullmatch(r"[12]\d{3}", value)) or (
            isinstance(value, int) and 1000 <= value <= 2999
        ):
            return int(value)
        raise PydanticCustomError("year", "This is no year")


Year = Annotated[int | Literal["unknown"], _Year]


class _YesNo:
    """`true` or `false`, in small letters, as YAML and JSON write them; nothing else is guessed."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(cls.parse)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": "boolean"}

    @staticmethod
    def parse(value: Any) -> bool:
        if value is True or value is False:
            return bool(value)
        if value in ("true", "false"):
            return bool(value == "true")
        raise PydanticCustomError("yes_no", "This is neither true nor false")


Flag = Annotated[bool, _YesNo]


@dataclass(frozen=True, slots=True)
class TermOf:
    """Marks a text field whose value is a term of a vocabulary (a file of vocabularies/).

    The lists are given as pydantic's validation context `{"vocabularies": {id: Vocabulary}}`; without a context
    only the form of the id is checked.
    """

    vocabulary: str

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.with_info_plain_validator_function(self._check)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": "string", "x-vocabulary": self.vocabulary}

    def _check(self, value: Any, info: core_schema.ValidationInfo) -> str:
        vocabularies: dict[str, Vocabulary] = (info.context or {}).get("vocabularies", {})
        terms = vocabularies.get(self.vocabulary)
        if not isinstance(value, str):
            raise PydanticCustomError("string_type", "Input should be a valid string")
        if terms is not None and value not in terms:
            raise PydanticCustomError(
                "term",
                "{value} is no term of {vocabulary}",
                {"value": value, "vocabulary": self.vocabulary, "hint": suggestion(value, terms.terms)},
            )
        return value


# What people write where they know nothing; "unknown" is a word of some lists, and right for years.
_NOTHING = re.compile(
    r"tb[acdn]\.?|to be (?:added|announced|confirmed|defined|determined)|to ?do|n\.? ?[/.] ?a\.?|"
    r"not (?:applicable|available|known|recorded)|unknown|x{3,}|[-‐-―?.…_/~*=\s]+",
    re.IGNORECASE,
)


def says_nothing(text: str) -> bool:
    """True for a text that only holds a place: TBC, n/a, unknown, -, ?"""
    return _NOTHING.fullmatch(text.strip()) is not None


RecordKind = Literal["practice", "city", "network", "transfer", "event"]


@dataclass(frozen=True, slots=True)
class Ref:
    """Marks an id field that names another record; whether it exists is checked once all records are read."""

    kind: RecordKind


CityRef = Annotated[Id, Ref("city")]
PracticeRef = Annotated[Id, Ref("practice")]
NetworkRef = Annotated[Id, Ref("network")]
ThemeTerm = Annotated[str, TermOf("themes")]


def text_year(year: int | str | None) -> str:
    """A year for readers; absent and unknown ones are said, never hidden."""
    return "year not recorded" if year in (None, "unknown") else str(year)
