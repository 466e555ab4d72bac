"""YAML's event stream → plain values and their places, with limits: nothing grows beyond what one sees in the file.

libyaml itself builds nothing here: composing 50,000 nested brackets would end Python with a segmentation fault, and
an alias bomb of a few hundred bytes would hang whoever walks the result.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Any

import yaml

from atlas.documents.faults import (
    ALIAS,
    BAD_KEY,
    CONTROL,
    DEEP,
    DUPLICATE,
    NOT_FIELDS,
    SECOND,
    SYNTAX,
    TAG,
    Refused,
)
from atlas.issues import Code, quote

MAX_DEPTH = 20

Step = str | int
FieldPath = tuple[Step, ...]

# C0 and C1 controls but tab, line feed and carriage return; the bidirectional embeddings, overrides and isolates
# (Unicode Standard Annex 9); the byte order mark elsewhere than at the start; line and paragraph separators.
REFUSED_CHARACTERS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")

# The same in UTF-8, but for the byte order mark at the start; looked for byte by byte, which is five times as quick.
_REFUSED_BYTES = bytes(byte for byte in range(128) if REFUSED_CHARACTERS.match(chr(byte)))
_REFUSED_SEQUENCES = [
    re.compile(pattern)
    for pattern in (
        rb"\xc2[\x80-\x9f]",
        rb"\xe2(?:\x80[\xa8-\xae]|\x81[\xa6-\xa9])",
        rb"\xef(?:\xbb\xbf|\xbf[\xbe\xbf])",
    )
]


def maybe_refused(content: bytes) -> bool:
    """Whether there may be refused characters in a text, given in UTF-8; where there are some, it is true."""
    if len(content.translate(None, _REFUSED_BYTES)) < len(content):
        return True
    return not content.isascii() and any(sequence.search(content) for sequence in _REFUSED_SEQUENCES)


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


# In a quoted text that goes over several lines: it took in the fields, or entries, that follow.
_LIKE_A_FIELD = re.compile(r"\n[ ]*(?:- |[\w-]+:[ \n])")
_CLOSE_IT = "Put the quotation mark at the end of this text; a ' inside 'a text' is written twice."
_OWN_WORDS = "Delete it; if it belongs to the text, put the text in 'quotes'."
_LINES = "Write `field: value` lines, such as `name: Preston`."
_Events = Callable[[], Any]
"""Gives the next event of YAML's stream; the builder stops asking after the end of the stream."""


def within(text: str, line: int, column: int) -> tuple[int, int]:
    """A place that libyaml gives, counted from 0, in the text: it closes the last line by itself, and may be behind."""
    last = text.count("\n")
    return (line, column) if line <= last else (last, len(text) - text.rfind("\n") - 1)


class Builder:
    """Plain values from YAML's event stream, with limits; positions too where `places` is given.

    `empty` are the fields that stand in the text without a value.
    """

    def __init__(
        self, text: str, places: dict[FieldPath, tuple[int, int, int, int]] | None = None, *, offset: int = 0
    ) -> None:
        self._text, self._places, self._offset = text, places, offset
        self.empty: list[FieldPath] = []

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
        mark = getattr(error, "problem_mark", None)
        return self._quote_fault(mark) or self._other_fault(error) if mark else self._other_fault(error)

    def _quote_fault(self, mark: Any) -> Refused | None:
        """The fault where text follows at once on a quoted text: mostly a quotation mark is missing before."""
        quoted = self._last_quoted()
        if quoted is None or self._text[quoted.end_mark.index : mark.index].strip(" "):
            return None
        start, end = quoted.start_mark, quoted.end_mark
        if _LIKE_A_FIELD.search(self._text[start.index : end.index]):
            words = f"A quoted text starts here and is closed in line {end.line + 1 + self._offset} only."
            return Refused(SYNTAX, start.line + 1 + self._offset, start.column + 1, words, _CLOSE_IT)
        line, column = within(self._text, mark.line, mark.column)
        words = "Text follows on a closed quotation mark."
        hint = (
            "Put quotation marks around the whole text, or close the one before; a ' inside 'a text' is written twice."
        )
        return Refused(SYNTAX, line + 1 + self._offset, column + 1, words, hint)

    def _last_quoted(self) -> Any:
        """The event of the last quoted text before the text can't be read any more, or None."""
        last = None
        loader = _LOADER(self._text)
        try:
            while (event := loader.get_event()) is not None:
                last = event if isinstance(event, yaml.ScalarEvent) and event.style in ("'", '"') else last
        except yaml.YAMLError:
            return last
        finally:
            loader.dispose()
        return None

    def _other_fault(self, error: yaml.YAMLError) -> Refused:
        problem = str(getattr(error, "problem", None) or error)
        marks = [getattr(error, name, None) for name in ("problem_mark", "context_mark")]
        if any(fragment in problem for fragment in _NOT_CLOSED):
            marks.reverse()
        mark = next(filter(None, marks), None)
        line, column = within(self._text, mark.line, mark.column) if mark else (0, 0)
        words, hint = _in_plain_words(problem)
        if self._text.split("\n")[line][column : column + 1] == "\t":
            words, hint = "A line is indented with a tab.", "Indent with spaces, two a level."
        return Refused(SYNTAX, line + 1 + self._offset, column + 1, words, hint)

    def _refuse(self, code: Code, event: Any, message: str, hint: str = "") -> Refused:
        line, column = within(self._text, event.start_mark.line, event.start_mark.column)
        return Refused(code, line + 1 + self._offset, column + 1, message, hint)

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
        return self._fields(take, path, depth, in_braces=bool(event.flow_style))

    def _text_of(self, event: Any) -> str | None:
        """A scalar's text; None where nothing is written. Escapes in "double quotes" are held to the file's rules."""
        text: str = event.value
        if event.style == '"':
            found = REFUSED_CHARACTERS.search(text)
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

    def _fields(self, take: _Events, path: FieldPath, depth: int, *, in_braces: bool) -> dict[str, Any]:
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
            value = self._value(take, take(), (*path, name), depth + 1, key.start_mark)
            if value is None and in_braces:
                # To YAML {note: 1,000 people} is {note: 1, "000 people": nothing}: half of it would be lost unseen.
                words = "In {braces} a comma ends the text before it; the words after it would be lost."
                raise self._refuse(SYNTAX, key, f"{quote(name)} has no value.", f"{words} Put the text in 'quotes'.")
            if value is None:
                self.empty.append((*path, name))
            fields[name] = value
        return {name: value for name, value in fields.items() if value is not None}
