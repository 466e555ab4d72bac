"""Files between builds: things as pickles behind a seal. What is damaged, or was put there by others, is not read."""

from __future__ import annotations

import hmac
import io
import os
import pickle
from collections.abc import Iterable
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from typing import Any

_CHUNK = 200
_KEY = 32


def store(file: Path, things: Iterable[Any]) -> None:
    """Write things into a file, as a whole or not at all; raises OSError.

    They are pickled some hundred at a time: one pickle of all takes four times its room while it is made.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    passing = file.with_suffix(".passing")
    seal = _sealing()
    rest = iter(things)
    with passing.open("wb") as stream:
        stream.write(bytes(seal.digest_size))
        while chunk := list(islice(rest, _CHUNK)):
            content = pickle.dumps(chunk, pickle.HIGHEST_PROTOCOL)
            for piece in (len(content).to_bytes(8, "little"), content):
                seal.update(piece)
                stream.write(piece)
        stream.seek(0)
        stream.write(seal.digest())
    passing.replace(file)


def stored(file: Path) -> list[Any] | None:
    """The things in a file; None where it is not there, is damaged, or was written elsewhere or by others."""
    try:
        seal = _sealing()
        content = file.read_bytes()
        seal.update(memoryview(content)[seal.digest_size :])
        if not hmac.compare_digest(seal.digest(), content[: seal.digest_size]):
            return None
        stream = io.BytesIO(content[seal.digest_size :])
        things: list[Any] = []
        while length := stream.read(8):
            things += _Safe(io.BytesIO(stream.read(int.from_bytes(length, "little")))).load()
    except Exception:
        # A pickle of another version of the code fails in any way there is.
        return None
    return things


def _sealing() -> blake2b:
    """A keyed digest (BLAKE2b, RFC 7693); raises OSError.

    The key is one of this user's on this machine, outside of the base: a pull request can bring files, even where git
    ignores them, but no seal.
    """
    home = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")  # noqa: PTH111  # Path.home() raises without a home
    file = Path(home) / "practice-atlas" / "key"
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        passing = file.with_suffix(f".{os.getpid()}")
        passing.touch(mode=0o600)
        passing.write_bytes(os.urandom(_KEY))
        passing.replace(file)
    key = file.read_bytes()
    if len(key) != _KEY:
        raise OSError(f"{file} holds no key; remove it")
    return blake2b(key=key, digest_size=16)


class _Safe(pickle.Unpickler):
    """Makes nothing but what is kept, should anybody ever get past the seal."""

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
