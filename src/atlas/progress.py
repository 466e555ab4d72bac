"""Tell a person at a terminal how far something has come, once it takes long enough to wonder."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from typing import TextIO, TypeVar

_T = TypeVar("_T")
# Seconds before the first word, and between two.
_PATIENCE, _PAUSE = 2.0, 0.2


class Progress:
    """`Making pages: 512 of 1,650, about 3 s left`, on one line that is wiped at the end.

    Nothing is written where the stream is no terminal, so logs stay quiet.
    """

    def __init__(self, what: str, total: int = 0, stream: TextIO | None = None) -> None:
        self._what, self._total = what, total
        self._stream = stream or sys.stderr
        self._watched = self._stream.isatty()
        self._started = self._last = time.monotonic()
        self._shown = 0

    def reached(self, done: int) -> None:
        """So many are done."""
        spent = self._due()
        if spent:
            left = spent / max(done, 1) * max(self._total - done, 0)
            self._say(f"{self._what}: {done:,} of {self._total:,}, about {left:.0f} s left")

    def waiting(self) -> None:
        """It goes on; nobody knows how far it has come."""
        spent = self._due()
        if spent:
            self._say(f"{self._what}: {spent:.0f} s so far")

    def _due(self) -> float:
        """Seconds since the start, where it is time for a word; else 0."""
        now = time.monotonic()
        if not self._watched or now - self._started < _PATIENCE or now - self._last < _PAUSE:
            return 0.0
        self._last = now
        return now - self._started

    def _say(self, line: str) -> None:
        self._write(f"\r{line:<{self._shown}}")
        self._shown = len(line)

    def end(self) -> None:
        """Wipe the line."""
        if self._shown:
            self._write(f"\r{'':<{self._shown}}\r")
            self._shown = 0

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()


def tracked(items: Iterable[_T], total: int, what: str) -> Iterator[_T]:
    """The items, one by one, with their progress told."""
    progress = Progress(what, total)
    try:
        for done, item in enumerate(items):
            progress.reached(done)
            yield item
    finally:
        progress.end()
