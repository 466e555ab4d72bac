"""Transfers from networks and from files, and where a practice went from hand to hand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from atlas.model import Practice, TransferRecord
from atlas.relations.common import Derived, grouped

ADOPTER = "adopter"
MAX_HOPS = 20


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
class Step:
    """One step of a lineage: a transfer, and what followed from the practice that the adopter made of it."""

    transfer: Transfer
    became: Practice | None
    onward: tuple[Step, ...]


class Transfers(Derived):
    """Who took up what, and what came of it further on."""

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
        return grouped((transfer.practice, transfer) for transfer in self.transfers)

    @cached_property
    def by_adopter(self) -> Mapping[str, Sequence[Transfer]]:
        """The transfers that each city took up."""
        return grouped((transfer.adopter, transfer) for transfer in self.transfers)

    @cached_property
    def by_network(self) -> Mapping[str, Sequence[Transfer]]:
        """The transfers through each network."""
        return grouped((network, transfer) for transfer in self.transfers for network in transfer.networks)

    @cached_property
    def adaptations(self) -> Mapping[str, Sequence[Practice]]:
        """The practices adapted from each practice."""
        return grouped((p.adapted_from, p) for p in self.kb.practices.values() if p.adapted_from)

    def lineage(self, practice: str, hops: int = MAX_HOPS) -> tuple[Step, ...]:
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
        while practice.adapted_from and len(found) < MAX_HOPS:
            practice = self.kb.practices[practice.adapted_from]
            found.append(practice)
        return found
