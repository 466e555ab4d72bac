"""The pictures that records name: there, plain files, small, and what their ending says."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from atlas.documents import Document
from atlas.issues import Code, Issue, Level, declare, quote
from atlas.model.common import Image
from atlas.vocabulary import nearest

FOLDER = "images"
MAX_BYTES = 400_000
MISSING = declare(
    "D121",
    Level.ERROR,
    "Picture that is not there",
    "A picture that a record names is a plain file in images/, spelt exactly as in the record; a link to another "
    "place is not followed.",
)
WRONG_TYPE = declare(
    "D122",
    Level.ERROR,
    "Picture of another type",
    "What is in the file is what its ending says: .jpg, .png or .webp. Giving a file another name does not change "
    "its type; save it anew in the type you want.",
)
TOO_LARGE = declare(
    "D123",
    Level.ERROR,
    "Picture too large",
    "A picture has at most 400,000 bytes, so that a page stays quick on a telephone. About 1,600 pixels across is "
    "enough.",
)

# How files of each type begin: JPEG (ITU-T T.81, B.1.1.3), PNG (W3C PNG, 5.2), WebP (RFC 9649, 2.4).
_BEGINNINGS = {
    ".jpg": (b"\xff\xd8\xff", b""),
    ".png": (b"\x89PNG\r\n\x1a\n", b""),
    ".webp": (b"RIFF", b"WEBP"),
}


def picture_issues(root: Path, images: tuple[Image, ...], document: Document, record: str) -> Iterator[Issue]:
    """The faults of the pictures that a record names; `document` is its file, `record` its folder and id."""
    for number, image in enumerate(images):
        fault = _fault(root, image.file)
        if fault:
            code, message, hint = fault
            line, column = document.place(("images", number, "file"))
            yield Issue(document.file, line, column, code.code, code.level, message, hint, record)


def _fault(root: Path, file: str) -> tuple[Code, str, str] | None:
    found = _plain_file(root, file)
    if found is None:
        return MISSING, f"There is no picture {quote(file)}.", _where(root, file)
    size, start = found
    if size > MAX_BYTES:
        words = f"The picture {quote(file)} has {size:,} bytes; at most {MAX_BYTES:,} are allowed."
        return TOO_LARGE, words, "Make it smaller: 1,600 pixels across are enough."
    ending = Path(file).suffix
    actual = next((known for known, (first, eighth) in _BEGINNINGS.items() if _begins(start, first, eighth)), None)
    if actual != ending:
        what = f"is a {actual} picture" if actual else "is no picture that browsers show"
        hint = f"Name it {Path(file).stem}{actual}." if actual else "Save the picture itself as .jpg, .png or .webp."
        return WRONG_TYPE, f"The file {quote(file)} {what}.", hint
    return None


def _begins(start: bytes, first: bytes, eighth: bytes) -> bool:
    return start.startswith(first) and start[8:].startswith(eighth)


def _plain_file(root: Path, file: str) -> tuple[int, bytes] | None:
    """Size and first bytes of a plain file; None where there is none, or a link on the way to it."""
    if (root / FOLDER).is_symlink():
        return None
    try:
        descriptor = os.open(root / file, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except OSError:
        return None
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        os.close(descriptor)
        return None
    with os.fdopen(descriptor, "rb") as stream:
        return status.st_size, stream.read(12)


def _where(root: Path, file: str) -> str:
    if (root / FOLDER).is_symlink() or (root / file).is_symlink():
        return "A link stands there; put the picture itself in its place."
    if (root / file).exists():
        return "Something else than a plain file has its name."
    folder = root / FOLDER
    near = nearest(file, [f"{FOLDER}/{path.name}" for path in folder.iterdir()]) if folder.is_dir() else None
    return f"Did you mean “{near}”?" if near else f"Add it to {FOLDER}/, in the same proposal."
