"""Compiled templates: used while they are whole and their template is the same, else compiled anew."""

from __future__ import annotations

from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment

from atlas.compiled import Compiled


def rendered(folder: Path, text: str) -> str:
    """What a new process would make of a template."""
    made = Environment(loader=DictLoader({"page": text}), autoescape=True, bytecode_cache=Compiled(folder))
    return made.get_template("page").render(name="A & B")


def kept(folder: Path) -> Path:
    (file,) = folder.iterdir()
    return file


def test_a_template_is_kept_and_used_again(tmp_path: Path) -> None:
    assert rendered(tmp_path, "Of {{ name }}") == "Of A &amp; B"
    before = kept(tmp_path).stat().st_mtime_ns
    assert rendered(tmp_path, "Of {{ name }}") == "Of A &amp; B"
    assert kept(tmp_path).stat().st_mtime_ns == before


def test_an_edited_template_is_compiled_anew(tmp_path: Path) -> None:
    rendered(tmp_path, "Of {{ name }}")
    assert rendered(tmp_path, "By {{ name }}") == "By A &amp; B"


@pytest.mark.parametrize("damage", ["cut", "turned", "emptied", "overwritten"])
def test_a_damaged_one_is_compiled_anew(tmp_path: Path, damage: str) -> None:
    rendered(tmp_path, "Of {{ name }}")
    file = kept(tmp_path)
    whole = file.read_bytes()
    middle = len(whole) // 2
    damaged = {
        "cut": whole[:middle],
        "turned": whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :],
        "emptied": b"",
        "overwritten": b"\x80\x05]." * 50,
    }
    file.write_bytes(damaged[damage])
    assert rendered(tmp_path, "Of {{ name }}") == "Of A &amp; B"
    assert file.read_bytes() == whole


def test_without_a_folder_templates_are_compiled_each_time(tmp_path: Path) -> None:
    assert rendered(tmp_path / "nowhere", "Of {{ name }}") == "Of A &amp; B"
