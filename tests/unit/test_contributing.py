"""CONTRIBUTING.md tells editors the truth: its examples are good records, its messages are the real ones."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from atlas.base import read
from atlas.issues import Level, as_text
from support import bases

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
RECORD = "practices/preston-spend-analysis.md"
TRANSFER = "transfers/preston-spend-analysis--koszalin.md"
# What to do to the example so that it has the faults whose messages the guide shows.
MISTAKES = {
    "kind: good-practice": "kind: best-practice",
    "value: 28": "value: 28 %",
    "## The problem": "## Problem",
}


def block(language: str, number: int = 0) -> str:
    """A block of that language in the guide."""
    found = re.findall(rf"^```{language}\n(.*?)^```$", GUIDE, re.DOTALL | re.MULTILINE)
    assert len(found) > number, f"CONTRIBUTING.md shows no {language}"
    return str(found[number])


@pytest.fixture
def base(tmp_path: Path, today: str) -> Path:
    """A base that holds what the examples refer to, and room for them."""
    for id in ("preston", "koszalin"):
        bases.write(tmp_path, {f"cities/{id}.yml": bases.city(id.title(), "GB" if id == "preston" else "PL")})
    members = "partners: [{city: koszalin, role: adopter}]"
    network = bases.network("Spend", "practice: preston-spend-analysis", "lead: preston", members)
    return bases.write(tmp_path, {"networks/making-spend-matter.yml": network})


def faults(base: Path, file: str, text: str) -> str:
    """The errors and warnings that an example's file gets."""
    bases.write(base, {RECORD: block("yaml"), file: text})
    return as_text(issue for issue in read(base).issues if issue.file == file and issue.level is not Level.NOTE)


def test_the_examples_are_good_records(base: Path) -> None:
    assert faults(base, RECORD, block("yaml")) == ""
    assert faults(base, TRANSFER, block("yaml", 1)) == ""


def test_the_messages_are_the_real_ones(base: Path) -> None:
    text = block("yaml")
    for right, wrong in MISTAKES.items():
        assert text.count(right) == 1
        text = text.replace(right, wrong)
    assert faults(base, RECORD, text) == block("text")


def test_the_files_it_links_to_exist() -> None:
    for target in re.findall(r"\]\(\.\./([a-z]+/[a-z0-9-]+\.(?:yml|md))\)", GUIDE):
        assert (ROOT / target).is_file(), target
