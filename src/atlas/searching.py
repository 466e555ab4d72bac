"""Index the finished pages, so that readers can search them: calls Pagefind and adds the words for misspelt queries.

What is indexed, and what a result shows, is decided where pages are marked (`atlas.pages.searchable`). Readers get
the index from the site itself, and only when they open search.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from atlas.countries import COUNTRIES
from atlas.pages import Site
from atlas.progress import Progress
from atlas.vocabulary import fold

FOLDER = "pagefind"
WORDS = "words.txt"
# What says nothing about a page, or stands on every page: a page is not found by it, an excerpt does not show it.
LEFT_OUT = (
    "h2",
    "svg",
    "figure",
    "caption",
    "thead",
    "dt",
    "sup",
    ".atlas-kicker",
    ".atlas-facts small",
    ".atlas-absent",
    ".atlas-fate-none",
    ".atlas-record",
)
# An eighth of Pagefind's default: a query fetches a chunk or two for each of its words, so their size is what a reader
# waits for.
_CHUNK = {"PAGEFIND_UNSTABLE_INDEX_CHUNK_SIZE": "2500"}
# Pagefind brings interfaces of its own, which our pages never ask for.
_UNUSED = ("*.css", "*-ui.js", "pagefind-highlight.js", "pagefind-worker.js", "wasm.unknown.pagefind")
_WORD = re.compile(r"[^\W\d_]{4,}")


class NotIndexed(Exception):
    """Pagefind is not installed, or failed; the message says what it said."""


def words(site: Site) -> list[str]:
    """The words of all names, titles and taglines, each once: what a misspelt query may have meant.

    Ordered by how they are typed without accents; of spellings that fold to the same the first in the base is kept.
    """
    known: dict[str, str] = {}
    for text in _names(site):
        for word in _WORD.findall(text):
            known.setdefault(fold(word), word)
    return [known[key] for key in sorted(known)]


def _names(site: Site) -> Iterator[str]:
    kb = site.kb
    for city in kb.cities.values():
        yield from (city.name, city.local_name or "", *city.other_names, COUNTRIES[city.country].name)
    for theme in kb.themes:
        yield from (theme.label.lower(), theme.definition.lower())
    for practice in kb.practices.values():
        yield from (practice.title.lower(), practice.tagline.lower())
    for network in kb.networks.values():
        yield from (network.name, network.tagline or "")
    yield from (event.title for event in kb.events.values())


def index(site: Path, known: Iterable[str]) -> None:
    """Index the finished site in the folder `site`; `known` is what `words()` gives. Raises NotIndexed."""
    target = site.resolve() / FOLDER
    shutil.rmtree(target, ignore_errors=True)
    process = _start(site.resolve(), target)
    progress = Progress("Indexing the pages for search")
    said: str | None = None
    while said is None:
        try:
            said, _ = process.communicate(timeout=0.5)
        except subprocess.TimeoutExpired:
            progress.waiting()
    progress.end()
    _end(process, said, target, known)


def _start(site: Path, target: Path) -> subprocess.Popen[str]:
    # Imported here since nothing but a build needs it.
    from pagefind.service import get_executable

    program = get_executable()
    if program is None:
        raise NotIndexed("Pagefind is not installed: `make` installs what requirements.txt names")
    options = ["--site", str(site), "--output-path", str(target), "--exclude-selectors", ", ".join(LEFT_OUT)]
    return subprocess.Popen(
        [program, *options, "--force-language", "en", "--quiet"],
        cwd=site,
        env={**os.environ, **_CHUNK},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )


def _end(process: subprocess.Popen[str], said: str, target: Path, known: Iterable[str]) -> None:
    if process.returncode:
        raise NotIndexed(f"Pagefind ended with code {process.returncode}: {said.strip()}")
    for pattern in _UNUSED:
        for file in target.glob(pattern):
            file.unlink()
    (target / WORDS).write_text("\n".join(known), encoding="utf-8")


class Background:
    """The index of a preview: made anew behind the reader's back, while the old one stays in place.

    It lives outside the previewed site, which is cleaned at every change, and is linked into it.
    """

    def __init__(self, failed: Callable[[str], None]) -> None:
        """`failed` is called with the words of a failure, in another thread."""
        self._failed = failed
        self._folder = Path(tempfile.mkdtemp(prefix="atlas-search-"))
        self._process: subprocess.Popen[str] | None = None
        self._turn = 0

    def renew(self, site: Path, known: Iterable[str]) -> None:
        """Begin to index `site`; what was begun before is given up. Returns at once."""
        self._stop()
        target = self._folder / str(self._turn)
        try:
            self._process = _start(site, target)
        except NotIndexed as error:
            self._failed(str(error))
            return
        threading.Thread(target=self._finish, args=(self._process, site, target, list(known)), daemon=True).start()

    def close(self) -> None:
        """Stop, and remove all indexes."""
        self._stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _stop(self) -> None:
        self._turn += 1
        if self._process and self._process.poll() is None:
            self._process.kill()

    def _finish(self, process: subprocess.Popen[str], site: Path, target: Path, known: list[str]) -> None:
        try:
            _end(process, process.communicate()[0], target, known)
        except (NotIndexed, OSError) as error:
            # Ctrl-C ends all programs of a terminal, this one perhaps before us.
            if target.name == str(self._turn) and process.returncode != -signal.SIGINT:
                self._failed(str(error))
            return
        if target.name != str(self._turn):
            return
        link = site / FOLDER
        old = link.resolve() if link.is_symlink() else None
        new = site / f".{FOLDER}"
        new.symlink_to(target, target_is_directory=True)
        new.replace(link)
        if old:
            shutil.rmtree(old, ignore_errors=True)


def indexing(target: Path, background: Background | None, *, wanted: bool) -> Callable[[Site], None]:
    """What indexes the finished site in `target`: at once, or in the background where there is one; raises NotIndexed.

    Where no index is wanted, it does nothing.
    """
    if not wanted:
        return lambda site: None
    if background:
        return lambda site: background.renew(target, words(site))
    return lambda site: index(target, words(site))
