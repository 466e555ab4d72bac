"""One Jinja environment for all pages: autoescape on, nothing undefined passes, links made in one place."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, cast

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from atlas import paths
from atlas.compiled import compiled
from atlas.countries import COUNTRIES
from atlas.direct import Direct, way
from atlas.model import City, Figure, KnowledgeBase, PartialDate, Period
from atlas.model.common import Cited, Location, Record
from atlas.model.practice import Cost
from atlas.model.values import RecordKind, text_year

NOT_RECORDED = "not recorded"
_NARROW = "\u202f"  # narrow no-break space: between a figure and its unit


def number(value: int | float | None) -> str:
    """A number with thousands separated by commas: 1,073,045 and 2.5."""
    if value is None:
        return NOT_RECORDED
    return f"{value:,}" if isinstance(value, int) else f"{value:,.9f}".rstrip("0").rstrip(".")


def figure(item: Figure) -> str:
    """A figure in words: `more than 250 people`, `from 14 to 28 %`, `10 to 30 %`.

    One without a value gives none: its `what` says it all.
    """
    if item.value is None:
        return ""
    before = getattr(item, "from_", None)
    unit = f"{_NARROW}{item.unit}" if item.unit else ""
    value = f"from {number(before)} to {number(item.value)}" if before is not None else _ends(item.value, item.to)
    return f"{item.qualifier + ' ' if item.qualifier else ''}{value}{unit}"


def _ends(value: int | float, to: int | float | None) -> str:
    """A number, or both ends of a range."""
    return number(value) if to is None else f"{number(value)} to {number(to)}"


def money(item: Any) -> str:
    """An amount in words: `more than 3.64 million EUR (2021)`, `2 to 4 million EUR`."""
    if isinstance(item, Cost) and item.none:
        return "no budget of its own"
    if item.amount is None:
        return "amount not recorded"
    words = [item.qualifier, _ends(item.amount, item.to), item.currency]
    year = f" ({text_year(item.year)})" if item.year else ""
    return " ".join(word for word in words if word) + year


def span(period: Period | None) -> str:
    """A period in words: `2021 to 2025`, `since 2013`, `dates not recorded`."""
    if period is None or not (period.start or period.end):
        return "dates not recorded"
    if period.start and period.end:
        return str(period.start) if period.start == period.end else f"{period.start} to {period.end}"
    return f"since {period.start}" if period.start else f"until {period.end}"


def days(start: PartialDate | None, end: PartialDate | None) -> str:
    """The days of an event: `3 to 5 October 2017`."""
    if start is None:
        return "date not recorded"
    if end is None or end == start:
        return str(start)
    if start.day and end.day and (start.year, start.month) == (end.year, end.month):
        return f"{start.day} to {end}"
    return f"{start} to {end}"


def point(location: Location) -> str:
    """A point in words, in degrees to two places (a kilometre or so): `53.76° N, 2.70° W`."""
    lat, lon = location.lat, location.lon
    return f"{abs(lat):.2f}° {'N' if lat >= 0 else 'S'}, {abs(lon):.2f}° {'E' if lon >= 0 else 'W'}"


class Links:
    """Links from pages at one depth to everything; made once for a depth, since only the way to the root differs."""

    def __init__(self, kb: KnowledgeBase, root: str) -> None:
        self.root = root
        self._kb = kb
        self._made: dict[tuple[str, str], Markup] = {}
        self._places: dict[str, Markup] = {}
        self._parts: dict[tuple[str, str], Markup] = {}

    def __call__(self, kind: str, id: str) -> Markup:
        """A link to a record, theme or country, with its name as text."""
        key = kind, id
        if key not in self._made:
            self._made[key] = self.text(kind, id, self.name(kind, id))
        return self._made[key]

    def text(self, kind: str, id: str, words: str, lang: str | None = None) -> Markup:
        """A link to a record with other words."""
        return _link(self.href(kind, id), words, f' lang="{escape(lang)}"' if lang else "")

    def place(self, city: City) -> Markup:
        """Links to a place and to its country."""
        if city.id not in self._places:
            self._places[city.id] = self("city", city.id) + ", " + self("country", city.country)
        return self._places[city.id]

    def kept(self, what: str, id: str, make: Callable[..., Markup], *arguments: Any) -> Markup:
        """What `make` gives, made once for all pages at this depth: a card or a row that stands on many."""
        key = what, id
        if key not in self._parts:
            self._parts[key] = make(*arguments)
        return self._parts[key]

    def href(self, kind: str, id: str) -> str:
        """The relative address of a record, theme or country."""
        return self.root + paths.record(kind, id)

    def to(self, address: str) -> str:
        """The relative address of any page or asset of the site."""
        return self.root + address

    def transfer(self, id: str, words: str, *, told_in_file: bool) -> Markup:
        """A link to a transfer: its own page where it has a file, else its row on the page of all transfers."""
        address = paths.record("transfer", id) if told_in_file else f"{paths.TRANSFERS}#{id}"
        return _link(self.root + address, words)

    def name(self, kind: str, id: str) -> str:
        """The name that a link shows."""
        if kind == "country":
            return COUNTRIES[id].name
        if kind == "theme":
            return self._kb.themes.label(id)
        if kind == "size":
            return self._kb.label("size-bands", id)
        if kind == "transfer":
            record = self._kb.transfers[id]
            return f"{self._kb.practices[record.practice].title}: {self._kb.cities[record.adopter].name}"
        return self._kb.of_kind(cast(RecordKind, kind))[id].heading


def _link(address: str, words: str, more: str = "") -> Markup:
    """A link; `more` is markup. Markup.format would do, but is ten times as slow."""
    return Markup(f'<a href="{escape(address)}"{more}>{escape(words)}</a>')  # noqa: S704  # all is escaped


def cite(record: Record, item: Cited) -> Markup:
    """Numbers that lead to the sources of a value, as in the list of sources of the page; nothing without a source."""
    numbers = {source.id: position for position, source in enumerate(record.sources, 1)}
    marks = [
        _link(f"#source-{id}", str(numbers[id]), f' aria-label="source {numbers[id]}"')
        for id in item.source
        if id in numbers
    ]
    return Markup(f'<sup class="atlas-cite">[{", ".join(marks)}]</sup>') if marks else Markup("")  # noqa: S704


def derived(item: Any) -> Markup:
    """The mark `our reading`, and the note beside a value."""
    note = f" ({item.note})" if item.note else ""
    if item.derived:
        return Markup(' <small class="atlas-note">our reading{}</small>').format(f": {item.note}" if item.note else "")
    return Markup(' <small class="atlas-note">{}</small>').format(note.strip()) if note else Markup("")


@cache
def absent(words: str = NOT_RECORDED) -> Markup:
    """What stands where nothing is known. `words` come from templates."""
    return Markup('<span class="atlas-absent">{}</span>').format(words)


def code(text: str) -> Markup:
    """Plain text in which words between backticks are code."""
    parts = text.split("`")
    pieces = (Markup("<code>{}</code>").format(part) if place % 2 else escape(part) for place, part in enumerate(parts))
    return Markup("").join(pieces)


def local_name(city: City) -> Markup:
    """The name in the language of the place, marked as such; nothing where it is the same."""
    if not city.local_name:
        return Markup("")
    language = city.language or COUNTRIES[city.country].language
    attribute = Markup(' lang="{}"').format(language) if language else ""
    return Markup("<span{}>{}</span>").format(attribute, city.local_name)


@cache
def environment() -> Environment:
    """The environment; made once a process."""
    made = Direct(
        loader=PackageLoader("atlas", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        bytecode_cache=compiled(way()),
    )
    filters: dict[str, Callable[..., Any]] = {
        "number": number,
        "figure": figure,
        "money": money,
        "span": span,
        "point": point,
        "year": text_year,
        "code": code,
        "local_name": local_name,
        "derived": derived,
        "country": lambda code: COUNTRIES[code].name,
        "host": lambda url: url.split("/")[2],
    }
    made.filters.update(filters)
    made.globals.update(absent=absent, cite=cite, days=days, paths=paths, NOT_RECORDED=NOT_RECORDED, escape=escape)
    return made


def render(template: str, **context: Any) -> str:
    """A template filled; raises jinja2.UndefinedError or AttributeError where it asks for what is not there."""
    return environment().get_template(template).render(**context)
