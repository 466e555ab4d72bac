"""What follows from the records: transfers, adopters, lineages, the matrix, evidence, cities like this one.

Nothing here is typed by an editor: each list on a page is derived from the one record that says it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from atlas.model import (
    KINDS,
    City,
    Event,
    KnowledgeBase,
    Network,
    Partner,
    Population,
    Practice,
    Relation,
    TransferRecord,
)
from atlas.model.values import RecordKind

ADOPTER = "adopter"
RecordKey = tuple[RecordKind, str]
_K = TypeVar("_K")
_V = TypeVar("_V")


@dataclass(frozen=True, slots=True)
class Transfer:
    """One practice taken up by one city, from a network's list of partners, a transfer's file, or both."""

    practice: str
    adopter: str
    networks: tuple[str, ...]
    record: TransferRecord | None

    @property
    def id(self) -> str:
        """`practice--adopter`, as the file of a transfer is named."""
        return f"{self.practice}--{self.adopter}"

    @property
    def stage(self) -> str:
        """Its stage; without a file, `partner`."""
        return self.record.stage if self.record else "partner"

    @property
    def told(self) -> bool:
        """True where its file tells a component's fate, an outcome, or a result of type outcome."""
        record = self.record
        return record is not None and bool(
            record.sources
            and (record.components or record.outcome or any(result.type == "outcome" for result in record.results))
        )


@dataclass(frozen=True, slots=True)
class Evidence:
    """Level 0 to 5 of the vocabulary evidence-levels, and why."""

    level: int
    reason: str


@dataclass(frozen=True, slots=True)
class Membership:
    """A city's place in a network; `partner` is None for the lead and for the seat's record of members."""

    network: Network
    role: str
    partner: Partner | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a lineage: a transfer, and what followed from the practice that the adopter made of it."""

    transfer: Transfer
    became: Practice | None
    onward: tuple[Step, ...]


LEAD = "lead"
_MAX_HOPS = 20

# Lower bounds of the size bands, in inhabitants; the bands stand in vocabularies/size-bands.yml.
_BANDS = (
    (1_000_000, "over-1000000"),
    (500_000, "500000-1000000"),
    (250_000, "250000-500000"),
    (100_000, "100000-250000"),
    (50_000, "50000-100000"),
    (20_000, "20000-50000"),
    (0, "under-20000"),
)


GEONAMES = "geonames"
"""The id that sources from GeoNames have in records."""


@dataclass(frozen=True, slots=True)
class Size:
    """The size band of a place and the figure it rests on; `area` is None for one whose area no source names."""

    band: str
    inhabitants: int | float
    area: str | None
    settlement: bool


def counts_settlement(figure: Population) -> bool:
    """True for a figure of GeoNames, which counts the settlement and not the municipality."""
    return figure.area is None and GEONAMES in figure.source


def size_of(city: City) -> Size | None:
    """The size of a place: from the latest figure with a named area, else from GeoNames, else from the first."""
    named = [figure for figure in city.population if figure.area]
    others = sorted(city.population, key=lambda figure: not counts_settlement(figure))
    if not others:
        return None
    latest = max(named, key=lambda figure: figure.year if isinstance(figure.year, int) else 0) if named else others[0]
    return Size(_band(latest.value), latest.value, latest.area, counts_settlement(latest))


def _band(inhabitants: int | float) -> str:
    return next(band for bound, band in _BANDS if inhabitants >= bound)


class Relations:
    """Everything derived from one knowledge base; computed once, when first asked for."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self.kb = kb

    @cached_property
    def transfers(self) -> tuple[Transfer, ...]:
        """All transfers, by practice and adopter.

        A network with a practice gives one to every partner with the role adopter that did not leave; a transfer's
        file adds to it, or stands alone.
        """
        networks: dict[tuple[str, str], list[str]] = defaultdict(list)
        for network in self.kb.networks.values():
            for partner in network.partners if network.practice else ():
                if partner.role == ADOPTER and partner.left is None:
                    networks[str(network.practice), partner.city].append(network.id)
        records = {(record.practice, record.adopter): record for record in self.kb.transfers.values()}
        for pair, record in records.items():
            if record.network and record.network not in networks[pair]:
                networks[pair].append(record.network)
        return tuple(
            Transfer(
                practice,
                adopter,
                tuple(networks.get((practice, adopter), ())),
                records.get((practice, adopter)),
            )
            for practice, adopter in sorted({*networks, *records})
        )

    @cached_property
    def by_practice(self) -> Mapping[str, Sequence[Transfer]]:
        """The transfers of each practice."""
        return _grouped((transfer.practice, transfer) for transfer in self.transfers)

    @cached_property
    def by_adopter(self) -> Mapping[str, Sequence[Transfer]]:
        """The transfers that each city took up."""
        return _grouped((transfer.adopter, transfer) for transfer in self.transfers)

    @cached_property
    def by_network(self) -> Mapping[str, Sequence[Transfer]]:
        """The transfers through each network."""
        return _grouped((network, transfer) for transfer in self.transfers for network in transfer.networks)

    @cached_property
    def by_city(self) -> Mapping[str, Sequence[Practice]]:
        """The practices of each city."""
        return _grouped((city, practice) for practice in self.kb.practices.values() for city in practice.cities)

    @cached_property
    def memberships(self) -> Mapping[str, Sequence[Membership]]:
        """The networks of each city, with its role."""
        pairs: list[tuple[str, Membership]] = []
        for network in self.kb.networks.values():
            if network.lead:
                pairs.append((network.lead, Membership(network, LEAD)))
            pairs += [(partner.city, Membership(network, partner.role, partner)) for partner in network.partners]
        return _grouped(pairs)

    @cached_property
    def seats(self) -> Mapping[str, Sequence[Network]]:
        """The networks that have their seat in each city."""
        return _grouped((network.seat, network) for network in self.kb.networks.values() if network.seat)

    @cached_property
    def seated_areas(self) -> Mapping[str, Sequence[City]]:
        """The areas and associations that have their seat in each city."""
        return _grouped((area.seat, area) for area in self.kb.cities.values() if area.seat)

    @cached_property
    def networks_before(self) -> Mapping[str, Sequence[Network]]:
        """The networks that each network grew out of, whichever of the two records says so."""
        networks = self.kb.networks
        pairs = [(network.id, earlier) for network in networks.values() for earlier in network.preceded_by]
        pairs += [(later, network.id) for network in networks.values() for later in network.followed_by]
        return _grouped((later, networks[earlier]) for later, earlier in dict.fromkeys(pairs))

    @cached_property
    def networks_after(self) -> Mapping[str, Sequence[Network]]:
        """The networks that grew out of each network."""
        pairs = [(earlier.id, later) for later, found in self.networks_before.items() for earlier in found]
        return _grouped((earlier, self.kb.networks[later]) for earlier, later in sorted(pairs))

    @cached_property
    def networks_inside(self) -> Mapping[str, Sequence[Network]]:
        """The networks that are part of each programme or network."""
        return _grouped((network.part_of, network) for network in self.kb.networks.values() if network.part_of)

    @cached_property
    def events_by_city(self) -> Mapping[str, Sequence[Event]]:
        """The events in each city, and those it spoke at; latest first."""
        return _grouped((city, event) for event in self.events for city in _cities(event))

    @cached_property
    def events_by_network(self) -> Mapping[str, Sequence[Event]]:
        """The events of each network, latest first."""
        return _grouped((network, event) for event in self.events for network in event.networks)

    @cached_property
    def events_by_practice(self) -> Mapping[str, Sequence[Event]]:
        """The events about each practice, latest first."""
        return _grouped((practice, event) for event in self.events for practice in event.practices)

    @cached_property
    def events(self) -> Sequence[Event]:
        """All events, latest first, undated ones last."""
        dated = sorted(
            (e for e in self.kb.events.values() if e.date),
            key=lambda e: e.date.first if e.date else (),
            reverse=True,
        )
        return [*dated, *(e for e in self.kb.events.values() if not e.date)]

    @cached_property
    def adaptations(self) -> Mapping[str, Sequence[Practice]]:
        """The practices adapted from each practice."""
        return _grouped((p.adapted_from, p) for p in self.kb.practices.values() if p.adapted_from)

    @cached_property
    def practices_by_theme(self) -> Mapping[str, Sequence[Practice]]:
        """The practices of each theme, those of its narrower themes included."""
        return _grouped(
            (theme, practice)
            for practice in self.kb.practices.values()
            for theme in self._with_broader(practice.themes)
        )

    @cached_property
    def networks_by_theme(self) -> Mapping[str, Sequence[Network]]:
        """The networks of each theme, those of its narrower themes included."""
        return _grouped(
            (theme, network) for network in self.kb.networks.values() for theme in self._with_broader(network.themes)
        )

    @cached_property
    def events_by_theme(self) -> Mapping[str, Sequence[Event]]:
        """The events of each theme, those of its narrower themes included."""
        return _grouped((theme, event) for event in self.events for theme in self._with_broader(event.themes))

    def _with_broader(self, themes: Iterable[str]) -> list[str]:
        wider = [self.kb.themes[theme].broader for theme in themes]
        return list(dict.fromkeys([*themes, *(theme for theme in wider if theme)]))

    @cached_property
    def cities_by_country(self) -> Mapping[str, Sequence[City]]:
        """The cities of each country, by its code."""
        return _grouped((city.country, city) for city in self.kb.cities.values())

    @cached_property
    def practices_by_country(self) -> Mapping[str, Sequence[Practice]]:
        """The practices that come from each country."""
        pairs = []
        for practice in self.kb.practices.values():
            pairs += [(country, practice) for country in dict.fromkeys(self.countries(practice))]
        return _grouped(pairs)

    def countries(self, practice: Practice) -> list[str]:
        """The country codes of a practice's cities."""
        return [self.kb.cities[city].country for city in practice.cities]

    @cached_property
    def inside(self) -> Mapping[str, Sequence[City]]:
        """The places that lie in each place or are its members."""
        pairs = [(outer, city.id) for city in self.kb.cities.values() for outer in city.within]
        pairs += [(area.id, member) for area in self.kb.cities.values() for member in area.members]
        return _grouped((outer, self.kb.cities[inner]) for outer, inner in dict.fromkeys(pairs))

    @cached_property
    def around(self) -> Mapping[str, Sequence[City]]:
        """The larger places that each place lies in or is a member of."""
        return _grouped((inner.id, self.kb.cities[outer]) for outer, inners in self.inside.items() for inner in inners)

    @cached_property
    def wanted_by(self) -> Mapping[str, Sequence[tuple[Practice, Relation]]]:
        """The strategies that want a relation with each city."""
        return _grouped(
            (relation.city, (practice, relation))
            for practice in self.kb.practices.values()
            for relation in practice.relations
            if relation.city
        )

    @cached_property
    def strategies_by_network(self) -> Mapping[str, Sequence[Practice]]:
        """The strategies that work through each network."""
        return _grouped((network, p) for p in self.kb.practices.values() for network in p.networks)

    @cached_property
    def mentioned_by(self) -> Mapping[RecordKey, Sequence[RecordKey]]:
        """The records whose stories link to each record."""
        pairs = [((m.kind, m.id), source) for source, body in self.kb.bodies.items() for m in body.mentions]
        return _grouped(pair for pair in dict.fromkeys(pairs) if pair[0] != pair[1])

    @cached_property
    def related(self) -> Mapping[str, Sequence[Practice]]:
        """The related practices of each practice, both ways, with those it adapts and those adapted from it."""
        practices = self.kb.practices
        pairs: list[tuple[str, str]] = []
        for practice in practices.values():
            near = [*practice.related, *([practice.adapted_from] if practice.adapted_from else [])]
            for other in near:
                pairs += [(practice.id, other), (other, practice.id)]
        return _grouped((left, practices[right]) for left, right in dict.fromkeys(pairs))

    def point(self, city: City) -> City | None:
        """The place whose location stands for this one on maps: itself, or its seat; None without either."""
        if city.location:
            return city
        seat = self.kb.cities.get(city.seat) if city.seat else None
        return seat if seat and seat.location else None

    def lineage(self, practice: str, hops: int = _MAX_HOPS) -> tuple[Step, ...]:
        """Where a practice went, and where what the adopters made of it went next."""
        adapted = {city: made for made in self.adaptations.get(practice, ()) for city in made.cities}
        return tuple(
            Step(transfer, made, self.lineage(made.id, hops - 1) if made and hops > 1 else ())
            for transfer in self.by_practice.get(practice, ())
            for made in [adapted.get(transfer.adopter)]
        )

    def ancestors(self, practice: Practice) -> list[Practice]:
        """The practices that this one goes back to, the nearest first."""
        found: list[Practice] = []
        while practice.adapted_from and len(found) < _MAX_HOPS:
            practice = self.kb.practices[practice.adapted_from]
            found.append(practice)
        return found

    def evidence(self, practice: Practice) -> Evidence:
        """How well it is known that it works, computed from what is recorded; never typed."""
        outcomes = [result for result in practice.results if result.type == "outcome"]
        elsewhere = [t for t in self.by_practice.get(practice.id, ()) if t.told and _has_outcome(t.record)]
        measured = [result for result in outcomes if result.from_ is not None and result.value is not None]
        if outcomes and elsewhere:
            names = ", ".join(self.kb.cities[t.adopter].name for t in elsewhere)
            return Evidence(5, f"An outcome is recorded here and in another city that took it up: {names}.")
        if practice.evaluation and practice.evaluation.type == "independent":
            return Evidence(4, "Others than those who run it evaluated it.")
        if measured:
            return Evidence(3, f"An outcome is recorded with the figure before: {measured[0].what}.")
        if outcomes:
            return Evidence(2, f"An outcome is recorded, without the figure before: {outcomes[0].what}.")
        described = any(result.type == "output" for result in practice.results)
        if described or self.kb.body("practice", practice.id).section("Results"):
            return Evidence(1, "Results are described, but none says what changed for people, firms or places.")
        return Evidence(0, "No result is recorded.")

    def like(self, city: City, limit: int = 6) -> list[City]:
        """Cities of the same size that gave or took up a practice: those of the same country first, nearest in size."""
        size = size_of(city)
        if size is None:
            return []
        near = [
            *_nearest(self._active_by_country.get((size.band, city.country), ()), size.inhabitants, limit + 1),
            *_nearest(self._active_sorted.get(size.band, ()), size.inhabitants, 2 * limit + 2),
        ]
        return [self.kb.cities[id] for id in dict.fromkeys(near) if id != city.id][:limit]

    @cached_property
    def cities_by_size(self) -> Mapping[str, Sequence[City]]:
        """All places with a size, by size band."""
        sized = ((size_of(city), city) for city in self.kb.cities.values())
        return _grouped((size.band, city) for size, city in sized if size)

    @cached_property
    def active_by_size(self) -> Mapping[str, Sequence[City]]:
        """The places that gave or took up a practice, by size band."""
        return {band: [self.kb.cities[id] for _, id in peers] for band, peers in self._active_sorted.items()}

    @cached_property
    def _active(self) -> Sequence[tuple[Size, City]]:
        """The places that gave or took up a practice and have a size, the smallest first."""
        active = [city for city in self.kb.cities.values() if city.id in self.by_city or city.id in self.by_adopter]
        sized = [(size, city) for city in active if (size := size_of(city))]
        return sorted(sized, key=lambda pair: (pair[0].inhabitants, pair[1].id))

    @cached_property
    def _active_sorted(self) -> Mapping[str, Sequence[tuple[float, str]]]:
        return _grouped((size.band, (size.inhabitants, city.id)) for size, city in self._active)

    @cached_property
    def _active_by_country(self) -> Mapping[tuple[str, str], Sequence[tuple[float, str]]]:
        return _grouped(((size.band, city.country), (size.inhabitants, city.id)) for size, city in self._active)

    @property
    def counts(self) -> dict[str, int | dict[str, int]]:
        """How many of each there are."""
        kinds = {kind.folder: len(self.kb.of_kind(name)) for name, kind in KINDS.items() if name != "transfer"}
        told = sum(transfer.told for transfer in self.transfers)
        return {
            **kinds,
            "themes": len(self.kb.themes.terms),
            "transfers": {"total": len(self.transfers), "told": told},
        }


def _has_outcome(record: TransferRecord | None) -> bool:
    # Not `outcome: achieved`: that the adopter reached its aim says nothing of what changed for people, firms, places.
    return record is not None and any(result.type == "outcome" for result in record.results)


def _cities(event: Event) -> Iterable[str]:
    return dict.fromkeys([*event.cities, *(item.city for item in event.agenda if item.city)])


def _nearest(peers: Sequence[tuple[float, str]], inhabitants: float, limit: int) -> list[str]:
    """The ids of the `limit` peers nearest in size; `peers` are sorted by inhabitants."""
    middle = bisect_left(peers, (inhabitants, ""))
    around = peers[max(0, middle - limit) : middle + limit]
    return [id for _, id in sorted(around, key=lambda peer: (abs(peer[0] - inhabitants), peer[1]))][:limit]


def _grouped(pairs: Iterable[tuple[_K, _V]]) -> dict[_K, list[_V]]:
    groups: dict[_K, list[_V]] = {}
    for key, value in pairs:
        groups.setdefault(key, []).append(value)
    return groups
