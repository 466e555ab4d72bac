"""Wrong files and the exact words that editors get for them.

A case is a file of messages/, named CODE-what-is-wrong.txt: a line on what the editor did, what to do to the valid
base of tests/fixtures/base, and under `=== said` all that is printed. The steps:

    === file PATH       the file's text follows
    === edit PATH       lines `- old` (found once in the file) and `+ new` follow, as in a patch
    === bytes PATH      the file's bytes follow, with Python's escapes (\\xff); no line end is added
    === repeat N PATH   the text that follows, N times
    === link PATH       the path that the link leads to follows
    === remove PATH

`ATLAS_GOLDEN=write pytest tests/golden` writes what is printed now; read the difference before you keep it.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

import atlas.cli  # noqa: F401  # declares every code there is
from atlas.base import read
from atlas.issues import CODES, as_text

CASES = sorted((Path(__file__).parent / "messages").glob("*.txt"))
SAID = "=== said\n"


def steps(case: str) -> list[tuple[str, str, str]]:
    """The steps of a case: what to do, to which file, with which text."""
    setup = case.partition(SAID)[0]
    found = re.split(r"^=== (.*)\n", setup, flags=re.MULTILINE)[1:]
    heads = (re.fullmatch(r"(repeat \d+|\w+) (.+)", head) for head in found[::2])
    return [(head[1], head[2], text) for head, text in zip(heads, found[1::2], strict=True) if head]


def edited(before: str, patch: str) -> str:
    """`before` with each run of `- old` lines replaced by the `+ new` lines after it."""
    for old, new in re.findall(r"((?:^- .*\n)+)((?:^\+ .*\n)*)", patch, re.MULTILINE):
        old, new = (re.sub(r"^[-+] ", "", lines, flags=re.MULTILINE) for lines in (old, new))
        assert before.count(old) == 1, f"{old!r} is not once in the file"
        before = before.replace(old, new)
    return before


def take(action: str, path: Path, text: str) -> None:
    """One step."""
    path.parent.mkdir(exist_ok=True)
    if action == "file":
        path.write_text(text, encoding="utf-8")
    elif action == "edit":
        path.write_text(edited(path.read_text(encoding="utf-8"), text), encoding="utf-8")
    elif action == "bytes":
        path.write_bytes(text.removesuffix("\n").encode().decode("unicode_escape").encode("latin-1"))
    elif action == "link":
        path.unlink(missing_ok=True)
        path.symlink_to(text.strip())
    elif action == "remove":
        path.unlink()
    else:
        word, number = action.split()
        assert word == "repeat"
        path.write_text(text * int(number), encoding="utf-8")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_words(case: Path, base: Path) -> None:
    content = case.read_text(encoding="utf-8")
    for action, path, text in steps(content):
        take(action, base / path, text)
    said = as_text(read(base).issues)
    if os.environ.get("ATLAS_GOLDEN") == "write":
        case.write_text(content.partition(SAID)[0] + SAID + said, encoding="utf-8")
    assert said == content.partition(SAID)[2]
    assert case.stem.partition("-")[0] in set(re.findall(r":\d+:\d+ ([A-Z]\d{3})\b", said))


def test_every_code_has_a_case() -> None:
    assert {case.stem.partition("-")[0] for case in CASES} == set(CODES)


def test_the_base_itself_has_nothing_to_say(base: Path) -> None:
    assert as_text(read(base).issues) == ""
