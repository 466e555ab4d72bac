"""Read a whole base: load, check across records, set accepted warnings aside. What commands and hooks start from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from atlas.checks import RULES, apply_exemptions, asked, findings
from atlas.issues import Issue, Level
from atlas.loader import Reader
from atlas.loader.lists import REQUIRED
from atlas.model import KINDS, KnowledgeBase, Record
from atlas.model.references import references
from atlas.model.values import RecordKind
from atlas.progress import tracked
from atlas.vocabulary import Term, Vocabulary
from atlas.workers import shared


class NoBase(Exception):
    """A folder holds no base; the message says what is missing."""


@dataclass(frozen=True)
class Base:
    """A knowledge base and every fault in its files, in the order of files and lines."""

    root: Path
    kb: KnowledgeBase
    issues: tuple[Issue, ...]

    def of_level(self, level: Level) -> list[Issue]:
        """The faults of one level."""
        return [issue for issue in self.issues if issue.level is level]

    @property
    def errors(self) -> list[Issue]:
        """The faults that stop a build."""
        return self.of_level(Level.ERROR)


def find_root(start: Path) -> Path:
    """The nearest folder at or above `start` that holds a base; raises NoBase."""
    for folder in (start.resolve(), *start.resolve().parents):
        if is_base(folder):
            return folder
    raise NoBase(f"there is no base at {start} or above it: a folder with {_NEEDED} is one")


_NEEDED = "practices/ and vocabularies/"


def is_base(folder: Path) -> bool:
    """True where a folder holds a base."""
    return (folder / "practices").is_dir() and (folder / "vocabularies").is_dir()


def load_base(root: Path, reader: Reader | None = None) -> Base:
    """The base below `root` with the faults of its files, before rules across records are checked.

    `reader` is one for `root` that will be asked again later.

    Raises NoBase where there is none, atlas.loader.history.BadToday where ATLAS_TODAY holds no date.
    """
    if not is_base(root):
        raise NoBase(f"{root} holds no base: a folder with {_NEEDED} is one")
    kb, issues = (reader or Reader(root)).load()
    return Base(root, kb, tuple(issues))


def checked(base: Base) -> Base:
    """The base with all faults: those of rules across records too, without accepted warnings."""
    rules = tracked(findings(base.kb), len(RULES), "Checking across records")
    return with_findings(base, [found for some in rules for found in some])


def with_findings(base: Base, found: Iterable[Issue]) -> Base:
    """The base with what rules across records found, without accepted warnings."""
    issues = apply_exemptions(base.kb, [*base.issues, *found])
    return replace(base, issues=tuple(sorted(issues, key=lambda issue: issue.sort_key)))


def read(root: Path) -> Base:
    """The base below `root` with all its faults; raises as `load_base` does.

    The rules of a large one run in two processes.
    """
    base = load_base(root)
    if len(base.kb.documents) < _LARGE:
        return checked(base)
    found = shared(asked(base.kb), range(len(RULES)), "Checking across records", least=2)
    return with_findings(base, [issue for some in found for issue in some])


# Records of which a copy of the process is checked in half the time, and not only made.
_LARGE = 2000


def valid_part(base: Base) -> KnowledgeBase:
    """The records without errors whose references all lead to such records: what can be shown while others are mended.

    Dropping a record can leave others with a reference to nowhere, so it is done until nothing changes. A term that
    its list has lost is shown as the word that records use.
    """
    faulty = {issue.file for issue in base.errors}
    kb = base.kb
    kept = {(kind, record.id): record for kind, record in kb if kb.file(kind, record.id) not in faulty}
    while True:
        broken = [key for key, record in kept.items() if not _whole(kb, key, record, kept)]
        if not broken:
            return _restricted(kb, kept)
        for key in broken:
            del kept[key]


def _whole(
    kb: KnowledgeBase, key: tuple[RecordKind, str], record: Record, kept: Mapping[tuple[RecordKind, str], Record]
) -> bool:
    """True where everything that the record refers to is kept, and everything its story links to."""
    body = kb.bodies.get(key)
    linked = [(mention.kind, mention.id) for mention in body.mentions] if body else []
    return all((kind, id) in kept for _, kind, id in references(record)) and all(link in kept for link in linked)


def _restricted(kb: KnowledgeBase, kept: Mapping[tuple[RecordKind, str], Record]) -> KnowledgeBase:
    def of(kind: RecordKind) -> dict[str, Record]:
        return {id: record for (its_kind, id), record in kept.items() if its_kind == kind}

    mappings = {KINDS[kind].folder: of(kind) for kind in KINDS}
    stories = {key: body for key, body in kb.bodies.items() if key in kept}
    lists = {id: _forgiving(id, kb.vocabularies.get(id)) for id in {**REQUIRED, **kb.vocabularies}}
    return replace(kb, bodies=stories, vocabularies=lists, **mappings)  # type: ignore[arg-type]  # each folder has the records of its kind


class _Forgiving(dict[str, Term]):
    """Terms by id; one that is not there is its own label."""

    def __missing__(self, id: str) -> Term:
        return Term(id, id, "")


def _forgiving(id: str, known: Vocabulary | None) -> Vocabulary:
    return Vocabulary(id, known.title if known else id, _Forgiving(known.terms if known else {}))
