"""What belongs to a theme, or to a narrower one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from atlas.model import Event, Network, Practice
from atlas.relations.common import grouped
from atlas.relations.events import Events


class Themes(Events):
    """Practices, networks and events by theme."""

    @cached_property
    def practices_by_theme(self) -> Mapping[str, Sequence[Practice]]:
        """The practices of each theme, those of its narrower themes included."""
        return grouped(
            (theme, practice)
            for practice in self.kb.practices.values()
            for theme in self._with_broader(practice.themes)
        )

    @cached_property
    def networks_by_theme(self) -> Mapping[str, Sequence[Network]]:
        """The networks of each theme, those of its narrower themes included."""
        return grouped(
            (theme, network) for network in self.kb.networks.values() for theme in self._with_broader(network.themes)
        )

    @cached_property
    def events_by_theme(self) -> Mapping[str, Sequence[Event]]:
        """The events of each theme, those of its narrower themes included."""
        return grouped((theme, event) for event in self.events for theme in self._with_broader(event.themes))

    def _with_broader(self, themes: Iterable[str]) -> list[str]:
        wider = [self.kb.themes[theme].broader for theme in themes]
        return list(dict.fromkeys([*themes, *(theme for theme in wider if theme)]))
