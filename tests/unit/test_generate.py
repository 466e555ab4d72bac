"""Pages and assets as files: what goes where, what is refused, and that nothing is lost on the way."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from atlas.generate import (
    MARKER,
    NotOurs,
    SameAddress,
    assets,
    collect,
    generate,
    refuse_clashes,
    sitemap,
    source_file,
    written,
)
from atlas.pages import Site
from support import bases
from support.bases import city, practice

PICTURE = (bases.ROOT / "tests/fixtures/base/images/aldermoor-market.png").read_bytes()
FILES = {
    "practices/fair.md": practice(
        "Fair",
        "ada",
        "images: [{file: images/a.png, alt: A, credit: C, licence: CC0}]",
        story="Text.\n\n```\none\n\ntwo\n```",
    ),
    "cities/ada.yml": city("Ada", "PL", "location: {lat: 50, lon: 20}"),
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = bases.write(tmp_path / "base", {**FILES, "docs/about/index.md": "# About\n"})
    (root / "images").mkdir()
    (root / "images/a.png").write_bytes(PICTURE)
    return root


@pytest.fixture
def site(root: Path) -> Site:
    base = bases.read(root)
    assert not base.errors, base.errors
    return Site(base.kb, base.issues)


def test_every_page_has_a_file_at_its_address(root: Path, site: Site, tmp_path: Path) -> None:
    count = generate(root, site, tmp_path / "out")
    pages = collect(site)
    assert count == len(pages)
    assert all((tmp_path / "out" / source_file(page.address)).is_file() for page in pages)
    assert {source_file(page.address) for page in pages} >= {"index.md", "practices/fair/index.md", "a-z/index.md"}


def test_written_pages_styles_and_pictures_come_along(root: Path, site: Site, tmp_path: Path) -> None:
    (root / "overrides/assets/atlas").mkdir(parents=True)
    (root / "overrides/assets/atlas/atlas.css").write_text("b{}", encoding="utf-8")
    generate(root, site, tmp_path / "out")
    assert (tmp_path / "out/about/index.md").read_text(encoding="utf-8") == "# About\n"
    assert (tmp_path / "out/images/a.png").read_bytes() == PICTURE
    assert (tmp_path / "out/assets/atlas/atlas.css").read_text(encoding="utf-8") == "b{}"
    assert list((tmp_path / "out").rglob("basemap-*.svg"))


def test_assets_have_relative_paths_and_stand_once(root: Path, site: Site) -> None:
    names = [asset.path for asset in assets(root, site)]
    assert len(set(names)) == len(names)
    assert not [name for name in names if name.startswith(("/", "."))]


def test_what_an_earlier_run_wrote_goes(root: Path, site: Site, tmp_path: Path) -> None:
    generate(root, site, tmp_path / "out")
    (tmp_path / "out/practices/gone").mkdir()
    (tmp_path / "out/practices/gone/index.md").write_text("x", encoding="utf-8")
    generate(root, site, tmp_path / "out")
    assert not (tmp_path / "out/practices/gone").exists()
    assert (tmp_path / "out" / MARKER).exists()


def test_an_empty_folder_will_do(root: Path, site: Site, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    assert generate(root, site, tmp_path / "out")


def test_a_foreign_folder_or_file_is_left_alone(root: Path, site: Site, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/a.txt").write_text("x", encoding="utf-8")
    for target in (tmp_path / "mine", tmp_path / "mine/a.txt", root, root / "docs", root / "docs/new"):
        with pytest.raises(NotOurs):
            generate(root, site, target)
    assert (tmp_path / "mine/a.txt").read_text(encoding="utf-8") == "x"
    assert not (root / "docs/new").exists()


@pytest.mark.parametrize(
    "file",
    [
        "practices/fair.md",
        "practices/fair/index.md",
        "practices/fair/README.md",
        "practices.md",
        "index.md",
        "README.md",
    ],
)
def test_a_written_page_at_a_taken_address_is_refused_before_anything_goes(
    root: Path, site: Site, tmp_path: Path, file: str
) -> None:
    generate(root, site, tmp_path / "out")
    before = sorted((tmp_path / "out").rglob("*"))
    page = root / "docs" / file
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text("# Mine\n", encoding="utf-8")
    with pytest.raises(SameAddress, match=f"docs/{file} and a generated page want one address, /"):
        generate(root, site, tmp_path / "out")
    assert sorted((tmp_path / "out").rglob("*")) == before


def test_two_written_pages_at_one_address_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a.md").write_text("x", encoding="utf-8")
    (tmp_path / "a/index.md").write_text("x", encoding="utf-8")
    with pytest.raises(SameAddress, match=r"docs/a\.md and docs/a/index\.md want one address, /a/"):
        refuse_clashes(tmp_path, [])


def test_addresses_of_written_pages(tmp_path: Path) -> None:
    for file in ("index.md", "a.md", "b/index.md", "b/c.md", "d/README.md", "e.txt"):
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).write_text("x", encoding="utf-8")
    assert dict(written(tmp_path)) == {
        "": "index.md",
        "a/": "a.md",
        "b/": "b/index.md",
        "b/c/": "b/c.md",
        "d/": "d/README.md",
    }
    assert list(written(tmp_path / "nowhere")) == []


def test_code_in_a_story_keeps_its_blank_lines(root: Path, site: Site, tmp_path: Path) -> None:
    generate(root, site, tmp_path / "out")
    text = (tmp_path / "out/practices/fair/index.md").read_text(encoding="utf-8")
    assert "one&#10;&#10;two" in text


def test_a_base_without_written_pages_will_do(site: Site, root: Path, tmp_path: Path) -> None:
    (root / "docs/about/index.md").unlink()
    (root / "docs/about").rmdir()
    (root / "docs").rmdir()
    assert generate(root, site, tmp_path / "out")


def test_the_sitemap_names_every_address_with_the_day_of_its_change() -> None:
    text = sitemap("https://example.org/a?b=1&c", {"z/": "", "": "", "cities/x/": "2026-01-02"})
    rows = [{e.tag.rpartition("}")[2]: e.text for e in url} for url in ElementTree.fromstring(text)]
    assert rows == [
        {"loc": "https://example.org/a?b=1&c/"},
        {"loc": "https://example.org/a?b=1&c/cities/x/", "lastmod": "2026-01-02"},
        {"loc": "https://example.org/a?b=1&c/z/"},
    ]
