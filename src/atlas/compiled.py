"""Templates kept compiled between runs, as Python keeps modules: beside them, in `__pycache__`."""

from __future__ import annotations

import os
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

_DIGEST = sha256().digest_size


class Compiled(BytecodeCache):
    """Compiled templates in a folder, each with a digest before it: a damaged one is compiled anew.

    Jinja itself sees to it that an edited template is, and one that another version of it or of Python compiled.
    `way` tells apart those that were compiled in another way.
    """

    def __init__(self, folder: Path, way: str = "") -> None:
        self._folder, self._way = folder, way

    def _file(self, bucket: Bucket) -> Path:
        return self._folder / f"{bucket.key}{self._way}.template"

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill the bucket, where what was kept is whole."""
        with suppress(OSError):
            content = self._file(bucket).read_bytes()
            if sha256(content[_DIGEST:]).digest() == content[:_DIGEST]:
                bucket.bytecode_from_string(content[_DIGEST:])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what is in the bucket; where that can't be, it is compiled anew next time."""
        code = bucket.bytecode_to_string()
        file = self._file(bucket)
        passing = file.with_suffix(f".{os.getpid()}")
        with suppress(OSError):
            passing.write_bytes(sha256(code).digest() + code)
            passing.replace(file)


@cache
def compiled(way: str = "") -> Compiled | None:
    """The place for templates compiled in one way, or None where nothing can be written."""
    folder = Path(__file__).parent / "templates" / "__pycache__"
    try:
        folder.mkdir(exist_ok=True)
    except OSError:
        return None
    return Compiled(folder, way)
