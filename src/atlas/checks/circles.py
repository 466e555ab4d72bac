"""What lies in, belongs to, comes before or goes back to something never does so to itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from atlas.checks.rule import Bench, Finding, rule
from atlas.documents import FieldPath
from atlas.issues import Level
from atlas.model import RecordKind

Edges = Mapping[str, Mapping[str, tuple[str, FieldPath]]]
"""from an id to others; each arrow with the record and the field that says it"""


def circles(edges: Edges) -> Iterator[list[str]]:
    """Each circle that a walk along the arrows runs into, as [a, b, a]; no arrow is walked twice.

    Walks without recursion, so that a chain of any length is safe.
    """
    done: set[str] = set()
    for start in sorted(edges):
        path = {start: iter(sorted(edges[start]))} if start not in done else {}
        while path:
            here, ahead = next(reversed(path.items()))
            step = next(ahead, None)
            if step is None:
                done.add(here)
                del path[here]
            elif step in path:
                walked = list(path)
                yield [*walked[walked.index(step) :], step]
            elif step not in done and step in edges:
                path[step] = iter(sorted(edges[step]))


def _findings(kind: RecordKind, edges: Edges, verb: str) -> Iterator[Finding]:
    for circle in circles(edges):
        record, path = edges[circle[-2]][circle[-1]]
        words = f"“{circle[0]}” {verb} itself: {' → '.join(circle)}."
        yield Finding(kind, record, path, words, "Delete the entry that is wrong.")


@rule("C520", Level.ERROR, "Places inside each other", partly=True)
def places(kb: Bench) -> Iterator[Finding]:
    """A place lies within a larger one, and an area or association has members; followed upwards, this never
    leads back to the place itself.
    """
    edges: dict[str, dict[str, tuple[str, FieldPath]]] = defaultdict(dict)
    for city in kb.cities.values():
        for number, outer in enumerate(city.within):
            edges[city.id][outer] = (city.id, ("within", number))
        for number, member in enumerate(city.members):
            edges[member].setdefault(city.id, (city.id, ("members", number)))
    yield from _findings("city", edges, "lies within")


@rule("C521", Level.ERROR, "Practices adapted from each other", partly=True)
def adaptations(kb: Bench) -> Iterator[Finding]:
    """A practice is adapted from an earlier one; followed back, this never leads to the practice itself."""
    edges: dict[str, dict[str, tuple[str, FieldPath]]] = {
        practice.id: {practice.adapted_from: (practice.id, ("adapted_from",))}
        for practice in kb.practices.values()
        if practice.adapted_from
    }
    yield from _findings("practice", edges, "is adapted from")


@rule("C522", Level.ERROR, "Networks that precede each other", partly=True)
def predecessors(kb: Bench) -> Iterator[Finding]:
    """A network grew out of earlier ones (`preceded_by`) or later ones out of it (`followed_by`); followed back,
    this never leads to the network itself.
    """
    edges: dict[str, dict[str, tuple[str, FieldPath]]] = defaultdict(dict)
    for network in kb.networks.values():
        for number, earlier in enumerate(network.preceded_by):
            edges[network.id][earlier] = (network.id, ("preceded_by", number))
        for number, later in enumerate(network.followed_by):
            edges[later].setdefault(network.id, (network.id, ("followed_by", number)))
    yield from _findings("network", edges, "grew out of")


@rule("C523", Level.ERROR, "Networks inside each other", partly=True)
def programmes(kb: Bench) -> Iterator[Finding]:
    """A network is part of a programme or a larger network; followed upwards, this never leads back to itself."""
    edges: dict[str, dict[str, tuple[str, FieldPath]]] = {
        network.id: {network.part_of: (network.id, ("part_of",))} for network in kb.networks.values() if network.part_of
    }
    yield from _findings("network", edges, "is part of")
