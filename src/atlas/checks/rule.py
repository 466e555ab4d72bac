"""How a rule is written down: one generator, its code, and its docstring as the rule in words for editors."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Literal, NamedTuple, TypeVar

from atlas.checks.nearby import Nearby
from atlas.documents import Document, FieldPath
from atlas.issues import Code, Issue, Level, declare
from atlas.model import KINDS, Body, KnowledgeBase, Record, RecordKind
from atlas.model.common import Cited, Claim, Figure, Members, Money, Population
from atlas.model.practice import Cost
from atlas.model.references import parts


class Finding(NamedTuple):
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


# As tuples: isinstance takes three times as long with a union.
_MONEY = (Money, Cost)
_FIGURES = (Figure, Population, Members, *_MONEY)
# What git does not know is newer than all that it knows.
_NOT_YET = (9999, 1, 1)
_KIND_OF = {kind.model: name for name, kind in KINDS.items()}
_R = TypeVar("_R", bound=Record)
FigurePart = Figure | Population | Members | Money | Cost


class Bench(KnowledgeBase):
    """The knowledge base as rules get it, with what several of them look at worked out once."""

    @classmethod
    def of(cls, kb: KnowledgeBase) -> Bench:
        """The bench for a knowledge base."""
        return cls(**vars(kb))

    def with_remnants(self) -> Bench:
        """The bench with what is left of records that could not be read as a whole."""
        if not self.remnants:
            return self
        rests = self.remnants
        records = {
            KINDS[kind].folder: {
                **self.of_kind(kind),
                **{id: rest.record for (of, id), rest in rests.items() if of == kind},
            }
            for kind in KINDS
        }
        documents = {**self.documents, **{key: rest.document for key, rest in rests.items()}}
        bodies = {**self.bodies, **{key: rest.body for key, rest in rests.items() if rest.body}}
        return replace(self, **records, documents=documents, bodies=bodies)  # type: ignore[arg-type]  # as in KINDS

    def whole(self, kind: RecordKind, id: str, field: str) -> bool:
        """Whether all that the file holds under a field could be read; False where the field is missing by mistake."""
        rest = self.remnants.get((kind, id))
        return rest is None or field not in rest.lost

    @cached_property
    def nearby(self) -> Nearby:
        """Finds what was meant by an id that no record has."""
        return Nearby(self)

    @cached_property
    def cited(self) -> list[tuple[RecordKind, Record, FieldPath, Cited | Claim]]:
        """Every part of every record that can name a source, with its path."""
        return [(kind, record, path, part) for kind, record in self for path, part in parts(record, Cited, Claim)]

    @cached_property
    def figures(self) -> list[tuple[RecordKind, Record, FieldPath, FigurePart, int | float]]:
        """Every part that holds a figure, and the figure; a result told in words alone holds none."""
        rows = []
        for kind, record, path, part in self.cited:
            if isinstance(part, _FIGURES):
                value = part.amount if isinstance(part, _MONEY) else part.value
                if value is not None:
                    rows.append((kind, record, path, part, value))
        return rows

    @cached_property
    def facts(self) -> list[tuple[RecordKind, str, Document, bytes]]:
        """Every record's file, and its facts as written, in UTF-8 and in small letters."""
        return [(*key, document, document.facts.lower().encode()) for key, document in self.documents.items()]

    def by_age(self, records: Mapping[str, _R]) -> list[_R]:
        """Records of one kind, those first that were there first: by `added`, then by git, then by id."""
        return sorted(records.values(), key=lambda record: self.age(_KIND_OF[type(record)], record))

    def age(self, kind: RecordKind, record: Record) -> tuple[object, ...]:
        """What records are put in order of age by. One without `added` is as old as its last change."""
        changed = self.changed.get(self.file(kind, record.id))
        day = changed.first if changed else _NOT_YET
        return (record.added.first if record.added else day), day, record.id

    @property
    def stories(self) -> Iterator[tuple[RecordKind, str, Body, bytes]]:
        """Every story, also as it was written, in UTF-8."""
        return ((kind, id, body, body.content) for (kind, id), body in self.bodies.items())


Rule = Callable[[Bench], Iterator[Finding]]
RULES: list[tuple[Code, Rule]] = []


PARTLY: set[str] = set()
"""Codes of the rules that are also asked of what is left of records with faults in some fields."""
Words = Literal["own", "all"]
WORDS: dict[str, Words] = {}
"""Codes of the rules that read the words of stories, not only headings and links.

What an `own` one finds in a record hangs on that story, on no other; an `all` one compares stories.
"""


def rule(
    code: str, level: Level, title: str, *, partly: bool = False, words: Words | None = None
) -> Callable[[Rule], Rule]:
    """Register a rule. Its docstring is what the reference page of messages says of it.

    `partly` is for rules that only object to what is there: they are right of records that lack some fields and list
    entries, and of others that refer to such. A rule that objects to what is missing waits until all can be read.
    """

    def register(function: Rule) -> Rule:
        RULES.append((declare(code, level, title, function.__doc__ or ""), function))
        if partly:
            PARTLY.add(code)
        if words:
            WORDS[code] = words
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


def listed(words: list[str]) -> str:
    """`a, b and c`."""
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))
