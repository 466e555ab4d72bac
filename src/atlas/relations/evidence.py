"""How well it is known that a practice works."""

from __future__ import annotations

from dataclasses import dataclass

from atlas.model import Practice, TransferRecord
from atlas.relations.transfers import Transfers


@dataclass(frozen=True, slots=True)
class Evidence:
    """Level 0 to 5 of the vocabulary evidence-levels, and why."""

    level: int
    reason: str


class Evidenced(Transfers):
    """The evidence, from results here and where it was taken up."""

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


def _has_outcome(record: TransferRecord | None) -> bool:
    # Not `outcome: achieved`: that the adopter reached its aim says nothing of what changed for people, firms, places.
    return record is not None and any(result.type == "outcome" for result in record.results)
