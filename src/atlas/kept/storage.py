"""Files between builds: things as pickles behind a digest. What is damaged, or was put there by others, is not read."""

from __future__ import annotations

import io
import os
import pickle
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import Any

from atlas.loader import digest, hashing

_DIGEST = len(digest(b""))
_CHUNK = 200


def store(file: Path, things: Iterable[Any]) -> None:
    """Write things into a file, as a whole or not at all; raises OSError.

    They are pickled some hundred at a time: one pickle of all takes four times its room while it is made.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    passing = file.with_suffix(f".{os.getpid()}")
    whole = hashing()
    rest = iter(things)
    with passing.open("wb") as stream:
        stream.write(whole.digest())
        while chunk := list(islice(rest, _CHUNK)):
            content = pickle.dumps(chunk, pickle.HIGHEST_PROTOCOL)
            for piece in (len(content).to_bytes(8, "little"), content):
                whole.update(piece)
                stream.write(piece)
        stream.seek(0)
        stream.write(whole.digest())
    passing.replace(file)


def mark(file: Path) -> bytes:
    """What tells a stored file from others; raises OSError."""
    with file.open("rb") as stream:
        return stream.read(_DIGEST)


def stored(file: Path, expected: bytes | None = None) -> list[Any] | None:
    """The things in a file; None where it is not there, is damaged, or has not the mark that was expected."""
    try:
        content = file.read_bytes()
        if digest(content[_DIGEST:]) != content[:_DIGEST] or expected not in (None, content[:_DIGEST]):
            return None
        stream = io.BytesIO(content[_DIGEST:])
        things: list[Any] = []
        while length := stream.read(8):
            things += _Safe(io.BytesIO(stream.read(int.from_bytes(length, "little")))).load()
    except Exception:
        # A pickle of another version of the code fails in any way there is.
        return None
    return things


class _Safe(pickle.Unpickler):
    """Makes nothing but what is kept: somebody may have put another file there."""

    def find_class(self, module: str, name: str) -> Any:
        """A class of ours, by the module that it is written in; asked before anything is imported."""
        # A name with dots would lead to what a module imports.
        if (module, name) in _BUILT_IN or (module.split(".")[:2] in _ROOMS and name.isidentifier()):
            found = super().find_class(module, name)
            if isinstance(found, type) and found.__module__ == module:
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is not kept")


_BUILT_IN = {("builtins", "frozenset"), ("builtins", "set")}
_ROOMS = [["atlas", room] for room in ("documents", "frames", "issues", "kept", "loader", "model", "vocabulary")]
