"""tools/make_venv.sh says in words why it cannot set up .venv; here with make-believe Pythons on PATH."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "tools" / "make_venv.sh"
OLD = 'case "$*" in *version*) echo "Python 3.9.2";; esac; [ "$1" = --version ]'
# Makes nothing, and says so.
WHOLE = 'case "$2" in *python_version*) echo 3.12.9;; esac; case "$*" in *"-m venv"*) echo "$0" >&2; exit 7;; esac'
WITHOUT_VENV = 'case "$2" in *ensurepip*) exit 1;; *python_version*) echo 3.11.2;; esac'

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run a copy of the script with nothing on PATH but what it is given and three tools of the system."""
    programs = tmp_path / "bin"
    programs.mkdir()
    for tool in ("dirname", "cat", "rm"):
        real = shutil.which(tool, path="/usr/bin:/bin")
        assert real
        (programs / tool).symlink_to(real)
    script = tmp_path / "project" / "tools" / SCRIPT.name
    script.parent.mkdir(parents=True)
    shutil.copy(SCRIPT, script)

    def run(python: str = "", pythons: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        for name, text in (pythons or {}).items():
            (programs / name).write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
            (programs / name).chmod(0o755)
        system = str(programs / "system" if "system" in (pythons or {}) else programs / "none")
        asked = python.replace("BIN", str(programs))
        environment = {"PATH": str(programs), "PYTHON": asked, "SYSTEM_PYTHON": system}
        return subprocess.run(
            ["/bin/sh", script], env=environment, capture_output=True, text=True, check=False, cwd=tmp_path
        )

    return run


def test_no_python_at_all(run: Run) -> None:
    done = run()
    assert done.returncode == 1
    assert done.stderr.startswith("This needs Python 3.11 or newer, and none was found.\n")
    for system in ("Debian, Ubuntu:", "Fedora:", "macOS:"):
        assert system in done.stderr
    assert "not found" not in done.stderr


def test_a_python_too_old_is_named(run: Run) -> None:
    done = run(pythons={"python3": OLD})
    assert done.returncode == 1
    assert "The python3 here is Python 3.9.2." in done.stderr


def test_the_one_asked_for_is_too_old(run: Run) -> None:
    done = run("BIN/mine", {"mine": OLD, "python3": WITHOUT_VENV})
    assert done.returncode == 1
    assert done.stderr.splitlines()[0].endswith("/bin/mine is not a Python 3.11 or newer.")


def test_a_newer_one_under_another_name_is_found_and_its_missing_part_told(run: Run) -> None:
    done = run(pythons={"python3": OLD, "python3.12": WITHOUT_VENV})
    assert done.returncode == 1
    assert done.stderr.startswith("Python 3.11.2 lacks its 'venv' part")
    assert "sudo apt-get install python3-venv   (or python3.11-venv)" in done.stderr


@pytest.mark.parametrize(
    ("pythons", "taken"),
    [
        ({"system": WHOLE, "python3": WHOLE}, "system"),
        ({"system": OLD, "python3": WHOLE}, "python3"),
        ({"system": WITHOUT_VENV, "python3": OLD, "python3.13": WHOLE}, "python3.13"),
        ({"python3": WHOLE, "python3.14": WHOLE}, "python3"),
    ],
)
def test_the_systems_python_comes_first_where_it_is_new_enough_and_whole(
    run: Run, pythons: dict[str, str], taken: str
) -> None:
    done = run(pythons=pythons)
    assert (done.returncode, Path(done.stderr.strip()).name) == (7, taken)


def test_nothing_is_left_behind(run: Run, tmp_path: Path) -> None:
    run(pythons={"python3": WITHOUT_VENV})
    assert [path.name for path in (tmp_path / "project").iterdir()] == ["tools"]
