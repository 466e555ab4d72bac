"""What every part of the relations starts from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from atlas.model import KnowledgeBase
from atlas.model.values import RecordKind

RecordKey = tuple[RecordKind, str]
_K = TypeVar("_K")
_V = TypeVar("_V")


class Derived:
    """What follows from one knowledge base; each list is computed once, when first asked for."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self.kb = kb


def grouped(pairs: Iterable[tuple[_K, _V]]) -> dict[_K, list[_V]]:
    """The values of each key, in the order in which both come."""
    groups: dict[_K, list[_V]] = {}
    for key, value in pairs:
        groups.setdefault(key, []).append(value)
    return groups
