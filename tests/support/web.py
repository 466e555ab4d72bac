"""Finished pages as browsers read them: links, ids, words, tables and maps, without regard to classes or layout."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from xml.etree.ElementTree import Element

from support.drawn import Map, read_map
from support.tree import BLOCKS, HEADINGS, Tree, elements, fragment, internal, parse, resolve, tag, words

__all__ = ["Map", "Page", "Site", "elements", "fragment", "internal", "none_of", "parse", "resolve", "tag", "words"]


class Page:
    """One HTML file of a site; `address` is its folder below the root, with a slash at its end."""

    def __init__(self, address: str, markup: str) -> None:
        self.address, self.markup = address, markup
        try:
            self.root = Tree().read(markup)
        except AssertionError as error:
            raise AssertionError(f"/{address}: {error}") from error

    def __repr__(self) -> str:
        return f"/{self.address}"

    @cached_property
    def strict(self) -> tuple[Element, list[str]]:
        """The document as a browser reads it, and what it had to mend."""
        parser = parse(self.markup)
        document = parser.tree.getDocument()
        root = document if tag(document) == "html" else next(elements(document, "html"))
        return root, [f"{error[1]} {error[2]}" for error in parser.errors]

    @property
    def errors(self) -> list[str]:
        """What a browser has to mend."""
        return self.strict[1]

    @cached_property
    def head(self) -> Element:
        found = self.root.find("head")
        assert found is not None
        return found

    @cached_property
    def content(self) -> Element:
        """The part that is this page's own: the first article of the main part."""
        main = next(elements(self.root, "main"))
        return next(elements(main, "article"), main)

    @cached_property
    def ids(self) -> list[str]:
        return [element.attrib["id"] for element in elements(self.root) if "id" in element.attrib]

    @cached_property
    def headings(self) -> list[tuple[int, str]]:
        """(level, words) of the headings of the page's own part."""
        return [(int(tag(heading)[1]), words(heading)) for heading in elements(self.content, *HEADINGS)]

    @cached_property
    def text(self) -> str:
        """The words of the page's own part, those on maps included."""
        return words(self.content)

    def heading(self, id: str) -> Element:
        """The heading with that id."""
        return next(element for element in elements(self.root, *HEADINGS) if element.get("id") == id)

    def section(self, id: str) -> str:
        """The words under a heading, up to the next heading of its level or above; its maps left out."""
        level = tag(self.heading(id))
        parts: list[str] = []
        inside = False

        def walk(element: Element) -> None:
            nonlocal inside
            name = tag(element)
            if not name or name in ("svg", "script", "style"):
                return
            if name in HEADINGS and name <= level:
                inside = element.get("id") == id
            if inside:
                parts.append(f" {element.text or ''}" if name in BLOCKS else element.text or "")
            for child in element:
                walk(child)
                if inside:
                    parts.append(child.tail or "")

        walk(self.content)
        return " ".join("".join(parts).split())

    def links(self, root: Element | None = None) -> list[tuple[str, str]]:
        """(address that it leads to, words) of every internal link of the page's own part, or of a part of it."""
        found = []
        for link in elements(self.content if root is None else root, "a"):
            href = link.get("href") or link.get("{http://www.w3.org/1999/xlink}href")
            if href and internal(href):
                found.append((resolve(self.address, href), words(link)))
        return found

    @cached_property
    def targets(self) -> frozenset[str]:
        """Where the links of the page's own part lead, maps left out: a link only on a map is no mention."""
        mapped = {id(link) for svg in elements(self.content, "svg") for link in elements(svg, "a")}
        return frozenset(
            resolve(self.address, link.attrib["href"])
            for link in elements(self.content, "a")
            if id(link) not in mapped and "href" in link.attrib and internal(link.attrib["href"])
        )

    @cached_property
    def maps(self) -> list[Map]:
        """Its maps: what is drawn with places on it, no icons."""
        return [
            read_map(svg, self.address)
            for svg in elements(self.content, "svg")
            if next(elements(svg, "circle"), None) is not None
        ]

    @cached_property
    def rows(self) -> list[list[str]]:
        """The addresses that each table row links to."""
        return [[target for target, _ in self.links(row)] for row in elements(self.content, "tr")]


# What the pages at earlier addresses of records have, and no other.
_REFRESH = b'http-equiv="refresh"'


class Site:
    """All HTML pages of a folder, read once each."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._pages: dict[str, Page] = {}

    @cached_property
    def addresses(self) -> list[str]:
        """The addresses of all pages in folders of their own; 404.html is none, nor is what only leads on."""
        found = (path for path in self.folder.rglob("index.html") if _REFRESH not in path.read_bytes()[:600])
        files = sorted(path.relative_to(self.folder).as_posix() for path in found)
        return [file.removesuffix("index.html") for file in files]

    def __getitem__(self, address: str) -> Page:
        if address not in self._pages:
            markup = (self.folder / f"{address}index.html").read_text(encoding="utf-8")
            self._pages[address] = Page(address, markup)
        return self._pages[address]

    def __iter__(self) -> Iterator[Page]:
        return (self[address] for address in self.addresses)


def none_of(faults: Iterable[str]) -> None:
    """Fail with the faults, each on a line, where there are any."""
    found = list(faults)
    assert not found, f"{len(found)} found:\n" + "\n".join(found[:30])
