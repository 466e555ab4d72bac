"""What a build leaves behind unknowingly: the traces by which the next one sees that something else has changed."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from atlas.loader import digest
from atlas.model import KINDS

_PACKAGE = Path(__file__).parents[1]
# What is larger is told from what it was by its size and time.
_MOST_READ = 1_000_000
Stamp = tuple[int, int]


def around(root: Path, target: Path, settings: str) -> bytes:
    """A digest of all that a site is made of but records and git: code, versions, lists, pages, theme, settings."""
    pieces = [sys.version, settings, *sorted(_installed())]
    left_out = {str(root / kind.folder) for kind in KINDS.values()} | {str(target)}
    seen: set[tuple[int, int]] = set()
    for folder in [root] if root in _PACKAGE.parents else [root, _PACKAGE]:
        for entry in sorted(_files(str(folder), left_out, seen), key=lambda entry: entry.path):
            pieces += [entry.path, _content(entry)]
    return digest("\0".join(pieces).encode("utf-8", "surrogatepass"))


def _installed() -> Iterator[str]:
    """Whatever is installed, each with its version."""
    for folder in filter(os.path.isdir, sys.path):
        with os.scandir(folder) as entries:
            yield from (entry.name for entry in entries if entry.name.endswith((".dist-info", ".egg-info")))


def _files(folder: str, left_out: set[str], seen: set[tuple[int, int]]) -> Iterator[os.DirEntry[str]]:
    """All files below a folder but hidden ones and installed packages; a folder that links lead to again, once."""
    status = Path(folder).stat()
    if (status.st_dev, status.st_ino) in seen:
        return
    seen.add((status.st_dev, status.st_ino))
    with os.scandir(folder) as found:
        entries = [entry for entry in found if not entry.name.startswith(".") and entry.path not in left_out]
    if any(entry.name == "pyvenv.cfg" for entry in entries):
        return
    for entry in entries:
        if entry.is_dir():
            if entry.name not in _NOT_READ:
                yield from _files(entry.path, left_out, seen)
        elif entry.is_file():
            yield entry


_NOT_READ = ("__pycache__", "node_modules")


def _content(entry: os.DirEntry[str]) -> str:
    status = entry.stat()
    if status.st_size > _MOST_READ:
        return f"{status.st_mtime_ns} {status.st_size}"
    return digest(Path(entry.path).read_bytes()).hex()


def stamps(folder: Path | str) -> dict[str, Stamp]:
    """The time of the last change (nanoseconds) and the bytes of every file below a folder, by its path."""
    found: dict[str, Stamp] = {}
    below = [str(folder)] if Path(folder).is_dir() else []
    while below:
        with os.scandir(below.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    below.append(entry.path)
                else:
                    found[entry.path] = stamp(entry.stat(follow_symlinks=False))
    return found


def stamp(status: os.stat_result) -> Stamp:
    """The time of the last change and the bytes, of what the system says of a file."""
    return status.st_mtime_ns, status.st_size
