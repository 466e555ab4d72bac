"""`atlas generate` holds the whole site: MkDocs builds it without our hooks, with the same words and links."""

from __future__ import annotations

import subprocess
import sys
from copy import deepcopy
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
import yaml

from support.bases import ROOT
from support.build import environment, mkdocs
from support.web import Page, Site, elements, internal, none_of, resolve, tag, words

pytestmark = pytest.mark.site

# Nothing of ours: MkDocs' own theme, no hooks, no extensions but those that docs/ is written with.
SETTINGS = """\
site_name: Practice Atlas
site_url: https://example.org/practice-atlas/
theme: mkdocs
plugins: []
nav: [index.md]
not_in_nav: "*"
markdown_extensions: [attr_list, tables]
"""


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The generated folder, built strictly without our hooks."""
    folder = tmp_path_factory.mktemp("generated")
    command = [sys.executable, "-m", "atlas.cli", "--root", str(ROOT), "generate", str(folder / "docs")]
    done = subprocess.run(command, env=environment(), capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    (folder / "mkdocs.yml").write_text(SETTINGS, encoding="utf-8")
    built = mkdocs("build", "--strict", "-d", str(folder / "site"), cwd=folder)
    assert built.returncode == 0, built.stdout + built.stderr
    return Site(folder / "site")


def innermost(page: Page) -> Element:
    """The smallest article around the title, else the main part: what the library has written."""
    around = [a for a in elements(page.root, "article") if next(elements(a, "h1"), None) is not None]
    if around:
        return around[-1]
    return next(e for e in elements(page.root) if tag(e) == "main" or e.get("role") == "main")


def destinations(page: Page, root: Element) -> list[str]:
    """Where the links of a part lead, in order; without those for editing and telling, whose host only the site knows."""
    found = []
    for link in elements(root, "a"):
        href = link.get("href", "")
        if words(link) not in ("Edit this record", "Report a mistake", "Suggest a practice"):
            found.append(resolve(page.address, href) + "#" + href.partition("#")[2] if internal(href) else href)
    return found


def text(page: Page) -> str:
    """The words of a page; without the names that our theme gives to the tables of Markdown."""
    root = innermost(page)
    if (ROOT / "docs" / page.address / "index.md").is_file() or (ROOT / "docs" / f"{page.address[:-1]}.md").is_file():
        root = deepcopy(root)
        for table in list(elements(root, "table")):
            for caption in list(elements(table, "caption")):
                table.remove(caption)
    return words(root).replace("Edit this record", "").replace("  ", " ")


def test_it_has_the_same_pages(site: Site, plain: Site) -> None:
    assert plain.addresses == site.addresses


def test_it_says_the_same(site: Site, plain: Site) -> None:
    differing = []
    for page in plain:
        if text(page).split() != text(site[page.address]).split():
            differing.append(repr(page))
    none_of(differing)


def test_it_links_to_the_same(site: Site, plain: Site) -> None:
    differing = []
    for page in plain:
        ours = site[page.address]
        if destinations(page, innermost(page)) != destinations(ours, innermost(ours)):
            differing.append(repr(page))
    none_of(differing)


def test_it_has_the_same_ids_and_maps(site: Site, plain: Site) -> None:
    for page in plain:
        ours = site[page.address]
        ids = [[e.attrib["id"] for e in elements(innermost(p)) if "id" in e.attrib] for p in (page, ours)]
        assert ids[0] == ids[1], page
        drawn = [[svg.attrib for svg in elements(innermost(p), "svg")] for p in (page, ours)]
        assert drawn[0] == drawn[1], page


def test_its_links_lead_to_files(plain: Site) -> None:
    lost = []
    for page in plain:
        for element in elements(innermost(page)):
            for name in ("href", "src"):
                value = element.get(name)
                if value and internal(value):
                    target = plain.folder / resolve(page.address, value)
                    if not (target if target.suffix else target / "index.html").is_file():
                        lost.append(f"{page!r}: {value}")
    none_of(lost)


def test_titles_and_descriptions_are_the_same(site: Site, plain: Site) -> None:
    sources = plain.folder.parent / "docs"
    for page in plain:
        file = sources / page.address / "index.md"
        if not file.is_file() or not (source := file.read_text(encoding="utf-8")).startswith('---\ntitle: "'):
            continue  # written by hand, in docs/
        facts = yaml.safe_load(source.split("---\n")[1])
        ours = site[page.address]
        assert words(next(elements(ours.head, "title"))).startswith(" ".join(facts["title"].split())), page
        described = [meta.get("content") for meta in elements(ours.head, "meta") if meta.get("name") == "description"]
        assert described == [facts["description"]], page


def test_its_files_are_markdown_whose_body_is_html(plain: Site) -> None:
    folder = plain.folder.parent / "docs"
    source = (folder / "practices" / "preston-spend-analysis" / "index.md").read_text(encoding="utf-8")
    head, _, body = source.removeprefix("---\n").partition("\n---\n")
    assert head.startswith('title: "Progressing procurement practice through spend analysis"\ndescription: "')
    assert body.strip().startswith("<") and body.strip().endswith(">")
    assert "\n\n" not in body.strip(), "a blank line would end the HTML for many Markdown readers"
    assert sorted(p.name for p in (folder / "assets").rglob("*.svg"))


def test_assets_are_the_same_bytes(site: Site, plain: Site) -> None:
    for svg in plain.folder.rglob("assets/**/maps/*.svg"):
        assert svg.read_bytes() == (site.folder / svg.relative_to(plain.folder)).read_bytes()


def test_generating_twice_gives_the_same_bytes(plain: Site, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "atlas.cli", "--root", str(ROOT), "generate", str(tmp_path / "again")]
    subprocess.run(command, env=environment(PYTHONHASHSEED="7"), check=True, capture_output=True, timeout=120)
    first = plain.folder.parent / "docs"
    files = sorted(path.relative_to(first) for path in first.rglob("*") if path.is_file())
    assert files == sorted(
        path.relative_to(tmp_path / "again") for path in (tmp_path / "again").rglob("*") if path.is_file()
    )
    none_of(str(f) for f in files if (first / f).read_bytes() != (tmp_path / "again" / f).read_bytes())
