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
from typing import Any, Generic, TypeVar, cast

from atlas.progress import Progress, tracked

_Job = TypeVar("_Job")
_Made = TypeVar("_Made")
_Other = TypeVar("_Other")
_CHUNK = 24
# Of fewer jobs the second process is no help: to begin and to hand over takes it some twenty milliseconds.
_WORTH_IT = 300
_NUMBER = struct.Struct("<H")


class WorkerError(Exception):
    """A helping process failed; the message is its traceback."""


def can_fork() -> bool:
    """True where a process can be copied and a second core is there to run the copy."""
    if sys.platform in ("win32", "darwin") or not hasattr(os, "fork"):
        return False
    return len(os.sched_getaffinity(0)) > 1 and os.environ.get("ATLAS_WORKERS") != "1"


def halved(work: Callable[[_Job], _Made], jobs: Sequence[_Job], what: str, *, least: int = _WORTH_IT) -> list[_Made]:
    """What `work` makes of every job, in their order: from `least` jobs on by two processes, where there can be two.

    `what` says what is being done, for who waits. What `work` makes must be fit for pickle, and it must not write.
    """
    if len(jobs) < least or not can_fork():
        return [work(job) for job in tracked(jobs, len(jobs), what)]
    middle = len(jobs) // 2
    child, received = _copied(lambda: pickle.dumps([work(job) for job in jobs[middle:]], pickle.HIGHEST_PROTOCOL))
    made = [work(job) for job in tracked(jobs[:middle], middle, what)]
    return made + cast("list[_Made]", pickle.loads(_ended(child, received)))  # noqa: S301  # of a copy of this process


def both(one: Callable[[], _Made], other: Callable[[], _Other]) -> tuple[_Made, _Other]:
    """What two pieces of work make, at the same time where there can be two processes.

    What `one` makes must be fit for pickle, and it must not write.
    """
    if not can_fork():
        return one(), other()
    child, received = _copied(lambda: pickle.dumps(one(), pickle.HIGHEST_PROTOCOL))
    try:
        made = other()
    finally:
        content = _ended(child, received)
    return cast(_Made, pickle.loads(content)), made  # noqa: S301  # of a copy of this process


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
        self._chunks = [[job] for job in long] + [
            list(short[start : start + _CHUNK]) for start in range(0, len(short), _CHUNK)
        ]
        self._work, self._done = work, done
        self._take, give = os.pipe()
        os.write(give, b"".join(_NUMBER.pack(number) for number in range(min(len(self._chunks), 16_000))))
        os.close(give)
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
        chunks = self._numbers()
        for chunk in chunks:
            made.append(self._work(chunk))
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
        for chunk in chunks:
            self._done(self._work(chunk), extra)

    def _numbers(self) -> Iterator[Sequence[_Job]]:
        while number := os.read(self._take, _NUMBER.size):
            (self._taken,) = _NUMBER.unpack(number)
            yield self._chunks[self._taken]

    def start(self, extra: Any) -> None:
        """Give the helper what it needs to finish pages."""
        self._extra = extra
        if self._child:
            content = pickle.dumps(extra)
            _write_all(self._to_child, len(content).to_bytes(8, "little") + content)
            os.close(self._to_child)

    def finish(self) -> None:
        """Make what is left, wait for the helper; raises WorkerError where it failed."""
        progress = Progress("Making pages", sum(map(len, self._chunks)))
        for chunk in self._numbers():
            progress.reached(sum(map(len, self._chunks[: self._taken])))
            self._done(self._work(chunk), self._extra)
        progress.end()
        os.close(self._take)
        if self._child:
            child, self._child = self._child, 0
            _ended(child, self._from_child)

    def give_up(self) -> None:
        """End the helper; what it prepared is thrown away."""
        if self._child:
            child, self._child = self._child, 0
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)


def _available(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 1 << 20)
    except BlockingIOError:
        return b""


def _write_all(descriptor: int, content: bytes) -> None:
    view = memoryview(content)
    while view:
        view = view[os.write(descriptor, view) :]
