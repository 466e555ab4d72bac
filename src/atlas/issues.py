"""What a fault is, and how it is told: as text, as JSON, as GitHub annotations.

Every fault has a code. A code is declared once, with its level and an explanation in plain words, by the room
that raises it; the reference page of messages is made from these declarations, so it cannot drift.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Level(StrEnum):
    """How much a fault matters: an error stops the build, a warning fails `--strict`, a note is for the steward."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Code:
    """A kind of fault: its code, its level, what it is called, and the rule in plain words."""

    code: str
    level: Level
    title: str
    explanation: str


class Issue(NamedTuple):
    """One fault at one place.

    `file` is relative to the root of the base, with forward slashes; `line` and `column` count from 1, columns
    in characters. `record` is `folder/id` where the fault belongs to a record, for exceptions.yml.
    """

    file: str
    line: int
    column: int
    code: str
    level: Level
    message: str
    hint: str = ""
    record: str = ""

    @property
    def sort_key(self) -> tuple[str, int, int, str, str]:
        """Faults are told in the order of files and lines."""
        return self.file, self.line, self.column, self.code, self.message


CODES: dict[str, Code] = {}


def declare(code: str, level: Level, title: str, explanation: str) -> Code:
    """Register a code; raises ValueError where it is taken, so that no two rules share one."""
    if code in CODES:
        raise ValueError(f"the code {code} is declared twice")
    CODES[code] = Code(code, level, title, " ".join(explanation.split()))
    return CODES[code]


# What a terminal or a log would obey instead of showing: control characters and those that turn the writing round.
_UNSHOWABLE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
_LONGEST_QUOTE = 80


def visible(text: str) -> str:
    """`text` with every character that a terminal would obey written out, such as \\u202e."""
    return _UNSHOWABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def quote(value: object) -> str:
    """A value as shown in a message: quoted, visible, cut at 80 characters."""
    text = visible(str(value))
    return f"“{text if len(text) <= _LONGEST_QUOTE else text[:_LONGEST_QUOTE] + '…'}”"


def one_line(issue: Issue) -> str:
    """`file:line:column CODE words. hint`, the form that editors and terminals know how to jump to."""
    level = "" if issue.level is Level.ERROR else f" {issue.level}:"
    hint = f" {issue.hint}" if issue.hint else ""
    return visible(f"{issue.file}:{issue.line}:{issue.column} {issue.code}{level} {issue.message}{hint}")


def as_text(issues: Iterable[Issue]) -> str:
    """One line a fault."""
    return "".join(one_line(issue) + "\n" for issue in issues)


def as_json(issues: Iterable[Issue]) -> str:
    """A JSON list of {file, line, column, code, level, message, hint}."""
    rows = [
        {
            "file": visible(issue.file),
            "line": issue.line,
            "column": issue.column,
            "code": issue.code,
            "level": issue.level,
            "message": visible(issue.message),
            "hint": visible(issue.hint),
        }
        for issue in issues
    ]
    return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"


_GITHUB_LEVEL = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "notice"}


def as_github(issues: Iterable[Issue]) -> str:
    """GitHub workflow commands, which show each fault on its line of the pull request.

    Escaping as in GitHub's "workflow commands" documentation: %, CR and LF everywhere, : and , in properties.
    """
    lines = []
    for issue in issues:
        place = f"file={_property(issue.file)},line={issue.line},col={issue.column},title={_property(issue.code)}"
        words = _data(visible(f"{issue.message} {issue.hint}".strip()))
        lines.append(f"::{_GITHUB_LEVEL[issue.level]} {place}::{words}\n")
    return "".join(lines)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(visible(text)).replace(":", "%3A").replace(",", "%2C")


FORMATS = {"text": as_text, "json": as_json, "github": as_github}
