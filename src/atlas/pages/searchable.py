"""What readers search: which pages are indexed, what each result shows, and by which other names a page is found.

Everything stands in attributes of the first element of a page's content, in the form that Pagefind reads: nothing
is added to the text, so no screen reader meets a name twice and no excerpt shows a spelling that nobody uses.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from markupsafe import escape

from atlas.countries import COUNTRIES
from atlas.model import City, Event, Network, PartialDate, Period, Practice, TransferRecord
from atlas.pages.base import Page, PageKind, Site
from atlas.render import days, span
from atlas.vocabulary import fold

_WROTE_OUT = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "æ": "ae", "œ": "oe", "ß": "ss", "þ": "th", "ð": "d"}
)
# Sections that are about other records: a page is not found by what stands only in these.
_BESIDE = ("related", "peers", "mentioned", "sources", "cite")
_SECTION = re.compile(r'<section(?=[^>]*>\s*<h2[^>]*\bid="(?:' + "|".join(_BESIDE) + r')")')
# Of these all sections are lists of records, which are found themselves.
_LISTS = ("theme", "country")
_SECTION_OF_LIST = re.compile("<section")
_FIRST = re.compile(r"\s*<article\b")


@dataclass(frozen=True, slots=True)
class Found:
    """What a result shows beside title and text, each in words or empty.

    `names` are other names and spellings of what the page is about; `also` those of the places that it deals with,
    each after the place's name: `A Coruña: La Coruña, Corunna`. `about` says in other words what it deals with.
    """

    city: str = ""
    country: str = ""
    year: str = ""
    names: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    about: tuple[str, ...] = ()


@lru_cache(maxsize=16384)
def spellings(name: str) -> tuple[str, ...]:
    """How a name is typed without its letters: `Duesseldorf`, `Lodz`, `Koebenhavn`; none where it has only ASCII.

    Accents that Unicode takes apart are left to Pagefind, which folds them on both sides.
    """
    lower = unicodedata.normalize("NFC", name).lower()
    known = _without_accents(lower)
    typed = dict.fromkeys((fold(name), _without_accents(lower.translate(_WROTE_OUT))))
    return tuple(other for other in typed if other != known)


@lru_cache(maxsize=16384)
def _without_accents(text: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter))


def other_names(city: City) -> list[str]:
    """All names of a place but the one that pages use, with the ways to type each of them."""
    own = [*([city.local_name] if city.local_name else []), *city.other_names]
    return _once([*own, *(spelt for name in (city.name, *own) for spelt in spellings(name))], but=[city.name])


def _once(names: Iterable[str], but: Iterable[str] = ()) -> list[str]:
    """Names without those that Pagefind takes for the same."""
    seen = {_without_accents(name.lower()) for name in but}
    kept = []
    for name in names:
        key = _without_accents(name.lower())
        if key not in seen:
            seen.add(key)
            kept.append(name)
    return kept


def found(site: Site, kind: str, id: str) -> Found:
    """What a result shows for the record, theme or country; nothing for one that is found by its title alone."""
    maker = _MAKERS.get(kind)
    return maker(site, id) if maker else Found()


def _places(site: Site, ids: Sequence[str]) -> tuple[str, str]:
    """(names, countries) of places, each once."""
    cities = [site.kb.cities[id] for id in ids]
    countries = dict.fromkeys(COUNTRIES[city.country].name for city in cities)
    return ", ".join(city.name for city in cities), ", ".join(countries)


def _also(site: Site, ids: Iterable[str]) -> tuple[str, ...]:
    cities = [site.kb.cities[id] for id in dict.fromkeys(ids)]
    return tuple(f"{city.name}: {', '.join(names)}" for city in cities if (names := other_names(city)))


def _years(period: Period | None) -> str:
    """The years of a period: `2018 to 2021`, `since 2013`."""
    if period is None or not (period.start or period.end):
        return ""
    start, end = (PartialDate(date.year) if date else None for date in (period.start, period.end))
    return span(Period(start=start, end=end))


def _practice(site: Site, id: str) -> Found:
    practice: Practice = site.kb.practices[id]
    adopters = [transfer.adopter for transfer in site.relations.by_practice.get(id, ())]
    also = _also(site, [*practice.cities, *adopters])
    main = site.kb.themes[practice.themes[0]]
    around = [main, site.kb.themes[main.broader]] if main.broader else [main]
    about = tuple(theme.definition for theme in around)
    return Found(*_places(site, practice.cities), _years(practice.period), also=also, about=about)


def _city(site: Site, id: str) -> Found:
    city = site.kb.cities[id]
    kind = "" if city.kind == "city" else site.kb.label("city-kinds", city.kind)
    return Found(kind, COUNTRIES[city.country].name, names=tuple(other_names(city)))


def _network(site: Site, id: str) -> Found:
    network: Network = site.kb.networks[id]
    leads = [lead for lead in (network.lead or network.seat,) if lead]
    names = [*([network.full_name] if network.full_name else []), *network.former_names]
    also = _also(site, [*leads, *(partner.city for partner in network.partners)])
    return Found(*_places(site, leads), _years(network.period), tuple(names), also)


def _transfer(site: Site, id: str) -> Found:
    record: TransferRecord = site.kb.transfers[id]
    also = _also(site, [*site.kb.practices[record.practice].cities, record.adopter])
    return Found(*_places(site, [record.adopter]), _years(record.period), also=also)


def _event(site: Site, id: str) -> Found:
    event: Event = site.kb.events[id]
    city, country = ("online", "") if event.online else _places(site, event.cities[:3])
    day = days(event.date, event.end) if event.date else ""
    return Found(city, country, day, also=_also(site, event.cities))


_MAKERS: Mapping[str, Callable[[Site, str], Found]] = {
    "practice": _practice,
    "city": _city,
    "network": _network,
    "transfer": _transfer,
    "event": _event,
}
# In the order in which groups of equal rank are shown.
SEARCHED = ("practice", "city", "transfer", "network", "event", "theme", "country")


def marked(page: Page, facts: Found) -> Page:
    """The page with marks for the index. Pages of other kinds than SEARCHED are left alone, and so left out."""
    values = {
        "title": page.title,
        "lead": page.description,
        "city": facts.city,
        "country": facts.country,
        "year": facts.year,
        "names": "; ".join(facts.names),
        "also": "; ".join(facts.also),
        "about": " ".join(facts.about),
    }
    given = {key: value for key, value in values.items() if value}
    read = ", ".join(f"{key}[data-{key}]" for key in given)
    data = "".join(f' data-{key}="{escape(value)}"' for key, value in given.items())
    marks = f'data-pagefind-body data-pagefind-filter="kind:{page.kind}" data-pagefind-meta="{read}"{data}'
    beside = _SECTION_OF_LIST if page.kind in _LISTS else _SECTION
    content = beside.sub("<section data-pagefind-ignore", page.content)
    # The title is searched anyway, and an excerpt that repeats it says less; but a page without text is left out.
    if page.kind != "country":
        content = content.replace("<h1", "<h1 data-pagefind-ignore", 1)
    first = _FIRST.match(content)
    if first:
        return page._replace(content=f"{content[: first.end()]} {marks}{content[first.end() :]}")
    return page._replace(content=f"<div {marks}>{content}</div>")


def searchable(kind: PageKind) -> PageKind:
    """The page kind, its pages marked for the index."""
    if kind.name not in SEARCHED:
        return kind
    return replace(kind, page=lambda site, id: marked(kind.page(site, id), found(site, kind.name, id)))
