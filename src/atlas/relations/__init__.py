"""What follows from the records: transfers, adopters, lineages, the matrix, evidence, cities like this one.

Nothing here is typed by an editor: each list on a page is derived from the one record that says it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from atlas.model import KINDS
from atlas.relations.common import RecordKey, grouped
from atlas.relations.evidence import Evidence, Evidenced
from atlas.relations.networks import LEAD, Membership, Networks
from atlas.relations.places import Places
from atlas.relations.sizes import Size, counts_settlement, size_of
from atlas.relations.themes import Themes
from atlas.relations.transfers import ADOPTER, Step, Transfer

__all__ = [
    "ADOPTER",
    "LEAD",
    "Evidence",
    "Membership",
    "Relations",
    "Size",
    "Step",
    "Transfer",
    "counts_settlement",
    "size_of",
]


class Relations(Places, Evidenced, Themes, Networks):
    """Everything derived from one knowledge base; computed once, when first asked for."""

    @cached_property
    def mentioned_by(self) -> Mapping[RecordKey, Sequence[RecordKey]]:
        """The records whose stories link to each record."""
        pairs = [((m.kind, m.id), source) for source, body in self.kb.bodies.items() for m in body.mentions]
        return grouped(pair for pair in dict.fromkeys(pairs) if pair[0] != pair[1])

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
