"""What all tests share: a small valid base, and how hypothesis works here."""

from __future__ import annotations

import shutil
from pathlib import Path

import hypothesis
import pytest

from support.build import real_site
from support.web import Site

ROOT = Path(__file__).resolve().parents[1]
FIXTURE = ROOT / "tests" / "fixtures" / "base"
TODAY = "2026-11-22"

hypothesis.configuration.set_hypothesis_home_dir(ROOT / ".cache" / "hypothesis")
# No deadline: a busy machine is no fault. The same examples each time: a red test is red for everybody.
hypothesis.settings.register_profile("atlas", deadline=None, derandomize=True)
hypothesis.settings.load_profile("atlas")


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> str:
    """The day that counts as today: the fixture base has no faults and no notes on it."""
    monkeypatch.setenv("ATLAS_TODAY", TODAY)
    return TODAY


def copy_base(to: Path) -> Path:
    """A copy of the small valid base, with the project's vocabularies."""
    shutil.copytree(FIXTURE, to, dirs_exist_ok=True)
    shutil.copytree(ROOT / "vocabularies", to / "vocabularies")
    return to


@pytest.fixture
def base(tmp_path: Path, today: str) -> Path:
    """The folder of a small valid base: five kinds of records, fictitious, without any fault; free to be changed."""
    return copy_base(tmp_path / "base")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The real site, built strictly."""
    return real_site(tmp_path_factory)
