"""What lies in, belongs to, comes before or goes back to something never does so to itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from atlas.checks.rule import Bench, Finding, rule
from atlas.documents import FieldPath
from atlas.issues import Level
from atlas.model import Record, RecordKind

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


def _edges(records: Iterable[Record], upwards: str, downwards: str = "") -> Edges:
    """Arrows from each record to those in its field `upwards`, and to it from those in its field `downwards`."""
    edges: dict[str, dict[str, tuple[str, FieldPath]]] = defaultdict(dict)
    for record in records:
        for path, outer in _named(record, upwards):
            edges[record.id][outer] = (record.id, path)
        for path, inner in _named(record, downwards) if downwards else ():
            edges[inner].setdefault(record.id, (record.id, path))
    return edges


def _named(record: Record, field: str) -> Iterator[tuple[FieldPath, str]]:
    """The ids in a field that holds one or several, each with its path."""
    held = getattr(record, field)
    if isinstance(held, tuple):
        yield from (((field, number), id) for number, id in enumerate(held))
    elif held:
        yield (field,), held


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
    yield from _findings("city", _edges(kb.cities.values(), "within", "members"), "lies within")


@rule("C521", Level.ERROR, "Practices adapted from each other", partly=True)
def adaptations(kb: Bench) -> Iterator[Finding]:
    """A practice is adapted from an earlier one; followed back, this never leads to the practice itself."""
    yield from _findings("practice", _edges(kb.practices.values(), "adapted_from"), "is adapted from")


@rule("C522", Level.ERROR, "Networks that precede each other", partly=True)
def predecessors(kb: Bench) -> Iterator[Finding]:
    """A network grew out of earlier ones (`preceded_by`) or later ones out of it (`followed_by`); followed back,
    this never leads to the network itself.
    """
    yield from _findings("network", _edges(kb.networks.values(), "preceded_by", "followed_by"), "grew out of")


@rule("C523", Level.ERROR, "Networks inside each other", partly=True)
def programmes(kb: Bench) -> Iterator[Finding]:
    """A network is part of a programme or a larger network; followed upwards, this never leads back to itself."""
    yield from _findings("network", _edges(kb.networks.values(), "part_of"), "is part of")
