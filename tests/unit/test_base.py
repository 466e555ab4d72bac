"""Reading a whole base, and the part of it that can be shown while the rest is mended."""

from __future__ import annotations

import re
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from atlas import base, workers
from atlas.base import NoBase, find_root, is_base, read, valid_part
from atlas.issues import Level
from atlas.loader.lists import REQUIRED
from atlas.model import KINDS, KnowledgeBase
from atlas.model.values import TermOf
from atlas.pages import Site, all_pages
from support import bases
from support.bases import city, event, network, practice, transfer

FILES = {
    "practices/fair.md": practice("Fair", "ada", story="As in [Bela](../cities/bela.yml)."),
    "practices/kind.md": practice("Kind", "bela", "related: [fair]"),
    "practices/own.md": practice("Own", "cela"),
    "cities/ada.yml": city("Ada"),
    "cities/bela.yml": city("Bela"),
    "cities/cela.yml": city("Cela"),
    "networks/net.yml": network("Net", "practice: fair", "lead: ada", "partners: [{city: cela, role: adopter}]"),
    "transfers/fair--cela.md": transfer("fair", "cela", "network: net"),
    "events/meet.yml": event("Meet", "date: 2020", "networks: [net]"),
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return bases.write(tmp_path / "base", FILES)


def kept(kb: KnowledgeBase) -> set[str]:
    return {f"{kind}/{record.id}" for kind, record in kb}


def test_a_base_is_found_from_any_folder_in_it(root: Path) -> None:
    (root / "docs" / "deep").mkdir(parents=True)
    assert find_root(root) == find_root(root / "docs" / "deep") == root.resolve()


def test_where_there_is_none_that_is_said(tmp_path: Path) -> None:
    with pytest.raises(
        NoBase, match=r"there is no base at .* or above it: a folder with practices/ and vocabularies/ is one"
    ):
        find_root(tmp_path)
    with pytest.raises(NoBase, match="holds no base"):
        read(tmp_path)
    (tmp_path / "practices").mkdir()
    assert not is_base(tmp_path)


def test_a_good_base_has_no_errors(root: Path) -> None:
    base = read(root)
    assert base.errors == []
    assert kept(base.kb) == {name.replace("ies/", "y/").replace("s/", "/").rsplit(".", 1)[0] for name in FILES}


def test_faults_stand_in_the_order_of_files_and_lines(root: Path) -> None:
    for name in ("cities/bela.yml", "cities/ada.yml"):
        (root / name).write_text("name: X\nkind: town\ncountry: XX\n", encoding="utf-8")
    places = [(issue.file, issue.line) for issue in read(root).errors]
    assert places == sorted(places)
    assert len(places) >= 4


def test_all_of_a_good_base_is_valid(root: Path) -> None:
    base = read(root)
    assert kept(valid_part(base)) == kept(base.kb)


def test_a_faulty_record_takes_those_along_that_need_it(root: Path) -> None:
    """Bela can't be read: Fair tells of it, so Fair goes, and with it what leads to Fair; the rest stays."""
    (root / "cities/bela.yml").write_text("name: Bela\n", encoding="utf-8")
    part = valid_part(read(root))
    assert kept(part) == {"practice/own", "city/ada", "city/cela"}
    assert set(part.bodies) == {("practice", "own")}


def test_what_is_left_can_always_be_shown(root: Path) -> None:
    for name in FILES:
        text = (root / name).read_text(encoding="utf-8")
        (root / name).write_text("name: [\n", encoding="utf-8")
        base = read(root)
        assert base.errors
        addresses = [page.address for page in all_pages(Site(valid_part(base), base.issues))]
        assert "practices/own/" in addresses or "own" in name or "cela" in name
        (root / name).write_text(text, encoding="utf-8")


def test_a_record_with_a_fault_across_records_is_left_out_too(root: Path) -> None:
    (root / "transfers/fair--bela.md").write_text(transfer("fair", "cela"), encoding="utf-8")
    base = read(root)
    assert [issue.code for issue in base.errors] == ["C502"] or base.errors
    assert "transfer/fair--bela" not in kept(valid_part(base))


def test_without_a_needed_list_nothing_is_valid_but_nothing_breaks(root: Path) -> None:
    """Pages are made of the words of lists: where one is broken, what is left must still be possible to show."""
    broken = ("title: [\n", "title: T\nterms: [{id: zzz, label: Z, definition: Z.}]\n")
    for number, name in enumerate(sorted(REQUIRED)):
        file = root / "vocabularies" / f"{name}.yml"
        text = file.read_text(encoding="utf-8")
        file.write_text(broken[number % 2], encoding="utf-8")
        base = read(root)
        assert base.errors or not REQUIRED[name], name
        assert list(all_pages(Site(valid_part(base), base.issues))), name
        file.write_text(text, encoding="utf-8")


def test_levels_are_told_apart(root: Path) -> None:
    base = read(root)
    assert all(issue.level is Level.NOTE for issue in base.of_level(Level.NOTE))
    assert sum(len(base.of_level(level)) for level in Level) == len(base.issues)


def defaults(model: type[BaseModel], seen: set[type[BaseModel]]) -> Iterator[tuple[str, str]]:
    """(vocabulary, term) of every default in a model and the models inside it."""
    if model in seen:
        return
    seen.add(model)
    for info in model.model_fields.values():
        marks = [mark for mark in info.metadata if isinstance(mark, TermOf)]
        if marks and isinstance(info.default, str):
            yield marks[0].vocabulary, info.default
        for part in _models(info.annotation):
            yield from defaults(part, seen)


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in typing.get_args(annotation):
        yield from _models(part)


def test_a_default_is_a_term_that_can_not_be_deleted() -> None:
    """Nobody types a default, so nobody would be told that its term is gone."""
    found = {pair for kind in KINDS.values() for pair in defaults(kind.model, set())}
    assert found
    assert {(vocabulary, term) for vocabulary, term in found if term not in REQUIRED[vocabulary]} == set()


def test_every_term_that_the_code_names_can_not_be_deleted() -> None:
    """Words of lists on which rules and pages turn; found as `== "term"` and the like beside the name of a field."""
    needed = {
        "roles": "adopter",
        "result-types": "outcome",
        "evaluation-types": "independent",
        "stages": "shared",
        "practice-kinds": "strategy",
    }
    assert {name for name, term in needed.items() if term not in REQUIRED[name]} == set()
    for name, terms in REQUIRED.items():
        listed = bases.real().kb.vocabularies[name].terms.keys()
        assert terms <= listed, name


def test_the_words_of_a_fault_name_no_folder_of_this_machine(root: Path) -> None:
    (root / "cities/bela.yml").write_text("name: Bela\n", encoding="utf-8")
    (root / "cities/out.yml").symlink_to(root.parent)
    for issue in read(root).issues:
        assert not re.search(rf"{re.escape(str(root.parent))}", f"{issue.file} {issue.message} {issue.hint}")


def test_rules_in_two_processes_find_what_one_finds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bases.write(tmp_path, {**FILES, "networks/far.yml": network("Far", "practice: nowhere", "lead: nobody")})
    alone = read(tmp_path).issues
    assert {issue.code for issue in alone} >= {"R401"}
    monkeypatch.setattr(base, "_LARGE", 1)
    monkeypatch.setattr(workers, "can_fork", lambda: True)
    assert read(tmp_path).issues == alone
