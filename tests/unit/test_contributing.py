"""CONTRIBUTING.md tells editors the truth: its example is a good record, its messages are the real ones."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from atlas.base import read
from atlas.issues import as_text

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
RECORD = "practices/preston-spend-analysis.md"
# What to do to the example so that it has the faults whose messages the guide shows.
MISTAKES = {
    "kind: good-practice": "kind: best-practice",
    "value: 28": "value: 28 %",
    "## The problem": "## Problem",
}


def block(language: str) -> str:
    """The first block of that language in the guide."""
    found = re.search(rf"^```{language}\n(.*?)^```$", GUIDE, re.DOTALL | re.MULTILINE)
    assert found, f"CONTRIBUTING.md shows no {language}"
    return found[1]


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """A base that holds what the example refers to, and room for it."""
    shutil.copytree(ROOT / "vocabularies", tmp_path / "vocabularies")
    for folder in ("practices", "cities", "networks", "transfers", "events"):
        (tmp_path / folder).mkdir()
    shutil.copy(ROOT / "cities" / "preston.yml", tmp_path / "cities")
    return tmp_path


def errors(base: Path, text: str) -> str:
    """The errors that the example's file gets."""
    (base / RECORD).write_text(text, encoding="utf-8")
    return as_text(issue for issue in read(base).errors if issue.file == RECORD)


def test_the_example_is_a_good_record(base: Path) -> None:
    assert errors(base, block("yaml")) == ""


def test_the_messages_are_the_real_ones(base: Path) -> None:
    text = block("yaml")
    for right, wrong in MISTAKES.items():
        assert text.count(right) == 1
        text = text.replace(right, wrong)
    assert errors(base, text) == block("text")


def test_the_files_it_links_to_exist() -> None:
    for target in re.findall(r"\]\(\.\./([a-z]+/[a-z0-9-]+\.(?:yml|md))\)", GUIDE):
        assert (ROOT / target).is_file(), target
