"""What a build leaves for the next one, so that after edits of stories only their pages are made anew.

Of a story, other pages show its headings and its links to records, never its words. So where nothing but words
changed since the last build, only the pages of those records and the files that hold stories can differ. Whatever
else changed, be it in records, lists, settings, theme, code, versions, git or the finished site itself: everything
is built anew, and so it is where what was kept is damaged. Nothing has to be known of which page shows which record.
"""

from __future__ import annotations

import io
import os
import pickle
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from atlas import searching
from atlas.checks import RULES, WORDS, compared, found_in, sentences
from atlas.exports import exports
from atlas.frames import Frame
from atlas.issues import Issue
from atlas.leaves import LEAF_KINDS, write
from atlas.loader import Read, Reader, digest, hashing
from atlas.model import KINDS, RecordKind
from atlas.pages import Site
from atlas.workers import both

FOLDER = ".cache/practice-atlas"
_PACKAGE = Path(__file__).parent
_DIGEST = len(digest(b""))
_CHUNK = 200
# What is larger is told from what it was by its size and time.
_MOST_READ = 1_000_000
_Stamp = tuple[int, int]
_Record = tuple[Read, bytes]
"""What was read, without words, and the marks of its sentences."""


@dataclass(frozen=True)
class _State:
    """The last build: what it was made of beside records, and what it made.

    `records` is the digest of the file of reads, `later` are reads that are newer than that file. `own` has digests of
    what was found in each record's own words or file, `compared` of what rules that compare stories found. `site` is
    the time and size of every file of the finished site.
    """

    around: bytes
    dated: object
    records: bytes
    later: dict[str, _Record]
    frames: dict[str, Frame]
    own: dict[str, bytes]
    compared: bytes
    site: dict[str, _Stamp]


class Kept:
    """What was kept of the last build of a base, and what is to be kept of this one."""

    def __init__(self, root: Path, target: Path, settings: str) -> None:
        """`root` is the base, `target` the finished site, `settings` all settings of the build as text."""
        self._root, self._target = root, target
        self._folder = root / FOLDER
        self._around = around(root, target, settings)

    def site(self, edit_base: str, site_url: str) -> tuple[Site, list[str]] | None:
        """Bring the finished site up to date where little changed: the site, and the addresses that were made anew.

        None where everything has to be built anew; then nothing was touched.
        """
        state = self._last()
        records = self._records(state) if state else None
        if state is None or records is None:
            return None
        reader = Reader(self._root)
        resumed = reader.resume({file: read for file, (read, _) in records.items()})
        if resumed is None or reader.dated != state.dated or stamps(self._target) != state.site:
            return None
        kb, issues, changed = resumed
        site = Site(kb, (), edit_base, site_url)
        if not changed:
            return site, []
        keys = [(read.kind, read.id) for read in changed]
        own = _own([*issues, *found_in(kb, keys)])
        # What is found stands on a page of its own. Whether accepted warnings still are some takes all rules to tell.
        if kb.exemptions or any(own.get(kb.file(*key)) != state.own.get(kb.file(*key)) for key in keys):
            return None
        later = {kb.file(read.kind, read.id): _wordless(read) for read in changed}
        others = [marks for file, (_, marks) in records.items() if file not in later]
        # Mostly nothing of the story, as it was and as it is, stands anywhere else. Where it does, all is compared.
        if all(sentences.apart([of[file][1] for file in later], others) for of in (records, later)):
            made = self._made(site, state, keys)
        else:
            found, made = both(lambda: _compared(compared(kb)), lambda: self._made(site, state, keys))
            if found != state.compared:
                return None
        for file, content in made.items():
            write(self._target / file, content)
        self._written = [str(self._target / file) for file in made]
        self._state = replace(state, later=state.later | later)
        return site, sorted(made)

    def _made(self, site: Site, state: _State, records: Sequence[tuple[RecordKind, str]]) -> dict[str, bytes]:
        """The files of the site that show words of these records' stories."""
        pages = [LEAF_KINDS[kind].page(site, id) for kind, id in records]
        made = {f"{page.address}index.html": state.frames[page.kind].fill(page).encode() for page in pages}
        for export in exports(site.edition):
            if export.retold:
                made[export.path] = export.retold((self._target / export.path).read_bytes(), records)
        return made

    def renewed(self) -> None:
        """The site was brought up to date, and the index of its pages, if there is one."""
        index = str(self._target / searching.FOLDER)
        site = {path: stamp for path, stamp in self._state.site.items() if not path.startswith(index + os.sep)}
        now = {path: _stamp(Path(path).stat()) for path in self._written}
        self._keep(replace(self._state, site=site | now | stamps(index)))

    def records(self, reader: Reader) -> None:
        """Keep what this build reads; may be done in another process than `built`, and before it."""
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            with (self._folder / "records").open("wb") as file:
                _pack(reader.reads.values(), file)

    def built(self, reader: Reader, frames: Mapping[str, Frame], issues: Sequence[Issue]) -> None:
        """A full build has ended well: what it read with, its frames of page kinds, the faults that stop none."""
        with suppress(OSError):
            with (self._folder / "records").open("rb") as stream:
                records = stream.read(_DIGEST)
            found = _own(issues), _compared(issues)
            self._keep(_State(self._around, reader.dated, records, {}, dict(frames), *found, stamps(self._target)))

    def _keep(self, state: _State) -> None:
        """Where nothing can be kept, the next build makes everything."""
        with suppress(OSError):
            content = pickle.dumps(state, pickle.HIGHEST_PROTOCOL)
            write(self._folder / "passing", digest(content) + content)
            (self._folder / "passing").replace(self._folder / "state")

    def _last(self) -> _State | None:
        state = _unpacked(self._folder / "state", lambda stream: _Safe(stream).load())
        return state if isinstance(state, _State) and state.around == self._around else None

    def _records(self, state: _State) -> dict[str, _Record] | None:
        """What the last build read, by file."""

        def all_of(stream: io.BytesIO) -> dict[str, _Record]:
            records: list[_Record] = []
            while chunk := stream.read(8):
                records += _Safe(io.BytesIO(stream.read(int.from_bytes(chunk, "little")))).load()
            return {f"{KINDS[read.kind].folder}/{read.id}{KINDS[read.kind].suffix}": (read, m) for read, m in records}

        records: dict[str, _Record] | None = _unpacked(self._folder / "records", all_of, state.records)
        return records and records | state.later


def _wordless(read: Read) -> _Record:
    return read.without_words(), sentences.marks(read.document, read.body) if read.document else b""


def _own(issues: Iterable[Issue]) -> dict[str, bytes]:
    """Digests of what was found in the words of each record, by file; those of reading it among them."""
    by_file: dict[str, list[Issue]] = {}
    for issue in issues:
        if issue.code not in _OF_FACTS and WORDS.get(issue.code) != "all":
            by_file.setdefault(issue.file, []).append(issue)
    return {file: _digest_of(found) for file, found in by_file.items()}


def _compared(issues: Iterable[Issue]) -> bytes:
    """A digest of what rules that compare stories found."""
    return _digest_of([issue for issue in issues if WORDS.get(issue.code) == "all"])


# Rules that see nothing of a story but headings and links.
_OF_FACTS = {code.code for code, _ in RULES} - WORDS.keys()


def _digest_of(issues: list[Issue]) -> bytes:
    lines = (f"{issue.file}:{issue.line}:{issue.column} {issue.code} {issue.message} {issue.hint}" for issue in issues)
    return digest("\n".join(sorted(lines)).encode())


def _pack(reads: Iterable[Read], file: BinaryIO) -> None:
    """Write reads without words, some hundred at a time: a pickle of all takes four times its room while it is made."""
    file.write(bytes(_DIGEST))
    whole = hashing()
    rest = iter(reads)
    while chunk := [_wordless(read) for read in islice(rest, _CHUNK)]:
        content = pickle.dumps(chunk, pickle.HIGHEST_PROTOCOL)
        for piece in (len(content).to_bytes(8, "little"), content):
            whole.update(piece)
            file.write(piece)
    file.seek(0)
    file.write(whole.digest())


def _unpacked(file: Path, load: Callable[[io.BytesIO], Any], expected: bytes | None = None) -> Any:
    """What `load` makes of a file that begins with its digest; None where it is damaged, or not the one expected."""
    try:
        content = file.read_bytes()
        if digest(content[_DIGEST:]) != content[:_DIGEST] or expected not in (None, content[:_DIGEST]):
            return None
        return load(io.BytesIO(content[_DIGEST:]))
    except Exception:
        # A pickle of another version of the code fails in any way there is.
        return None


class _Safe(pickle.Unpickler):
    """Makes nothing but what is kept: somebody may have put another file there."""

    def find_class(self, module: str, name: str) -> Any:
        found = super().find_class(module, name)
        if not ((isinstance(found, type) and (module, name) in _ALLOWED) or module.split(".")[0:2] in _ROOMS):
            raise pickle.UnpicklingError(f"{module}.{name} is not kept")
        return found


_ALLOWED = {("builtins", "frozenset"), ("builtins", "set")}
_ROOMS = [["atlas", room] for room in ("documents", "frames", "issues", "kept", "loader", "model", "vocabulary")]


def around(root: Path, target: Path, settings: str) -> bytes:
    """A digest of all that a site is made of but records and git: code, versions, lists, pages, theme, settings."""
    pieces = [sys.version, settings, *sorted(_installed())]
    left_out = {str(root / kind.folder) for kind in KINDS.values()} | {str(target)}
    for folder in [root] if root in _PACKAGE.parents else [root, _PACKAGE]:
        for entry in sorted(_files(str(folder), left_out), key=lambda entry: entry.path):
            pieces += [entry.path, _content(entry)]
    return digest("\0".join(pieces).encode("utf-8", "surrogatepass"))


def _installed() -> Iterator[str]:
    """Whatever is installed, each with its version."""
    for folder in filter(os.path.isdir, sys.path):
        with os.scandir(folder) as entries:
            yield from (entry.name for entry in entries if entry.name.endswith((".dist-info", ".egg-info")))


def _files(folder: str, left_out: set[str]) -> Iterator[os.DirEntry[str]]:
    """All files below a folder but hidden ones."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(".") or entry.name == "__pycache__" or entry.path in left_out:
                continue
            if entry.is_dir():
                yield from _files(entry.path, left_out)
            elif entry.is_file():
                yield entry


def _content(entry: os.DirEntry[str]) -> str:
    status = entry.stat()
    if status.st_size > _MOST_READ:
        return f"{status.st_mtime_ns} {status.st_size}"
    return digest(Path(entry.path).read_bytes()).hex()


def stamps(folder: Path | str) -> dict[str, _Stamp]:
    """The time of the last change (nanoseconds) and the bytes of every file below a folder, by its path."""
    found: dict[str, _Stamp] = {}
    below = [str(folder)] if Path(folder).is_dir() else []
    while below:
        with os.scandir(below.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    below.append(entry.path)
                else:
                    found[entry.path] = _stamp(entry.stat(follow_symlinks=False))
    return found


def _stamp(status: os.stat_result) -> _Stamp:
    return status.st_mtime_ns, status.st_size
