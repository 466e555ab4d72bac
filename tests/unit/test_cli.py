"""The `atlas` command: what it says, what it writes, and the exit codes that scripts rely on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from atlas import cli
from support import bases
from support.bases import ROOT
from support.build import environment

FILES = {
    "practices/fair.md": bases.practice("Fair buying", "ada"),
    "cities/ada.yml": bases.city("Ada", "RS"),
    "cities/bela.yml": bases.city("Bela", "SK"),
    "networks/buyers.yml": bases.network(
        "Buyers", "practice: fair", "lead: ada", "partners: [{city: bela, role: adopter}]"
    ),
    "transfers/fair--bela.md": bases.transfer("fair", "bela", "outcome: achieved", "network: buyers"),
}
FAULT = "practices/fair.md:4:7 F304 "


@pytest.fixture
def base(tmp_path: Path) -> Path:
    return bases.write(tmp_path / "base", FILES)


def break_one(base: Path) -> None:
    """Give one record a word that is in no list."""
    file = base / "practices/fair.md"
    file.write_text(file.read_text(encoding="utf-8").replace("good-practice", "god-practice"), encoding="utf-8")


def warn(base: Path) -> None:
    """Give the base a warning, by the same long sentence in two stories."""
    sentence = (
        "Officers of the town and of the hospital met every month to compare what they buy and from whom they buy it."
    )
    for id in ("fair", "free"):
        text = bases.practice(f"{id.capitalize()} buying", "ada", story=sentence)
        (base / f"practices/{id}.md").write_text(text, encoding="utf-8")


def run(capsys: pytest.CaptureFixture[str], base: Path, *arguments: str) -> tuple[int, str, str]:
    """Exit code, output and messages of the command, run in this process."""
    try:
        code = cli.main(["--root", str(base), *arguments])
    except SystemExit as stopped:
        code = int(stopped.code or 0)
    out, err = capsys.readouterr()
    return code, out, err


def process(*arguments: str, cwd: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """The command as a program of its own, as the shell starts it."""
    command = [str(Path(sys.executable).with_name("atlas")), *arguments]
    return subprocess.run(command, cwd=cwd, env=environment(**variables), capture_output=True, text=True, timeout=60)


def test_check_says_nothing_to_mend(base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, base, "check")
    assert (code, out) == (0, "")
    assert err.startswith("Checked 5 records: nothing to mend")


def test_check_lists_every_fault_with_its_place_and_fails(base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    break_one(base)
    (base / "cities/ada.yml").write_text("name: Ada\nkind: town\ncountry: Serbia\n", encoding="utf-8")
    code, out, err = run(capsys, base, "check")
    assert code == 1
    assert [line.split(" ")[0:2] for line in out.splitlines()] == [
        ["cities/ada.yml:2:7", "F304"],
        ["cities/ada.yml:3:10", "F304"],
        ["practices/fair.md:4:7", "F304"],
    ]
    assert "“RS” (Serbia)" in out
    assert err == "3 errors, 0 warnings in 2 files.\n"


def test_warnings_fail_only_where_that_is_asked_for(base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    warn(base)
    code, out, err = run(capsys, base, "check")
    assert code == 0
    assert "practices/free.md:" in out and "warning:" in out
    assert err.startswith("0 errors, 1 warning in 1 file")
    assert run(capsys, base, "check", "--strict")[0] == 1


def test_notes_are_listed_where_that_is_asked_for(base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "note:" not in run(capsys, base, "check")[1]
    code, out, _ = run(capsys, base, "check", "--notes")
    assert code == 0
    assert "note:" in out
    assert run(capsys, base, "check", "--notes", "--strict")[0] == 0


def test_json_is_a_list_of_faults(base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    break_one(base)
    code, out, _ = run(capsys, base, "check", "--format", "json")
    assert code == 1
    rows = json.loads(out)
    assert all(set(row) == {"file", "line", "column", "code", "level", "message", "hint"} for row in rows)
    (error,) = [row for row in rows if row["level"] == "error"]
    assert (error["file"], error["line"], error["column"], error["code"]) == ("practices/fair.md", 4, 7, "F304")
    assert "god-practice" in error["message"] and "good-practice" in error["hint"]
    assert {row["level"] for row in rows} <= {"error", "warning", "note"}


def test_json_of_a_good_base_is_an_empty_list_or_notes(base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, base, "check", "--format", "json")
    assert code == 0
    assert {row["level"] for row in json.loads(out)} <= {"note"}


def test_github_gets_an_annotation_on_the_line(base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    break_one(base)
    code, out, _ = run(capsys, base, "check", "--format", "github")
    assert code == 1
    (line,) = out.splitlines()
    assert line.startswith("::error file=practices/fair.md,line=4,col=7,title=F304::“god-practice” is not in the list")


HOSTILE_NAMES = [
    "a::error file=x,line=1::owned.yml",
    "a\n::error::owned.yml",
    "a\r\n::set-output name=x::y.yml",
    "a%0A::error::x.yml",
    "a,line=9.yml",
    "\x1b[31mred.yml",
    "a\u202egpj.yml",
    "-n.yml",
    "“quote”.yml",
]


@pytest.mark.parametrize("name", HOSTILE_NAMES)
@pytest.mark.parametrize("form", ["text", "json", "github"])
def test_hostile_file_names_stay_one_fault_in_one_line(
    base: Path, capsys: pytest.CaptureFixture[str], name: str, form: str
) -> None:
    (base / "cities" / name).write_text("name: A\n", encoding="utf-8")
    code, out, _ = run(capsys, base, "check", "--format", form)
    assert code == 1
    if form == "json":
        assert [row["code"] for row in json.loads(out) if row["level"] == "error"] == ["D102"]
        return
    (line,) = [line for line in out.split("\n") if line]
    assert not any(sign in line for sign in "\x1b\u202e\r")
    if form == "github":
        assert line.startswith("::error file=cities/")
        place, _, words = line.removeprefix("::error ").partition("::")
        assert place.endswith(",line=1,col=1,title=D102")
        assert place.count(",") == 3 and place.count("=") == 4 + name.count("=")
        assert "\n" not in words and "%" not in words.replace("%25", "").replace("%0A", "")
    else:
        assert " D102 " in line


@pytest.mark.parametrize("value", ["::error::owned", "a%0A::error::owned", "line\\n::warning::two"])
def test_hostile_values_stay_in_their_annotation(base: Path, capsys: pytest.CaptureFixture[str], value: str) -> None:
    (base / "cities/ada.yml").write_text(f'name: Ada\nkind: "{value}"\ncountry: RS\n', encoding="utf-8")
    _, out, _ = run(capsys, base, "check", "--format", "github")
    assert [line.partition(" ")[0] for line in out.splitlines()] == ["::error"]


def test_stats_count_what_is_there(base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, base, "stats", "--format", "json")
    assert code == 0
    counts = json.loads(out)
    assert list(counts) == ["practices", "cities", "networks", "events", "themes", "transfers"]
    themes = counts.pop("themes")
    assert themes >= 20
    assert counts == {"practices": 1, "cities": 2, "networks": 1, "events": 0, "transfers": {"total": 1, "told": 1}}


def test_stats_in_words(base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, base, "stats")
    assert code == 0
    assert dict(line.split(None, 1) for line in out.splitlines())["transfers"] == "1 (1 told)"


def test_generate_writes_every_page(base: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    code, said, _ = run(capsys, base, "generate", str(out))
    assert code == 0
    assert said.startswith("Wrote ") and str(out) in said
    assert (out / "practices/fair/index.md").is_file()
    (out / "old.md").write_text("x", encoding="utf-8")
    assert run(capsys, base, "generate", str(out))[0] == 0
    assert not (out / "old.md").exists()


def test_generate_leaves_a_folder_that_is_not_its_own(
    base: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    foreign = tmp_path / "foreign"
    foreign.mkdir()
    (foreign / "mine.txt").write_text("keep", encoding="utf-8")
    code, _, err = run(capsys, base, "generate", str(foreign))
    assert code == 2
    assert "were not generated" in err
    assert [path.name for path in foreign.iterdir()] == ["mine.txt"]
    assert run(capsys, base, "generate", str(foreign / "mine.txt"))[0] == 2
    assert (foreign / "mine.txt").read_text(encoding="utf-8") == "keep"


def test_generate_leaves_the_base_itself(base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (base / "docs").mkdir()
    before = sorted(base.rglob("*"))
    for target in (base, base / "practices", base.parent, base / "docs", base / "docs" / "new"):
        assert run(capsys, base, "generate", str(target))[0] == 2
    assert sorted(base.rglob("*")) == before


def test_generate_refuses_faulty_content_and_keeps_what_was_there(
    base: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    run(capsys, base, "generate", str(out))
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    break_one(base)
    code, _, err = run(capsys, base, "generate", str(out))
    assert code == 1
    assert FAULT in err and "nothing was written" in err
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before


def test_generate_where_it_may_not_write(base: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    code, _, err = run(capsys, base, "generate", str(tmp_path / "file" / "out"))
    assert code == 2
    assert err.startswith("atlas: ")


def test_reference_tells_what_is_stale_and_mends_it(base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, base, "reference")
    assert code == 1
    assert "schemas/practice.schema.json: stale" in out and "make schemas" in out
    code, out, _ = run(capsys, base, "reference", "--write")
    assert code == 0
    assert "wrote schemas/practice.schema.json" in out
    assert run(capsys, base, "reference") == (0, "schemas are up to date\n", "")
    assert run(capsys, base, "reference", "--write") == (0, "schemas are up to date\n", "")
    (base / "schemas/practice.schema.json").write_text("{}", encoding="utf-8")
    (base / "schemas/left-over.json").write_text("{}", encoding="utf-8")
    code, out, _ = run(capsys, base, "reference")
    assert [line.split(":")[0] for line in out.splitlines()] == [
        "schemas/left-over.json",
        "schemas/practice.schema.json",
    ]
    run(capsys, base, "reference", "--write")
    assert not (base / "schemas/left-over.json").exists()


@pytest.mark.parametrize(
    "command", [["stats"], ["stats", "--format", "json"], ["reference"], ["reference", "--write"], ["generate", "out"]]
)
def test_a_broken_list_is_told_not_thrown(base: Path, capsys: pytest.CaptureFixture[str], command: list[str]) -> None:
    """Themes and other lists are needed to count or to write; without them the command says why it can't."""
    (base / "vocabularies/themes.yml").write_text("title: [\n", encoding="utf-8")
    code, out, err = run(capsys, base, *command)
    assert code == 1
    assert "vocabularies/themes.yml:" in err
    assert out == ""


def test_check_of_a_broken_list_is_told_not_thrown(base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for path in (base / "vocabularies").iterdir():
        path.unlink()
    code, out, _ = run(capsys, base, "check")
    assert code == 1
    assert "vocabularies/themes.yml:1:1 V402 The list “themes” is missing." in out


@pytest.mark.parametrize("value", ["today", "2026", "2026-02-30", "2026-11-22T00:00"])
def test_a_bad_day_is_refused_in_plain_words(
    base: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("ATLAS_TODAY", value)
    code, out, err = run(capsys, base, "check")
    assert (code, out) == (2, "")
    assert value in err and "write a day such as 2026-11-22" in err


def test_a_folder_without_a_base_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for root in (tmp_path, tmp_path / "nowhere"):
        code, out, err = run(capsys, root, "check")
        assert (code, out) == (2, "")
        assert "holds no base: a folder with practices/ and vocabularies/ is one" in err
    monkeypatch.chdir(tmp_path)
    assert cli.main(["check"]) == 2
    assert "there is no base at" in capsys.readouterr().err


def test_check_works_from_any_folder_of_the_base(
    base: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    break_one(base)
    monkeypatch.chdir(base / "cities")
    assert cli.main(["check"]) == 1
    assert capsys.readouterr().out.startswith(FAULT)


@pytest.mark.parametrize(
    "arguments",
    [[], ["chek"], ["check", "--format", "xml"], ["generate"], ["check", "--no-such"]],  # codespell:ignore chek
)
def test_what_is_not_understood_is_refused(
    base: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    code, out, err = run(capsys, base, *arguments)
    assert (code, out) == (2, "")
    assert "usage: atlas" in err


def test_help_teaches(base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, base, "--help")
    assert code == 0
    for words in (
        "check",
        "stats",
        "generate",
        "reference",
        "--root",
        "exit codes: 0",
        "examples:",
        "practices/ID.md",
        "make serve",
    ):
        assert words in out, words
    assert max(map(len, out.splitlines())) <= 120


@pytest.mark.parametrize("command", ["check", "stats", "generate", "reference"])
def test_help_of_a_command_says_what_it_does_and_explains_every_option(
    base: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    code, out, _ = run(capsys, base, command, "--help")
    assert code == 0
    options = [line.strip() for line in out.partition("options:")[2].splitlines() if line.strip().startswith("-")]
    assert out.count(". ") + out.count(".\n") >= 1
    assert all(len(option.split("  ", 1)) == 2 or option for option in options)
    assert "show this help" in out


def test_as_a_program_it_exits_with_the_code(base: Path) -> None:
    assert process("check", cwd=base).returncode == 0
    assert process("--root", str(base), "check", cwd=ROOT).returncode == 0
    break_one(base)
    done = process("check", cwd=base / "vocabularies")
    assert done.returncode == 1
    assert done.stdout.startswith(FAULT)
    assert process("check", cwd=base.parent).returncode == 2


def test_its_words_are_utf_8_whatever_the_language_of_the_machine(base: Path) -> None:
    break_one(base)
    command = [str(Path(sys.executable).with_name("atlas")), "check"]
    variables = environment(LC_ALL="C", PYTHONUTF8="0", PYTHONIOENCODING="ascii")
    done = subprocess.run(command, cwd=base, env=variables, capture_output=True, timeout=60)
    assert "“god-practice”" in done.stdout.decode("utf-8")


@pytest.mark.parametrize("arguments", [["check"], ["check", "--format", "json"], ["stats"], ["reference"]])
def test_a_reader_who_leaves_early_is_no_fault(base: Path, arguments: list[str]) -> None:
    """As in `atlas check | head -1`: no traceback; the code still says whether there were faults."""
    for number in range(300):
        (base / f"cities/x{number}.yml").write_text("name: X\nkind: town\ncountry: XX\n" * 1, encoding="utf-8")
    reading, writing = os.pipe()
    os.close(reading)
    command = [str(Path(sys.executable).with_name("atlas")), *arguments]
    with os.fdopen(writing, "wb") as pipe:
        done = subprocess.run(
            command, cwd=base, env=environment(), stdout=pipe, stderr=subprocess.PIPE, text=True, timeout=60
        )
    assert "Traceback" not in done.stderr and "Exception" not in done.stderr
    assert done.returncode == (0 if arguments == ["stats"] else 1)


def test_check_of_the_real_base_is_quick() -> None:
    """Half a second of processor time beyond Python's start, with room for a busy machine."""
    spent = {
        name: _cpu(command) for name, command in {"python": ["-c", ""], "check": ["-m", "atlas.cli", "check"]}.items()
    }
    assert spent["check"] - spent["python"] < 2.0


def _cpu(arguments: list[str]) -> float:
    before = os.times()
    subprocess.run([sys.executable, *arguments], cwd=ROOT, env=environment(), capture_output=True, timeout=60)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system
