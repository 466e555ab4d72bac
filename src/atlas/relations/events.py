"""Events: latest first, by all that they had to do with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from atlas.model import Event
from atlas.relations.common import Derived, grouped


class Events(Derived):
    """Events in their order, by city, network and practice."""

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
    def events_by_city(self) -> Mapping[str, Sequence[Event]]:
        """The events in each city, and those it spoke at; latest first."""
        return grouped((city, event) for event in self.events for city in _cities(event))

    @cached_property
    def events_by_network(self) -> Mapping[str, Sequence[Event]]:
        """The events of each network, latest first."""
        return grouped((network, event) for event in self.events for network in event.networks)

    @cached_property
    def events_by_practice(self) -> Mapping[str, Sequence[Event]]:
        """The events about each practice, latest first."""
        return grouped((practice, event) for event in self.events for practice in event.practices)


def _cities(event: Event) -> Iterable[str]:
    return dict.fromkeys([*event.cities, *(item.city for item in event.agenda if item.city)])
