"""tools/ensure_chromium.py finds, installs or asks for a Chromium; PATH holds make-believe programs here."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "tools" / "ensure_chromium.py"


class Machine:
    """A machine with nothing on PATH but what a test puts there."""

    def __init__(self, tool: ModuleType, folder: Path) -> None:
        self.tool = tool
        self.bin = folder / "bin"
        self.bin.mkdir()
        self.os_release = folder / "os-release"
        self.log = folder / "log"
        real_env = shutil.which("env", path="/usr/bin:/bin")
        assert real_env
        (self.bin / "env").symlink_to(real_env)

    def program(self, name: str, script: str = "exit 0") -> Path:
        path = self.bin / name
        path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        path.chmod(0o755)
        return path

    def apt_get(self, *, exit_code: int = 0, installs: bool = True) -> None:
        """An apt-get that writes down how it was called and, asked to install, puts a chromium on PATH."""
        chromium = self.bin / "chromium"
        put = f"printf '#!/bin/sh\\n' >{chromium}; PATH=/usr/bin:/bin chmod 755 {chromium}"
        self.program(
            "apt-get",
            f'echo "$DEBIAN_FRONTEND apt-get $*" >>{self.log}\n'
            f'case "$*" in *install*) {put if installs else ":"};; esac\n'
            f"echo noise; exit {exit_code}",
        )

    def is_called(self, *lines: str) -> None:
        self.os_release.write_text("\n".join(lines) + "\n", encoding="utf-8")

    def calls(self) -> list[str]:
        return self.log.read_text(encoding="utf-8").splitlines() if self.log.exists() else []

    def run(self) -> None:
        self.tool.main(self.os_release)


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    spec = importlib.util.spec_from_file_location("ensure_chromium", SCRIPT)
    assert spec and spec.loader
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    made = Machine(tool, tmp_path)
    monkeypatch.setenv("PATH", str(made.bin))
    monkeypatch.delenv("ATLAS_CHROMIUM", raising=False)
    monkeypatch.setattr(tool, "MAC_APPLICATIONS", ())
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    return made


def fails(machine: Machine, capsys: pytest.CaptureFixture[str]) -> str:
    """Run, expect exit code 1 with nothing on standard output, and return the words."""
    with pytest.raises(SystemExit) as stopped:
        machine.run()
    out, err = capsys.readouterr()
    assert stopped.value.code == 1
    assert out == ""
    return err


def test_as_a_program_it_prints_the_path_and_nothing_else(machine: Machine) -> None:
    chromium = machine.program("chromium")
    environment = {"PATH": str(machine.bin)}
    done = subprocess.run([sys.executable, SCRIPT], env=environment, capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == (f"{chromium}\n", "")


@pytest.mark.parametrize("name", ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"])
def test_finds_it_under_each_of_its_names(machine: Machine, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    path = machine.program(name)
    machine.run()
    assert capsys.readouterr().out == f"{path}\n"


def test_chromium_is_preferred_to_chrome(machine: Machine, capsys: pytest.CaptureFixture[str]) -> None:
    machine.program("google-chrome")
    chromium = machine.program("chromium")
    machine.run()
    assert capsys.readouterr().out == f"{chromium}\n"


def test_finds_an_application_of_macos(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    application = machine.program("Google Chrome")
    monkeypatch.setattr(machine.tool, "MAC_APPLICATIONS", (str(application),))
    machine.run()
    assert capsys.readouterr().out == f"{application}\n"


def test_the_variable_wins_over_path(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    machine.program("chromium")
    mine = machine.program("my-chromium")
    monkeypatch.setenv("ATLAS_CHROMIUM", str(mine))
    machine.run()
    assert capsys.readouterr().out == f"{mine}\n"


def test_a_variable_that_names_nothing_is_an_error_even_where_path_has_one(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    machine.program("chromium")
    monkeypatch.setenv("ATLAS_CHROMIUM", "/nowhere/chromium")
    assert "ATLAS_CHROMIUM names '/nowhere/chromium'" in fails(machine, capsys)


def test_an_empty_variable_counts_as_not_set(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    chromium = machine.program("chromium")
    monkeypatch.setenv("ATLAS_CHROMIUM", "")
    machine.run()
    assert capsys.readouterr().out == f"{chromium}\n"


def test_installs_debians_as_root(machine: Machine, capsys: pytest.CaptureFixture[str]) -> None:
    machine.is_called('PRETTY_NAME="Debian GNU/Linux 13 (trixie)"', "ID=debian")
    machine.apt_get()
    machine.run()
    out, err = capsys.readouterr()
    assert out == f"{machine.bin / 'chromium'}\n"
    assert "installing Debian's" in err
    update, install = machine.calls()
    assert update == "noninteractive apt-get -o DPkg::Lock::Timeout=120 update"
    assert install.startswith("noninteractive apt-get -o DPkg::Lock::Timeout=120 install --yes")
    assert " chromium " in install


def test_installs_with_a_sudo_that_asks_for_no_password(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    machine.is_called("ID=raspbian", 'ID_LIKE="debian"')
    machine.apt_get()
    machine.program("sudo", f'echo "sudo $*" >>{machine.log}\nshift\n[ "$1" = true ] || "$@"')
    machine.run()
    assert capsys.readouterr().out == f"{machine.bin / 'chromium'}\n"
    assert [call.split(" DEBIAN_FRONTEND")[0] for call in machine.calls() if call.startswith("sudo")] == [
        "sudo -n true",
        "sudo -n env",
        "sudo -n env",
    ]


@pytest.mark.parametrize("sudo", [None, "exit 1"], ids=["no sudo", "sudo wants a password"])
def test_says_what_to_type_where_it_may_not_install(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], sudo: str | None
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    machine.is_called("ID=debian")
    machine.apt_get()
    if sudo:
        machine.program("sudo", sudo)
    assert "sudo apt-get install chromium" in fails(machine, capsys)
    assert machine.calls() == []


def test_leaves_ubuntu_alone(machine: Machine, capsys: pytest.CaptureFixture[str]) -> None:
    machine.is_called("ID=ubuntu", "ID_LIKE=debian")
    machine.apt_get()
    assert "sudo snap install chromium" in fails(machine, capsys)
    assert machine.calls() == []


def test_names_every_system_where_nothing_can_be_told(machine: Machine, capsys: pytest.CaptureFixture[str]) -> None:
    words = fails(machine, capsys)
    for system in ("Debian", "Ubuntu", "Fedora", "macOS", "make test ATLAS_CHROMIUM="):
        assert system in words


def test_a_failing_apt_get_is_told_with_what_it_said(machine: Machine, capsys: pytest.CaptureFixture[str]) -> None:
    machine.is_called("ID=debian")
    machine.apt_get(exit_code=100)
    words = fails(machine, capsys)
    assert "noise" in words
    assert "exit code 100" in words
    assert len(machine.calls()) == 1


def test_an_apt_get_that_brings_no_chromium_is_a_failure(machine: Machine, capsys: pytest.CaptureFixture[str]) -> None:
    machine.is_called("ID=debian")
    machine.apt_get(installs=False)
    assert "need Chromium, and none was found" in fails(machine, capsys)
