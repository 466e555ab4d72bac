"""Building: the same records always give the same bytes, and faulty ones leave the old site as it was."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from support import bases
from support.bases import ROOT
from support.build import build, mkdocs
from support.web import Site, none_of

pytestmark = pytest.mark.site

FILES = {
    "practices/fair.md": bases.practice("Fair buying", "ada", "related: [kind]"),
    "practices/kind.md": bases.practice("Kind buying", "bela"),
    "cities/ada.yml": bases.city("Ada", "RS", "location: {lat: 45.8, lon: 20.1}"),
    "cities/bela.yml": bases.city("Bela", "SK", "location: {lat: 48.7, lon: 18.9}"),
    "networks/buyers.yml": bases.network(
        "Buyers", "practice: fair", "lead: ada", "partners: [{city: bela, role: adopter}]"
    ),
}


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# Pagefind, which makes the search index, lists the values of a filter by chance; names of files follow from that.
BY_CHANCE = re.compile(r"pagefind/(filter/.*\.pf_filter|pagefind-entry\.json|.*\.pf_meta)")


def differing(one: Path, other: Path) -> list[str]:
    left, right = files(one), files(other)
    by_chance = [name for name in left if BY_CHANCE.fullmatch(name)]
    assert len(by_chance) == len([name for name in right if BY_CHANCE.fullmatch(name)])
    left, right = ({name: all[name] for name in all if not BY_CHANCE.fullmatch(name)} for all in (left, right))
    return sorted(name for name in left.keys() | right.keys() if left.get(name) != right.get(name))


def test_the_same_commit_gives_the_same_bytes(site: Site, tmp_path: Path) -> None:
    """Whatever the day, the seed of hashes, the language and the number of processes."""
    build(
        tmp_path / "again",
        PYTHONHASHSEED="4711",
        TZ="Pacific/Auckland",
        LC_ALL="C",
        SOURCE_DATE_EPOCH="1000000000",
        ATLAS_WORKERS="1",
    )
    none_of(differing(site.folder, tmp_path / "again"))


def test_frames_give_the_bytes_that_mkdocs_gives_page_by_page(site: Site, tmp_path: Path) -> None:
    """The fast way into the site and the plain one, in which MkDocs renders every page itself.

    The plain one is built in a copy, which asks the project's own history when a record changed.
    """
    folder = bases.copy(tmp_path / "base", "hooks", "overrides", "docs", "images", "mkdocs.yml")
    (folder / "plain.yml").write_text(
        "INHERIT: mkdocs.yml\nextra: {generator: false, atlas_plain: true}\n", encoding="utf-8"
    )
    git = subprocess.run(["git", "rev-parse", "--absolute-git-dir"], cwd=ROOT, capture_output=True, text=True)
    history = {"GIT_DIR": git.stdout.strip()} if git.returncode == 0 else {}
    build(tmp_path / "plain", "-f", "plain.yml", cwd=folder, **history)
    none_of(differing(site.folder, tmp_path / "plain"))


def test_a_base_elsewhere_is_built_too(tmp_path: Path) -> None:
    folder = bases.project(tmp_path / "base", FILES)
    build(tmp_path / "site", cwd=folder)
    site = Site(tmp_path / "site")
    assert "practices/fair/" in site["networks/buyers/"].targets
    assert "cities/bela/" in site["practices/fair/"].targets
    assert site["transfers/"].text.count("Fair buying") == 1


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small project with its site built."""
    folder = bases.project(tmp_path_factory.mktemp("project") / "base", FILES)
    build(folder / "site", cwd=folder)
    return folder


@pytest.fixture
def folder(built: Path, tmp_path: Path) -> Path:
    return shutil.copytree(built, tmp_path / "base", ignore=shutil.ignore_patterns("__pycache__"))


def refused(folder: Path, *arguments: str, **variables: str) -> str:
    """Build, expect that nothing was built and the old site stays to the byte; what was said."""
    before = files(folder / "site")
    assert "practices/fair/index.html" in before
    done = mkdocs("build", *arguments, cwd=folder, **variables)
    said = done.stdout + done.stderr
    assert done.returncode == 1, said
    assert files(folder / "site") == before
    assert "Traceback" not in said and 'File "' not in said, said
    return said


@pytest.mark.parametrize("strict", [(), ("--strict",)])
def test_a_faulty_record_is_refused_before_the_old_site_is_touched(folder: Path, strict: tuple[str, ...]) -> None:
    record = folder / "practices/fair.md"
    record.write_text(
        record.read_text(encoding="utf-8").replace("kind: good-practice", "kind: god-practice"), encoding="utf-8"
    )
    (folder / "cities/new.yml").write_text("name: New\nkind: city\n", encoding="utf-8")
    said = refused(folder, *strict)
    assert "practices/fair.md:4:7 F304 “god-practice” is not in the list" in said
    assert "Did you mean “good-practice”?" in said
    assert "cities/new.yml:1:1 F301 The field “country” is missing." in said
    assert "Nothing was built" in said


@pytest.mark.parametrize(
    ("file", "content", "words"),
    [
        ("practices/fair.md", b"\xff\xfe\x00", "practices/fair.md:1:1 D104"),
        ("practices/fair.md", b"---\ntitle: [\n---\n", "practices/fair.md:"),
        ("cities/bela.yml", b"name: Bela\x00\n", "cities/bela.yml:1:11 D105"),
        ("exceptions.yml", b"exceptions: [{code: C570, record: practices/fair, reason: None}]", "exceptions.yml:1:"),
        ("vocabularies/themes.yml", b"title: Themes\n", "vocabularies/themes.yml:1:1 F301"),
        (
            "vocabularies/stages.yml",
            b"title: Stages\nterms: [{id: done, label: Done, definition: It is.}]\n",
            "vocabularies/stages.yml:1:1 V402",
        ),
        ("cities/nova.yml", b"name: Nova\nkind: city\ncountry: SI\nwithin: [nowhere]\n", "cities/nova.yml:4:10 R4"),
    ],
)
def test_whatever_the_fault_the_old_site_stays(folder: Path, file: str, content: bytes, words: str) -> None:
    (folder / file).write_bytes(content)
    assert words in refused(folder)


def test_a_missing_list_is_refused_in_plain_words(folder: Path) -> None:
    (folder / "vocabularies/themes.yml").unlink()
    assert "vocabularies/themes.yml:1:1 V402 The list “themes” is missing." in refused(folder)


def test_a_bad_day_is_refused_in_plain_words(folder: Path) -> None:
    assert "2026-13-01" in refused(folder, ATLAS_TODAY="2026-13-01")


def test_a_folder_without_a_base_is_refused_in_plain_words(folder: Path) -> None:
    shutil.rmtree(folder / "practices")
    assert "holds no base" in refused(folder)


@pytest.mark.parametrize(
    "file",
    [
        "cities/ada.md",
        "cities/ada/index.md",
        "cities/ada/README.md",
        "cities/index.md",
        "cities.md",
        "cities/README.md",
        "README.md",
    ],
)
def test_a_written_page_at_the_address_of_a_record_or_list_is_refused(folder: Path, file: str) -> None:
    """MkDocs would let one overwrite the other without a word."""
    page = folder / "docs" / file
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text("# Mine\n", encoding="utf-8")
    done = mkdocs("build", "--strict", cwd=folder)
    assert done.returncode == 1, done.stdout + done.stderr
    assert f"docs/{file}" in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_a_picture_of_a_practice_is_published_with_its_words(folder: Path) -> None:
    record = folder / "practices/fair.md"
    text = record.read_text(encoding="utf-8")
    image = "images: [{file: images/market.png, alt: Stalls on a square, credit: Town hall, licence: CC0}]"
    record.write_text(text.replace("kind: good-practice", f"kind: good-practice\n{image}"), encoding="utf-8")
    (folder / "images").mkdir()
    content = (ROOT / "tests/fixtures/base/images/aldermoor-market.png").read_bytes()
    (folder / "images/market.png").write_bytes(content)
    build(folder / "site", cwd=folder)
    page = Site(folder / "site")["practices/fair/"]
    assert 'src="../../images/market.png"' in page.markup and 'alt="Stalls on a square"' in page.markup
    assert (folder / "site/images/market.png").read_bytes() == content


def told_anew(folder: Path, words: str) -> None:
    record = folder / "practices/fair.md"
    record.write_text(record.read_text(encoding="utf-8") + f"\n{words}\n", encoding="utf-8")


def again(folder: Path, *arguments: str, **variables: str) -> str:
    """Build once more; what was said."""
    return build(folder / "site", "-v", *arguments, cwd=folder, **variables)


def test_after_words_of_a_story_changed_the_site_is_that_of_a_build_of_everything(folder: Path, tmp_path: Path) -> None:
    again(folder)
    told_anew(folder, "Told at greater length.")
    assert "made anew: data/practice-atlas.json, practices/fair/index.html" in again(folder)
    anew = shutil.copytree(folder, tmp_path / "anew", ignore=shutil.ignore_patterns("site", ".cache"))
    assert "made anew" not in again(anew)
    assert b"Told at greater length." in files(folder / "site")["practices/fair/index.html"]
    none_of(differing(folder / "site", anew / "site"))
    assert "Nothing has changed since the last build." in again(folder)


@pytest.mark.parametrize(
    ("arguments", "variables"),
    [(("--dirty",), {}), (("--no-directory-urls",), {}), ((), {"EDIT_URI": ""}), ((), {"ATLAS_SEARCH": "false"})],
)
def test_another_way_of_building_makes_everything(
    folder: Path, arguments: tuple[str, ...], variables: dict[str, str]
) -> None:
    again(folder)
    done = mkdocs("build", "-v", "-d", str(folder / "site"), *arguments, cwd=folder, **variables)
    assert "Documentation built" in done.stdout + done.stderr


@pytest.mark.parametrize("quiet", [(), ("-q",)])
def test_a_warning_is_told_by_every_build(folder: Path, quiet: tuple[str, ...]) -> None:
    """What was built in spite of a warning is not taken for finished; even MkDocs' -q, which shows none, counts it."""
    (folder / "docs/astray.md").write_text("# Astray\n\n[Nowhere](nowhere.md)\n", encoding="utf-8")
    state = folder / ".cache/practice-atlas/state"
    before = state.read_bytes()
    for arguments in (quiet, ("--strict", *quiet), ("--strict", *quiet)):
        done = mkdocs("build", *arguments, cwd=folder)
        assert done.returncode == ("--strict" in arguments)
        assert ("nowhere.md" in done.stdout + done.stderr) == (not quiet)
        assert state.read_bytes() == before


def test_a_deployed_site_is_deployed(folder: Path, tmp_path: Path) -> None:
    """Whoever builds for more than the site goes on after it, even where there was nothing to build."""
    again(folder)
    remote = tmp_path / "remote.git"
    who = ("-c", "user.name=a", "-c", "user.email=a@example.org")
    for command in (
        ("init", "-q", "--bare", str(remote)),
        ("init", "-q"),
        ("add", "mkdocs.yml"),
        (*who, "commit", "-qm", "First"),
        ("remote", "add", "origin", str(remote)),
    ):
        subprocess.run(["git", *command], cwd=folder, check=True)
    names = {f"GIT_{who}_{what}": "a@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    done = mkdocs("gh-deploy", "-d", str(folder / "site"), cwd=folder, **names)
    assert done.returncode == 0, done.stdout + done.stderr
    listed = ["git", "-C", str(remote), "ls-tree", "--name-only", "gh-pages"]
    shown = subprocess.run(listed, capture_output=True, text=True, check=True)
    assert "practices" in shown.stdout.split()


@pytest.mark.parametrize(
    ("before", "after", "variables"),
    [
        ("custom_dir: overrides", "custom_dir: !ENV [OVER, overrides]", {"OVER": "over2"}),
        ("  generator: false", "  generator: false\n  launched: !ENV [LAUNCH, 2024-01-01]", {"LAUNCH": "2025-05-05"}),
        ("docs_dir: docs", "docs_dir: docs\nexclude_docs: !ENV [EXCLUDED, nothing]", {"EXCLUDED": "about/"}),
    ],
)
def test_settings_of_every_kind_count(folder: Path, before: str, after: str, variables: dict[str, str]) -> None:
    shutil.copytree(folder / "overrides", folder / "over2")
    settings = folder / "mkdocs.yml"
    text = settings.read_text(encoding="utf-8")
    assert before in text
    settings.write_text(text.replace(before, after, 1), encoding="utf-8")
    again(folder)
    assert "Nothing has changed" in again(folder)
    done = mkdocs("build", "-v", "--strict", "-d", str(folder / "site"), cwd=folder, **variables)
    assert "Nothing has changed" not in done.stderr


def test_settings_with_odd_keys_are_built(folder: Path) -> None:
    settings = folder / "mkdocs.yml"
    text = settings.read_text(encoding="utf-8").replace("  generator: false", "  generator: false\n  2024: x\n  null: y")
    settings.write_text(text, encoding="utf-8")
    again(folder)
    assert "Nothing has changed" in again(folder)


def test_an_index_that_fails_is_told_alike(folder: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken/pagefind"
    broken.mkdir(parents=True)
    (broken / "__init__.py").touch()
    (broken / "service.py").write_text("def get_executable():\n    return None\n", encoding="utf-8")
    again(folder)
    for words in ("Told at greater length.", "Told again."):
        told_anew(folder, words)
        done = mkdocs("build", cwd=folder, PYTHONPATH=str(tmp_path / "broken"))
        assert done.returncode == 1
        assert "can't be searched: Pagefind is not installed" in done.stderr
        assert "Traceback" not in done.stderr
