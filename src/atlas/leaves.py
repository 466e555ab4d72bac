"""Make the pages of single records, themes and countries and write them into a site, filled into frames.

With them the files that the site publishes as they are: some take as long as a hundred pages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from atlas import paths
from atlas.frames import Frame
from atlas.generate import assets, sitemap
from atlas.model import KINDS as RECORD_KINDS
from atlas.pages import KINDS, Page, Site
from atlas.workers import Shared

Leaf = tuple[str, str]
"""The name of a page kind and an id."""

LEAF_KINDS = {kind.name: kind for kind in KINDS if kind.name in paths.FOLDERS}


def leaves(site: Site) -> list[Leaf]:
    """All pages of single records, themes and countries."""
    return [(name, id) for name, kind in LEAF_KINDS.items() for id in kind.ids(site)]


def leaf_addresses(site: Site) -> dict[str, str]:
    """The address of every leaf page, with the day of its record's last change where git knows it (ISO), else ``."""
    return {LEAF_KINDS[name].address(id): _changed(site, name, id) for name, id in leaves(site)}


def _changed(site: Site, name: str, id: str) -> str:
    key = next(((kind, id) for kind in RECORD_KINDS if kind == name), None)
    date = site.kb.changed.get(site.kb.file(*key)) if key else None
    return date.iso if date else ""


def write_sitemap(target: Path, site: Site, others: Iterable[str]) -> None:
    """Write the map of the finished site in `target`: the leaf pages, and the addresses of all others."""
    changed = {**dict.fromkeys(others, ""), **leaf_addresses(site)}
    write(target / "sitemap.xml", sitemap(site.url, changed).encode())


_FILE, _BESIDE = "", "beside"


class Leaves:
    """The leaf pages and files of one build. Making them begins at once, in a second process where there can be one."""

    def __init__(self, root: Path, site: Site, target: Path, beside: Callable[[], None]) -> None:
        """`root` is the base; `target` the folder of the finished site: nothing is written before `frame()`.

        `beside` is other work, which either process does.
        """
        self._site, self._target, self._beside = site, target, beside
        self._assets = {asset.path: asset for asset in assets(root, site)}
        files = [(_BESIDE, ""), *((_FILE, path) for path in self._assets)]
        self._shared = Shared(files, leaves(site), self._make, self._write)

    def frame(self, frames: Mapping[str, Frame]) -> None:
        """The frames are known: pages may be written from now on."""
        self._shared.start(frames)

    def finish(self) -> None:
        """Make and write what is left; raises atlas.workers.WorkerError where the other process failed."""
        self._shared.finish()

    def give_up(self) -> None:
        """Nothing is to be written."""
        self._shared.give_up()

    def _make(self, chunk: Sequence[Leaf]) -> list[Page | tuple[str, bytes]]:
        if chunk == [(_BESIDE, "")]:
            self._beside()
            return []
        return [
            (id, self._assets[id].content) if name == _FILE else LEAF_KINDS[name].page(self._site, id)
            for name, id in chunk
        ]

    def _write(self, made: list[Page | tuple[str, bytes]], frames: Mapping[str, Frame]) -> None:
        for page in made:
            if isinstance(page, Page):
                write(self._target / page.address / "index.html", frames[page.kind].fill(page).encode())
            else:
                write(self._target / page[0], page[1])


def write(file: Path, content: bytes) -> None:
    """Write a file, with the folders that it needs."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
