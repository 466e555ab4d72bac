"""Places: inside each other, on the map, and like each other in size."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import cached_property

from atlas.model import City
from atlas.relations.common import grouped
from atlas.relations.practices import Practices
from atlas.relations.sizes import Size, size_of
from atlas.relations.transfers import Transfers

# Enough for most pages, which leave out those that have the practice.
_USUAL = 12


class Places(Practices, Transfers):
    """Places by country, size and what they lie in."""

    @cached_property
    def cities_by_country(self) -> Mapping[str, Sequence[City]]:
        """The cities of each country, by its code."""
        return grouped((city.country, city) for city in self.kb.cities.values())

    @cached_property
    def inside(self) -> Mapping[str, Sequence[City]]:
        """The places that lie in each place or are its members."""
        pairs = [(outer, city.id) for city in self.kb.cities.values() for outer in city.within]
        pairs += [(area.id, member) for area in self.kb.cities.values() for member in area.members]
        return grouped((outer, self.kb.cities[inner]) for outer, inner in dict.fromkeys(pairs))

    @cached_property
    def around(self) -> Mapping[str, Sequence[City]]:
        """The larger places that each place lies in or is a member of."""
        return grouped((inner.id, self.kb.cities[outer]) for outer, inners in self.inside.items() for inner in inners)

    @cached_property
    def seated_areas(self) -> Mapping[str, Sequence[City]]:
        """The areas and associations that have their seat in each city."""
        return grouped((area.seat, area) for area in self.kb.cities.values() if area.seat)

    def point(self, city: City) -> City | None:
        """The place whose location stands for this one on maps: itself, or its seat; None without either."""
        if city.location:
            return city
        seat = self.kb.cities.get(city.seat) if city.seat else None
        return seat if seat and seat.location else None

    def like(self, city: City, limit: int = 6) -> list[City]:
        """Cities of the same size that gave or took up a practice: those of the same country first, nearest in size."""
        if limit > _USUAL:
            return self._alike(city, limit)
        if city.id not in self._known_alike:
            self._known_alike[city.id] = self._alike(city, _USUAL)
        return self._known_alike[city.id][:limit]

    @cached_property
    def _known_alike(self) -> dict[str, list[City]]:
        """What is asked for each practice of a city anew."""
        return {}

    def _alike(self, city: City, limit: int) -> list[City]:
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
        return grouped((size.band, city) for size, city in sized if size)

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
        return grouped((size.band, (size.inhabitants, city.id)) for size, city in self._active)

    @cached_property
    def _active_by_country(self) -> Mapping[tuple[str, str], Sequence[tuple[float, str]]]:
        return grouped(((size.band, city.country), (size.inhabitants, city.id)) for size, city in self._active)


def _nearest(peers: Sequence[tuple[float, str]], inhabitants: float, limit: int) -> list[str]:
    """The ids of the `limit` peers nearest in size; `peers` are sorted by inhabitants."""
    middle = bisect_left(peers, (inhabitants, ""))
    around = peers[max(0, middle - limit) : middle + limit]
    return [id for _, id in sorted(around, key=lambda peer: (abs(peer[0] - inhabitants), peer[1]))][:limit]
