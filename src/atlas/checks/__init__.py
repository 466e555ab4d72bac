"""Rules across records. One small generator a rule; its docstring is the rule in words for editors.

What concerns one value alone is the model's business; here is what needs a whole record, or several.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from atlas.checks import (
    circles,
    coverage,
    dates,
    figures,
    identity,
    networks,
    places,
    references,
    sentences,
    texts,
    transfers,
)
from atlas.checks.exemptions import apply_exemptions
from atlas.checks.rule import PARTLY, RULES, Bench, issue
from atlas.issues import Issue
from atlas.model import KnowledgeBase

__all__ = ["ROOMS", "RULES", "apply_exemptions", "asked", "check", "findings"]

# Importing a room registers its rules.
ROOMS = (
    references,
    identity,
    transfers,
    networks,
    circles,
    dates,
    figures,
    places,
    texts,
    sentences,
    coverage,
)


def check(kb: KnowledgeBase) -> list[Issue]:
    """Every fault of every rule, of all levels, in no particular order."""
    return [found for some in findings(kb) for found in some]


def findings(kb: KnowledgeBase) -> Iterator[list[Issue]]:
    """The same rule by rule, for who has other things to do in between."""
    return map(asked(kb), range(len(RULES)))


def asked(kb: KnowledgeBase) -> Callable[[int], list[Issue]]:
    """What a rule finds, by its place in RULES."""
    bench = Bench.of(kb)
    wider = bench.with_remnants()

    def of(place: int) -> list[Issue]:
        code, rule = RULES[place]
        asked = wider if code.code in PARTLY else bench
        return [issue(asked, code, found) for found in rule(asked)]

    return of
