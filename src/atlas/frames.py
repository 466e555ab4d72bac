"""Fill the frame of a page kind: what a site generator puts around a page, rendered once and reused.

The generator renders three specimens of a kind, with marks where pages differ: one without contents, one with a
single entry, one with every step from entry to entry. What stands between the marks is the frame; a page is filled
in by joining. Themes may use a page's title, description, address, file and contents, nothing else of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import escape

from atlas.pages.base import Page, TocEntry

_MARK = "atlasframe"
_TITLE, _DESCRIPTION, _ADDRESS, _FILE = (f"{_MARK}{word}" for word in ("title", "description", "address", "file"))
_BODY = f"<h1>{_MARK}body</h1>"
_TOKEN = re.compile(rf"{_MARK}(title|description|address|file|t\d+[in])|{re.escape(_BODY)}")
# The levels of the entries in the specimen that has every step: 2→2, 2→3, 3→3, 3→2, and 3 at the end.
_STEPS = (2, 2, 2, 3, 3, 2, 3)
_TOP_LEVEL = [level for level in _STEPS if level == 2]
_VARIANTS: tuple[tuple[int, ...], ...] = ((), (2,), _STEPS)


class FrameError(Exception):
    """The theme uses a page in a way that can't be filled in; the message says which mark was not where expected."""


def outline(toc: Sequence[TocEntry]) -> Iterator[TocEntry]:
    """The contents as themes get them: an entry of the third level needs one of the second before it."""
    seen = False
    for entry in toc:
        seen = seen or entry.level == 2
        yield entry if seen else TocEntry(2, entry.id, entry.words)


@dataclass(frozen=True, slots=True)
class Specimen:
    """A page with marks, for the generator to render: its address, and its contents."""

    page: Page
    toc: tuple[TocEntry, ...]


def specimens(folder: str, kind: str) -> tuple[Specimen, ...]:
    """The specimens of the kind whose pages stand in `folder`."""
    page = Page(f"{folder}/{_ADDRESS}/", kind, _TITLE, _DESCRIPTION, _BODY, _FILE)
    return tuple(
        Specimen(page, tuple(TocEntry(level, f"{_MARK}t{n}i", f"{_MARK}t{n}n") for n, level in enumerate(levels)))
        for levels in _VARIANTS
    )


_Parts = list[str]
"""Text and marks in turn: text at even places, the name of a mark at odd ones."""


def _parts(rendered: str) -> _Parts:
    found: _Parts = []
    end = 0
    for token in _TOKEN.finditer(rendered):
        found += [rendered[end : token.start()], token[1] or "body"]
        end = token.end()
    return [*found, rendered[end:]]


@dataclass(frozen=True, slots=True)
class _Run:
    """One list of contents in a frame.

    `steps` has what stands from an entry's first mark to the next entry's, by the levels of both; `last` what stands
    from the last entry's first mark to the next list or the end of the page, by its level. Both start with a mark.
    """

    steps: dict[tuple[int, int], _Parts]
    last: dict[int, _Parts]


class Frame:
    """The frame of one page kind."""

    def __init__(self, rendered: Sequence[str]) -> None:
        """From the rendered specimens, in their order; raises FrameError."""
        empty, single, full = (_parts(text) for text in rendered)
        if "body" not in empty or any(_entry(mark) is not None for mark in empty[1::2]):
            raise FrameError("the theme leaves a page's content out, or invents contents")
        self._empty = empty
        self._start, self._runs = _runs(single, full)
        self._deep = any(level == 3 for run in self._runs for level in run.last)

    def fill(self, page: Page) -> str:
        """The whole page. Title and description are escaped here, as for the generator."""
        values = {
            "title": str(escape(page.title)),
            "description": str(escape(page.description)),
            "address": page.address.rstrip("/").rpartition("/")[2],
            "file": page.file or "",
            "body": page.content,
        }
        toc = [entry for entry in outline(page.toc) if entry.level == 2 or self._deep]
        if not toc:
            return "".join(_filled(self._empty, values))
        values["first"] = toc[0].id
        pieces = list(_filled(self._start, values))
        for run in self._runs:
            for place, entry in enumerate(toc):
                following = toc[place + 1].level if place + 1 < len(toc) else None
                parts = run.last[entry.level] if following is None else run.steps[entry.level, following]
                values["i"], values["n"] = entry.id, str(escape(entry.words))
                pieces += _filled(parts, values)
        return "".join(pieces)


def _filled(parts: _Parts, values: dict[str, str]) -> Iterator[str]:
    for place, part in enumerate(parts):
        yield values[part] if place % 2 else part


def _entry(mark: str) -> int | None:
    """The number of the entry that a mark belongs to, or None for other marks."""
    return int(mark[1:-1]) if re.fullmatch(r"t\d+[in]", mark) else None


def _runs(single: _Parts, full: _Parts) -> tuple[_Parts, list[_Run]]:
    """What stands before the first list of contents, and every list; raises FrameError."""
    single, full = _with_first(single), _with_first(full)
    shown = sorted({entry for mark in full[1::2] if (entry := _entry(mark)) is not None})
    start, short = _cut(single, [0])
    start_full, long = _cut(full, shown)
    if len(short) != len(long) or start != start_full:
        raise FrameError("the theme lists short and long contents differently")
    levels = [_STEPS[entry] for entry in shown]
    if levels not in ([*_STEPS], _TOP_LEVEL):
        raise FrameError("the theme leaves out some of a page's contents")
    runs = []
    for entries, (alone,) in zip(long, short, strict=True):
        steps = dict(zip(pairwise(levels), entries, strict=False))
        runs.append(_Run(steps, {2: alone, levels[-1]: entries[-1]}))
    return start, runs


def _with_first(parts: _Parts) -> _Parts:
    """Marks where a theme names the first entry outside a list (a link to skip to the content) become `first`."""
    marks = parts[1::2]
    alone = [mark == "t0i" and marks[n + 1 : n + 2] != ["t0n"] for n, mark in enumerate(marks)]
    return ["first" if n % 2 and alone[n // 2] else part for n, part in enumerate(parts)]


def _cut(parts: _Parts, shown: Sequence[int]) -> tuple[_Parts, list[list[_Parts]]]:
    """What stands before the first list, and the entries of each list, each from its first mark to the next entry's.

    `shown` are the numbers of the entries that the theme lists. Marks of entries become `i` and `n`. Raises
    FrameError where entries are not listed in order.
    """
    firsts: list[int] = []
    current: int | None = None
    for place in range(1, len(parts), 2):
        entry = _entry(parts[place])
        if entry is None or (entry == current and parts[place] != "t0i"):
            continue
        if entry != shown[len(firsts) % len(shown)]:
            raise FrameError("the theme lists contents in another order than the page's")
        firsts.append(place)
        current = entry
    if not firsts or len(firsts) % len(shown):
        raise FrameError("the theme leaves out some of a page's contents")
    pieces = [
        # A piece starts with a mark, so an empty text goes before it: text and marks take turns again.
        ["", *(part[-1] if n % 2 == 0 and _entry(part) is not None else part for n, part in enumerate(parts[a:b]))]
        for a, b in zip(firsts, [*firsts[1:], len(parts)], strict=True)
    ]
    return parts[: firsts[0]], [pieces[n : n + len(shown)] for n in range(0, len(pieces), len(shown))]
