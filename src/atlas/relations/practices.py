"""Practices: by city and country, and by each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from atlas.model import Practice, Relation
from atlas.relations.common import Derived, grouped


class Practices(Derived):
    """Practices by where they come from, and those that have to do with each other."""

    @cached_property
    def by_city(self) -> Mapping[str, Sequence[Practice]]:
        """The practices of each city."""
        return grouped((city, practice) for practice in self.kb.practices.values() for city in practice.cities)

    @cached_property
    def practices_by_country(self) -> Mapping[str, Sequence[Practice]]:
        """The practices that come from each country."""
        pairs = []
        for practice in self.kb.practices.values():
            pairs += [(country, practice) for country in dict.fromkeys(self.countries(practice))]
        return grouped(pairs)

    def countries(self, practice: Practice) -> list[str]:
        """The country codes of a practice's cities."""
        return [self.kb.cities[city].country for city in practice.cities]

    @cached_property
    def related(self) -> Mapping[str, Sequence[Practice]]:
        """The related practices of each practice, both ways, with those it adapts and those adapted from it."""
        practices = self.kb.practices
        pairs: list[tuple[str, str]] = []
        for practice in practices.values():
            near = [*practice.related, *([practice.adapted_from] if practice.adapted_from else [])]
            for other in near:
                pairs += [(practice.id, other), (other, practice.id)]
        return grouped((left, practices[right]) for left, right in dict.fromkeys(pairs))

    @cached_property
    def wanted_by(self) -> Mapping[str, Sequence[tuple[Practice, Relation]]]:
        """The strategies that want a relation with each city."""
        return grouped(
            (relation.city, (practice, relation))
            for practice in self.kb.practices.values()
            for relation in practice.relations
            if relation.city
        )
