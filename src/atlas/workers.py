"""Share the making of pages between processes, where the system can fork; else one process makes all.

Jobs are taken from a pipe, chunk by chunk, by whoever is free; so nobody waits, and the result does not depend on
who made what.
"""

from __future__ import annotations

import os
import pickle
import signal
import struct
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from tempfile import TemporaryFile
from typing import Any, Generic, Self, TypeVar

from atlas.progress import Progress, tracked

_Job = TypeVar("_Job")
_Made = TypeVar("_Made")
_Other = TypeVar("_Other")
_CHUNK = 24
# Of fewer jobs the second process is no help: to begin and to hand over takes it some twenty milliseconds.
_WORTH_IT = 300
_NUMBER = struct.Struct("<H")
# Their numbers fit into a pipe that holds as little as can be: 4 kB.
_MOST_CHUNKS = 2_000
_GIVEN = struct.Struct("<IQ")


class WorkerError(Exception):
    """A helping process failed; the message is its traceback."""


def can_fork() -> bool:
    """True where a process can be copied and a second core is there to run the copy."""
    if sys.platform in ("win32", "darwin") or not hasattr(os, "fork"):
        return False
    return len(os.sched_getaffinity(0)) > 1 and os.environ.get("ATLAS_WORKERS") != "1"


class _Numbers:
    """The numbers of some chunks of jobs, each for whoever asks first: this process or a copy of it."""

    def __init__(self, count: int) -> None:
        self._take, give = os.pipe()
        os.write(give, b"".join(map(_NUMBER.pack, range(count))))
        os.close(give)

    def __iter__(self) -> Iterator[int]:
        while number := os.read(self._take, _NUMBER.size):
            yield _NUMBER.unpack(number)[0]

    def close(self) -> None:
        """May be asked again."""
        if self._take >= 0:
            os.close(self._take)
        self._take = -1


def shared(work: Callable[[_Job], _Made], jobs: Sequence[_Job], what: str, *, least: int = _WORTH_IT) -> list[_Made]:
    """What `work` makes of every job, in their order: from `least` jobs on by two processes, where there can be two.

    `what` says what is being done, for who waits. What `work` makes must be fit for pickle, and it must not write.
    """
    if len(jobs) < least or not can_fork():
        return [work(job) for job in tracked(jobs, len(jobs), what)]
    chunks = _chunks(jobs, min(_CHUNK, len(jobs) // 16))
    numbers = _Numbers(len(chunks))
    made: list[list[_Made]] = [[]] * len(chunks)
    try:
        with _Helper(numbers, lambda number: [work(job) for job in chunks[number]]) as helper:
            for number in tracked(numbers, len(chunks), what):
                made[number] = [work(job) for job in chunks[number]]
                # Taken at once: what is left for the end one process does alone.
                for there, theirs in helper.given():
                    made[there] = theirs
            for there, theirs in helper.given(all=True):
                made[there] = theirs
    finally:
        numbers.close()
    return [one for some in made for one in some]


def _chunks(jobs: Sequence[_Job], size: int) -> list[Sequence[_Job]]:
    size = max(1, size, len(jobs) // _MOST_CHUNKS)
    return [jobs[start : start + size] for start in range(0, len(jobs), size)]


class _Helper:
    """A copy of this process that works through chunks and gives what it makes of each as soon as it is made."""

    def __init__(self, numbers: _Numbers, work: Callable[[int], Any]) -> None:
        """Start it: it takes numbers, and gives a pickle of what `work` makes of each."""
        self._ready, tell = os.pipe()
        # By way of a file: a pipe holds little, and its writer would wait.
        self._store = _store()

        def run() -> bytes:
            os.close(self._ready)
            for number in numbers:
                content = pickle.dumps(work(number), pickle.HIGHEST_PROTOCOL)
                _write_all(self._store, content)
                _write_all(tell, _GIVEN.pack(number, len(content)))
            return b""

        self._child, self._received = _copied(run)
        os.close(tell)
        self._told, self._place = b"", 0

    def given(self, *, all: bool = False) -> Iterator[tuple[int, Any]]:
        """Numbers, and what was made of them: what has come since, or all that is still to come."""
        os.set_blocking(self._ready, all)
        while more := _available(self._ready):
            self._told += more
            while len(self._told) >= _GIVEN.size:
                number, length = _GIVEN.unpack(self._told[: _GIVEN.size])
                content = os.pread(self._store, length, self._place)
                self._told, self._place = self._told[_GIVEN.size :], self._place + length
                yield number, pickle.loads(content)  # noqa: S301  # it comes from a copy of this process

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        """Wait for its end; raises WorkerError where it failed. It is of no use to who has failed."""
        try:
            if kind:
                _killed(self._child, self._received)
            else:
                _ended(self._child, self._received)
        finally:
            os.close(self._ready)
            os.close(self._store)


def _store() -> int:
    """A file that two processes share, in memory where that can be."""
    if hasattr(os, "memfd_create"):
        return os.memfd_create("atlas")
    with TemporaryFile() as file:
        return os.dup(file.fileno())


def both(one: Callable[[], _Made], other: Callable[[], _Other]) -> tuple[_Made, _Other]:
    """What two pieces of work make, at the same time where there can be two processes.

    What `one` makes must be fit for pickle, and it must not write.
    """
    if not can_fork():
        return one(), other()
    child, received = _copied(lambda: pickle.dumps(one(), pickle.HIGHEST_PROTOCOL))
    try:
        made = other()
    except BaseException:
        _killed(child, received)
        raise
    theirs: _Made = pickle.loads(_ended(child, received))  # noqa: S301  # it comes from a copy of this process
    return theirs, made


def _killed(child: int, received: int) -> None:
    """End a copy that is of no use any more."""
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(received)


def _copied(run: Callable[[], bytes]) -> tuple[int, int]:
    """A copy of this process that runs this: its number, and where what it gives, or its traceback, will come in."""
    received, send = os.pipe()
    sys.stdout.flush()
    sys.stderr.flush()
    child = os.fork()
    if child:
        os.close(send)
        return child, received
    # From here on in the copy: never back into the caller's code, whatever happens.
    status = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        os.close(received)
        _write_all(send, run())
        status = 0
    except BaseException:
        _write_all(send, traceback.format_exc().encode("utf-8", "replace")[-4000:])
    finally:
        os._exit(status)


def _ended(child: int, received: int) -> bytes:
    """What a copy gave, once it has ended; raises WorkerError where it failed."""
    with os.fdopen(received, "rb") as pipe:
        content = pipe.read()
    _, status = os.waitpid(child, 0)
    if status:
        raise WorkerError(content.decode("utf-8", "replace") or f"a helping process ended with {status}")
    return content


class Shared(Generic[_Job]):
    """Jobs shared with one helping process, which starts at once and gets what it needs to finish them later.

    `work(jobs)` is called with chunks of jobs in both processes and gives whatever `finish(made, extra)` then turns
    into files; `extra` is given to `finish()` of this object once it is known. Until then the helper only prepares.
    """

    def __init__(
        self,
        long: Sequence[_Job],
        short: Sequence[_Job],
        work: Callable[[Sequence[_Job]], Any],
        done: Callable[[Any, Any], None],
    ) -> None:
        """`work` makes a chunk, `done(made, extra)` writes it. Starts the helper where there can be one.

        `long` jobs are taken one by one, before all others; `short` ones by chunks.
        """
        self._chunks = [[job] for job in long] + _chunks(short, _CHUNK)
        self._work, self._done = work, done
        self._numbers = _Numbers(len(self._chunks))
        self._child = 0
        if can_fork() and len(self._chunks) > 1:
            self._fork()

    def _fork(self) -> None:
        from_parent, self._to_child = os.pipe()

        def run() -> bytes:
            os.close(self._to_child)
            self._help(from_parent)
            return b""

        self._child, self._from_child = _copied(run)
        os.close(from_parent)

    def _help(self, from_parent: int) -> None:
        """Prepare chunks until what is needed to finish them comes, then finish as they are made."""
        made = []
        os.set_blocking(from_parent, False)
        received = b""
        for number in self._numbers:
            made.append(self._work(self._chunks[number]))
            received = _available(from_parent)
            if received:
                break
        os.set_blocking(from_parent, True)
        while len(received) < 8 or len(received) < 8 + int.from_bytes(received[:8], "little"):
            more = os.read(from_parent, 1 << 20)
            if not more:
                return  # The build was given up: nothing is written.
            received += more
        extra = pickle.loads(received[8:])  # noqa: S301  # it comes from the process that this one is a copy of
        for product in made:
            self._done(product, extra)
        made.clear()
        for number in self._numbers:
            self._done(self._work(self._chunks[number]), extra)

    def start(self, extra: Any) -> None:
        """Give the helper what it needs to finish pages."""
        self._extra = extra
        if self._child:
            content = pickle.dumps(extra)
            _write_all(self._to_child, len(content).to_bytes(8, "little") + content)
            os.close(self._to_child)
            self._to_child = 0

    def finish(self) -> None:
        """Make what is left, wait for the helper; raises WorkerError where it failed."""
        progress = Progress("Making pages", sum(map(len, self._chunks)))
        for number in self._numbers:
            progress.reached(sum(map(len, self._chunks[:number])))
            self._done(self._work(self._chunks[number]), self._extra)
        progress.end()
        self._numbers.close()
        if self._child:
            child, self._child = self._child, 0
            _ended(child, self._from_child)

    def give_up(self) -> None:
        """End the helper; what it prepared is thrown away. Nothing may be asked of this object any more."""
        self._numbers.close()
        if self._child:
            child, self._child = self._child, 0
            _killed(child, self._from_child)
            if self._to_child:
                os.close(self._to_child)


def _available(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 1 << 20)
    except BlockingIOError:
        return b""


def _write_all(descriptor: int, content: bytes) -> None:
    view = memoryview(content)
    while view:
        view = view[os.write(descriptor, view) :]
