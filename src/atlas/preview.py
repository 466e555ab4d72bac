"""A preview that keeps up with saved records: pages are made anew when somebody looks at them, the rest in idle time.

After a change every page is out of date, since nothing tells cheaply which pages a record shows on; but a reader
looks at one, and one takes a millisecond or two. So nothing has to be known of what depends on what.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from atlas.base import Base, checked, load_base, with_findings
from atlas.checks import findings
from atlas.generate import assets
from atlas.issues import Issue, Level
from atlas.leaves import LEAF_KINDS, write, write_sitemap
from atlas.loader import Reader
from atlas.model import KnowledgeBase, RecordKind
from atlas.model.references import references
from atlas.pages import Page, PageKind, Site, addresses


@dataclass(frozen=True, slots=True)
class Shown:
    """What the last full build left, for later pages to be made alike.

    `target` is the finished site, `framed` makes a whole file of a page, `others` are the addresses of all pages but
    the leaf pages, `index` renews the search index.
    """

    site: Site
    target: Path
    framed: Callable[[Page], bytes]
    others: Sequence[str]
    index: Callable[[Site], None]


class Preview:
    """The base behind a preview, and which files of its site are out of date. Safe to ask from several threads."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._reader = Reader(root)
        self._lock = threading.RLock()
        self._shown: Shown | None = None
        self._pages: dict[str, tuple[PageKind, str]] = {}
        self._assets: frozenset[str] = frozenset()
        self._stale: set[str] = set()
        self._unchecked: Base | None = None
        self._saved: set[str] = set()
        self.warnings: list[Issue] = []
        """Warnings in records that were saved, once the rules have run; for who shows them to clear."""
        self.faulty = False
        """Errors were found after a change was shown: only a full build can tell of them."""

    @property
    def behind(self) -> bool:
        """True where something is left to do in idle time."""
        return bool(self._stale or self._unchecked)

    def load(self) -> Base:
        """The whole base, read anew; until `show()` nothing is shown. Raises as atlas.base.load_base does."""
        with self._lock:
            self._shown, self._unchecked, self.faulty = None, None, False
            return load_base(self._root, self._reader)

    def show(self, shown: Shown) -> None:
        """A full build without errors has ended: from now on changes may be taken up one by one."""
        with self._lock:
            # What lives as long as the preview need not be looked through again at every turn.
            gc.unfreeze()
            gc.collect()
            gc.freeze()
            self._shown, self._stale = shown, set()
            self._pages = addresses(shown.site)
            self._assets = frozenset(asset.path for asset in assets(self._root, shown.site))

    def renew(self) -> bool:
        """Take up changed, new and deleted records; False where only a full build can show what has become."""
        with self._lock:
            if self._shown is None:
                return False
            before = self._shown.site
            kb, issues, changed = self._reader.renew()
            base = Base(self._root, kb, tuple(issues))
            if not changed:
                return True
            if base.errors:
                return False
            self._saved |= {kb.file(*key) for key in changed if key in kb.documents}
            if all(_leads(before.kb, key) == _leads(kb, key) for key in changed):
                # Whatever pages look up is there: rules may wait until nobody does.
                self._unchecked = base
                self._swap(before.renewed(kb, before.issues))
                return True
            base = checked(base)
            if base.errors:
                return False
            self._unchecked = None
            self._swap(before.renewed(kb, base.issues))
            self._tell(base)
            return True

    def _tell(self, base: Base) -> None:
        self.warnings += [issue for issue in base.of_level(Level.WARNING) if issue.file in self._saved]
        self._saved.clear()

    def _swap(self, site: Site) -> None:
        assert self._shown
        pages = addresses(site)
        for address in self._pages.keys() - pages.keys():
            (self._shown.target / address / "index.html").unlink(missing_ok=True)
        self._shown = replace(self._shown, site=site)
        self._pages = pages
        self._stale = {*pages, *self._assets}

    def page(self, address: str) -> bytes | None:
        """The file of a page as it is now; None where the address is no page of ours, or none can be had."""
        with self._lock:
            if self._shown is None or address not in self._pages:
                return None
            if address in self._stale:
                self._make(self._shown, address)
            return (self._shown.target / address / "index.html").read_bytes()

    def refresh(self, address: str) -> None:
        """Bring a file that is no page up to date, if it is ours."""
        with self._lock:
            if self._shown and address in self._assets and address in self._stale:
                self._write_assets(self._shown)

    def idle(self) -> Iterator[None]:
        """Everything that is left to do, step by step; may be left between steps."""
        if self._unchecked:
            yield from self._check(self._unchecked)
        for address in sorted(self._stale & self._pages.keys()):
            with self._lock:
                if self._shown is None or self.faulty:
                    return
                if address in self._stale:
                    self._make(self._shown, address)
            yield
        with self._lock:
            if self._shown and not self.faulty and self._stale:
                self._write_assets(self._shown)
                self._shown.index(self._shown.site)

    def _check(self, base: Base) -> Iterator[None]:
        found: list[Issue] = []
        for more in findings(base.kb):
            found += more
            yield
        with self._lock:
            if self._unchecked is not base or self._shown is None:
                return
            self._unchecked = None
            base = with_findings(base, found)
            self.faulty = bool(base.errors)
            self._tell(base)
            if not self.faulty and base.issues != self._shown.site.issues:
                self._shown.site.issues = base.issues
                self._stale |= {address for address, (kind, _) in self._pages.items() if kind.name not in LEAF_KINDS}

    def _make(self, shown: Shown, address: str) -> None:
        kind, id = self._pages[address]
        write(shown.target / address / "index.html", shown.framed(kind.page(shown.site, id)))
        self._stale.discard(address)

    def _write_assets(self, shown: Shown) -> None:
        for asset in assets(self._root, shown.site):
            write(shown.target / asset.path, asset.content)
        write_sitemap(shown.target, shown.site, shown.others)
        self._stale -= self._assets


def _leads(kb: KnowledgeBase, key: tuple[RecordKind, str]) -> object:
    """All that a record and its story refer to, None where there is no record."""
    record = kb.of_kind(key[0]).get(key[1])
    if record is None:
        return None
    body = kb.bodies.get(key)
    return list(references(record)), body.mentions if body else ()
