"""The index of a preview: made in the background, and the old one stays while pages change."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from mkdocs.utils import clean_directory

from atlas.searching import FOLDER, Background


def write(site: Path, words: str) -> None:
    site.mkdir(exist_ok=True)
    (site / "index.html").write_text(f"<!doctype html><html lang=en><main data-pagefind-body>{words}</main>")


def until(true: Callable[[], object]) -> None:
    end = time.monotonic() + 30
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


def current(site: Path) -> str:
    """Which index readers get; empty where there is none."""
    file = site / FOLDER / "pagefind-entry.json"
    return json.loads(file.read_text())["languages"]["en"]["hash"] if file.exists() else ""


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def background(said: list[str]) -> Iterator[Background]:
    made = Background(said.append)
    yield made
    made.close()


def test_it_returns_before_the_index_is_there(tmp_path: Path, background: Background) -> None:
    write(tmp_path / "site", "first")
    background.renew(tmp_path / "site", ["first"])
    until(lambda: current(tmp_path / "site"))
    assert (tmp_path / "site" / FOLDER / "words.txt").read_text() == "first"


def test_the_old_index_stays_until_the_new_one_is_there(tmp_path: Path, background: Background) -> None:
    site = tmp_path / "site"
    write(site, "first")
    background.renew(site, [])
    until(lambda: current(site))
    old = current(site)
    clean_directory(str(site))
    write(site, "second")
    assert current(site) == old
    background.renew(site, [])
    until(lambda: current(site) not in ("", old))


def test_only_the_last_of_many_changes_counts(tmp_path: Path, background: Background, said: list[str]) -> None:
    site = tmp_path / "site"
    write(site, "word")
    for turn in range(5):
        background.renew(site, [f"turn{turn}"])
    until(lambda: current(site))
    assert (site / FOLDER / "words.txt").read_text() == "turn4"
    assert said == []


def test_a_failure_is_told_and_leaves_the_old_index(tmp_path: Path, background: Background, said: list[str]) -> None:
    site = tmp_path / "site"
    write(site, "word")
    background.renew(site, [])
    until(lambda: current(site))
    old = current(site)
    (site / "index.html").unlink()
    background.renew(site, [])
    until(lambda: said)
    assert current(site) == old


def test_nothing_is_left_behind(tmp_path: Path, said: list[str]) -> None:
    background = Background(said.append)
    site = tmp_path / "site"
    write(site, "word")
    background.renew(site, [])
    until(lambda: current(site))
    kept = (site / FOLDER).resolve()
    background.close()
    assert not kept.exists()
    assert not kept.parent.exists()
