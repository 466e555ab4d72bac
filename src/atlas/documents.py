"""Read a record's file strictly: bytes → text → plain values with positions, or located faults; never a crash.

Plain text stays text (`NO` is Norway, `1977` a year): the model decides the type. Aliases, tags, duplicate keys,
second documents and deep nesting are refused, so that nothing in a file can grow beyond what one sees in it.
"""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from atlas.issues import Code, Issue, Level, declare, quote

MAX_BYTES = 200_000
MAX_DEPTH = 20
NAME = re.compile(r"[a-z0-9]+(?:-{1,2}[a-z0-9]+)*")

_D = Level.ERROR
NOT_A_FILE = declare(
    "D101",
    _D,
    "Not a plain file",
    "A record is a plain file of its folder. A link to another place, a folder or a device is not read.",
)
BAD_NAME = declare(
    "D102",
    _D,
    "File name that is no id",
    "The name of a file is the id of its record: small letters a to z, digits, single hyphens, then the ending "
    "of its folder (.md for practices and transfers, .yml for the rest). A transfer's name is PRACTICE--ADOPTER.",
)
TOO_LARGE = declare("D103", _D, "File too large", "A record's file has at most 200,000 bytes.")
NOT_UTF8 = declare("D104", _D, "Not UTF-8", "A file is text in UTF-8. Save it again with that encoding in your editor.")
CONTROL = declare(
    "D105",
    _D,
    "Character that can't be seen",
    "Control characters, and the invisible ones that turn the direction of writing round, are refused: what a "
    "reviewer sees must be what is there.",
)
SYNTAX = declare("D106", _D, "Not readable as YAML", "The facts of a record are written in YAML.")
DUPLICATE = declare("D107", _D, "A field twice", "A field stands once in its place; a second one would hide the first.")
ALIAS = declare("D108", _D, "YAML anchor or alias", "&anchors and *aliases are not used: write the value out.")
TAG = declare("D109", _D, "YAML tag", "!tags are not used: the schema decides what a value is.")
SECOND = declare("D110", _D, "A second document", "A file holds one record: no second `---` document in it.")
DEEP = declare("D111", _D, "Nested too deep", "Values are nested at most 20 deep.")
NOT_FIELDS = declare("D112", _D, "No fields", "A record is a list of `field: value` lines.")
NO_FRONT_MATTER = declare(
    "D113",
    _D,
    "Front matter missing or not closed",
    "A .md record starts with a line `---`, its facts, and another line `---`; the story comes after.",
)
BAD_KEY = declare("D114", _D, "Field name that is no text", "The name of a field is a plain word.")

Step = str | int
FieldPath = tuple[Step, ...]


class Refused(Exception):
    """A file could not be read; carries the fault. Raised and caught inside the reading rooms only."""

    def __init__(self, code: Code, line: int, column: int, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.code, self.line, self.column, self.message, self.hint = code, line, column, message, hint

    def issue(self, file: str) -> Issue:
        """The fault as told to people."""
        return Issue(file, self.line, self.column, self.code.code, self.code.level, self.message, self.hint)


@dataclass(frozen=True)
class Document:
    """A file's values and where they stand. `data` holds dicts, lists and text; a field left empty is absent."""

    file: str
    data: dict[str, Any]
    facts: str
    facts_line: int
    body: str = ""
    body_line: int = 1

    @cached_property
    def _places(self) -> dict[FieldPath, tuple[int, int, int, int]]:
        places: dict[FieldPath, tuple[int, int, int, int]] = {}
        _Builder(self.facts, places).document()
        return places

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
        line, column = self._places[nearest][2:] if key else self._places[nearest][:2]
        return line + self.facts_line, column + 1


def check_name(name: str, suffix: str, file: str) -> str:
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
    with os.fdopen(descriptor, "rb") as stream:
        content = stream.read(MAX_BYTES + 1)
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


# C0 and C1 controls but tab, line feed and carriage return; the bidirectional embeddings, overrides and isolates
# (Unicode Standard Annex 9); the byte order mark elsewhere than at the start; line and paragraph separators.
_REFUSED_CHARACTERS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")


def decode(content: bytes) -> str:
    """Text with LF line ends, in Unicode's composed form; raises Refused for other encodings and unseen characters."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8", "replace")
        line, column = _line_column(before, len(before))
        raise Refused(
            NOT_UTF8,
            line,
            column,
            f"The byte 0x{content[error.start]:02x} is no UTF-8 text.",
            "Save the file with the encoding UTF-8 (not Latin-1, Windows-1252 or UTF-16).",
        ) from error
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    found = _REFUSED_CHARACTERS.search(text)
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


def _line_column(text: str, index: int) -> tuple[int, int]:
    before = text[:index]
    return before.count("\n") + 1, index - (before.rfind("\n") + 1) + 1


_FENCE = re.compile(r"^---[ \t]*$", re.MULTILINE)


def parse(file: str, content: bytes, *, front_matter: bool) -> Document:
    """The document in a file's bytes; raises Refused with the first thing that can't be read."""
    text = decode(content)
    if not front_matter:
        return Document(file, _Builder(text).document(), text, 1)
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
    builder = _Builder(facts, offset=1)
    return Document(file, builder.document(), facts, 2, text[last.end() + 1 :], body_line)


_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# What libyaml says → (what it means, what to do). Longest matches first.
_PLAIN_WORDS = (
    (
        "mapping values are not allowed",
        "A colon and a space stand inside a value",
        "Put the value in 'quotes'.",
    ),
    (
        "block sequence entries are not allowed",
        "A list item stands where none can",
        "Start the list on a line of its own, each item as `- item`.",
    ),
    (
        "found character that cannot start any token",
        "A value starts with a character that YAML keeps for itself",
        "Put the value in 'quotes'.",
    ),
    (
        "found unexpected end of stream",
        "A quoted text is not closed",
        "The quotation mark here has none at its end; a ' inside 'a text' is written twice.",
    ),
    (
        "did not find expected ',' or ']'",
        "A list in [brackets] is not closed",
        "Put commas between items and ] at the end.",
    ),
    (
        "did not find expected ',' or '}'",
        "Fields in {braces} are not closed",
        "Put commas between fields and } at the end.",
    ),
    (
        "could not find expected ':'",
        "A field has no colon",
        "Write `field: value`; a text over several lines starts with `>` and is indented.",
    ),
    (
        "did not find expected key",
        "The indentation does not fit, or text follows a closed quote",
        "Start fields of one level in the same column; put quotation marks around the whole text.",
    ),
    (
        "did not find expected '-' indicator",
        "The items of a list do not start in the same column",
        "Put every `-` of a list in the same column.",
    ),
    (
        "found unknown escape character",
        'A backslash stands in a "double-quoted" text',
        "Use 'single quotes'.",
    ),
    (
        "did not find expected alphabetic or numeric character",
        "A value starts with * or &",
        "Put it in 'quotes'.",
    ),
)


# Here the place where something was opened is of more use than the place where it was missed.
_NOT_CLOSED = ("found unexpected end of stream", "',' or ']'", "',' or '}'")


def _in_plain_words(problem: str) -> tuple[str, str]:
    for fragment, words, hint in _PLAIN_WORDS:
        if fragment in problem:
            return f"{words}.", hint
    return (
        f"This can't be read as YAML ({quote(problem)}).",
        "Compare the lines around it with another record.",
    )


_OWN_WORDS = "Delete it; if it belongs to the text, put the text in 'quotes'."
_LINES = "Write `field: value` lines, such as `name: Preston`."
_Events = Callable[[], Any]
"""Gives the next event of YAML's stream; the builder stops asking after the end of the stream."""


class _Builder:
    """Plain values from YAML's event stream, with limits; positions too where `places` is given."""

    def __init__(
        self, text: str, places: dict[FieldPath, tuple[int, int, int, int]] | None = None, *, offset: int = 0
    ) -> None:
        self._text, self._places, self._offset = text, places, offset

    def document(self) -> dict[str, Any]:
        """The mapping that the text holds; raises Refused."""
        loader = _LOADER(self._text)
        try:
            return self._document(loader.get_event)
        except yaml.YAMLError as error:
            raise self._syntax(error) from error
        finally:
            loader.dispose()

    def _syntax(self, error: yaml.YAMLError) -> Refused:
        problem = str(getattr(error, "problem", None) or error)
        marks = [getattr(error, name, None) for name in ("problem_mark", "context_mark")]
        if any(fragment in problem for fragment in _NOT_CLOSED):
            marks.reverse()
        mark = next(filter(None, marks), None)
        line, column = (mark.line, mark.column) if mark else (0, 0)
        words, hint = _in_plain_words(problem)
        if self._text.split("\n")[line][column : column + 1] == "\t":
            words, hint = "A line is indented with a tab.", "Indent with spaces, two a level."
        return Refused(SYNTAX, line + 1 + self._offset, column + 1, words, hint)

    def _refuse(self, code: Code, event: Any, message: str, hint: str = "") -> Refused:
        mark = event.start_mark
        return Refused(code, mark.line + 1 + self._offset, mark.column + 1, message, hint)

    def _document(self, take: _Events) -> dict[str, Any]:
        take()  # StreamStart
        first = take()
        if isinstance(first, yaml.StreamEndEvent):
            raise Refused(NOT_FIELDS, 1 + self._offset, 1, "There are no facts here.", _LINES)
        if first.tags or first.version:
            raise self._refuse(TAG, first, "A %YAML or %TAG line is not used.", "Delete it.")
        root = take()
        value = self._value(take, root, (), 1)
        if not isinstance(value, dict):
            raise self._refuse(NOT_FIELDS, root, "This is no list of facts.", _LINES)
        take()  # DocumentEnd
        more = take()
        if not isinstance(more, yaml.StreamEndEvent):
            raise self._refuse(
                SECOND, more, "A second record starts here, after a line `---`.", "Put it into a file of its own."
            )
        return value

    def _value(self, take: _Events, event: Any, path: FieldPath, depth: int, key_mark: Any = None) -> Any:
        if type(event) is yaml.ScalarEvent and self._places is None and event.anchor is None and event.tag is None:
            return self._text_of(event)  # most events are such; this is the fast way
        if isinstance(event, yaml.AliasEvent):
            raise self._refuse(
                ALIAS,
                event,
                f"The alias {quote(f'*{event.anchor}')} is not used.",
                "Write the value out; if the star belongs to the text, put the text in 'quotes'.",
            )
        if event.anchor is not None:
            raise self._refuse(ALIAS, event, f"The anchor {quote('&' + event.anchor)} is not used.", _OWN_WORDS)
        if event.tag is not None:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            raise self._refuse(TAG, event, f"The tag {quote(tag)} is not used.", _OWN_WORDS)
        if self._places is not None:
            start, name = event.start_mark, key_mark or event.start_mark
            self._places[path] = (start.line, start.column, name.line, name.column)
        if isinstance(event, yaml.ScalarEvent):
            return self._text_of(event)
        if depth > MAX_DEPTH:
            raise self._refuse(
                DEEP, event, f"Values are nested more than {MAX_DEPTH} deep.", "Is a bracket not closed?"
            )
        if isinstance(event, yaml.SequenceStartEvent):
            return self._list(take, path, depth)
        return self._fields(take, path, depth)

    def _text_of(self, event: Any) -> str | None:
        """A scalar's text; None where nothing is written. Escapes in "double quotes" are held to the file's rules."""
        text: str = event.value
        if event.style == '"':
            found = _REFUSED_CHARACTERS.search(text)
            if found:
                words = f"An escape in this text stands for U+{ord(found[0]):04X}, which can't be seen."
                raise self._refuse(CONTROL, event, words, "Delete it, or put the text in 'single quotes'.")
            return unicodedata.normalize("NFC", text)
        return text if text or event.style else None

    def _list(self, take: _Events, path: FieldPath, depth: int) -> list[Any]:
        items: list[Any] = []
        while not isinstance(event := take(), yaml.SequenceEndEvent):
            items.append(self._value(take, event, (*path, len(items)), depth + 1))
        return items

    def _fields(self, take: _Events, path: FieldPath, depth: int) -> dict[str, Any]:
        fields: dict[str, Any] = {}
        while not isinstance(key := take(), yaml.MappingEndEvent):
            if not isinstance(key, yaml.ScalarEvent) or not key.value:
                if isinstance(key, yaml.AliasEvent):
                    raise self._refuse(ALIAS, key, f"The alias {quote(f'*{key.anchor}')} is not used.")
                raise self._refuse(BAD_KEY, key, "The name of a field is a plain word.", "Write `field: value`.")
            name = self._text_of(key) or ""
            if name in fields:
                raise self._refuse(DUPLICATE, key, f"The field {quote(key.value)} stands here twice.", "Delete one.")
            if key.anchor is not None or key.tag is not None:
                raise self._refuse(ALIAS if key.anchor else TAG, key, "Anchors and tags are not used.", "Delete it.")
            fields[name] = self._value(take, take(), (*path, name), depth + 1, key.start_mark)
        return {name: value for name, value in fields.items() if value is not None}
