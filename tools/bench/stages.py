"""Where the time of a build goes: each stage by itself, in one process, beside the floor that no design gets under."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

_IMPORTS = {
    "start of Python": "",
    "import of MkDocs": "import mkdocs.commands.build",
    "import of ours": "import atlas.leaves, atlas.searching, atlas.base",
}


class Stages:
    """Milliseconds by stage, in the order in which they were measured."""

    def __init__(self) -> None:
        self.rows: list[tuple[str, int, float]] = []

    @contextmanager
    def of(self, what: str, number: int) -> Iterator[None]:
        """Measure a stage that handles so many things."""
        started = time.perf_counter()
        yield
        self.rows.append((what, number, 1000 * (time.perf_counter() - started)))


def _started(code: str) -> float:
    """Milliseconds of a Python that does no more than that; the best of five."""

    def once() -> float:
        started = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True)
        return 1000 * (time.perf_counter() - started)

    return min(once() for _ in range(5))


def measure(folder: Path) -> Stages:
    """Every stage of a build of the base in `folder`."""
    os.environ["ATLAS_WORKERS"] = "1"
    gc.disable()
    from atlas.base import checked, load_base
    from atlas.exports import exports
    from atlas.pages import KINDS, Site

    stages = Stages()
    idle = _started("")
    stages.rows.append(("start of Python", 1, idle))
    stages.rows += [(what, 1, _started(code) - idle) for what, code in _IMPORTS.items() if code]
    files = [path for path in folder.rglob("*") if path.suffix in (".md", ".yml")]
    with stages.of("floor: look at files and read them", len(files)):
        for path in files:
            path.stat()
            path.read_bytes()
    with stages.of("read records", len(files)):
        base = load_base(folder)
    with stages.of("check across records", len(files)):
        base = checked(base)
    site = Site(base.kb, base.issues)
    written: list[tuple[Path, bytes]] = []
    for kind in KINDS:
        ids = kind.ids(site)
        with stages.of(f"pages: {kind.name}", len(ids)):
            pages = [kind.page(site, id) for id in ids]
        written += [(folder / "floor" / page.address / "index.html", page.content.encode()) for page in pages]
    with stages.of("files for those who take the data", 1):
        for export in exports(site.edition):
            export.content()
    with stages.of("floor: write pages", len(written)):
        for file, content in written:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
    return stages


def report(folder: Path, records: int, say: Callable[[str], None] = print) -> None:
    """Print the table of stages."""
    rows = measure(folder).rows
    say(f"\n| Stage, {records:,} practices, one process | Number | ms | ms each |\n| --- | ---: | ---: | ---: |")
    for what, number, spent in rows:
        say(f"| {what} | {number:,} | {spent:.0f} | {spent / max(number, 1):.2f} |")
    say(f"| all of it | | {sum(spent for what, _, spent in rows if not what.startswith('floor')):.0f} | |")
