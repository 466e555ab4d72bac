"""Counts of what is covered and what is missing, for the coverage page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from atlas.countries import COUNTRIES
from atlas.model import KnowledgeBase, Network, Practice
from atlas.relations import Relations, size_of


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of a count: what is counted (a kind of page and an id where there is a page), and how many."""

    words: str
    count: int
    kind: str | None = None
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that is missing, and the records that miss it; `of` is how many could have it."""

    id: str
    words: str
    kind: str
    ids: tuple[str, ...]
    of: int


def by_country(kb: KnowledgeBase, rel: Relations) -> list[Bar]:
    """Practices by country, most first; a practice of two countries counts in both."""
    counts = {code: len(practices) for code, practices in rel.practices_by_country.items()}
    ordered = sorted(counts, key=lambda code: (-counts[code], COUNTRIES[code].slug))
    return [Bar(COUNTRIES[code].name, counts[code], "country", code) for code in ordered]


def by_theme(kb: KnowledgeBase, rel: Relations) -> list[Bar]:
    """Practices by theme of the first level, those of narrower themes included."""
    tops = [term for term in kb.themes if not term.broader]
    bars = [Bar(term.label, len(rel.practices_by_theme.get(term.id, ())), "theme", term.id) for term in tops]
    return sorted(bars, key=lambda bar: (-bar.count, bar.words))


def by_decade(kb: KnowledgeBase) -> list[Bar]:
    """Practices by the decade in which they began."""
    starts = [practice.period.start for practice in kb.practices.values()]
    counts = Counter(f"{start.year // 10 * 10}s" if start else "" for start in starts)
    return [Bar(decade or "not recorded", counts[decade]) for decade in sorted(counts, key=lambda d: d or "9")]


def by_size(kb: KnowledgeBase) -> list[Bar]:
    """Practices by the size of the first city that they come from."""
    sizes = [size_of(kb.cities[practice.cities[0]]) for practice in kb.practices.values()]
    counts = Counter(size.band if size else "" for size in sizes)
    bars = [Bar(band.label, counts[band.id], "size", band.id) for band in kb.vocabularies["size-bands"]]
    return [*bars, Bar("not recorded", counts[""])] if counts[""] else bars


def by_term(kb: KnowledgeBase, vocabulary: str, values: Iterable[str]) -> list[Bar]:
    """Values of a vocabulary, in its order."""
    counts = Counter(values)
    return [Bar(term.label, counts[term.id]) for term in kb.vocabularies[vocabulary]]


def gaps(kb: KnowledgeBase) -> list[Gap]:
    """What practices, networks and cities miss."""
    practices = list(kb.practices.values())
    networks = list(kb.networks.values())
    transfers = [network for network in networks if network.practice]
    missing = (
        ("results", "Practices without a recorded result", [p for p in practices if not p.results]),
        ("difficulties", "Practices without recorded difficulties", [p for p in practices if not _hard(kb, p)]),
        ("cost", "Practices without a recorded cost", [p for p in practices if p.cost is None]),
        ("components", "Practices whose components no source names", [p for p in practices if not p.components]),
        ("evaluation", "Practices of which no evaluation is recorded", [p for p in practices if not p.evaluation]),
    )
    found = [Gap(id, words, "practice", tuple(p.id for p in rows), len(practices)) for id, words, rows in missing]
    open_lists = [network for network in transfers if network.partners_complete != "yes"]
    found.append(
        Gap(
            "partners",
            "Transfer networks whose list of partners may be incomplete",
            "network",
            _ids(open_lists),
            len(transfers),
        )
    )
    unsized = tuple(city.id for city in kb.cities.values() if size_of(city) is None)
    found.append(Gap("population", "Places without a number of inhabitants", "city", unsized, len(kb.cities)))
    return found


def _hard(kb: KnowledgeBase, practice: Practice) -> bool:
    return bool(practice.difficulties or kb.body("practice", practice.id).section("Difficulties"))


def _ids(networks: Sequence[Network]) -> tuple[str, ...]:
    return tuple(network.id for network in networks)


# The member states of the European Union, whose cities can join URBACT, with its partner states of 2021-2027.
_EU = "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE"
_PARTNER_STATES = "NO CH AL BA ME MK RS MD UA"
URBACT_COUNTRIES = f"{_EU} {_PARTNER_STATES}".split()


def silent_countries(rel: Relations) -> list[str]:
    """Codes of countries whose cities can join URBACT and of which no practice is recorded."""
    missing = [code for code in URBACT_COUNTRIES if code not in rel.practices_by_country]
    return sorted(missing, key=lambda code: COUNTRIES[code].slug)
