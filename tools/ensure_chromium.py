"""Print the path of a Chromium for the browser tests; install Debian's where that may be done.

``make test`` puts what this prints into ``ATLAS_CHROMIUM``. In this order:

1. ``ATLAS_CHROMIUM``, if it is set: it must name a program, or this fails;
2. a Chromium or Chrome on ``PATH``, or where macOS keeps its applications;
3. on Debian and its relatives, as root or with a ``sudo`` that asks for no password:
   ``apt-get install chromium``;
4. else exit code 1 and words on what to type. It is never a reason to skip a test.

Only the path goes to standard output; everything said on the way goes to standard error.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC_APPLICATIONS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
# The sandbox is wanted where the tests run as an ordinary user; the typeface where there is none at all.
DEBIAN_PACKAGES = ("chromium", "chromium-sandbox", "fonts-liberation")
OS_RELEASE = Path("/etc/os-release")

WHAT_TO_TYPE = """\
The browser tests need Chromium, and none was found. Install it, then run `make test` again:

  Debian:   sudo apt-get update && sudo apt-get install chromium
  Ubuntu:   sudo snap install chromium
  Fedora:   sudo dnf install chromium
  macOS:    brew install --cask chromium

If you have a Chromium or Chrome elsewhere, name it:  make test ATLAS_CHROMIUM=/path/to/chromium
"""


def stop(words: str) -> NoReturn:
    """End with exit code 1 after saying why on standard error."""
    print(words.rstrip(), file=sys.stderr)
    raise SystemExit(1)


def named() -> str | None:
    """Return the program that ``ATLAS_CHROMIUM`` names, or None where the variable is empty or not set.

    Raises SystemExit if the variable names nothing that can be run.
    """
    wanted = os.environ.get("ATLAS_CHROMIUM", "")
    if not wanted:
        return None
    found = shutil.which(wanted)
    if found is None:
        stop(f"ATLAS_CHROMIUM names {wanted!r}, which is not a program that can be run.")
    return str(Path(found).absolute())


def present() -> str | None:
    """Return a Chromium or Chrome that is already on this machine."""
    for name in (*NAMES, *MAC_APPLICATIONS):
        if found := shutil.which(name):
            return str(Path(found).absolute())
    return None


def distribution(os_release: Path = OS_RELEASE) -> frozenset[str]:
    """Return the names by which this Linux goes (``ID`` and ``ID_LIKE``); empty on other systems."""
    if not os_release.is_file():
        return frozenset()
    names: set[str] = set()
    for line in os_release.read_text(encoding="utf-8").splitlines():
        key, _, value = line.partition("=")
        if key in {"ID", "ID_LIKE"}:
            names.update(value.strip("\"' ").split())
    return frozenset(names)


def privilege() -> list[str] | None:
    """Return what to put before a command to run it as root: nothing, ``sudo``, or None where it may not."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") is None:
        return None
    asked = subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False)
    return ["sudo", "-n"] if asked.returncode == 0 else None


def install_commands(os_release: Path = OS_RELEASE) -> list[list[str]]:
    """Return the commands that install Debian's Chromium here; none where that may not be done.

    Ubuntu is left out: its package of that name only points to a snap.
    """
    names = distribution(os_release)
    if "debian" not in names or "ubuntu" in names or shutil.which("apt-get") is None:
        return []
    before = privilege()
    if before is None:
        return []
    apt = [*before, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-o", "DPkg::Lock::Timeout=120"]
    return [
        [*apt, "update"],
        [*apt, "install", "--yes", "--no-install-recommends", *DEBIAN_PACKAGES],
    ]


def install(os_release: Path = OS_RELEASE) -> None:
    """Install Debian's Chromium if that may be done here. Raises SystemExit if a command fails."""
    commands = install_commands(os_release)
    if commands:
        print("No Chromium found: installing Debian's for the browser tests.", file=sys.stderr)
    for command in commands:
        print(f"  {shlex.join(command)}", file=sys.stderr, flush=True)
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, check=False)
        if done.returncode != 0:
            sys.stderr.write(done.stdout.decode("utf-8", "replace"))
            stop(f"That ended with exit code {done.returncode}.\n\n{WHAT_TO_TYPE}")


def main(os_release: Path = OS_RELEASE) -> None:
    """Print the path of a Chromium, installing it where needed and allowed, or exit with code 1."""
    found = named() or present()
    if found is None:
        install(os_release)
        found = present()
    if found is None:
        stop(WHAT_TO_TYPE)
    print(found)


if __name__ == "__main__":
    main()
