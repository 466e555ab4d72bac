"""How a rule is written down: one generator, its code, and its docstring as the rule in words for editors."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from atlas.documents import FieldPath
from atlas.issues import Code, Issue, Level, declare
from atlas.model import KINDS, KnowledgeBase, RecordKind


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found: in which record, where in it, and the words.

    The place is the value at `path` (a path of field names as written in the file), or its field's name with
    `key`; without a path it is the first line. `at` is a line and column that is known already, in a story.
    """

    kind: RecordKind
    id: str
    path: FieldPath
    message: str
    hint: str = ""
    key: bool = False
    at: tuple[int, int] | None = None


Rule = Callable[[KnowledgeBase], Iterator[Finding]]
RULES: list[tuple[Code, Rule]] = []


def rule(code: str, level: Level, title: str) -> Callable[[Rule], Rule]:
    """Register a rule. Its docstring is what the reference page of messages says of it."""

    def register(function: Rule) -> Rule:
        RULES.append((declare(code, level, title, function.__doc__ or ""), function))
        return function

    return register


def issue(kb: KnowledgeBase, code: Code, found: Finding) -> Issue:
    """The fault that people are told of."""
    document = kb.documents[found.kind, found.id]
    if found.at:
        line, column = found.at
    elif found.path:
        line, column = document.place(found.path, key=found.key)
    else:
        line, column = 1, 1
    record = f"{KINDS[found.kind].folder}/{found.id}"
    return Issue(document.file, line, column, code.code, code.level, found.message, found.hint, record)


def file_of(kind: RecordKind, id: str) -> str:
    """The file that a record has, or would have."""
    return f"{KINDS[kind].folder}/{id}{KINDS[kind].suffix}"


def listed(words: list[str]) -> str:
    """`a, b and c`."""
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))
