"""The traces by which a build sees that something else than records has changed since the last one."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from stat import S_ISDIR, S_ISREG

from atlas.loader import digest
from atlas.model import KINDS

_PACKAGE = Path(__file__).parents[1]
# What is larger is told from what it was by its stamp.
_MOST_READ = 1_000_000
Stamp = tuple[int, int, int]
# Right below the base: what no build reads, and may be large.
_NOT_READ = ("node_modules",)


def around(root: Path, target: Path, settings: str, also: Iterable[Path]) -> bytes:
    """A digest of all that a site is made of but records and git: code, versions, lists, pages, theme, settings.

    `also` are files and folders that may lie outside the base. What can't be looked at, a build can't read either.
    """
    pieces = [sys.version, settings, *sorted(_installed())]
    traces = _Traces({*(root / kind.folder for kind in KINDS.values()), target})
    for path in (root, _PACKAGE, *also):
        pieces += traces.of(path, top=path == root)
    return digest("\0".join(pieces).encode("utf-8", "surrogatepass"))


def _installed() -> Iterator[str]:
    """Whatever is installed, each with its version."""
    for folder in filter(os.path.isdir, sys.path):
        with suppress(OSError), os.scandir(folder) as entries:
            yield from [entry.name for entry in entries if entry.name.endswith((".dist-info", ".egg-info"))]


class _Traces:
    """Looks at files and folders, at each folder once, whatever links lead to it."""

    def __init__(self, left_out: set[Path]) -> None:
        self._left_out = left_out
        self._seen: set[tuple[int, int]] = set()

    def of(self, path: Path, *, top: bool = False) -> Iterator[str]:
        """Paths, where links lead, and contents. At the `top`, hidden folders and those of packages are left out."""
        try:
            yield str(path)
            if path.is_symlink():
                yield str(path.readlink())
            status = path.stat()
            if S_ISREG(status.st_mode):
                yield _content(path, status)
            elif S_ISDIR(status.st_mode) and self._is_new(status):
                for inner in sorted(path.iterdir()):
                    if inner not in self._left_out and inner.name != "__pycache__" and not (top and _needless(inner)):
                        yield from self.of(inner)
        except OSError as error:
            yield str(error.errno)

    def _is_new(self, status: os.stat_result) -> bool:
        key = status.st_dev, status.st_ino
        new = key not in self._seen
        self._seen.add(key)
        return new


def _needless(path: Path) -> bool:
    return path.name.startswith(".") or path.name in _NOT_READ or (path / "pyvenv.cfg").exists()


def _content(path: Path, status: os.stat_result) -> str:
    return str(stamp(status)) if status.st_size > _MOST_READ else digest(path.read_bytes()).hex()


def stamps(folder: Path | str) -> dict[str, Stamp]:
    """The stamp of every file below a folder, by its path; of what can't be looked at, one that no file has."""
    found: dict[str, Stamp] = {}
    below = [str(folder)]
    while below:
        try:
            with os.scandir(below[-1]) as scanned:
                entries = list(scanned)
        except OSError as error:
            entries = []
            if not isinstance(error, FileNotFoundError):
                found[below[-1]] = (-1, -1, -1)
        del below[-1]
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                below.append(entry.path)
            else:
                with suppress(OSError):
                    found[entry.path] = stamp(entry.stat(follow_symlinks=False))
    return found


def stamp(status: os.stat_result) -> Stamp:
    """When a file's content and what is said of it last changed (nanoseconds), and its bytes.

    The first of these can be set at will, the second can't.
    """
    return status.st_mtime_ns, status.st_ctime_ns, status.st_size
