"""requirements.txt fixes every package, names no address, and holds what pyproject.toml asks for."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[2]
LOCK = (ROOT / "requirements.txt").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
ENTRIES = re.findall(r"^([a-z][^\s;]*)(?: ;[^\n]*?)?((?: \\\n    --hash=sha256:[0-9a-f]{64})+)$", LOCK, re.MULTILINE)
WANTED = [
    Requirement(line)
    for line in (
        *PROJECT["project"]["dependencies"],
        *PROJECT["dependency-groups"]["dev"],
        *PROJECT["build-system"]["requires"],
    )
]


def locked() -> dict[str, list[Version]]:
    """Each package and its versions; a package has two where an old Python needs another one."""
    found: dict[str, list[Version]] = {}
    for entry, _ in ENTRIES:
        name, _, version = entry.partition("==")
        found.setdefault(canonicalize_name(name), []).append(Version(version))
    return found


def test_no_address() -> None:
    assert "http" not in LOCK
    assert "index-url" not in LOCK
    assert "find-links" not in LOCK


def test_every_package_has_one_version_and_hashes() -> None:
    starts = re.findall(r"^[A-Za-z][^\n]*", LOCK, re.MULTILINE)
    assert len(starts) == len(ENTRIES)
    assert all("==" in entry for entry, _ in ENTRIES)


@pytest.mark.parametrize("wanted", WANTED, ids=str)
def test_the_lock_is_in_step_with_the_project(wanted: Requirement) -> None:
    versions = locked().get(canonicalize_name(wanted.name), [])
    assert versions, f"{wanted.name} is not in requirements.txt: run `make lock`"
    assert all(wanted.specifier.contains(version) for version in versions)
