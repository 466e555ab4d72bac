"""The real site: every link leads somewhere, nothing is asked of another host, every page works at any place."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

import pytest

from atlas.model import KINDS
from support.bases import ROOT, real
from support.web import Page, Site, elements, internal, none_of, resolve, tag, words

pytestmark = pytest.mark.site

# What a browser fetches by itself as soon as it meets the element.
FETCHED = ("src", "srcset", "poster", "data", "action", "formaction", "background", "ping")
# Kinds of <link> that name an address without asking for it.
NAMED_ONLY = {"canonical", "author", "license", "alternate"}


def addresses(page: Page) -> list[tuple[str, str, str]]:
    """(element, attribute, address) of everything on a page that has an address."""
    found = []
    for element in elements(page.root):
        for name, value in element.attrib.items():
            plain = name.rpartition("}")[2]
            if plain == "href" or plain in FETCHED:
                found.append((tag(element), plain, value))
    return found


def local(page: Page) -> list[str]:
    return [value for _, _, value in addresses(page) if internal(value)]


def on_disk(site: Site, target: str) -> Path:
    path = site.folder / unquote(target)
    return path / "index.html" if target.endswith("/") or not target else path


@cache
def svg_ids(path: Path) -> frozenset[str]:
    return frozenset(element.attrib["id"] for element in ElementTree.parse(path).iter() if "id" in element.attrib)


def test_every_internal_link_leads_to_a_file(site: Site) -> None:
    broken = [
        f"{page!r}: {value}"
        for page in site
        for value in local(page)
        if not on_disk(site, resolve(page.address, value)).is_file()
    ]
    none_of(broken)


def test_every_fragment_leads_to_an_id(site: Site) -> None:
    ids = {page.address: frozenset(page.ids) for page in site}
    lost = []
    for page in site:
        for value in local(page):
            anchor = unquote(urlsplit(value).fragment)
            target = resolve(page.address, value)
            known = ids[target] if target in ids else svg_ids(site.folder / target) if target.endswith(".svg") else ()
            if anchor and anchor not in known:
                lost.append(f"{page!r}: {value}")
    none_of(lost)


def test_ids_are_unique_on_every_page(site: Site) -> None:
    none_of(f"{page!r}: {id}" for page in site for id, count in Counter(page.ids).items() if count > 1)


def test_ids_hold_no_white_space_and_are_not_empty(site: Site) -> None:
    none_of(f"{page!r}: {id!r}" for page in site for id in page.ids if not id or re.search(r"\s", id))


def test_references_by_id_are_kept(site: Site) -> None:
    """Labels and descriptions that a screen reader follows."""
    names = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "list", "headers")
    lost = [
        f"{page!r}: {name}={id}"
        for page in site
        for element in elements(page.content)
        for name in names
        for id in element.get(name, "").split()
        if id not in page.ids
    ]
    none_of(lost)


def test_every_link_says_where_it_leads(site: Site) -> None:
    silent = [
        f"{page!r}: {link.attrib}"
        for page in site
        for link in elements(page.root, "a")
        if not words(link) and not link.get("aria-label") and not link.get("title")
    ]
    none_of(silent)


def test_nothing_is_asked_of_another_host(site: Site) -> None:
    asked = []
    for page in site:
        for element in elements(page.root):
            rel = set(element.get("rel", "").split())
            for name, value in element.attrib.items():
                plain = name.rpartition("}")[2]
                is_address = plain in FETCHED or (plain == "href" and tag(element) != "a")
                only_named = tag(element) == "link" and rel <= NAMED_ONLY
                if is_address and not only_named and not all(internal(part) for part in value.split(",")):
                    asked.append(f"{page!r}: <{tag(element)} {plain}={value}>")
    none_of(asked)


def test_no_hint_opens_a_connection(site: Site) -> None:
    hints = {"preconnect", "dns-prefetch", "prefetch", "prerender", "modulepreload"}
    found = [
        f"{page!r}: {link.attrib}"
        for page in site
        for link in elements(page.root, "link")
        if hints & set(link.get("rel", "").split()) and not internal(link.get("href", ""))
    ]
    none_of(found)


def test_styles_name_no_other_host(site: Site) -> None:
    sheets = {path.name: path.read_text(encoding="utf-8") for path in site.folder.rglob("*.css")}
    assert sheets
    inline = {
        repr(page): " ".join(
            [words(style, without=()) for style in elements(page.root, "style")]
            + [element.attrib["style"] for element in elements(page.root) if "style" in element.attrib]
        )
        for page in site
    }
    foreign = re.compile(r"""(?:url\(\s*["']?|@import\s+["'])\s*(?:https?:)?//""")
    none_of(name for name, text in {**sheets, **inline}.items() if foreign.search(text))


def test_styles_find_their_files(site: Site) -> None:
    lost = []
    for sheet in site.folder.rglob("*.css"):
        for url in re.findall(r"""url\(\s*["']?([^"')]+)""", sheet.read_text(encoding="utf-8")):
            if internal(url) and not url.startswith("#") and not (sheet.parent / urlsplit(url).path).is_file():
                lost.append(f"{sheet.name}: {url}")
    none_of(lost)


def test_links_to_other_hosts_are_of_the_web(site: Site) -> None:
    schemes = Counter(urlsplit(value).scheme for page in site for _, _, value in addresses(page) if not internal(value))
    assert set(schemes) <= {"https", "http"}


def test_every_page_works_under_a_sub_path(site: Site) -> None:
    absolute = [f"{page!r}: {value}" for page in site for value in local(page) if value.startswith("/")]
    outside = [
        f"{page!r}: {value}" for page in site for value in local(page) if resolve(page.address, value).startswith("..")
    ]
    none_of(absolute + outside)


def test_the_page_for_lost_addresses_finds_its_files_from_any_depth(site: Site) -> None:
    """404.html is served for every address, so its links name the sub-path that the site is published under."""
    page = Page("", (site.folder / "404.html").read_text(encoding="utf-8"))
    under = "/practice-atlas/"
    for value in local(page):
        if not value.startswith("#"):
            assert value.startswith(under), value
            assert on_disk(site, resolve("", "./" + urlsplit(value).path.removeprefix(under))).is_file(), value


def test_no_two_pages_share_an_address(site: Site) -> None:
    locations = [
        element.text for element in ElementTree.parse(site.folder / "sitemap.xml").iter() if element.tag.endswith("loc")
    ]
    folded = [str(location).casefold() for location in locations]
    none_of(location for location, count in Counter(folded).items() if count > 1)
    assert sorted(str(location).partition("/practice-atlas/")[2] for location in locations) == sorted(site.addresses)


def test_every_page_names_its_own_address(site: Site) -> None:
    for page in site:
        canonical = [link.attrib["href"] for link in elements(page.head, "link") if link.get("rel") == "canonical"]
        assert canonical == [f"https://example.org/practice-atlas/{page.address}"], page


def test_no_two_pages_share_a_title(site: Site) -> None:
    titles = Counter(words(next(elements(page.head, "title"))) for page in site)
    none_of(title for title, count in titles.items() if count > 1)


def test_every_page_is_linked_from_another(site: Site) -> None:
    linked = {resolve(page.address, value) for page in site for value in local(page)}
    none_of(address for address in site.addresses if address not in linked)


def test_sources_are_linked_where_they_have_an_address(site: Site) -> None:
    for kind, record in real().kb:
        page = site[f"{KINDS[kind].folder}/{record.id}/"]
        linked = {link.get("href") for link in elements(page.content, "a")}
        none_of(f"{page!r}: {source.url}" for source in record.sources if source.url and source.url not in linked)


def test_no_address_of_the_machine_stands_on_a_page(site: Site) -> None:
    here = [str(ROOT), str(site.folder), "localhost", "127.0.0.1"]
    none_of(f"{page!r}: {word}" for page in site for word in here if word in page.markup)


def test_the_address_of_the_site_is_a_setting(site: Site) -> None:
    """Records, templates and rules know nothing of where the site is published."""
    templates = [
        *(ROOT / "src/atlas").rglob("*.html"),
        *(ROOT / "src/atlas").rglob("*.py"),
        *(ROOT / "overrides").rglob("*.html"),
    ]
    named = [path.name for path in templates if "example.org/practice-atlas" in path.read_text(encoding="utf-8")]
    none_of(named)


def test_relative_links_resolve_as_browsers_do() -> None:
    assert resolve("cities/preston/", "../../practices/x/#a") == "practices/x/"
    assert resolve("cities/preston/", "./") == "cities/preston/"
    assert resolve("cities/preston/", "#a") == "cities/preston/"
    assert resolve("cities/preston/", "../..") == ""
    assert resolve("", "./a/b.svg#x") == "a/b.svg"
    assert resolve("", "../out/").startswith("..")
    assert posixpath.normpath("a/..") == "."
