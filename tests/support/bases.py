"""Bases to try things on: the project's own, copies of it, and small ones written for a test."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path

from atlas.base import Base, read
from atlas.model import KINDS

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = tuple(kind.folder for kind in KINDS.values())


@cache
def real() -> Base:
    """The project's own base, read once for the whole run."""
    return read(ROOT)


def copy(target: Path, *more: str) -> Path:
    """The project's records and lists in another folder, and what else of the project is named."""
    target.mkdir(parents=True, exist_ok=True)
    for name in (*FOLDERS, "vocabularies", "exceptions.yml", *more):
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, target / name, ignore=shutil.ignore_patterns("__pycache__"))
        elif source.exists():
            shutil.copy(source, target / name)
    return target


def write(target: Path, files: dict[str, str]) -> Path:
    """A base with the project's lists and these files; where there is text before the first, it is put as it is."""
    if not (target / "vocabularies").exists():
        shutil.copytree(ROOT / "vocabularies", target / "vocabularies")
    (target / "practices").mkdir(exist_ok=True)
    for name, text in files.items():
        file = target / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return target


def project(target: Path, files: dict[str, str]) -> Path:
    """A base of these files with the project's settings, hooks and theme parts.

    The written pages have their names only: what they say links to records that are not in this base.
    """
    write(target, files)
    for name in ("hooks", "overrides"):
        shutil.copytree(ROOT / name, target / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "mkdocs.yml", target)
    for path in (ROOT / "docs").rglob("*.md"):
        page = target / path.relative_to(ROOT)
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(f"# {path.stem}\n\nWords.\n", encoding="utf-8")
    return target


def good(target: Path, files: dict[str, str]) -> Base:
    """The base of these files; a test that means to write good records is told at once where it did not."""
    base = read(write(target, files))
    assert not base.errors, base.errors
    return base


def city(name: str, country: str = "PL", *more: str) -> str:
    """The facts of a city."""
    return "\n".join([f"name: {name}", "kind: city", f"country: {country}", *more, ""])


def practice(title: str, cities: str, *more: str, story: str = "What it was.") -> str:
    """A practice with the least that is asked for."""
    facts = [
        f"title: {title}",
        "tagline: What it is in one line",
        "kind: good-practice",
        f"cities: [{cities}]",
        "themes: [public-procurement]" if not any(line.startswith("themes:") for line in more) else "",
        "period: {start: 2013}",
        "status: {value: ongoing}",
        "sources: [{id: s, title: Report, publisher: Town hall, url: 'https://example.org/report'}]",
        "added: 2026-01-02",
        *more,
    ]
    return "\n".join(["---", *filter(None, facts), "---", "## Summary", "", story, ""])


def network(name: str, *more: str) -> str:
    """A network."""
    source = "sources: [{id: s, title: Page, publisher: Programme, url: 'https://example.org/page'}]"
    kind = [] if any(line.startswith("kind:") for line in more) else ["kind: transfer-network"]
    return "\n".join([f"name: {name}", *kind, source, *more, ""])


def transfer(practice: str, adopter: str, *more: str, story: str = "") -> str:
    """A transfer's file."""
    facts = [
        f"practice: {practice}",
        f"adopter: {adopter}",
        "sources: [{id: s, title: Story, publisher: City, url: 'https://example.org/story'}]",
        *([] if any(line.startswith("stage:") for line in more) else ["stage: adapt"]),
        *more,
    ]
    return "\n".join(["---", *facts, "---", story, ""])


def event(title: str, *more: str) -> str:
    """An event."""
    source = "sources: [{id: s, title: Page, publisher: Programme, url: 'https://example.org/page'}]"
    kind = [] if any(line.startswith("kind:") for line in more) else ["kind: meeting"]
    return "\n".join([f"title: {title}", *kind, source, *more, ""])


def buyers() -> dict[str, str]:
    """A base with a record of every kind, fictitious and without a fault: its files."""
    return {
        "practices/fair.md": practice("Fair buying", "ada"),
        "practices/kind.md": practice("Kind buying", "bela", "related: [fair]", "themes: [food]"),
        "cities/ada.yml": city("Ada", "RS", "location: {lat: 45.8, lon: 20.1}"),
        "cities/bela.yml": city("Bela", "SK", "location: {lat: 48.7, lon: 18.9}"),
        "cities/cela.yml": city("Cela", "AL"),
        "networks/buyers.yml": network(
            "Buyers", "practice: fair", "lead: ada", "partners: [{city: bela, role: adopter}]"
        ),
        "transfers/kind--cela.md": transfer("kind", "cela", story="How it went, in [Ada](../cities/ada.yml)."),
        "events/fair-day.yml": event("Fair day", "date: 2026-01-01", "cities: [ada]", "practices: [fair]"),
    }
