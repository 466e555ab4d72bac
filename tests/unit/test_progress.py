"""Progress: only at a terminal, only after a while, and nothing of it stays."""

from __future__ import annotations

import io

import pytest

from atlas import progress
from atlas.progress import Progress, tracked


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 100.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(progress, "time", made)
    return made


def test_it_tells_what_how_many_and_how_long_still(clock: Clock) -> None:
    terminal = Terminal()
    told = Progress("Making pages", 1650, terminal)
    clock.now += 3
    told.reached(550)
    assert terminal.getvalue().endswith("Making pages: 550 of 1,650, about 6 s left")
    told.end()
    assert terminal.getvalue().endswith("\r")
    assert terminal.getvalue().split("\r")[-2].strip() == ""


def test_where_nobody_knows_how_far_it_has_come_it_tells_how_long_it_took(clock: Clock) -> None:
    terminal = Terminal()
    told = Progress("Indexing pages", stream=terminal)
    clock.now += 7
    told.waiting()
    assert terminal.getvalue() == "\rIndexing pages: 7 s so far"


def test_what_is_quick_is_not_spoken_of(clock: Clock) -> None:
    terminal = Terminal()
    told = Progress("Reading", 10, terminal)
    for done in range(10):
        clock.now += 0.1
        told.reached(done)
    told.end()
    assert terminal.getvalue() == ""


def test_a_shorter_line_leaves_nothing_of_a_longer_one(clock: Clock) -> None:
    terminal = Terminal()
    told = Progress("Reading", 100_000, terminal)
    clock.now += 1000
    told.reached(1000)
    clock.now += 1
    told.reached(99_999)
    first, second = terminal.getvalue().split("\r")[1:]
    assert len(second) >= len(first.rstrip())


def test_it_is_silent_where_nobody_looks(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    monkeypatch.setattr("sys.stderr", stream)
    seen = []
    for item in tracked("abc", 3, "Reading"):
        clock.now += 10
        seen.append(item)
    assert (seen, stream.getvalue()) == (["a", "b", "c"], "")
