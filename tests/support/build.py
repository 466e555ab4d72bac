"""Building the site as people do: MkDocs as a program of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from support.bases import ROOT
from support.web import Site

EDIT_URI = "https://example.org/owner/practice-atlas/edit/main/"


def environment(**more: str) -> dict[str, str]:
    """The environment for a build that does not hang on the day, nor on what the caller has set."""
    kept = {key: value for key, value in os.environ.items() if key not in ("SITE_URL", "EDIT_URI", "SOURCE_DATE_EPOCH")}
    return {**kept, "NO_MKDOCS_2_WARNING": "1", "EDIT_URI": EDIT_URI, **more}


def mkdocs(*arguments: str, cwd: Path = ROOT, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run MkDocs to its end."""
    command = [sys.executable, "-m", "mkdocs", *arguments]
    return subprocess.run(
        command, cwd=cwd, env=environment(**variables), capture_output=True, text=True, encoding="utf-8", timeout=120
    )


def build(target: Path, *arguments: str, cwd: Path = ROOT, **variables: str) -> str:
    """Build strictly into `target`; what MkDocs said. A build that fails fails the test with MkDocs' words."""
    done = mkdocs("build", "--strict", "-d", str(target), *arguments, cwd=cwd, **variables)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


_built: list[Site] = []


def real_site(folders: pytest.TempPathFactory) -> Site:
    """The project's own site, built once for the whole run, whoever asks first."""
    if not _built:
        folder = folders.mktemp("real") / "practice-atlas"
        build(folder)
        _built.append(Site(folder))
    return _built[0]
