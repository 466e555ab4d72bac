"""Files → `KnowledgeBase` and every fault in them. One bad record never hides another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, cast

from pydantic import ValidationError

from atlas.documents import Document, Refused, check_name, parse, read_bytes, suggested_id
from atlas.issues import Issue
from atlas.loader import history
from atlas.loader.fields import GIVEN_ID, empty_issues, issues_of
from atlas.loader.images import picture_issues
from atlas.loader.lists import read_exemptions, read_vocabularies
from atlas.loader.remnants import remnant
from atlas.model import KINDS, Kind, KnowledgeBase, Record, Remnant
from atlas.model.body import PRACTICE_HEADINGS, TRANSFER_HEADINGS, Body, Section
from atlas.model.practice import Practice
from atlas.model.values import PartialDate, RecordKind
from atlas.prose import parse as parse_prose
from atlas.vocabulary import Vocabulary
from atlas.workers import shared

IGNORED_FILES = frozenset({"README.md"})


# Without slots, which pickle hands over three times as slowly.
@dataclass(frozen=True)
class Read:
    """What came out of one file: a record (with its document and story), or None; and its faults.

    `rest` is what can be used of a record that is None. `digest` is that of the file's bytes, whose last `tail` are
    the story as it was written; -1 where reading changed the story (other line ends, letters in other compositions).
    """

    kind: RecordKind
    id: str
    record: Record | None
    document: Document | None
    body: Body | None
    issues: tuple[Issue, ...]
    rest: Remnant | None = None
    digest: bytes = b""
    tail: int = -1

    def without_words(self) -> Read:
        """The same without the words of its story, for who has the file at hand when they are wanted again.

        Headings and links stay; HTML is gone for good.
        """
        if self.body is None:
            return self
        sections = tuple(_wordless(section.heading) for section in self.body.sections)
        content = self.body.content if self.tail < 0 else b""
        return replace(self, body=replace(self.body, sections=sections, footnotes="", content=content))

    def with_words(self, content: bytes) -> Read:
        """The same with its story as it stands in `content`, the bytes of the file it was read from."""
        if self.body is None or self.tail < 0:
            return self
        return replace(self, body=replace(self.body, content=content[len(content) - self.tail :]))

    def is_but_for_words(self, other: Read) -> bool:
        """True for records that differ in words of their stories at most: facts, headings and links are the same."""
        if self.record is None or other.record is None or self.body is None:
            return False
        return self._but_words == other._but_words

    @property
    def _but_words(self) -> object:
        facts = self.document and (self.document.facts, self.document.facts_line)
        story = self.body and ([section.heading for section in self.body.sections], self.body.mentions)
        return self.id, facts, story, self.body and self.body.first_line


@cache
def _wordless(heading: str) -> Section:
    """What is left of a section. One for all of a heading: a thousand stories have some ten headings."""
    return Section(heading, "", b"")


def digest(content: bytes) -> bytes:
    """What tells a file's content from others: BLAKE2b (RFC 7693), 128 bits."""
    return blake2b(content, digest_size=16).digest()


def read_record(kind: Kind, path: Path, file: str, vocabularies: Mapping[str, Vocabulary]) -> Read:
    """Read and check one file; never raises for what is in it."""
    try:
        id = check_name(path.name, kind.suffix)
    except Refused as refused:
        return Read(kind.name, suggested_id(path.name), None, None, None, (refused.issue(file),))
    try:
        content = read_bytes(path)
        document = parse(file, content, front_matter=kind.has_body)
    except Refused as refused:
        return Read(kind.name, id, None, None, None, (refused.issue(file),))
    issues = list(empty_issues(document, kind.model))
    body = None
    if kind.has_body:
        body, faults = _story(kind, document)
        issues.extend(faults)
    # The story is in the body; once is enough.
    document = document.without_story()
    record: Record | None = None
    rest: Remnant | None = None
    try:
        record = kind.model.model_validate(_with_id(document.data, id), context={"vocabularies": vocabularies})
    except ValidationError as error:
        issues.extend(issues_of(document, kind.model, error))
        rest = remnant(kind, id, document, error, vocabularies, body)
    named = tuple(issue._replace(record=f"{kind.folder}/{id}") for issue in issues)
    tail = len(body.content) if body and content.endswith(body.content) else -1
    return Read(kind.name, id, record, document, body, named, rest, digest(content), tail)


def _with_id(data: dict[str, Any], id: str) -> dict[str, Any]:
    return {**data, "id": id} if "id" not in data else {**data, "id": id, GIVEN_ID: data["id"]}


def _story(kind: Kind, document: Document) -> tuple[Body, list[Issue]]:
    practice = kind.model is Practice
    return parse_prose(
        document.file,
        document.body,
        document.body_line,
        kind.folder,
        PRACTICE_HEADINGS if practice else TRANSFER_HEADINGS,
        strategy=document.data.get("kind") == "strategy",
        summary=practice,
    )


def record_files(root: Path, kind: Kind) -> list[Path]:
    """The files of a kind's folder, in order; hidden files and README.md are nobody's record."""
    folder = root / kind.folder
    if not folder.is_dir():
        return []
    # By name, since paths take five times as long to compare.
    names = sorted(path.name for path in folder.iterdir())
    return [folder / name for name in names if not name.startswith(".") and name not in IGNORED_FILES]


def load(root: Path) -> tuple[KnowledgeBase, list[Issue]]:
    """All records below `root` that can be read, and every fault of every file.

    Raises atlas.loader.history.BadToday where ATLAS_TODAY holds no date.
    """
    return Reader(root).load()


Signature = tuple[int, int, int]
"""What the system says of a file: when it changed (nanoseconds), its bytes, its number."""


_UNKNOWN = -1, -1, -1
_Known = tuple[Signature, Read]


class Reader:
    """Reads a base, and later only those of its files that changed."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._read: dict[str, _Known] = {}
        self._changed: dict[str, PartialDate] = {}
        self._today: PartialDate | None = None

    def load(self) -> tuple[KnowledgeBase, list[Issue]]:
        """As `load()`; every file is read."""
        self._around()
        self._read = {}
        self._look()
        return self._whole()

    def _around(self) -> None:
        """Read what stands beside the records: lists, accepted warnings, git."""
        self._vocabularies, self._issues = read_vocabularies(self._root)
        self._exemptions, more = read_exemptions(self._root)
        self._issues += more
        self._changed = history.last_changes(self._root, [kind.folder for kind in KINDS.values()])
        self._today = history.today(self._root)

    @property
    def dated(self) -> object:
        """What git says: when each file changed, and the day that counts as today. Equal where it says the same."""
        return self._changed, self._today

    @property
    def reads(self) -> dict[str, Read]:
        """What was read, by file."""
        return {file: read for file, (_, read) in self._read.items()}

    def resume(self, kept: Mapping[str, Read]) -> tuple[KnowledgeBase, list[Issue], list[Read]] | None:
        """As `load()`, with the facts of an earlier one: `kept` is what it read, perhaps without words.

        None where files came or went, or where more than words of stories changed in one; the third value are those
        whose words did. The HTML of all others' stories is missing where `kept` has none.
        """
        found = self._found()
        if [_file(*job) for job in found] != list(kept):
            return None
        self._around()
        changed = []
        for kind, path in found:
            file = _file(kind, path)
            try:
                content = read_bytes(path)
            except Refused:
                return None
            read = kept[file].with_words(content)
            if digest(content) != read.digest:
                before, read = read, read_record(kind, path, file, self._vocabularies)
                if not read.is_but_for_words(before):
                    return None
                changed.append(read)
            self._read[file] = _UNKNOWN, read
        return *self._whole(), changed

    def renew(self) -> tuple[KnowledgeBase, list[Issue], set[tuple[RecordKind, str]]]:
        """As `load()`, but lists, accepted warnings and git are as they were, and of records only those are read
        whose files changed, came or went since: the third value.
        """
        changed = self._look()
        return *self._whole(), changed

    def _look(self) -> set[tuple[RecordKind, str]]:
        """Read what is new or changed, forget what is gone."""
        before, self._read = self._read, {}
        found = self._found()
        signatures = {path: _signature(path) for _, path in found}
        new = [(k, path) for k, path in found if before.get(_file(k, path), (None,))[0] != signatures[path]]
        made = dict(zip((path for _, path in new), shared(self._one, new, "Reading records"), strict=True))
        for kind, path in found:
            file = _file(kind, path)
            known = before.pop(file, None)
            self._read[file] = (signatures[path], made[path]) if path in made else cast(_Known, known)
        return {(read.kind, read.id) for read in (*made.values(), *(read for _, read in before.values()))}

    def _found(self) -> list[tuple[Kind, Path]]:
        return [(kind, path) for kind in KINDS.values() for path in record_files(self._root, kind)]

    def _one(self, job: tuple[Kind, Path]) -> Read:
        kind, path = job
        return read_record(kind, path, _file(kind, path), self._vocabularies)

    def _whole(self) -> tuple[KnowledgeBase, list[Issue]]:
        issues = list(self._issues)
        reads = [read for _, read in self._read.values()]
        for read in reads:
            issues += read.issues
            if isinstance(read.record, Practice) and read.record.images and read.document:
                record = f"{KINDS[read.kind].folder}/{read.id}"
                issues += picture_issues(self._root, read.record.images, read.document, record)
        # Without git the latest record was added today.
        records = [*(read.record for read in reads), *(read.rest.record for read in reads if read.rest)]
        dates = [record.added for record in records if record and record.added]
        today = self._today or max(dates, default=PartialDate(2026, 1, 1))
        return assemble(self._vocabularies, self._exemptions, reads, self._changed, today), issues


def _file(kind: Kind, path: Path) -> str:
    """The file as faults name it."""
    return f"{kind.folder}/{path.name}"


def _signature(path: Path) -> Signature:
    """Of a file that is gone again meanwhile or can't be looked at: nothing that a file ever has."""
    try:
        status = path.stat()
    except OSError:
        return _UNKNOWN
    return status.st_mtime_ns, status.st_size, status.st_ino


def assemble(
    vocabularies: Mapping[str, Vocabulary],
    exemptions: Any,
    reads: Iterable[Read],
    changed: Mapping[str, PartialDate],
    today: PartialDate,
) -> KnowledgeBase:
    """The knowledge base of what was read."""
    by_kind: dict[RecordKind, dict[str, Record]] = {kind: {} for kind in KINDS}
    documents: dict[tuple[RecordKind, str], Document] = {}
    bodies: dict[tuple[RecordKind, str], Body] = {}
    unread = set()
    remnants: dict[tuple[RecordKind, str], Remnant] = {}
    for read in reads:
        if read.record is None or read.document is None:
            unread.add((read.kind, read.id))
            if read.rest:
                remnants[read.kind, read.id] = read.rest
            continue
        by_kind[read.kind][read.id] = read.record
        documents[read.kind, read.id] = read.document
        if read.body is not None:
            bodies[read.kind, read.id] = read.body
    maps = cast(Any, by_kind)
    return KnowledgeBase(
        practices=maps["practice"],
        cities=maps["city"],
        networks=maps["network"],
        transfers=maps["transfer"],
        events=maps["event"],
        vocabularies=vocabularies,
        documents=documents,
        bodies=bodies,
        exemptions=exemptions,
        changed=changed,
        today=today,
        unread=frozenset(unread),
        remnants=remnants,
    )
