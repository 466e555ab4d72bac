"""Read a record's file strictly: bytes → text → plain values with positions, or located faults; never a crash.

Plain text stays text (`NO` is Norway, `1977` a year): the model decides the type. Aliases, tags, duplicate keys,
second documents and deep nesting are refused, so that nothing in a file can grow beyond what one sees in it.
"""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from atlas.documents.events import REFUSED_CHARACTERS, Builder, FieldPath, Step, maybe_refused, within
from atlas.documents.faults import (
    BAD_NAME,
    CONTROL,
    NO_FRONT_MATTER,
    NOT_A_FILE,
    NOT_UTF8,
    TOO_LARGE,
    Refused,
)
from atlas.issues import quote

__all__ = [
    "Document",
    "FieldPath",
    "Refused",
    "Step",
    "check_name",
    "decode",
    "parse",
    "read_bytes",
    "suggested_id",
]

MAX_BYTES = 200_000
NAME = re.compile(r"[a-z0-9]+(?:-{1,2}[a-z0-9]+)*")


@dataclass(frozen=True)
class Document:
    """A file's values and where they stand. `data` holds dicts, lists and text; a field left empty is absent.

    `empty` are the fields that were left so, `gone` what `without` took out.
    """

    file: str
    data: dict[str, Any]
    facts: str
    facts_line: int
    body: str = ""
    body_line: int = 1
    empty: tuple[FieldPath, ...] = ()
    gone: frozenset[FieldPath] = frozenset()

    @cached_property
    def _places(self) -> dict[FieldPath, tuple[int, int, int, int]]:
        places: dict[FieldPath, tuple[int, int, int, int]] = {}
        Builder(self.facts, places).document()
        if not self.gone:
            return places
        moved = ((self._moved(path), place) for path, place in places.items())
        return {path: place for path, place in moved if path is not None}

    def _moved(self, path: FieldPath) -> FieldPath | None:
        """Where a path of the file leads once what is gone is gone."""
        steps: list[Step] = []
        for length, step in enumerate(path):
            if path[: length + 1] in self.gone:
                return None
            if isinstance(step, int):
                step -= sum((*path[:length], before) in self.gone for before in range(step))
            steps.append(step)
        return tuple(steps)

    def without_story(self) -> Document:
        """The document without its story, for who has it elsewhere."""
        # Of every file that is read: `replace` takes ten times as long.
        return Document(self.file, self.data, self.facts, self.facts_line, "", self.body_line, self.empty, self.gone)

    def without(self, gone: Collection[FieldPath]) -> Document:
        """The document without its fields and list entries at these paths; positions of the others stay right."""
        return replace(self, data=_without(self.data, frozenset(gone), ()), gone=frozenset(gone))

    def place(self, path: FieldPath, *, key: bool = False) -> tuple[int, int]:
        """(line, column) of the value at `path`, or of its field name; of the nearest one above where there is none.

        Positions are found by reading the facts once more, since only files with faults need them.
        """
        nearest: FieldPath = ()
        for step in path:
            if (*nearest, step) in self._places:
                nearest = (*nearest, step)
            elif isinstance(step, str):
                key = True
                break  # an entry that has no place stands by itself, where a list of it was possible
        line, column = within(self.facts, *(self._places[nearest][2:] if key else self._places[nearest][:2]))
        return line + self.facts_line, column + 1


def _without(value: Any, gone: frozenset[FieldPath], path: FieldPath) -> Any:
    """A copy of a value without what stands at the paths."""
    if isinstance(value, dict):
        kept = ((name, (*path, name), inner) for name, inner in value.items())
        return {name: _without(inner, gone, place) for name, place, inner in kept if place not in gone}
    if isinstance(value, list):
        entries = (((*path, number), inner) for number, inner in enumerate(value))
        return [_without(inner, gone, place) for place, inner in entries if place not in gone]
    return value


def check_name(name: str, suffix: str) -> str:
    """The id in a file name; raises Refused where the name is none."""
    stem = name[: -len(suffix)] if name.endswith(suffix) else ""
    if not NAME.fullmatch(stem) or len(stem) > 120:
        hint = f"Name it like {quote(suggested_id(name) + suffix)}."
        ending = f"has not the ending {suffix}, which files of this folder have"
        what = ending if NAME.fullmatch(name.rpartition(".")[0]) and not stem else "is no id"
        raise Refused(BAD_NAME, 1, 1, f"The file name {quote(name)} {what}.", hint)
    return stem


def suggested_id(name: str) -> str:
    """What the id in a file name was probably meant to be."""
    ascii_name = unicodedata.normalize("NFKD", name.rsplit(".", 1)[0]).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_name.lower()).strip("-")[:80].strip("-") or "preston-spend-analysis"


def read_bytes(path: Path) -> bytes:
    """The bytes of a plain file; raises Refused for links, folders, devices, and files over the limit."""
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except OSError as error:
        words = "is a link" if path.is_symlink() else f"can't be read ({error.strerror})"
        raise Refused(NOT_A_FILE, 1, 1, f"This {words}.", "Put the record itself there, as a plain file.") from error
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        os.close(descriptor)
        raise Refused(
            NOT_A_FILE, 1, 1, "This is a folder or a device, not a plain file.", "Put the record itself there."
        )
    # Not by way of a stream, which takes as long as opening and reading.
    content = b""
    try:
        while len(content) <= MAX_BYTES and (more := os.read(descriptor, MAX_BYTES + 1 - len(content))):
            content += more
    finally:
        os.close(descriptor)
    if len(content) > MAX_BYTES:
        size = max(status.st_size, len(content))
        raise Refused(
            TOO_LARGE,
            1,
            1,
            f"The file has {size:,} bytes.",
            f"At most {MAX_BYTES:,} are read; put long texts into documents and link them.",
        )
    return content


def decode(content: bytes) -> str:
    """Text with LF line ends, in Unicode's composed form; raises Refused for other encodings and unseen characters."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = _with_line_feeds(error.object[: error.start].decode("utf-8", "replace"))
        line, column = _line_column(before, len(before))
        raise Refused(
            NOT_UTF8,
            line,
            column,
            f"The byte 0x{error.object[error.start]:02x} is no UTF-8 text.",
            "Save the file with the encoding UTF-8 (not Latin-1, Windows-1252 or UTF-16).",
        ) from error
    text = _with_line_feeds(text)
    found = REFUSED_CHARACTERS.search(text) if maybe_refused(content) else None
    if found:
        line, column = _line_column(text, found.start())
        raise Refused(
            CONTROL,
            line,
            column,
            f"The character U+{ord(found[0]):04X} can't be seen.",
            "Delete it; it often comes along when text is pasted from a PDF or a web page.",
        )
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def _with_line_feeds(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _line_column(text: str, index: int) -> tuple[int, int]:
    before = text[:index]
    return before.count("\n") + 1, index - (before.rfind("\n") + 1) + 1


_FENCE = re.compile(r"^---[ \t]*$", re.MULTILINE)


def parse(file: str, content: bytes, *, front_matter: bool) -> Document:
    """The document in a file's bytes; raises Refused with the first thing that can't be read."""
    text = decode(content)
    if not front_matter:
        builder = Builder(text)
        return Document(file, builder.document(), text, 1, empty=tuple(builder.empty))
    first = _FENCE.match(text)
    if not first:
        raise Refused(
            NO_FRONT_MATTER,
            1,
            1,
            "The file does not start with a line `---`.",
            "Write `---`, the facts, `---`, then the story.",
        )
    last = _FENCE.search(text, first.end())
    if not last:
        raise Refused(
            NO_FRONT_MATTER,
            1,
            1,
            "The facts are not closed.",
            "Put a line `---` after the last fact and before the story.",
        )
    facts = text[first.end() + 1 : last.start()]
    body_line = text.count("\n", 0, last.end()) + 2
    builder = Builder(facts, offset=1)
    data = builder.document()
    return Document(file, data, facts, 2, text[last.end() + 1 :], body_line, tuple(builder.empty))
