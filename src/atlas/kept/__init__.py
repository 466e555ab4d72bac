"""What a build leaves for the next one, so that after edits of stories only their pages are made anew.

Of a story, other pages show its headings and its links to records, never its words. So where nothing but words
changed since the last build, only the pages of those records and the files that hold stories can differ. Whatever
else changed, be it in records, lists, settings, theme, code, versions, git or the finished site itself: everything
is built anew, and so it is where what was kept is damaged. Nothing has to be known of which page shows which record.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from atlas import searching
from atlas.checks import RULES, WORDS, compared, found_in, sentences
from atlas.exports import exports
from atlas.frames import Frame
from atlas.issues import Issue
from atlas.kept.storage import store, stored
from atlas.kept.traces import Stamp, around, stamp, stamps
from atlas.leaves import LEAF_KINDS, write
from atlas.loader import Read, Reader, digest
from atlas.model import RecordKind, file_of
from atlas.pages import Site
from atlas.workers import both

FOLDER = ".cache/practice-atlas"
_Record = tuple[Read, bytes]
"""What was read, without words, and the marks of its sentences."""


@dataclass(frozen=True)
class _State:
    """The last build: what it was made of beside records, and what it made.

    `token` stands in the file of what it read too, `later` are reads that are newer than that file. `own` has digests
    of what was found in each record's own words or file, `compared` of what rules that compare stories found. `site` is
    the stamp of every file of the finished site.
    """

    around: bytes
    dated: object
    token: bytes
    later: dict[str, _Record]
    frames: dict[str, Frame]
    own: dict[str, bytes]
    compared: bytes
    site: dict[str, Stamp]


class Kept:
    """What was kept of the last build of a base, and what is to be kept of this one."""

    def __init__(self, root: Path, target: Path, settings: str, also: Iterable[Path] = ()) -> None:
        """`root` is the base, `target` the finished site, `settings` all settings of the build as text.

        `also` are files and folders that the build reads and that may lie outside the base.
        """
        self._root, self._target = root, target
        self._folder = root / FOLDER
        self._around = around(root, target, settings, also)
        self._token = os.urandom(16)

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

    def renewed(self, made: Iterable[str]) -> None:
        """These files of the site were brought up to date, and the index of its pages, if there is one."""
        index = str(self._target / searching.FOLDER)
        site = {path: stamp for path, stamp in self._state.site.items() if not path.startswith(index + os.sep)}
        now = {str(path): stamp(path.stat()) for path in map(self._target.joinpath, made)}
        self._keep(replace(self._state, site=site | now | stamps(index)))

    def records(self, reader: Reader) -> None:
        """Keep what this build reads; may be done in another process than `built`, and before it."""
        with suppress(OSError):
            store(self._folder / "records", chain([self._token], map(_wordless, reader.reads.values())))

    def built(self, reader: Reader, frames: Mapping[str, Frame], issues: Sequence[Issue]) -> None:
        """A full build has ended well: what it read with, its frames of page kinds, the faults that stop none."""
        with suppress(OSError):
            found = _own(issues), _compared(issues)
            self._keep(_State(self._around, reader.dated, self._token, {}, dict(frames), *found, stamps(self._target)))

    def _keep(self, state: _State) -> None:
        """Where nothing can be kept, the next build makes everything."""
        with suppress(OSError):
            store(self._folder / "state", [state])

    def _last(self) -> _State | None:
        """The last build, if this one has all of it around too."""
        match stored(self._folder / "state"):
            case [_State() as state] if getattr(state, "around", None) == self._around:
                return state
        return None

    def _records(self, state: _State) -> dict[str, _Record] | None:
        """What the last build read, by file; None where a later one has stored what it read, but did not end well."""
        token, *records = stored(self._folder / "records") or [None]
        if token != state.token:
            return None
        return {file_of(read.kind, read.id): (read, marks) for read, marks in records} | state.later


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
