"""The rooms of src/atlas: who may know whom. A module imports only from rooms that stand above its own."""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.bases import ROOT
from support.web import none_of

SOURCE = ROOT / "src" / "atlas"
# From what knows nothing to what knows all. A new room is put where it belongs: above all that use it.
ORDER = (
    "issues",  # what a fault is
    "documents",  # bytes → values with positions
    "vocabulary",  # closed lists, near matches
    "countries",  # codes and English names; folds names as vocabulary does
    "paths",  # addresses; those of countries are made of their names
    "model",  # records; a city's country and a field's term are checked as they are read
    "prose",  # stories → safe HTML, with links to addresses of records
    "progress",  # what a person at a terminal sees of a long wait
    "workers",  # jobs shared between two processes
    "loader",  # files → knowledge base
    "checks",  # rules across records
    "relations",  # what follows from records
    "indexes",  # grouping, facets, coverage, freshness
    "maps",  # places and arcs → SVG; knows no records
    "compiled",  # templates, compiled
    "direct",  # how templates are turned into Python
    "render",  # the template environment
    "exports",  # records and relations → data files, in the words that pages use
    "pages",  # records → pages; the reference page of fields asks the loader what a field is
    "generate",  # pages → files
    "frames",  # what a site generator puts around pages, filled
    "leaves",  # the pages of single records, filled into frames by two processes
    "searching",  # finished pages → search index
    "reference",  # schemas
    "base",  # load and check in one; where commands and hooks start
    "kept",  # what a build leaves for the next one; brings a finished site up to date where little changed
    "preview",  # what a saved file puts out of date, made anew when looked at
    "cli",  # the command
)
PURE = ("model", "vocabulary", "paths", "prose", "checks", "relations", "render", "exports", "pages", "maps")
# About 300; a little over is a reason to look, not to fail.
LONGEST = 330


def modules() -> list[Path]:
    return sorted(SOURCE.rglob("*.py"))


def room_of(path: Path) -> str:
    return path.relative_to(SOURCE).with_suffix("").parts[0]


def imported(path: Path) -> Iterator[str]:
    """The dotted names that a module imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports by dots; write the name in full"
            module = node.module or ""
            yield from (f"{module}.{alias.name}" for alias in node.names) if module == "atlas" else [module]


def test_every_room_has_its_place_in_the_order() -> None:
    rooms = {room_of(path) for path in modules()} - {"__init__"}
    assert rooms - set(ORDER) == set(), "a new room: put it into ORDER"
    assert set(ORDER) - rooms == set(), "a room is gone: take it out of ORDER"


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_a_module_imports_only_from_rooms_above_its_own(path: Path) -> None:
    own = room_of(path)
    above = set(ORDER[: ORDER.index(own)]) if own in ORDER else set()
    used = {name.split(".")[1] for name in imported(path) if name.startswith("atlas.")}
    assert used - above - {own} == set()


def test_maps_know_no_records() -> None:
    used = {name for path in modules() if room_of(path) == "maps" for name in imported(path)}
    assert {name for name in used if name.startswith("atlas.") and not name.startswith("atlas.maps")} == set()


def test_only_reading_rooms_touch_files() -> None:
    """Relations, maps, pages and rules work on what was read: no file, no process, no clock, no network."""
    asked = {"subprocess", "socket", "urllib.request", "http", "time", "datetime", "random", "requests", "tempfile"}
    faults = []
    for path in modules():
        if room_of(path) in PURE:
            faults += [f"{path.name}: {name}" for name in imported(path) if name in asked]
    none_of(faults)


def test_the_library_does_not_know_the_site_generator() -> None:
    none_of(
        f"{path.relative_to(ROOT)}: {name}"
        for path in modules()
        for name in imported(path)
        if name.split(".")[0] in ("mkdocs", "material", "markdown", "pymdownx", "zensical")
    )


def test_templates_do_not_know_the_site_generator() -> None:
    for path in SOURCE.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert "mkdocs" not in text.casefold() and "md-" not in text, path.name


def code_lines(path: Path) -> int:
    """Lines with code: without blank ones, comments and docstrings."""
    source = path.read_text(encoding="utf-8")
    lines: set[int] = set()
    before = tokenize.INDENT
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type in (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT):
            before = token.type if token.type != tokenize.COMMENT else before
            continue
        docstring = token.type == tokenize.STRING and before in (tokenize.INDENT, tokenize.NEWLINE, tokenize.NL)
        if not docstring and token.type != tokenize.ENDMARKER:
            lines.update(range(token.start[0], token.end[0] + 1))
        before = token.type
    return len(lines)


def test_hooks_are_thin() -> None:
    """Events, theme and server, a module each, do what only MkDocs' own objects can; all else is the library's."""
    none_of(
        f"hooks/{path.name} has {count} lines of code"
        for path in (ROOT / "hooks").rglob("*.py")
        if (count := code_lines(path)) >= 150
    )


def test_modules_stay_readable_in_one_go() -> None:
    none_of(
        f"{path.relative_to(ROOT)} has {count} lines of code"
        for path in [*modules(), *(ROOT / "hooks").glob("*.py")]
        if (count := code_lines(path)) > LONGEST
    )


def test_functions_stay_small() -> None:
    """Sixty lines are a screenful; most are under twenty."""
    long = []
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.end_lineno and node.end_lineno - node.lineno >= 60:
                long.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name}")
    none_of(long)
