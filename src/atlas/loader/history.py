"""What git knows: when each file last changed, and the day that counts as today.

Nothing else in the library reads a clock, so that the same commit always gives the same bytes.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable
from pathlib import Path

from pydantic_core import PydanticCustomError

from atlas.model.values import PartialDate

_NEW_COMMIT = "\x1e"


class BadToday(ValueError):
    """ATLAS_TODAY holds no date."""


def _git(root: Path, *arguments: str) -> str:
    """What git prints, or nothing where there is no git or no repository."""
    command = ["git", "-c", "core.quotePath=false", "-C", str(root), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else ""


def last_changes(root: Path, folders: Iterable[str]) -> dict[str, PartialDate]:
    """The date of the last commit of each file below `folders`, by its path relative to `root`."""
    changed: dict[str, PartialDate] = {}
    log = _git(root, "log", "--relative", f"--format={_NEW_COMMIT}%cs", "--name-only", "--no-renames", "--", *folders)
    for commit in log.split(_NEW_COMMIT)[1:]:
        day, *files = commit.split("\n")
        date = PartialDate.parse(day)
        for file in filter(None, files):
            changed.setdefault(file, date)
    return changed


def today(root: Path) -> PartialDate | None:
    """`ATLAS_TODAY`, else the day of the last commit; None for a base without git.

    Raises BadToday where ATLAS_TODAY is no full date.
    """
    given = os.environ.get("ATLAS_TODAY")
    if given:
        try:
            date = PartialDate.parse(given)
        except PydanticCustomError as error:
            raise BadToday(given) from error
        if date.day is None:
            raise BadToday(given)
        return date
    day = _git(root, "log", "-1", "--format=%cs").strip()
    return PartialDate.parse(day) if day else None
