"""Files → knowledge base: every fault of every file, and no bad file hides a good one."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from atlas.base import read
from atlas.documents import Document
from atlas.issues import FORMATS, Issue
from atlas.loader import load, read_record
from atlas.loader.history import BadToday, last_changes
from atlas.loader.history import today as day_that_counts
from atlas.loader.lists import read_vocabularies
from atlas.model import KINDS
from atlas.model.common import Record
from atlas.model.values import PartialDate
from support import bases

ROOT = Path(__file__).resolve().parents[2]
FIXTURE = ROOT / "tests" / "fixtures" / "base"
RECORDS = sorted(path for kind in KINDS.values() for path in (FIXTURE / kind.folder).iterdir())
VOCABULARIES, _ = read_vocabularies(ROOT)


def assert_in_file(root: Path, issue: Issue) -> None:
    """A fault stands at a line and column that its file has."""
    path = root / issue.file
    lines = path.read_text(encoding="utf-8").split("\n") if path.is_file() else [""]
    assert 1 <= issue.line <= len(lines) and 1 <= issue.column <= len(lines[issue.line - 1]) + 1, issue


def test_every_kind_is_read(base: Path) -> None:
    kb, issues = load(base)
    assert issues == []
    assert {kind: len(kb.of_kind(kind)) for kind in KINDS} == {
        "practice": 3,
        "city": 5,
        "network": 2,
        "transfer": 1,
        "event": 1,
    }
    assert kb.unread == frozenset()
    assert kb.file("practice", "vesterlund-abroad") == "practices/vesterlund-abroad.md"
    assert kb.body("practice", "vesterlund-abroad").section("Summary") is not None
    assert kb.body("city", "aldermoor").sections == ()
    assert next((kind, record.id) for kind, record in kb) == ("practice", "aldermoor-spend-analysis")


@pytest.mark.parametrize("bad", RECORDS, ids=lambda path: path.name)
def test_one_bad_record_never_hides_another(base: Path, bad: Path) -> None:
    """Each record in turn is made unreadable, beside one that stays so: all others are read, both are told."""
    (base / "cities" / "aaa.yml").write_text("name: [", encoding="utf-8")
    spoilt = base / bad.relative_to(FIXTURE)
    spoilt.write_text("---\nno: [\n---\n", encoding="utf-8")
    kb, issues = load(base)
    assert {issue.file for issue in issues} == {"cities/aaa.yml", str(bad.relative_to(FIXTURE))}
    assert len(list(kb)) == len(RECORDS) - 1
    assert {id for _, id in kb.unread} == {"aaa", bad.stem}


def test_all_faults_of_a_file_are_told_at_once(base: Path) -> None:
    facts = "---\ntitle: Quiet streets\nkind: god-practice\nx: y\nperiod: {start: 31 May}\n---\n"
    story = "## Results\n## Reslts\n<b>\n"
    (base / "practices" / "quiet-streets.md").write_text(facts + story, encoding="utf-8")
    issues = [issue for issue in load(base)[1] if issue.file == "practices/quiet-streets.md"]
    assert sorted((issue.code, issue.line) for issue in issues) == [
        *(("F301", 2) for _ in ("tagline", "cities", "themes", "status", "sources", "added")),
        ("F302", 4),
        ("F303", 5),
        ("F304", 3),
        ("P201", 8),
        ("P204", 7),
        ("P205", 9),
        ("P212", 7),
    ]
    assert {issue.record for issue in issues} == {"practices/quiet-streets"}


NAMES = [
    b"%2e%2e%2f.yml",
    b"x..%2fetc%2fpasswd.yml",
    b"a\\..\\b.yml",
    b"\xff\xfe.yml",
    "łódź.yml".encode(),
    "e\u0301.yml".encode(),
    b"a b.yml",
    b"a\nb.yml",
    b"\x1b[31m.yml",
    "\u202egpj.yml".encode(),
    b"::error::.yml",
    b"x" * 240 + b".yml",
    b"preston.yml.bak",
    b"Thumbs.db",
    b"-rf.yml",
    b"CON.yml",
]


def test_odd_names_are_told_and_nothing_else_suffers(base: Path) -> None:
    for name in NAMES:
        Path(os.fsdecode(os.fsencode(base / "cities") + b"/" + name)).write_bytes(b"name: X\n")
    kb, issues = load(base)
    assert [issue.code for issue in issues] == ["D102"] * len(NAMES)
    assert len(kb.cities) == 5
    for form in FORMATS.values():
        assert "\x1b" not in form(issues)
        form(issues).encode("utf-8")
        assert not any(line.startswith("::error::.yml") for line in form(issues).splitlines())


def test_what_is_no_plain_file_is_told(base: Path) -> None:
    cities = base / "cities"
    (cities / "link.yml").symlink_to("/etc/passwd")
    (cities / "loop.yml").symlink_to("loop.yml")
    (cities / "folder.yml").mkdir()
    os.mkfifo(cities / "fifo.yml")
    (cities / "twin.yml").symlink_to("aldermoor.yml")
    (base / "vocabularies" / "folder.yml").mkdir()
    (base / "vocabularies" / "passwords.yml").symlink_to("/etc/passwd")
    (base / "exceptions.yml").symlink_to("/etc/passwd")
    kb, issues = load(base)
    assert sorted(issue.file for issue in issues) == [
        "cities/fifo.yml", "cities/folder.yml", "cities/link.yml", "cities/loop.yml", "cities/twin.yml",
        "exceptions.yml", "vocabularies/folder.yml", "vocabularies/passwords.yml",
    ]  # fmt: skip
    assert {issue.code for issue in issues} == {"D101"}
    assert len(kb.cities) == 5
    assert "root:" not in "".join(form(issues) for form in FORMATS.values())


def test_hidden_files_and_readme_are_nobodys_record(base: Path) -> None:
    for name in (".DS_Store", ".gitkeep", "..%2f.md", "README.md"):
        (base / "practices" / name).write_text("x", encoding="utf-8")
    assert load(base)[1] == []


def test_folders_that_are_missing_hold_no_records(base: Path) -> None:
    for kind in ("transfers", "events"):
        shutil.rmtree(base / kind)
    kb, issues = load(base)
    assert issues == [] and not kb.transfers and not kb.events


def test_an_empty_base_tells_what_is_missing(tmp_path: Path, today: str) -> None:
    kb, issues = load(tmp_path)
    assert not list(kb)
    assert {issue.code for issue in issues} == {"V402"}


SIMPLE = st.text(max_size=6) | st.sampled_from(
    ["2013", "3", "-1", "https://a.example/", "adopter", "unknown", "none", "true"]
)
ANYTHING = st.recursive(
    SIMPLE, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
)


def fields_of(model: type[Record]) -> st.SearchStrategy[str]:
    return st.sampled_from([info.alias or name for name, info in model.model_fields.items()]) | st.text(max_size=6)


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
@settings(max_examples=60)
@given(data=st.data())
def test_anything_as_facts_gives_a_record_or_located_faults(
    kind: Any, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    facts = data.draw(st.dictionaries(fields_of(kind.model), ANYTHING, max_size=6))
    written = json.dumps(facts, ensure_ascii=True)  # escapes too must do no harm
    root = tmp_path_factory.getbasetemp() / "anything"
    file = f"{kind.folder}/x{kind.suffix}"
    (root / kind.folder).mkdir(parents=True, exist_ok=True)
    (root / file).write_text(f"---\n{written}\n---\n" if kind.has_body else written, encoding="utf-8")
    outcome = read_record(kind, root / file, file, VOCABULARIES)
    assert outcome.record is not None or outcome.issues
    for issue in outcome.issues:
        assert_in_file(root, issue)


def changed(value: Any, path: list[Any], new: Any) -> Any:
    """`value` with what stands at `path` replaced; dropped where `new` is None."""
    if not path:
        return new
    step, *rest = path
    copy = dict(value) if isinstance(value, dict) else list(value)
    inner = changed(copy[step], rest, new)
    if inner is None:
        del copy[step]
    else:
        copy[step] = inner
    return copy


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for name, part in inner for place in places(part, (*path, name)))]


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("shared") / "base"
    shutil.copytree(FIXTURE, root)
    shutil.copytree(ROOT / "vocabularies", root / "vocabularies")
    return root


@settings(max_examples=150)
@given(data=st.data())
def test_any_change_of_a_good_record_is_read_and_checked(data: st.DataObject, shared: Path) -> None:
    """One value of one record becomes something else, or goes: there may be faults, but never anything worse."""
    source = data.draw(st.sampled_from(RECORDS))
    text = source.read_text(encoding="utf-8")
    _, facts, story = text.split("---\n", 2) if source.suffix == ".md" else ("", text, "")
    values = yaml.load(facts, yaml.BaseLoader)  # plain text stays text
    path = data.draw(st.sampled_from(places(values)[1:]))
    new = data.draw(st.none() | SIMPLE | ANYTHING)
    written = json.dumps(changed(values, list(path), new), ensure_ascii=False)
    target = shared / source.relative_to(FIXTURE)
    try:
        target.write_text(f"---\n{written}\n---\n{story}" if story else written, encoding="utf-8", errors="replace")
        for issue in read(shared).issues:
            assert_in_file(shared, issue)
    finally:
        target.write_text(text, encoding="utf-8")


def test_today_is_what_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ATLAS_TODAY", "2026-11-22")
    assert day_that_counts(tmp_path) == PartialDate(2026, 11, 22)
    for wrong in ("2026-11", "tomorrow", "2026-02-30"):
        monkeypatch.setenv("ATLAS_TODAY", wrong)
        with pytest.raises(BadToday):
            day_that_counts(tmp_path)


def test_without_git_today_is_the_latest_date_added(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ATLAS_TODAY", raising=False)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert day_that_counts(tmp_path) is None
    assert last_changes(tmp_path, ["cities"]) == {}
    for name, day in {"ada": "2025-03-01", "bela": "2026-01-02"}.items():
        bases.write(tmp_path, {f"cities/{name}.yml": bases.city(name.title(), "RS", f"added: {day}")})
    kb, _ = load(tmp_path)
    assert kb.today == PartialDate(2026, 1, 2)


def test_with_git_today_is_the_day_of_the_last_commit(base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ATLAS_TODAY")
    for name in ("GIT_AUTHOR", "GIT_COMMITTER"):
        monkeypatch.setenv(f"{name}_NAME", "Somebody")
        monkeypatch.setenv(f"{name}_EMAIL", "somebody@atlas.example")
    odd = base / "cities" / "łódź.yml"

    def git(*arguments: str, day: str = "2026-10-01") -> None:
        dates = {"GIT_AUTHOR_DATE": f"{day}T12:00:00Z", "GIT_COMMITTER_DATE": f"{day}T12:00:00Z"}
        subprocess.run(["git", "-C", base, *arguments], check=True, capture_output=True, env={**os.environ, **dates})

    git("init", "-q")
    git("add", ".")
    git("commit", "-q", "-m", "One")
    odd.write_text("name: Łódź\n", encoding="utf-8")
    git("add", ".")
    git("commit", "-q", "-m", "Two", day="2026-10-09")
    kb, _ = load(base)
    assert kb.today.iso == "2026-10-09"
    assert kb.changed["cities/aldermoor.yml"].iso == "2026-10-01"
    assert kb.changed["cities/łódź.yml"].iso == "2026-10-09"


def test_a_record_keeps_its_document(base: Path) -> None:
    document = load(base)[0].documents["city", "aldermoor"]
    assert isinstance(document, Document)
    assert document.place(("location", "lat")) == (4, 17)


PICTURES = {
    "jpg": b"\xff\xd8\xff\xe0\x00\x10JFIF",
    "png": b"\x89PNG\r\n\x1a\n",
    "webp": b"RIFF\x24\x00\x00\x00WEBPVP8 ",
}


@pytest.mark.parametrize("ending", PICTURES)
@pytest.mark.parametrize("content", PICTURES)
def test_a_picture_is_what_its_ending_says(base: Path, ending: str, content: str) -> None:
    practice = base / "practices" / "aldermoor-spend-analysis.md"
    text = practice.read_text(encoding="utf-8")
    practice.write_text(text.replace("aldermoor-market.png", f"market.{ending}"), encoding="utf-8")
    (base / "images" / f"market.{ending}").write_bytes(PICTURES[content])
    assert [issue.code for issue in load(base)[1]] == ([] if ending == content else ["D122"])


def test_pictures_are_not_read_through_a_linked_folder(base: Path) -> None:
    (base / "images").rename(base / "elsewhere")
    (base / "images").symlink_to("elsewhere")
    (issue,) = load(base)[1]
    assert (issue.code, issue.record) == ("D121", "practices/aldermoor-spend-analysis")
