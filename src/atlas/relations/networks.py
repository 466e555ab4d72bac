"""Networks: who is in them, where they sit, which grew out of which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from atlas.model import Network, Partner, Practice
from atlas.relations.common import Derived, grouped

LEAD = "lead"


@dataclass(frozen=True, slots=True)
class Membership:
    """A city's place in a network; `partner` is None for the lead and for the seat's record of members."""

    network: Network
    role: str
    partner: Partner | None = None


class Networks(Derived):
    """Networks by city, and by each other."""

    @cached_property
    def memberships(self) -> Mapping[str, Sequence[Membership]]:
        """The networks of each city, with its role."""
        pairs: list[tuple[str, Membership]] = []
        for network in self.kb.networks.values():
            if network.lead:
                pairs.append((network.lead, Membership(network, LEAD)))
            pairs += [(partner.city, Membership(network, partner.role, partner)) for partner in network.partners]
        return grouped(pairs)

    @cached_property
    def seats(self) -> Mapping[str, Sequence[Network]]:
        """The networks that have their seat in each city."""
        return grouped((network.seat, network) for network in self.kb.networks.values() if network.seat)

    @cached_property
    def networks_before(self) -> Mapping[str, Sequence[Network]]:
        """The networks that each network grew out of, whichever of the two records says so."""
        networks = self.kb.networks
        pairs = [(network.id, earlier) for network in networks.values() for earlier in network.preceded_by]
        pairs += [(later, network.id) for network in networks.values() for later in network.followed_by]
        return grouped((later, networks[earlier]) for later, earlier in dict.fromkeys(pairs))

    @cached_property
    def networks_after(self) -> Mapping[str, Sequence[Network]]:
        """The networks that grew out of each network."""
        pairs = [(earlier.id, later) for later, found in self.networks_before.items() for earlier in found]
        return grouped((earlier, self.kb.networks[later]) for earlier, later in sorted(pairs))

    @cached_property
    def networks_inside(self) -> Mapping[str, Sequence[Network]]:
        """The networks that are part of each programme or network."""
        return grouped((network.part_of, network) for network in self.kb.networks.values() if network.part_of)

    @cached_property
    def strategies_by_network(self) -> Mapping[str, Sequence[Practice]]:
        """The strategies that work through each network."""
        return grouped((network, p) for p in self.kb.practices.values() for network in p.networks)
