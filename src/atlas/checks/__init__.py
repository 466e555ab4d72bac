"""Rules across records. One small generator a rule; its docstring is the rule in words for editors.

What concerns one value alone is the model's business; here is what needs a whole record, or several.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace

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
from atlas.checks.rule import PARTLY, RULES, WORDS, Bench, Words, issue
from atlas.issues import Issue
from atlas.model import KnowledgeBase, RecordKind

__all__ = [
    "ROOMS",
    "RULES",
    "WORDS",
    "apply_exemptions",
    "asked",
    "check",
    "compared",
    "findings",
    "found_in",
    "sentences",
]

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


def found_in(kb: KnowledgeBase, records: Collection[tuple[RecordKind, str]]) -> list[Issue]:
    """What rules that read words find in these records; rules that compare stories are not asked."""
    some = replace(
        kb,
        documents={key: kb.documents[key] for key in records},
        bodies={key: kb.bodies[key] for key in records},
    )
    return _of_words(some, "own")


def compared(kb: KnowledgeBase) -> list[Issue]:
    """What rules that compare stories find in all records."""
    return _of_words(kb, "all")


def _of_words(kb: KnowledgeBase, words: Words) -> list[Issue]:
    of = asked(kb)
    places = [place for place, (code, _) in enumerate(RULES) if WORDS.get(code.code) == words]
    return [found for place in places for found in of(place)]
